"""A pose of names: posture, arms, head, legs and fingers, made on the joints of any figure.

Turns are those of the T-pose in the world ("swing"), which are the same for every skeleton; limbs that touch something
bend in two bones until the wrist is there; then what carries the figure stands on the floor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ..bone_axes import ANATOMICAL
from ..clips.contacts import SIDES
from ..clips.fingers import bent_fingers
from ..clips.grounding import Legs, grounded, placed_heads
from ..clips.retarget import Body
from ..rotations import about, axes, unit
from ..t_pose import mirrored
from .arm_poses import ARMS, Aim, Direction, Touch
from .finger_shapes import SHAPES
from .limb_frames import arm_frames, bent_elbow, forearm_turned, hand_frame
from .postures import POSTURES, Leg, Posture, Trunk

TRUNK = (("Spine", 0.4), ("Chest", 0.35), ("UpperChest", 0.25))
NECK = (("Neck", 0.45), ("Head", 0.55))
"""joints and the share that each takes"""
LIFT = 0.28
"""share of an arm's rise over the shoulder that the collar bone takes"""
LIFT_FROM, LIFT_MOST = 20.0, 26.0
_PADS: tuple[tuple[str, Direction, float], ...] = (
    ("Hips", (0.0, -0.1, -0.05), 0.1),
    ("Hips", (0.0, 0.06, 0.0), 0.09),
    ("UpperLeg", (0.02, -0.06, -0.03), 0.11),
    ("LowerLeg", (0.0, 0.0, 0.0), 0.06),
    ("Foot", (0.0, 0.0, 0.0), 0.055),
    ("UpperArm", (0.02, -0.02, 0.0), 0.075),
    ("LowerArm", (0.0, 0.0, 0.0), 0.045),
    ("Hand", (0.0, 0.0, 0.0), 0.035),
    ("Hand", (0.19, 0.0, 0.0), 0.02),
    ("Head", (0.0, 0.02, 0.11), 0.115),
    ("Chest", (0.0, -0.05, 0.1), 0.12),
    ("Chest", (0.0, 0.1, 0.06), 0.06),
)
"""joint, offset (outwards, forward, up) from it and radius, in lengths of the leg: what may touch the floor"""


LEGS: Mapping[str, Leg] = {
    "forward": Leg(forward=48.0, aside=3.0, knee=6.0, foot=-10.0, flat=False),
    "raised": Leg(forward=84.0, aside=5.0, knee=8.0, foot=-10.0, flat=False),
    "raised aside": Leg(aside=52.0, foot=-8.0, flat=False),
    "back": Leg(forward=-24.0, aside=3.0, knee=10.0, foot=-26.0, flat=False),
    "back raised": Leg(forward=-26.0, aside=3.0, knee=70.0, foot=-26.0, flat=False),
    "knee raised": Leg(forward=88.0, aside=5.0, knee=94.0, foot=-8.0, flat=False),
    "bent": Leg(forward=36.0, aside=6.0, knee=56.0, foot=-6.0, flat=False),
    "knees up": Leg(forward=54.0, aside=7.0, knee=100.0, foot=-2.0, flat=False),
    "straight": Leg(aside=5.0, twist=6.0),
    "stretched out": Leg(forward=80.0, aside=5.0, knee=4.0, foot=2.0, flat=False),
    "step": Leg(forward=22.0, aside=3.0, knee=14.0),
    "step aside": Leg(forward=4.0, aside=24.0, twist=12.0, knee=8.0),
    "crossed": Leg(forward=8.0, aside=-14.0, twist=6.0, knee=6.0),
    "kick": Leg(forward=92.0, aside=4.0, knee=6.0, foot=-8.0, flat=False),
    "toes": Leg(forward=6.0, aside=8.0, knee=28.0, foot=-30.0, flat=False),
}
"""Name -> a leg that is told by itself."""


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


@dataclass(frozen=True, eq=False)
class Posed:
    """turned: (K, 3, 3) how each bone is turned in the world from rest; hips: (3,) metres."""

    turned: np.ndarray
    hips: np.ndarray


STOOP, LOOK, STEPS = 90.0, 50.0, 6
"""degrees that a trunk bends at most for a hand to come to the floor, and the head back meanwhile, and in how many
steps"""
SHORT = 0.1
"""lengths of the arm that a wrist may be short of where it is to be"""
Lowest = Callable[[Posed], float]


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
    pose = _on_floor(body, pose, low, posture.raised * body.leg)
    if len(flat) == 2 and abs(posture.pitch) < 60.0:
        legs = Legs(np.zeros((1, 2)), np.ones((1, 2)), body.leg, 30.0)
        turned, hips = grounded(pose.turned[None], pose.hips[None], body.bones, body.place, legs)
        pose = Posed(turned[0], hips[0])
    names = dict(zip(SIDES, posture.arms, strict=True)) if start is None else {}
    pose = with_arms(body, pose, {**names, **spec.arms}, spec.points)
    shapes = {side: SHAPES[name] for side, name in spec.fingers.items()}
    if start is None:
        shapes = {**dict.fromkeys(SIDES, SHAPES["relaxed"]), **shapes}
    fingers = bent_fingers(pose.turned[None], body.bones, body.place, shapes)[0]
    pose = Posed(fingers, pose.hips)
    return _on_floor(body, pose, low, posture.raised * body.leg) if posture.pitch or posture.roll else pose


def _stooped(body: Body, spec: PoseSpec, low: Lowest) -> PoseSpec:
    """Whose hand is to be on the floor or at a leg, too far for it, bends the trunk until the hand comes there."""
    told = {side: ARMS[name] for side, name in spec.arms.items() if side not in spec.points}
    far = {side: arm for side, arm in told.items() if isinstance(arm, Touch) and _is_low(arm)}
    bent = spec
    for _ in range(STEPS if far else 0):
        pose = _posed(body, bent, None, low)
        if all(_lacks(body, pose, side, arm) < SHORT * _arm_length(body, side) for side, arm in far.items()):
            break
        trunk, head = bent.trunk.bend + STOOP / STEPS, bent.head.bend - LOOK / STEPS
        bent = replace(bent, trunk=replace(bent.trunk, bend=trunk), head=replace(bent.head, bend=head))
    return bent


def _is_low(arm: Touch) -> bool:
    return arm.joint in ("LowerLeg", "Foot") or (arm.floor and arm.at[1] >= 0.0)


def _lacks(body: Body, pose: Posed, side: str, arm: Touch) -> float:
    """Metres that a hand is away from where it is to be."""
    return float(np.linalg.norm(_goal(body, pose, side, arm)[1] - heads_of(body, pose)[body.place[f"{side}Hand"]]))


def mirrored_posture(posture: Posture) -> Posture:
    """Left and right changed about."""
    trunk, neck = (Trunk(each.bend, -each.lean, -each.twist) for each in (posture.trunk, posture.neck))
    arms = posture.arms[::-1]
    return replace(
        posture, left=posture.right, right=posture.left, trunk=trunk, neck=neck, roll=-posture.roll, arms=arms
    )


def with_arms(body: Body, pose: Posed, names: Mapping[str, str], points: Mapping[str, Direction]) -> Posed:
    """The pose with the arms of these sides as they are called, or pointing."""
    for side in SIDES:
        if side in points:
            pose = _aimed(body, pose, side, Aim(points[side], points[side], frame="heading"))
        elif side in names:
            arm = ARMS[names[side]]
            pose = _aimed(body, pose, side, arm) if isinstance(arm, Aim) else _touching(body, pose, side, arm)
    return pose


def turned_of(body: Body, swing: Mapping[str, np.ndarray]) -> np.ndarray:
    """(K, 3, 3) of the bones of a figure whose joints are turned from the T-pose; others go along with what they hang
    on."""
    to = body.to_t_pose
    joint_of = {bone: joint for joint, bone in body.place.items()}
    out = np.empty((len(to), 3, 3))
    for bone, parent in enumerate(body.bones.parents.tolist()):
        joint = joint_of.get(bone, "")
        if joint in swing:
            out[bone] = swing[joint] @ to[bone]
        elif parent >= 0:
            out[bone] = out[parent] @ to[parent].T @ to[bone]
        else:
            out[bone] = np.eye(3)
    return out


def swing_of(body: Body, pose: Posed) -> dict[str, np.ndarray]:
    """Joint -> (3, 3): how each is turned in the world from the T-pose."""
    to = body.to_t_pose
    return {joint: pose.turned[bone] @ to[bone].T for joint, bone in body.place.items()}


def heads_of(body: Body, pose: Posed) -> np.ndarray:
    """(K, 3) where the bones begin."""
    return placed_heads(pose.turned[None], pose.hips[None], body.bones, body.place)[0]


def lowest_of(body: Body, pose: Posed) -> float:
    """metres: how high the lowest point is, as far as joints tell."""
    heads, swing = heads_of(body, pose), swing_of(body, pose)
    found = []
    for joint, offset, radius in _PADS:
        for side in ("",) if joint in body.place else SIDES:
            bone = body.place.get(side + joint, -1)
            if bone >= 0:
                at = heads[bone] + swing[side + joint] @ sided(offset, side) * body.leg
                found.append(at[2] - radius * body.leg)
    rest = body.bones
    for side in SIDES:
        foot, toes = body.place[f"{side}Foot"], body.place.get(f"{side}Toes", -1)
        end = rest.tails[toes] if toes >= 0 else rest.tails[foot]
        for point in (rest.heads[foot], end):
            sole = np.array((*point[:2], 0.0))
            found.append((heads[foot] + pose.turned[foot] @ (sole - rest.heads[foot]))[2])
    return float(min(found))


def sided(direction: Direction, side: str) -> np.ndarray:
    """(3,) in the world of a direction (outwards, forward, up) of a side; of the middle as of the left."""
    out, forward, up = direction
    return np.array((-out if side == "Right" else out, -forward, up))


def _leg(posture: Posture, spec: PoseSpec, side: str) -> Leg:
    if side in spec.legs:
        return LEGS[spec.legs[side]]
    return posture.left if side == "Left" else posture.right


def _trunk_and_legs(posture: Posture, spec: PoseSpec) -> dict[str, np.ndarray]:
    turn = about("z", np.radians(spec.turn))
    hips = turn @ about("y", np.radians(-posture.roll)) @ about("x", np.radians(posture.pitch))
    swing = {"Hips": hips}
    total = _sum(posture.trunk, spec.trunk)
    top = _along(swing, TRUNK, hips, total)
    for side in SIDES:
        swing[f"{side}Shoulder"] = top
    _along(swing, NECK, top, _sum(posture.neck, spec.head))
    for side in SIDES:
        swing |= _leg_swing(_leg(posture, spec, side), side, hips)
    return swing


def _along(
    swing: dict[str, np.ndarray], chain: tuple[tuple[str, float], ...], base: np.ndarray, trunk: Trunk
) -> np.ndarray:
    """Each joint of a chain takes its share; the turn of the last."""
    for joint, share in chain:
        bend, lean, twist = (np.radians(share * value) for value in (trunk.bend, trunk.lean, trunk.twist))
        base = base @ about("z", twist) @ about("y", -lean) @ about("x", bend)
        swing[joint] = base
    return base


def _leg_swing(leg: Leg, side: str, hips: np.ndarray) -> dict[str, np.ndarray]:
    sign = -1.0 if side == "Right" else 1.0
    part = {name: _anatomical(name, side) for name in ("UpperLeg", "LowerLeg", "Foot")}
    thigh = _about(part["UpperLeg"], leg.forward, -sign * leg.twist, sign * leg.aside)
    upper = hips @ thigh
    lower = upper @ _about(part["LowerLeg"], -leg.knee, 0.0, 0.0)
    foot = lower @ _about(part["Foot"], leg.foot, 0.0, 0.0)
    if leg.flat:
        way = foot @ np.array((0.0, -1.0, 0.0))
        foot = about("z", np.arctan2(way[0], -way[1])) if np.hypot(*way[:2]) > 0.2 else foot
    return {f"{side}UpperLeg": upper, f"{side}LowerLeg": lower, f"{side}Foot": foot, f"{side}Toes": foot}


def _anatomical(part: str, side: str) -> np.ndarray:
    y, z = (mirrored(each, side) for each in ANATOMICAL[part])
    return axes(y, z)


def _about(frame: np.ndarray, x: float, y: float, z: float) -> np.ndarray:
    """Degrees about the axes of a frame: first about Y, then Z, then X."""
    return frame @ about("x", np.radians(x)) @ about("z", np.radians(z)) @ about("y", np.radians(y)) @ frame.T


def _sum(one: Trunk, other: Trunk) -> Trunk:
    return Trunk(one.bend + other.bend, one.lean + other.lean, one.twist + other.twist)


def _changed(body: Body, start: Posed, spec: PoseSpec) -> dict[str, np.ndarray]:
    """The swing of a pose with the legs, the trunk and the head that are told."""
    swing = swing_of(body, start)
    if spec.trunk != Trunk():
        _turn_above(swing, TRUNK, spec.trunk)
    if spec.head != Trunk():
        above = next(swing[joint] for joint, _ in reversed(TRUNK) if joint in swing)
        _along(swing, NECK, above, spec.head)
    for side in spec.legs:
        swing |= _leg_swing(LEGS[spec.legs[side]], side, swing["Hips"])
    return swing


def _turn_above(swing: dict[str, np.ndarray], chain: tuple[tuple[str, float], ...], trunk: Trunk) -> None:
    """What stands on the trunk turns with it."""
    whole, base = np.eye(3), swing["Hips"]
    for joint, share in chain:
        if joint in swing:
            bend, lean, twist = (np.radians(share * value) for value in (trunk.bend, trunk.lean, trunk.twist))
            own = about("z", twist) @ about("y", -lean) @ about("x", bend)
            whole = base @ own @ base.T @ whole
            swing[joint] = whole @ swing[joint]
    for joint in swing:
        below = joint == "Hips" or any(part in joint for part in ("Leg", "Foot", "Toes"))
        if not below and joint not in dict(chain):
            swing[joint] = whole @ swing[joint]


def _on_floor(body: Body, pose: Posed, lowest: Lowest, height: float) -> Posed:
    return Posed(pose.turned, pose.hips + np.array((0.0, 0.0, height - lowest(pose))))


def _chest(body: Body, pose: Posed) -> np.ndarray:
    to = body.to_t_pose
    bone = next(body.place[joint] for joint in ("UpperChest", "Chest", "Spine", "Hips") if joint in body.place)
    return pose.turned[bone] @ to[bone].T


def heading_of(body: Body, pose: Posed) -> np.ndarray:
    """(3, 3) about the vertical: where the chest faces, or where the head is where it faces up or down."""
    chest = _chest(body, pose)
    way = chest @ np.array((0.0, -1.0, 0.0))
    if np.hypot(*way[:2]) < 0.5:
        way = chest @ np.array((0.0, 0.0, 1.0)) * (1.0 if way[2] < 0.0 else -1.0)
    return about("z", np.arctan2(way[0], -way[1]))


def _aimed(body: Body, pose: Posed, side: str, arm: Aim) -> Posed:
    frame = _chest(body, pose) if arm.frame == "chest" else heading_of(body, pose)
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
    frame, size = heading_of(body, pose) if arm.floor else swing_of(body, pose)[joint], _arm_length(body, side)
    goal = heads_of(body, pose)[body.place[joint]] + frame @ sided(arm.at, of) * size
    if arm.floor:
        goal[2] = 0.05 * size
    return frame, goal


def _touching(body: Body, pose: Posed, side: str, arm: Touch) -> Posed:
    of = SIDES[1 - SIDES.index(side)] if arm.joint.startswith("other ") else side
    chest = _chest(body, pose)
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
    chest, swing = _chest(body, pose), swing_of(body, pose)
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
    chest, swing = _chest(body, pose), swing_of(body, pose)
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


def _arm_length(body: Body, side: str) -> float:
    return sum(_lengths(body, side))
