# SPDX-License-Identifier: GPL-3.0-or-later
"""Export: for which program, where to, and what an independent reader found in the file."""

from __future__ import annotations

import os
from typing import ClassVar

import bpy

from .._shared.protocol.requests import TWISTING
from ..scene import clips, covered, parts
from ..state import avatars, export_reports, labels, object_pairs, properties
from .base import GalateaPanel, paragraph


class GALATEA_PT_export(GalateaPanel, bpy.types.Panel):
    bl_label = "Export"
    bl_order = 7
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        thing = avatars.active(context)
        if thing is None:
            layout.label(text="Select an avatar", icon="RESTRICT_SELECT_OFF")
            return
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(panel, "preset")
        column.prop(panel, "format")
        column.prop(panel, "file", placeholder="beside the .blend file")
        if parts.came_with(thing) and panel.format != "blend":
            column.prop(panel, "one_mesh")
        if panel.preset in TWISTING and panel.format != "blend":
            column.prop(panel, "twist_bones")
        if covered.of(thing) is not None:
            column.prop(thing.galatea, "hidden_skin")
        rig = avatars.rig(thing)
        if rig is not None and panel.format != "blend" and (clips.plays(thing, rig) or clips.waiting(thing, rig)):
            draw_clips(column, panel)
        row = layout.row()
        row.scale_y = 1.2
        row.operator("galatea.export", text=f"Export {object_pairs.title(thing)}", icon="EXPORT")
        if report := export_reports.of(thing.galatea.uid, context):
            draw_report(layout, context, report)


def draw_clips(column: bpy.types.UILayout, panel: properties.GalateaPanel) -> None:
    """Which clips go into the file, at which rate, and who carries their way."""
    column.separator()
    for name in ("clips", "root_motion", "clip_fps"):
        column.prop(panel, name)


def draw_report(layout: bpy.types.UILayout, context: bpy.types.Context, report: properties.GalateaReport) -> None:
    """The file, what was found in it, what it does not hold."""
    layout.label(text=os.path.basename(report.file), icon="FILE_TICK")
    layout.label(text=_outcome(report))
    if report.outdated:
        paragraph(layout, context, "The figure was changed since. Export it again.", icon="INFO")
    checks = layout.column(align=True)
    checks.scale_y = 0.85
    clips_passed = passed(report)
    for name in clips_passed:
        checks.label(text=name, icon="CHECKMARK")
    for check in report.checks:
        if check.name.rpartition(": ")[0] in clips_passed:
            continue
        good = check.found == "ok"
        checks.label(text=labels.title(check.name), icon="CHECKMARK" if good else "ERROR")
        if not good:
            paragraph(checks, context, check.found, icon="BLANK1")
    for note in filter(None, report.notes.split("\n")):
        paragraph(layout, context, note, icon="INFO")


def passed(report: properties.GalateaReport) -> list[str]:
    """The clips of which every check passed; they are a line each."""
    found: dict[str, bool] = {}
    for check in report.checks:
        if clip := check.name.rpartition(": ")[0]:
            found[clip] = found.get(clip, True) and check.found == "ok"
    return [clip for clip, good in found.items() if good]


def _outcome(report: properties.GalateaReport) -> str:
    """What became of the export, in one line."""
    failed = sum(check.found != "ok" for check in report.checks)
    if failed:
        return f"Written; {failed} of {len(report.checks)} checks failed:"
    if report.checks:
        return f"Written and read back, all {len(report.checks)} checks passed:"
    return "Written." if report.file.lower().endswith(".blend") else "Written; not read back yet."


CLASSES = (GALATEA_PT_export,)
