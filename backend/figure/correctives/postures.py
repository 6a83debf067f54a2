"""The turns that have a corrective shape of their own: where each joint's range ends, as far as skinning spoils it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rigging.bone_axes import Pose, anatomical_axes, rest_axes
from rigging.correctives import swing_and_twist
from rigging.motion import about_other_axes, on_other_rest
from rigging.rotations import quaternions_from_axis
from rigging.skeletons import Skeleton


@dataclass(frozen=True)
class Posture:
    name: str
    part: str
    axis: str
    """of the part's anatomical axes, see rigging/bone_axes.py"""
    degrees: float
    """from the T-pose, of the left side"""
    kept: float = 0.0
    """share of what skinning makes of it that is kept: a hinge is sharper than a skin that settles by itself"""


POSTURES: tuple[Posture, ...] = (
    Posture("raised", "UpperArm", "x", -80.0),
    Posture("lowered", "UpperArm", "x", 75.0),
    Posture("forward", "UpperArm", "z", 90.0),
    Posture("twisted in", "UpperArm", "y", -60.0),
    Posture("twisted out", "UpperArm", "y", 50.0),
    Posture("bent", "LowerArm", "z", 140.0, kept=0.65),
    Posture("twisted in", "LowerArm", "y", -90.0),
    Posture("twisted out", "LowerArm", "y", 90.0),
    Posture("bent down", "Hand", "x", 70.0, kept=0.2),
    Posture("bent up", "Hand", "x", -60.0, kept=0.2),
    Posture("twisted in", "Hand", "y", -90.0),
    Posture("twisted out", "Hand", "y", 90.0),
    Posture("forward", "UpperLeg", "x", 100.0, kept=0.3),
    Posture("aside", "UpperLeg", "z", 45.0),
    Posture("bent", "LowerLeg", "x", -140.0, kept=0.65),
)
HALF_WAY: tuple[Posture, ...] = (
    Posture("half raised", "UpperArm", "x", -40.0),
    Posture("half lowered", "UpperArm", "x", 37.5),
)
"""Postures that have a shape on figures alone whose skin is spoiled there, though it is mended where the way ends"""
SPOILED = 1.2
"""times what may be lost by `LOST`: half way, so much more is too much"""
LOST = {"UpperArm": 0.012, "LowerArm": 0.025, "Hand": 0.04, "UpperLeg": 0.022, "LowerLeg": 0.028}
"""Part -> share of what the free skin around its joint encloses that it may lose or gain on the way to a posture: some
4 % of what is nearer to the joint than half of its bones, for that skin reaches farther"""


@dataclass(frozen=True, eq=False)
class Turned:
    """A posture of one bone of a skeleton at rest in some pose."""

    name: str
    posture: Posture
    bone: int
    rotation: np.ndarray
    """(4,) wxyz, relative to the bone's rest"""
    axis: np.ndarray
    """(3,) unit vector in the bone's frame: of the swing, or ±Y"""
    angle: float
    """radians"""


def turned_bones(skeleton: Skeleton, rest_pose: Pose, postures: Sequence[Posture] = POSTURES) -> Iterator[Turned]:
    """Each posture of each side whose part is one bone of the skeleton."""
    for posture in postures:
        for side in ("Left", "Right"):
            bones = skeleton.joints.get(side + posture.part, ())
            if len(bones) != 1:
                continue
            rotation = _rotation(skeleton, rest_pose, posture, side, bones[0])
            swing, twist = swing_and_twist(rotation)
            if posture.axis == "y":
                axis, sine = np.array((0.0, np.sign(twist), 0.0)), abs(float(twist))
            else:
                sine = float(np.linalg.norm(swing))
                axis = swing / sine
            name = f"{side} {posture.part} {posture.name}"
            yield Turned(name, posture, bones[0], rotation, axis, 2.0 * float(np.arcsin(min(sine, 1.0))))


def _rotation(skeleton: Skeleton, rest_pose: Pose, posture: Posture, side: str, bone: int) -> np.ndarray:
    turns = np.zeros((1, len(skeleton.bones), 4))
    turns[..., 0] = 1.0
    sign = -1.0 if side == "Right" and posture.axis != "x" else 1.0
    turns[:, bone] = quaternions_from_axis(posture.axis, np.radians([sign * posture.degrees]))
    turns = about_other_axes(turns, anatomical_axes(skeleton, "t"), rest_axes(skeleton, "t"))
    if rest_pose != "t" and posture.axis != "y":
        turns = on_other_rest(skeleton.parents, turns, rest_axes(skeleton, "t"), rest_axes(skeleton, rest_pose))
    return turns[0, bone]
