# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the backend is: a command on this machine, or an address on the network. Saved with the user's preferences."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty

from ..scene import current

PACKAGE = (__package__ or "blender_addon.state").rpartition(".")[0]
"""of the extension, whose room this is"""


class GalateaPreferences(bpy.types.AddonPreferences):
    bl_idname = PACKAGE

    where: EnumProperty(
        name="Backend",
        description="Where the program runs that makes the people",
        items=(
            ("LOCAL", "This Computer", "Galatea starts the backend here when you ask for it"),
            ("REMOTE", "Another Computer", "Connect to a backend that somebody started on the network"),
        ),
    )
    command: StringProperty(
        name="Program",
        description='The "galatea" program of the backend. Empty: GALATEA_BACKEND or the search path tells where it is',
        subtype="FILE_PATH",
    )
    address: StringProperty(
        name="Address",
        description="Address of the backend, such as tcp://192.168.1.20:5571",
        default="tcp://127.0.0.1:5571",
    )
    token: StringProperty(name="Token", description="The token that the backend printed", subtype="PASSWORD")
    server_key: StringProperty(
        name="Server Key",
        description="The backend's public CURVE key (made by: galatea keys). Needed beyond this computer",
    )
    idle_minutes: IntProperty(
        name="Free Memory After",
        description="Minutes without work after which the local backend gives its memory back; 0 keeps it",
        default=15,
        min=0,
        max=1440,
    )
    stop_with_blender: BoolProperty(
        name="Stop with Blender",
        description="End the local backend when Blender quits. Off: it finishes its work, and the result waits for you",
        default=True,
    )

    solid_textures: BoolProperty(
        name="Colours in Solid View",
        description="When the first figure of a file comes, Solid views show textures. "
        "A view whose colouring you chose yourself is left alone",
        default=True,
    )

    face_address: StringProperty(
        name="Address",
        description="Where this computer listens for a phone: 127.0.0.1 for programs here, 0.0.0.0 for the network",
        default="127.0.0.1",
    )
    face_port: IntProperty(
        name="Port",
        description="11111 as Live Link Face sends, 49983 as iFacialMocap",
        default=11111,
        min=1,
        max=65535,
    )
    face_phone: StringProperty(
        name="Phone",
        description="Address of a phone with iFacialMocap, which is asked to send; Live Link Face needs none",
    )

    face_camera: StringProperty(
        name="Camera",
        description="Number or name of a camera of this computer, the address of a stream (rtsp://…), or a video that "
        "is played as one",
        default="0",
    )
    face_person: StringProperty(
        name="Person",
        description="Whose face it is: how it rests is kept under this name in your folder, and known the next time. "
        "Empty: found anew each time",
    )

    dismissed: StringProperty(description="Ids of the jobs that the panel lists no more", options={"HIDDEN"})

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.prop(self, "where", expand=True)
        draw_address(column, self)
        column.prop(self, "solid_textures")
        if self.where == "LOCAL":
            column.prop(self, "idle_minutes", text="Free Memory After (min)")
            column.prop(self, "stop_with_blender")


def draw_address(layout: bpy.types.UILayout, preferences: GalateaPreferences) -> None:
    """The fields that say where the backend is; the panel shows the same ones as the preferences."""
    if preferences.where == "LOCAL":
        layout.prop(preferences, "command", text="Program", placeholder="found by itself")
        return
    layout.prop(preferences, "address")
    layout.prop(preferences, "token")
    layout.prop(preferences, "server_key", text="Server Key")


def get(context: bpy.types.Context | None = None) -> GalateaPreferences:
    return current.preferences(context).addons[PACKAGE].preferences  # type: ignore[return-value]


CLASSES = (GalateaPreferences,)
