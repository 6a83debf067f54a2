# SPDX-License-Identifier: GPL-3.0-or-later
"""Make people: from nothing, and from words."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from ..jobs import generating
from ..state import properties
from ..state.avatar_object import AvatarObject
from ..state.properties import limits
from .base import AskingOperator, GalateaOperator, names, numbers, selected


class GALATEA_OT_new_avatar(AskingOperator):
    """Put a new figure at the 3D cursor, or beside who stands there: rigged, dressed, in T-pose.

    Python: bpy.ops.galatea.new_avatar()"""

    bl_idname = "galatea.new_avatar"
    bl_label = "New Avatar"

    sliders: StringProperty(name="Sliders", description='JSON, such as {"height": 0.8}', options={"SKIP_SAVE"})
    body: StringProperty(name="Body", default="anny")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        self.from_panel(context, "body")
        return self.execute(context)

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: generating.from_sliders(sliders=numbers(self.sliders), body=self.body))


class GALATEA_OT_use_body(GalateaOperator):
    """Make new figures of this model; whoever stands in the scene keeps their own.

    Python: bpy.ops.galatea.use_body(name="smpl-female")"""

    bl_idname = "galatea.use_body"
    bl_label = "Use Body"

    name: StringProperty(name="Body", default="anny")

    def act(self, context: bpy.types.Context) -> None:
        properties.panel(context).body = self.name


class WordsOperator(AskingOperator):
    """An operator that reads words, with what the panel's options say of them."""

    prompt: StringProperty(name="Words", description="Empty: the words in the panel", options={"SKIP_SAVE"})
    sliders: StringProperty(name="Sliders", description='JSON to start from: {"height": 0.8}', options={"SKIP_SAVE"})
    locked: StringProperty(name="Locked", description="Sliders to keep: age, gender", options={"SKIP_SAVE"})
    seed: IntProperty(name="Seed", default=0, min=0)
    steps: IntProperty(name="Steps", default=60, **limits("steps"))
    body_strength: FloatProperty(name="Body", default=1, **limits("body_strength"))
    face_strength: FloatProperty(name="Face", default=1, **limits("face_strength"))
    encoder: StringProperty(name="Encoder", default="embedded")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        self.from_panel(context, "seed", "steps", "body_strength", "face_strength", "encoder")
        if not self.prompt:
            self.prompt = self.panel_words(properties.panel(context))
        return self.execute(context)

    def panel_words(self, panel: properties.GalateaPanel) -> str:
        return panel.prompt

    def ask(self, thing: AvatarObject | None, face_only: bool = False, body: str = "") -> None:
        """Words for `thing`, or for a new person, made of the model `body`."""
        options: dict[str, Any] = {} if face_only else {"body_strength": self.body_strength}
        if body:
            options["body"] = body
        self.send(
            lambda: generating.from_words(
                self.prompt,
                thing,
                face_only=face_only,
                sliders=numbers(self.sliders),
                locked=tuple(names(self.locked)),
                seed=self.seed,
                steps=self.steps,
                face_strength=self.face_strength,
                encoder=self.encoder,
                **options,
            )
        )


class GALATEA_OT_generate(WordsOperator):
    """Make another person from the words; whoever is selected stays as they are.

    Python: bpy.ops.galatea.generate(prompt="a tall man")"""

    bl_idname = "galatea.generate"
    bl_label = "Generate"

    body: StringProperty(name="Body", default="anny")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        self.from_panel(context, "body")
        return super().invoke(context, event)

    def act(self, context: bpy.types.Context) -> None:
        self.ask(None, body=self.body)


class GALATEA_OT_change(WordsOperator):
    """Let the words change the selected person. What is locked stays.

    Python: bpy.ops.galatea.change(prompt="older")"""

    bl_idname = "galatea.change"
    bl_label = "Change"

    face_only: BoolProperty(name="Face Only", description="Leave the body as it is", options={"SKIP_SAVE"})

    def panel_words(self, panel: properties.GalateaPanel) -> str:
        return panel.face_prompt if self.face_only else panel.prompt

    def act(self, context: bpy.types.Context) -> None:
        self.ask(selected(context), self.face_only)


CLASSES = (GALATEA_OT_new_avatar, GALATEA_OT_use_body, GALATEA_OT_generate, GALATEA_OT_change)
