"""An avatar as a file shows it whose limbs have twist bones."""

from __future__ import annotations

import dataclasses

import numpy as np

from rigging.clips.root_motion import Moving
from rigging.correctives import ACROSS
from rigging.motion import posed_matrices
from rigging.rotations import quaternions_from_axis
from rigging.twist_bones import LENGTH, spread_weights, twist_angles, twist_bones, twisted_by, with_twists

from ..protocol.results import Avatar, Correctives, Mesh, Motion, Skin


def with_twist_bones(avatar: Avatar) -> Avatar:
    """The avatar with twist bones after its own, which its clip and its skin follow, and without the corrective shapes
    that mend what these do not wring.

    Raises ValueError where its arms and legs are not of one bone a limb.
    """
    rig, motion = avatar.rig, avatar.motion
    rest = rig.rest_matrices.astype(np.float64)
    made = twist_bones(rig.bone_names, rig.parents.tolist())
    at_rest = with_twists(Moving(rig.bone_names, tuple(rig.parents.tolist()), rest, np.zeros((0, len(rest), 4, 4))))

    def spread(mesh: Mesh, skin: Skin) -> Skin:
        indices, weights = spread_weights(made, rest, mesh.vertices, skin.bone_indices, skin.weights)
        return Skin(weights=weights, bone_indices=indices)

    if motion is not None:
        posed = posed_matrices(rig.parents, rest, motion.rotations, motion.root_translation)
        angles = twist_angles(made, rig.parents.tolist(), rest, posed)
        motion = _with_turns(motion, quaternions_from_axis("y", angles))
    skin = spread(avatar.mesh, Skin(weights=rig.weights, bone_indices=rig.bone_indices))
    return dataclasses.replace(
        avatar,
        rig=dataclasses.replace(
            rig,
            bone_names=at_rest.names,
            parents=np.array(at_rest.parents, np.int32),
            rest_matrices=at_rest.rest.astype(np.float32),
            lengths=np.concatenate((rig.lengths, LENGTH * rig.lengths[[each.limb for each in made]])),
            weights=skin.weights,
            bone_indices=skin.bone_indices,
        ),
        parts=tuple(dataclasses.replace(part, skin=spread(part.mesh, part.skin)) for part in avatar.parts),
        motion=motion,
        correctives=avatar.correctives and without_twists(avatar.correctives, twisted_by(rig.bone_names, made)),
    )


def _with_turns(motion: Motion, turns: np.ndarray) -> Motion:
    """turns: (N, T, 4) of the twist bones"""
    return dataclasses.replace(motion, rotations=np.concatenate((motion.rotations, turns.astype(np.float32)), axis=1))


def without_twists(made: Correctives, bones: frozenset[str]) -> Correctives | None:
    """Those of swings, and of the twists of other bones than these."""
    kept = [n for n, bone in enumerate(made.bones) if not (bone in bones and abs(made.axes[n, 1]) > ACROSS)]
    if not kept:
        return None
    counts, vertices, offsets = {}, {}, {}
    for mesh, count in made.counts.items():
        rows = np.isin(np.repeat(np.arange(len(count)), count), kept)
        counts[mesh] = count[kept]
        vertices[mesh], offsets[mesh] = made.vertices[mesh][rows], made.offsets[mesh][rows]
    return Correctives(
        names=tuple(made.names[n] for n in kept),
        bones=tuple(made.bones[n] for n in kept),
        axes=made.axes[kept],
        angles=made.angles[kept],
        counts=counts,
        vertices=vertices,
        offsets=offsets,
    )
