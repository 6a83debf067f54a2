"""From any body's own rest pose to the T-pose or A-pose, with bone axes that are the same for every shape.

Only joint positions and bone lengths differ between shapes. Limbs are turned until they point exactly where the
standard says, the trunk and head stay as the body has them, feet are turned about the vertical only so that soles
stay flat. One animation, given relative to these axes, therefore fits every shape.

Axes (figure faces -Y, its left is +X; column Y of a bone points from head to tail): trunk, neck and head Y up and Z
forward; arms Y outwards and Z down to the palm's side; legs Y down and Z forward; feet and toes Y forward and Z up.
The right side mirrors the left: a turn about X is the same turn on both sides, turns about Y and Z change sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from .rotations import about, axes, turn, unit
from .skeletons import Bone, Skeleton

Pose = Literal["t", "a"]

SHORTEST = 0.004
"""metres; a shorter bone has no direction, and Blender deletes bones of length zero"""

_UP, _FORWARD, _OUT, _DOWN = (0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)
_LEG = (math.sin(math.radians(3.0)), 0.0, -math.cos(math.radians(3.0)))
_ARM_PARTS = ("UpperArm", "LowerArm", "Hand", "Thumb", "Index", "Middle", "Ring", "Little")
_ARM_DROP = math.radians(45.0)
"""how far the arms of the A-pose hang below those of the T-pose"""
_SHOULDER_LIFT = math.radians(13.0)
"""how far raising the arms from the A-pose to the T-pose lifts the collar bone"""


def _spread(degrees: float) -> tuple[float, float, float]:
    return (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0)


_FINGER_DIRECTION = {"Index": _spread(-6.0), "Middle": _spread(0.0), "Ring": _spread(6.0), "Little": _spread(12.0)}
_THUMB_DIRECTION = {
    "Proximal": (0.40, -0.66, -0.63),
    "Intermediate": (0.65, -0.59, -0.48),
    "Distal": (0.75, -0.49, -0.44),
}
_DIRECTIONS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "Hips": (_UP, _FORWARD),
    "Spine": (_UP, _FORWARD),
    "Chest": (_UP, _FORWARD),
    "UpperChest": (_UP, _FORWARD),
    "Neck": (_UP, _FORWARD),
    "Head": (_UP, _FORWARD),
    "Eye": (_FORWARD, _UP),
    "Shoulder": ((math.cos(math.radians(18.0)), 0.0, -math.sin(math.radians(18.0))), _DOWN),
    "UpperArm": (_OUT, _DOWN),
    "LowerArm": (_OUT, _DOWN),
    "Hand": (_OUT, _DOWN),
    "Pelvis": (_OUT, _FORWARD),
    "UpperLeg": (_LEG, _FORWARD),
    "LowerLeg": (_LEG, _FORWARD),
    "Foot": ((0.0, -0.95, -0.31), _UP),
    "Toes": (_FORWARD, _UP),
    **{f"{f} {p}": (d, _DOWN) for f, d in _FINGER_DIRECTION.items() for p in ("Proximal", "Intermediate", "Distal")},
    **{f"Thumb {phalanx}": (d, (0.55, 0.8, 0.0)) for phalanx, d in _THUMB_DIRECTION.items()},
}
"""Part -> directions of the bone's Y and (nearly) Z in the T-pose, left side."""


@dataclass(frozen=True)
class RestPose:
    """A body's joints brought to a standard rest pose. J bones of the body's own rig, K of the skeleton."""

    rotations: np.ndarray
    """(J, 3, 3) float64: world rotation of each own bone from the body's rest pose, about its joint"""
    local_rotations: np.ndarray
    """(J, 3, 3) float64: the same relative to the parent's turn, for skinning with unrotated rest matrices"""
    native_heads: np.ndarray
    """(J, 3) float64 metres: where the joints of the own bones were"""
    heads: np.ndarray
    """(J, 3) float64 metres: where the joints of the own bones come to lie"""
    rest_matrices: np.ndarray
    """(K, 4, 4) float64: bone to world of the skeleton's bones"""
    lengths: np.ndarray
    """(K,) float64 metres, head to tail"""
    source: np.ndarray
    """(K,) int: own bone of each bone of the skeleton; -1 for leaves that the body does not have"""


@lru_cache(maxsize=32)
def rest_axes(skeleton: Skeleton, pose: Pose) -> np.ndarray:
    """Orientation (K, 3, 3) of every bone in the standard rest pose: the same for every shape. Do not write to it."""
    out = np.stack([_bone_axes(bone, pose) for bone in skeleton.bones])
    out.setflags(write=False)
    return out


def to_rest_pose(
    skeleton: Skeleton, pose: Pose, names: Sequence[str], heads: np.ndarray, tails: np.ndarray
) -> RestPose:
    """Find the rotations that bring a body from its own rest pose to the standard one.

    names: the body's own bones, each a bone of `skeleton`; heads, tails: (J, 3) metres, in the same order.
    Raises ValueError where a bone other than a leaf is missing or unknown.
    """
    heads, tails = np.asarray(heads, np.float64), np.asarray(tails, np.float64)
    own = _own_index(skeleton, tuple(names))
    turned = rest_axes(skeleton, pose)
    rotations, placed = np.tile(np.eye(3), (len(names), 1, 1)), heads.copy()
    local = rotations.copy()
    for k, bone in enumerate(skeleton.bones):
        j = own[k]
        if j < 0 or bone.parent < 0:
            continue
        p = own[bone.parent]
        parent_turn = rotations[p]
        placed[j] = placed[p] + parent_turn @ (heads[j] - heads[p])
        rotation = parent_turn
        if bone.moves and bone.part == "Shoulder":
            rotation = _lift(bone, pose) @ parent_turn
        elif bone.moves and bone.part == "Foot":
            along = heads[own[skeleton.index(bone.aim)]] - heads[j]
            rotation = about("z", math.atan2(-along[0], -along[1]))
        elif bone.moves and bone.part == "Hand":
            rotation = _palm(skeleton, own, heads, bone, turned[k], parent_turn)
        elif bone.aim:
            along = (tails[j] if bone.aim == "tail" else heads[own[skeleton.index(bone.aim)]]) - heads[j]
            if np.linalg.norm(along) > SHORTEST:
                rotation = turn(parent_turn @ along, turned[k][:, 1]) @ parent_turn
        rotations[j] = rotation
        local[j] = parent_turn.T @ rotation
    rest, lengths = _frames(skeleton, own, turned, placed, heads, tails)
    return RestPose(rotations, local, heads, placed, rest, lengths, np.array(own))


@lru_cache(maxsize=32)
def _own_index(skeleton: Skeleton, names: tuple[str, ...]) -> tuple[int, ...]:
    unknown = sorted(set(names) - set(skeleton.names))
    missing = [bone.name for bone in skeleton.bones if not bone.leaf and bone.name not in names]
    if unknown or missing:
        raise ValueError(f"not the bones of {skeleton.name}: unknown {unknown}, missing {missing}")
    return tuple(names.index(bone.name) if bone.name in names else -1 for bone in skeleton.bones)


def _mirror(side: str) -> np.ndarray:
    return np.array((-1.0 if side == "Right" else 1.0, 1.0, 1.0))


def _drop(bone: Bone, angle: float) -> np.ndarray:
    """Turn about the forward axis that lowers the arm on the bone's side."""
    return about("y", -angle if bone.side == "Right" else angle)


def _lift(bone: Bone, pose: Pose) -> np.ndarray:
    return _drop(bone, -_SHOULDER_LIFT if pose == "t" else 0.0)


def _bone_axes(bone: Bone, pose: Pose) -> np.ndarray:
    y, z = (np.asarray(direction) * _mirror(bone.side) for direction in _DIRECTIONS[bone.part])
    frame = axes(y, z)
    if pose == "a" and bone.part == "Shoulder":
        return _drop(bone, _SHOULDER_LIFT) @ frame
    if pose == "a" and bone.part.split(" ")[0] in _ARM_PARTS:
        return _drop(bone, _ARM_DROP) @ frame
    return frame


def _palm(
    skeleton: Skeleton, own: Sequence[int], heads: np.ndarray, bone: Bone, frame: np.ndarray, parent_turn: np.ndarray
) -> np.ndarray:
    """World rotation that points the knuckles along the hand's Y and the palm along its Z."""
    joints = skeleton.joints
    knuckles = [joints.get(f"{bone.side} {finger} Proximal") for finger in ("Index", "Middle", "Ring", "Little")]
    if not all(knuckles):
        return parent_turn
    at = np.stack([heads[own[found[0]]] for found in knuckles if found])
    along = unit(at.mean(axis=0) - heads[own[skeleton.index(bone.name)]])
    palm = np.cross(along, at[0] - at[-1]) * (-1.0 if bone.side == "Right" else 1.0)
    return frame @ axes(along, palm).T


def _frames(
    skeleton: Skeleton, own: Sequence[int], turned: np.ndarray, placed: np.ndarray, heads: np.ndarray, tails: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rest matrices (K, 4, 4) and lengths (K,); a leaf sits on the tail of its parent and is a third as long."""
    rest, lengths = np.tile(np.eye(4), (len(skeleton.bones), 1, 1)), np.empty(len(skeleton.bones))
    rest[:, :3, :3] = turned
    for k, bone in enumerate(skeleton.bones):
        j = own[k]
        if j < 0:
            lengths[k] = max(lengths[bone.parent] / 3.0, SHORTEST)
            rest[k, :3, 3] = rest[bone.parent, :3, 3] + rest[bone.parent, :3, 1] * lengths[bone.parent]
            continue
        end = tails[j] if bone.aim in ("", "tail") else heads[own[skeleton.index(bone.aim)]]
        lengths[k] = float(np.linalg.norm(end - heads[j]))
        if lengths[k] < SHORTEST:
            lengths[k] = max(_to_child(skeleton, own, heads, k) or lengths[bone.parent] / 2.0, SHORTEST)
        rest[k, :3, 3] = placed[j]
    return rest, lengths


def _to_child(skeleton: Skeleton, own: Sequence[int], heads: np.ndarray, k: int) -> float:
    """Distance from bone k to the farthest joint that hangs on it, 0 where there is none."""
    children = [own[c] for c, bone in enumerate(skeleton.bones) if bone.parent == k and own[c] >= 0]
    return max((float(np.linalg.norm(heads[c] - heads[own[k]])) for c in children), default=0.0)
