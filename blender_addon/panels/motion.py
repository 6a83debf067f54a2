# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion: the clips of an avatar."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ..scene import clip, clips, current, ground_curve
from ..scene.armature import BONES
from ..state import avatars, found_poses, motion_variants, properties
from .base import GalateaPanel, draw_nobody, is_connected, job_of, shown_avatar

ROM = "range of motion"
PER_ROW = 5


class GALATEA_PT_motion(GalateaPanel, bpy.types.Panel):
    bl_label = "Motion"
    bl_order = 5
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        thing = shown_avatar(context)
        if thing is None:
            draw_nobody(layout, context)
            return
        rig = avatars.rig(thing)
        if rig is not None and (bones := rig.data.collections.get(BONES)):
            layout.prop(bones, "is_visible", text="Show Bones")
        column = layout.column()
        column.enabled = job_of(thing.galatea.uid) is None
        if rig is not None:
            _draw_words(column, context, thing.galatea.uid)
            _draw_poses(context, column, thing)
        rom = thing.galatea.clip != "none"
        listed = clips.listed(thing, rig) if rig is not None else []
        if rom and not any(each.name.startswith(ROM) for each in listed):
            _draw_rom(column)
        for each in listed:
            _draw_clip(column, each)
        if listed or rom:
            _draw_playing(context, column, thing, rig)
        if rig is None:
            return
        bring = column.column(align=True)
        bring.operator("galatea.import_motion", text="Import Motion", icon="IMPORT")
        row = bring.row(align=True)
        row.operator("galatea.motion_from_armature", icon="ARMATURE_DATA")
        row.operator("galatea.motion_to_armature", icon="EXPORT")
        row = bring.row(align=True)
        row.operator("galatea.bone_map", icon="GROUP_BONE")
        row.operator("galatea.read_bone_map", text="", icon="FILE_FOLDER")
        row.operator("galatea.save_bone_map", text="", icon="FILE_TICK")
        if not rom:
            column.operator("galatea.clip", text="Add Range of Motion", icon="ARMATURE_DATA").name = "rom"


def _draw_words(column: Any, context: bpy.types.Context, uid: str) -> None:
    """What the figure does, and pictures of the motions that the words gave."""
    panel = properties.panel(context)
    column.prop(panel, "motion_text", text="", placeholder="walks forward, then waves")
    column.prop(panel, "motion_seconds")
    row = column.row(align=True)
    for name in ("motion_seed", "motion_variants"):
        row.prop(panel, name)
    row = column.row(align=True)
    row.prop(panel, "motion_loop", icon="FILE_REFRESH", toggle=True)
    row.prop(panel, "motion_path", text="")
    row = column.row(align=True)
    row.scale_y = 1.2
    row.enabled = is_connected() and bool(panel.motion_text.strip())
    row.operator("galatea.motion_from_words", text="Make Motion", icon="SHADERFX").goes_on = False
    further: Any = row.row(align=True)
    further.operator("galatea.motion_from_words", text="Go On", icon="FRAME_NEXT").goes_on = True
    words, variants = motion_variants.of(uid)
    if not variants:
        return
    grid = column.grid_flow(row_major=True, columns=min(4, len(variants)), even_columns=True, align=True)
    for seed, icon in variants:
        cell = grid.column(align=True)
        if icon:
            cell.template_icon(icon_value=icon, scale=4.0)
        choose: Any = cell.operator("galatea.motion_from_words", text=f"{seed}")
        choose.text, choose.seed, choose.variants = words, seed, 1


def _draw_poses(context: bpy.types.Context, column: Any, thing: Any) -> None:
    panel, uid = properties.panel(context), thing.galatea.uid
    row = column.row(align=True)
    row.prop(panel, "pose_words", text="", icon="OUTLINER_OB_ARMATURE", placeholder="sitting, pointing left")
    button = row.row(align=True)
    button.ui_units_x = 3.0  # the words are what needs the room
    button.enabled = is_connected() and bool(panel.pose_words.strip())
    button.operator("galatea.pose", text="Pose")
    found = found_poses.of(uid)
    if found is not None:
        grid = column.grid_flow(columns=min(len(found.names), PER_ROW), align=True, even_columns=True)
        for index in range(len(found.names)):
            cell = grid.column(align=True)
            if icon := found_poses.icon_id(uid, index):
                cell.template_icon(icon_value=icon, scale=3.6)
            shown = found_poses.shown(uid) == index
            chosen: Any = cell.operator("galatea.put_pose", text=str(index + 1), depress=shown)
            chosen.index, chosen.keyed = index + 1, panel.pose_keyed
        column.prop(panel, "pose_keyed")
    column.operator("galatea.pose_library", icon="ASSET_MANAGER")
    column.separator()


def _draw_playing(context: bpy.types.Context, column: Any, thing: Any, rig: Any) -> None:
    frames = clip.frames_of(thing)
    if rig is not None and frames is not None:
        row = column.row(align=True)
        loops, stays = clips.loops(rig), clips.in_place(rig)
        row.operator("galatea.loop_clip", text="Loop", icon="FILE_REFRESH", depress=loops).on = not loops
        row.operator("galatea.clip_in_place", text="In Place", icon="PINNED", depress=stays).on = not stays
        drawn = ground_curve.of(clip.own_action(rig))
        row = column.row(align=True)
        row.operator("galatea.draw_path", text=drawn.name if drawn else "Draw Path", icon="CURVE_PATH")
        if drawn is not None:
            row.operator("galatea.follow_path", text="", icon="FILE_REFRESH")
            row.operator("galatea.forget_path", text="", icon="X")
    if frames and not clip.shows_whole(current.scene(context), thing):
        first, last = frames
        column.operator("galatea.clip_frames", text=f"Show All Frames, {first} to {last}", icon="PREVIEW_RANGE")
    playing = bool((screen := current.screen(context)) and screen.is_animation_playing)
    column.operator("screen.animation_play", text="Pause" if playing else "Play", icon="PAUSE" if playing else "PLAY")


def _draw_rom(column: Any) -> None:
    row = column.row(align=True)
    row.label(text="Range of Motion", icon="ACTION")
    row.operator("galatea.clip", text="", icon="X").name = "none"


def _draw_clip(column: Any, each: clips.Listed) -> None:
    if each.name.startswith(ROM) and each.plays:
        _draw_rom(column)
        return
    row = column.row(align=True)
    if each.plays:
        row.label(text=each.name, icon="ACTION")
    else:
        row.operator("galatea.play_clip", text=each.name, icon="NLA", emboss=False).name = each.name
    row.operator("galatea.remove_clip", text="", icon="X").name = each.name


CLASSES = (GALATEA_PT_motion,)
