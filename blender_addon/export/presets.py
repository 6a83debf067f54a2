# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender's exporters are told: the same for every file, and what each program wants otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._shared.protocol import requests


@dataclass(frozen=True)
class Space:
    """Where and how large the staged figure stands; the exporter is told that nothing is to be converted."""

    units: float
    """numbers in the file for one metre"""
    y_up: bool
    """Y up and facing +Z, instead of Z up and facing -Y"""

    @property
    def matrix(self) -> np.ndarray:
        """(4, 4) from the figure's metres."""
        turn = ((1, 0, 0), (0, 0, 1), (0, -1, 0)) if self.y_up else np.eye(3)
        out = np.eye(4)
        out[:3, :3] = np.multiply(turn, self.units)
        return out


CENTIMETRES = Space(100.0, y_up=True)
METRES = Space(1.0, y_up=False)


@dataclass(frozen=True)
class Preset:
    label: str
    description: str
    space: Space = CENTIMETRES
    """of an FBX file"""
    rig_node: bool = False
    """whether an FBX file has a node for the armature above the bones"""
    fbx: Mapping[str, Any] = field(default_factory=dict)
    rig_name: str = ""
    """name of the armature object in other files, "" to keep the artist's"""


PRESETS: dict[requests.Preset, Preset] = {
    "mixamo": Preset("Mixamo", "As Mixamo's own files: centimetres, Y up, the hips above all bones, mixamorig: names"),
    "unity": Preset("Unity", "Unity's humanoid: as for Mixamo, with tangents", fbx={"use_tspace": True}),
    # in a glTF file Unreal drops the node above the root bone only where it is called Armature
    "unreal": Preset(
        "Unreal", "Unreal's skeletal mesh: as for Mixamo, with tangents", fbx={"use_tspace": True}, rig_name="Armature"
    ),
    "blender": Preset("Blender", "Back into Blender as it left: metres, Z up, its armature", METRES, rig_node=True),
}

FORMATS = (".fbx", ".glb", ".blend")

# the data as they are staged, without a scale or a turn on any node; no bones of Blender's own, texture inside the file
FBX: Mapping[str, Any] = {
    "object_types": {"ARMATURE", "MESH"},
    "axis_forward": "Y",
    "axis_up": "Z",
    "apply_scale_options": "FBX_SCALE_UNITS",
    "bake_space_transform": False,
    "add_leaf_bones": False,
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
    "export_morph_normal": True,
    "export_extras": True,
    "export_animation_mode": "ACTIVE_ACTIONS",
    "export_anim_single_armature": False,
    "export_optimize_animation_size": False,
    "export_image_format": "AUTO",
}


def known(name: str) -> requests.Preset:
    """The name of a preset. Raises ValueError where there is none of that name."""
    if name not in PRESETS:
        raise ValueError(f"there is no preset {name}; there are {', '.join(PRESETS)}")
    return name
