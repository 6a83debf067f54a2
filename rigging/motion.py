"""Poses and motion on a skeleton: forward kinematics, skinning, and the same motion on another rest pose.

A pose is, for every bone, a quaternion relative to the bone's own rest orientation (Blender's pose rotation), and a
translation of the root in the world. Sizes: N frames, J bones, V vertices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .rotations import conjugate, matrices_from_quaternions, multiply, quaternions_from_matrices
from .skeletons import Skeleton


def posed_matrices(
    parents: Sequence[int] | np.ndarray,
    rest_matrices: np.ndarray,
    rotations: np.ndarray,
    root_translation: np.ndarray | None = None,
) -> np.ndarray:
    """Bone-to-world matrices (N, J, 4, 4) of a motion.

    rest_matrices: (J, 4, 4); rotations: (N, J, 4) wxyz; root_translation: (N, 3) metres or None for none.
    """
    rest = np.asarray(rest_matrices, np.float64)
    turns = np.tile(np.eye(4), (*rotations.shape[:2], 1, 1))
    turns[..., :3, :3] = matrices_from_quaternions(rotations)
    out = np.empty_like(turns)
    above = np.asarray(parents)
    local = np.linalg.inv(rest)[above] @ rest
    for bones in levels(above):  # all bones that are as far from a root at once
        if above[bones[0]] < 0:
            out[:, bones] = rest[bones] @ turns[:, bones]
            if root_translation is not None:
                out[:, bones, :3, 3:] += np.asarray(root_translation)[:, None, :, None]
        else:
            out[:, bones] = out[:, above[bones]] @ local[bones] @ turns[:, bones]
    return out


def levels(parents: np.ndarray) -> list[np.ndarray]:
    """The bones by how many are above each: roots, what hangs on them, and so on; parents come before children."""
    depth = np.zeros(len(parents), int)
    for bone, parent in enumerate(parents.tolist()):
        depth[bone] = 0 if parent < 0 else depth[parent] + 1
    return [np.flatnonzero(depth == each) for each in range(int(depth.max(initial=-1)) + 1)]


def skinned(
    vertices: np.ndarray, bone_indices: np.ndarray, weights: np.ndarray, rest_matrices: np.ndarray, posed: np.ndarray
) -> np.ndarray:
    """Linear blend skinning: rest vertices (V, 3) with weights (V, 4) moved to one pose (J, 4, 4) -> (V, 3)."""
    moves = np.asarray(posed, np.float64) @ np.linalg.inv(np.asarray(rest_matrices, np.float64))
    blended = np.einsum("vk,vkij->vij", weights, moves[bone_indices])
    return np.einsum("vij,vj->vi", blended[:, :3, :3], vertices) + blended[:, :3, 3]


def on_other_rest(
    parents: Sequence[int] | np.ndarray, rotations: np.ndarray, rest_from: np.ndarray, rest_to: np.ndarray
) -> np.ndarray:
    """The same poses in the world, given relative to another rest pose of the same skeleton.

    rotations: (N, J, 4) relative to the orientations of `rest_from` (J, 3|4, 3|4); returned relative to `rest_to`.
    """
    start, end = np.asarray(rest_from)[:, :3, :3], np.asarray(rest_to)[:, :3, :3]
    out = np.empty_like(rotations)
    for j, parent in enumerate(parents):
        local_from = start[j] if parent < 0 else start[parent].T @ start[j]
        local_to = end[j] if parent < 0 else end[parent].T @ end[j]
        between = quaternions_from_matrices(local_to.T @ local_from)
        out[:, j] = multiply(np.broadcast_to(between, rotations[:, j].shape), rotations[:, j])
    return out


def about_other_axes(rotations: np.ndarray, axes_from: np.ndarray, axes_to: np.ndarray) -> np.ndarray:
    """The same turns in the world of bones at rest whose axes are others: (N, J, 4) about `axes_from` (J, 3, 3), to
    (N, J, 4) about `axes_to`."""
    change = quaternions_from_matrices(np.swapaxes(axes_to, -1, -2) @ axes_from)[None]
    return multiply(multiply(np.broadcast_to(change, rotations.shape), rotations), conjugate(change))


def leg_length(skeleton: Skeleton, rest_matrices: np.ndarray) -> float:
    """Metres from the hip joint over the knee to the ankle, the mean of both legs; rest_matrices: (J, 4, 4)."""
    heads = np.asarray(rest_matrices, np.float64)[:, :3, 3]
    legs = [
        heads[[skeleton.index(skeleton.humanoid[side + part]) for part in ("UpperLeg", "LowerLeg", "Foot")]]
        for side in ("Left", "Right")
    ]
    return float(np.mean([np.linalg.norm(np.diff(leg, axis=0), axis=1).sum() for leg in legs]))


def travel_on_other_legs(root_translation: np.ndarray, legs_from: float, legs_to: float) -> np.ndarray:
    """How far the hips of another body go (N, 3) in a clip made on legs `legs_from` metres long: as many steps.

    Whoever puts a clip on another figure applies it, beside the unchanged rotations. Mixamo, Unity's humanoid and
    Unreal's retargeter do so themselves; a player that only follows bone names (three.js, a generic rig) does not.
    """
    return np.asarray(root_translation) * (legs_to / legs_from)


def continuous(rotations: np.ndarray) -> np.ndarray:
    """The same rotations (N, J, 4) with signs chosen so that each frame lies nearest to the one before."""
    steps = np.sign((rotations[1:] * rotations[:-1]).sum(-1))
    signs = np.concatenate((np.ones((1, rotations.shape[1])), np.cumprod(np.where(steps == 0, 1.0, steps), axis=0)))
    return rotations * signs[..., None]
