# SPDX-License-Identifier: GPL-3.0-or-later
"""Poses from words: ask for them, put one on, key it; and a library of poses."""

from __future__ import annotations

from typing import ClassVar

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import poses as asking
from ..scene import armature_of, sharing
from ..scene import poses as scene_poses
from ..scene.objects import ArmatureObject
from ..state import found_poses, properties
from ..state.avatar_object import AvatarObject
from .base import AskingOperator, GalateaOperator, selected


class GALATEA_OT_pose(AskingOperator):
    """Words become poses of the selected figure: posture, arms, legs, head and fingers, with its own left and right.
    The best one is put on, and the others can be chosen.

    Python: bpy.ops.galatea.pose(prompt="sitting cross-legged, pointing left")"""

    bl_idname = "galatea.pose"
    bl_label = "Pose"

    prompt: StringProperty(name="Words", options={"SKIP_SAVE"})
    candidates: IntProperty(name="Candidates", default=5, min=1, max=16)
    seed: IntProperty(name="Seed", min=0)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        if not self.properties.is_property_set("prompt"):
            self.prompt = properties.panel(context).pose_words
        self.send(lambda: asking.from_words(thing, self.prompt, self.candidates, self.seed))


class GALATEA_OT_put_pose(GalateaOperator):
    """Put one of the poses that were found on the selected figure.

    Python: bpy.ops.galatea.put_pose(index=2, keyed=True)"""

    bl_idname = "galatea.put_pose"
    bl_label = "Put On Pose"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    index: IntProperty(name="Pose", description="From 1", default=1, min=1)
    keyed: BoolProperty(name="As Key", description="With a key of each bone at the current frame")

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        found = found_poses.of(thing.galatea.uid)
        if found is None:
            raise BadRequest("No poses were found for this avatar.", 'bpy.ops.galatea.pose(prompt="waving")')
        scene_poses.put(_rig(thing), found, self.index - 1, self.keyed)
        found_poses.choose(thing.galatea.uid, self.index - 1)


class GALATEA_OT_pose_library(GalateaOperator):
    """Make twenty poses of the selected figure, as assets of a pose library: in the Asset Browser choose Current File,
    or save the file into an asset library.

    Python: bpy.ops.galatea.pose_library()"""

    bl_idname = "galatea.pose_library"
    bl_label = "Make Pose Library"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        made = scene_poses.make_library(_rig(selected(context)))
        properties.panel(context).note = f"{len(made)} poses are in the Asset Browser, under Current File"


def _rig(thing: AvatarObject) -> ArmatureObject:
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    return sharing.own_rig(thing, rig)


CLASSES = (GALATEA_OT_pose, GALATEA_OT_put_pose, GALATEA_OT_pose_library)
