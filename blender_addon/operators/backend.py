# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop and reach the backend; read and clear an error."""

from __future__ import annotations

from pathlib import Path

import bpy
from bpy.props import StringProperty

from ..jobs import waiting
from ..scene import current
from ..session import session
from ..state import preferences, properties
from .base import ChoosesFile, GalateaOperator

HELP = Path(__file__).resolve().parent.parent / "help"
"""pages that come with the extension"""


class GALATEA_OT_start_backend(GalateaOperator):
    """Start the program that makes the people, on this computer.

    Python: bpy.ops.galatea.start_backend()"""

    bl_idname = "galatea.start_backend"
    bl_label = "Start Backend"

    def act(self, context: bpy.types.Context) -> None:
        properties.forget_problem()
        session.start()
        if bpy.app.background:
            waiting.ensure_ready()


class GALATEA_OT_stop_backend(GalateaOperator):
    """End the program that makes the people. What it was making can be resumed later.

    Python: bpy.ops.galatea.stop_backend()"""

    bl_idname = "galatea.stop_backend"
    bl_label = "Stop"

    def act(self, context: bpy.types.Context) -> None:
        session.stop()


class GALATEA_OT_connect(GalateaOperator):
    """Connect to a backend that is running, here or on another computer.

    Python: bpy.ops.galatea.connect(address="tcp://…", token="…")"""

    bl_idname = "galatea.connect"
    bl_label = "Connect"

    address: StringProperty(name="Address", description="Empty: the one in the preferences", options={"SKIP_SAVE"})
    token: StringProperty(name="Token", subtype="PASSWORD", options={"SKIP_SAVE"})
    server_key: StringProperty(name="Server Key", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        properties.forget_problem()
        session.connect(self.address, self.token, self.server_key)
        if bpy.app.background:
            waiting.ensure_ready()


class GALATEA_OT_disconnect(GalateaOperator):
    """Leave the backend alone; it goes on with its work.

    Python: bpy.ops.galatea.disconnect()"""

    bl_idname = "galatea.disconnect"
    bl_label = "Disconnect"

    def act(self, context: bpy.types.Context) -> None:
        session.disconnect()


class GALATEA_OT_choose_program(ChoosesFile, GalateaOperator):
    """Tell where the backend's program "galatea" is. Asked for once.

    Python: bpy.ops.galatea.choose_program(filepath="…/bin/galatea")"""

    bl_idname = "galatea.choose_program"
    bl_label = "Choose Program…"

    filepath: StringProperty(subtype="FILE_PATH")

    def act(self, context: bpy.types.Context) -> None:
        from ..session.launcher import find_command

        preferences.get(context).command = find_command(self.filepath)
        properties.forget_problem()


class GALATEA_OT_how_to_backend(GalateaOperator):
    """Show in the browser how to install the backend: two steps, and what to do on other systems.

    Python: bpy.ops.galatea.how_to_backend()"""

    bl_idname = "galatea.how_to_backend"
    bl_label = "How to Get It…"

    def act(self, context: bpy.types.Context) -> None:
        page = HELP / "backend.html"
        self.report({"INFO"}, f"The page is {page}")
        if not bpy.app.background:
            bpy.ops.wm.url_open(url=page.as_uri())


class GALATEA_OT_copy_details(GalateaOperator):
    """Copy the whole error to the clipboard, to send it to somebody who can help.

    Python: bpy.ops.galatea.copy_details()"""

    bl_idname = "galatea.copy_details"
    bl_label = "Copy Details"

    def act(self, context: bpy.types.Context) -> None:
        current.window_manager(context).clipboard = properties.panel(context).problem.details
        self.report({"INFO"}, "Copied")


class GALATEA_OT_dismiss(GalateaOperator):
    """Hide the message.

    Python: bpy.ops.galatea.dismiss()"""

    bl_idname = "galatea.dismiss"
    bl_label = "Dismiss"

    def act(self, context: bpy.types.Context) -> None:
        properties.forget_problem()
        properties.panel(context).note = ""


CLASSES = (
    GALATEA_OT_start_backend,
    GALATEA_OT_stop_backend,
    GALATEA_OT_connect,
    GALATEA_OT_disconnect,
    GALATEA_OT_choose_program,
    GALATEA_OT_how_to_backend,
    GALATEA_OT_copy_details,
    GALATEA_OT_dismiss,
)
