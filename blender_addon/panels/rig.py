# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion: the controls of an avatar."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ..scene import control_rig, control_rig_pose, rigify
from ..scene.control_rig_constraints import IK
from ..scene.control_rig_parts import MECHANISM
from ..state import avatars
from .base import GalateaPanel, job_of, shown_avatar

_LIMBS = (("arm", "Left"), ("arm", "Right"), ("leg", "Left"), ("leg", "Right"))


class GALATEA_PT_control_rig(GalateaPanel, bpy.types.Panel):
    bl_label = "Rig"
    bl_parent_id = "GALATEA_PT_motion"
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        thing = shown_avatar(context)
        return thing is not None and avatars.rig(thing) is not None

    def draw(self, context: bpy.types.Context) -> None:
        thing = shown_avatar(context)
        rig = avatars.rig(thing) if thing else None
        if thing is None or rig is None:
            return
        column = self.layout.column()
        column.enabled = job_of(thing.galatea.uid) is None
        controls = control_rig.of(rig)
        if controls is None:
            if rigify.of(rig):
                column.operator("galatea.remove_rigify", icon="X")
                return
            column.operator("galatea.add_control_rig", icon="OUTLINER_OB_ARMATURE")
            if rigify.is_there():
                column.operator("galatea.rigify", icon="ARMATURE_DATA")
            return
        row = column.row(align=True)
        holds = control_rig.is_holding(rig)
        row.operator(
            "galatea.follow_controls", text="Follow Controls", icon="CONSTRAINT_BONE", depress=holds
        ).on = not holds
        row.operator("galatea.remove_control_rig", text="", icon="X")
        column.operator("galatea.bake_to_controls", icon="KEYFRAME_HLT")
        limbs = column.column(align=True)
        for kind, side in _LIMBS:
            if (handle := control_rig_pose.limb_switch(controls, kind, side)) is not None:
                _draw_limb(limbs, kind, side, handle)
        _draw_shown(column, controls)


def _draw_limb(column: Any, kind: str, side: str, handle: bpy.types.PoseBone) -> None:
    row = column.row(align=True)
    row.prop(handle, f'["{IK}"]', text=f"{side} {kind.capitalize()} IK", slider=True)
    to = "FK" if control_rig_pose.is_pulled(handle) else "IK"
    snap = row.operator("galatea.snap_limb", text=f"To {to}", icon="SNAP_ON")
    snap.limb, snap.side, snap.to = kind, side, to


def _draw_shown(column: Any, controls: Any) -> None:
    """Which controls are seen, two collections in a row."""
    grid = column.grid_flow(columns=2, even_columns=True, align=True)
    for collection in controls.data.collections:
        if collection.name != MECHANISM:
            grid.prop(collection, "is_visible", text=collection.name, toggle=True)


CLASSES = (GALATEA_PT_control_rig,)
