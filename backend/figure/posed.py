"""The meshes of an avatar in one pose, with face and corrective shapes, as its files show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rigging.correctives import shares
from rigging.motion import posed_matrices, skinned

from ..protocol.results import Avatar, Part


def posed_parts(
    avatar: Avatar,
    parts: Sequence[Part],
    rotations: np.ndarray,
    root_translation: np.ndarray,
    face: Mapping[str, float],
) -> tuple[list[np.ndarray], np.ndarray]:
    """Vertices (V, 3) float64 metres of each part, and the bones (J, 4, 4).

    parts: of the avatar; rotations: (J, 4) wxyz and root_translation (3,) metres as of a motion's frame; face: key ->
    value, those that are not there are 0.
    """
    rig, mended = avatar.rig, avatar.correctives
    rest = rig.rest_matrices.astype(np.float64)
    posed = posed_matrices(rig.parents, rest, rotations[None], root_translation[None])[0]
    showing: dict[str, float] = {}
    if mended is not None:
        turns = rotations[[rig.bone_names.index(bone) for bone in mended.bones]]
        showing = dict(zip(mended.names, shares(turns, mended.axes, mended.angles).tolist(), strict=True))
    out = []
    for part in parts:
        points = part.mesh.vertices
        if part.shape_keys.names:
            own = np.array([face.get(name, 0.0) for name in part.shape_keys.names], np.float32)
            points = points + np.tensordot(own, part.shape_keys.offsets, 1)
        if mended is not None:
            points = points.copy()
            for name, rows, offsets in mended.of(part.name):
                points[rows] += np.float32(showing[name]) * offsets
        out.append(skinned(points, part.skin.bone_indices, part.skin.weights, rest, posed))
    return out, posed
