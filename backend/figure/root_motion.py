"""An avatar as a file shows it whose way over the ground is carried by a root bone, or by nobody."""

from __future__ import annotations

import dataclasses

import numpy as np

from rigging.clips.root_motion import ROOT_LENGTH, Moving, carried
from rigging.motion import posed_matrices

from ..protocol.requests import Poses, RootMotion
from ..protocol.results import Avatar, Part, Skin

SAMPLES = 24


def as_carried(avatar: Avatar, by: RootMotion) -> tuple[Avatar, Poses]:
    """The avatar with a bone more where a root carries it, and its poses at some frames, first and last among them.

    Raises ValueError where it has a bone of that name.
    """
    rig, motion = avatar.rig, avatar.motion
    rest = rig.rest_matrices.astype(np.float64)
    posed = np.zeros((0, len(rest), 4, 4))
    if motion is not None:
        posed = posed_matrices(rig.parents, rest, motion.rotations, motion.root_translation)
    moving = carried(
        Moving(rig.bone_names, tuple(rig.parents.tolist()), rest, posed), motion.fps if motion else 1.0, by
    )
    more = len(moving.names) - len(rig.bone_names)
    frames = np.unique(np.linspace(0, max(len(posed) - 1, 0), SAMPLES).round().astype(np.int32))[: len(posed)]
    poses = Poses(frames=frames, matrices=moving.poses[frames].astype(np.float32))
    return (_with_bone(avatar, moving) if more else avatar), poses


def _with_bone(avatar: Avatar, moving: Moving) -> Avatar:
    rig, motion = avatar.rig, avatar.motion
    if motion is not None:
        still = np.zeros((len(motion.rotations), 1, 4), np.float32)
        still[..., 0] = 1.0
        motion = dataclasses.replace(motion, rotations=np.concatenate((still, motion.rotations), axis=1))
    return dataclasses.replace(
        avatar,
        rig=dataclasses.replace(
            rig,
            bone_names=moving.names,
            parents=np.array(moving.parents, np.int32),
            rest_matrices=moving.rest.astype(np.float32),
            lengths=np.concatenate(([ROOT_LENGTH], rig.lengths)).astype(np.float32),
            bone_indices=rig.bone_indices + 1,
        ),
        parts=tuple(_on_next(part) for part in avatar.parts),
        motion=motion,
    )


def _on_next(part: Part) -> Part:
    skin = part.skin
    return dataclasses.replace(part, skin=Skin(weights=skin.weights, bone_indices=skin.bone_indices + 1))
