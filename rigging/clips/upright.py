"""A take in whatever axes and unit its file has becomes one in the world frame: Z up, facing -Y, metres.

Axes and unit are told by the skeleton: the head is above the hips and these above the feet, the left is where the
left limbs are, and a person is between a metre and two and a quarter. A file whose rest pose is no pose of a standing
person (all bones along one axis) is read from the frame of the clip that is nearest to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..rotations import unit
from ..take import Bones, Take, pose_rotations, turned

UNITS = (1.0, 0.01, 0.0254, 0.0564444, 0.001, 0.1)
"""metres: of the metre, centimetre, inch, the 0.45th part of an inch that CMU's skeletons are in, …"""
LEAST, MOST, USUAL = 0.95, 2.25, 1.7
"""metres from the soles to the top of a person"""
STANDING = 0.7
"""cosine between trunk and each leg from which a pose stands"""
SNAP = 0.97
"""cosine from which a direction is that of an axis"""


def upright(take: Take, joints: Mapping[str, str]) -> Take:
    """Raises ValueError, as a sentence to be read, where hips and feet are at one place."""
    place = {joint: take.bones.place[name] for joint, name in joints.items()}
    if _standing(take.bones.heads, place) < STANDING and take.frames > 1:
        take = _rebased(take, place)
    frame = _frame(take.bones.heads, place)
    turned_up = turned(take, frame.T, 1.0)
    scale = _unit(turned_up.bones, place)
    out = turned(turned_up, np.eye(3), scale)
    floor = float(min(out.bones.heads[:, 2].min(), out.bones.tails[:, 2].min()))
    lift = np.array((0.0, 0.0, floor))
    rest = out.bones.rest.copy()
    rest[:, :3, 3] -= lift
    bones = replace(out.bones, rest=rest, tails=out.bones.tails - lift)
    return replace(out, bones=bones, travel=out.travel + lift)


def _trunk(heads: np.ndarray, place: Mapping[str, int]) -> np.ndarray:
    """(..., 3) from the hip joints to between the shoulders; heads: (..., J, 3)"""
    hips = 0.5 * (heads[..., place["LeftUpperLeg"], :] + heads[..., place["RightUpperLeg"], :])
    return 0.5 * (heads[..., place["LeftUpperArm"], :] + heads[..., place["RightUpperArm"], :]) - hips


def _standing(heads: np.ndarray, place: Mapping[str, int]) -> np.ndarray:
    """(...) cosine between the trunk and the leg that goes along with it less."""
    trunk = _trunk(heads, place)
    out = []
    for side in ("Left", "Right"):
        leg = heads[..., place[f"{side}UpperLeg"], :] - heads[..., place[f"{side}Foot"], :]
        size = np.linalg.norm(leg, axis=-1) * np.linalg.norm(trunk, axis=-1)
        out.append((leg * trunk).sum(-1) / np.maximum(size, 1e-9))
    return np.minimum(*out)


def _rebased(take: Take, place: Mapping[str, int]) -> Take:
    """The take relative to the frame in which it stands straightest."""
    posed = take.posed()
    heads = posed[..., :3, 3]
    straight = _standing(heads, place)
    for side in ("Left", "Right"):
        for upper, lower, end in (("UpperLeg", "LowerLeg", "Foot"), ("UpperArm", "LowerArm", "Hand")):
            if side + end in place:
                one = heads[:, place[side + lower]] - heads[:, place[side + upper]]
                other = heads[:, place[side + end]] - heads[:, place[side + lower]]
                size = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
                straight = straight + 0.25 * (one * other).sum(-1) / np.maximum(size, 1e-9)
    frame = int(np.argmax(straight))
    rest = posed[frame]
    old = take.bones
    along = np.einsum("jab,jb->ja", np.linalg.inv(old.rest)[:, :3, :3], old.tails - old.heads)
    tails = rest[:, :3, 3] + np.einsum("jab,jb->ja", rest[:, :3, :3], along)
    bones = replace(old, rest=rest, tails=tails)
    return Take(take.name, take.fps, bones, pose_rotations(bones, posed[..., :3, :3]), heads[:, 0] - rest[0, :3, 3])


def _frame(heads: np.ndarray, place: Mapping[str, int]) -> np.ndarray:
    """(3, 3) whose columns are the figure's left, back and up in the file's axes."""
    trunk = _trunk(heads, place)
    feet = 0.5 * (heads[place["LeftFoot"]] + heads[place["RightFoot"]])
    up = trunk + 0.5 * (heads[place["LeftUpperLeg"]] + heads[place["RightUpperLeg"]]) - feet
    if np.linalg.norm(up) < 1e-9:
        raise ValueError("Hips and feet of the skeleton are at one place.")
    up = _snapped(unit(up))
    left = sum(
        (heads[place[f"Left{part}"]] - heads[place[f"Right{part}"]] for part in ("UpperLeg", "UpperArm")), np.zeros(3)
    )
    left = left - up * (left @ up)
    if np.linalg.norm(left) < 1e-9:
        raise ValueError("Left and right of the skeleton are at one place.")
    left = _snapped(unit(left))
    left = unit(left - up * (left @ up))
    return np.stack((left, np.cross(up, left), up), axis=1)


def _snapped(direction: np.ndarray) -> np.ndarray:
    """The axis that a direction lies very near to, else itself."""
    axis = int(np.argmax(np.abs(direction)))
    if abs(direction[axis]) < SNAP:
        return direction
    return np.eye(3)[axis] * np.sign(direction[axis])


def _unit(bones: Bones, place: Mapping[str, int]) -> float:
    """Metres of the file's unit; where no usual one gives a person, the one that makes it of usual height."""
    low = min(bones.heads[:, 2].min(), bones.tails[:, 2].min())
    chain = [bones.heads[place[joint]] for joint in ("LeftUpperLeg", "LeftLowerLeg", "LeftFoot")]
    legs = float(np.linalg.norm(np.diff(np.array(chain), axis=0), axis=1).sum()) + float(chain[-1][2] - low)
    height = legs + float(np.linalg.norm(_trunk(bones.heads, place))) * 1.5
    if height < 1e-9:
        raise ValueError("The skeleton has no size.")
    return next((each for each in UNITS if LEAST <= height * each <= MOST), USUAL / height)
