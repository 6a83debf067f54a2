"""Collars, lapels and hoods: folded over along a neckline, and lying on the garment that they are sewn to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....wear.bind import nearest_places, places_to_hang
from ....wear.surface import triangles_of, unit
from .cloth import Cloth
from .ground import smooth
from .strips import above, from_front, ring_frame, strip

STEPS = 6
"""straight pieces of which a way along the cloth consists"""


@dataclass(frozen=True, eq=False)
class Under:
    """A garment as far as it is made: (N, 3) points and normals, its outer faces as triangles (F, 3)."""

    points: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray

    def at(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest places (K, 3) on the cloth, and which way is out there (K, 3)."""
        corners, shares, places = nearest_places(points, self.points, self.triangles)
        return places, unit(np.einsum("nk,nkd->nd", shares, self.normals[corners]))

    def walked(self, start: np.ndarray, way: np.ndarray) -> np.ndarray:
        """(STEPS + 1, K, 3) places on the cloth along ways (K, 3) from `start` (K, 3), as long as these."""
        long = np.linalg.norm(way, axis=1, keepdims=True) / STEPS
        ahead = way / STEPS
        found = [start]
        for _ in range(STEPS):
            place, normal = self.at(found[-1] + ahead)
            ahead = ahead - np.einsum("nd,nd->n", ahead, normal)[:, None] * normal
            ahead = ahead * (long / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9))
            found.append(place)
        return np.stack(found)

    def laid(self, points: np.ndarray, least: float, most: np.ndarray | float) -> np.ndarray:
        """points (K, 3) brought to between `least` and `most` metres above the cloth."""
        place, normal = self.at(points)
        height = np.einsum("nd,nd->n", points - place, normal)
        return points + (np.clip(height, least, np.maximum(most, least)) - height)[:, None] * normal


def under(cloth: Cloth) -> Under:
    faces = cloth.faces[~cloth.inside]
    p = cloth.points
    across = np.cross(p[faces[:, 2]] - p[faces[:, 0]], p[faces[:, 3]] - p[faces[:, 1]])
    normals = np.zeros_like(p)
    for k in range(4):
        np.add.at(normals, faces[:, k], across)
    return Under(p.copy(), unit(normals), triangles_of(faces))


@dataclass(frozen=True, eq=False)
class Seam:
    """Places (n,) along a neckline from its middle front over the figure's left, `at` metres from there: where, along
    it, from it into the cloth, level outward, up, all (n, 3), and the vertex of the neckline next to each (n,)."""

    at: np.ndarray
    line: np.ndarray
    along: np.ndarray
    into: np.ndarray
    out: np.ndarray
    up: np.ndarray
    source: np.ndarray


def seam(
    cloth: Cloth, border: np.ndarray, at: Sequence[float] | np.ndarray, foot: float | None = None, lean: float = -0.25
) -> Seam:
    """Along a border of the cloth; at: places of its half from the middle front to the middle back, as shares of that.
    foot: height in metres above which there is a seam on a front that is open, else it is closed."""
    inward = np.zeros_like(cloth.points)
    inward[border] = cloth._inward(border)
    loop = from_front(cloth.points, border) if foot is None else above(cloth.points, border, foot)
    out, up, _ = ring_frame(cloth.points[loop], lean)
    ends = np.r_[np.arange(len(loop)), 0] if foot is None else np.arange(len(loop))
    line = cloth.points[loop[ends]]
    own = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    half = 0.5 * own[-1] * np.asarray(at)
    places = np.r_[half, own[-1] - half[-2::-1]]

    def there(values: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(places, own, values[:, d]) for d in range(3)], axis=1)

    before = np.where(places < 0.5 * own[-1], 1.0, -1.0)[:, None]
    ahead = unit(there(np.gradient(line, axis=0))) * before
    nearest = np.abs(own[None] - places[:, None]).argmin(axis=1)
    return Seam(
        np.minimum(places, own[-1] - places), there(line), ahead, unit(there(inward[loop[ends]])),
        unit(there(out[ends])), up, loop[ends[nearest]],
    )  # fmt: skip


def folded(
    cloth: Cloth,
    on: Under,
    sewn: Seam,
    panel: int,
    rise: np.ndarray,
    edge: np.ndarray,
    thick: float = 0.0022,
) -> np.ndarray:
    """Cloth that rises from a seam by `rise` (n, 3) metres, folds outward and comes down on the garment, where it ends
    at `edge` (STEPS + 1, n, 3), a way along the garment. Gives the vertices of its edge."""
    high = np.linalg.norm(rise, axis=1)
    _, normal = on.at(sewn.line)
    lean = np.clip(high / 0.01, 0.0, 1.0)[:, None]
    outward = unit(lean * sewn.out + (1.0 - lean) * normal)
    top = sewn.line + rise
    rows = [sewn.line - 0.003 * normal, sewn.line + 0.6 * rise + 0.0008 * outward, top + 0.0015 * outward]
    rows.append(top + (0.0015 + 1.6 * thick) * outward - 0.1 * rise)
    start, end = rows[-1], edge[-1]
    for share in (0.33, 0.67):
        chord = (1.0 - share) * start + share * end
        along = edge[round(share * STEPS)]
        free = lean * chord + (1.0 - lean) * along
        rows.append(on.laid(free, thick + 0.0032, thick + 0.0032 + (1.0 - share) * high))
    rows.append(on.laid(end, thick + 0.0024, thick + 0.0024))
    rows.append(on.laid(end, 0.0018, 0.0018))
    rows.append(on.laid(edge[STEPS // 2], 0.0018, 0.0018))
    return strip(cloth, _hung(cloth, sewn.line), np.stack(rows), panel, False, outward, sewn.source, 3)[6]


def _hung(cloth: Cloth, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places on the skin below points (K, 3)."""
    return places_to_hang(points, np.nan_to_num(cloth.ground.base), cloth.ground.body.triangles)


def shirt_collar(
    cloth: Cloth, loop: np.ndarray, panel: int, stand: float = 0.024, fall: float = 0.030, point: float = 0.034
) -> np.ndarray:
    """A stand around the neck, and a leaf folded over it that reaches `fall` metres down the shirt, its points `point`
    metres further; panels `panel` and the next. Gives the vertices of the leaf's edge."""
    on = under(cloth)
    closing = from_front(cloth.points, loop)
    line = cloth.points[closing]
    out, up, _ = ring_frame(line)
    inward = -0.004 * out
    slope, start = np.polyfit(line[:, 1], line[:, 2], 1)

    def risen(points: np.ndarray) -> np.ndarray:
        top = points + up * stand
        top[:, 2] = np.maximum(start + slope * points[:, 1] + stand * up[2], points[:, 2] + 0.007)
        return top - points

    base, top = line + inward - up * 0.004, line + inward + risen(line)
    rows = np.stack([base, 0.5 * (line + inward * 0.5) + 0.5 * top, top, top + inward * 0.6, base + inward * 0.6])
    strip(cloth, (cloth.corners[closing], cloth.shares[closing]), rows, panel, True, out, closing)
    sewn = seam(cloth, loop, (0.006, 0.03, 0.06, 0.09, 0.13, 0.18, 0.24, 0.30, 0.36, 0.43, 0.50, 0.57, 0.64, 0.72,
                              0.79, 0.86, 0.93, 1.0))  # fmt: skip
    tip = np.clip(1.0 - sewn.at / 0.085, 0.0, 1.0)[:, None]
    rise = risen(sewn.line) + 0.001 * sewn.out
    way = sewn.into * (fall + point * tip) + sewn.along * (0.030 * tip)
    return folded(cloth, on, sewn, panel + 1, rise, on.walked(sewn.line, way))


def lapels(
    cloth: Cloth,
    loop: np.ndarray,
    panel: int,
    widest: float,
    notch: bool = True,
    stand: float = 0.02,
    foot: float | None = None,
) -> np.ndarray:
    """A collar that becomes lapels along a V down the front: `widest` metres at the chest, none at the foot. Lies on
    the garment. Gives the vertices of its edge. foot: height in metres where they end on a front that is open."""
    on = under(cloth)
    sewn = seam(cloth, loop, np.linspace(0.0, 1.0, 81), foot)
    half = len(sewn.at) // 2 + 1
    height = sewn.line[:half, 2]
    full = float(sewn.at[half - 1])
    top = float(sewn.at[int(height.argmax())]) / full
    gorge = float(np.interp(0.80, (height - height[0]) / np.ptp(height), sewn.at[:half])) / full
    step = 0.008 / full
    at = np.unique(
        np.r_[
            np.linspace(0.0, gorge - step, 15),
            (gorge - 0.5 * step, gorge, gorge + 0.5 * step) if notch else gorge,
            np.linspace(gorge + step, top, 6),
            np.linspace(top, 1.0, 12),
        ]
    )
    sewn = seam(cloth, loop, at, foot)
    place = sewn.at / full
    side, behind = 0.66 * widest, 0.60 * widest
    reach = (
        (gorge - 0.5 * step, gorge, gorge + 0.5 * step, top, 1.0),
        (widest, 0.60 * widest, 0.74 * widest, side, behind),
    )
    width = np.where(place < gorge - 0.6 * step, widest * (place / gorge).clip(0, 1) ** 0.75, np.interp(place, *reach))
    if not notch:
        width = np.interp(place, (0.0, 0.5 * gorge, top, 1.0), (0.0, widest, 0.9 * widest, 0.8 * widest))
    shift = 0.016 * smooth(np.abs(place - gorge - 0.5 * step), 1.2 * step, 0.0) if notch else np.zeros(len(place))
    shift = np.where(place < gorge + 0.4 * step, 0.0, shift)
    lift = stand * smooth(place, gorge, top)
    way = sewn.into * width[:, None] + sewn.along * shift[:, None]
    return folded(cloth, on, sewn, panel, sewn.up * lift[:, None], on.walked(sewn.line, way), 0.0028)


HOOD = {
    "front": ((0.0, 0.0), (0.002, 0.010), (0.008, 0.015), (0.018, 0.014), (0.027, 0.009), (0.031, 0.004),
              (0.030, 0.002), (0.024, 0.001), (0.018, 0.001)),
    "side": ((0.0, 0.0), (0.003, 0.014), (0.010, 0.022), (0.024, 0.022), (0.036, 0.015), (0.046, 0.010),
             (0.052, 0.004), (0.044, 0.001), (0.034, 0.001)),
    "back": ((0.0, 0.0), (0.004, 0.012), (0.014, 0.027), (0.034, 0.028), (0.050, 0.020), (0.095, 0.031),
             (0.140, 0.027), (0.168, 0.010), (0.150, 0.002)),
}  # fmt: skip
"""metres along the garment from the neckline, and above it, of the rows of a hood that lies on the back"""


def hood_down(cloth: Cloth, loop: np.ndarray, panel: int) -> np.ndarray:
    """A hood that lies on the upper back: its edge around the neck, its bag below. Gives the vertices of its rows
    (9, n)."""
    on = under(cloth)
    sewn = seam(cloth, loop, np.linspace(0.0, 1.0, 21), lean=0.0)
    share = sewn.at / sewn.at.max()
    back, front = smooth(share, 0.52, 0.86), smooth(share, 0.42, 0.10)
    rows = []
    wave = 1.0 + 0.07 * np.sin(9.0 * share * np.pi) * (1.0 - front)
    for (d0, h0), (d1, h1), (d2, h2) in zip(HOOD["front"], HOOD["side"], HOOD["back"], strict=True):
        along = front * d0 + (1.0 - front) * ((1.0 - back) * d1 + back * d2)
        above_it = front * h0 + (1.0 - front) * ((1.0 - back) * h1 + back * h2)
        rows.append(_raised(on, on.walked(sewn.line, sewn.into * (along * wave)[:, None])[-1], above_it))
    rows[0] = rows[0] - 0.004 * sewn.out - 0.005 * sewn.up
    grid = np.stack(rows)[:, :-1]
    return strip(cloth, _hung(cloth, grid.reshape(-1, 3)), grid, panel, True, sewn.out[:-1], sewn.source[:-1], 3)


def _raised(on: Under, points: np.ndarray, high: np.ndarray) -> np.ndarray:
    place, normal = on.at(points)
    return place + high[:, None] * normal
