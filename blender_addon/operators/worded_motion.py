# SPDX-License-Identifier: GPL-3.0-or-later
"""A clip of words."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from ..jobs import worded_motion
from ..state import properties
from .base import AskingOperator, selected


class GALATEA_OT_motion_from_words(AskingOperator):
    """Make a clip of the selected figure of what somebody does: "walks forward, then waves with the left hand". Body,
    fingers and face move. It becomes a clip of its own; clips that are there stay in the list.

    Python: bpy.ops.galatea.motion_from_words(text="an old man limps forward, then waves", seconds=6)"""

    bl_idname = "galatea.motion_from_words"
    bl_label = "Make Motion"

    text: StringProperty(name="Words", maxlen=1000)
    seconds: FloatProperty(name="Seconds", description="0 as long as it usually takes", min=0.0, max=60.0)
    seed: IntProperty(name="Seed", description="Another seed is another motion of the same words", min=0)
    variants: IntProperty(name="Variants", description="How many motions are shown to choose among", min=1, max=8)
    loop: BoolProperty(name="Loop", description="It ends as it begins")
    goes_on: BoolProperty(
        name="Go On", description="The clip that plays is gone on with", options={"SKIP_SAVE"}, default=False
    )
    path: StringProperty(name="Path", description="Name of a curve that the figure goes along")
    steps: StringProperty(name="Steps", description="More clean-up, as: in_place; mirror; speed 1.2")

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        for name, own in (("text", "motion_text"), ("seconds", "motion_seconds"), ("seed", "motion_seed"),
                          ("variants", "motion_variants"), ("loop", "motion_loop")):  # fmt: skip
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(properties.panel(context), own))
        if not self.properties.is_property_set("path"):
            drawn = properties.panel(context).motion_path
            self.path = drawn.name if drawn is not None else ""
        steps = tuple(text.strip() for text in self.steps.split(";") if text.strip())
        self.send(
            lambda: worded_motion.of_words(
                thing,
                self.text,
                self.seconds,
                self.seed,
                self.variants,
                loop=self.loop,
                goes_on=self.goes_on,
                path=self.path,
                steps=steps,
            )
        )


CLASSES = (GALATEA_OT_motion_from_words,)
