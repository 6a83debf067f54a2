"""How far joints are beyond what people can do, in degrees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..bone_axes import ANATOMICAL
from ..clips.contacts import SIDES
from ..rotations import axes
from ..t_pose import mirrored

KNEE, ELBOW = (-8.0, 158.0), (-10.0, 155.0)
"""degrees of bend, less than 0 is backwards"""
HIP_FORWARD, HIP_BACK, HIP_ASIDE = 140.0, 50.0, 80.0
NECK_BEND, NECK_TWIST, WRIST, ANKLE, TRUNK = 75.0, 95.0, 95.0, 65.0, 110.0
_UP, _FORWARD = np.array((0.0, 0.0, 1.0)), np.array((0.0, -1.0, 0.0))


def beyond_range(swing: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Joint -> degrees beyond, of those that are. swing: joint -> (3, 3) turn in the world from the T-pose."""
    found: dict[str, float] = {}

    def note(joint: str, excess: float) -> None:
        if excess > 0.0:
            found[joint] = round(max(found.get(joint, 0.0), float(excess)), 1)

    for side in SIDES:
        for joint, above, axis, sign, (low, high) in (
            ("LowerLeg", "UpperLeg", 0, -1.0, KNEE),
            ("LowerArm", "UpperArm", 2, 1.0, ELBOW),
        ):
            if f"{side}{joint}" in swing and f"{side}{above}" in swing:
                bend = _hinge(swing[f"{side}{above}"], swing[f"{side}{joint}"], above, side, axis) * sign
                bend *= -1.0 if axis == 2 and side == "Right" else 1.0
                note(f"{side}{joint}", max(low - bend, bend - high))
        for joint, above, most in (("Hand", "LowerArm", WRIST), ("Foot", "LowerLeg", ANKLE)):
            if f"{side}{joint}" in swing and f"{side}{above}" in swing:
                way = _rest(joint if joint == "Hand" else "Foot", side)[:, 1]
                note(f"{side}{joint}", _angle(swing[f"{side}{above}"] @ way, swing[f"{side}{joint}"] @ way) - most)
        if f"{side}UpperLeg" in swing:
            out, back, down = swing["Hips"].T @ swing[f"{side}UpperLeg"] @ _rest("UpperLeg", side)[:, 1]
            aside = np.degrees(np.arcsin(np.clip(out if side == "Left" else -out, -1.0, 1.0)))
            forward = np.degrees(np.arctan2(-back, -down))
            note(f"{side}UpperLeg", abs(aside) - HIP_ASIDE)
            if abs(aside) < HIP_ASIDE - 10.0:
                note(f"{side}UpperLeg", max(forward - HIP_FORWARD, -forward - HIP_BACK))
    top = next(swing[joint] for joint in ("UpperChest", "Chest", "Spine", "Hips") if joint in swing)
    if "Head" in swing:
        note("Head", _angle(top @ _UP, swing["Head"] @ _UP) - NECK_BEND)
        facing = top.T @ swing["Head"] @ _FORWARD
        note("Head", abs(np.degrees(np.arctan2(facing[0], -facing[1]))) - NECK_TWIST if facing[2] ** 2 < 0.5 else 0.0)
    note("Spine", _angle(swing["Hips"] @ _UP, top @ _UP) - TRUNK)
    return found


def _hinge(above: np.ndarray, below: np.ndarray, part: str, side: str, axis: int) -> float:
    """Degrees that the part below is bent about an axis of the one above."""
    frame = above @ _rest(part, side)
    one, other = frame[:, 1], below @ _rest(part, side)[:, 1]
    return float(np.degrees(np.arctan2(np.cross(one, other) @ frame[:, axis], one @ other)))


def _rest(part: str, side: str) -> np.ndarray:
    y, z = (mirrored(each, side) for each in ANATOMICAL[part])
    return axes(y, z)


def _angle(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip(one @ other, -1.0, 1.0))))
