"""Poses in which a figure was found, as a clip: a frame for each, or two equal ones, for no file holds one alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from rigging.rotations import quaternions_from_matrices

from ..body.fitting.posed import Posed
from ..protocol.results import Avatar, Motion, Rig
from .rig import Stance


def with_poses(avatar: Avatar, figures: Sequence[Posed], stance: Stance, name: str) -> Avatar:
    """The avatar with a clip of that name that has a frame for each figure, each above the avatar's own place with its
    lowest vertex on z = 0.

    stance: of the avatar's shape, from the rest pose in which the figures were fitted to that of the rig.
    """
    rest = avatar.rig.rest_matrices.astype(np.float64)
    root = int(np.flatnonzero(avatar.rig.parents < 0)[0])
    ways, rotations = [], []
    for figure in figures:
        posed = _posed(figure, stance, rest)
        posed[:, :2, 3] += rest[root, :2, 3] - posed[root, :2, 3]
        posed[:, 2, 3] -= figure.vertices[:, 2].min()
        ways.append(posed[root, :3, 3] - rest[root, :3, 3])
        rotations.append(_rotations(avatar.rig, posed, rest))
    keys = avatar.shape_keys
    motion = Motion(
        name=name,
        fps=30.0,
        root_translation=_frames(ways),
        rotations=_frames(rotations),
        shape_key_curves=_frames([keys.values.clip(keys.least, keys.most)] * len(figures)),
    )
    return dataclasses.replace(avatar, motion=motion)


def _frames(values: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack([values[0], *values[1:]] if len(values) > 1 else [values[0], values[0]]).astype(np.float32)


def _rotations(rig: Rig, posed: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(K, 4) wxyz, each bone's turn in its own rest frame."""
    rotations = np.empty((len(rest), 4))
    for bone, parent in enumerate(rig.parents):
        at_rest = rest[bone] if parent < 0 else np.linalg.inv(rest[parent]) @ rest[bone]
        now = posed[bone] if parent < 0 else np.linalg.inv(posed[parent]) @ posed[bone]
        rotations[bone] = quaternions_from_matrices((np.linalg.inv(at_rest) @ now)[:3, :3])
    return rotations


def _posed(figure: Posed, stance: Stance, rest: np.ndarray) -> np.ndarray:
    """(K, 4, 4) bone to world of the rig's bones as the figure stands; those that no own bone becomes go along."""
    whose = stance.bones()
    moves = np.tile(np.eye(4), (len(whose), 1, 1))
    if stance.moves is not None:
        moves[:, :3] = stance.moves.cpu().numpy()
        moves[:, 2, 3] -= stance.ground
    now = np.tile(np.eye(4), (len(whose), 1, 1))
    now[:, :3, :3] = figure.frames
    now[:, :3, 3] = figure.joints - np.einsum("jab,jb->ja", figure.frames, figure.heads)
    out, last = np.empty_like(rest), np.eye(4)
    for bone in range(len(rest)):
        own = np.flatnonzero(whose == bone)
        if len(own):
            last = now[own[0]] @ np.linalg.inv(moves[own[0]])
        out[bone] = last @ rest[bone]
    return out
