# SPDX-License-Identifier: GPL-3.0-or-later
"""The mesh object of an avatar: for whoever reads and checks the code; while it runs it is an object as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..scene.objects import MeshObject
from .avatar_properties import GalateaAvatar

if TYPE_CHECKING:

    class AvatarObject(MeshObject):
        galatea: GalateaAvatar
else:
    AvatarObject = bpy.types.Object
