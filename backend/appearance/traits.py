"""What skin tells of somebody beside the look: age, and whether the chest is a woman's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ADULT = 18
_CHILDHOOD = (10, ADULT)
_WRINKLES = np.array([(20, 0.0), (30, 0.07), (40, 0.26), (50, 0.60), (60, 0.82), (75, 0.97), (90, 1.0)])


@dataclass(frozen=True, kw_only=True)
class Traits:
    years: float = 30.0
    gender: float = 0.5
    """0 male to 1 female"""

    @property
    def wrinkles(self) -> float:
        """0..1, what the years draw where the look does not say."""
        return float(np.interp(self.years, _WRINKLES[:, 0], _WRINKLES[:, 1]))

    @property
    def is_child(self) -> bool:
        return self.years < ADULT

    @property
    def childlike(self) -> float:
        """0..1, how smooth the skin is, and how little the lips stand out from it."""
        return float(np.interp(self.years, _CHILDHOOD, (1.0, 0.0)))

    @property
    def is_male(self) -> bool:
        return self.gender < 0.4

    def told_apart(self) -> Traits:
        """The traits that look the same: in steps that a picture shows."""
        years = float(np.floor(self.years / 5) * 5)
        return Traits(years=years if self.is_child else max(years, ADULT), gender=0.0 if self.is_male else 1.0)
