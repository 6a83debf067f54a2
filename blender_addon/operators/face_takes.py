# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes of a face: choose one, change how it is used, map its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.rigging.faces.key_map import face_map
from ..jobs import face_takes
from ..scene import armature_of, current, face_action, face_rig
from ..state import face_maps, face_properties
from .base import ChoosesFile, GalateaOperator
from .face_of import done, mesh_of, with_take

_UNDO: ClassVar[set[str]] = {"REGISTER", "UNDO"}


class GALATEA_OT_play_take(GalateaOperator):
    """Play this take of the selected face; the one that plays waits.

    Python: bpy.ops.galatea.play_take(name="smile")"""

    bl_idname = "galatea.play_take"
    bl_label = "Play Take"
    bl_options = _UNDO

    name: StringProperty(name="Take")

    def act(self, context: bpy.types.Context) -> None:
        thing = mesh_of(context)
        face_takes.chosen(current.scene(context), thing, self.name)
        done(context, thing, [])


class GALATEA_OT_remove_take(GalateaOperator):
    """Take this take of the selected face away.

    Python: bpy.ops.galatea.remove_take(name="smile")"""

    bl_idname = "galatea.remove_take"
    bl_label = "Remove Take"
    bl_options = _UNDO

    name: StringProperty(name="Take")

    def act(self, context: bpy.types.Context) -> None:
        thing = mesh_of(context)
        if not face_action.remove(thing, armature_of(thing), self.name):
            raise BadRequest(f"{thing.name} has no take {self.name!r}.", "Choose one of its list.")
        done(context, thing, [])


class GALATEA_OT_take_to_nla(GalateaOperator):
    """Push the take that plays down into the NLA, where it goes on, can be moved, cut and laid over others.

    Python: bpy.ops.galatea.take_to_nla()"""

    bl_idname = "galatea.take_to_nla"
    bl_label = "Push to NLA"
    bl_options = _UNDO

    def act(self, context: bpy.types.Context) -> None:
        thing = with_take(context)
        face_action.put_by(thing, armature_of(thing), muted=False)
        done(context, thing, [])


class GALATEA_OT_apply_face(GalateaOperator):
    """Write the take anew with the settings as they are; in the panel that happens by itself.

    Python: bpy.ops.galatea.apply_face(strength=1.2, smooth=0.5)"""

    bl_idname = "galatea.apply_face"
    bl_label = "Apply Face Settings"
    bl_options = _UNDO

    start: IntProperty(name="Start", options={"SKIP_SAVE"})
    strength: FloatProperty(name="Strength", min=0.0, max=5.0, options={"SKIP_SAVE"})
    smooth: FloatProperty(name="Smooth", min=0.0, max=1.0, options={"SKIP_SAVE"})
    mirror: BoolProperty(name="Mirror", options={"SKIP_SAVE"})
    dead_zone: FloatProperty(name="Dead Zone", min=0.0, max=0.5, options={"SKIP_SAVE"})
    head: FloatProperty(name="Head", min=0.0, max=2.0, options={"SKIP_SAVE"})
    neck: FloatProperty(name="Neck", min=0.0, max=1.0, options={"SKIP_SAVE"})
    neutral: IntProperty(name="Neutral Frame", description="-1 for none", min=-1, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = with_take(context)
        capture: Any = thing.galatea.capture
        for name in ("start", "strength", "smooth", "mirror", "dead_zone", "head", "neck"):
            if self.properties.is_property_set(name):
                setattr(capture, name, getattr(self, name))
        if self.properties.is_property_set("neutral"):
            capture.use_neutral, capture.neutral = self.neutral >= 0, max(self.neutral, 0)
        face_takes.apply_settings(current.scene(context), thing)
        done(context, thing, [])


class GALATEA_OT_neutral_here(GalateaOperator):
    """The face rests in the frame that is shown: what it shows there counts as nothing.

    Python: bpy.ops.galatea.neutral_here()"""

    bl_idname = "galatea.neutral_here"
    bl_label = "Neutral Is This Frame"
    bl_options = _UNDO

    def act(self, context: bpy.types.Context) -> None:
        thing, scene = with_take(context), current.scene(context)
        thing.galatea.capture.neutral = scene.frame_current
        thing.galatea.capture.use_neutral = True
        face_takes.apply_settings(scene, thing)
        done(context, thing, [])


class GALATEA_OT_show_frame(GalateaOperator):
    """Show this frame of the scene, as where the face was not found.

    Python: bpy.ops.galatea.show_frame(frame=20)"""

    bl_idname = "galatea.show_frame"
    bl_label = "Show Frame"

    frame: IntProperty(name="Frame")

    def act(self, context: bpy.types.Context) -> None:
        current.scene(context).frame_set(self.frame)


class GALATEA_OT_face_map(ChoosesFile, GalateaOperator):
    """The list of keys and what drives each: recognised anew, saved for every mesh with such keys, or read.

    Python: bpy.ops.galatea.face_map(what="save")"""

    bl_idname = "galatea.face_map"
    bl_label = "Face Map"
    bl_options = _UNDO

    what: EnumProperty(
        name="What",
        items=(
            ("recognise", "Recognise", "Find anew what drives each key, by its name"),
            ("save", "Save Map", "For every mesh with these keys, in your folder"),
            ("load", "Load Map", "From a JSON file"),
        ),
    )
    filepath: StringProperty(
        name="File", description="Empty: in your folder", subtype="FILE_PATH", options={"SKIP_SAVE"}
    )
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        if self.what != "load":
            return cast("set[Any]", self.execute(context))
        return super().invoke(context, event)

    def act(self, context: bpy.types.Context) -> None:
        thing = mesh_of(context)
        capture, names = thing.galatea.capture, face_rig.keys_of(thing)
        path = Path(bpy.path.abspath(self.filepath)) if self.filepath else None
        notes = []
        if self.what == "save":
            face = face_properties.map_of(capture)
            try:
                file = face_maps.write(path, face, names) if path else face_maps.save(face, names, thing.name)
            except OSError as error:
                raise BadFile(f"The map cannot be written: {error.strerror}.", "Choose another folder.") from error
            notes.append(f"Saved as {file.name}")
        else:
            if self.what == "load" and path is None:
                raise BadRequest("No file was named.", "Choose the map.")
            face = face_map(names, face_maps.read(path) if path else None)
            face_properties.show_map(capture, face, names)
            if face.absent:
                notes.append(f"{thing.name} has no key {', '.join(face.absent[:3])}.")
            if face_action.on(thing) is not None:
                face_takes.apply_settings(current.scene(context), thing)
        done(context, thing, notes)


CLASSES = (
    GALATEA_OT_play_take,
    GALATEA_OT_remove_take,
    GALATEA_OT_take_to_nla,
    GALATEA_OT_apply_face,
    GALATEA_OT_neutral_here,
    GALATEA_OT_show_frame,
    GALATEA_OT_face_map,
)
