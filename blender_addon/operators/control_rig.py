# SPDX-License-Identifier: GPL-3.0-or-later
"""Controls on an avatar's skeleton: put them on, take them off, switch limbs, bring a clip onto them."""

from __future__ import annotations

from typing import ClassVar

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty

from .._shared.protocol.errors import BadRequest
from ..scene import armature_of, clip, control_rig, control_rig_pose, current, rigify
from ..scene.modes import in_object_mode
from ..scene.objects import ArmatureObject
from ..state import export_reports
from ..state.avatar_object import AvatarObject
from .base import GalateaOperator, selected

LIMBS = (("arm", "Arm", ""), ("leg", "Leg", ""))
SIDES = (("Left", "Left", ""), ("Right", "Right", ""))


class GALATEA_OT_add_control_rig(GalateaOperator):
    """Put controls on the skeleton of the selected figure: handles and poles for hands and feet, bones to turn, finger
    curls, foot rolls, a target for the eyes. The figure's own bones follow them and stay as they are in files.

    Python: bpy.ops.galatea.add_control_rig(eyes=True)"""

    bl_idname = "galatea.add_control_rig"
    bl_label = "Add Controls"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    eyes: BoolProperty(name="Eyes", description="The face keys of the eyes follow the target", default=True)

    def act(self, context: bpy.types.Context) -> None:
        thing, rig = _figure(context)
        layer = current.layer_in_view(context)
        with in_object_mode(layer):
            control_rig.add(thing, rig, layer, self.eyes)
        export_reports.outdate(thing.galatea.uid)


class GALATEA_OT_remove_control_rig(GalateaOperator):
    """Take the controls of the selected figure away, with their keys. Its own bones and clips are as they were.

    Python: bpy.ops.galatea.remove_control_rig()"""

    bl_idname = "galatea.remove_control_rig"
    bl_label = "Remove Controls"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing, rig = _figure(context)
        with in_object_mode(current.layer_in_view(context)):
            control_rig.remove(thing, rig)
        export_reports.outdate(thing.galatea.uid)


class GALATEA_OT_follow_controls(GalateaOperator):
    """The figure follows its controls, or the clip underneath.

    Python: bpy.ops.galatea.follow_controls(on=False)"""

    bl_idname = "galatea.follow_controls"
    bl_label = "Follow Controls"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    on: BoolProperty(name="Follow", default=True)

    def act(self, context: bpy.types.Context) -> None:
        thing, rig, _ = _controls(context)
        control_rig.hold(rig, self.on)
        export_reports.outdate(thing.galatea.uid)


class GALATEA_OT_snap_limb(GalateaOperator):
    """Switch a limb between its handle (IK) and turning bone by bone (FK); it stays where it is.

    Python: bpy.ops.galatea.snap_limb(limb="arm", side="Left", to="IK", key=True)"""

    bl_idname = "galatea.snap_limb"
    bl_label = "Switch Limb"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    limb: EnumProperty(name="Limb", items=LIMBS)
    side: EnumProperty(name="Side", items=SIDES)
    to: EnumProperty(name="To", items=(("IK", "IK", "Pulled by its handle"), ("FK", "FK", "Turned bone by bone")))
    key: BoolProperty(name="Key", description="Set keys for the controls and the switch at this frame")

    def act(self, context: bpy.types.Context) -> None:
        *_, thing = _controls(context)
        layer = current.layer_in_view(context)
        pulled = self.to == "IK"
        changed = control_rig_pose.snap(thing, self.limb, self.side, pulled, layer)
        if self.key:
            control_rig_pose.key(thing, changed, current.scene(context).frame_current)


class GALATEA_OT_bake_to_controls(GalateaOperator):
    """Bring the clip that plays on the selected figure onto its controls, turned and pulled alike, with a key at every
    frame; the clip stays underneath.

    Python: bpy.ops.galatea.bake_to_controls()"""

    bl_idname = "galatea.bake_to_controls"
    bl_label = "Clip to Controls"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    first: IntProperty(name="First", options={"SKIP_SAVE"})
    last: IntProperty(name="Last", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing, rig, controls = _controls(context)
        playing = rig.animation_data.action if rig.animation_data else None
        if playing is None:
            raise BadRequest("No clip plays on the figure.", "Import a motion, or add the range of motion.")
        ends = clip.frames_of(thing) or tuple(round(end) for end in playing.frame_range)
        given = [self.properties.is_property_set(name) for name in ("first", "last")]
        first, last = self.first if given[0] else ends[0], self.last if given[1] else ends[1]
        control_rig_pose.bake(rig, controls, current.scene(context), first, last, playing.name)
        export_reports.outdate(thing.galatea.uid)


class GALATEA_OT_rigify(GalateaOperator):
    """Hand the selected figure over to Rigify: its human metarig is fitted to the joints, the rig is generated, and the
    figure's own bones follow it. Removing it leaves nothing behind. Rigify must be switched on.

    Python: bpy.ops.galatea.rigify()"""

    bl_idname = "galatea.rigify"
    bl_label = "Hand Over to Rigify"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing, rig = _figure(context)
        layer = current.layer_in_view(context)
        with in_object_mode(layer):
            rigify.hand_over(rig, layer)
        export_reports.outdate(thing.galatea.uid)


class GALATEA_OT_remove_rigify(GalateaOperator):
    """Take away what Rigify made for the selected figure, with its keys. The figure's own bones are as they were.

    Python: bpy.ops.galatea.remove_rigify()"""

    bl_idname = "galatea.remove_rigify"
    bl_label = "Remove Rigify's Rig"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing, rig = _figure(context)
        with in_object_mode(current.layer_in_view(context)):
            rigify.remove(rig)
        export_reports.outdate(thing.galatea.uid)


def _figure(context: bpy.types.Context) -> tuple[AvatarObject, ArmatureObject]:
    thing = selected(context)
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    return thing, rig


def _controls(context: bpy.types.Context) -> tuple[AvatarObject, ArmatureObject, ArmatureObject]:
    thing, rig = _figure(context)
    controls = control_rig.of(rig)
    if controls is None:
        raise BadRequest("The avatar has no control rig.", "Add one first: bpy.ops.galatea.add_control_rig()")
    return thing, rig, controls


CLASSES = (
    GALATEA_OT_add_control_rig,
    GALATEA_OT_remove_control_rig,
    GALATEA_OT_follow_controls,
    GALATEA_OT_snap_limb,
    GALATEA_OT_bake_to_controls,
    GALATEA_OT_rigify,
    GALATEA_OT_remove_rigify,
)
