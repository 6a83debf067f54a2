# SPDX-License-Identifier: GPL-3.0-or-later
"""Many body sliders at once: set, reset, dice, lock."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, ClassVar

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .._shared.protocol import randomise
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.slider_catalogue import Slider
from .._shared.protocol.sliders import PHENOTYPES
from ..jobs import body_sliders, fit_measurement, generating, live_edit, waiting
from ..scene import current
from ..session import session
from ..state import avatars, looks, measurement_goals, metrics, properties, undo
from ..state.avatar_object import AvatarObject
from ..state.metrics import METRICS
from .base import AskingOperator, GalateaOperator, names, numbers, selected


def _catalogue(thing: AvatarObject) -> dict[str, Slider]:
    """Raises BadRequest where the backend does not describe the body."""
    known = body_sliders.of(thing.galatea.body)
    if not known:
        ready = session.state == "READY"
        what = f"This backend does not describe the body {thing.galatea.body}." if ready else "There is no backend."
        raise BadRequest(what, "Set its sliders by name." if ready else "Start or connect one in the Backend panel.")
    return {slider.name: slider for slider in known}


class SlidersOperator(AskingOperator):
    """An operator that moves body sliders."""

    def put(self, thing: AvatarObject, wanted: dict[str, float]) -> None:
        """In a window they move like dragged ones; a script waits until the mesh has followed."""
        if not self.in_panel(thing, wanted):
            self.send(lambda: generating.from_sliders(thing, wanted))
            live_edit.over(thing.galatea.uid)
            return
        for name, value in wanted.items():
            properties.panel().sliders[name].set_value(value)

    def in_panel(self, thing: AvatarObject, wanted: Iterable[str]) -> bool:
        """Whether the panel's sliders are there to move, and nobody waits for the end of it."""
        panel = properties.panel()
        known = {item.name for item in panel.sliders} if panel.uid == thing.galatea.uid else set()
        return not self.waits and set(wanted) <= known


class GALATEA_OT_set_sliders(SlidersOperator):
    """Set body sliders of the selected figure.

    Python: bpy.ops.galatea.set_sliders(values='{"height": 0.8}')"""

    bl_idname = "galatea.set_sliders"
    bl_label = "Set Sliders"

    values: StringProperty(name="Values", description='JSON: {"height": 0.8}', options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        if not (wanted := numbers(self.values)):
            raise BadRequest("No slider was given.", 'Write it like {"height": 0.8}.')
        self.put(selected(context), wanted)


class GALATEA_OT_set_measure(SlidersOperator):
    """Make the selected person so tall (in cm), so heavy (in kg) or so old (in years), or a girth so long (in cm).

    Python: bpy.ops.galatea.set_measure(name="height", value=190)"""

    bl_idname = "galatea.set_measure"
    bl_label = "Set Measure"

    name: EnumProperty(name="Measure", items=[(name, m.title, f"in {m.unit}") for name, m in METRICS.items()])
    value: FloatProperty(name="Value", min=0.0, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        panel = properties.panel(context)
        if not self.waits and panel.uid == thing.galatea.uid:
            measurement_goals.type_in(panel, self.name, self.value)
            return
        waiting.ensure_ready()
        sliders, sizes = fit_measurement.asked_for(thing, {self.name: self.value})
        avatars.hold_at(thing, sizes)
        self.send(lambda: generating.from_sliders(thing, sliders, measures=sizes))


class GALATEA_OT_hold_measure(GalateaOperator):
    """Keep this number whatever sliders, words or dice change.

    Python: bpy.ops.galatea.hold_measure(name="waist", held=True)"""

    bl_idname = "galatea.hold_measure"
    bl_label = "Keep This Number"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    name: EnumProperty(name="Measure", items=[(name, m.title, "") for name, m in METRICS.items() if m.measure])
    held: BoolProperty(name="Keep", default=True)

    def act(self, context: bpy.types.Context) -> None:
        thing, metric = selected(context), METRICS[self.name]
        panel = properties.panel(context)
        here = panel.uid == thing.galatea.uid
        known = avatars.measurements(panel.measurements if here else thing.galatea.measurements)
        if metric.measure not in known:
            raise BadRequest(f"The body of {thing.name} has no {metric.title.lower()}.", "Keep another of its numbers.")
        held = avatars.held(thing)
        if self.held and metrics.settled_by_others(metric, held):
            raise BadRequest("Height, weight and BMI cannot all be kept.", "Two of them give the third; unlock one.")
        avatars.hold(thing, metric.measure, known[metric.measure] if self.held else None)
        for slider in _catalogue(thing).values() if not self.held else ():
            if slider.metric == self.name and (item := thing.galatea.values.get(slider.name)) is not None:
                item.locked = False  # as files of before have it


class GALATEA_OT_reset_sliders(SlidersOperator):
    """Back to where the body began. All sliders that are not locked, or this one.

    Python: bpy.ops.galatea.reset_sliders(name="height")"""

    bl_idname = "galatea.reset_sliders"
    bl_label = "Reset All"

    name: StringProperty(
        name="Sliders", description="height, weight; empty: all that are not locked", options={"SKIP_SAVE"}
    )

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        sliders = _catalogue(thing)
        named = names(self.name)
        if unknown := [name for name in named if name not in sliders]:
            raise BadRequest(f"There is no slider {unknown[0]!r}.", "The Body panel shows their names.")
        keep = () if named else avatars.locked(thing)
        wanted = {n: s.default for n, s in sliders.items() if n not in keep and (not named or n in named)}
        self.put(thing, wanted)


class GALATEA_OT_randomise(SlidersOperator):
    """Roll the dice for another person of the kind. What is locked stays.

    Python: bpy.ops.galatea.randomise(amount=0.3, seed=7)"""

    bl_idname = "galatea.randomise"
    bl_label = "Randomise"

    amount: FloatProperty(
        name="Range",
        description="How far from where it is a slider may go: 1 is its whole way",
        default=0.3,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )
    body: BoolProperty(name="Body", description="Roll for the body", default=True)
    details: BoolProperty(name="Details", description="Roll for the many small shapes too", default=False)
    face: BoolProperty(name="Expression", description="Roll for the face keys", default=False)
    seed: IntProperty(name="Seed", description="The same seed rolls the same; 0 rolls anew", default=0, min=0)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[Any]:
        return current.window_manager(context).invoke_props_dialog(self, width=260)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        rolled = random.Random(self.seed or None)
        kept = set(avatars.locked(thing))
        known = _catalogue(thing)
        usual = any(name in PHENOTYPES for name in known)
        wanted = randomise.roll(
            known.values(),
            avatars.values(thing),
            kept,
            self.amount,
            rolled,
            body=self.body,
            details=self.details or (self.body and not usual),  # coefficients without names are all that a body has
        )
        if self.face:
            keys = {n: rolled.uniform(0, self.amount) for n in avatars.expression(thing) if n not in kept}
            avatars.set_expression(thing, keys)
        if wanted and self.in_panel(thing, wanted):
            self.put(thing, wanted)
            if "weight" not in kept and "mass" not in avatars.held(thing):
                measurement_goals.keep_human(properties.panel(context))
        elif wanted:
            waiting.ensure_ready()
            self.put(thing, wanted if "weight" in kept else fit_measurement.human(thing, wanted))
        elif self.face:
            undo.push_step("Galatea: Randomise")  # else the result of the new body makes the step


class GALATEA_OT_lock(GalateaOperator):
    """Words, Randomise and Reset leave alone what is locked.

    Python: bpy.ops.galatea.lock(names="age, hair_colour", locked=True)"""

    bl_idname = "galatea.lock"
    bl_label = "Lock"
    bl_options: ClassVar[set[str]] = {"REGISTER", "UNDO"}

    names: StringProperty(
        name="Sliders",
        description="age, hair_colour, skin, worn:hair; empty: all of the body",
        options={"SKIP_SAVE"},
    )
    locked: BoolProperty(name="Locked", default=True)

    def act(self, context: bpy.types.Context) -> None:
        thing = selected(context)
        wanted = names(self.names) or list(_catalogue(thing))
        known = {*avatars.values(thing), *avatars.expression(thing), *looks.names()}
        if unknown := [name for name in wanted if name not in known]:
            raise BadRequest(f"There is no slider {unknown[0]!r}.", "The Body and Face panels show their names.")
        values = thing.galatea.values
        for name in wanted:
            if name in looks.names():
                looks.lock(thing, name, self.locked)
                continue
            item = values.get(name)
            if item is None:
                item = values.add()
                item.name = name
            item.locked = self.locked


CLASSES = (
    GALATEA_OT_set_sliders,
    GALATEA_OT_set_measure,
    GALATEA_OT_hold_measure,
    GALATEA_OT_reset_sliders,
    GALATEA_OT_randomise,
    GALATEA_OT_lock,
)
