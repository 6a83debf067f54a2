# SPDX-License-Identifier: GPL-3.0-or-later
"""The bones of a control rig, told from the joints of a figure: names, parents, where they stand, what they look like.

Names end in .L and .R and the axes of both sides mirror each other, so that Blender's Paste Flipped works. A control
stands as the joint that it moves; those for inverse kinematics of feet, and of the whole figure, stand as the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .._shared.rigging.skeletons import PHALANGES

SIDES = {"Left": ".L", "Right": ".R"}
TRUNK = {
    "Hips": "hips", "Spine": "spine", "Chest": "chest", "UpperChest": "upper_chest", "Neck": "neck", "Head": "head",
    "Jaw": "jaw",
}  # fmt: skip
ARM = ("UpperArm", "LowerArm", "Hand")
LEG = ("UpperLeg", "LowerLeg", "Foot")
LIMBS = {"arm": ARM, "leg": LEG}
NAMES = dict(zip((*ARM, *LEG), ("upper_arm", "forearm", "hand", "thigh", "shin", "foot"), strict=True))
HANDLE = {"arm": "hand_ik", "leg": "foot_ik"}
POLE = {"arm": "elbow_ik", "leg": "knee_ik"}
BEND = 0.0005
"""share of a limb by which its elbow lies off the straight line, so that the solver knows which way to bend"""
AWAY = 1.0
"""of a pole from its elbow, in lengths of the upper part of the limb"""
MECHANISM = "Mechanism"


@dataclass(frozen=True, eq=False)
class Control:
    name: str
    parent: str
    """"" for none"""
    rest: np.ndarray
    """(4, 4) bone to armature, metres"""
    length: float
    joint: str = ""
    """that moves it along where controls are brought to a pose; "" where it stays as it is"""
    collection: str = MECHANISM
    palette: str = ""
    """colour set of Blender, "" for the usual"""
    shape: str = ""
    size: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """of the shape, in lengths of the bone"""
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """of the shape along the bone's axes, metres"""
    turns_only: bool = True
    """whether its place is locked"""


@dataclass(frozen=True, eq=False)
class Joints:
    """rest: joint -> (4, 4) bone to armature; lengths: metres; parents: the nearest joint above, "" for the hips."""

    rest: Mapping[str, np.ndarray]
    lengths: Mapping[str, float]
    parents: Mapping[str, str]
    eyes: Mapping[str, np.ndarray]
    """side -> (3,) the middle of an eye that face keys turn"""

    def head(self, joint: str) -> np.ndarray:
        return self.rest[joint][:3, 3]


def limbs_of(joints: Joints) -> Iterator[tuple[str, str]]:
    """Kind and side of every whole arm and leg."""
    for kind, parts in LIMBS.items():
        for side in SIDES:
            if all(side + part in joints.rest for part in parts):
                yield kind, side


def even(size: float) -> tuple[float, float, float]:
    return (size, size, size)


def placed(at: tuple[float, float, float] | np.ndarray) -> np.ndarray:
    """(4, 4) with the axes of the world."""
    out = np.eye(4)
    out[:3, 3] = at
    return out


def control_of(joint: str) -> str:
    """The name of the bone that our bone of this joint copies."""
    side, part = split_joint(joint)
    if part in TRUNK:
        return TRUNK[part]
    if part in NAMES:
        return f"ORG-{NAMES[part]}{SIDES[side]}"
    if part == "Eye":
        return f"eye{SIDES[side]}"
    if part == "Shoulder":
        return f"shoulder{SIDES[side]}"
    if part == "Toes":
        return f"toe{SIDES[side]}"
    finger, phalanx = part.split(" ")
    return f"{finger.lower()}_{PHALANGES.index(phalanx) + 1}{SIDES[side]}"


def split_joint(joint: str) -> tuple[str, str]:
    side = next((side for side in SIDES if joint.startswith(side)), "")
    return side, joint.removeprefix(side).strip()


def above_of(joints: Joints, joint: str) -> str:
    """The control above a joint, the root where there is none."""
    above = joints.parents[joint]
    return control_of(above) if above else "root"


def palette_of(side: str) -> str:
    return {"Left": "THEME01", "Right": "THEME03"}.get(side, "THEME09")
