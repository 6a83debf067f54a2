"""Brows and lashes: strips that lie on the face and follow it."""

from __future__ import annotations

import numpy as np

from ....protocol.results import Material
from ....wear.binding import Binding
from ....wear.piece import Piece
from ...appearance.fields import smooth_curve
from ...appearance.head import BROW
from ..reference import Reference
from .cards import Sheet, joined, mirrored
from .growing import pushed_out, resampled, unit
from .head import head
from .piece import bound_to_face, entry, on_face

SHEER = Material(alpha_mode="blend", double_sided=True, roughness=0.55)


def _brows(
    name: str, label: str, nouns: tuple[str, ...], tags: tuple[str, ...], thick: float, layers: int, rise: float
) -> Piece:
    form = head()
    curve = resampled(smooth_curve(BROW)[None], 15)[0]
    # hairs begin a little before the painted brow and end a little behind it
    curve[0, 0] -= 0.002
    # thicker ones grow upwards, away from the lids, and all begin thinner
    curve[:, 1] += 0.0042 * max(thick - 1, 0)
    curve[:3, 2] *= (0.72, 0.88, 0.97)
    across = np.linspace(-1, 1, 5)
    tangent = unit(np.gradient(curve[:, :2], axis=0))
    up = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    half = np.maximum(curve[:, 2], 0.0016) * 1.45 * thick
    flat = curve[:, None, :2] + up[:, None] * (half[:, None] * across)[..., None]
    sheets = []
    for layer in range(layers):
        skin, normals = form.front(flat.reshape(-1, 2))
        # the upper edge stands off, the roots lie on the skin
        off = 0.0007 + 0.25 * rise + layer * 0.0006 + rise * np.tile(0.5 + 0.5 * across, len(curve))
        u, v = np.meshgrid(np.linspace(0, 1, len(curve)), np.linspace(0.01, 0.49, 5), indexing="ij")
        points = pushed_out(form.skin, skin + normals * off[:, None], 0.0005)
        sheets.append(_grid(points, u, v + 0.5 * (layer % 2), skin))
    left = joined(*sheets)
    sheet = joined(left, mirrored(left))
    return on_face(form, entry(name, label, "brows", nouns, tags), sheet, "brow", SHEER, sheet.root)


def thin_brows() -> Piece:
    return _brows("thin_brows", "Thin brows", ("thin eyebrows",), ("female", "thin"), 0.72, 2, 0.0004)


def brows() -> Piece:
    return _brows("brows", "Brows", ("eyebrows", "brows"), ("female", "male", "child"), 1.05, 2, 0.0006)


def bushy_brows() -> Piece:
    return _brows(
        "bushy_brows", "Bushy brows", ("bushy eyebrows", "thick eyebrows"), ("male", "old", "thick"), 1.35, 3, 0.0012
    )


def lashes() -> Piece:
    """Each hangs on its lid's rim; its tip is led by the skin over the lid, so that it turns when the lid closes."""
    form = head()
    base, of = np.nan_to_num(form.of.base), form.of
    rim, within = _lid_edge(of)
    points = form.local(base[rim])
    inner, outer = points[:, 0].argmin(), points[:, 0].argmax()
    level = np.interp(points[:, 0], points[[inner, outer], 0], points[[inner, outer], 2])
    ball = form.local(base[of.region("eye_left")])
    middle = (ball.min(0) + ball.max(0)) / 2
    lids = np.setdiff1d(of.region("head_skin"), within)
    sheets, bindings = [], []
    for upper in (True, False):
        on = (points[:, 2] > level) if upper else (points[:, 2] <= level)
        edge = rim[on][points[on, 0].argsort()]
        steps = 17
        at = np.linspace(0.3, len(edge) - 1.001, steps)
        first, part = np.floor(at).astype(int), at % 1
        a, b = edge[first], edge[first + 1]
        start = base[a] * (1 - part)[:, None] + base[b] * part[:, None]
        out = unit(form.local(start) - middle - (0, 0.004, 0))
        share = np.linspace(0, 1, steps)
        length = (0.0085 if upper else 0.0045) * np.interp(share, [0, 0.2, 0.75, 1], [0.55, 0.85, 1.0, 0.75])
        lift = np.array([0.0, 0.0, 1.0 if upper else -1.0])
        along = np.linspace(0, 1, 4)
        flat = unit(out * (1, 1, 0.4) + (0, 0, 0.10 if upper else -0.25))
        path = start[:, None] + length[:, None, None] * (
            along[:, None] * flat[:, None] + 0.45 * along[:, None] ** 2 * lift
        )
        u, v = np.meshgrid(share, 1 - 0.49 * along if upper else 0.5 - 0.49 * along, indexing="ij")
        sheets.append(_grid(path.reshape(-1, 3), u, v, np.repeat(start, 4, axis=0)))
        # the vertex over the fold of the lid, which a blink moves little
        lid = lids[np.argmin(np.abs(np.linalg.norm(base[lids] - start[:, None] - 0.0064 * lift, axis=-1)), axis=1)]
        pull = (0.5 if upper else 0.3) * np.tile(along, steps)
        a, b, lid, part = (np.repeat(value, 4) for value in (a, b, lid, part))
        bindings.append((np.stack([a, b, lid], 1), np.stack([(1 + pull) * (1 - part), (1 + pull) * part, -pull], 1)))
    left = joined(*sheets)
    sheet = joined(left, mirrored(left))
    indices, weights = (np.concatenate(parts) for parts in zip(*bindings, strict=True))
    indices = np.concatenate([indices, form.other_side(indices)])
    weights = np.concatenate([weights, weights])
    offsets = sheet.points - np.einsum("nk,nkd->nd", weights, base[indices])
    spans = form.of.head_spans()
    binding = Binding(indices.astype(np.int32), weights.astype(np.float32), offsets.astype(np.float32), spans)  # type: ignore[arg-type]
    of_lashes = entry("lashes", "Lashes", "lashes", ("eyelashes", "lashes"), ("female", "male", "child"))
    return bound_to_face(of_lashes, sheet, binding, "lash", SHEER)


def _lid_edge(of: Reference) -> tuple[np.ndarray, np.ndarray]:
    """The ring of vertices along the front edge of the left lids, and all that lie between the eyeball and it. The lids
    are three rings thick."""
    ring = within = np.intersect1d(of.region("head_skin"), of.region("eye_socket_left"))
    quads = of.quads[np.isin(of.quads, of.region("head_skin")).all(axis=1)]
    for _ in range(3):
        ring = np.setdiff1d(quads[np.isin(quads, ring).any(axis=1)], within)
        within = np.union1d(within, ring)
    return ring, within


def _grid(points: np.ndarray, u: np.ndarray, v: np.ndarray, root: np.ndarray) -> Sheet:
    """A sheet of (rows · columns) points in the order of u and v (rows, columns)."""
    rows, columns = u.shape
    start = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1)
    return Sheet(
        points=points,
        faces=np.stack([start, start + columns, start + columns + 1, start + 1], axis=1),
        uvs=np.stack([u.reshape(-1), v.reshape(-1)], axis=1),
        along=np.zeros(len(points)),
        root=root,
        hides=np.zeros(0, np.int32),
    )


MAKERS = {"thin_brows": thin_brows, "brows": brows, "bushy_brows": bushy_brows, "lashes": lashes}
