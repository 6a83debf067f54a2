"""A face before a camera is read while it acts, and sent on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .fields import within


@dataclass(frozen=True, kw_only=True)
class WebcamRequest:
    """A face before a camera becomes ARKit's curves while it acts: sent picture by picture as Live Link Face sends
    them, to Blender or any other program that receives those, and at the end a take. Writes take.npz and take.csv."""

    camera: str = field(default="0", metadata={"positional": True})
    """Number or name of a camera of the backend's machine, the address of a stream (rtsp://…), or a video that is
    played as a camera would send it."""
    host: str = "127.0.0.1"
    """Where it is sent to; empty sends nothing."""
    port: int = within(11111, 1, 65535)
    """UDP port there."""
    seconds: float = within(0.0, 0.0, 3600.0)
    """How long, from the first picture on; 0 until it is stopped, which leaves no take, or the stream ends."""
    face: int = within(0, 0, 20)
    """Who of several, counted from the left when so many are seen; 0 is the largest."""
    keys: Literal["anny", "ict"] = "anny"
    """By whose keys the face is read: those of Anny, or those of the ICT Face Model."""
    smooth: float = within(0.0, 0.0, 1.0)
    """Strength of the one-euro filter on what is sent; the take stays as it was read."""
    person: str = ""
    """Whose face it is: how it rests is kept under this name, and known the next time. Without, and at first, the
    calmest moment of the first 3 seconds counts as rest."""
    anew: bool = False
    """Whether the rest of this person is found anew, and kept instead of the one that is known."""
