"""The axes of looks: which pieces are worn, the colours of what covers most, patterns, marks of the skin, and who.

Every axis has mean 0 and deviation 1 over the people of the training, so that what words leave open is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from backend.protocol.requests import Look, Worn
from backend.protocol.requests.look import FABRICS, PATTERNS

PERSON = ("gender", "age", "child", "old", "weight", "muscle", "skin_tone")
_SLOTS = ("hair", "facial_hair", "brows", "underwear", "legs", "bottom", "top", "one_piece", "waist", "shoes", "outer",
          "hands", "neck", "ears", "face", "glasses", "head", "back")  # fmt: skip
# what is seen of a colour -> the slots of which the first that is worn shows it
_REGIONS: Mapping[str, tuple[str, ...]] = {
    "above": ("outer", "top", "one_piece", "underwear"),
    "below": ("one_piece", "bottom", "legs", "underwear"),
    "shirt": ("top", "one_piece"),
    "shoes": ("shoes", "legs"),
    "head": ("head",),
    "face": ("face",),
    "back": ("back",),
    "neck": ("neck",),
    "waist": ("waist",),
    "hair": ("hair", "facial_hair"),
}
_COLOURS = {
    "black": (0.06, 0.06, 0.07), "white": (0.95, 0.95, 0.95), "grey": (0.5, 0.5, 0.5), "red": (0.75, 0.08, 0.10),
    "orange": (0.93, 0.50, 0.12), "yellow": (0.95, 0.85, 0.20), "green": (0.12, 0.50, 0.20),
    "blue": (0.13, 0.30, 0.75), "navy": (0.08, 0.12, 0.30), "sky": (0.50, 0.72, 0.92), "purple": (0.45, 0.15, 0.60),
    "pink": (0.95, 0.55, 0.72), "brown": (0.36, 0.22, 0.12), "beige": (0.85, 0.76, 0.60), "teal": (0.10, 0.50, 0.52),
}  # fmt: skip
_NEAR = 0.16
_MARKS = ("freckles", "stubble", "dirt", "scars", "lipstick", "eye_shadow", "eyeliner", "blush", "tan")
_PAINTED = ("face_paint", "tattoo")
_RARE = 0.001
"""the part of people below which an axis is left out"""
_LEAST_SPREAD = 0.12


def described(look: Look, person: Mapping[str, float]) -> dict[str, float]:
    """Every trait of a resolved look that is not 0. person: of PERSON, 0 in the middle."""
    worn = {w.slot: w for w in look.worn if w.piece}
    found = {name: float(person.get(name, 0.0)) for name in PERSON}
    for slot in _SLOTS:
        if slot in worn:
            found[f"{slot}:"] = found[f"{slot}:{worn[slot].piece}"] = 1.0
    for region, slots in _REGIONS.items():
        first = next((worn[slot] for slot in slots if slot in worn), None)
        colour = look.hair_colour if first and region == "hair" and first.colour is None else first and first.colour
        if colour is not None:
            found |= {f"{region} {name}": share for name, share in _shares(colour).items()}
    for w in worn.values():
        found |= _cut(w)
        found |= {f"{w.slot} with {detail.kind}": 1.0 for detail in w.details}
    for name in _MARKS:
        found[name] = float(getattr(look.skin, name))
    for name in _PAINTED:
        if kind := getattr(look.skin, name):
            found[name] = found[f"{name} {kind}"] = 1.0
    return found


def _cut(w: Worn) -> dict[str, float]:
    where = "above" if w.slot in ("top", "outer", "one_piece") else "below" if w.slot in ("bottom", "legs") else ""
    found: dict[str, float] = {}
    if where and w.pattern in PATTERNS[1:]:
        found[f"{where} patterned"] = found[f"{where} {w.pattern}"] = 1.0
    if where and w.fabric in FABRICS[1:]:
        found[f"{where} of {w.fabric}"] = 1.0
    if where:
        found[f"{where} length"], found[f"{where} looseness"] = w.length, w.looseness
    return found


def _shares(colour: Sequence[float]) -> dict[str, float]:
    """How much of each named colour one is; together 1."""
    distance = {n: float(np.linalg.norm(np.subtract(c, colour))) for n, c in _COLOURS.items()}
    near = {n: np.exp(-((d / _NEAR) ** 2)) + 1e-9 for n, d in distance.items()}
    whole = sum(near.values())
    return {n: v / whole for n, v in near.items() if v > 0.03 * whole}


class Axes:
    """Names, and mean and deviation over the people of the training."""

    def __init__(self, names: Sequence[str], mean: np.ndarray, spread: np.ndarray) -> None:
        self.names, self.mean, self.spread = tuple(names), mean, spread
        self._place = {name: place for place, name in enumerate(self.names)}

    def rows(self, people: Sequence[Mapping[str, float]]) -> np.ndarray:
        """(N, D) float32 coordinates of what `described` gave."""
        found = np.zeros((len(people), len(self.names)), np.float32)
        for row, traits in zip(found, people, strict=True):
            for name, value in traits.items():
                if (place := self._place.get(name)) is not None:
                    row[place] = value
        return (found - self.mean) / self.spread


def axes_of(people: Sequence[Mapping[str, float]]) -> Axes:
    """Those traits that are seen often enough, in the order of their names."""
    count = len(people)
    sums: dict[str, float] = {}
    squares: dict[str, float] = {}
    often: dict[str, int] = {}
    for traits in people:
        for name, value in traits.items():
            sums[name] = sums.get(name, 0.0) + value
            squares[name] = squares.get(name, 0.0) + value * value
            often[name] = often.get(name, 0) + (value != 0.0)
    names = sorted(name for name in sums if often[name] >= _RARE * count)
    mean = np.array([sums[n] / count for n in names], np.float32)
    spread = np.sqrt(np.maximum([squares[n] / count for n in names] - mean.astype(np.float64) ** 2, 0.0))
    kept = spread > 0.01
    names = [n for n, k in zip(names, kept, strict=True) if k]
    return Axes(names, mean[kept], np.maximum(spread[kept], _LEAST_SPREAD).astype(np.float32))
