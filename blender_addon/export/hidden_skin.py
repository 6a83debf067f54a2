# SPDX-License-Identifier: GPL-3.0-or-later
"""Skin that clothes hide is left out of files, unless the artist wants it in: it could only come through."""

from __future__ import annotations

import dataclasses
from typing import cast

import bmesh
import numpy as np

from .._shared.protocol.results import Avatar, Mesh, ShapeKeys
from ..scene import covered
from ..scene.objects import MeshObject
from ..state.avatar_object import AvatarObject


def left_out(thing: MeshObject) -> np.ndarray:
    """Ascending vertices of an avatar's mesh that do not go into a file."""
    if cast(AvatarObject, thing).galatea.hidden_skin:
        return np.zeros(0, np.int32)
    return covered.vertices(thing)


def cut(mesh: MeshObject, vertices: np.ndarray) -> None:
    """Take vertices and their faces out of a mesh that is a copy; the others keep their order, keys and weights."""
    if not len(vertices):
        return
    work = bmesh.new()
    try:
        work.from_mesh(mesh.data)
        work.verts.ensure_lookup_table()
        bmesh.ops.delete(work, geom=[work.verts[index] for index in vertices.tolist()], context="VERTS")
        work.to_mesh(mesh.data)
    finally:
        work.free()


def without(avatar: Avatar, vertices: np.ndarray) -> Avatar:
    """The avatar as a file has it that `cut` made."""
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
        shape_keys=ShapeKeys(names=keys.names, offsets=keys.offsets[:, kept], values=keys.values, ranges=keys.ranges),
        rig=dataclasses.replace(rig, weights=rig.weights[kept], bone_indices=rig.bone_indices[kept]),
    )
