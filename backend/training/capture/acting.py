"""Expressions to learn from, as ARKit's keys: moments of a recorded take, ranges of motion, and mixes as in speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.protocol.errors import BadFile
from backend.protocol.sliders import ARKIT_52

TAKE = "faces/arkit/alex_rom_3.csv"
"""one actor's recorded range of motion, MIT, Alexandre Donciu-Julin"""
HELD = 0.25
"""the last part of the take, which nothing is learned from"""
GAP = 60
"""frames between what is learned from and what is held out"""
KINDS = ("take", "two moments", "range", "speech", "still")
SHARES = (0.42, 0.22, 0.2, 0.13, 0.03)
BLINKS = 0.12
_NUMBER = {name: place for place, name in enumerate(ARKIT_52)}
_MOUTH = tuple(n for n in ARKIT_52 if n.startswith(("mouth", "jaw")))
_SPEECH = {
    "jawOpen": 0.5, "mouthFunnel": 0.5, "mouthPucker": 0.6, "mouthClose": 0.3, "mouthLowerDownLeft": 0.5,
    "mouthUpperUpLeft": 0.4, "mouthStretchLeft": 0.4, "mouthPressLeft": 0.5, "mouthRollLower": 0.5,
    "mouthRollUpper": 0.4, "mouthShrugUpper": 0.4, "mouthShrugLower": 0.4, "mouthSmileLeft": 0.5,
    "mouthFrownLeft": 0.3, "mouthDimpleLeft": 0.3, "tongueOut": 0.15,
}  # fmt: skip
"""most of each in speech; a left key's right one goes with it"""
_AGAINST = (("mouthLeft", "mouthRight"), ("jawLeft", "jawRight"), ("mouthPucker", "mouthSmile"),
            ("eyeBlink", "eyeWide"), ("eyeLookUp", "eyeLookDown"))  # fmt: skip
"""what nobody does at once"""


def read_take(data: Path) -> np.ndarray:
    """(N, 52) of the recorded take. Raises BadFile."""
    path = data / TAKE
    try:
        with path.open(encoding="utf-8-sig") as lines:
            titles = [title.strip() for title in lines.readline().split(",")]
            rows = [line.split(",") for line in lines if line.strip()]
        columns = {title[:1].lower() + title[1:]: place for place, title in enumerate(titles)}
        return np.array([[float(row[columns[name]]) for name in ARKIT_52] for row in rows])
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BadFile(
            f"{path} is no take of ARKit's keys ({error}).", "Name the folder that has it: --data."
        ) from error


def learned_part(take: np.ndarray) -> np.ndarray:
    return take[: int(len(take) * (1 - HELD)) - GAP]


def held_part(take: np.ndarray) -> np.ndarray:
    return take[int(len(take) * (1 - HELD)) :]


def acted(take: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """(52,) one expression, 0..1. take: (N, 52) moments that may be learned from."""
    shares = np.array(SHARES) if take is not None else np.array(SHARES) * (0, 0, 1, 1, 1)
    kind = str(rng.choice(KINDS, p=shares / shares.sum()))
    if kind == "still":
        return np.zeros(len(ARKIT_52))
    if kind == "range":
        values = _range(rng)
    elif kind == "speech":
        values = _speech(rng)
    else:
        assert take is not None
        values = take[int(rng.integers(len(take)))] * rng.uniform(0.8, 1.15)
        if kind == "two moments":
            mouth = np.isin(ARKIT_52, _MOUTH)
            values = np.where(mouth, values, take[int(rng.integers(len(take)))])
    if rng.random() < BLINKS:
        amount = rng.uniform(0.3, 1.0)
        values[[_NUMBER["eyeBlinkLeft"], _NUMBER["eyeBlinkRight"]]] = amount
    return _possible(np.clip(values, 0, 1))


def _range(rng: np.random.Generator) -> np.ndarray:
    """One to six keys, most of them on both sides."""
    values = np.zeros(len(ARKIT_52))
    for name in rng.choice(ARKIT_52, int(rng.integers(1, 7)), replace=False):
        amount = float(rng.beta(1.4, 1.2))
        values[_NUMBER[name]] = amount
        if (other := _other_side(name)) and rng.random() < 0.6:
            values[_NUMBER[other]] = np.clip(amount + rng.normal(0, 0.1), 0, 1)
    return values


def _speech(rng: np.random.Generator) -> np.ndarray:
    values = np.zeros(len(ARKIT_52))
    for name, most in _SPEECH.items():
        if rng.random() < 0.45:
            amount = float(rng.beta(1.2, 1.8)) * most * 1.5
            values[_NUMBER[name]] = amount
            if other := _other_side(name):
                values[_NUMBER[other]] = amount * rng.uniform(0.75, 1.25)
    if rng.random() < 0.5:
        brow = str(rng.choice(("browInnerUp", "browOuterUpLeft", "browDownLeft")))
        values[_NUMBER[brow]] = rng.uniform(0.1, 0.8)
        if other := _other_side(brow):
            values[_NUMBER[other]] = values[_NUMBER[brow]]
    for key in rng.choice(("eyeLookUp", "eyeLookDown", ""), 1):
        if key:
            values[[_NUMBER[key + "Left"], _NUMBER[key + "Right"]]] = rng.uniform(0, 0.8)
    if rng.random() < 0.5:
        aside, amount = bool(rng.random() < 0.5), rng.uniform(0, 0.8)
        names = ("eyeLookOutLeft", "eyeLookInRight") if aside else ("eyeLookInLeft", "eyeLookOutRight")
        values[[_NUMBER[name] for name in names]] = amount
    return values


def _possible(values: np.ndarray) -> np.ndarray:
    """Of what nobody does at once the lesser is taken back; lips close no farther than the jaw is open."""
    out = values.copy()
    for one, other in _AGAINST:
        for side in ("Left", "Right"):
            pair = [name if name in _NUMBER else name + side for name in (one, other)]
            here = [_NUMBER[name] for name in pair if name in _NUMBER]
            if len(here) == 2:
                lesser = min(here, key=lambda place: out[place])
                out[lesser] = max(out[lesser] - 0.7 * max(out[here]), 0.0)
    close, jaw = _NUMBER["mouthClose"], _NUMBER["jawOpen"]
    out[close] = min(out[close], out[jaw] + 0.05)
    return out


def _other_side(name: str) -> str | None:
    for side, other in (("Left", "Right"), ("Right", "Left")):
        if (
            name.endswith(side)
            and name.replace(side, other) in _NUMBER
            and not name.startswith(("jaw", "mouthLeft", "mouthRight"))
        ):
            return name.replace(side, other)
    return None
