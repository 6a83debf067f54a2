"""Corrective shapes as files have them: shape keys beside those of the face, with curves that the clip's turns give."""

from __future__ import annotations

import dataclasses

import numpy as np

from rigging.correctives import shares

from ...protocol.results import BODY, Avatar, Correctives, Motion, Rig, ShapeKeys


def with_corrective_keys(avatar: Avatar) -> Avatar:
    """The avatar whose corrective shapes are shape keys; without a clip none of them shows."""
    made = avatar.correctives
    if made is None:
        return avatar
    own = [name for name, _, _ in made.of(BODY)]
    return dataclasses.replace(
        avatar,
        shape_keys=_keys(avatar.shape_keys, made, BODY, len(avatar.mesh.vertices)),
        parts=tuple(
            dataclasses.replace(part, shape_keys=_keys(part.shape_keys, made, part.name, len(part.mesh.vertices)))
            for part in avatar.parts
        ),
        motion=avatar.motion and _motion(avatar.motion, avatar.rig, avatar.shape_keys, made, own),
        correctives=None,
    )


def _keys(keys: ShapeKeys, made: Correctives, mesh: str, count: int) -> ShapeKeys:
    found = made.of(mesh)
    offsets = np.zeros((len(found), count, 3), np.float32)
    for row, (_, vertices, moved) in zip(offsets, found, strict=True):
        row[vertices] = moved
    return ShapeKeys(
        names=(*keys.names, *(name for name, _, _ in found)),
        offsets=np.concatenate((keys.offsets.reshape(-1, count, 3), offsets)),
        values=np.concatenate((keys.values, np.zeros(len(found), np.float32))),
        ranges=(*keys.ranges, *((0.0, 1.0) for _ in found)),
    )


def _motion(motion: Motion, rig: Rig, keys: ShapeKeys, made: Correctives, own: list[str]) -> Motion:
    rows = [made.names.index(name) for name in own]
    bones = [rig.bone_names.index(made.bones[row]) for row in rows]
    shown = shares(motion.rotations[:, bones], made.axes[rows], made.angles[rows])
    face = motion.shape_key_curves
    if face.shape[1] != len(keys.names):
        face = np.tile(keys.values, (len(motion.rotations), 1))
    return dataclasses.replace(motion, shape_key_curves=np.concatenate((face, shown), axis=1).astype(np.float32))
