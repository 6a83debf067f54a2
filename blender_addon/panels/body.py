# SPDX-License-Identifier: GPL-3.0-or-later
"""Body: what the figure measures, and the sliders that shape it."""

from __future__ import annotations

import bpy

from .. import avatars, labels, properties
from .base import GalateaPanel, draw_nobody, job_of, shown_avatar


class GALATEA_PT_body(GalateaPanel, bpy.types.Panel):
    bl_label = "Body"
    bl_order = 2

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        thing = shown_avatar(context)
        if thing is None:
            draw_nobody(layout, context)
            return
        draw_measurements(layout, panel)
        layout = layout.column()
        layout.enabled = panel.state == "READY" and job_of(context, thing.galatea.uid) is None
        row = layout.row(align=True)
        row.operator("galatea.randomise", text="Randomise…", icon="FILE_REFRESH")
        row.operator("galatea.reset_sliders", icon="LOOP_BACK").name = ""
        layout.prop(panel, "search", text="", icon="VIEWZOOM", placeholder="Search")
        wanted = panel.search.lower()
        groups: dict[str, list[properties.GalateaSlider]] = {}
        for slider in panel.sliders:
            if wanted in slider.label.lower() or wanted in slider.name.lower():
                groups.setdefault(slider.group, []).append(slider)
        usual = {group: sliders for group, sliders in groups.items() if group in labels.GROUPS}
        small = {group: sliders for group, sliders in sorted(groups.items()) if group not in labels.GROUPS}
        for group, sliders in usual.items():
            draw_group(layout, thing, group, sliders, everything=bool(wanted))
        if small:
            body = layout if wanted else fold(layout, "details", "Details")
            for group, sliders in small.items() if body else ():
                draw_group(body, thing, group, sliders, everything=bool(wanted))


def draw_measurements(layout: bpy.types.UILayout, panel: properties.GalateaPanel) -> None:
    column = layout.column(align=True)
    column.scale_y = 0.85
    for i, line in enumerate(labels.figure(avatars.measurements(panel.measurements))):
        column.label(text=line, icon="DRIVER_DISTANCE" if i == 0 else "BLANK1")


def draw_group(
    layout: bpy.types.UILayout,
    thing: bpy.types.Object,
    group: str,
    sliders: list[properties.GalateaSlider],
    everything: bool,
) -> None:
    """A fold of sliders; a search opens all of them."""
    title = labels.GROUPS.get(group, group)
    if everything:
        layout.label(text=title)
        body = layout
    else:
        body = fold(layout, group, title, closed=group != "build")
    if body is not None:
        column = body.column(align=True)
        for slider in sliders:
            draw_slider(column, thing, slider)


def fold(layout: bpy.types.UILayout, name: str, title: str, closed: bool = True) -> bpy.types.UILayout | None:
    """A part of the panel that folds away; None while it is."""
    header, body = layout.panel(f"galatea_body_{name}", default_closed=closed)
    header.label(text=title)
    return body


def draw_slider(layout: bpy.types.UILayout, thing: bpy.types.Object, slider: properties.GalateaSlider) -> None:
    row = layout.row(align=True)
    item = thing.galatea.values.get(slider.name)
    field = row.row(align=True)
    field.enabled = item is None or not item.locked
    field.prop(slider, "change" if slider.signed else "amount", text=slider.label, slider=True)
    reset = field.row(align=True)
    reset.active = abs(slider.get_value() - slider.default) > 1e-4
    reset.operator("galatea.reset_sliders", text="", icon="LOOP_BACK").name = slider.name
    if item is not None:
        row.prop(item, "locked", text="", icon="LOCKED" if item.locked else "UNLOCKED")


CLASSES = (GALATEA_PT_body,)
