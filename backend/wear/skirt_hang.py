"""Cloth below the waist hangs from what stands out furthest above it: straight down from a belly, and not in under it.

Skirts, aprons, coats and the lower ends of shirts are bound to the base mesh's helper "skirt", 20 rows of 36 vertices
around both legs. On thick bodies it stands off the waist and goes in below the belly to the legs; here it comes to
stand off the waist as it does on the average figure, on which nothing changes, and to fall from there.
"""

from __future__ import annotations

import numpy as np

from .columns import Mix, columns
from .parts import loops
from .surface import Surface, unit

ROWS, AROUND = 20, 36
SLOPE = 0.15
"""metres that cloth may come nearer to the body's middle in each metre down"""
NEAR = 8
"""rows below which there is no trunk"""
_TIED = np.array((1.0, 0.6, 0.25), np.float32)[:, None]
"""how much the upper rows keep their distance from the skin"""
TIES = len(_TIED)
_LEFT, _RIGHT = np.roll(np.arange(AROUND), 1), np.roll(np.arange(AROUND), -1)


class SkirtHang:
    def __init__(self, surface: Surface) -> None:
        self._grid = surface.skirt.ravel()
        place = np.searchsorted(surface.helpers, self._grid[: NEAR * AROUND])
        self._skin = Mix(surface.near[place], surface.near_shares[place])
        row = surface.base[surface.skirt[NEAR - 2], :2]
        self._way = columns(unit(row - row.mean(axis=0)))
        out, skin, height = self._read(columns(surface.base))
        self._off = out[:TIES] - skin[:TIES]
        self._lack = self._lacks(out, skin, height)

    def hung(self, skin: np.ndarray) -> np.ndarray:
        """The base mesh (3, 19158) metres, axis by axis, with this helper as it hangs."""
        out, trunk, height = self._read(skin)
        tied = _TIED * (trunk[:TIES] + self._off - out[:TIES])
        out[:TIES] += tied
        more = np.maximum(self._lacks(out, trunk, height) - self._lack, 0.0)
        more = 0.5 * more + 0.25 * (more[:, _LEFT] + more[:, _RIGHT])
        more[:TIES] += tied
        found = skin.copy()
        for axis, way in enumerate(self._way):
            found[axis, self._grid] += (more * way).ravel()
        return found

    def _read(self, skin: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Metres from the middle of the waist of the helper (20, 36) and of the trunk below its upper rows (8, 36), and
        how high the helper is (20, 36)."""
        x, y, height = (axis.take(self._grid).reshape(ROWS, AROUND) for axis in skin)
        across, ahead = self._way
        middle = x[0].mean() * across + y[0].mean() * ahead
        near = self._skin(skin[:2]).reshape(2, NEAR, AROUND)
        return x * across + y * ahead - middle, near[0] * across + near[1] * ahead - middle, height

    @staticmethod
    def _lacks(out: np.ndarray, trunk: np.ndarray, height: np.ndarray) -> np.ndarray:
        """(20, 36) metres that it must go out to hang from what is above it."""
        fall = SLOPE * height
        least = out - fall
        np.maximum(least[1:NEAR], trunk[1:] - fall[1:NEAR], out=least[1:NEAR])
        return np.maximum.accumulate(least, axis=0) + fall - out


def rows_of(quads: np.ndarray, base: np.ndarray) -> np.ndarray:
    """(R, C) vertices of a tube of quads (P, 4) around both legs: rows from the upper border down, columns from the
    middle of the back around by the figure's left. base: (19158, 3)"""
    row = max(loops(quads), key=lambda loop: base[loop, 2].mean())
    row = np.roll(row, -int((np.abs(base[row, 0]) - base[row, 1]).argmin()))
    if base[row[3], 0] < 0:
        row = np.r_[row[:1], row[1:][::-1]]
    near: dict[int, set[int]] = {}
    for quad in quads.tolist():
        for a, b in zip(quad, quad[1:] + quad[:1], strict=True):
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)
    rows, seen = [row], set(row.tolist())
    while True:
        below = [sorted(near[v] - seen) for v in rows[-1].tolist()]
        if not all(len(b) == 1 for b in below):
            return np.stack(rows)
        rows.append(np.array([b[0] for b in below]))
        seen.update(rows[-1].tolist())
