# SPDX-License-Identifier: GPL-3.0-or-later
"""Create: a new avatar, or words; and the work in progress."""

from __future__ import annotations

from typing import ClassVar

import bpy

from .. import avatars, labels, pictures, properties
from .base import GalateaPanel, draw_problem, job_of, paragraph


class GALATEA_PT_create(GalateaPanel, bpy.types.Panel):
    bl_label = "Create"
    bl_order = 1

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        ready = panel.state == "READY"
        if ready:
            draw_problem(layout, context)
        thing = avatars.active(context)
        column = layout.column()
        column.enabled = ready
        column.operator("galatea.new_avatar", icon="OUTLINER_OB_ARMATURE")
        column.separator(factor=0.5)
        column.prop(panel, "prompt", text="", placeholder="a tall muscular man, smiling")
        target = "" if thing is None or panel.make_new else thing.galatea.uid
        if job_of(context, target) is None:
            draw_generate(column, panel, thing)
        for job in panel.jobs:
            draw_job(layout, job)
        if icon := pictures.icon_id():
            layout.template_icon(icon_value=icon, scale=9.0)
        if panel.note:
            row = layout.row()
            paragraph(row, context, panel.note, icon="INFO")
            row.operator("galatea.dismiss", text="", icon="X", emboss=False)
        draw_finished(layout, panel)


def draw_generate(layout: bpy.types.UILayout, panel: properties.GalateaPanel, thing: bpy.types.Object | None) -> None:
    row = layout.row()
    row.scale_y = 1.4
    row.enabled = bool(panel.prompt.strip())
    changes = thing is not None and not panel.make_new
    row.operator("galatea.generate", text=f"Change {thing.name}" if changes else "Generate", icon="SHADERFX")
    if thing is not None:
        layout.prop(panel, "make_new")


def draw_job(layout: bpy.types.UILayout, job: properties.GalateaJob) -> None:
    """Stage, percent, time left and Cancel."""
    column = layout.column(align=True)
    left = f", {labels.clock(job.eta)} left" if job.eta >= 0 else ""
    column.progress(factor=job.fraction, text=f"{labels.stage(job.stage)} {job.fraction:.0%}{left}")
    row = column.split(factor=0.66)
    row.label(text=job.title)
    button = row.row()
    button.enabled = not job.cancelling
    button.operator("galatea.cancel", text="Stopping" if job.cancelling else "Cancel", icon="CANCEL").job = job.name


def draw_finished(layout: bpy.types.UILayout, panel: properties.GalateaPanel) -> None:
    if not panel.finished:
        return
    box = layout.box()
    box.label(text="Finished while away", icon="TIME")
    for item in panel.finished:
        row = box.row(align=True)
        row.label(text=item.title)
        row.operator("galatea.place_finished", icon="PIVOT_CURSOR").job = item.name
        row.operator("galatea.forget_finished", text="", icon="X").job = item.name


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
        column = layout.column(heading="Strength", align=True)
        column.prop(panel, "body_strength", text="Body", slider=True)
        column.prop(panel, "face_strength", text="Face", slider=True)
        layout.prop(panel, "encoder")


CLASSES = (GALATEA_PT_create, GALATEA_PT_options)
