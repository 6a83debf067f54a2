# SPDX-License-Identifier: GPL-3.0-or-later
"""Word sliders: add, set, reset, dice, lock, remove, and begin anew from the figure as it is."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, ClassVar

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.word_values import check_words
from ..jobs import body_sliders, generating, live_edit, waiting, word_keys
from ..jobs import words as asking
from ..scene import current
from ..state import properties, words
from ..state.avatar_object import AvatarObject
from .base import AskingOperator, GalateaOperator, names, numbers, selected


class WordsOperator(AskingOperator):
    """An operator that moves word sliders."""

    def put(self, thing: AvatarObject, wanted: Mapping[str, float]) -> None:
        """In a window they move like dragged ones; a script waits until the figure has followed."""
        panel = properties.panel()
        if not self.waits and panel.uid == thing.galatea.uid and set(wanted) <= {item.name for item in panel.words}:
            words.put(panel, wanted)
            return
        check_words(wanted)
        held = tuple(name for name in words.locked(thing) if name not in wanted)
        options = {"words": dict(wanted), "words_held": held, "words_around": words.around(thing)}
        self.send(lambda: generating.from_sliders(thing, {}, title="words", **options))
        live_edit.over(thing.galatea.uid)


class GALATEA_OT_add_words(AskingOperator):
    """Make sliders of words: of any that you type, or of a set that comes with the body.

    Python: bpy.ops.galatea.add_words(words="broad shoulders, fierce")"""

    bl_idname = "galatea.add_words"
    bl_label = "Add Word Sliders"

    words: StringProperty(
        name="Words", description="broad shoulders, fierce; empty: what is typed in the panel", options={"SKIP_SAVE"}
    )
    mapper: StringProperty(name="Set", description="All words of this set: anny-face", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing, panel = selected(context), properties.panel(context)
        wanted = names(self.words) or ([] if self.mapper else names(panel.word))
        if self.mapper:
            wanted += asking.keys_of(thing.galatea.body, self.mapper)
        wanted = [name for name in wanted if name not in words.of(thing)]
        if not wanted and (self.words or self.mapper or panel.word):
            return  # they are all there
        self.send(lambda: asking.add(thing, wanted))
        if not self.words and not self.mapper:
            panel.word = ""


class GALATEA_OT_set_words(WordsOperator):
    """Set word sliders of the selected figure: 0 is as it was, -1 and 1 are the ends of each word's range.

    Python: bpy.ops.galatea.set_words(values='{"fat": 0.5, "broad shoulders": 0.3}')"""

    bl_idname = "galatea.set_words"
    bl_label = "Set Words"

    values: StringProperty(name="Values", description='JSON: {"fat": 0.5}', options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        if not (wanted := numbers(self.values)):
            raise BadRequest("No word was given.", 'Write it like {"fat": 0.5}.')
        thing = selected(context)
        check_words(wanted)
        if missing := [name for name in wanted if name not in words.of(thing)]:
            self.send(lambda: asking.add(thing, missing))
        self.put(thing, wanted)


class GALATEA_OT_reset_words(WordsOperator):
    """Back to 0, where the figure was when its words came. All that are not locked, or this one.

    Python: bpy.ops.galatea.reset_words(name="fat")"""

    bl_idname = "galatea.reset_words"
    bl_label = "Reset Words"

    name: StringProperty(name="Words", description="Empty: all that are not locked", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        named = names(self.name)
        words.check(thing, named)
        kept = () if named else words.locked(thing)
        self.put(thing, {name: 0.0 for name in named or words.of(thing) if name not in kept})


class GALATEA_OT_randomise_words(WordsOperator):
    """Roll the dice for the word sliders. Locked words stay.

    Python: bpy.ops.galatea.randomise_words(amount=0.5, seed=7)"""

    bl_idname = "galatea.randomise_words"
    bl_label = "Randomise Words"

    amount: FloatProperty(
        name="Range", description="How far to each side of 0", default=0.5, min=0.0, max=1.0, subtype="FACTOR"
    )
    seed: IntProperty(name="Seed", description="The same seed rolls the same; 0 rolls anew", default=0, min=0)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_props_dialog(self, width=260)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        dice = random.Random(self.seed or None)
        rolled = {name: dice.uniform(-self.amount, self.amount) for name in words.of(thing)}
        if not rolled:
            raise BadRequest(f"{thing.name} has no word sliders.", "Add some first.")
        self.put(thing, {name: value for name, value in rolled.items() if name not in words.locked(thing)})


class GALATEA_OT_lock_words(GalateaOperator):
    """The word stays while others move.

    Python: bpy.ops.galatea.lock_words(name="fat", locked=True)"""

    bl_idname = "galatea.lock_words"
    bl_label = "Lock Words"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: StringProperty(name="Words", description="Empty: all", options={"SKIP_SAVE"})
    locked: BoolProperty(name="Locked", default=True)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        words.check(thing, names(self.name))
        for name in names(self.name) or words.of(thing):
            thing.galatea.words[name].locked = self.locked


class GALATEA_OT_remove_words(GalateaOperator):
    """Take word sliders away. The figure stays as it is.

    Python: bpy.ops.galatea.remove_words(name="fat")"""

    bl_idname = "galatea.remove_words"
    bl_label = "Remove Words"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: StringProperty(name="Words", description="Empty: all", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        words.check(thing, names(self.name))
        words.remove(thing, names(self.name) or words.of(thing))
        body_sliders.show(thing)


class GALATEA_OT_words_from_here(GalateaOperator):
    """The figure as it is now becomes the middle of its word sliders: all of them stand at 0.

    Python: bpy.ops.galatea.words_from_here()"""

    bl_idname = "galatea.words_from_here"
    bl_label = "Start From Here"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        if live_edit.works_on(thing.galatea.uid):
            raise BadRequest(f"{thing.name} is still being moved.", "Wait until it rests.")
        words.start_here(thing)
        words.read(properties.panel(context), dict.fromkeys(words.of(thing), 0.0))


class GALATEA_OT_animate_word(AskingOperator):
    """Make shape keys of a word, moved by a property of the armature: keyframe it, drive it, export it, without the
    backend. The skeleton stays as it is.

    Python: bpy.ops.galatea.animate_word(name="fat")"""

    bl_idname = "galatea.animate_word"
    bl_label = "Animate This Word"

    name: StringProperty(name="Word", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        words.check(thing, [self.name])
        if live_edit.works_on(thing.galatea.uid):
            raise BadRequest(f"{thing.name} is still being moved.", "Wait until it rests.")
        if self.waits:
            waiting.ensure_ready()
        jobs = word_keys.ask(thing, self.name)
        if self.waits:
            waiting.wait_for_all(jobs)


class GALATEA_OT_still_word(GalateaOperator):
    """Take the shape keys of a word and their property away.

    Python: bpy.ops.galatea.still_word(name="fat")"""

    bl_idname = "galatea.still_word"
    bl_label = "Remove Its Keys"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: StringProperty(name="Word", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        words.check(thing, [self.name])
        if not word_keys.take_away(thing, thing.galatea.words[self.name].label):
            raise BadRequest(f"{thing.name} has no keys of this word.", "Press Animate first.")


CLASSES = (
    GALATEA_OT_add_words,
    GALATEA_OT_set_words,
    GALATEA_OT_reset_words,
    GALATEA_OT_randomise_words,
    GALATEA_OT_lock_words,
    GALATEA_OT_remove_words,
    GALATEA_OT_words_from_here,
    GALATEA_OT_animate_word,
    GALATEA_OT_still_word,
)
