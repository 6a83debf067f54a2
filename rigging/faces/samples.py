"""Frames of a face that come one by one, as from a phone, and the take that they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .face_take import FaceTake, face_take


@dataclass(frozen=True)
class FaceSample:
    """One frame: key -> value, turns as quaternions (4,), position (3,) or ()."""

    values: dict[str, float]
    head: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    left_eye: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    right_eye: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    position: tuple[float, ...] = ()
    confidence: float = 1.0
    time: float | None = None
    """seconds by the sender's clock, where it tells one"""


def take_of(samples: Sequence[FaceSample], times: Sequence[float], source: str = "", fps: float = 0.0) -> FaceTake:
    """A take of frames that came one by one; a key that a frame does not tell stays as it was, and so does all of it
    where no face was seen. Raises ValueError."""
    samples = list(samples)
    for row, sample in enumerate(samples[1:], 1):
        if sample.confidence <= 0.0 and not sample.values:
            samples[row] = replace(samples[row - 1], confidence=0.0, time=sample.time)
    names = tuple(dict.fromkeys(name for sample in samples for name in sample.values))
    values = np.zeros((len(samples), len(names)))
    places = {name: place for place, name in enumerate(names)}
    for row, sample in enumerate(samples):
        values[row] = values[row - 1] if row else 0.0
        for name, value in sample.values.items():
            values[row, places[name]] = value
    told = bool(samples) and all(sample.position for sample in samples)
    return face_take(
        times,
        names,
        values,
        head=np.array([sample.head for sample in samples]),
        left_eye=np.array([sample.left_eye for sample in samples]),
        right_eye=np.array([sample.right_eye for sample in samples]),
        position=np.array([sample.position for sample in samples]) if told else None,
        confidence=np.array([sample.confidence for sample in samples]),
        fps=fps,
        source=source,
    )
