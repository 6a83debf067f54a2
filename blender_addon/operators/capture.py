# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes of faces: bring one in, choose, change how it is used, map its keys, write it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.rigging.face_csv import beyond_arkit, write_csv
from .._shared.rigging.face_map import face_map
from .._shared.rigging.face_take import FaceTake, from_npz, npz_bytes
from .._shared.rigging.face_use import FaceUse
from .._shared.rigging.ifacialmocap import write_text
from ..jobs import captured, face_takes, live_face
from ..scene import armature_of, current, face_action, face_rig, rate, sound
from ..scene.objects import MeshObject
from ..state import avatars, export_reports, face_maps, face_properties, preferences, properties
from ..state.avatar_object import AvatarObject
from .base import AskingOperator, GalateaOperator

_UNDO: ClassVar[set[str]] = {"REGISTER", "UNDO"}
FORMATS = (
    ("csv", "Live Link Face (.csv)", "As the iPhone's app writes it, for Unreal and others"),
    ("npz", "Take (.npz)", "All of it, as Galatea keeps it"),
    ("txt", "iFacialMocap (.txt)", "A line for each frame"),
)


class GALATEA_OT_import_face(GalateaOperator):
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

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        current.window_manager(context).fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("start", "strength", "smooth", "mirror", "scene_rate", "fit", "with_sound", "map_file"):
            layout.prop(self, name)

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
        _done(context, thing, notes)


class GALATEA_OT_capture_face(AskingOperator):
    """Have the backend read a face in a video or a photo: the selected figure, or any mesh with shape keys, acts as it
    does. A video becomes a take whose settings can be changed, a photo an expression.

    Python: bpy.ops.galatea.capture_face(filepath="talk.mp4")"""

    bl_idname = "galatea.capture_face"
    bl_label = "Capture Face"

    filepath: StringProperty(name="File", subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_movie: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    photo: BoolProperty(name="Photo", options={"HIDDEN", "SKIP_SAVE"})
    face: IntProperty(
        name="Face",
        description="Who of several, counted from the left; 0 for the largest",
        min=0,
        max=20,
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
    scene_rate: BoolProperty(
        name="Set Frame Rate", description="The scene gets as many frames a second as the video has"
    )
    with_sound: BoolProperty(name="Sound", description="Of the video, as a strip", default=True)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.filter_movie, self.filter_image = not self.photo, self.photo
        current.window_manager(context).fileselect_add(self)
        return {"RUNNING_MODAL"}

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("face",) if self.photo else ("face", "start", "neutral", "scene_rate", "with_sound"):
            layout.prop(self, name)

    def act(self, context: bpy.types.Context) -> None:
        thing = mesh_of(context)
        path = bpy.path.abspath(self.filepath)
        wanted = captured.Wanted(self.face, self.neutral, self.start, self.scene_rate, self.with_sound)
        self.send(lambda: captured.ask(thing, path, wanted))


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
        _done(context, thing, [])


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
        _done(context, thing, [])


class GALATEA_OT_take_to_nla(GalateaOperator):
    """Push the take that plays down into the NLA, where it goes on, can be moved, cut and laid over others.

    Python: bpy.ops.galatea.take_to_nla()"""

    bl_idname = "galatea.take_to_nla"
    bl_label = "Push to NLA"
    bl_options = _UNDO

    def act(self, context: bpy.types.Context) -> None:
        thing = with_take(context)
        face_action.put_by(thing, armature_of(thing), muted=False)
        _done(context, thing, [])


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
        _done(context, thing, [])


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
        _done(context, thing, [])


class GALATEA_OT_show_frame(GalateaOperator):
    """Show this frame of the scene, as where the face was not found.

    Python: bpy.ops.galatea.show_frame(frame=20)"""

    bl_idname = "galatea.show_frame"
    bl_label = "Show Frame"

    frame: IntProperty(name="Frame")

    def act(self, context: bpy.types.Context) -> None:
        current.scene(context).frame_set(self.frame)


class GALATEA_OT_face_map(GalateaOperator):
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
        current.window_manager(context).fileselect_add(self)
        return {"RUNNING_MODAL"}

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
        _done(context, thing, notes)


class GALATEA_OT_export_take(GalateaOperator):
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
        current.window_manager(context).fileselect_add(self)
        return {"RUNNING_MODAL"}

    def act(self, context: bpy.types.Context) -> None:
        path = Path(bpy.path.abspath(self.filepath))
        told = path.suffix.lower().lstrip(".")
        kind = told if told in {name for name, _, _ in FORMATS} else self.format
        take = take_of(with_take(context))
        content = npz_bytes(take) if kind == "npz" else (write_csv if kind == "csv" else write_text)(take).encode()
        try:
            path.with_suffix(f".{kind}").write_bytes(content)
        except OSError as error:
            raise BadFile(f"{path} cannot be written: {error.strerror}.", "Choose another folder.") from error
        left = beyond_arkit(take) if kind == "csv" else ()
        properties.panel(context).note = f"Live Link Face has no column for {', '.join(left[:4])}" if left else ""


class GALATEA_OT_listen_face(GalateaOperator):
    """Listen for a phone with Live Link Face or iFacialMocap, and let the selected face follow it.

    Python: bpy.ops.galatea.listen_face(address="127.0.0.1", port=11111)"""

    bl_idname = "galatea.listen_face"
    bl_label = "Listen"

    address: StringProperty(name="Address", description="Empty: as in the preferences", options={"SKIP_SAVE"})
    port: IntProperty(name="Port", description="0: as in the preferences", min=0, max=65535, options={"SKIP_SAVE"})
    phone: StringProperty(name="Phone", description="For iFacialMocap: its address", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing, told = mesh_of(context), preferences.get(context)
        phone = self.phone if self.properties.is_property_set("phone") else told.face_phone
        live_face.start(thing, self.address or told.face_address, self.port or told.face_port, phone.strip())
        properties.panel(context).note = ""


class GALATEA_OT_stop_listening(GalateaOperator):
    """Leave the phone alone. What is being recorded becomes a take.

    Python: bpy.ops.galatea.stop_listening()"""

    bl_idname = "galatea.stop_listening"
    bl_label = "Stop Listening"
    bl_options = _UNDO

    def act(self, context: bpy.types.Context) -> None:
        if note := live_face.stop():
            properties.panel(context).note = note


class GALATEA_OT_record_face(GalateaOperator):
    """Record what the phone sends, from the frame that is shown; pressed again, it becomes a take of the next number.

    Python: bpy.ops.galatea.record_face(punch=True)"""

    bl_idname = "galatea.record_face"
    bl_label = "Record"
    bl_options = _UNDO

    punch: BoolProperty(
        name="Punch In",
        description="What is recorded goes into the take that played, in the place of what was there",
        options={"SKIP_SAVE"},
    )

    def act(self, context: bpy.types.Context) -> None:
        if not live_face.live().recording:
            live_face.begin_recording(current.scene(context))
            return
        thing = live_face.follower()
        if thing is None:
            raise BadRequest("The mesh that followed is gone.", "Undo, or listen again.")
        properties.panel(context).note = live_face.end_recording(thing, self.punch)


class GALATEA_OT_rest_face(GalateaOperator):
    """What the phone shows now counts as a face at rest.

    Python: bpy.ops.galatea.rest_face()"""

    bl_idname = "galatea.rest_face"
    bl_label = "Set Neutral"

    def act(self, context: bpy.types.Context) -> None:
        live_face.set_neutral()


def mesh_of(context: bpy.types.Context) -> AvatarObject:
    """The selected figure, else the active mesh. Raises BadRequest where it has no shape keys, or cannot be changed."""
    thing: Any = avatars.active(context) or context.active_object
    if thing is not None and thing.type == "ARMATURE":
        thing = next((each for each in thing.children if each.type == "MESH" and each.data.shape_keys), thing)
    if thing is None or thing.type != "MESH":
        raise BadRequest("No mesh is selected.", "Click on a figure, or on a mesh with shape keys.")
    if cast(MeshObject, thing).data.shape_keys is None:
        raise BadRequest(f"{thing.name} has no shape keys.", "Select the mesh whose keys move the face.")
    avatars.must_be_local(thing)
    return thing


def with_take(context: bpy.types.Context) -> AvatarObject:
    thing = mesh_of(context)
    if face_action.on(thing) is None:
        raise BadRequest(f"{thing.name} plays no take of a face.", "Import one first, or choose one of its list.")
    return thing


def take_of(thing: AvatarObject) -> FaceTake:
    made = face_action.on(thing)
    assert made is not None
    return from_npz(face_action.raw_of(made))


def _done(context: bpy.types.Context, thing: AvatarObject, notes: list[str]) -> None:
    if thing.galatea.uid:
        export_reports.outdate(thing.galatea.uid)
    properties.panel(context).note = " ".join(notes)


CLASSES = (
    GALATEA_OT_import_face,
    GALATEA_OT_capture_face,
    GALATEA_OT_play_take,
    GALATEA_OT_remove_take,
    GALATEA_OT_take_to_nla,
    GALATEA_OT_apply_face,
    GALATEA_OT_neutral_here,
    GALATEA_OT_show_frame,
    GALATEA_OT_face_map,
    GALATEA_OT_export_take,
    GALATEA_OT_listen_face,
    GALATEA_OT_stop_listening,
    GALATEA_OT_record_face,
    GALATEA_OT_rest_face,
)
