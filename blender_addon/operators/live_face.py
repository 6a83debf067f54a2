# SPDX-License-Identifier: GPL-3.0-or-later
"""A phone or a camera that the selected face follows: listen, record, set what counts as rest."""

from __future__ import annotations

from typing import ClassVar

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from ..jobs import live_face, waiting, webcam
from ..scene import current
from ..state import preferences, properties
from .base import GalateaOperator
from .face_of import mesh_of

_UNDO: ClassVar[set[str]] = {"REGISTER", "UNDO"}


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
        webcam.stop()
        phone = self.phone if self.properties.is_property_set("phone") else told.face_phone
        live_face.start(thing, self.address or told.face_address, self.port or told.face_port, phone.strip())
        properties.panel(context).note = ""


class GALATEA_OT_film_face(GalateaOperator):
    """Let the selected face follow one before a camera of this computer, or in a stream; the backend reads it.

    Python: bpy.ops.galatea.film_face(camera="0")"""

    bl_idname = "galatea.film_face"
    bl_label = "Film"

    camera: StringProperty(
        name="Camera",
        description="Number, name, address of a stream, or a video. Empty: as in the panel",
        options={"SKIP_SAVE"},
    )
    person: StringProperty(
        name="Person", description="Whose resting face is known, or kept from now on", options={"SKIP_SAVE"}
    )

    def act(self, context: bpy.types.Context) -> None:
        thing, told = mesh_of(context), preferences.get(context)
        person = self.person if self.properties.is_property_set("person") else told.face_person
        if bpy.app.background:
            waiting.ensure_ready()
        webcam.start(thing, self.camera or told.face_camera, person)
        properties.panel(context).note = ""


class GALATEA_OT_stop_listening(GalateaOperator):
    """Leave the phone or the camera alone. What is being recorded becomes a take.

    Python: bpy.ops.galatea.stop_listening()"""

    bl_idname = "galatea.stop_listening"
    bl_label = "Stop Listening"
    bl_options = _UNDO

    def act(self, context: bpy.types.Context) -> None:
        webcam.stop()
        if note := live_face.stop():
            properties.panel(context).note = note


class GALATEA_OT_record_face(GalateaOperator):
    """Record what the phone or camera sends, from the frame that is shown; pressed again, it becomes a take of the next
    number.

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
    """What the phone or camera shows now counts as a face at rest.

    Python: bpy.ops.galatea.rest_face()"""

    bl_idname = "galatea.rest_face"
    bl_label = "Set Neutral"

    def act(self, context: bpy.types.Context) -> None:
        live_face.set_neutral()


CLASSES = (
    GALATEA_OT_listen_face,
    GALATEA_OT_film_face,
    GALATEA_OT_stop_listening,
    GALATEA_OT_record_face,
    GALATEA_OT_rest_face,
)
