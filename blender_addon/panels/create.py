# SPDX-License-Identifier: GPL-3.0-or-later
"""Create: a new avatar, or words; and the work in progress."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from ..scene import current
from ..session import session
from ..session.job import Job
from ..state import avatars, bodies, labels, preview_icons, properties
from ..state.avatar_object import AvatarObject
from .base import GalateaPanel, draw_problem, is_connected, job_of, paragraph
from .found import draw_found


class GALATEA_PT_create(GalateaPanel, bpy.types.Panel):
    bl_label = "Create"
    bl_order = 1

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        """That work is going on here, or something is told, is seen while the panel is folded."""
        panel = properties.panel(context)
        if panel.problem.message:
            self.layout.label(icon="ERROR")
        elif jobs := session.connection.in_panel():
            self.layout.label(text=_far(jobs[0]), icon="TIME")
        elif panel.note:
            self.layout.label(icon="INFO")

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        ready = is_connected()
        if ready:
            draw_problem(layout, context)
        thing = avatars.active(context)
        column = layout.column()
        column.enabled = ready
        column.operator("galatea.new_avatar", icon="OUTLINER_OB_ARMATURE")
        draw_body(column, panel)
        column.separator(factor=0.5)
        column.prop(panel, "prompt", text="", placeholder="a tall muscular man, smiling")
        draw_words_buttons(column, context, thing)
        draw_photo(column, panel)
        draw_convert(column, context, thing)
        for job in session.connection.in_panel():
            draw_job(layout, job)
        draw_picture(layout)
        if panel.note:
            row = layout.row()
            paragraph(row, context, panel.note, icon="INFO")
            row.operator("galatea.dismiss", text="", icon="X", emboss=False)
        if ready:
            draw_found(layout, context)


def draw_body(layout: bpy.types.UILayout, panel: properties.GalateaPanel) -> None:
    """Which model new figures are made of, where there are several."""
    if len(session.connection.bodies) > 1:
        layout.menu("GALATEA_MT_bodies", text=bodies.label(panel.body), icon="USER")


class GALATEA_MT_bodies(bpy.types.Menu):
    bl_label = "Body"
    bl_description = "The model that new figures are made of"

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        chosen = properties.panel(context).body
        for name in session.connection.bodies:
            icon = "RADIOBUT_ON" if name == chosen else "RADIOBUT_OFF"
            layout.operator("galatea.use_body", text=bodies.label(name), icon=icon).name = name
        layout.separator()
        layout.operator("galatea.look_again", icon="FILE_REFRESH")


def draw_words_buttons(layout: bpy.types.UILayout, context: bpy.types.Context, thing: AvatarObject | None) -> None:
    """Generate makes another person, Change is for the selected one; who is being made or changed must wait."""
    row = layout.row(align=True)
    row.scale_y = 1.3
    words = bool(properties.panel(context).prompt.strip())
    new = row.row(align=True)
    new.enabled = words and job_of("") is None
    new.operator("galatea.generate", icon="SHADERFX")
    change = row.row(align=True)
    change.enabled = words and thing is not None and job_of(thing.galatea.uid) is None
    change.operator("galatea.change", icon="MODIFIER")


def draw_photo(layout: bpy.types.UILayout, panel: properties.GalateaPanel) -> None:
    """What cuts an animal out is asked for where an animal is chosen: people and faces are found without."""
    if panel.body in session.connection.animals:
        row = layout.row()
        row.use_property_split, row.use_property_decorate = True, False
        row.prop(panel, "masks")
    row = layout.row()
    row.enabled = job_of("") is None
    row.operator("galatea.body_from_photo", text="Body from Photo…", icon="IMAGE_DATA")
    for name in session.connection.face_readers:
        button: Any = row.operator("galatea.face_from_photo", text=f"Face by {name}…", icon="USER")
        button.model = name


def draw_convert(layout: bpy.types.UILayout, context: bpy.types.Context, thing: AvatarObject | None) -> None:
    """Where something is selected that can become an avatar of the chosen body."""
    panel, active = properties.panel(context), current.layer_in_view(context).objects.active
    figure = thing is not None and thing.galatea.body != panel.body
    mesh = active is not None and active.type == "MESH" and avatars.of(active) is None
    if not (figure or mesh):
        return
    row = layout.row()
    row.enabled = job_of("") is None
    row.operator("galatea.convert", text=f"Convert to {bodies.label(panel.body)}", icon="MOD_MESHDEFORM")


def draw_picture(layout: bpy.types.UILayout) -> None:
    """Large while somebody is being made; folded away once they stand in the view."""
    if not (icon := preview_icons.icon_id()):
        return
    if session.connection.in_panel():
        layout.template_icon(icon_value=icon, scale=8.0)
        return
    header, body = layout.panel("galatea_picture", default_closed=True)
    header.label(text="Picture")
    if body is not None:
        body.template_icon(icon_value=icon, scale=8.0)


def draw_job(layout: bpy.types.UILayout, job: Job) -> None:
    """Stage, percent, time left and Cancel."""
    column = layout.column(align=True)
    left = f", {labels.clock(job.eta_s)} left" if job.eta_s is not None else ""
    column.progress(factor=job.fraction, text=f"{_far(job)}{left}")
    found = not job.handler.asked_here
    row = column.split(factor=0.55 if found else 0.66)
    row.label(text=job.title)
    buttons = row.row(align=True)
    button = buttons.row(align=True)
    button.enabled = not job.cancelling
    button.operator("galatea.cancel", text="Stopping" if job.cancelling else "Cancel", icon="CANCEL").job = job.job_id
    if found:
        buttons.operator("galatea.dismiss_job", text="", icon="X").job = job.job_id


def _far(job: Job) -> str:
    """How far it is: the stage and percent."""
    return f"{labels.stage(job.stage)} {job.fraction:.0%}"


class GALATEA_PT_options(GalateaPanel, bpy.types.Panel):
    bl_label = "Options"
    bl_parent_id = "GALATEA_PT_create"
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        panel = properties.panel(context)
        column = layout.column()
        column.prop(panel, "seed")
        column.prop(panel, "steps")
        column = layout.column(align=True)
        column.prop(panel, "body_strength", slider=True)
        column.prop(panel, "face_strength", slider=True)
        layout.prop(panel, "encoder")


CLASSES = (GALATEA_MT_bodies, GALATEA_PT_create, GALATEA_PT_options)
