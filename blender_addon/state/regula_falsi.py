# SPDX-License-Identifier: GPL-3.0-or-later
"""A slider is looked for whose body measures what was typed: regula falsi between its limits, one body per step."""

from __future__ import annotations

from dataclasses import dataclass

MOST_STEPS = 20


@dataclass
class Search:
    """`measured(value)` grows with the slider; tell what a value measures, ask for the next value to try."""

    target: float
    tolerance: float
    low: float
    high: float
    """the slider's limits, then the narrowest pair known to have the target between them"""
    at_low: float | None = None
    at_high: float | None = None
    steps: int = 0
    best: tuple[float, float] | None = None
    """the value that came nearest, and what it measures"""

    def tell(self, value: float, measured: float) -> float | None:
        """The value to try next; None where the search is over and `best` is what there is."""
        self.steps += 1
        if self.best is None or abs(measured - self.target) < abs(self.best[1] - self.target):
            self.best = value, measured
        if measured < self.target:
            self.low, self.at_low = max(value, self.low), measured
        else:
            self.high, self.at_high = min(value, self.high), measured
        narrow = self.high - self.low < 1e-4
        if abs(measured - self.target) <= self.tolerance or narrow or self.steps >= MOST_STEPS:
            return None
        return self._next()

    def _next(self) -> float:
        if self.at_low is None:
            return self.low
        if self.at_high is None:
            return self.high
        width = self.high - self.low
        share = (self.target - self.at_low) / max(self.at_high - self.at_low, 1e-9)
        # never too near an end, or a curved slider would be approached from one side for ever
        return self.low + min(max(share, 0.03), 0.97) * width
