"""How far the joints of a person turn, whether a clip goes beyond that, and a clip that does not.

Each joint is measured against the joint that carries it (the trunk as a whole against the hips, an arm against the
chest, so that it does not count how a skeleton shares a turn among its bones), from the T-pose, about its anatomical
axes: how it is twisted about its length, and how that length is swung. An elbow only bends, and the plane in which it
bends tells how the upper arm is rotated, whatever a skeleton says of that. How hands are twisted is not measured: few
recordings know it. Ranges are those in which people's joints can be moved, by the clinical norms of the American
Academy of Orthopaedic Surgeons and Kapandji's Physiology of the Joints, with some degrees for what markers err.
Sizes: N frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..bone_axes import ANATOMICAL
from ..rotations import axes, matrices_from_quaternions, multiply, quaternions_from_matrices
from ..t_pose import mirrored
from .body import Body
from .clip import Clip
from .contacts import SIDES

EXACT = 0.01
"""degrees; what is beyond by less is at the end of its range"""
BENT = 20.0
"""degrees that an elbow is bent before its plane tells anything"""
KNEE = 3.0
"""degrees before the end of a range within which a joint comes to rest softly"""
_TRUNK = ("UpperChest", "Chest", "Spine")
_FINGERS = ("Index", "Middle", "Ring", "Little")


@dataclass(frozen=True)
class Range:
    """Degrees, of the left side: about X and Z the length of the bone is swung, about Y it is twisted. Of an elbow x is
    how the upper arm is rotated, z how far it bends."""

    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float]


TRUNK = Range((-50, 110), (-65, 65), (-55, 55))
HEAD = Range((-80, 80), (-95, 95), (-60, 60))
RANGES: Mapping[str, tuple[str, Range]] = {
    "UpperArm": ("trunk", Range((-130, 130), (-180, 180), (-80, 150))),
    "LowerArm": ("UpperArm", Range((-125, 125), (-110, 110), (-15, 160))),
    "Hand": ("LowerArm", Range((-95, 95), (-180, 180), (-50, 50))),
    "UpperLeg": ("hips", Range((-45, 145), (-65, 65), (-50, 75))),
    "LowerLeg": ("UpperLeg", Range((-160, 12), (-45, 45), (-25, 25))),
    "Foot": ("LowerLeg", Range((-75, 55), (-45, 45), (-55, 55))),
}
"""Part -> what carries it, and its range"""
FINGERS: Mapping[str, Range] = {
    "Proximal": Range((-40, 110), (-30, 30), (-40, 40)),
    "Intermediate": Range((-15, 130), (-30, 30), (-30, 30)),
    "Distal": Range((-30, 100), (-30, 30), (-30, 30)),
}


@dataclass(frozen=True, eq=False)
class Measured:
    """A joint of a body that has a range."""

    joint: str
    bone: int
    above: int
    """the bone that carries it"""
    frame: np.ndarray
    """(3, 3) its anatomical axes in the T-pose"""
    low: np.ndarray
    """(3,) degrees about X, Y and Z"""
    high: np.ndarray
    upper: Measured | None = None
    """of an elbow, the upper arm"""


def measured(body: Body) -> list[Measured]:
    """The joints of a body that have a range, those that carry others first."""
    place = body.place
    trunk = next((place[name] for name in _TRUNK if name in place), place["Hips"])
    out = []
    if trunk != place["Hips"]:
        out.append(_measured("Trunk", "Spine", "", trunk, place["Hips"], TRUNK))
    if "Head" in place:
        out.append(_measured("Head", "Head", "", place["Head"], trunk, HEAD))
    for side in SIDES:
        carriers = {"trunk": trunk, "hips": place["Hips"]}
        for part, (above, span) in RANGES.items():
            carrier = carriers.get(above, place.get(side + above, -1))
            if side + part in place and carrier >= 0:
                one = _measured(side + part, part, side, place[side + part], carrier, span)
                out.append(replace(one, upper=out[-1]) if part == "LowerArm" else one)
        for finger in _FINGERS:
            carrier = place.get(f"{side}Hand", -1)
            for phalanx, span in FINGERS.items():
                joint = f"{side} {finger} {phalanx}"
                if joint in place and carrier >= 0:
                    out.append(_measured(joint, f"{finger} {phalanx}", side, place[joint], carrier, span))
                    carrier = place[joint]
    return out


def _measured(joint: str, part: str, side: str, bone: int, above: int, span: Range) -> Measured:
    y, z = (mirrored(each, side) for each in ANATOMICAL[part])
    low, high = np.array((span.x, span.y, span.z), float).T
    if side == "Right":  # turns about Y and Z mirror
        low, high = np.array((low[0], -high[1], -high[2])), np.array((high[0], -low[1], -low[2]))
    return Measured(joint, bone, above, axes(y, z), low, high)


def joint_angles(clip: Clip) -> dict[str, np.ndarray]:
    """Joint -> (N, 3) degrees: swung about X, twisted about Y, swung about Z."""
    turned = clip.deltas[0] @ np.swapaxes(clip.body.to_t_pose, -1, -2)
    return {each.joint: _angles(turned, each) for each in measured(clip.body)}


def beyond(clip: Clip) -> dict[str, np.ndarray]:
    """Joint -> (N,) degrees by which it is beyond its range, 0 within."""
    angles = joint_angles(clip)
    return {each.joint: _beyond(angles[each.joint], each) for each in measured(clip.body)}


def share_within(clip: Clip) -> float:
    """Share of the frames in which no joint is beyond its range."""
    return float(np.mean(np.max(list(beyond(clip).values()), axis=0) <= 0.0))


def limits(clip: Clip) -> Clip:
    """No joint beyond its range; what hangs on one that is brought back turns with it. Joints within stay as they are.

    Where it moves a foot, put feet on the floor again afterwards.
    """
    body, turned = clip.body, clip.deltas[0].copy()
    to_t = body.to_t_pose
    changed = False
    for each in measured(body):
        from_t = turned @ np.swapaxes(to_t, -1, -2)
        angles = _angles(from_t, each)
        if _beyond(angles, each).max() <= 0.0:
            continue
        changed = True
        wanted = from_t[:, each.above] @ each.frame @ _brought_back(from_t, each, angles) @ each.frame.T
        back = wanted @ np.swapaxes(from_t[:, each.bone], -1, -2)
        for bone in range(len(body.bones.names)):
            if each.bone in body.bones.lines[bone]:
                turned[:, bone] = back @ turned[:, bone]
    return clip.of_world(turned, clip.hips()) if changed else clip


def _angles(turned: np.ndarray, joint: Measured) -> np.ndarray:
    """(N, 3) degrees; turned: (N, J, 3, 3) every bone from the T-pose in the world."""
    out = _swing_twist(turned, joint)
    return out if joint.upper is None else _of_elbow(out, _swing_twist(turned, joint.upper)[:, 1], joint)


def _swing_twist(turned: np.ndarray, joint: Measured) -> np.ndarray:
    local = np.swapaxes(turned[:, joint.above], -1, -2) @ turned[:, joint.bone]
    turn = quaternions_from_matrices(joint.frame.T @ local @ joint.frame)
    turn = np.where(turn[:, :1] < 0.0, -turn, turn)
    size = np.hypot(turn[:, 0], turn[:, 2])
    still = size < 1e-9
    twist = np.zeros_like(turn)
    twist[:, 0] = np.where(still, 1.0, turn[:, 0] / np.where(still, 1.0, size))
    twist[:, 2] = np.where(still, 0.0, turn[:, 2] / np.where(still, 1.0, size))
    swing = multiply(turn, twist * (1.0, -1.0, -1.0, -1.0))
    sine = np.linalg.norm(swing[:, 1:], axis=1)
    angle = 2.0 * np.arctan2(sine, swing[:, 0])
    out = swing[:, 1:] * (angle / np.where(sine > 1e-9, sine, 1.0))[:, None]
    out[:, 1] = 2.0 * np.arctan2(twist[:, 2], twist[:, 0])
    return np.degrees(out)


def _of_elbow(swung: np.ndarray, upper: np.ndarray, joint: Measured) -> np.ndarray:
    """From swing and twist (N, 3) of a forearm, and the twist (N,) of its upper arm, to how that is rotated, the twist,
    and how far the elbow bends: negative on the right, as all turns about Z there are."""
    side = -1.0 if joint.joint.startswith("Right") else 1.0
    bend = side * np.hypot(swung[:, 0], swung[:, 2])
    rotated = (upper + _plane(swung, side) + 180.0) % 360.0 - 180.0
    return np.stack((np.where(np.abs(bend) > BENT, rotated, 0.0), swung[:, 1], bend), axis=1)


def _plane(swung: np.ndarray, side: float) -> np.ndarray:
    """(N,) degrees by which the axis of an elbow is turned about the upper arm from where that has it."""
    return np.degrees(np.arctan2(side * swung[:, 0], side * swung[:, 2]))


def _brought_back(turned: np.ndarray, joint: Measured, angles: np.ndarray) -> np.ndarray:
    """(N, 3, 3) how the joint is turned, in its own axes, where it is within its range."""
    within = _within(angles, joint)
    if joint.upper is None:
        return _turn(within)
    side = -1.0 if joint.joint.startswith("Right") else 1.0
    plane = np.radians(_plane(_swing_twist(turned, joint), side) + within[:, 0] - angles[:, 0])
    return _turn(np.stack((within[:, 2] * np.sin(plane), within[:, 1], within[:, 2] * np.cos(plane)), axis=1))


def _turn(angles: np.ndarray) -> np.ndarray:
    """(N, 3, 3) of swing and twist (N, 3), the inverse of `_swing_twist` for a joint in its own axes."""
    radians = np.radians(angles)
    swing, twist = np.zeros((len(angles), 4)), np.zeros((len(angles), 4))
    size = np.hypot(radians[:, 0], radians[:, 2])
    share = np.sin(size / 2.0) / np.where(size > 1e-9, size, 1.0)
    swing[:, 0], swing[:, 1], swing[:, 3] = np.cos(size / 2.0), radians[:, 0] * share, radians[:, 2] * share
    twist[:, 0], twist[:, 2] = np.cos(radians[:, 1] / 2.0), np.sin(radians[:, 1] / 2.0)
    return matrices_from_quaternions(multiply(swing, twist))


def _beyond(angles: np.ndarray, joint: Measured) -> np.ndarray:
    over = np.maximum(angles - joint.high, joint.low - angles).max(axis=1)
    return np.where(over > EXACT, over, 0.0)


def _within(angles: np.ndarray, joint: Measured) -> np.ndarray:
    """Angles that come softly to the ends of the range where they would go beyond."""
    out = angles.copy()
    for axis in range(3):
        column = angles[:, axis]
        if column.max() > joint.high[axis]:
            out[:, axis] = _soft(column, joint.high[axis])
        if column.min() < joint.low[axis]:
            out[:, axis] = -_soft(-out[:, axis], -joint.low[axis])
    return out


def _soft(values: np.ndarray, most: float) -> np.ndarray:
    """Values that never pass `most`: beyond a knee before it they slow down."""
    over = np.maximum(values - (most - KNEE), 0.0)
    return np.minimum(values, most - KNEE) + KNEE * np.tanh(over / KNEE)
