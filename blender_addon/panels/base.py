# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the panels are, and the pieces that several of them draw."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import bpy

from ..scene import current
from ..session import session
from ..session.job import Job
from ..state import avatars, properties
from ..state.avatar_object import AvatarObject

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import IconItems

CHARACTERS = 34
"""what fits into a row of the side bar's default width"""
MOST_ROWS = 12


class GalateaPanel:
    """Mixin: a panel under the side bar's tab."""

    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Galatea"
    if TYPE_CHECKING:
        layout: bpy.types.UILayout


def column_width(context: bpy.types.Context) -> int:
    """Characters of text that fit into one row of the region."""
    scale = current.preferences(context).system.ui_scale or 1.0
    region = current.region(context)
    return max(20, int((region.width / scale - 50) / 6.3)) if region else CHARACTERS


def paragraph(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: IconItems = "NONE") -> None:
    """Text in as many rows as it needs, but not so many that the panel is lost; of an error the details have it all."""
    column = layout.column(align=True)
    column.scale_y = 0.8
    width = column_width(context) - (4 if icon != "NONE" else 0)
    for i, line in enumerate(textwrap.wrap(text, width, max_lines=MOST_ROWS, placeholder=" …")):
        column.label(text=line, icon=icon if i == 0 else "BLANK1" if icon != "NONE" else "NONE")


def shown_avatar(context: bpy.types.Context) -> AvatarObject | None:
    """The selected avatar, where it can be changed and the panel's copy of its values is filled."""
    thing = avatars.active(context)
    if thing is None or avatars.is_linked(thing):
        return None
    return thing if properties.panel(context).uid == thing.galatea.uid else None


def draw_nobody(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Why a panel has nothing to show."""
    thing = avatars.active(context)
    if thing is not None and avatars.is_linked(thing):
        paragraph(layout, context, f"{thing.name} is linked from another file. {avatars.MAKE_LOCAL}", icon="LINKED")
    else:
        layout.label(text="Select an avatar", icon="RESTRICT_SELECT_OFF")


def is_connected() -> bool:
    """Whether a backend is there to be asked."""
    return session.state == "READY"


def job_of(uid: str) -> Job | None:
    """The work on an avatar, or (without a uid) on one that is still to be made; not what was only found."""
    return session.connection.working_for(uid)


def draw_problem(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """The last error: what, what to do, copy, dismiss."""
    problem = properties.panel(context).problem
    if not problem.message:
        return
    box = layout.box()
    paragraph(box, context, problem.message, icon="ERROR")
    if problem.hint:
        paragraph(box, context, problem.hint, icon="BLANK1")
    row = box.row(align=True)
    if problem.job:
        row.operator("galatea.resume", icon="FILE_REFRESH").job = problem.job
    row.operator("galatea.copy_details", icon="COPYDOWN")
    row.operator("galatea.dismiss", text="", icon="X")
