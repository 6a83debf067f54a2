"""Parameters at random: as plausible bodies, as far up as down, and now and then far out."""

from __future__ import annotations

import numpy as np

from backend.semantics.spaces import Axis, Space

_AT_REST = 0.25
"""part of the axes that a body leaves where they are"""
_MOST_ACTIONS = 8


def drawn(space: Space, count: int, rng: np.random.Generator) -> np.ndarray:
    """(count, A) float32 values of the axes, inside of their limits.

    Shapes: every axis normal about its default, wider in some bodies than in others, a quarter of them at rest; the
    limits fold back what is drawn beyond, so that nothing piles up there. Axes that go one way from rest, as actions of
    a face do, are few at once and of any strength.
    """
    low, high, default, spread = (space.column(name).numpy() for name in ("low", "high", "default", "spread"))
    width = rng.uniform(0.5, 2.0, (count, 1))
    steps = rng.normal(0, 1, (count, len(space.axes))) * width
    steps[rng.random(steps.shape) < _AT_REST] = 0.0
    values = _folded(default + steps * spread, low, high)
    even = [k for k, axis in enumerate(space.axes) if not axis.moves or _is_wide(axis)]
    values[:, even] = rng.uniform(low[even], high[even], (count, len(even)))
    one_way = [k for k, axis in enumerate(space.axes) if axis.moves and _goes_one_way(axis)]
    if one_way:
        values[:, one_way] = _few(rng, count, default[one_way], high[one_way])
    return values.astype(np.float32)


def _is_wide(axis: Axis) -> bool:
    """Whose whole range is as usual as its middle."""
    return axis.high - axis.low <= 5.0 * axis.spread + 1e-6 and not _goes_one_way(axis)


def _goes_one_way(axis: Axis) -> bool:
    return axis.default <= axis.low


def _few(rng: np.random.Generator, count: int, rest: np.ndarray, most: np.ndarray) -> np.ndarray:
    """(count, K) with up to _MOST_ACTIONS of the K away from rest."""
    places = rng.random((count, len(rest))).argsort(1).argsort(1)
    active = places < rng.integers(0, min(_MOST_ACTIONS, len(rest)) + 1, (count, 1))
    return rest + active * rng.uniform(0, 1, active.shape) * (most - rest)


def _folded(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Mirrored at the limits."""
    width = 2.0 * (high - low)
    away = np.abs((values - low) % width)
    return low + np.minimum(away, width - away)
