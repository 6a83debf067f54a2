"""The dressed toy person with corrective shapes of its body and shirt: swings and twists of an arm and a leg."""

from __future__ import annotations

import dataclasses

import numpy as np
from dressed_avatar import dressed

from backend.protocol.results import BODY, Avatar, Correctives

BONES = ("mixamorig:LeftForeArm", "mixamorig:LeftForeArm", "mixamorig:LeftForeArm", "mixamorig:RightUpLeg")
AXES = np.array(((0.6, 0.0, 0.8), (0.0, 1.0, 0.0), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0)), np.float32)


def corrected(avatar: Avatar, seed: int = 0) -> Avatar:
    """A toy avatar of any size, dressed, with four shapes."""
    rng, avatar = np.random.default_rng(seed), dressed(avatar)
    meshes = {BODY: len(avatar.mesh.vertices), "shirt": len(avatar.parts[1].mesh.vertices)}
    rows = {name: [np.sort(rng.permutation(most)[:n]) for n in (5, 9, 0, 7)] for name, most in meshes.items()}
    vertices = {name: np.concatenate(each).astype(np.int32) for name, each in rows.items()}
    return dataclasses.replace(
        avatar,
        correctives=Correctives(
            names=("arm bent", "arm twisted in", "arm twisted out", "leg forward"),
            bones=BONES,
            axes=AXES,
            angles=np.radians((140, 90, 80, 100)).astype(np.float32),
            counts={name: np.array([len(r) for r in each], np.int32) for name, each in rows.items()},
            vertices=vertices,
            offsets={name: rng.uniform(-0.05, 0.05, (len(r), 3)).astype(np.float32) for name, r in vertices.items()},
        ),
    )
