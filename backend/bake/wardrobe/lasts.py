"""What shoes are built on: the left foot with its outline, and the parts that every shoe has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...wear.bind import span
from .reference import Reference, vertex_normals
from .shaping import around, cut, moved_by, outset, pushed_out, ring, smoothstep, taut, triangles_of, xyz
from .sheets import Hang, Sheet, below, facing, mirrored, nearest, rigid, sheet

COLUMNS = 48


@dataclass(frozen=True, eq=False)
class Last:
    """The left foot, which points to -Y. Shares of its length are 0 at the heel and 1 at the toes."""

    reference: Reference

    def leg(self, side: str) -> np.ndarray:
        """(F, 3) triangles of a lower leg with its foot."""
        return triangles_of(
            self.reference, moved_by(self.reference, f"{side}Foot", f"{side}ToeBase", f"{side}Leg", least=0.5)
        )

    @cached_property
    def left(self) -> np.ndarray:
        return self.leg("Left")

    @cached_property
    def foot(self) -> np.ndarray:
        """(N, 3) points of the left foot."""
        return self.reference.base[self.reference.region("foot_left")]

    @cached_property
    def heel(self) -> float:
        return float(self.foot[:, 1].max())

    @cached_property
    def length(self) -> float:
        return float(np.ptp(self.foot[:, 1]))

    def share(self, y: np.ndarray) -> np.ndarray:
        return (self.heel - y) / self.length

    def at(self, share: float) -> float:
        return self.heel - share * self.length

    @cached_property
    def middle(self) -> float:
        low = self.foot[self.foot[:, 2] < 0.05]
        return float((low[:, 0].min() + low[:, 0].max()) / 2)

    def under(self, side: str) -> tuple[int, int, int]:
        """Vertices under the heel and on both sides of the ball."""
        region = self.reference.region(f"foot_{side.lower()}")
        points = self.reference.base[region] * (1 if side == "Left" else -1, 1, 1)
        low = points[:, 2] < 0.004
        region, points = region[low], points[low]
        ball = np.flatnonzero(points[:, 1] < self.at(0.6))
        places = points[:, 1].argmax(), ball[points[ball, 0].argmin()], ball[points[ball, 0].argmax()]
        return tuple(int(region[k]) for k in places)  # type: ignore[return-value]

    def hangs(self, side: str) -> tuple[Hang, Hang]:
        """On the skin of one leg with its lowest part level, and on the level of its sole."""
        level = rigid(self.reference, *self.under(side))
        return below(0.022, level, nearest(self.reference, self.leg(side))), level

    @property
    def spans(self) -> tuple[object, object, object]:
        heel, inner, outer = self.under("Left")
        region = self.reference.region("foot_left")
        toe, top = region[self.foot[:, 1].argmin()], region[self.foot[:, 2].argmax()]
        pairs = (inner, outer), (heel, int(toe)), (heel, int(top))
        return tuple(span(self.reference.base, *pair, axis) for axis, pair in enumerate(pairs))  # type: ignore[return-value]

    def outline(self, clearance: float, longer: float = 0.0, taper: float = 0.0, arch: float = 0.008) -> np.ndarray:
        """(COLUMNS, 2) x and y around the foot, counter-clockwise from the heel's back, no point on the tip."""
        low = self.foot[self.foot[:, 2] < 0.045][:, :2]
        centre = np.array((self.middle, self.at(0.5)))
        hull = outset((low - centre) @ np.array(((0, -1.0), (1.0, 0))), clearance)
        loop = around(hull, 2 * COLUMNS, "arc")[1::2] @ np.array(((0, 1.0), (-1.0, 0))) + centre
        share = self.share(loop[:, 1])
        forward = smoothstep(share, 0.62, 1.0)
        x = self.middle + (loop[:, 0] - self.middle) * (1 - taper * forward) - 0.35 * taper * 0.02 * forward
        x += np.where(loop[:, 0] < self.middle, arch, 0) * np.exp(-(((share - 0.42) / 0.13) ** 2))
        return np.stack([x, loop[:, 1] - longer * forward], axis=1)

    def collar(self, back: float, front: float, dip: float, clearance: float, ends: float = 0.0) -> np.ndarray:
        """(COLUMNS, 3) around the ankle, `back` and `front` metres high there, `dip` lower on the sides. `ends`: how
        far along the foot it reaches, where it is no collar of the ankle but the mouth of a pump."""
        behind = self.heel - 0.008
        ahead = self.at(ends or (0.40 if front < 0.1 else 0.37))
        tilt = (front - back) / (behind - ahead)
        centre = np.array((self.middle - 0.002, self.at(ends / 2 if ends else 0.21), 0))
        centre[2] = back + tilt * (behind - centre[1])
        loop = ring(self.reference, self.left, centre, (0, tilt, 1.0), (0, 1.0, 0), 2 * COLUMNS, clearance, "arc")[1::2]
        turn = (np.arange(COLUMNS) + 0.5) / COLUMNS
        loop[:, 2] -= dip * np.sin(2 * np.pi * turn) ** 2
        return loop

    def upper(
        self,
        outline: np.ndarray,
        collar: np.ndarray,
        rows: int = 13,
        clearance: float = 0.003,
        toe_box: float = 0.008,
        wall: float = 0.018,
    ) -> np.ndarray:
        """(rows, COLUMNS, 3) leather drawn tight from the sole to the collar."""
        edge = np.column_stack([outline, np.full(COLUMNS, 0.0)])
        inward = np.array((self.middle, self.at(0.5), 0)) - edge
        inward /= np.linalg.norm(inward, axis=1, keepdims=True)
        edge = edge + 0.0025 * inward
        forward = smoothstep(self.share(outline[:, 1]), 0.75, 1.0)[:, None]
        high = edge + 0.004 * inward * forward + xyz(0, 0, wall + 0.006) * forward + xyz(0, 0, wall) * (1 - forward)
        t = np.linspace(0, 1, rows - 2)[:, None, None]
        bend = high + xyz(0, 0, 0.025)
        arch = (1 - t) ** 2 * high + 2 * t * (1 - t) * bend + t**2 * collar
        grid = np.concatenate([edge[None], (edge + (high - edge) * 0.55)[None], arch])
        held = np.zeros(grid.shape[:2], bool)
        held[:3] = held[-1] = True
        box = clearance + toe_box * smoothstep(self.share(grid[..., 1]), 0.66, 0.9)
        return taut(self.reference, grid, self.left, box, held)

    def stiff(self, upper: np.ndarray) -> np.ndarray:
        """(R, C, 3) what an upper hangs at so that toes of any form leave its toe as it is: the level of the sole."""
        held = upper.copy()
        held[..., 2] *= 1 - smoothstep(self.share(held[..., 1]), 0.70, 0.74)
        return held

    def shaft(self, collar: np.ndarray, heights: Sequence[float], clearance: Sequence[float]) -> np.ndarray:
        """(K, COLUMNS, 3) rings around the leg above a collar."""
        found = []
        for height, off in zip(heights, clearance, strict=True):
            level = cut(self.reference.base, self.left, np.array((0, 0, height)), np.array((0, 0, 1.0)))[:, :2]
            centre = (*((level.min(axis=0) + level.max(axis=0)) / 2), height)
            found.append(
                ring(self.reference, self.left, centre, (0, 0, 1.0), (0, 1.0, 0), 2 * COLUMNS, off, "arc")[1::2]
            )
        return np.array(found)

    def lipped(self, grid: np.ndarray, thick: float = 0.004, deep: float = 0.014) -> np.ndarray:
        """With rows more: over the rim and down its inside, against the leg."""
        rim = grid[-1]
        inward = rim.mean(axis=0) - rim
        inward[:, 2] = 0
        inward /= np.linalg.norm(inward, axis=1, keepdims=True)
        rows = [rim + 0.5 * thick * inward + xyz(0, 0, 0.35 * thick), rim + thick * inward, rim + thick * inward]
        rows[2] = rows[2] - xyz(0, 0, deep)
        return np.concatenate([grid, rows])

    def sole(
        self,
        outline: np.ndarray,
        bottom: Callable[[np.ndarray], np.ndarray],
        hang: Hang,
        *,
        top: float = 0.011,
        out: float = 0.003,
        heel: Callable[[np.ndarray], np.ndarray] | None = None,
        paint: dict | None = None,
    ) -> list[Sheet]:
        """The wall of the sole and its underside. `bottom`: height of the underside by share of the length; `heel`: how
        much narrower (1 is not at all) the underside is there."""
        share = self.share(outline[:, 1])
        low = bottom(share)
        centre = np.stack([np.full(COLUMNS, self.middle), self.at(0.5) + 0.82 * (outline[:, 1] - self.at(0.5))], axis=1)
        away = outline - centre
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        narrow = np.ones(COLUMNS) if heel is None else heel(share)
        under = self._narrowed(outline + out * away, narrow)

        def row(offset: float, height: np.ndarray | float, share_down: float = 0.0) -> np.ndarray:
            flat = (outline + offset * away) * (1 - share_down) + (under + (offset - out) * away) * share_down
            return np.column_stack([flat, np.broadcast_to(height, COLUMNS)])

        steps = [row(out - 0.002, low, 1.0), row(out, low + 0.002, 0.95)]
        steps += [row(out, low + (top - 0.002 - low) * k, 1 - k) for k in (0.35, 0.7)]
        steps += [row(out, top - 0.002), row(out - 0.0015, top), row(-0.004, top + 0.0005)]
        half = COLUMNS // 2
        left, right = steps[0][:half], steps[0][::-1][:half]
        across = np.linspace(0, 1, 5)[None, :, None]
        ground = left[:, None] * (1 - across) + right[:, None] * across
        paint = paint or {}
        return [
            sheet(np.array(steps), hang, closed=True, paint=paint),
            facing(sheet(ground, hang, paint={**paint, "shade": 0.8}), (0, 0, -1)),
        ]

    def _narrowed(self, outline: np.ndarray, factor: np.ndarray) -> np.ndarray:
        share = self.share(outline[:, 1])
        middle = np.array((self.middle - 0.002, self.at(0.14)))
        return np.where(share[:, None] < 0.5, middle + (outline - middle) * factor[:, None], outline)

    def both(self, sheets: Callable[[Hang, Hang], Sequence[Sheet]]) -> list[Sheet]:
        """Of the left foot and of the right, each on its own limb and bending with it."""
        skin, level = self.hangs("Left")
        follow, follow_right = (nearest(self.reference, self.leg(side)) for side in ("Left", "Right"))
        own = [replace(one, follow=follow) for one in sheets(skin, level)]
        skin_right, level_right = self.hangs("Right")
        right = [
            replace(mirrored(one, level_right if one.hang is level else skin_right), follow=follow_right) for one in own
        ]
        return own + right

    def inside(self, collar: np.ndarray, margin: float = 0.006) -> np.ndarray:
        """Base vertices of both feet, and of what stockings hang on, that a shoe up to this collar covers."""
        found = []
        middle = collar.mean(axis=0)
        flat = np.column_stack([collar[:, :2], np.ones(len(collar))])
        plane = np.linalg.lstsq(flat, collar[:, 2], rcond=None)[0]
        for side, sign in (("Left", 1), ("Right", -1)):
            stockings = np.unique(self.reference.group("tights"))
            own = self.reference.base[stockings] * (sign, 1, 1)
            ids = np.concatenate([np.unique(self.leg(side)), stockings[own[:, 0] > 0]])
            points = self.reference.base[ids] * (sign, 1, 1)
            level = np.column_stack([points[:, :2], np.ones(len(points))]) @ plane
            dip = np.ptp(collar[:, 2] - flat @ plane) * 0.5
            found.append(ids[(points[:, 2] < level - margin - dip) & (abs(points[:, 0] - middle[0]) < 0.15)])
        return np.concatenate(found)


def lifted(reference: Reference, triangles: np.ndarray, points: np.ndarray, gap: float) -> np.ndarray:
    """Points moved out until they are `gap` off the skin."""
    base = np.nan_to_num(reference.base)
    return pushed_out(base, triangles, vertex_normals(base, triangles), points, np.full(points.shape[:-1], gap))
