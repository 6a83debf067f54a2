"""The table that makes a fit a body: sliders as straight functions of what the fit tells, learned from renders.

`galatea train photo` makes it. Two parts: for people whose height is known, which is then one of the numbers, and for
the others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file, read_json
from ..body import BodyData

FOLDER = "photo"
HEIGHT = "known height"
FAR = 2.5
"""standard deviations beyond which a number counts as so far: photos go beyond renders"""


@dataclass(frozen=True, eq=False)
class Part:
    """sliders: T names; middle: (T,) where all features are usual; slopes: (T, F); off: (T,) how far it is off on
    people that it has not seen."""

    sliders: tuple[str, ...]
    middle: np.ndarray
    slopes: np.ndarray
    off: np.ndarray


@dataclass(frozen=True, eq=False)
class Table:
    """features: F names; usual, spread: (F,)"""

    features: tuple[str, ...]
    usual: np.ndarray
    spread: np.ndarray
    known: Part
    unknown: Part

    def sliders(self, told: Mapping[str, float], height: float | None) -> dict[str, tuple[float, float]]:
        """Slider -> value and how far it may be off. told: as of `features`; height: metres, where it is known."""
        part = self.unknown if height is None else self.known
        numbers = {**told, HEIGHT: height if height is not None else 0.0}
        row = np.array([numbers[name] for name in self.features])
        row = standard(row, self.usual, self.spread)
        if height is None:
            row[self.features.index(HEIGHT)] = 0.0
        found = part.middle + part.slopes @ row
        return {name: (float(v), float(off)) for name, v, off in zip(part.sliders, found, part.off, strict=True)}


def standard(rows: np.ndarray, usual: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Numbers (…, F) in standard deviations, those that are far not so far, those that are none usual."""
    return np.nan_to_num(np.clip((rows - usual) / spread, -FAR, FAR))


@lru_cache(maxsize=2)
def known_table(body: str) -> Table | None:
    """The table of a body; None where it has none."""
    file = asset(FOLDER, f"{body}.json")
    if not file.exists():
        return None
    plain = read_json(file, "table of photos")
    with own_file(file, "table of photos"):
        return table_from(plain)


def table_from(plain: Mapping) -> Table:
    parts = {
        name: Part(tuple(plain[name]["sliders"]), *(np.array(plain[name][key]) for key in ("middle", "slopes", "off")))
        for name in ("known", "unknown")
    }
    return Table(tuple(plain["features"]), np.array(plain["usual"]), np.array(plain["spread"]), **parts)


def plain_table(table: Table) -> str:
    def part(one: Part) -> dict:
        return {
            "sliders": list(one.sliders),
            **{name: np.round(getattr(one, name), 5).tolist() for name in ("middle", "slopes", "off")},
        }

    told = {
        "features": list(table.features),
        "usual": np.round(table.usual, 5).tolist(),
        "spread": np.round(table.spread, 5).tolist(),
        "known": part(table.known),
        "unknown": part(table.unknown),
    }
    return json.dumps(told, separators=(",", ":")) + "\n"


def corrected(
    body: BodyData, values: np.ndarray, table: Table, told: Mapping[str, float], height: float | None, held: set[str]
) -> tuple[np.ndarray, dict[str, float]]:
    """Sliders (P,) by the table, within their ends, and how far each may be off; those that are held stay."""
    out, off = values.copy(), {}
    for name, (value, may_be) in table.sliders(told, height).items():
        if name in held or name not in body.parameter_index:
            continue
        place = body.parameter_index[name]
        limits = body.parameters[place]
        out[place] = np.clip(value, limits.minimum, limits.maximum)
        off[name] = may_be
    return out, off
