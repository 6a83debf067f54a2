# SPDX-License-Identifier: GPL-3.0-or-later
"""Word sliders: a word is typed or chosen, and its slider moves the figure."""

from __future__ import annotations

from typing import Any, ClassVar

import bpy

from .. import scene
from ..jobs import word_keys
from ..jobs import words as known_words
from ..state import properties, word_presets
from ..state.avatar_object import AvatarObject
from .base import GalateaPanel, is_connected, job_of, paragraph, shown_avatar

_KEY = ("DECORATE_ANIMATE", "DECORATE_KEYFRAME")
_SPACES = {"body": ("Body", "USER"), "face": ("Face", "HIDE_OFF"), "expression": ("Expression", "MONKEY")}


class GALATEA_MT_words(bpy.types.Menu):
    """The sets of words that come with the body."""

    bl_idname = "GALATEA_MT_words"
    bl_label = "Known Words"

    def draw(self, context: bpy.types.Context) -> None:
        thing = shown_avatar(context)
        layout: Any = self.layout
        sets = known_words.mappers(thing.galatea.body) if thing is not None else ()
        layout.operator("galatea.look_again", icon="FILE_REFRESH")
        if thing is None or not sets:
            layout.label(text="None for this body")
            return
        row = layout.row()
        for model in sets:
            title, icon = _SPACES.get(model.space, (model.space.title(), "DOT"))
            column = row.column()
            column.label(text=title if model.origin == "bundled" else model.name, icon=icon)
            column.operator("galatea.add_words", text="All").mapper = model.name
            column.separator()
            for key in known_words.keys_of(thing.galatea.body, model.name):
                column.operator("galatea.add_words", text=key.rpartition(":")[2].capitalize()).words = key


class GALATEA_MT_word_presets(bpy.types.Menu):
    """Where word sliders stood when they were saved."""

    bl_idname = "GALATEA_MT_word_presets"
    bl_label = "Presets"

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        presets = word_presets.names()
        for name in presets:
            layout.operator("galatea.apply_words", text=name, icon="PRESET").name = name
        if presets:
            layout.menu("GALATEA_MT_forget_words", icon="TRASH")
            layout.separator()
        layout.operator("galatea.save_words", text="Save…", icon="ADD")
        layout.operator("galatea.share_words", icon="EXPORT")
        layout.operator("galatea.load_words", icon="IMPORT")


class GALATEA_MT_forget_words(bpy.types.Menu):
    """Presets of word sliders, to be deleted."""

    bl_idname = "GALATEA_MT_forget_words"
    bl_label = "Delete"

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        for name in word_presets.names():
            layout.operator("galatea.forget_words", text=name).name = name


class GALATEA_PT_words(GalateaPanel, bpy.types.Panel):
    bl_label = "Word Sliders"
    bl_parent_id = "GALATEA_PT_body"
    bl_options: ClassVar[set[str]] = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return shown_avatar(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        thing, panel = shown_avatar(context), properties.panel(context)
        if thing is None:
            return
        layout = self.layout.column()
        if not is_connected():
            paragraph(layout, context, "Word sliders move once the backend is connected.", "INFO")
        ready = is_connected() and job_of(thing.galatea.uid) is None
        above = layout.column()
        above.enabled = ready
        row = above.row(align=True)
        row.prop(panel, "word", text="", placeholder="any word: fierce")
        button = row.row(align=True)
        button.enabled = bool(panel.word.strip())
        button.operator("galatea.add_words", text="", icon="ADD")
        row.menu("GALATEA_MT_words", text="", icon="DOWNARROW_HLT")
        if len(panel.words):
            draw_words(layout, thing, panel, ready)
            draw_trust(layout, context, thing)
        below = layout.column()
        below.enabled = ready
        if len(panel.words):
            row = below.row(align=True)
            row.operator("galatea.randomise_words", text="Randomise…", icon="FILE_REFRESH")
            row.operator("galatea.reset_words", text="Reset", icon="LOOP_BACK").name = ""
            below.operator("galatea.words_from_here", icon="PIVOT_CURSOR")
        below.menu("GALATEA_MT_word_presets", icon="PRESET")


def draw_words(layout: bpy.types.UILayout, thing: AvatarObject, panel: properties.GalateaPanel, ready: bool) -> None:
    """A word a row: its slider, the way back, its lock, and away with it. ready: whether a backend can move it; what is
    animated needs none."""
    column = layout.column(align=True)
    for item in panel.words:
        word = thing.galatea.words.get(item.name)
        if word is None:
            continue
        row = column.row(align=True)
        row.enabled = ready
        main = row.row(align=True)
        main.enabled = not word.locked
        main.prop(item, "value", text=word.label.capitalize(), slider=True)
        reset = main.row(align=True)
        reset.active = abs(item.value) > 5e-3
        reset.operator("galatea.reset_words", text="", icon="LOOP_BACK").name = item.name
        lock = row.operator("galatea.lock_words", text="", icon="LOCKED" if word.locked else "UNLOCKED")
        lock.name, lock.locked = item.name, not word.locked
        moving = word_keys.animated(thing, word.label)
        key = row.operator("galatea.still_word" if moving else "galatea.animate_word", text="", icon=_KEY[moving])
        key.name = item.name
        row.operator("galatea.remove_words", text="", icon="X").name = item.name
        if moving:
            column.prop(scene.armature_of(thing), f'["{bpy.utils.escape_identifier(word_keys.label_of(word.label))}"]',
                        text="   animated", slider=True)  # fmt: skip


def draw_trust(layout: bpy.types.UILayout, context: bpy.types.Context, thing: AvatarObject) -> None:
    """How far the word that came last can be trusted, where it is of no set."""
    last = thing.galatea.words[-1]
    if last.free and last.told:
        paragraph(layout, context, f"{last.label.capitalize()}: {last.told}", "INFO")


CLASSES = (GALATEA_MT_words, GALATEA_MT_word_presets, GALATEA_MT_forget_words, GALATEA_PT_words)
