"""What is done to a take of a face after it was recorded, and can be taken back: the raw take stays as it is.

Gaps are filled, noise is smoothed (Savitzky and Golay 1964 for a take that is whole, the one-euro filter of Casiez,
Roussel and Vogel 2012 for one that is being recorded), and single keys get a gain, an offset, a dead zone or change
sides. Sizes as of a take: N frames, K keys.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from ..motion import continuous
from .angles import from_yaw_pitch_roll, yaw_pitch_roll
from .face_take import FaceTake, at_times
from .names import ARKIT, mirrored_name

Smoothing = Literal["savitzky_golay", "one_euro", "none"]
WIDEST = 16
"""frames before and after one that count at full strength"""
DEGREE = 3
_TURNS = ("head", "left_eye", "right_eye")
LIDS, LIDS_SHARE = ("eyeBlinkLeft", "eyeBlinkRight"), 3
"""keys that are smoothed over so many times fewer frames: a blink is over in a sixth of a second"""


@dataclass(frozen=True)
class FaceFilter:
    """What is done, in the order of the fields."""

    fill: bool = True
    """whether gaps are bridged from both sides; else the last values are held"""
    longest: float = 1.0
    """seconds of the longest gap that is bridged"""
    smoothing: Smoothing = "savitzky_golay"
    strength: float = 0.25
    """0 to 1"""
    mirror: bool = False
    """whether left and right change places"""
    gain: Mapping[str, float] = field(default_factory=dict)
    """key -> by how much it is multiplied; "" names all others"""
    offset: Mapping[str, float] = field(default_factory=dict)
    """key -> what is added after that"""
    dead_zone: float = 0.0
    """values up to this are 0, and the rest begins there"""


PLAIN = FaceFilter(fill=False, smoothing="none")


def filtered(take: FaceTake, how: FaceFilter) -> FaceTake:
    """The take with all that is done to it, ARKit's keys from 0 to 1; those of other names may go below and beyond.
    Raises ValueError, as a sentence to be read, where a key is named that it does not have."""
    unknown = [name for name in (*how.gain, *how.offset) if name and name not in take.names]
    if unknown:
        raise ValueError(f"The take has no key {unknown[0]!r}.")
    if how.fill:
        take = filled(take, how.longest)
    if how.smoothing == "savitzky_golay":
        take = smoothed(take, how.strength)
    elif how.smoothing == "one_euro":
        take = followed(take, how.strength)
    if how.mirror:
        take = in_a_mirror(take)
    others = how.gain.get("", 1.0)
    gain = np.array([how.gain.get(name, others) for name in take.names])
    offset = np.array([how.offset.get(name, how.offset.get("", 0.0)) for name in take.names])
    values = take.values * gain + offset
    if how.dead_zone > 0.0:
        beyond = np.maximum(np.abs(values) - how.dead_zone, 0.0) / max(1.0 - how.dead_zone, 1e-6)
        values = np.sign(values) * beyond
    arkit = np.array([name in ARKIT for name in take.names], bool)
    return dataclasses.replace(take, values=np.where(arkit, np.clip(values, 0.0, 1.0), values))


def filled(take: FaceTake, longest: float = 1.0) -> FaceTake:
    """Frames without a face as a straight way from the one before to the one after, where a gap is not too long; the
    confidence stays 0. Longer gaps, and those at the ends, hold what is nearest."""
    there = take.confidence > 0.0
    if there.all() or not there.any():
        return take
    known = dataclasses.replace(
        take,
        times=take.times[there],
        values=take.values[there],
        confidence=take.confidence[there],
        position=None if take.position is None else take.position[there],
        **{name: getattr(take, name)[there] for name in _TURNS},
    )
    times = take.times.copy()
    places = np.flatnonzero(there)
    for before, after in pairwise(places):
        if after - before > 1 and take.times[after] - take.times[before] > longest:
            times[before + 1 : after] = take.times[before]
    out = at_times(known, times)
    return dataclasses.replace(out, times=take.times, confidence=take.confidence)


def smoothed(take: FaceTake, strength: float) -> FaceTake:
    """By polynomials through the frames around each (Savitzky and Golay), on even steps of time; nothing lags."""
    reach = round(strength * WIDEST)
    if reach < 1 or take.frames < 3:
        return take
    step = float(np.median(np.diff(take.times)))
    even = np.arange(take.times[0], take.times[-1] + step / 2, step)
    uneven = np.abs(np.diff(take.times) - step).max() > 0.02 * step
    if uneven and len(even) > 4 * take.frames:  # long gaps between few frames are not filled with many
        even, uneven = take.times, False
    there = at_times(take, even) if uneven else take
    smooth = _each(there, lambda rows: savitzky_golay(rows, reach))
    lids = [place for place, name in enumerate(there.names) if name in LIDS]
    smooth.values[:, lids] = savitzky_golay(there.values[:, lids], reach // LIDS_SHARE)
    return dataclasses.replace(at_times(smooth, take.times) if uneven else smooth, confidence=take.confidence)


def savitzky_golay(rows: np.ndarray, reach: int, degree: int = DEGREE) -> np.ndarray:
    """(N, …) each as the polynomial of that degree through `reach` rows before and after it says; at both ends that of
    the outermost rows."""
    reach = min(reach, (len(rows) - 1) // 2)
    if reach < 1:
        return rows
    degree = min(degree, 2 * reach)
    places = np.arange(-reach, reach + 1)
    hat = np.vander(places, degree + 1)
    hat = hat @ np.linalg.pinv(hat)
    flat = rows.reshape(len(rows), -1)
    out = np.empty_like(flat)
    windows = np.lib.stride_tricks.sliding_window_view(flat, 2 * reach + 1, axis=0)
    out[reach : len(flat) - reach] = windows @ hat[reach]
    out[:reach] = hat[:reach] @ flat[: 2 * reach + 1]
    out[len(flat) - reach :] = hat[reach + 1 :] @ flat[-2 * reach - 1 :]
    return out.reshape(rows.shape)


def followed(take: FaceTake, strength: float) -> FaceTake:
    """As a live recording is smoothed: by what came before alone."""
    return _each(take, lambda rows: _followed(rows, take.times, strength))


def _followed(rows: np.ndarray, times: np.ndarray, strength: float) -> np.ndarray:
    euro = OneEuro(strength)
    return np.stack([euro.step(row, float(time)) for row, time in zip(rows, times, strict=True)])


class OneEuro:
    """Numbers that come one after the other, the slower the more smoothed."""

    def __init__(self, strength: float, quick: float = 4.0, slope: float = 1.0) -> None:
        """strength: 0 leaves all as it is, 1 lets what rests pass below 0.3 Hz; quick: how much faster what moves by 1
        a second passes, Hz; slope: Hz below which its speed is taken."""
        self._least = np.inf if strength <= 0.0 else 0.3 * 40.0 ** (1.0 - min(strength, 1.0))
        self._quick, self._slope = quick, slope
        self._value: np.ndarray | None = None
        self._speed: np.ndarray | None = None
        self._seconds = 0.0

    def step(self, value: np.ndarray, seconds: float) -> np.ndarray:
        value = np.asarray(value, np.float64)
        if self._value is None or self._speed is None or not np.isfinite(self._least):
            self._value, self._speed, self._seconds = value, np.zeros_like(value), seconds
            return value
        passed = max(seconds - self._seconds, 1e-4)
        speed = (value - self._value) / passed
        self._speed = self._speed + _share(self._slope, passed) * (speed - self._speed)
        cutoff = self._least + self._quick * np.abs(self._speed)
        self._value = self._value + _share(cutoff, passed) * (value - self._value)
        self._seconds = seconds
        return self._value


def _share(cutoff: float | np.ndarray, passed: float) -> float | np.ndarray:
    """How much of a step a low pass of first order goes in that time."""
    return 1.0 / (1.0 + 1.0 / (2.0 * np.pi * cutoff * passed))


def in_a_mirror(take: FaceTake) -> FaceTake:
    """Left and right exchanged: keys, eyes, the turn of the head, and where it is."""
    places = [
        take.names.index(other) if (other := mirrored_name(name)) in take.names else place
        for place, name in enumerate(take.names)
    ]
    turned = {name: _mirrored_turn(getattr(take, name)) for name in _TURNS}
    return dataclasses.replace(
        take,
        values=take.values[:, places],
        head=turned["head"],
        left_eye=turned["right_eye"],
        right_eye=turned["left_eye"],
        position=None if take.position is None else take.position * (-1.0, 1.0, 1.0),
    )


def _mirrored_turn(turns: np.ndarray) -> np.ndarray:
    yaw, pitch, roll = yaw_pitch_roll(turns).T
    return from_yaw_pitch_roll(-yaw, pitch, -roll)


def _each(take: FaceTake, change: Callable[[np.ndarray], np.ndarray]) -> FaceTake:
    """The take with values and turns changed, quaternions unit again."""
    turns = {name: change(continuous(getattr(take, name)[:, None])[:, 0]) for name in _TURNS}
    return dataclasses.replace(
        take,
        values=change(take.values),
        position=None if take.position is None else change(take.position),
        **{name: turn / np.linalg.norm(turn, axis=1, keepdims=True) for name, turn in turns.items()},
    )
