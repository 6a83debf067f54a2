# SPDX-License-Identifier: GPL-3.0-or-later
"""The bones of an armature that is not ours: shown, edited, saved."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import bpy
from bpy.props import BoolProperty, CollectionProperty, StringProperty

from .._shared.rigging.joint_map import JOINTS, NEEDED
from ..scene import bone_maps, current, takes
from ..scene.objects import ArmatureObject
from .base import ChoosesFile, GalateaOperator, SavesFile, selected
from .motion import other_armature, rig_of

ARMATURE = "Whose bones; empty: the other one that is selected"
WIDTH, LABELS = 460, 0.35
"""pixels, and the share of them that the joints' names have"""


class GalateaJoint(bpy.types.PropertyGroup):
    """`name` is the joint, as Unity's humanoid calls it."""

    bone: StringProperty(name="Bone", description="Which bone of the armature it is; empty for none")


class GALATEA_OT_bone_map(GalateaOperator):
    """Show and say which bone of another armature is which joint. From Armature and To Armature go by it.

    Python: bpy.ops.galatea.bone_map(armature="Armature", joints=[{"name": "Hips", "bone": "pelvis"}])"""

    bl_idname = "galatea.bone_map"
    bl_label = "Bone Map"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    armature: StringProperty(name="Armature", description=ARMATURE)
    joints: CollectionProperty(type=GalateaJoint, options={"SKIP_SAVE"})
    fingers: BoolProperty(name="Fingers, Eyes and Jaw", description="Show their joints too", options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return self.guarded(lambda: self._ask(context))

    def _ask(self, context: bpy.types.Context) -> set[Any]:
        other = _named(context, self.armature)
        self.armature, known = other.name, takes.joints_of(other)
        self.joints.clear()
        for joint in JOINTS:
            row = self.joints.add()
            row.name, row.bone = joint, known.get(joint, "")
        return current.window_manager(context).invoke_props_dialog(self, width=WIDTH)

    def draw(self, context: bpy.types.Context) -> None:
        bones, layout = current.scene(context).objects[self.armature].data, cast(bpy.types.UILayout, self.layout)
        layout.label(text=self.armature, icon="ARMATURE_DATA")
        layout.prop(self, "fingers")
        grid = layout.grid_flow(columns=1 + self.fingers, row_major=False, even_columns=True, align=True)
        for row in self.joints:
            if self.fingers or _of_the_body(row.name):
                line = grid.split(factor=LABELS, align=True)
                line.alert = not row.bone and row.name in NEEDED
                line.label(text=row.name)
                line.prop_search(row, "bone", bones, "bones", text="")

    def act(self, context: bpy.types.Context) -> None:
        other = _named(context, self.armature)
        takes.say_joints(other, {**takes.joints_of(other), **{row.name: row.bone for row in self.joints}})


class GALATEA_OT_read_bone_map(ChoosesFile, GalateaOperator):
    """Read from a file which bone of another armature is which joint.

    Python: bpy.ops.galatea.read_bone_map(filepath="map.json", armature="Armature")"""

    bl_idname = "galatea.read_bone_map"
    bl_label = "Read Bone Map"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    filepath: StringProperty(name="File", subtype="FILE_PATH")
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})
    armature: StringProperty(name="Armature", description=ARMATURE)

    def act(self, context: bpy.types.Context) -> None:
        takes.say_joints(_named(context, self.armature), bone_maps.read(bpy.path.abspath(self.filepath)))


class GALATEA_OT_save_bone_map(SavesFile, GalateaOperator):
    """Save which bone of another armature is which joint, for other armatures and for galatea motion import --map.

    Python: bpy.ops.galatea.save_bone_map(filepath="map.json", armature="Armature")"""

    bl_idname = "galatea.save_bone_map"
    bl_label = "Save Bone Map"

    filepath: StringProperty(name="File", subtype="FILE_PATH", default="bones.json")
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})
    armature: StringProperty(name="Armature", description=ARMATURE)

    def act(self, context: bpy.types.Context) -> None:
        bone_maps.write(bpy.path.abspath(self.filepath), takes.joints_of(_named(context, self.armature)))


def _named(context: bpy.types.Context, name: str) -> ArmatureObject:
    return other_armature(context, name, rig_of(selected(context)))


def _of_the_body(joint: str) -> bool:
    return " " not in joint and not joint.endswith(("Eye", "Jaw"))


CLASSES = (GalateaJoint, GALATEA_OT_bone_map, GALATEA_OT_read_bone_map, GALATEA_OT_save_bone_map)
