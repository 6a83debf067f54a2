# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that the artist has from their publishers: add a file or a folder of them, remove one."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, StringProperty

from ..jobs import change_models
from ..scene import current
from ..session import session
from ..state import bodies
from .base import AskingOperator, ChoosesFile, GalateaOperator


class GALATEA_OT_add_bodies(ChoosesFile, AskingOperator):
    """Add SMPL, SMPL-X, FLAME, SMAL or the ICT Face Model, as you have it from its publisher: choose its file, or open
    its folder and choose none. It is recognised by what is in it, and none of it is run.

    Python: bpy.ops.galatea.add_bodies(filepath="SMPL_FEMALE.pkl")"""

    bl_idname = "galatea.add_bodies"
    bl_label = "Add Bodies"

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.pkl;*.npz;*.obj", options={"HIDDEN"})
    licence: StringProperty(
        name="Licence",
        description="Under which you have it, where that is another than its publisher's usual",
        options={"SKIP_SAVE"},
    )
    replace: BoolProperty(
        name="Replace", description="Take the place of another of the same name", options={"SKIP_SAVE"}
    )

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: change_models.add(self.filepath, self.licence.strip(), self.replace))


class GALATEA_OT_look_again(GalateaOperator):
    """Find bodies and sets of words that were added on the command line while Blender was open.

    Python: bpy.ops.galatea.look_again()"""

    bl_idname = "galatea.look_again"
    bl_label = "Look Again"

    def act(self, context: bpy.types.Context) -> None:
        session.connection.ask_models()


class GALATEA_OT_remove_body(AskingOperator):
    """Remove a body that you added. The files that it was added from stay.

    Python: bpy.ops.galatea.remove_body(name="smpl-female")"""

    bl_idname = "galatea.remove_body"
    bl_label = "Remove Body"

    name: StringProperty(name="Body", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        model = session.connection.body(properties.name)
        return f"Remove {bodies.label(properties.name)}. {model.licence if model else ''}"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_confirm(
            self,
            event,
            title=f"Remove {bodies.label(self.name)[:40]}?",
            message="The files that it was added from stay",
            confirm_text="Remove",
        )

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: change_models.remove(self.name))


CLASSES = (GALATEA_OT_add_bodies, GALATEA_OT_look_again, GALATEA_OT_remove_body)
