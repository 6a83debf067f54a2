"""Skin of a body that clothes cover: which of it can be hidden, and an avatar without it, as files have it."""

from __future__ import annotations

import dataclasses

import numpy as np

from .results import BODY, Avatar, Correctives, Mesh


def hidden_vertices(faces: np.ndarray, covered: np.ndarray, count: int) -> np.ndarray:
    """Ascending vertices all of whose faces (F, 3|4) are covered: a mask hides every face that has one of its own."""
    inside = np.zeros(count, bool)
    inside[covered] = True
    seen = np.zeros(count, bool)
    seen[faces[~inside[faces].all(axis=1)]] = True
    return np.flatnonzero(inside & ~seen).astype(np.int32)


def as_shown(avatar: Avatar) -> Avatar:
    """An avatar without the skin that is hidden under what it wears."""
    mesh = avatar.mesh
    return without(avatar, hidden_vertices(mesh.faces, avatar.covered, len(mesh.vertices)))


def without(avatar: Avatar, vertices: np.ndarray) -> Avatar:
    """An avatar without vertices of its body and the faces that they have; none is told to be covered any more."""
    if not len(vertices):
        return avatar
    mesh, keys, rig = avatar.mesh, avatar.shape_keys, avatar.rig
    kept = np.ones(len(mesh.vertices), bool)
    kept[vertices] = False
    number = np.cumsum(kept, dtype=np.int32) - 1
    faces = kept[mesh.faces].all(axis=1)
    used, uv_faces = np.unique(mesh.uv_faces[faces], return_inverse=True)
    return dataclasses.replace(
        avatar,
        mesh=Mesh(
            vertices=mesh.vertices[kept],
            faces=number[mesh.faces[faces]],
            uvs=mesh.uvs[used],
            uv_faces=uv_faces.reshape(-1, mesh.uv_faces.shape[1]).astype(np.int32),
        ),
        shape_keys=dataclasses.replace(keys, offsets=keys.offsets[:, kept]),
        rig=dataclasses.replace(rig, weights=rig.weights[kept], bone_indices=rig.bone_indices[kept]),
        covered=np.zeros(0, np.int32),
        correctives=avatar.correctives and _left(avatar.correctives, kept, number),
    )


def _left(correctives: Correctives, kept: np.ndarray, number: np.ndarray) -> Correctives:
    """Of the body only the vertices that are kept (V,), under their new numbers."""
    if BODY not in correctives.counts:
        return correctives
    counts, rows = correctives.counts[BODY], correctives.vertices[BODY]
    there = kept[rows]
    which = np.repeat(np.arange(len(counts)), counts)[there]
    return dataclasses.replace(
        correctives,
        counts={**correctives.counts, BODY: np.bincount(which, minlength=len(counts)).astype(np.int32)},
        vertices={**correctives.vertices, BODY: number[rows[there]]},
        offsets={**correctives.offsets, BODY: correctives.offsets[BODY][there]},
    )
