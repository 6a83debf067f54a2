"""A pose of a figure as turns of its bones: seen as turns of joints, and where bones and chest are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..clips.body import Body
from ..clips.grounding import placed_heads
from ..rotations import about
from .arm_poses import Direction


@dataclass(frozen=True, eq=False)
class Posed:
    """turned: (K, 3, 3) how each bone is turned in the world from rest; hips: (3,) metres."""

    turned: np.ndarray
    hips: np.ndarray


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
    return placed_heads(pose.turned[None], pose.hips[None], body)[0]


def sided(direction: Direction, side: str) -> np.ndarray:
    """(3,) in the world of a direction (outwards, forward, up) of a side; of the middle as of the left."""
    out, forward, up = direction
    return np.array((-out if side == "Right" else out, -forward, up))


def chest_of(body: Body, pose: Posed) -> np.ndarray:
    """(3, 3) how the uppermost bone of the trunk is turned from the T-pose."""
    to = body.to_t_pose
    bone = next(body.place[joint] for joint in ("UpperChest", "Chest", "Spine", "Hips") if joint in body.place)
    return pose.turned[bone] @ to[bone].T


def heading_of(body: Body, pose: Posed) -> np.ndarray:
    """(3, 3) about the vertical: where the chest faces, or where the head is where it faces up or down."""
    chest = chest_of(body, pose)
    way = chest @ np.array((0.0, -1.0, 0.0))
    if np.hypot(*way[:2]) < 0.5:
        way = chest @ np.array((0.0, 0.0, 1.0)) * (1.0 if way[2] < 0.0 else -1.0)
    return about("z", np.arctan2(way[0], -way[1]))
