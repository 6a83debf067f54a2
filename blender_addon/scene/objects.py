# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's objects by what their data is: for whoever reads and checks the code; at run time all are objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:

    class MeshObject(bpy.types.Object):
        data: bpy.types.Mesh

    class ArmatureObject(bpy.types.Object):
        data: bpy.types.Armature
        pose: bpy.types.Pose
else:
    MeshObject = ArmatureObject = bpy.types.Object
