"""A file is compared with the avatar that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..results import Avatar, Motion, array

Preset = Literal["mixamo", "unity", "unreal", "blender"]
"""The program that a file is for."""
RootMotion = Literal["hips", "root", "none"]
"""Who carries the way over the ground in a file: the hips, a bone of its own on the floor above them, or nobody."""


TWISTING: tuple[Preset, ...] = ("unreal", "blender")
"""The programs that play twist bones; Unity's humanoid and Mixamo move no bones but those that they know."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Poses:
    """How a figure stood at some frames of its clip, whatever moved it."""

    frames: np.ndarray = array("S", "int32")
    """from 0 on"""
    matrices: np.ndarray = array("S J 4 4", "float32")
    """bone to world"""


@dataclass(frozen=True, kw_only=True, eq=False)
class FurtherClip:
    """A clip of a file beside the avatar's own motion."""

    motion: Motion
    poses: Poses


@dataclass(frozen=True, kw_only=True, eq=False)
class CheckExportRequest:
    """An exported file is read back by an independent reader and compared with the avatar it came from."""

    file: np.ndarray = array("B", "uint8")
    """the bytes of the file"""
    format: Literal["fbx", "glb"] = "fbx"
    preset: Preset = "mixamo"
    avatar: Avatar
    poses: Poses | None = None
    """what is compared with the clip of the file; without them, the avatar's own motion"""
    one_mesh: bool = False
    """whether body and wearables must be one mesh in the file"""
    further: tuple[FurtherClip, ...] = ()
    """clips that follow the avatar's own in a file of several"""
    root_motion: RootMotion = "hips"
    """who must carry the way over the ground in the file"""
    twist_bones: bool = False
    """whether limbs must have twist bones in the file; the avatar and the poses have them"""
