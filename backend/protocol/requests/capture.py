"""A photo or a video of a face becomes curves of its expressions, on an avatar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .base import Base
from .fields import within
from .figure import Figure
from .look import Look
from .motion import moved
from .photo import NamedFile


def file_named(text: str) -> NamedFile | None:
    return NamedFile(file=text) if text else None


def file() -> Any:
    """The field of a request for one file; people write its name alone."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": file_named, "positional": True})


@dataclass(frozen=True, kw_only=True)
class Smoothing:
    """What is done to the curves on the avatar; the raw ones stay with the result, and can be filtered anew."""

    smooth: Literal["savitzky_golay", "one_euro", "none"] = "savitzky_golay"
    """Without lag, for what is recorded; as a live recording is smoothed; or not at all."""
    strength: float = within(0.25, 0.0, 1.0)
    fill: bool = True
    """Whether gaps of up to a second are bridged; else, and longer ones, the face stays as it was."""
    mirror: bool = False
    """Whether left and right change places, as for somebody who acts before a mirror."""
    gain: Mapping[str, float] = field(default_factory=dict)
    """Key -> by how much it is multiplied; "" names all others."""
    offset: Mapping[str, float] = field(default_factory=dict)
    """Key -> what is added to it."""
    dead_zone: float = within(0.0, 0.0, 0.5)
    """Values up to this are 0."""


@dataclass(frozen=True, kw_only=True)
class CaptureRequest:
    """A photo or a video of a face becomes the 52 ARKit curves, the turns of head and eyes, and a motion of an avatar:
    of the one that is named, or of a new one with the face's shape. Writes take.npz, take.csv (as Live Link Face) and
    sheet.png, every tenth frame beside the avatar; with --own also coefficients.npz."""

    file: NamedFile | None = file()
    """A video (MP4, MOV, MKV, WebM, GIF …) or a photo."""
    base: Base | None = moved()
    """The avatar that shall act: its avatar.npz, or the job that gave it. Without one a new one is made."""
    face: int = within(0, 0, 20)
    """Who of several, counted from the left where most are seen; 0 is the largest."""
    crop: tuple[float, float, float, float] = within((0.0, 0.0, 0.0, 0.0), 0.0, 1.0)
    """Where the face is in the first picture: left, top, width and height as shares of it; zeros search all of it."""
    neutral: float = within(-1.0, -1.0, 3600.0)
    """Seconds at which the face is at rest; -1 takes what seems so, and tells when that is."""
    person: str = ""
    """Whose face it is: how it rests is kept under this name, and known the next time where no other moment is told."""
    start: float = within(0.0, 0.0, 3600.0)
    """Seconds from which the video is looked at."""
    end: float = within(0.0, 0.0, 3600.0)
    """Seconds up to which; 0 is its end."""
    fps: float = within(0.0, 0.0, 120.0)
    """Frames a second of the motion; 0 as in the video."""
    keys: Literal["anny", "ict"] = "anny"
    """By whose keys the face is read: those of Anny, or those of the ICT Face Model."""
    own: str = ""
    """A body in whose own expressions the take is told as well, such as flame-2023: coefficients.npz, as programs for
    it read them. Empty for none."""
    head: bool = True
    """Whether head and neck of the avatar turn along."""
    shape: bool = True
    """Whether the shape of the face is fitted: a new avatar has it, and the sheet shows it over the pictures."""
    skin: bool = True
    """Whether the skin of a new avatar is as light or dark as it seems in the pictures, whatever look.skin_tone says;
    light and camera shift that by a seventh of the scale on average."""
    smoothing: Smoothing = field(default_factory=Smoothing)
    sliders: Mapping[str, float] = field(default_factory=dict)
    """Of a new avatar: sliders that are known, such as gender 0 (male) to 1 (female), which a face tells badly and hair
    and clothes go by; the others are fitted."""
    look: Look = field(default_factory=Look)
    """Of a new avatar; of its colours the pictures tell the skin's alone."""
    figure: Figure = field(default_factory=Figure)
