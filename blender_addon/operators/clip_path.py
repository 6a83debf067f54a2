# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a clip over the ground as a curve: drawn, followed again, forgotten."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from .._shared.protocol.errors import BadRequest
from ..jobs import clip_paths
from ..scene import clip, current, ground_curve
from ..scene.objects import ArmatureObject
from ..state import avatars, export_reports
from ..state.avatar_object import AvatarObject
from .base import GalateaOperator, selected


class GALATEA_OT_draw_path(GalateaOperator):
    """Draw the way of the clip that plays over the ground as a curve. Shape it as you like, in Edit Mode or by moving
    it: the clip follows it.

    Python: bpy.ops.galatea.draw_path()"""

    bl_idname = "galatea.draw_path"
    bl_label = "Draw Path"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        _, rig = _figure(context)
        drawn = ground_curve.draw(current.scene(context), rig)
        layer = current.layer_in_view(context)
        for thing in list(layer.objects.selected):
            thing.select_set(False, view_layer=layer)
        drawn.select_set(True, view_layer=layer)
        layer.objects.active = drawn


class GALATEA_OT_follow_path(GalateaOperator):
    """Let the clip that plays follow its curve as that is now.

    Python: bpy.ops.galatea.follow_path()"""

    bl_idname = "galatea.follow_path"
    bl_label = "Follow Path"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        clip_paths.follow(_drawn(_figure(context)[1]))


class GALATEA_OT_forget_path(GalateaOperator):
    """Take the curve away; the clip is as it was before.

    Python: bpy.ops.galatea.forget_path()"""

    bl_idname = "galatea.forget_path"
    bl_label = "Remove Path"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing, rig = _figure(context)
        ground_curve.forget(_drawn(rig))
        export_reports.outdate(thing.galatea.uid)


def _figure(context: bpy.types.Context) -> tuple[AvatarObject, ArmatureObject]:
    """Raises BadRequest where none is selected, or it has no armature."""
    thing = selected(context)
    rig = avatars.rig(thing)
    if rig is None:
        raise BadRequest("The avatar has no armature.", "Undo its removal, or make the avatar again.")
    return thing, rig


def _drawn(rig: ArmatureObject) -> Any:
    drawn = ground_curve.of(clip.own_action(rig))
    if drawn is None:
        raise BadRequest("The clip that plays has no path.", "Draw one first.")
    return drawn


CLASSES = (GALATEA_OT_draw_path, GALATEA_OT_follow_path, GALATEA_OT_forget_path)
