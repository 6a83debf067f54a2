# SPDX-License-Identifier: GPL-3.0-or-later
"""What all operators share: errors in plain words, the selected avatar, and waiting where there is no window."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, cast

import bpy
from bpy.props import BoolProperty

from .._shared.protocol.errors import BadRequest, GalateaError
from ..jobs import event_loop, waiting
from ..scene import current
from ..session.job import Job
from ..state import avatars, properties
from ..state.avatar_object import AvatarObject


class GalateaOperator(bpy.types.Operator):
    """An error of the tree is shown in the panel and makes a script's call raise."""

    bl_options: ClassVar[set[str]] = {"REGISTER"}

    def __init_subclass__(cls, **options: Any) -> None:
        """The tooltip: what it does, in an artist's words, and on its last line what a script writes."""
        super().__init_subclass__(**options)
        cls.bl_description = inspect.cleandoc(cls.__doc__ or "")

    act: Callable[[bpy.types.Context], None]
    """does the work; every operator has its own"""

    def execute(self, context: bpy.types.Context) -> set[str]:
        return self.guarded(lambda: self.act(context)) or {"FINISHED"}

    def guarded(self, work: Callable[[], Any]) -> Any:
        """What `work` gives; CANCELLED where it fails, which is told."""
        try:
            return work()
        except GalateaError as error:
            properties.problem(error)
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}

    def from_panel(self, context: bpy.types.Context, *names: str) -> None:
        """What the caller left open is as the panel has it."""
        for name in names:
            if not self.properties.is_property_set(name):
                setattr(self, name, getattr(properties.panel(context), name))


class AskingOperator(GalateaOperator):
    """An operator that asks the backend for something."""

    wait: BoolProperty(name="Wait", description="Return when the result is there", options={"SKIP_SAVE", "HIDDEN"})

    @property
    def waits(self) -> bool:
        """A script may wait for the result; without a window there is nothing else to do."""
        return self.wait or bpy.app.background

    def send(self, submit: Callable[[], Job]) -> None:
        if not self.waits:
            submit()
            return
        waiting.ensure_ready()
        event_loop.advance()
        waiting.wait_for(submit())


class ChoosesFile:
    """Of an operator with a `filepath`: from the panel it asks for the file first."""

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        current.window_manager(context).fileselect_add(cast("bpy.types.Operator", self))
        return {"RUNNING_MODAL"}


class SavesFile(ChoosesFile):
    """Of an operator that writes its `filepath`: where a file of that name is there already, the dialogue shows it."""

    check_existing: BoolProperty(default=True, options={"HIDDEN"})


def with_ending(file: Path, ending: str) -> Path:
    """The file with its ending, whatever dots its name has: `hero 1.5` -> `hero 1.5.json`."""
    return file if file.suffix.lower() == ending else file.with_name(file.name + ending)


def draw_fields(operator: bpy.types.Operator, names: Sequence[str]) -> Any:
    """The settings of a dialogue below one another, a label before each; the layout, for more."""
    layout: Any = operator.layout
    layout.use_property_split = True
    layout.use_property_decorate = False
    for name in names:
        layout.prop(operator, name)
    return layout


def draw_named(operator: bpy.types.Operator, names: Sequence[str]) -> Any:
    """As draw_fields, of a dialogue that begins with a name: it can be typed at once."""
    name, *others = names
    layout: Any = operator.layout
    row = layout.split(factor=0.4)
    title = row.row()
    title.alignment = "RIGHT"
    title.label(text=operator.bl_rna.properties[name].name)
    field = row.row()  # a layout that splits by itself activates nothing
    field.activate_init = True
    field.prop(operator, name, text="")
    return draw_fields(operator, others)


def selected(context: bpy.types.Context) -> AvatarObject:
    """The selected avatar. Raises BadRequest where there is none, or where it cannot be changed."""
    thing = shown(context)
    avatars.must_be_local(thing)
    return thing


def shown(context: bpy.types.Context) -> AvatarObject:
    """The selected avatar, also one that can only be looked at."""
    thing = avatars.active(context)
    if thing is None:
        raise BadRequest("No avatar is selected.", "Click on one in the viewport, or press New Avatar.")
    return thing


def names(text: str) -> list[str]:
    """`"age, gender"` -> `["age", "gender"]`."""
    return [name.strip() for name in text.split(",") if name.strip()]


def numbers(text: str) -> dict[str, float]:
    """A JSON object of numbers. Raises BadRequest on anything else, NaN included."""
    try:
        read = json.loads(text or "{}")
        values = {str(name): float(value) for name, value in read.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadRequest(f"{text[:60]!r} is no list of sliders: {error}.", 'Write it like {"height": 0.8}.') from error
    if wrong := [name for name, value in values.items() if not math.isfinite(value)]:
        raise BadRequest(f"The slider {wrong[0]} has no number.", "Give one from 0 to 1.")
    return values
