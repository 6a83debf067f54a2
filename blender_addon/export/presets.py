# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender's exporters are told: the same for every file, and what each program wants otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Preset:
    label: str
    description: str
    fbx: Mapping[str, Any] = field(default_factory=dict)
    rig_name: str = ""
    """name of the armature object in the file, "" to keep the artist's"""


PRESETS: dict[str, Preset] = {
    "mixamo": Preset("Mixamo", "Mixamo and programs that know its bone names"),
    "unity": Preset("Unity", "Unity's humanoid; set Blend Shape Normals to None in its import settings"),
    # Unreal drops the node above the root bone only where it is called Armature; otherwise it becomes a bone
    "unreal": Preset("Unreal", "Unreal Engine skeletal mesh", {"use_tspace": True}, rig_name="Armature"),
    "blender": Preset("Blender", "Back into Blender"),
}

FORMATS = (".fbx", ".glb", ".blend")

# whole metres without a factor of 100, no bones of Blender's own, texture inside the file
FBX: Mapping[str, Any] = {
    "object_types": {"ARMATURE", "MESH"},
    "add_leaf_bones": False,
    "apply_scale_options": "FBX_SCALE_ALL",
    "bake_space_transform": False,
    "mesh_smooth_type": "FACE",
    "use_mesh_modifiers": False,
    "use_custom_props": True,
    "path_mode": "COPY",
    "embed_textures": True,
    "bake_anim_use_all_actions": False,
    "bake_anim_use_nla_strips": False,
    "bake_anim_use_all_bones": True,
    "bake_anim_force_startend_keying": True,
    "bake_anim_simplify_factor": 0.0,
}
GLTF: Mapping[str, Any] = {
    "export_format": "GLB",
    "use_active_scene": True,
    "export_yup": True,
    "export_apply": False,
    "export_skins": True,
    "export_morph": True,
    "export_morph_normal": False,
    "export_extras": True,
    "export_animation_mode": "ACTIVE_ACTIONS",
    "export_optimize_animation_size": False,
    "export_image_format": "AUTO",
}
