# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture: takes of faces, how they are used, and what drives each key."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, ClassVar

import bpy

from ..jobs import captured, live_face, webcam
from ..scene import action, current, face_action
from ..scene.face_strips import SEEN
from ..session.job import Job
from ..state import avatars, face_choices, preferences
from .base import GalateaPanel, is_connected, job_of, paragraph

_ICONS = {"plays": "ACTION", "NLA": "NLA", "waits": "NLA_PUSHDOWN"}
MOST_GAPS = 4


class GALATEA_UL_face_keys(bpy.types.UIList):
    """Keys of the mesh, each with what drives it and how much of it is shown."""

    def draw_item(
        self, context: Any, layout: Any, data: Any, item: Any, icon: Any, active_data: Any, active_property: Any
    ) -> None:
        row = layout.row(align=True)
        split = row.split(factor=0.4, align=True)
        split.label(text=item.name)
        field = split.split(factor=0.7, align=True)
        field.prop(item, "sources", text="")
        field.prop(item, "gain", text="")


class GALATEA_PT_capture(GalateaPanel, bpy.types.Panel):
    bl_label = "Capture"
    bl_order = 6
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        thing = face_of(context)
        if thing is None:
            paragraph(layout, context, "Select a figure, or a mesh with shape keys", icon="RESTRICT_SELECT_OFF")
            paragraph(layout, context, "Or make a new figure with a face:")
            row = layout.row(align=True)
            row.enabled = is_connected()
            video: Any = row.operator("galatea.capture_face", text="From Video", icon="FILE_MOVIE")
            photo: Any = row.operator("galatea.capture_face", text="From Photo", icon="IMAGE_DATA")
            video.new, photo.new, photo.photo = True, True, True
            draw_work(layout, captured.jobs_for_new())
            return
        column = layout.column(align=True)
        column.operator("galatea.import_face", text="Import Face File", icon="IMPORT")
        asking = column.row(align=True)
        asking.enabled = is_connected() and job_of(thing.galatea.uid) is None
        asking.operator("galatea.capture_face", text="From Video", icon="FILE_MOVIE")
        button: Any = asking.operator("galatea.capture_face", text="From Photo", icon="IMAGE_DATA")
        button.photo = True
        job = captured.job_for(thing)
        draw_work(layout, [*captured.jobs_for_new(), *([job] if job else [])])
        draw_faces(layout, thing)
        if live_face.active():
            draw_live(layout)
        else:
            draw_camera(layout, context)
            draw_phone(layout, context)
        takes = face_action.names(thing)
        for name, state in takes:
            draw_take(layout, name, state)
        made = face_action.on(thing)
        if made is None:
            return
        draw_gaps(layout, context, thing)
        draw_settings(layout, context, thing.galatea.capture)
        draw_bones(layout, thing.galatea.capture)
        draw_keys(layout, context, thing.galatea.capture)
        column = layout.column(align=True)
        column.operator("galatea.take_to_nla", icon="NLA_PUSHDOWN")
        column.operator_menu_enum("galatea.export_take", "format", icon="EXPORT")


def face_of(context: bpy.types.Context) -> Any:
    """The mesh whose face is meant, None where none has keys."""
    thing: Any = avatars.active(context) or context.active_object
    if thing is not None and thing.type == "ARMATURE":
        thing = next((each for each in thing.children if each.type == "MESH" and each.data.shape_keys), None)
    if thing is None or thing.type != "MESH" or thing.data.shape_keys is None or avatars.is_linked(thing):
        return None
    return thing


def draw_work(layout: bpy.types.UILayout, jobs: Iterable[Job]) -> None:
    """How far the backend is with videos and photos, and a way to stop it."""
    for job in jobs:
        row: Any = layout.row(align=True)
        row.progress(text=job.message or job.stage, factor=job.fraction, type="BAR")
        row.operator("galatea.cancel", text="", icon="X").job = job.job_id


def draw_faces(layout: bpy.types.UILayout, thing: Any) -> None:
    """Who was in the picture, to choose another."""
    held = face_choices.of(thing)
    if held is None:
        return
    box = layout.box()
    if icon := face_choices.icon_of(held):
        box.template_icon(icon, scale=9.0)
    new = held.wanted.new
    box.label(text="A new figure of:" if new else "Act as:")
    row = box.row(align=True)
    row.enabled = is_connected() and job_of("" if new else thing.galatea.uid) is None
    row.operator_context = "EXEC_DEFAULT"
    for number in range(1, held.count + 1):
        button: Any = row.operator("galatea.capture_face", text=f"Face {number}")
        button.filepath = held.path
        for name, value in vars(dataclasses.replace(held.wanted, face=number, crop=(0.0, 0.0, 0.0, 0.0))).items():
            setattr(button, name, value)


def draw_camera(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """A camera of this computer, which the backend reads."""
    header, body = layout.panel("galatea_face_camera", default_closed=True)
    header.label(text="Camera")
    if body is not None:
        chosen = preferences.get(context)
        column = body.column(align=True)
        column.prop(chosen, "face_camera", text="Camera")
        column.prop(chosen, "face_person", text="Person", placeholder="to know the face again")
        row = body.row()
        row.enabled = is_connected()
        row.operator("galatea.film_face", icon="VIEW_CAMERA")


def draw_phone(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Where a phone is listened for."""
    header, body = layout.panel("galatea_face_phone", default_closed=True)
    header.label(text="Phone")
    if body is not None:
        chosen = preferences.get(context)
        column = body.column(align=True)
        column.prop(chosen, "face_address", text="Address")
        column.prop(chosen, "face_port", text="Port")
        column.prop(chosen, "face_phone", text="Phone", placeholder="for iFacialMocap")
        body.operator("galatea.listen_face", icon="OUTLINER_OB_SPEAKER")


def draw_live(layout: bpy.types.UILayout) -> None:
    """How fast frames come from a phone or a camera, and recording."""
    now, filmed = live_face.live(), webcam.filming()
    box = layout.box()
    phone = now.phone
    if filmed is not None and filmed.job is not None:
        told = filmed.job.message or "opening"
        box.label(text=f"Camera {filmed.camera.rstrip('/').rpartition('/')[2]}")
    else:
        told = (
            f"Waits at {phone.address}:{phone.port}"
            if phone.is_silent
            else f"{phone.rate:.0f} a second, {phone.sender}"
        )
    box.label(text=told, icon="TIME" if phone.is_silent else "CHECKMARK")
    if now.recording:
        box.operator("galatea.record_face", text=f"Stop ({len(now.record)} frames)", icon="SNAP_FACE", depress=True)
        if now.played:
            row: Any = box.operator(
                "galatea.record_face", text=f"Stop, into {now.played}", icon="TRACKING_REFINE_FORWARDS"
            )
            row.punch = True
    else:
        box.operator("galatea.record_face", icon="REC")
    box.operator("galatea.rest_face", icon="EYEDROPPER")
    box.operator("galatea.stop_listening", text="Stop", icon="X")


def draw_take(layout: bpy.types.UILayout, name: str, state: str) -> None:
    row: Any = layout.row(align=True)
    if state == "plays":
        row.label(text=name, icon=_ICONS[state])
    else:
        row.operator("galatea.play_take", text=name, icon=_ICONS[state], emboss=False).name = name
    row.operator("galatea.remove_take", text="", icon="X").name = name


def draw_gaps(layout: bpy.types.UILayout, context: bpy.types.Context, thing: Any) -> None:
    """Where no face was seen, and how sure this frame is."""
    data = thing.data.shape_keys.animation_data
    curve = next((c for c in action.curves_of(data) if c.data_path == f'["{SEEN}"]'), None)
    if curve is None:
        return
    box = layout.column(align=True)
    seen = curve.evaluate(current.scene(context).frame_current_final)
    box.progress(text=f"Face seen: {100.0 * seen:.0f} %", factor=max(0.0, min(seen, 1.0)), type="BAR")
    gaps = face_gaps(curve)
    row: Any = box.row(align=True)
    for start, _ in gaps[:MOST_GAPS]:
        row.operator("galatea.show_frame", text=str(start), icon="MARKER").frame = start
    if len(gaps) > MOST_GAPS:
        box.label(text=f"and {len(gaps) - MOST_GAPS} more gaps")


def face_gaps(curve: bpy.types.FCurve) -> list[tuple[int, int]]:
    """(first, last) frame of each stretch of keys at 0."""
    out: list[tuple[int, int]] = []
    inside = False
    for point in curve.keyframe_points:
        frame, value = round(point.co[0]), point.co[1]
        if value <= 0.0:
            out[-1:] = [(out[-1][0], frame)] if inside else [*out[-1:], (frame, frame)]
        inside = value <= 0.0
    return out


def draw_settings(layout: bpy.types.UILayout, context: bpy.types.Context, capture: Any) -> None:
    column = layout.column(align=True)
    column.prop(capture, "start")
    column.prop(capture, "strength", slider=True)
    column.prop(capture, "smooth", slider=True)
    column.prop(capture, "dead_zone", slider=True)
    row = layout.row(align=True)
    row.prop(capture, "mirror", toggle=True)
    row.prop(capture, "fill", toggle=True)
    row = layout.row(align=True)
    row.prop(capture, "use_neutral", text="Neutral", toggle=True)
    if capture.use_neutral:
        row.prop(capture, "neutral", text="")
    row.operator("galatea.neutral_here", text="" if capture.use_neutral else "This Frame", icon="EYEDROPPER")


def draw_bones(layout: bpy.types.UILayout, capture: Any) -> None:
    header, body = layout.panel("galatea_face_bones", default_closed=True)
    header.label(text="Head and Eyes")
    if body is not None:
        column = body.column(align=True)
        column.prop(capture, "head", slider=True)
        column.prop(capture, "neck", slider=True)
        for name in ("eyes", "jaw"):
            split = column.split(factor=0.3, align=True)
            split.label(text=name.title())
            split.prop(capture, name, text="")


def draw_keys(layout: bpy.types.UILayout, context: bpy.types.Context, capture: Any) -> None:
    header, body = layout.panel("galatea_face_keys", default_closed=True)
    driven = sum(bool(item.sources) for item in capture.keys)
    header.label(text=f"Keys ({driven} of {len(capture.keys)})")
    if body is None:
        return
    body.template_list("GALATEA_UL_face_keys", "", capture, "keys", capture, "key", rows=6)
    row: Any = body.row(align=True)
    for what, text in (("recognise", "Recognise"), ("save", "Save"), ("load", "Load")):
        row.operator("galatea.face_map", text=text).what = what
    if capture.told_by:
        paragraph(body, context, f"Names: {capture.told_by}")


CLASSES = (GALATEA_UL_face_keys, GALATEA_PT_capture)
