"""The search behind solve_measures.py: Gauss-Newton with bounds, from one body to the nearest that measures as wanted.

Measurements are taken as linear around the present body, the sliders that move least to meet them are found within
their ends, and the body is measured anew. What a step has told of the slopes is used in the next (Broyden), also in the
next step of a drag, so that most steps measure a body or two and no slope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.measure import measure
from backend.body.measure_slopes import slopes
from backend.body.shape import rest_shape, still_face

LENGTH_TOLERANCE, PART_TOLERANCE = 0.005, 0.005
"""what counts as met: metres, and a part of a mass or a body mass index"""
AIM = 0.04
"""of the tolerance: how near is near enough to stop"""
_ROUNDS, _HALVINGS = 8, 3
_KEEPS, _STALLS = 0.3, 0.98
"""of the error: a step that leaves less had slopes that may be used again; one that leaves more is the last"""
_FAR = 40.0
"""tolerances: a body so far from what is wanted is searched for anew, whatever was found before"""


def tolerance(name: str, wanted: float) -> float:
    """How far a measurement may be off and still counts as met, in its unit."""
    return PART_TOLERANCE * wanted if name in ("mass", "bmi") else LENGTH_TOLERANCE


@dataclass(frozen=True, eq=False)
class Warm:
    """Where a search ended, from which one for a body nearly the same begins: N sliders, M measurements.

    at: (N,) slider values; slope: (M, N) tolerances per unit of each slider
    """

    tier: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    at: np.ndarray
    slope: np.ndarray

    def at_values(self, values: Tensor) -> Warm:
        """The same slopes, from a body (P,)."""
        return replace(self, at=values[list(self.places)].double().cpu().numpy())


class Search:
    """The search from one body: where it is, and what is measured there."""

    def __init__(self, body: BodyData, values: Tensor, aims: Mapping[str, float]) -> None:
        self.body, self.start, self.best = body, values, values
        self.names = tuple(aims)
        self.aims = np.array([aims[name] for name in self.names])
        self.units = np.array([tolerance(name, aims[name]) for name in self.names])
        self.warm: Warm | None = None

    def begin(self, warm: Warm | None, tiers: Sequence[Mapping[int, float]]) -> int:
        """Where a search before ended, if that is near; the tier that it ended in, else the first."""
        if warm is not None and warm.names == self.names and warm.places == tuple((*tiers, {})[warm.tier]):
            self.best = self._with(warm.places, warm.at)
            self.vertices, self.off = self._at(self.best)
            if self.error() <= _FAR:
                self.warm = warm
                return warm.tier
        self.best = self.start
        self.vertices, self.off = self._at(self.best)
        return 0

    def error(self) -> float:
        """How far the worst is off, in tolerances."""
        return float(np.abs(self.off).max())

    def measured(self, names: Sequence[str]) -> dict[str, float]:
        """What was measured last, of what is aimed at; of height and mass the body mass index, too."""
        sizes = dict(zip(self.names, (self.aims - self.off * self.units).tolist(), strict=True))
        return {name: sizes[name] if name in sizes else sizes["mass"] / sizes["height"] ** 2 for name in names}

    def improve(self, tier: int, columns: Mapping[int, float], helpers: Collection[int] = ()) -> None:
        """Move these sliders (number -> how readily) until all is met, or no nearer. helpers: those of them that bend
        where they stand unless somebody moves them, and are so many that each is taken to its bend at most at once."""
        places, scales = list(columns), np.array(list(columns.values()))
        sliders = [self.body.parameters[place] for place in places]
        ends = np.array([(slider.minimum, slider.maximum) for slider in sliders])
        first = self.start[places].double().cpu().numpy()
        bends = [slider.default if place in helpers else np.nan for place, slider in zip(places, sliders, strict=True)]
        middles = np.array(bends)
        slope = self.warm.slope.copy() if self.warm is not None and self.warm.tier == tier else None
        for _ in range(_ROUNDS):
            now, fresh = self.best[places].double().cpu().numpy(), slope is None
            if slope is None:
                up, down = (side / self.units[:, None] for side in self._slopes(places))
                following = least_change(0.5 * (up + down), self.off, now, first, scales, ends)
                slope = np.where(following >= now, up, down)
                side = np.where(following >= now, 1.0, -1.0)
            else:
                side = np.zeros(len(now))
            # many helpers at once are not taken beyond where they bend, or hardly a step would do what is foretold
            reach = _piece(now, side, middles, ends)
            following = least_change(slope, self.off, now, first, scales, reach)
            before = self.off
            step = self._go(places, now, following)
            left = 1.0
            if step is not None:
                # it has told how the slopes change along it (Broyden)
                slope = slope + np.outer((before - self.off) - slope @ step, step) / (step @ step)
                left = float(np.linalg.norm(self.off) / np.linalg.norm(before))
            self.warm = Warm(tier, self.names, tuple(places), self.best[places].double().cpu().numpy(), slope)
            if self.error() <= AIM or (left > _STALLS and fresh):
                return
            bent = step is not None and bool((_at_middle(now + step, middles) & (np.abs(step) > 1e-6)).any())
            if left > _KEEPS or bent:
                slope = None

    def _go(self, places: Sequence[int], now: np.ndarray, following: np.ndarray) -> np.ndarray | None:
        """Towards the following values as far as it comes nearer; the step that was made, None for none."""
        step = following - now
        if np.abs(step).max() < 1e-6:
            return None
        for _ in range(1 + _HALVINGS):
            values = self._with(places, now + step)
            vertices, off = self._at(values)
            if np.linalg.norm(off) < np.linalg.norm(self.off):
                self.best, self.vertices, self.off = values, vertices, off
                return step
            step = 0.5 * step
        return None

    def _with(self, places: Sequence[int], at: np.ndarray) -> Tensor:
        values = self.start.clone()
        values[list(places)] = torch.from_numpy(at).to(values)
        return values

    def _at(self, values: Tensor) -> tuple[Tensor, np.ndarray]:
        """Vertices (1, V, 3), and how much each measurement lacks, in tolerances."""
        vertices = rest_shape(self.body, still_face(self.body, values[None]))
        found = measure(self.body, vertices, self.names)
        sizes = torch.cat([found[name] for name in self.names]).double().cpu().numpy()
        return vertices, (self.aims - sizes) / self.units

    def _slopes(self, places: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        still = still_face(self.body, self.best[None])[0]
        return slopes(self.body, still, self.vertices, self.names, places)


def _at_middle(values: np.ndarray, middles: np.ndarray) -> np.ndarray:
    return np.abs(values - middles) < 1e-6


def _piece(now: np.ndarray, side: np.ndarray, middles: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(N, 2) the ends within which each slider acts evenly: it bends where it stands unless somebody moves it (NaN: it
    does not).

    side: (N,) to which side of where it bends a slider may go that stands there: 1, -1, or 0 for neither
    """
    upper = np.where(_at_middle(now, middles), side >= 0, now > middles)
    lower = np.where(_at_middle(now, middles), side <= 0, now < middles)
    low = np.where(upper, np.maximum(ends[:, 0], middles), ends[:, 0])
    return np.stack([low, np.where(lower, np.minimum(ends[:, 1], middles), ends[:, 1])], axis=1)


def least_change(
    slope: np.ndarray, lacks: np.ndarray, now: np.ndarray, first: np.ndarray, scales: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """(N,) slider values within their ends that give what is lacking, nearest to the first ones in units of their
    scales; where nothing gives it, those that come nearest to it.

    slope: (M, N); lacks: (M,); ends: (N, 2). A slider that would pass its end stays there, the worst first.
    """
    out, free = first.copy(), np.ones(len(first), bool)
    for _ in range(len(first)):
        rows = slope[:, free] * scales[free]
        rest = lacks - slope[:, ~free] @ (out - now)[~free] - slope[:, free] @ (first - now)[free]
        square = rows @ rows.T
        square[np.diag_indices(len(square))] += 1e-7 * max(np.trace(square), 1e-9)
        out[free] = first[free] + scales[free] * (rows.T @ np.linalg.solve(square, rest))
        beyond = np.where(free, np.maximum(ends[:, 0] - out, out - ends[:, 1]) / scales, 0.0)
        worst = int(beyond.argmax())
        if beyond[worst] <= 0.0:
            break
        out[worst], free[worst] = np.clip(out[worst], *ends[worst]), False
    return out.clip(ends[:, 0], ends[:, 1])
