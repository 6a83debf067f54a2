"""Pieces cut from the skin itself, a little off it: gloves, masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt

from ...protocol.requests import Colour
from ...protocol.results import Material
from ...wear.binding import Binding
from ...wear.piece import Entry, Piece
from .reference import Reference
from .shaping import smoothstep
from .sheets import GUTTER

Paint = Callable[[np.ndarray], np.ndarray]
"""How much there is of a zone, 0 to 1, (H, W) at places (H, W, 3) metres on the body."""
_EMPTY = {"shade": 255, "height": 128}


@dataclass(frozen=True, eq=False)
class Cut:
    """N vertices of the skin, each as far off it as it says; quads, and how they lie on the body's own texture."""

    ids: np.ndarray
    """(N,) in the base mesh"""
    gap: np.ndarray
    """(N,) metres off the skin"""
    faces: np.ndarray
    """(F, 4) into ids"""
    flat: np.ndarray
    """(T, 2)"""
    flat_faces: np.ndarray
    """(F, 4) into flat"""
    reach: np.ndarray
    """(N,) metres from the nearest edge"""


def cut(on: Reference, vertices: np.ndarray, gap: float, hem: float, edge: float = 0.012) -> Cut:
    """Of the quads whose corners are all among `vertices` of the base mesh. gap, hem: metres off the skin, in the
    middle and near the edges; the edge itself lies on the skin; edge: metres that the hem is wide."""
    chosen = np.isin(on.quads, vertices).all(axis=1)
    ids, faces = np.unique(on.quads[chosen], return_inverse=True)
    faces = faces.reshape(-1, 4)
    edges = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    pairs, uses = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    border = np.unique(pairs[uses == 1])
    reach = np.linalg.norm(on.base[ids][:, None] - on.base[ids[border]][None], axis=2).min(axis=1)
    off = gap + (hem - gap) * smoothstep(reach, edge + 0.008, edge - 0.004)
    off[border] = -0.0004
    used, flat_faces = np.unique(on.body.uv_polygons[chosen], return_inverse=True)
    flat = np.asarray(on.body.uvs)[used].astype(np.float64)
    return Cut(ids, off, faces, flat, flat_faces.reshape(-1, 4), reach)


def from_skin(
    on: Reference,
    entry: Entry,
    cuts: Sequence[Cut],
    *,
    hides: float = 0.006,
    side: int = 256,
    paint: Mapping[str, Paint] | None = None,
    zone_colours: Mapping[str, Colour | float | None] | None = None,
    roughness: float = 0.5,
    **more: object,
) -> Piece:
    """Laid side by side on one texture. hides: metres from an edge, farther than which the skin below is hidden."""
    space = 2 * GUTTER / side
    wide, high = np.max([np.ptp(one.flat, axis=0) for one in cuts], axis=0)
    scale = min((1 - (len(cuts) + 1) * space) / len(cuts) / wide, (1 - 2 * space) / high)
    uvs = [
        (one.flat - one.flat.min(axis=0)) * scale + np.array((space + k / len(cuts), space))
        for k, one in enumerate(cuts)
    ]
    first = np.cumsum([0, *(len(one.ids) for one in cuts)])
    corner = np.cumsum([0, *(len(one.flat) for one in cuts)])
    ids = np.concatenate([one.ids for one in cuts])
    offsets = on.normals[ids] * np.concatenate([one.gap for one in cuts])[:, None]
    faces = np.concatenate([one.faces + at for one, at in zip(cuts, first, strict=False)])
    uv_faces = np.concatenate([one.flat_faces + at for one, at in zip(cuts, corner, strict=False)])
    where, flat = on.base[ids] + offsets, np.concatenate(uvs)
    quads, laid = where[faces], flat[uv_faces]
    on_body = np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1).sum()
    on_chart = np.linalg.norm(laid[:, 0] - laid[:, 1], axis=1).sum()
    zones = {"shade": np.full((side, side), 255, np.uint8)}
    if paint:
        places = _places(laid, quads, side)
        for name, value in paint.items():
            zones[name] = np.rint(np.asarray(value(places), float).clip(0, 1) * 255).astype(np.uint8)
    return Piece(
        entry=entry,
        binding=Binding(
            np.repeat(ids[:, None], 3, axis=1).astype(np.int32),
            np.tile(np.array((1, 0, 0), np.float32), (len(ids), 1)),
            offsets.astype(np.float32),
        ),
        faces=faces.astype(np.int32),
        uvs=flat.astype(np.float32),
        uv_faces=uv_faces.astype(np.int32),
        hides=np.unique(np.concatenate([one.ids[one.reach > hides] for one in cuts])).astype(np.int32),
        material=Material(roughness=roughness),
        texel=float(on_body / on_chart),
        zones=zones,
        zone_colours=zone_colours or {},
        **{"stand_off": 0.0015, **more},  # type: ignore[arg-type]
    )


def _places(laid: np.ndarray, quads: np.ndarray, side: int) -> np.ndarray:
    """(side, side, 3) metres: where each texel is on the body, or the texel that is nearest to it."""
    found = np.full((side, side, 3), np.nan)
    for flat, points in zip(laid * side, quads, strict=True):
        low, high = np.floor(flat.min(axis=0) - 1).astype(int), np.ceil(flat.max(axis=0) + 1).astype(int)
        low, high = np.maximum(low, 0), np.minimum(high, side)
        x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
        for a, b, c in ((0, 1, 2), (0, 2, 3)):
            one, two = flat[b] - flat[a], flat[c] - flat[a]
            area = one[0] * two[1] - one[1] * two[0]
            if abs(area) < 1e-9:
                continue
            v = ((x - flat[a, 0]) * two[1] - (y - flat[a, 1]) * two[0]) / area
            w = ((y - flat[a, 1]) * one[0] - (x - flat[a, 0]) * one[1]) / area
            inside = (v > -1e-6) & (w > -1e-6) & (v + w < 1 + 1e-6)
            rows, columns = side - 1 - (y[inside] - 0.5).astype(int), (x[inside] - 0.5).astype(int)
            v, w = v[inside][:, None], w[inside][:, None]
            found[rows, columns] = points[a] * (1 - v - w) + points[b] * v + points[c] * w
    near = distance_transform_edt(np.isnan(found[..., 0]), return_distances=False, return_indices=True)
    return found[tuple(np.asarray(near))]
