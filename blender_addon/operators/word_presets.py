# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets of word sliders: save by name, apply, remove, and share as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, StringProperty

from .._shared.protocol.errors import BadFile, BadRequest
from ..jobs import words as asking
from ..scene import current
from ..state import properties, word_presets, words
from ..state.avatar_object import AvatarObject
from .base import ChoosesFile, GalateaOperator, SavesFile, draw_named, selected, shown, with_ending
from .words import WordsOperator

_ENDING = "*.json"


class SavingOperator(GalateaOperator):
    """Saves where the word sliders stand, under a name or in a file."""

    name: StringProperty(name="Name", description="Hero", options={"SKIP_SAVE"})
    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
    replace: BoolProperty(
        name="Replace", description="A preset with this name goes for it", options={"SKIP_SAVE", "HIDDEN"}
    )

    def act(self, context: bpy.types.Context) -> None:
        thing, panel = shown(context), properties.panel(context)
        if panel.uid != thing.galatea.uid:
            raise BadRequest("The panel shows another figure.", "Click on the figure, then save its words.")
        values = {item.name: item.value for item in panel.words}
        try:
            if self.filepath:
                file = with_ending(Path(bpy.path.abspath(self.filepath)), ".json")
                word_presets.write(file, self.name or file.stem, thing.galatea.body, values)
            else:
                file = word_presets.save(self.name, thing.galatea.body, values, self.replace)
        except OSError as error:
            raise BadFile(f"The words cannot be saved: {error.strerror or error}.", "Choose another folder.") from error
        properties.forget_problem()
        panel.note = f"Saved: {file.stem}"


class GALATEA_OT_save_words(SavingOperator):
    """Save where the word sliders stand under a name, for this and other figures.

    Python: bpy.ops.galatea.save_words(name="Hero")"""

    bl_idname = "galatea.save_words"
    bl_label = "Save Words"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_props_dialog(self, width=260)

    def draw(self, context: bpy.types.Context) -> None:
        layout = draw_named(self, ("name",))
        if word_presets.named(self.name):
            layout.prop(self, "replace", text=f"Replace {word_presets.named(self.name)}")


class GALATEA_OT_share_words(SavesFile, SavingOperator):
    """Save where the word sliders stand as a file that others can apply.

    Python: bpy.ops.galatea.share_words(filepath="hero.json")"""

    bl_idname = "galatea.share_words"
    bl_label = "Save as File…"

    filter_glob: StringProperty(default=_ENDING, options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        self.filepath = self.filepath or "words.json"
        return super().invoke(context, event)


class ApplyingOperator(WordsOperator):
    """Moves word sliders to where a preset or a file has them; words that the figure lacks are added."""

    name: StringProperty(name="Preset", description="Hero", options={"SKIP_SAVE"})
    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        file = Path(bpy.path.abspath(self.filepath)) if self.filepath else word_presets.find(self.name)
        body, values = word_presets.read(file)
        if body not in ("", thing.galatea.body):
            raise BadRequest(
                f"{file.stem} is of the body {body}, and {thing.name} of {thing.galatea.body}.", "Choose another."
            )
        locked = words.locked(thing)
        self.apply(thing, {name: value for name, value in values.items() if name not in locked})

    def apply(self, thing: AvatarObject, values: dict[str, float]) -> None:
        missing = [name for name in values if name not in words.of(thing)]
        if missing and not self.waits:
            asking.add(thing, missing, values)
            return
        if missing:
            self.send(lambda: asking.add(thing, missing))
        known = words.of(thing)
        self.put(thing, {name: value for name, value in values.items() if name in known})


class GALATEA_OT_apply_words(ApplyingOperator):
    """Move the word sliders to where a preset has them; words that the figure lacks are added.

    Python: bpy.ops.galatea.apply_words(name="Hero")"""

    bl_idname = "galatea.apply_words"
    bl_label = "Apply Words"


class GALATEA_OT_load_words(ChoosesFile, ApplyingOperator):
    """Apply a file of word sliders that somebody shared.

    Python: bpy.ops.galatea.load_words(filepath="hero.json")"""

    bl_idname = "galatea.load_words"
    bl_label = "Load File…"

    filter_glob: StringProperty(default=_ENDING, options={"HIDDEN"})


class GALATEA_OT_forget_words(GalateaOperator):
    """Delete a preset of word sliders.

    Python: bpy.ops.galatea.forget_words(name="Hero")"""

    bl_idname = "galatea.forget_words"
    bl_label = "Delete Preset"

    name: StringProperty(name="Preset", options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_confirm(self, event)

    def act(self, context: bpy.types.Context) -> None:
        word_presets.find(self.name).unlink(missing_ok=True)


CLASSES = (
    GALATEA_OT_save_words,
    GALATEA_OT_share_words,
    GALATEA_OT_apply_words,
    GALATEA_OT_load_words,
    GALATEA_OT_forget_words,
)
