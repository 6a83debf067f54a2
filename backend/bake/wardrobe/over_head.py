"""Cloth laid over the head, with an edge around the face and a hem on neck, shoulders or back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.spatial import KDTree

from ...wear.bind import nearest_places
from .hair.curtains import between, on_head
from .hair.growing import smoothed, unit
from .hair.head import ARC, Head
from .reference import vertex_normals
from .shaping import pushed_out, smoothstep, taut, triangles_of, xyz
from .sheets import Sheet, Spots, nearest, sheet
from .skulls import HAIR, skull
from .trunks import trunk

FACE = (
    (0, 0.0560), (20, 0.0550), (38, 0.0480), (50, 0.0330), (57, 0.0080), (59, -0.0250), (57, -0.0560), (49, -0.0850),
    (36, -0.1050), (18, -0.1160), (0, -0.1190),
)  # fmt: skip
"""Half of the edge around the face, from the forehead: degrees around the head and metres over the eyes."""
EAR = np.array([0.073, 0.080, -0.018])
"""of the left one, from between the eyes"""
BESIDE_EARS = 0.012
"""metres"""


@dataclass(frozen=True, kw_only=True)
class Cloth:
    """Half outlines from the middle of the head to under the chin: `face`, the edge around the face, and `leaves`,
    where it leaves the head, as FACE; `hem`, (K, 3) metres from between the eyes."""

    leaves: tuple[tuple[float, float], ...]
    hem: tuple[tuple[float, float, float], ...]
    face: tuple[tuple[float, float], ...] = FACE
    edge: float = 0.0035
    """metres between its edge around the face and the skin"""
    off: float = 0.006
    """the same over the head"""
    peak: float = 0.0
    """metres that it stands off behind besides"""
    free: float = 0.004
    """metres between its hem and what it lies on"""
    fold: float = 0.003
    """metres that its folds beside the face stand off"""
    folds: float = 3.2


@lru_cache(maxsize=1)
def _head() -> Head:
    return Head(skull().reference)


def laid(cloth: Cloth, rows: int = 45, columns: int = 22, last: float = 1.0) -> Sheet:
    """A sheet whose rows run from the edge around the face to the hem: from under the chin over one cheek and the crown
    to under the chin again, and over the first row where `last` is above 1."""
    form, on = _head(), skull()
    side = np.linspace(-1, last, rows)
    edge, away = (_on_head(form, np.array(line), side) for line in (cloth.face, cloth.leaves))
    hem = _half(np.array(cloth.hem), side) * _sided(side) + form.eyes
    share = np.linspace(0, 1, 24)
    over = on_head(form, _over_the_top(unit(edge - form.middle), unit(away - form.middle), side), 0.0)
    # chin and neck are not as far from the middle of the skull as what is seen from there
    over = over + (1 - share)[:, None] ** 3 * (edge - over[:, 0])[:, None]
    over = over + share[:, None] ** 3 * (away - over[:, -1])[:, None]
    path = _even(np.concatenate([over, hem[:, None]], axis=1), columns)
    bare = np.setdiff1d(on.reference.region("head_skin"), on.reference.region("ears"))
    skin = np.concatenate([trunk().upper, triangles_of(on.reference, bare)])
    base = np.nan_to_num(on.reference.base)
    normals = vertex_normals(base, skin)
    path[:, 0] = pushed_out(base, skin, normals, path[:, 0], np.full(rows, cloth.edge))
    path[:, -1] = pushed_out(base, skin, normals, path[:, -1], np.full(rows, cloth.free))
    held = np.zeros(path.shape[:2], bool)
    held[:, [0, -1]] = True
    path = taut(on.reference, path, skin, _gap(cloth, path - form.eyes, side, last), held, closed=False, rounds=16)
    _, _, foot = nearest_places(path[:, 0] + 0.45 * (path[:, 1] - path[:, 0]), base, skin)
    turned_in = foot + 0.4 * (path[:, 0] - foot)
    full = np.concatenate([turned_in[:, None], path], axis=1)
    hang = nearest(on.reference, skin[~np.isin(skin, _around_ears()).any(axis=1)])
    return _outside(sheet(full, hang, paint={"shade": _hemmed, "height": _folded}), form.middle)


def _over_the_top(start: np.ndarray, end: np.ndarray, side: np.ndarray) -> np.ndarray:
    """(N, 24, 3) directions from one (N, 3) to another: over the crown from the forehead, past it beside."""
    high = (1.2 * (1 - smoothstep(np.abs(side), 0.0, 0.55)))[:, None] * xyz(0, 0, 1.0)
    top = unit(0.5 * (start + end) + high)
    half = np.linspace(0, 1, 12)
    ways = np.concatenate([between(start, top, half), between(top, end, half)], axis=1)
    for _ in range(3):
        ways = unit(smoothed(ways, 2))
    return ways


def _around_ears() -> np.ndarray:
    """Base vertices of the ears and of the skin beside them, which is not where it was on a head with other ears."""
    reference = skull().reference
    ears, head = reference.region("ears"), reference.region("head_skin")
    away, _ = KDTree(reference.base[ears]).query(reference.base[head])
    return head[away < BESIDE_EARS]


def _gap(cloth: Cloth, where: np.ndarray, side: np.ndarray, last: float) -> np.ndarray:
    """(R, C) metres off the skin, of places (R, C, 3) from between the eyes."""
    off = (np.abs(where) - EAR) * (1 / 0.03, 1 / 0.035, 1 / 0.04)
    along = np.linspace(0, 1, where.shape[1])
    low = smoothstep(np.abs(side), 0.3, 0.75)[:, None]
    wave = 0.5 + 0.5 * np.cos(2 * np.pi * cloth.folds * along**1.3 + 1.6 * np.sin(4 * side)[:, None])
    over = 0.004 * smoothstep(side, 2 - last - 0.02, 2 - last + 0.04)[:, None] * (last > 1)
    ears = 0.005 * np.exp(-(off**2).sum(axis=-1))
    close = cloth.edge + (cloth.off - cloth.edge) * smoothstep(along, 0.02, 0.3)
    way = where - (0, 0.165, 0.075)
    behind = cloth.peak * np.exp(-((way / (0.07, 0.06, 0.06)) ** 2).sum(axis=-1))
    return close + behind + ears + cloth.fold * low * wave * smoothstep(along, 0.02, 0.15) + over


def _sided(side: np.ndarray) -> np.ndarray:
    # what goes on over the chin is on the other side again
    left = np.where(np.abs(side) > 1, -np.sign(side), np.sign(side))
    return np.column_stack([left, np.ones(len(side)), np.ones(len(side))])


def _half(line: np.ndarray, side: np.ndarray) -> np.ndarray:
    """(N, D) of half a line (K, D) at -1 to 1 along both halves, 0 its first place; beyond, on the other half."""
    gone = np.append(0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
    at = (1 - np.abs(1 - np.abs(side))) * gone[-1]
    return np.stack([np.interp(at, gone, line[:, k]) for k in range(line.shape[1])], axis=1)


def _on_head(form: Head, line: np.ndarray, side: np.ndarray) -> np.ndarray:
    return form.place(_half(line * (ARC, 1), side)) * _sided(side)


def _even(paths: np.ndarray, count: int) -> np.ndarray:
    """(N, count, 3) evenly along paths (N, K, 3)."""
    found = []
    for path in paths:
        gone = np.append(0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1)))
        at = np.linspace(0, gone[-1], count)
        found.append(np.stack([np.interp(at, gone, path[:, k]) for k in range(3)], axis=1))
    return np.array(found)


def _outside(one: Sheet, middle: np.ndarray) -> Sheet:
    """Turned so that it looks away from the middle of the head."""
    p = one.points
    a, b = p[1:, 1:] - p[:-1, :-1], p[1:, :-1] - p[:-1, 1:]
    looks = (np.cross(a, b) * (p[:-1, :-1] - middle)).sum()
    return replace(one, turned=bool(looks < 0))


def _hemmed(spots: Spots) -> np.ndarray:
    return 1 - 0.25 * (1 - smoothstep(spots.s, 0.0, 0.05))


def _folded(spots: Spots) -> np.ndarray:
    """Fine folds that run along the edge of the face, deeper beside it than on the crown, no two alike."""
    low = smoothstep(abs(spots.t - 0.5), 0.12, 0.4)
    along = spots.s + 0.03 * np.sin(5.3 * np.pi * spots.t) + 0.015 * np.sin(13.7 * np.pi * spots.t + 9 * spots.s)
    return 0.5 + low * (0.12 * np.sin(2 * np.pi * 5.3 * along) + 0.07 * np.sin(2 * np.pi * 8.9 * along + 2))


def covered(lowest: float) -> np.ndarray:
    """Base vertices of scalp, ears and the hair around them."""
    on = skull()
    base, region = on.reference.base, on.reference.region
    skin = np.concatenate([on.under(on.ring(on.brow + 0.06, on.ear - 0.02, 0.0)), region("ears")])
    return np.concatenate([skin, HAIR[base[HAIR, 2] > lowest]])
