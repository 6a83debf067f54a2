# SPDX-License-Identifier: GPL-3.0-or-later
"""People whom the backend has and this file has not: one folded line, the newest with their picture."""

from __future__ import annotations

import bpy

from ..jobs import recovered_jobs
from ..state import preview_icons, properties
from .base import paragraph

MOST_SHOWN = 20


def draw_found(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Newest first; what failed says why and what to do."""
    panel = properties.panel(context)
    found = [item for item in panel.found if item.name != panel.problem.job]
    if not found:
        return
    header, body = layout.panel("galatea_found", default_closed=True)
    header.label(text=f"Recovered: {len(found)}", icon="TIME")
    if body is None:
        return
    for item in found[: recovered_jobs.PICTURED]:
        draw_one(body, context, item, preview_icons.kept_id(item.name))
    older = found[recovered_jobs.PICTURED :]
    if older:
        header, rest = body.panel("galatea_found_older", default_closed=True)
        header.label(text=f"Older: {len(older)}")
        for item in older[:MOST_SHOWN] if rest else ():
            draw_one(rest, context, item, 0)
        if rest and len(older) > MOST_SHOWN:
            rest.label(text=f"and {len(older) - MOST_SHOWN} more: galatea jobs lists them")
    body.operator("galatea.dismiss_job", text="Dismiss All…").job = ""


def draw_one(
    layout: bpy.types.UILayout, context: bpy.types.Context, item: properties.GalateaFound, picture: int
) -> None:
    """One person: picture, words, and what can be done."""
    box = layout.box()
    row = box.row()
    if picture:
        row.template_icon(icon_value=picture, scale=3.0)
    column = row.column(align=True)
    column.label(text=item.title, icon="ERROR" if item.failed else "NONE")
    buttons = column.row(align=True)
    if not item.failed:
        buttons.operator("galatea.fetch_job", icon="IMPORT").job = item.name
    elif item.resumable:
        buttons.operator("galatea.resume", icon="FILE_REFRESH").job = item.name
    buttons.operator("galatea.dismiss_job", text="", icon="X").job = item.name
    for text in filter(None, (item.message, item.hint)):
        paragraph(box, context, text, icon="BLANK1")
