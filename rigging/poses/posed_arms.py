"""Arms of a pose: they point, or bend until a hand is where it is to be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..clips.body import Body
from ..clips.contacts import SIDES
from ..rotations import about, unit
from .arm_poses import ARMS, Aim, Direction, Touch
from .limb_frames import arm_frames, bent_elbow, forearm_turned, hand_frame
from .posed import Posed, chest_of, heading_of, heads_of, sided, swing_of, turned_of

LIFT = 0.28
"""share of an arm's rise over the shoulder that the collar bone takes"""
LIFT_FROM, LIFT_MOST = 20.0, 26.0


def with_arms(body: Body, pose: Posed, names: Mapping[str, str], points: Mapping[str, Direction]) -> Posed:
    """The pose with the arms of these sides as they are called, or pointing."""
    for side in SIDES:
        if side in points:
            pose = _aimed(body, pose, side, Aim(points[side], points[side], frame="heading"))
        elif side in names:
            arm = ARMS[names[side]]
            pose = _aimed(body, pose, side, arm) if isinstance(arm, Aim) else _touching(body, pose, side, arm)
    return pose


def is_low(arm: Touch) -> bool:
    """Whether the hand is to be on the floor before the body, or at a leg."""
    return arm.joint in ("LowerLeg", "Foot") or (arm.floor and arm.at[1] >= 0.0)


def away_from_goal(body: Body, pose: Posed, side: str, arm: Touch) -> float:
    """Metres that a hand is away from where it is to be."""
    return float(np.linalg.norm(_goal(body, pose, side, arm)[1] - heads_of(body, pose)[body.place[f"{side}Hand"]]))


def arm_length(body: Body, side: str) -> float:
    """Metres from shoulder to wrist."""
    return sum(_lengths(body, side))


def _aimed(body: Body, pose: Posed, side: str, arm: Aim) -> Posed:
    frame = chest_of(body, pose) if arm.frame == "chest" else heading_of(body, pose)
    upper, fore = (frame @ unit(sided(each, side)) for each in (arm.upper, arm.fore))
    pose = _lifted(body, pose, side, upper)
    palm = frame @ sided(arm.palm, side) if any(arm.palm) else None
    return _with_arm(body, pose, side, upper, fore, None, palm)


def _goal(body: Body, pose: Posed, side: str, arm: Touch) -> tuple[np.ndarray, np.ndarray]:
    """(3, 3) the directions in which the place of a hand is told, and (3,) where its wrist is to be."""
    other = SIDES[1 - SIDES.index(side)]
    joint = arm.joint.replace("other ", other) if arm.joint.startswith("other ") else arm.joint
    joint = next(each for each in (joint, side + joint) if each in body.place)
    of = other if arm.joint.startswith("other ") else side
    frame, size = heading_of(body, pose) if arm.floor else swing_of(body, pose)[joint], arm_length(body, side)
    goal = heads_of(body, pose)[body.place[joint]] + frame @ sided(arm.at, of) * size
    if arm.floor:
        goal[2] = 0.05 * size
    return frame, goal


def _touching(body: Body, pose: Posed, side: str, arm: Touch) -> Posed:
    of = SIDES[1 - SIDES.index(side)] if arm.joint.startswith("other ") else side
    chest = chest_of(body, pose)
    frame, goal = _goal(body, pose, side, arm)
    shoulder = heads_of(body, pose)[body.place[f"{side}UpperArm"]]
    pose = _lifted(body, pose, side, unit(goal - shoulder))
    shoulder = heads_of(body, pose)[body.place[f"{side}UpperArm"]]
    upper_length, fore_length = _lengths(body, side)
    elbow = bent_elbow(shoulder, goal, upper_length, fore_length, chest @ sided(arm.elbow, side))
    reach = shoulder + unit(goal - shoulder) * min(
        np.linalg.norm(goal - shoulder), 0.999 * (upper_length + fore_length)
    )
    fingers = frame @ sided(arm.fingers, of) if any(arm.fingers) else None
    palm = frame @ sided(arm.palm, of) if any(arm.palm) else None
    if arm.floor:
        fingers, palm = frame @ sided((0.15, 1.0, 0.0), side), np.array((0.0, 0.0, -1.0))
    return _with_arm(body, pose, side, unit(elbow - shoulder), unit(reach - elbow), fingers, palm)


def _with_arm(
    body: Body,
    pose: Posed,
    side: str,
    upper: np.ndarray,
    fore: np.ndarray,
    fingers: np.ndarray | None,
    palm: np.ndarray | None,
) -> Posed:
    chest, swing = chest_of(body, pose), swing_of(body, pose)
    swing[f"{side}UpperArm"], lower = arm_frames(chest, upper, fore, side)
    hand = lower
    if fingers is not None or palm is not None:
        hand = hand_frame(lower, fingers, palm, side)
        lower = forearm_turned(lower, hand, side)
    swing[f"{side}LowerArm"], swing[f"{side}Hand"] = lower, hand
    kept = {joint: turn for joint, turn in swing.items() if not joint.startswith(f"{side} ")}
    return Posed(turned_of(body, kept), pose.hips)


def _lifted(body: Body, pose: Posed, side: str, upper: np.ndarray) -> Posed:
    """The collar bone goes along with an arm that rises."""
    if f"{side}Shoulder" not in body.place:
        return pose
    chest, swing = chest_of(body, pose), swing_of(body, pose)
    way = chest.T @ upper
    rise = np.degrees(np.arcsin(np.clip(way[2], -1.0, 1.0)))
    lift = np.radians(min(max(rise + LIFT_FROM, 0.0) * LIFT, LIFT_MOST))
    swing[f"{side}Shoulder"] = chest @ about("y", lift if side == "Right" else -lift)
    kept = {joint: turn for joint, turn in swing.items() if not joint.startswith(f"{side} ")}
    return Posed(turned_of(body, kept), pose.hips)


def _lengths(body: Body, side: str) -> tuple[float, float]:
    heads = body.bones.heads
    upper, lower, hand = (heads[body.place[side + part]] for part in ("UpperArm", "LowerArm", "Hand"))
    return float(np.linalg.norm(lower - upper)), float(np.linalg.norm(hand - lower))
