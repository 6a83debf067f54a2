"""How the bones of each skeleton are oriented in the T-pose and the A-pose: the same for every shape.

A figure faces -Y, its left is +X; column Y of a bone points from head to tail, and the right side mirrors the left: a
turn about X is the same turn on both sides, turns about Y and Z change sign.

Anatomical axes are one table for all skeletons: trunk, neck and head Y up and Z forward; arms Y outwards and Z down to
the palm's side; legs Y down and Z forward; feet and toes Y forward and Z up. Ranges of motion are told about these.
Bones at rest have the same axes, but for skeletons that other programs' clips are played on by the names of the bones:
a clip holds whole rotations, so a bone at rest must stand as it does in the program that the clip comes from.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np

from .rotations import about, axes
from .skeletons import Bone, Skeleton

Pose = Literal["t", "a"]
Direction = tuple[float, float, float]
Directions = dict[str, tuple[Direction, Direction]]
"""Part -> directions of the bone's Y and (nearly) Z in the T-pose, left side."""

_UP, _FORWARD, _OUT, _DOWN = (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)
_ARM_PARTS = ("UpperArm", "LowerArm", "Hand", "Thumb", "Index", "Middle", "Ring", "Little")
_ARM_DROP = math.radians(45.0)
"""how far the arms of the A-pose hang below those of the T-pose"""
SHOULDER_LIFT = math.radians(13.0)
"""how far raising the arms from the A-pose to the T-pose lifts the collar bone"""


def _level(degrees: float) -> Direction:
    """Outwards, and so far to the back."""
    return (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0)


def _upright(degrees: float) -> Direction:
    """Up, and so far to the back."""
    return (0.0, math.sin(math.radians(degrees)), math.cos(math.radians(degrees)))


def _phalanges(finger: str, y: Direction, z: Direction = _DOWN) -> Directions:
    return {f"{finger} {phalanx}": (y, z) for phalanx in ("Proximal", "Intermediate", "Distal")}


_LEG = (math.sin(math.radians(3.0)), 0.0, -math.cos(math.radians(3.0)))
ANATOMICAL: Directions = {
    "Hips": (_UP, _FORWARD),
    "Spine": (_UP, _FORWARD),
    "Chest": (_UP, _FORWARD),
    "UpperChest": (_UP, _FORWARD),
    "Neck": (_UP, _FORWARD),
    "Head": (_UP, _FORWARD),
    "Eye": (_FORWARD, _UP),
    "Jaw": ((0.0, -0.85, -0.53), _UP),
    "Shoulder": ((math.cos(math.radians(18.0)), 0.0, -math.sin(math.radians(18.0))), _DOWN),
    "UpperArm": (_OUT, _DOWN),
    "LowerArm": (_OUT, _DOWN),
    "Hand": (_OUT, _DOWN),
    "Pelvis": (_OUT, _FORWARD),
    "UpperLeg": (_LEG, _FORWARD),
    "LowerLeg": (_LEG, _FORWARD),
    "Foot": ((0.0, -0.95, -0.31), _UP),
    "Toes": (_FORWARD, _UP),
    "Thumb Proximal": ((0.40, -0.66, -0.63), (0.55, 0.8, 0.0)),
    "Thumb Intermediate": ((0.65, -0.59, -0.48), (0.55, 0.8, 0.0)),
    "Thumb Distal": ((0.75, -0.49, -0.44), (0.55, 0.8, 0.0)),
    **_phalanges("Index", _level(-6.0)),
    **_phalanges("Middle", _level(0.0)),
    **_phalanges("Ring", _level(6.0)),
    **_phalanges("Little", _level(12.0)),
}

_THUMB_SIDE = (-0.5, 0.0, -0.866)
MIXAMO: Directions = {
    "Hips": (_upright(-0.74), _FORWARD),
    "Spine": (_upright(8.45), _FORWARD),
    "Chest": (_upright(8.45), _FORWARD),
    "UpperChest": (_upright(6.98), _FORWARD),
    "Neck": (_upright(6.98), _FORWARD),
    "Head": (_upright(6.98), _FORWARD),
    "Shoulder": ((0.9774, 0.2060, -0.0484), (-0.0495, 0.0, -0.9988)),
    "UpperArm": (_OUT, _DOWN),
    "LowerArm": (_OUT, _DOWN),
    "Hand": (_OUT, _DOWN),
    "UpperLeg": ((0.0, -0.0078, -1.0), _FORWARD),
    "LowerLeg": ((0.0, 0.0684, -0.9977), _FORWARD),
    "Foot": ((0.0, -0.7752, -0.6317), _UP),
    "Toes": (_FORWARD, _UP),
    "Thumb Proximal": ((0.7685, -0.4577, -0.4471), _THUMB_SIDE),
    "Thumb Intermediate": ((0.7770, -0.4430, -0.4472), _THUMB_SIDE),
    "Thumb Distal": ((0.7831, -0.4321, -0.4472), _THUMB_SIDE),
    **_phalanges("Index", _OUT),
    **_phalanges("Middle", _OUT),
    **_phalanges("Ring", _OUT),
    **_phalanges("Little", _OUT),
}
"""As the figure stands on which Mixamo shows its clips (Y Bot), and as which they come where no other is chosen; read
from the bind pose of its FBX files."""

_AT_REST = {"mixamo": MIXAMO}
"""Skeleton -> its directions where they are not the anatomical ones."""


@lru_cache(maxsize=32)
def rest_axes(skeleton: Skeleton, pose: Pose) -> np.ndarray:
    """Orientation (K, 3, 3) of every bone at rest: the same for every shape. Do not write to it."""
    return _all(skeleton, pose, _AT_REST.get(skeleton.name, ANATOMICAL))


@lru_cache(maxsize=32)
def anatomical_axes(skeleton: Skeleton, pose: Pose) -> np.ndarray:
    """Axes (K, 3, 3) about which every bone is bent, twisted and leant: the same for every skeleton. Do not write."""
    return _all(skeleton, pose, ANATOMICAL)


def lowered(bone: Bone, angle: float) -> np.ndarray:
    """Turn (3, 3) about the forward axis that lowers the arm on the bone's side."""
    return about("y", -angle if bone.side == "Right" else angle)


def _all(skeleton: Skeleton, pose: Pose, directions: Directions) -> np.ndarray:
    out = np.stack([_axes(bone, pose, directions) for bone in skeleton.bones])
    out.setflags(write=False)
    return out


def _axes(bone: Bone, pose: Pose, directions: Directions) -> np.ndarray:
    mirror = np.array((-1.0 if bone.side == "Right" else 1.0, 1.0, 1.0))
    y, z = (np.asarray(direction) * mirror for direction in directions[bone.part])
    frame = axes(y, z)
    if pose == "a" and bone.part == "Shoulder":
        return lowered(bone, SHOULDER_LIFT) @ frame
    if pose == "a" and bone.part.split(" ")[0] in _ARM_PARTS:
        return lowered(bone, _ARM_DROP) @ frame
    return frame
