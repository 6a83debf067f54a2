# SPDX-License-Identifier: GPL-3.0-or-later
"""Face: expressions of one click, words for the face only, and the body's own keys in groups."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from .._shared.protocol import slider_catalogue
from .._shared.protocol.face_labels import FaceRow, face_groups
from ..session import session
from ..state import avatars, properties
from ..state.avatar_object import AvatarObject
from ..state.expression_presets import EXPRESSIONS
from .base import GalateaPanel, draw_nobody, is_connected, job_of, paragraph, shown_avatar

_COLUMNS = 4
_LABEL = 0.46
"""the share of a row that its label has"""


class GALATEA_PT_face(GalateaPanel, bpy.types.Panel):
    bl_label = "Face"
    bl_order = 3
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """A body without a face has no such page."""
        thing = shown_avatar(context)
        return thing is None or bool(avatars.face_keys(thing))

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        panel = properties.panel(context)
        thing = shown_avatar(context)
        if thing is None:
            draw_nobody(layout, context)
            return
        if thing.data.shape_keys is None:
            paragraph(layout, context, "The face keys were deleted. Move a slider of the body, and they come back.")
            return
        layout = layout.column()
        layout.enabled = job_of(thing.galatea.uid) is None
        names = avatars.face_keys(thing)
        draw_expressions(layout, names)
        column = layout.column()
        column.enabled = is_connected()
        row = column.row(align=True)
        row.prop(panel, "face_prompt", text="", placeholder="a shy smile")
        button = row.row(align=True)
        button.enabled = bool(panel.face_prompt.strip())
        button.operator("galatea.change", text="", icon="SHADERFX").face_only = True
        row = layout.row(align=True)
        row.prop(panel, "face_search", text="", icon="VIEWZOOM", placeholder="Search")
        reset: Any = row.operator("galatea.reset_face", text="", icon="LOOP_BACK")
        reset.keys = ""
        told = slider_catalogue.expressions(session.connection.body(thing.galatea.body))
        for group, (title, rows) in face_groups(names, told).items():
            draw_group(layout, thing, group, title, rows, panel.face_search.lower())


def draw_expressions(layout: bpy.types.UILayout, names: tuple[str, ...]) -> None:
    """Those that keys of these names can show; to be neutral is something for every face."""
    grid = layout.grid_flow(row_major=True, columns=_COLUMNS, even_columns=True, align=True)
    for name in [name for name, wanted in EXPRESSIONS.items() if wanted.keys() <= set(names)]:
        grid.operator("galatea.expression", text=name.title()).name = name


def draw_group(
    layout: bpy.types.UILayout,
    thing: AvatarObject,
    group: str,
    title: str,
    every: tuple[FaceRow, ...],
    wanted: str,
) -> None:
    rows = [row for row in every if any(wanted in text.lower() for text in (row.label, *row.keys))]
    if wanted:
        body = layout if rows else None
        if rows:
            layout.label(text=title)
    else:
        header, body = layout.panel(f"galatea_face_{group}", default_closed=True)
        header.label(text=title)
    if body is not None:
        column = body.column(align=True)
        for row in sorted(rows, key=lambda row: len(row.keys)):  # what has two sides stands together, under its heading
            if len(row.keys) == 2 and row.keys == next(row.keys for row in rows if len(row.keys) == 2):
                draw_sides(column)
            draw_row(column, thing, row)


def draw_sides(layout: bpy.types.UILayout) -> None:
    """Whose left and right: the figure's own."""
    row = layout.row(align=True)
    split = row.split(factor=_LABEL, align=True)
    split.label(text="Figure's")
    pair = split.row(align=True)
    for side in ("Left", "Right"):
        pair.label(text=side)
    for _ in range(2):  # above the way back and the lock
        row.label(text="", icon="BLANK1")


def draw_row(layout: bpy.types.UILayout, thing: AvatarObject, face_row: FaceRow) -> None:
    """One key, or its left and right half side by side; real shape keys, so they can be keyframed right here."""
    shape_keys = thing.data.shape_keys
    blocks = shape_keys.key_blocks if shape_keys else {}
    keys = [blocks[key] for key in face_row.keys if key in blocks]
    if not keys:
        return
    items = [thing.galatea.values.get(key.name) for key in keys]
    locked = any(item is not None and item.locked for item in items)
    row = layout.row(align=True)
    field = row.row(align=True)
    field.enabled = not locked
    if len(keys) == 2:
        split = field.split(factor=_LABEL, align=True)
        split.label(text=face_row.label)
        pair = split.row(align=True)
        for key in keys:
            pair.prop(key, "value", text="", slider=True)
    else:
        field.prop(keys[0], "value", text=face_row.label, slider=True)
    names = ", ".join(face_row.keys)
    reset = field.row(align=True)
    reset.active = any(key.value for key in keys)
    button: Any = reset.operator("galatea.reset_face", text="", icon="LOOP_BACK")
    button.keys = names
    lock = row.operator("galatea.lock", text="", icon="LOCKED" if locked else "UNLOCKED")
    lock.names, lock.locked = names, not locked


CLASSES = (GALATEA_PT_face,)
