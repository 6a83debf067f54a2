# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of one click. They set real shape keys, so nothing has to be asked of a backend."""

from __future__ import annotations

from typing import ClassVar

import bpy
from bpy.props import EnumProperty, FloatProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from ..state import avatars
from ..state.expression_presets import EXPRESSIONS
from .base import GalateaOperator, names, selected


class GALATEA_OT_expression(GalateaOperator):
    """Give the face this expression. Locked parts stay.

    Python: bpy.ops.galatea.expression(name="smile")"""

    bl_idname = "galatea.expression"
    bl_label = "Expression"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: EnumProperty(name="Expression", items=[(name, name.title(), "") for name in EXPRESSIONS])
    strength: FloatProperty(name="Strength", default=1.0, min=0.0, max=1.0, subtype="FACTOR")

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        wanted = EXPRESSIONS[self.name]
        kept = set(avatars.locked(thing))
        now = avatars.expression(thing)
        if missing := sorted(wanted.keys() - now.keys()):
            raise BadRequest(
                f"The face of {thing.name} has no keys for this: {', '.join(missing[:3])}.",
                "Move its own keys instead.",
            )
        avatars.set_expression(thing, {n: wanted.get(n, 0.0) * self.strength for n in now if n not in kept})


class GALATEA_OT_reset_face(GalateaOperator):
    """Relax the face, or this part of it.

    Python: bpy.ops.galatea.reset_face(keys="jawOpen")"""

    bl_idname = "galatea.reset_face"
    bl_label = "Reset Face"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    keys: StringProperty(name="Keys", description="jawOpen, mouthClose; empty: all unlocked", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        named = names(self.keys)
        avatars.check_face_keys(thing, named)
        kept = () if named else avatars.locked(thing)
        avatars.set_expression(thing, {n: 0.0 for n in named or avatars.expression(thing) if n not in kept})


CLASSES = (GALATEA_OT_expression, GALATEA_OT_reset_face)
