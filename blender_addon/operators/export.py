# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the selected avatar to a file and have it read back."""

from __future__ import annotations

import os
import re

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import TWISTING
from ..export import ClipsWanted, export_file
from ..jobs import live_edit
from ..session import session
from ..state import export_reports, object_pairs, properties
from ..state.properties import (
    CLIP_FPS,
    EXPORT_CLIPS,
    EXPORT_FORMATS,
    EXPORT_PRESETS,
    ONE_MESH,
    ROOT_MOTION,
    TWIST_BONES,
    ending,
)
from .base import AskingOperator, shown


class GALATEA_OT_export(AskingOperator):
    """Write the selected figure into a file that the chosen program reads, and have the file checked.

    Python: bpy.ops.galatea.export(file="a.fbx", preset="unreal", clips="all", root_motion="root", clip_fps=60)"""

    bl_idname = "galatea.export"
    bl_label = "Export"

    file: StringProperty(name="File", description="Empty: beside the .blend file", options={"SKIP_SAVE"})
    preset: EnumProperty(name="For", items=EXPORT_PRESETS)
    format: EnumProperty(
        name="Format", description="Left out: as the file's name ends", items=EXPORT_FORMATS, options={"SKIP_SAVE"}
    )

    one_mesh: BoolProperty(name="One Mesh", description=ONE_MESH)
    clips: EnumProperty(name="Clips", description="Which clips go into the file", items=EXPORT_CLIPS)
    clip_fps: FloatProperty(name="Frame Rate", description=CLIP_FPS, min=0.0, max=120.0)
    root_motion: EnumProperty(name="Root Motion", description="Who goes the way over the ground", items=ROOT_MOTION)
    twist_bones: BoolProperty(name="Twist Bones", description=TWIST_BONES)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        self.from_panel(context, "file", "preset", "format", "one_mesh")
        if properties.panel(context).format != "blend":
            self.from_panel(context, "clips", "clip_fps", "root_motion")
            if self.preset in TWISTING:
                self.from_panel(context, "twist_bones")
        self.file = as_typed(self.file)
        return self.execute(context)

    def act(self, context: bpy.types.Context) -> None:
        thing = shown(context)
        if live_edit.works_on(thing.galatea.uid):
            raise BadRequest("The avatar is still taking on its new shape.", "Export it again in a moment.")
        panel = properties.panel(context)
        export_reports.drop(thing.galatea.uid)
        file = self.file or f"//{bpy.path.clean_name(object_pairs.title(thing))}"
        chosen = self.format if self.properties.is_property_set("format") else ""
        path = export_file.whole_path(with_ending(file, chosen))
        wanted = ClipsWanted(self.clips, self.clip_fps, self.root_motion, self.twist_bones)
        written = export_file.write(thing, path, self.preset, self.one_mesh, wanted)
        notes = dict.fromkeys(note for each in written for note in each.notes)
        stem, end = os.path.splitext(path)
        shown_as = str(written[0].path) if len(written) == 1 else f"{stem}@*{end}"
        export_reports.begin(thing.galatea.uid, shown_as, notes)
        for note in notes:
            self.report({"WARNING"}, note)
        if not export_file.is_checked(path):
            panel.note = "Written. A .blend file is not read back"
            return
        if session.state != "READY":
            panel.note = "Written. Without a backend the file was not read back"
            return
        for each in written:
            self.send(lambda each=each: export_file.ask_for_check(thing, each))


def with_ending(file: str, chosen: str) -> str:
    """The file's name with the ending of the chosen format; without a choice the name's own holds, or FBX."""
    told = ending(file)
    if (told and chosen == told) or (not chosen and re.search(r"\.\w{1,5}$", file)):
        return file
    return f"{file[: -len(told) - 1] if told else file}.{chosen or 'fbx'}"


def as_typed(file: str) -> str:
    """What the artist typed: a mere name is a file beside the .blend, not one in Blender's own folder."""
    return f"//{file}" if file and not os.path.dirname(file) else file


CLASSES = (GALATEA_OT_export,)
