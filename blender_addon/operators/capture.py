# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes of faces come in, from files, videos and photos, and are written again."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, ClassVar

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, FloatVectorProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadFile
from .._shared.rigging.faces.face_take import npz_bytes
from .._shared.rigging.faces.ifacialmocap import write_text
from .._shared.rigging.faces.key_map import face_map
from .._shared.rigging.faces.live_link_csv import beyond_arkit, write_csv
from .._shared.rigging.faces.use import FaceUse
from ..jobs import captured, face_takes
from ..scene import current, face_action, face_rig, rate, sound
from ..state import face_maps, properties
from .base import AskingOperator, ChoosesFile, GalateaOperator, SavesFile, draw_fields, with_ending
from .face_of import done, mesh_of, take_of, with_take

_UNDO: ClassVar[set[str]] = {"REGISTER", "UNDO"}
OF_PHOTO = ("new", "gender", "face", "crop", "person", "plate")
OF_VIDEO = ("new", "gender", "face", "crop", "start", "neutral", "person", "scene_rate", "with_sound", "plate")
GENDERS = (
    ("seen", "As It Seems", "By the shape of the face, which is often wrong"),
    ("male", "Male", ""),
    ("female", "Female", ""),
)
FORMATS = (
    ("csv", "Live Link Face (.csv)", "As the iPhone's app writes it, for Unreal and others"),
    ("npz", "Take (.npz)", "All of it, as Galatea keeps it"),
    ("txt", "iFacialMocap (.txt)", "A line for each frame"),
)


class GALATEA_OT_import_face(ChoosesFile, GalateaOperator):
    """Bring a recording of a face onto the selected figure, or any mesh with shape keys: CSV of Live Link Face, text of
    iFacialMocap, npz. Settings can be changed afterwards; the recording stays as it is.

    Python: bpy.ops.galatea.import_face(filepath="take.csv", start=1)"""

    bl_idname = "galatea.import_face"
    bl_label = "Import Face"
    bl_options = _UNDO

    filepath: StringProperty(name="File", subtype="FILE_PATH")
    filter_glob: StringProperty(default="*.csv;*.txt;*.npz", options={"HIDDEN"})
    start: IntProperty(name="Start", description="The frame at which the recording begins", default=1)
    strength: FloatProperty(name="Strength", description="1 as recorded", default=1.0, min=0.0, max=5.0)
    smooth: FloatProperty(name="Smooth", default=0.1, min=0.0, max=1.0, subtype="FACTOR")
    mirror: BoolProperty(name="Mirror", description="Left and right change places")
    scene_rate: BoolProperty(
        name="Set Frame Rate", description="The scene gets as many frames a second as the recording has"
    )
    fit: BoolProperty(name="Show Whole Take", description="The scene ends where the take does", default=True)
    with_sound: BoolProperty(name="Sound", description="Of a file of the same name beside it", default=True)
    map_file: StringProperty(name="Map", description="JSON that says what drives each key", subtype="FILE_PATH")

    def draw(self, context: bpy.types.Context) -> None:
        draw_fields(self, ("start", "strength", "smooth", "mirror", "scene_rate", "fit", "with_sound", "map_file"))

    def act(self, context: bpy.types.Context) -> None:
        thing = mesh_of(context)
        path = bpy.path.abspath(self.filepath)
        take = face_takes.read_file(path)
        scene = current.scene(context)
        given = face_maps.read(Path(bpy.path.abspath(self.map_file))) if self.map_file else None
        if self.scene_rate:
            rate.write(scene, take.fps)
        use = FaceUse(start=self.start, strength=self.strength, smooth=self.smooth, mirror=self.mirror)
        face = face_map(face_rig.keys_of(thing), given) if given is not None else None
        name = Path(path).stem
        placed = face_takes.put_on(scene, thing, take, name, use, face)
        notes = [placed.note]
        if face and face.absent:
            notes.append(f"{thing.name} has no key {', '.join(face.absent[:3])} of the map.")
        if self.fit:
            scene.frame_start, scene.frame_end = placed.first, placed.last
        heard = sound.beside(Path(path)) if self.with_sound else None
        if heard is not None:
            try:
                sound.add(scene, heard, self.start)
            except ValueError as error:
                notes.append(f"No sound was added: {error}.")
        done(context, thing, notes)


class GALATEA_OT_capture_face(ChoosesFile, AskingOperator):
    """Have the backend read a face in a video or a photo: the selected figure, any mesh with shape keys, or a new
    figure with that face acts as it does. A video becomes a take whose settings can be changed, a photo an expression.

    Python: bpy.ops.galatea.capture_face(filepath="talk.mp4")"""

    bl_idname = "galatea.capture_face"
    bl_label = "Capture Face"

    filepath: StringProperty(name="File", subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_movie: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    photo: BoolProperty(name="Photo", options={"HIDDEN", "SKIP_SAVE"})
    new: BoolProperty(
        name="New Figure",
        description="A new figure acts, with the shape and the skin of the face. Off: what is selected",
        options={"SKIP_SAVE"},
    )
    gender: EnumProperty(
        name="Gender",
        description="Of a new figure: hair and clothes go by it, and a face tells it badly",
        items=GENDERS,
        options={"SKIP_SAVE"},
    )
    face: IntProperty(
        name="Face",
        description="Who of several, counted from the left; 0 for the largest",
        min=0,
        max=20,
        options={"SKIP_SAVE"},
    )
    crop: FloatVectorProperty(
        name="Crop",
        description="Where the face is in the first picture: left, top, width and height as shares of it. "
        "Zeros search all of it",
        size=4,
        min=0.0,
        max=1.0,
        options={"SKIP_SAVE"},
    )
    start: IntProperty(name="Start", description="The frame at which the video begins", default=1)
    neutral: FloatProperty(
        name="Neutral At",
        description="Seconds of the video at which the face rests; -1 to have that found",
        default=-1.0,
        min=-1.0,
        options={"SKIP_SAVE"},
    )
    person: StringProperty(
        name="Person",
        description="Whose face it is: how it rests is kept under this name, and known the next time",
    )
    scene_rate: BoolProperty(
        name="Set Frame Rate", description="The scene gets as many frames a second as the video has"
    )
    with_sound: BoolProperty(name="Sound", description="Of the video, as a strip", default=True)
    plate: BoolProperty(
        name="Background",
        description="A camera like the one that took the pictures, with them behind the figure. "
        "The scene gets their size in pixels",
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.filter_movie, self.filter_image = not self.photo, self.photo
        return super().invoke(context, event)

    def draw(self, context: bpy.types.Context) -> None:
        draw_fields(self, OF_PHOTO if self.photo else OF_VIDEO)

    def act(self, context: bpy.types.Context) -> None:
        thing = None if self.new else mesh_of(context)
        path = bpy.path.abspath(self.filepath)
        asked = {field.name: getattr(self, field.name) for field in dataclasses.fields(captured.Wanted)}
        wanted = captured.Wanted(**{**asked, "crop": tuple(self.crop)})
        self.send(lambda: captured.ask(thing, path, wanted))


class GALATEA_OT_export_take(SavesFile, GalateaOperator):
    """Write the raw recording of the take that plays: CSV of Live Link Face, text of iFacialMocap, or npz.

    Python: bpy.ops.galatea.export_take(filepath="take.csv")"""

    bl_idname = "galatea.export_take"
    bl_label = "Write Take"

    filepath: StringProperty(name="File", subtype="FILE_PATH")
    format: EnumProperty(name="Format", items=FORMATS)
    filter_glob: StringProperty(default="*.csv;*.txt;*.npz", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        made = face_action.on(with_take(context))
        self.filepath = f"{face_action.label(made) if made else 'take'}.{self.format}"
        return super().invoke(context, event)

    def act(self, context: bpy.types.Context) -> None:
        path = Path(bpy.path.abspath(self.filepath))
        told = path.suffix.lower().lstrip(".")
        kind = told if told in {name for name, _, _ in FORMATS} else self.format
        take = take_of(with_take(context))
        content = npz_bytes(take) if kind == "npz" else (write_csv if kind == "csv" else write_text)(take).encode()
        try:
            with_ending(path, f".{kind}").write_bytes(content)
        except OSError as error:
            raise BadFile(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
        left = beyond_arkit(take) if kind == "csv" else ()
        properties.panel(context).note = f"Live Link Face has no column for {', '.join(left[:4])}" if left else ""


CLASSES = (
    GALATEA_OT_import_face,
    GALATEA_OT_capture_face,
    GALATEA_OT_export_take,
)
