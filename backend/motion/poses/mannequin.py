"""Poses of the skeleton that the model learned on as turns of anybody's joints, and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rigging.rotations import matrices_from_quaternions, quaternions_from_matrices
from rigging.take import mixed

from ..features import Skeleton

JOINT_OF = {
    "hip": "Hips", "abdomen": "Spine", "chest": "UpperChest", "neck": "Neck", "head": "Head",
    **{
        f"{mark}{part}": f"{side}{joint}"
        for mark, side in (("l", "Left"), ("r", "Right"))
        for part, joint in (("Collar", "Shoulder"), ("Shldr", "UpperArm"), ("ForeArm", "LowerArm"), ("Hand", "Hand"),
                            ("Thigh", "UpperLeg"), ("Shin", "LowerLeg"), ("Foot", "Foot"))
    },
}  # fmt: skip
"""Name in the skeleton -> joint as in Unity's humanoid; the buttocks are none."""


def swing_of_pose(skeleton: Skeleton, rotations: np.ndarray) -> dict[str, np.ndarray]:
    """Joint -> (3, 3) turn in the world from the T-pose, of local rotations (J, 3, 3)."""
    world: list[np.ndarray] = []
    for joint, parent in enumerate(skeleton.parents):
        own = np.asarray(rotations[joint], np.float64)
        world.append(own if parent < 0 else world[parent] @ own)
    out = {JOINT_OF[name]: world[at] for at, name in enumerate(skeleton.names) if name in JOINT_OF}
    lower, upper = (quaternions_from_matrices(out[joint]) for joint in ("Spine", "UpperChest"))
    out["Chest"] = matrices_from_quaternions(mixed(lower, upper, np.array(0.5)))
    for side in ("Left", "Right"):
        out[f"{side}Toes"] = out[f"{side}Foot"]
    return out


def pose_of_swing(skeleton: Skeleton, swing: Mapping[str, np.ndarray]) -> np.ndarray:
    """(J, 3, 3) local rotations beside the heading, of turns of joints in the world."""
    facing = swing["Hips"] @ np.array((0.0, -1.0, 0.0))
    angle = np.arctan2(facing[0], -facing[1]) if np.hypot(*facing[:2]) > 0.3 else 0.0
    c, s = np.cos(-angle), np.sin(-angle)
    back = np.array(((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0)))
    world: list[np.ndarray] = []
    for name, parent in zip(skeleton.names, skeleton.parents, strict=True):
        joint = JOINT_OF.get(name, "")
        joint = next((each for each in (joint, "Chest" if name == "chest" else "") if each in swing), "")
        world.append(back @ swing[joint] if joint else world[parent])
    local = [world[at] if parent < 0 else world[parent].T @ world[at] for at, parent in enumerate(skeleton.parents)]
    return np.stack(local)
