"""What hats are built on: the skull without ears and face, and the parts that many hats have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ...body.helpers import SPANS
from ...wear.bind import span
from .reference import Reference, reference, vertex_normals
from .shaping import hugging, pushed_out, ring, triangles_of, xyz
from .sheets import Hang, nearest

HAIR = np.arange(*SPANS["hair"])
COLUMNS = 48
"""around a head, from its back on; the forehead is at the middle"""


@dataclass(frozen=True, eq=False)
class Skull:
    reference: Reference

    @cached_property
    def vertices(self) -> np.ndarray:
        """Numbers in the base mesh of the skull's skin, from the brows and the nape up, without ears."""
        head = np.setdiff1d(self.reference.region("head_skin"), self.reference.region("ears"))
        y, z = self.reference.base[head, 1:].T
        low = np.where(y < -0.085, self.brow, np.where(y > -0.02, self.nape, self.ear))
        return head[z > low]

    @property
    def brow(self) -> float:
        return float(self.reference.base[self.reference.region("eyelids")][:, 2].max()) + 0.022

    @property
    def ear(self) -> float:
        return float(self.reference.base[self.reference.region("ears")][:, 2].max()) - 0.012

    @property
    def nape(self) -> float:
        return self.ear - 0.035

    @property
    def top(self) -> float:
        return float(self.reference.base[self.vertices][:, 2].max())

    @cached_property
    def crown(self) -> np.ndarray:
        """(3,) the middle of the top of the head: what stands on the middle of a hat hangs there, and rises as that
        does on a taller head."""
        points = self.reference.base[self.vertices]
        return points[np.linalg.norm(points - xyz(0.0, self.middle, self.top), axis=1).argmin()]

    @cached_property
    def middle(self) -> float:
        """Of the head from front to back."""
        y = self.reference.base[self.vertices][:, 1]
        return float((y.min() + y.max()) / 2)

    @cached_property
    def triangles(self) -> np.ndarray:
        return triangles_of(self.reference, self.vertices)

    @cached_property
    def normals(self) -> np.ndarray:
        return vertex_normals(np.nan_to_num(self.reference.base), self.triangles)

    @cached_property
    def hang(self) -> Hang:
        return nearest(self.reference, self.triangles)

    @cached_property
    def spans(self) -> tuple[object, object, object]:
        """Over the skull's width, depth and height; ears, nose and chin do not count."""
        points = self.reference.base[self.vertices]
        pairs = [(points[:, axis].argmin(), points[:, axis].argmax()) for axis in range(3)]
        ends = [(int(self.vertices[a]), int(self.vertices[b])) for a, b in pairs]
        return tuple(span(self.reference.base, *pair, axis) for axis, pair in enumerate(ends))  # type: ignore[return-value]

    def ring(self, front: float, back: float, clearance: float, count: int = COLUMNS) -> np.ndarray:
        """(count, 3) around the skull, at these heights in front and behind, and close to it where it is hollow."""
        points = self.reference.base[self.vertices]
        tilt = (front - back) / np.ptp(points[:, 1])
        centre = (0.0, self.middle, (front + back) / 2)
        found = ring(self.reference, self.triangles, centre, (0, tilt, 1.0), (0, 1.0, 0), count, clearance)
        return hugging(self.reference, self.triangles, found, clearance + 0.002)

    def dome(
        self,
        band: np.ndarray,
        rows: int,
        clearance: float,
        top: float,
        square: float = 1.0,
        back: float = 0.0,
    ) -> tuple[np.ndarray, np.ndarray]:
        """(rows, C, 3) from a band up to a pole (3,), `top` metres over the skull; less `square` is rounder, `back`
        metres the pole lies behind the middle."""
        pole = np.array((0.0, self.middle + back, self.top + top))
        turn = np.linspace(0, np.pi / 2, rows + 1)[:-1][:, None, None]
        inward = np.cos(turn) ** (1 / (1 + square))
        upward = np.sin(turn) ** 1.0
        flat = pole + (band - pole) * (1, 1, 0) * inward
        grid = flat * (1, 1, 0) + xyz(0, 0, 1) * (band + (pole - band) * upward)
        gap = np.full(grid.shape[:2], clearance)
        grid[1:] = self.cleared(grid[1:], gap[1:])
        return grid, pole

    def cleared(self, points: np.ndarray, gap: np.ndarray | float) -> np.ndarray:
        """Points moved out until they are `gap` metres off the skull."""
        base = np.nan_to_num(self.reference.base)
        return pushed_out(base, self.triangles, self.normals, points, np.broadcast_to(gap, points.shape[:-1]))

    def under(self, band: np.ndarray, margin: float = 0.02) -> np.ndarray:
        """Base vertices of the skull and of the hair around it that lie above a band, and so under the hat."""
        flat = np.column_stack([band[:, :2], np.ones(len(band))])
        plane = np.linalg.lstsq(flat, band[:, 2], rcond=None)[0]
        known = np.concatenate([self.vertices, HAIR])
        points = self.reference.base[known]
        level = np.column_stack([points[:, :2], np.ones(len(points))]) @ plane
        return known[points[:, 2] > level + margin]


@lru_cache(maxsize=1)
def skull() -> Skull:
    return Skull(reference())


def brim(
    band: np.ndarray,
    wide: Callable[[np.ndarray], np.ndarray] | float,
    lift: Callable[[np.ndarray, np.ndarray], np.ndarray],
    thick: float = 0.003,
    rows: int = 5,
) -> tuple[np.ndarray, np.ndarray]:
    """(R, C, 3) points of a brim around a band (C, 3), the underside first, and what they hang at.

    wide: metres by the angle from the front, to its left; lift: metres by that angle and the share of the width."""
    middle = band.mean(axis=0)
    away = (band - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    angle = np.arctan2(away[:, 0], -away[:, 1])
    width = wide(angle) if callable(wide) else np.full(len(band), wide)
    share = np.linspace(0, 1, rows)[:, None]
    out = band + away * (width * share)[..., None]
    out[..., 2] += lift(np.broadcast_to(angle, (rows, len(band))), share)
    under = out - xyz(0, 0, thick)
    edge = out[-1:] - xyz(0, 0, thick / 2) + away * thick / 2
    # down to where it began, or from below one looks into it
    points = np.concatenate([under, edge, out[::-1], under[:1]])
    return points, np.broadcast_to(band, points.shape)


def peak(
    band: np.ndarray, long: float, drop: float, arch: float, wide: float = 1.2, thick: float = 0.0025, rows: int = 6
) -> tuple[np.ndarray, np.ndarray]:
    """(R, C, 3) points of a peak before a band (C, 3) that begins behind, the underside first, and what they hang at:
    `long` metres ahead in the middle, as wide as the head, its front `drop` metres lower, its sides another `arch`.

    wide: radians from the middle at which it ends on either side"""
    count = len(band)
    reach = int(np.floor(wide / (2 * np.pi) * count))
    line = band[count // 2 - reach : count // 2 + reach + 1]
    angle = np.linspace(-1, 1, len(line))
    length = np.clip(1 - abs(angle) ** 3, 0, 1) ** 0.6
    ahead = np.stack([0.22 * np.sin(angle * wide), -np.ones(len(line)), np.zeros(len(line))], axis=1)
    share = np.linspace(0, 1, rows)[:, None]
    out = line + ahead * (share * (long * length + 0.001))[..., None]
    side = np.clip(abs(out[..., 0]) / max(float(abs(line[:, 0]).max()), 1e-6), 0, 1)
    out[..., 2] -= share**1.2 * length * (drop + arch * side**2)
    edge = out[-1:] + ahead * 0.6 * thick - xyz(0, 0, thick / 2)
    under = out - xyz(0, 0, thick)
    points = np.concatenate([under, edge, out[::-1], under[:1]])
    return points, np.broadcast_to(line, points.shape)


def ball(centre: np.ndarray, radius: float | tuple[float, float, float], rows: int = 4, sides: int = 8) -> np.ndarray:
    """(rows, sides, 3) a closed sheet around a point, nearly shut at both ends."""
    turn = np.linspace(-np.pi / 2 + 0.2, np.pi / 2 - 0.2, rows)[:, None]
    around = np.arange(sides) * (2 * np.pi / sides)
    unit = np.stack(
        [np.cos(turn) * np.cos(around), np.cos(turn) * np.sin(around), np.broadcast_to(np.sin(turn), (rows, sides))], 2
    )
    return np.asarray(centre) + unit * radius
