# SPDX-License-Identifier: GPL-3.0-or-later
"""Body: numbers that can be typed, and the sliders that shape the figure."""

from __future__ import annotations

import bpy

from .._shared.protocol.slider_catalogue import GROUPS, PARTS
from ..state import avatars, metrics, panel_sliders, properties
from ..state.avatar_object import AvatarObject
from ..state.metrics import METRICS, Metric
from .base import GalateaPanel, draw_nobody, is_connected, job_of, paragraph, shown_avatar


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
        if not panel.sliders:
            ready = is_connected()
            text = f"This backend does not describe the body {thing.galatea.body}, so there is nothing to move."
            paragraph(layout, context, text if ready else "Sliders are here once the backend is connected.", "INFO")
            return
        layout = layout.column()
        layout.enabled = is_connected() and job_of(thing.galatea.uid) is None
        drawn = draw_metrics(layout, thing, panel)
        row = layout.row(align=True)
        row.operator("galatea.randomise", text="Randomise…", icon="FILE_REFRESH")
        row.operator("galatea.reset_sliders", icon="LOOP_BACK").name = ""
        row = layout.row(align=True)
        row.prop(panel, "search", text="", icon="VIEWZOOM", placeholder="Search")
        row.prop(panel, "symmetric", text="", icon="MOD_MIRROR")
        draw_sliders(layout, thing, panel, drawn)


def draw_metrics(layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel) -> set[str]:
    """The numbers that this body has; returns the sliders that they stand for."""
    measured = avatars.measurements(panel.measurements)
    body = fold(layout, "measures", "Measures", closed=False)
    drawn = set()
    column = body.column(align=True) if body is not None else None
    for metric in METRICS.values():
        slider = panel_sliders.of_metric(panel, metric.name)
        if slider is None if not metric.measure else metric.measure not in measured:
            continue
        unit, _ = metrics.shown_in(metric)
        label = f"{metric.title}, {unit}" if unit else metric.title
        if column is None:
            pass
        elif metric.measure:
            draw_measure(column, thing, panel, metric, label, slider)
        else:
            draw_row(column, thing, [slider], panel, metric.name, label)
        if slider is not None and slider.group != "shape":  # a coefficient does more than its number tells
            drawn.add(slider.name)
    return drawn


def draw_measure(
    layout: bpy.types.UILayout,
    thing: AvatarObject,
    panel: properties.GalateaPanel,
    metric: Metric,
    label: str,
    slider: properties.GalateaSlider | None,
) -> None:
    """A number that can be typed, and the lock that keeps it whatever else is moved."""
    held = avatars.held(thing)
    item = thing.galatea.values.get(slider.name) if slider is not None and slider.group != "shape" else None
    locked = metric.measure in held or (item is not None and item.locked)
    row = layout.row(align=True)
    row.enabled = not metrics.settled_by_others(metric, held)
    main = row.row(align=True)
    main.enabled = not locked
    main.prop(panel, metric.name, text=label, slider=True)
    lock = row.operator("galatea.hold_measure", text="", icon="LOCKED" if locked else "UNLOCKED")
    lock.name, lock.held = metric.name, not locked


def draw_sliders(
    layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel, drawn: set[str]
) -> None:
    """The build's sliders, then the folds of the details; a search opens what it finds."""
    wanted = panel.search.lower()
    groups: dict[str, list[properties.GalateaSlider]] = {}
    for slider in panel.sliders:
        found = any(wanted in text.lower() for text in (slider.label, slider.group, slider.name))
        if found and slider.name not in drawn:
            groups.setdefault(slider.group, []).append(slider)
    for group, title in GROUPS.items():
        if group in groups:
            draw_group(layout, thing, panel, group, title, groups[group])
    small = [part for part in PARTS if part in groups]
    body = layout if wanted or not small else fold(layout, "details", "Details")
    if body is not None:
        for group in small:
            draw_group(body, thing, panel, group, group, groups[group])


def draw_group(
    layout: bpy.types.UILayout,
    thing: AvatarObject,
    panel: properties.GalateaPanel,
    group: str,
    title: str,
    sliders: list[properties.GalateaSlider],
) -> None:
    """A fold of sliders; a search opens all of them."""
    if panel.search:
        layout.label(text=title)
        body = layout
    else:
        body = fold(layout, group, title, closed=group not in ("build", "shape"))
    if body is not None:
        column = body.column(align=True)
        for slider in sliders:
            draw_slider(column, thing, slider, panel)


def fold(layout: bpy.types.UILayout, name: str, title: str, closed: bool = True) -> bpy.types.UILayout | None:
    """A part of the panel that folds away; None while it is."""
    header, body = layout.panel(f"galatea_body_{name}", default_closed=closed)
    header.label(text=title)
    return body


def draw_slider(
    layout: bpy.types.UILayout,
    thing: AvatarObject,
    slider: properties.GalateaSlider,
    panel: properties.GalateaPanel,
) -> None:
    """One slider; of a left and a right one, one for both where they are to be symmetric and are."""
    other = panel.sliders.get(slider.twin) if slider.twin else None
    field = slider.field
    if other is None:
        draw_row(layout, thing, [slider], slider, field, slider.label)
    elif panel.symmetric and abs(slider.get_value() - other.get_value()) < 5e-3:
        if slider.side == "Left":
            draw_row(layout, thing, [slider, other], slider, f"both_{field}s", slider.label)
    else:
        draw_row(layout, thing, [slider], slider, field, f"{slider.label}, {slider.side}")


def draw_row(
    layout: bpy.types.UILayout,
    thing: AvatarObject,
    sliders: list[properties.GalateaSlider],
    owner: bpy.types.bpy_struct,
    field: str,
    label: str,
) -> None:
    """A field, and the way back and the lock of the sliders that it moves."""
    names = ", ".join(slider.name for slider in sliders)
    known = [thing.galatea.values.get(slider.name) for slider in sliders]
    locked = any(item is not None and item.locked for item in known)
    row = layout.row(align=True)
    main = row.row(align=True)
    main.enabled = not locked
    main.prop(owner, field, text=label, slider=True)
    reset = main.row(align=True)
    reset.active = any(abs(slider.get_value() - slider.default) > 1e-3 for slider in sliders)
    reset.operator("galatea.reset_sliders", text="", icon="LOOP_BACK").name = names
    lock = row.operator("galatea.lock", text="", icon="LOCKED" if locked else "UNLOCKED")
    lock.names, lock.locked = names, not locked


CLASSES = (GALATEA_PT_body,)
