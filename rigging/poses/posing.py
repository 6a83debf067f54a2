"""A pose of names: posture, arms, head, legs and fingers, made on the joints of any figure.

Turns are those of the T-pose in the world ("swing"), which are the same for every skeleton; limbs that touch something
bend in two bones until the wrist is there; then what carries the figure stands on the floor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ..clips.body import Body
from ..clips.contacts import SIDES
from ..clips.fingers import bent_fingers
from ..clips.grounding import Legs, grounded
from ..rotations import about
from .arm_poses import ARMS, Direction, Touch
from .finger_shapes import SHAPES
from .leg_poses import LEGS
from .lowest_point import Lowest, lowest_of, on_floor
from .posed import Posed, swing_of, turned_of
from .posed_arms import arm_length, away_from_goal, is_low, with_arms
from .postures import POSTURES, Leg, Posture, Trunk
from .trunk_and_legs import NECK, TRUNK, added, bent_along, leg_swing, turn_above

STOOP, LOOK, STEPS = 90.0, 50.0, 6
"""degrees that a trunk bends at most for a hand to come to the floor, and the head back meanwhile, and in how many
steps"""
SHORT = 0.1
"""lengths of the arm that a wrist may be short of where it is to be"""


@dataclass(frozen=True)
class PoseSpec:
    """A pose in names: of POSTURES, of ARMS, of LEGS and of SHAPES; a side that is not named is as the posture has it.

    points: side -> (outwards, forward, up) where that arm points, which comes before its name. turn: degrees that the
    whole figure is turned to its left. mirrored: the posture has left and right changed about.
    """

    posture: str = "standing"
    arms: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Direction] = field(default_factory=dict)
    legs: Mapping[str, str] = field(default_factory=dict)
    trunk: Trunk = field(default_factory=Trunk)
    head: Trunk = field(default_factory=Trunk)
    fingers: Mapping[str, str] = field(default_factory=dict)
    turn: float = 0.0
    mirrored: bool = False


def posed(body: Body, spec: PoseSpec, start: Posed | None = None, lowest: Lowest | None = None) -> Posed:
    """The pose on a figure. start: a pose whose posture stays, and whose arms and legs that are not told.

    lowest: height of the lowest point of a pose, where somebody knows the skin; else it is told by the joints.
    Raises KeyError for a name that there is not.
    """
    low = lowest or (lambda pose: lowest_of(body, pose))
    if start is None:
        spec = _stooped(body, spec, low)
    return _posed(body, spec, start, low)


def _posed(body: Body, spec: PoseSpec, start: Posed | None, low: Lowest) -> Posed:
    posture = mirrored_posture(POSTURES[spec.posture]) if spec.mirrored else POSTURES[spec.posture]
    if start is None:
        swing = _trunk_and_legs(posture, spec)
    else:
        swing = _changed(body, start, spec)
    flat = [side for side in SIDES if _leg(posture, spec, side).flat] if start is None else []
    pose = Posed(turned_of(body, swing), body.bones.heads[body.place["Hips"]].astype(float))
    pose = on_floor(pose, low, posture.raised * body.leg)
    if len(flat) == 2 and abs(posture.pitch) < 60.0:
        legs = Legs(np.zeros((1, 2)), np.ones((1, 2)), body.leg, 30.0)
        turned, hips = grounded(pose.turned[None], pose.hips[None], body, legs)
        pose = Posed(turned[0], hips[0])
    names = dict(zip(SIDES, posture.arms, strict=True)) if start is None else {}
    pose = with_arms(body, pose, {**names, **spec.arms}, spec.points)
    shapes = {side: SHAPES[name] for side, name in spec.fingers.items()}
    if start is None:
        shapes = {**dict.fromkeys(SIDES, SHAPES["relaxed"]), **shapes}
    fingers = bent_fingers(pose.turned[None], body, shapes)[0]
    pose = Posed(fingers, pose.hips)
    return on_floor(pose, low, posture.raised * body.leg) if posture.pitch or posture.roll else pose


def _stooped(body: Body, spec: PoseSpec, low: Lowest) -> PoseSpec:
    """Whose hand is to be on the floor or at a leg, too far for it, bends the trunk until the hand comes there."""
    told = {side: ARMS[name] for side, name in spec.arms.items() if side not in spec.points}
    far = {side: arm for side, arm in told.items() if isinstance(arm, Touch) and is_low(arm)}
    bent = spec
    for _ in range(STEPS if far else 0):
        pose = _posed(body, bent, None, low)
        if all(away_from_goal(body, pose, side, arm) < SHORT * arm_length(body, side) for side, arm in far.items()):
            break
        trunk, head = bent.trunk.bend + STOOP / STEPS, bent.head.bend - LOOK / STEPS
        bent = replace(bent, trunk=replace(bent.trunk, bend=trunk), head=replace(bent.head, bend=head))
    return bent


def mirrored_posture(posture: Posture) -> Posture:
    """Left and right changed about."""
    trunk, neck = (Trunk(each.bend, -each.lean, -each.twist) for each in (posture.trunk, posture.neck))
    arms = posture.arms[::-1]
    return replace(
        posture, left=posture.right, right=posture.left, trunk=trunk, neck=neck, roll=-posture.roll, arms=arms
    )


def _leg(posture: Posture, spec: PoseSpec, side: str) -> Leg:
    if side in spec.legs:
        return LEGS[spec.legs[side]]
    return posture.left if side == "Left" else posture.right


def _trunk_and_legs(posture: Posture, spec: PoseSpec) -> dict[str, np.ndarray]:
    turn = about("z", np.radians(spec.turn))
    hips = turn @ about("y", np.radians(-posture.roll)) @ about("x", np.radians(posture.pitch))
    swing = {"Hips": hips}
    total = added(posture.trunk, spec.trunk)
    top = bent_along(swing, TRUNK, hips, total)
    for side in SIDES:
        swing[f"{side}Shoulder"] = top
    bent_along(swing, NECK, top, added(posture.neck, spec.head))
    for side in SIDES:
        swing |= leg_swing(_leg(posture, spec, side), side, hips)
    return swing


def _changed(body: Body, start: Posed, spec: PoseSpec) -> dict[str, np.ndarray]:
    """The swing of a pose with the legs, the trunk and the head that are told."""
    swing = swing_of(body, start)
    if spec.trunk != Trunk():
        turn_above(swing, TRUNK, spec.trunk)
    if spec.head != Trunk():
        above = next(swing[joint] for joint, _ in reversed(TRUNK) if joint in swing)
        bent_along(swing, NECK, above, spec.head)
    for side in spec.legs:
        swing |= leg_swing(LEGS[spec.legs[side]], side, swing["Hips"])
    return swing
