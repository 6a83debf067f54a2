# SPDX-License-Identifier: GPL-3.0-or-later
"""Twist bones on the copy of a figure that the exporters see: in its armature, and in the weights of its meshes."""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Matrix

from .._shared.protocol.results import Skin
from .._shared.rigging.twist_bones import LENGTH
from ..scene.modes import in_edit_mode
from ..scene.objects import ArmatureObject, MeshObject
from .sample import Shown


def add_bones(rig: ArmatureObject, layer: bpy.types.ViewLayer, shown: Shown) -> None:
    """To a copy of the armature whose numbers are still those of the scene."""
    with in_edit_mode(layer, rig):
        bones = rig.data.edit_bones
        for each in shown.twists:
            place = shown.bone_names.index(each.name)
            limb = bones[shown.bone_names[shown.parents[place]]]
            bone = bones.new(each.name)
            bone.head, bone.tail = (0.0, 0.0, 0.0), (0.0, LENGTH * limb.length, 0.0)
            rest = shown.rest[place].copy()
            rest[:3, 3] /= shown.place.scale
            bone.matrix = Matrix(rest.tolist())
            bone.parent = limb


def hang(copy: MeshObject, skin: Skin, bones: Sequence[str]) -> None:
    """The weights of a copy of a mesh become these, of the bones so called."""
    for group in [group for group in copy.vertex_groups if group.name in bones]:
        copy.vertex_groups.remove(group)
    for index in np.unique(skin.bone_indices[skin.weights > 0.0]).tolist():
        group = copy.vertex_groups.new(name=bones[int(index)])
        shares = np.where(skin.bone_indices == index, skin.weights, 0.0).sum(axis=1)
        for vertex in np.flatnonzero(shares).tolist():
            group.add((vertex,), float(shares[vertex]), "REPLACE")
