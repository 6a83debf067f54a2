# SPDX-License-Identifier: GPL-3.0-or-later
"""Make people: from nothing, and from words."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from .. import avatars, properties, work
from ..properties import limits
from .base import AskingOperator, names, numbers, selected


class GALATEA_OT_new_avatar(AskingOperator):
    """A new figure at the 3D cursor: rigged, dressed, in T-pose. Python: bpy.ops.galatea.new_avatar()"""

    bl_idname = "galatea.new_avatar"
    bl_label = "New Avatar"

    sliders: StringProperty(name="Sliders", description='JSON, such as {"height": 0.8}', options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        self.send(lambda: work.from_sliders(sliders=numbers(self.sliders)))


class GALATEA_OT_generate(AskingOperator):
    """Make a person from words, or change the selected one. Python: bpy.ops.galatea.generate(prompt="a tall man")"""

    bl_idname = "galatea.generate"
    bl_label = "Generate"

    prompt: StringProperty(name="Words", description="Empty: the words in the panel", options={"SKIP_SAVE"})
    make_new: BoolProperty(name="As a New Avatar", options={"SKIP_SAVE"})
    face_only: BoolProperty(name="Face Only", description="Leave the body as it is", options={"SKIP_SAVE"})
    sliders: StringProperty(name="Sliders", description='JSON to start from: {"height": 0.8}', options={"SKIP_SAVE"})
    locked: StringProperty(name="Locked", description="Sliders to keep: age, gender", options={"SKIP_SAVE"})
    seed: IntProperty(name="Seed", default=0, min=0)
    steps: IntProperty(name="Steps", default=60, **limits("steps"))
    body_strength: FloatProperty(name="Body", default=1, **limits("body_strength"))
    face_strength: FloatProperty(name="Face", default=1, **limits("face_strength"))
    encoder: StringProperty(name="Encoder", default="embedded")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        panel = properties.panel(context)
        self.from_panel(context, "make_new", "seed", "steps", "body_strength", "face_strength", "encoder")
        if not self.prompt:
            self.prompt = panel.face_prompt if self.face_only else panel.prompt
        return self.execute(context)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context) if self.face_only else None if self.make_new else avatars.active(context)
        self.send(
            lambda: work.from_words(
                self.prompt,
                thing,
                face_only=self.face_only,
                sliders=numbers(self.sliders),
                locked=tuple(names(self.locked)),
                seed=self.seed,
                steps=self.steps,
                face_strength=self.face_strength,
                encoder=self.encoder,
                **({} if self.face_only else {"body_strength": self.body_strength}),
            )
        )


CLASSES = (GALATEA_OT_new_avatar, GALATEA_OT_generate)
