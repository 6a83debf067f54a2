"""How a take is used on a face: every choice can be changed afterwards, and the raw take stays as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .face_take import FaceTake, at_times
from .filters import FaceFilter, filtered
from .neutral import from_neutral

Bone = Literal["auto", "yes", "no"]
_EDGE = 1e-4
"""frames"""


@dataclass(frozen=True)
class FaceUse:
    start: int = 1
    """the frame of the scene at which time 0 of the take stands"""
    strength: float = 1.0
    """of all keys"""
    smooth: float = 0.1
    """0 to 1; phones smooth what they send already"""
    fill: bool = True
    """whether gaps are bridged from both sides"""
    mirror: bool = False
    dead_zone: float = 0.0
    neutral: float | None = None
    """seconds into the take at which the face rests; None where it was recorded at rest"""
    head: float = 1.0
    neck: float = 0.35
    """of the head's turn, the share that the neck makes"""
    eyes: Bone = "auto"
    jaw: Bone = "auto"

    def plain(self) -> dict[str, Any]:
        return dataclasses.asdict(self)


def from_plain(told: Mapping[str, Any]) -> FaceUse:
    """What another version told is left out."""
    known = {field.name for field in dataclasses.fields(FaceUse)}
    return FaceUse(**{name: value for name, value in told.items() if name in known})


def used(take: FaceTake, use: FaceUse) -> FaceTake:
    """The take as it shall look. Raises ValueError, as a sentence to be read."""
    if use.neutral is not None:
        take = from_neutral(take, float(np.clip(use.neutral, take.times[0], take.times[-1])))
    smoothing: Any = "savitzky_golay" if use.smooth > 0.0 else "none"
    how = FaceFilter(
        fill=use.fill, smoothing=smoothing, strength=use.smooth, mirror=use.mirror, dead_zone=use.dead_zone
    )
    take = filtered(take, how)
    return dataclasses.replace(take, values=take.values * use.strength)


def on_frames(take: FaceTake, fps: float, start: int) -> tuple[np.ndarray, FaceTake]:
    """Whole frames (M,) of a scene in which time 0 stands at `start`, at least one, and the take at their times."""
    first, last = np.ceil(take.times[0] * fps - _EDGE), np.floor(take.times[-1] * fps + _EDGE)
    frames = np.arange(first, max(last, first) + 1)
    return frames + start, at_times(take, frames / fps)
