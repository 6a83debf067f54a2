"""Motions of others go onto an avatar, and the motion of an avatar is cleaned up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from ..results import Rig, array_left_out_empty
from .base import Base, base_named
from .fields import within

MOST_MOTION_BYTES = 1 << 29
MOST_STEPS = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class MotionFile:
    """A motion: named by its file, or given with its bytes."""

    file: str = ""
    """BVH, FBX, GLB, npz, pickle, npy or JSON, on the backend's machine; with `content`, only its name counts"""
    content: np.ndarray = array_left_out_empty("B", "uint8")
    """the bytes of the file"""


def motion_file_named(text: str) -> MotionFile | None:
    return MotionFile(file=text) if text else None


def motion_file(positional: bool) -> Any:
    """The field of a request for a motion; people write its file alone."""
    told = {"left_out_empty": True, "from_text": motion_file_named}
    return field(default=None, metadata={**told, "positional": True} if positional else told)


def moved() -> Any:
    """The field of a request for the avatar that is to move; people write --avatar and its file or job."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": base_named, "option": "avatar"})


def moving() -> Any:
    """The field for the avatar whose motion is handed on; people write its file or job alone."""
    return field(default=None, metadata={"left_out_empty": True, "from_text": base_named, "positional": True})


def rig_alone() -> Any:
    """The field for the rig that is to move, where nobody has a whole avatar; programs alone write it."""
    return field(default=None, metadata={"left_out_empty": True, "wire_only": True})


@dataclass(frozen=True, kw_only=True)
class Landing:
    """How a motion comes onto another body."""

    floor: Literal["clip", "file"] = "clip"
    """Where the floor is: under the feet of the clip, or at height 0 of its file."""
    feet: bool = True
    """Whether feet that stand are put on the floor."""
    hands: bool = True
    """Whether hands keep their place at the other hand, the head, the hips and the floor."""
    fingers: bool = True
    """Whether fingers that the motion says nothing of hang a little bent."""


@dataclass(frozen=True, kw_only=True)
class ImportMotionRequest:
    """A motion file becomes a clip of an avatar of any size and rest pose."""

    file: MotionFile | None = motion_file(positional=True)
    """BVH, FBX, GLB, npz of AMASS, SMPL or SMPL-X, pickle of a video-to-motion tool, AvatarCLIP's npy, avatar.npz."""
    base: Base | None = moved()
    """The avatar that is to move: its avatar.npz, or the job that gave it."""
    rig: Rig | None = rig_alone()
    """The rig that is to move, instead of an avatar; its weights may be none."""
    joints: Mapping[str, str] = field(default_factory=dict, metadata={"json_file": "map"})
    """Which bone of the file is which joint (Unity's names), where that is not recognised."""
    clip: str = ""
    """Which clip of an FBX or GLB file; its first where it is empty."""
    name: str = ""
    """Of the clip, at most 60 characters; that of the file where it is empty."""
    fps: float = within(0.0, 0.0, 120.0)
    """Frames a second; 0 as in the file, at most 60."""
    steps: tuple[str, ...] = field(default=(), metadata={"most": MOST_STEPS})
    """Clean-up, one after the other, as "smooth 1.5", "lock", "loop"; `galatea motion clean --help` tells all."""
    landing: Landing = field(default_factory=Landing)
    preview_size: int = within(160, 0, 512)
    """Height of a picture of the filmstrip; 0 leaves it out."""


@dataclass(frozen=True, kw_only=True)
class RetargetMotionRequest:
    """The motion of one avatar becomes that of another."""

    source: Base | None = moving()
    """The avatar that moves: its avatar.npz, or the job that gave it."""
    motion: MotionFile | None = motion_file(positional=False)
    """change.npz of a motion that was made for it, or nothing: its own motion."""
    base: Base | None = moved()
    """The avatar that is to move: its avatar.npz, or the job that gave it."""
    fps: float = within(0.0, 0.0, 120.0)
    """Frames a second; 0 as they are."""
    steps: tuple[str, ...] = field(default=(), metadata={"most": MOST_STEPS})
    """Clean-up, one after the other."""
    landing: Landing = field(default_factory=Landing)
    preview_size: int = within(160, 0, 512)
    """Height of a picture of the filmstrip; 0 leaves it out."""


@dataclass(frozen=True, kw_only=True)
class CleanMotionRequest:
    """A motion of an avatar is cleaned up, step by step; the raw one stays as it is."""

    motion: MotionFile | None = motion_file(positional=True)
    """change.npz of an earlier result, or nothing: the avatar's own motion."""
    base: Base | None = moved()
    """The avatar that it is for: its avatar.npz, or the job that gave it."""
    then: MotionFile | None = motion_file(positional=False)
    """change.npz of a motion that follows, where the first ends and whereto it faces there."""
    seam: float = within(0.4, 0.0, 5.0)
    """Seconds in which the one becomes the other."""
    steps: tuple[str, ...] = field(default=(), metadata={"most": MOST_STEPS})
    """What is done, one after the other, a text each: "trim START END" (seconds), "fps RATE", "speed TIMES", "denoise
    DEGREES", "smooth FRAMES", "floor", "lock HIPS" (feet; 0 leaves the hips their way), "limits" (joints), "straighten
    DEGREES" (knees), "loop BLEND SEARCH", "in_place SWAY TURN", "turn DEGREES", "mirror", "offset JOINT bend=0 twist=0
    lean=0", "pin JOINT START END" (LeftHand, RightFoot …), "keys DEGREES"."""
    preview_size: int = within(160, 0, 512)
    """Height of a picture of the filmstrip; 0 leaves it out."""
