"""Dice that roll people: what goes together rolls together, and small shapes stay small. For panel and batches.

The weight of what was rolled is set right afterwards, by what the body measures (`right_weight`).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from .sliders import PHENOTYPES

YOUNGEST_ADULT, OLDEST = 0.64, 0.97
"""on the age slider: 18 and 84 years"""
LIGHTEST, HEAVIEST = 17.5, 34.0
"""kg/m2 of grown people whom the dice make; the World Health Organization calls 18.5 to 25 normal, 35 severely obese"""
_CHILD_LIGHTEST, _CHILD_HEAVIEST = 13.5, 26.0
_USUAL = {"height": (0.22, 0.62), "weight": (0.1, 0.9), "proportions": (0.2, 0.9), "muscle": (0.08, 0.95)}
_DETAIL = 0.35
"""how far a small shape goes at most, of its whole way"""
_TIGHT = {"leg-height": 0.06, "legs-height": 0.06, "dist": 0.1, "head": 0.12, "trans": 0.15, "neck": 0.15,
          "angle": 0.2, "pregnant": 0.0, "bulge": 0.1, "valgus": 0.15,
          "scale-vert": 0.2, "height": 0.2, "measure": 0.15, "foot": 0.15, "hand": 0.15}  # fmt: skip
"""where less is still seen well; the first whose word a name contains"""
_TOGETHER = ("fat", "muscle", "scale-vert", "length", "scale-horiz", "scale-depth", "circ")
"""what is much alike all over a body: who has stout arms has stout legs"""


class Slider(Protocol):
    """What the dice must know of a slider, as any catalogue tells it."""

    @property
    def name(self) -> str: ...
    @property
    def minimum(self) -> float: ...
    @property
    def maximum(self) -> float: ...
    @property
    def default(self) -> float: ...


def roll(
    sliders: Iterable[Slider],
    now: Mapping[str, float],
    kept: Collection[str],
    amount: float,
    dice: random.Random,
    *,
    body: bool,
    details: bool,
    amounts: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """New values of the sliders that are not `kept`, none farther from its value than `amount` of its whole way.

    `body`: whether the usual sliders (PHENOTYPES) roll, `details`: whether all others do. `amounts`: for single
    sliders, in the place of `amount`.
    """
    alike = {kind: dice.gauss(0.0, 1.0) for kind in _TOGETHER}
    wanted: dict[str, float] = {}
    for slider in sliders:
        usual = slider.name in PHENOTYPES
        own = dice.gauss(0.0, 1.0)  # also for what stays, so that a lock changes nothing else
        if slider.name in kept or not (body if usual else details):
            continue
        start = now.get(slider.name, slider.default)
        if usual:
            low, high = _usual_limits(slider, start)
            share = own
        else:
            low, high = _detail_limits(slider)
            kind = next((kind for kind in _TOGETHER if kind in slider.name), "")
            share = 0.8 * alike[kind] + 0.6 * own if kind else own
            twin = {"l-": "r-", "r-": "l-"}.get(slider.name[:2], "") + slider.name[2:]
            if twin in wanted and twin != slider.name:
                wanted[slider.name] = wanted[twin]
                continue
        reach = (amounts or {}).get(slider.name, amount) * (slider.maximum - slider.minimum)
        step = min(max(share * reach / 2.5, -reach), reach)
        low, high = max(low, slider.minimum), min(high, slider.maximum)
        wanted[slider.name] = min(max(start + step, min(low, start)), max(high, start))
    return wanted


def lightest(age: float) -> float:
    """kg/m2 of the lightest person whom the dice make, by the age slider."""
    return LIGHTEST if age >= YOUNGEST_ADULT else _CHILD_LIGHTEST


def heaviest(age: float) -> float:
    """kg/m2 of the heaviest person whom the dice make, by the age slider."""
    return HEAVIEST if age >= YOUNGEST_ADULT else _CHILD_HEAVIEST


def right_weight(age: float, height: float, mass: float) -> float | None:
    """kg that someone of `height` metres should weigh at least or at most; None where `mass` is in between."""
    least, most = lightest(age) * height**2, heaviest(age) * height**2
    return None if least <= mass <= most else least if mass < least else most


def _usual_limits(slider: Slider, start: float) -> tuple[float, float]:
    if slider.name == "age":
        return (YOUNGEST_ADULT, OLDEST) if start >= YOUNGEST_ADULT else (slider.minimum, YOUNGEST_ADULT)
    return _USUAL.get(slider.name, (slider.minimum, slider.maximum))


def _detail_limits(slider: Slider) -> tuple[float, float]:
    share = next((limit for word, limit in _TIGHT.items() if word in slider.name), _DETAIL)
    most = share * (slider.maximum - slider.minimum) / 2
    return slider.default - most, slider.default + most
