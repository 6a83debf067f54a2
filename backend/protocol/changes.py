"""What jobs give back that is no whole avatar: a change to one that is already there, with all that tells what it fits.

World frame, units and letters of the shapes as in `results.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .results import BODY, Avatar, Motion, Provenance, array, left_out_empty


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """What every change tells beside itself."""

    avatar_id: str = ""
    """of the avatar that it was made for; empty where it was made for any that it fits"""
    provenance: Provenance
    report: Mapping[str, Any] = field(default_factory=dict)
    """measurements, timings_s, warnings and what else there is to tell, as of a whole avatar"""
    pictures: Mapping[str, np.ndarray] = left_out_empty(dict)
    """what there is to look at, such as a "filmstrip": (H, W, 3|4) uint8"""


@dataclass(frozen=True, kw_only=True, eq=False)
class MotionResult(Change):
    """How an avatar moves: takes the place of the motion that it has."""

    motion: Motion
    bone_names: tuple[str, ...]
    """whose rotations these are, in their order; the avatar's rig has the same"""
    key_names: tuple[str, ...] = ()
    """whose values the shape-key curves are, in their order"""


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceCurves:
    """The raw take of a face."""

    times: np.ndarray = array("M", "float64")
    """seconds, each later than the one before"""
    take_keys: tuple[str, ...]
    """ARKit's 52, and where an avatar was named whose keys are none of them, its own"""
    values: np.ndarray = array("M L", "float32")
    """of the take, in the order of `take_keys`: nothing smoothed or cut off"""
    head: np.ndarray = array("M 4", "float32")
    """unit quaternions wxyz; none is a face that looks into the camera"""
    left_eye: np.ndarray = array("M 4", "float32")
    """relative to the head, of the person's own left"""
    right_eye: np.ndarray = array("M 4", "float32")
    confidence: np.ndarray = array("M", "float32")
    """0 to 1; 0 where no face was found and the values of a neighbour are held"""
    position: np.ndarray = array("M 3", "float32")
    """metres from the camera, which looks to +Y"""
    fps: float
    """of the pictures, as meant"""


@dataclass(frozen=True, kw_only=True, eq=False)
class CaptureResult(MotionResult, FaceCurves):
    """A face that was captured: the motion of an avatar, and the raw take that it was made of."""

    sliders: Mapping[str, float] = left_out_empty(dict)
    """of the face's shape, where it was fitted"""
    avatar: Avatar | None = field(default=None, metadata={"left_out_empty": True})
    """a new one with this shape, where none was named that should act"""
    coefficients: Mapping[str, np.ndarray] = left_out_empty(dict)
    """float32 (M, …) of the take, smoothed, in the expressions of the body that the request names as `own`:
    "expression", and where the body has them "jaw_pose" (radians) and "eyelids"; "global_orient" (M, 3), axis times
    angle; axes of jaw and head as FLAME's: x to the face's own left, y up, z ahead"""


@dataclass(frozen=True, kw_only=True, eq=False)
class TakeResult(Change, FaceCurves):
    """A face that was recorded, for whoever shall act: no motion of an avatar yet."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PosesResult(Change):
    """Poses of an avatar to choose from, the best first; the first is the one that is put on."""

    names: tuple[str, ...]
    """what tells each from the others, for people"""
    root_translation: np.ndarray = array("N 3", "float32")
    """metres"""
    rotations: np.ndarray = array("N J 4", "float32")
    """wxyz, each bone's turn in its own rest frame"""
    bone_names: tuple[str, ...]
    """whose rotations these are, in their order; the avatar's rig has the same"""


@dataclass(frozen=True, kw_only=True, eq=False)
class TextureResult(Change):
    """Textures that take the place of those of the same name; the others stay."""

    textures: Mapping[str, np.ndarray]
    """"albedo" | … -> (H, W, 4) uint8, first row at the top, sRGB"""
    part: str = BODY
    """name of the mesh that wears them"""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShapeResult(Change):
    """Slider values; what is not named stays. Whoever has the avatar asks for its mesh as if they had been moved."""

    sliders: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class ParametersResult(Change):
    """Numbers under names of the job's own, such as those of a body model fitted to a picture; they move nothing."""

    parameters: Mapping[str, np.ndarray]
    """float32; the first axis is that of frames where there are several"""


@dataclass(frozen=True, kw_only=True, eq=False)
class MovingMeshResult(Change):
    """The vertices of one of the avatar's meshes at every frame, such as cloth or a face that no key can show."""

    name: str
    fps: float
    vertices: np.ndarray = array("N V 3", "float32")
    """metres, in the rest pose of the rig: the rig moves them too"""
    part: str = BODY
    """name of the mesh that moves"""


CHANGES: tuple[type[Change], ...] = (
    MotionResult,
    CaptureResult,
    TakeResult,
    PosesResult,
    TextureResult,
    ShapeResult,
    ParametersResult,
    MovingMeshResult,
)
