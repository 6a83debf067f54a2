"""The pose in which a figure was found, as a clip of two equal frames: files hold no clip of one."""

from __future__ import annotations

import dataclasses

import numpy as np

from rigging.rotations import quaternions_from_matrices

from ...body.fitting import Fit
from ...figure.rig import Stance
from ...protocol.results import Avatar, Motion

NAME = "pose of the scan"


def with_pose(avatar: Avatar, fit: Fit, stance: Stance) -> Avatar:
    """The avatar with the pose of a fit, above its own place with its lowest vertex on z = 0.

    stance: of the avatar's shape, from the rest pose that was fitted to that of the rig.
    """
    rest = avatar.rig.rest_matrices.astype(np.float64)
    posed = _posed(fit, stance, rest)
    root = int(np.flatnonzero(avatar.rig.parents < 0)[0])
    posed[:, :2, 3] += rest[root, :2, 3] - posed[root, :2, 3]
    posed[:, 2, 3] -= fit.posed.vertices[:, 2].min()
    rotations = np.empty((len(rest), 4))
    for bone, parent in enumerate(avatar.rig.parents):
        at_rest = rest[bone] if parent < 0 else np.linalg.inv(rest[parent]) @ rest[bone]
        now = posed[bone] if parent < 0 else np.linalg.inv(posed[parent]) @ posed[bone]
        rotations[bone] = quaternions_from_matrices((np.linalg.inv(at_rest) @ now)[:3, :3])
    keys = avatar.shape_keys
    motion = Motion(
        name=NAME,
        fps=30.0,
        root_translation=_twice(posed[root, :3, 3] - rest[root, :3, 3]),
        rotations=_twice(rotations),
        shape_key_curves=_twice(keys.values.clip(keys.least, keys.most)),
    )
    return dataclasses.replace(avatar, motion=motion)


def _twice(values: np.ndarray) -> np.ndarray:
    return np.stack([values, values]).astype(np.float32)


def _posed(fit: Fit, stance: Stance, rest: np.ndarray) -> np.ndarray:
    """(K, 4, 4) bone to world of the rig's bones in the pose of the fit; those that no own bone becomes go along."""
    whose = stance.bones()
    moves = np.tile(np.eye(4), (len(whose), 1, 1))
    if stance.moves is not None:
        moves[:, :3] = stance.moves.cpu().numpy()
        moves[:, 2, 3] -= stance.ground
    now = np.tile(np.eye(4), (len(whose), 1, 1))
    now[:, :3, :3] = fit.posed.frames
    now[:, :3, 3] = fit.posed.joints - np.einsum("jab,jb->ja", fit.posed.frames, fit.posed.heads)
    out, last = np.empty_like(rest), np.eye(4)
    for bone in range(len(rest)):
        own = np.flatnonzero(whose == bone)
        if len(own):
            last = now[own[0]] @ np.linalg.inv(moves[own[0]])
        out[bone] = last @ rest[bone]
    return out
