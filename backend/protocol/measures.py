"""What a body can be made to measure: names, units, and sizes as people write them ("180 cm", "5'11\\"", "210 lb")."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .codec import closest
from .errors import BadRequest
from .written import Written, written

INCH, POUND, STONE = 0.0254, 0.45359237, 6.35029318
"""metres, kilograms"""


@dataclass(frozen=True)
class Measure:
    """unit: "m", "kg" or "kg/m2". least, most: what no body is beyond."""

    unit: str
    least: float
    most: float


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "height": Measure("m", 0.05, 5.0),
        "waist": Measure("m", 0.05, 5.0),
        "hips": Measure("m", 0.05, 5.0),
        "chest": Measure("m", 0.05, 5.0),
        "arm": Measure("m", 0.02, 2.0),
        "mass": Measure("kg", 0.1, 2000.0),
        "bmi": Measure("kg/m2", 1.0, 500.0),
        "width": Measure("m", 0.01, 5.0),
        "depth": Measure("m", 0.01, 5.0),
        "length": Measure("m", 0.05, 10.0),
    }
)
ALIASES = {"weight": "mass", "arms": "arm"}

_NUMBER = r"\d+(?:[.,]\d+)?|[.,]\d+"
_UNITS: dict[str, Mapping[str, float]] = {
    "m": {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": INCH, '"': INCH, "ft": 12 * INCH, "'": 12 * INCH},
    "kg": {"kg": 1.0, "g": 0.001, "lb": POUND, "lbs": POUND, "st": STONE},
    "kg/m2": {"kg/m2": 1.0, "kg/m²": 1.0},
}
_SMALLER = {"ft": INCH, "'": INCH, "st": POUND, "m": 0.01}
"""what a second number after a unit counts, where nothing is written behind it: five foot eleven"""
_HINT = "Write it like height=180cm, waist=0.82m, weight=95kg, height=5'11\" or bmi=22."


def measures() -> Any:
    """The field of a request that says what its body shall measure; people may write units in it."""
    return written(Written(read_sizes, sizes_of, check_measures))


def check_measures(sizes: Mapping[str, float]) -> None:
    """Raises BadRequest for what nobody measures and for sizes that no body has."""
    for name, size in sizes.items():
        if name not in MEASURES:
            raise BadRequest(f"There is no measure {name[:60]!r}.", closest(name[:60], MEASURES))
        measure = MEASURES[name]
        if not (math.isfinite(size) and measure.least <= size <= measure.most):
            unit = measure.unit
            raise BadRequest(
                f"The measure {name} is {size:g} {unit}.",
                f"Give {measure.least:g} to {measure.most:g} {unit}"
                + (", or write cm behind it." if unit == "m" else "."),
            )


def read_sizes(words: Iterable[str]) -> dict[str, float]:
    """("height=180cm", "weight=95") -> {"height": 1.8, "mass": 95.0}. Raises BadRequest."""
    found: dict[str, float] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise BadRequest(f"{word[:60]!r} is no measure.", _HINT)
        name = plain_name(name)
        if name in found:
            raise BadRequest(f"The measure {name} is given twice.", "Give it once.")
        found[name] = read_size(name, text)
    return found


def sizes_of(plain: Any) -> Any:
    """The measures of a request as a person wrote them, in metres, kg and kg/m2; what is none comes back as it is."""
    if isinstance(plain, str):
        return read_sizes(plain.split())
    if not isinstance(plain, dict):
        return plain
    return {
        plain_name(name): read_size(plain_name(name), size) if isinstance(size, str) else size
        for name, size in plain.items()
    }


def plain_name(name: str) -> str:
    name = name.strip().lower()
    return ALIASES.get(name, name)


def read_size(name: str, text: str) -> float:
    """A size in the unit of its measure; without a unit it is in that one. Raises BadRequest."""
    if name not in MEASURES:
        raise BadRequest(f"There is no measure {name[:60]!r}.", closest(name[:60], MEASURES))
    units = _UNITS[MEASURES[name].unit]
    named = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    whole = re.fullmatch(
        rf"\s*({_NUMBER})\s*({named})?\s*(?:({_NUMBER})\s*({named})?)?\s*", text.lower().replace("”", '"')
    )
    if whole is None or (whole[3] and (whole[2] not in _SMALLER)):
        raise BadRequest(f"The measure {name} cannot be {text[:40]!r}.", _HINT)
    size = _number(whole[1]) * units.get(whole[2] or "", 1.0)
    if whole[3]:
        size += _number(whole[3]) * (units[whole[4]] if whole[4] else _SMALLER[whole[2]])
    return round(size, 6)


def _number(text: str) -> float:
    return float(text.replace(",", "."))
