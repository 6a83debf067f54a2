"""From a sewn and painted garment to a Piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from ....protocol.requests import Colour
from ....protocol.results import Material
from ....wear.binding import Binding
from ....wear.piece import Entry, Piece
from ..make import LICENCE, SOURCE
from .canvas import Canvas, canvas
from .cloth import Cloth
from .ground import Ground, smooth
from .sheet import Sheet
from .unwrap import packed

SIZE, MEDIUM, LEAN = 352, 256, 192
"""pixels of the side of the zones; places of the two smaller are in steps of `_STEP` metres"""
_STEP, _FINE_STEP = 0.0002, 0.0001


def covered(sheet: Sheet, margin: float = 0.018) -> np.ndarray:
    """Vertices of the base mesh that lie under a sheet, `margin` metres from its borders."""
    inner = np.unique(sheet.corners[sheet.shares > 0.02])
    edge = np.concatenate(sheet.border)
    faces, skin = sheet.faces, sheet.skin
    total, count = np.zeros_like(skin), np.zeros(len(skin))
    for k in range(4):
        np.add.at(total, faces[:, k], skin[faces].mean(axis=1))
        np.add.at(count, faces[:, k], 1.0)
    inward = total[edge] / count[edge, None] - skin[edge]
    away, nearest = KDTree(skin[edge]).query(sheet.ground.base[inner])
    within = np.einsum("nd,nd->n", sheet.ground.base[inner] - skin[edge][nearest], inward[nearest]) > 0
    return inner[(away > margin) & within].astype(np.int32)


def piece(
    cloth: Cloth,
    entry: Entry,
    hides: np.ndarray,
    paint: Callable[[Canvas], None],
    blocks: list[list[int]],
    zone_colours: Mapping[str, Colour | float | None] | None = None,
    sizes: Mapping[str, np.ndarray] | None = None,
    roughness: float = 0.85,
    size: int = SIZE,
    texture_shade: float = 1.0,
) -> Piece:
    """blocks: panels that stand side by side in the texture, as `packed` takes them; paint: draws on the canvas."""
    flat, side = packed(cloth.uvs, cloth.panel, blocks)
    board = canvas(cloth, flat, side, size)
    paint(board)
    code = cloth.panel[:, None] * (len(cloth.points) + 1) + cloth.faces
    whole = np.concatenate([np.rint(flat * 65535).reshape(-1, 2), code.reshape(-1, 1)], axis=1)
    unique, index = np.unique(whole, axis=0, return_inverse=True)
    index = index.reshape(-1)
    unique, index = _as_met(unique, index)
    base = np.nan_to_num(cloth.ground.base)
    places = np.einsum("nk,nkd->nd", cloth.shares, base[cloth.corners])
    step = _STEP if size <= MEDIUM else _FINE_STEP
    offsets = np.rint((cloth.points - places) / step) * step
    known = dict(zone_colours or {})
    zones = board.finished(texture_shade)
    named = tuple(dict.fromkeys(name[:-1] for name in sizes or {}))
    return Piece(
        entry=replace(
            entry,
            sizes=named,
            licence=entry.licence or LICENCE,
            author=entry.author or "Galatea",
            source=entry.source or SOURCE,
        ),
        binding=Binding(
            cloth.corners.astype(np.int32),
            cloth.shares.astype(np.float32),
            offsets.astype(np.float32),
            cloth.ground.spans,
        ),
        faces=cloth.faces.astype(np.int32),
        uvs=(unique[:, :2] / 65535).astype(np.float32),
        uv_faces=index.reshape(cloth.faces.shape).astype(np.int32),
        hides=np.unique(hides).astype(np.int32),
        material=Material(double_sided=True, roughness=roughness),
        texel=side,
        zones=zones,
        zone_colours={name: known.get(name, 0.6) for name in zones if name not in ("height", "shade")},
        sizes={name: (np.rint(value / _STEP) * _STEP).astype(np.float32) for name, value in (sizes or {}).items()},
    )


def _as_met(rows: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows in the order in which `index` meets them, so that neighbours stand near each other and pack well."""
    _, first = np.unique(index, return_index=True)
    order = np.argsort(first)
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    return rows[order], rank[index]


def loosened(cloth: Cloth, sheet: Sheet, most: float = 0.022) -> dict[str, np.ndarray]:
    """Sizes: away from the skin by up to `most` metres, or close to it; the borders at neck and waist stay."""
    n = len(sheet.skin)
    upper = max(sheet.border, key=lambda loop: sheet.skin[loop, 2].mean())
    away = KDTree(sheet.skin[upper]).query(sheet.skin)[0]
    share = smooth(away, 0.03, 0.16)[:, None]
    middle = sheet.at(sheet.ground.share["leg"]) * (1 - smooth(np.abs(sheet.skin[:, 0]), 0.02, 0.09))
    out = most * share * (1 - middle)[:, None] * sheet.normals
    offset = cloth.points[:n] - sheet.skin
    height = np.einsum("nd,nd->n", offset, sheet.normals)
    tight = -0.75 * share * np.maximum(height - 0.006, 0.0)[:, None] * sheet.normals
    return {"looseness+": _along(cloth, out), "looseness-": _along(cloth, tight)}


def lengthened_sleeves(cloth: Cloth, most: float) -> dict[str, np.ndarray]:
    """Sizes: sleeves longer or shorter by `most` metres."""
    g = cloth.ground
    along, arm = cloth.at(g.arm), cloth.at(g.share["arm"]) > 0.5
    share = ((along - 0.06) / (along[arm].max() - 0.06)).clip(0, 1) * arm
    way = np.where(cloth.points[:, :1] > 0, 1.0, -1.0) * _direction(g, "Arm", "ForeArm") * np.array((1.0, 0, 0))
    way[:, 1:] = _direction(g, "Arm", "ForeArm")[1:]
    return {"length+": most * share[:, None] * way, "length-": -most * share[:, None] * way}


def lengthened_legs(cloth: Cloth, longer: float, shorter: float) -> dict[str, np.ndarray]:
    """Sizes: legs longer or shorter by so many metres."""
    g = cloth.ground
    along, leg = cloth.at(g.leg), cloth.at(g.share["leg"]) > 0.5
    end = along[leg].max()
    share = ((along - 0.5 * end) / (0.5 * end)).clip(0, 1) * leg
    way = np.tile(_direction(g, "UpLeg", "Foot"), (len(share), 1))
    way[:, 0] *= np.where(cloth.points[:, 0] > 0, 1.0, -1.0)
    found = {"length-": -shorter * share[:, None] * way}
    return {**found, "length+": longer * share[:, None] * way} if longer else found


def _direction(g: Ground, first: str, last: str) -> np.ndarray:
    way = g.side(last, 1) - g.side(first, 1)
    return way / np.linalg.norm(way)


def _along(cloth: Cloth, moves: np.ndarray) -> np.ndarray:
    """What the sheet's vertices do, done by hems and strips too."""
    known = np.concatenate([moves, np.zeros((len(cloth.points) - len(moves), 3))])
    return known[cloth.source]
