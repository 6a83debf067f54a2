# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures that are kept or typed, in a drag: what is asked of them, and how the panel follows the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._shared.protocol.results import LiveShapeResult
from ..state import labels, metrics, properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import generating
from .drag import Drag


@dataclass
class Told:
    """What the panel was told last of measures that are not met."""

    note: str = ""


def asked(thing: AvatarObject, drag: Drag) -> dict[str, Any]:
    """What a request says of measures and of the sliders that stay: nothing where none is held or typed, and no word
    is moved."""
    if not (drag.measures or drag.words):
        return {}
    known = {name for name in generating.held_sliders(thing, ()) if name in drag.values or name in drag.face}
    return {"measures": drag.measures, "locked": tuple(sorted(known | drag.in_hand))}


def show(panel: properties.GalateaPanel, drag: Drag, measures: Mapping[str, float], result: LiveShapeResult) -> None:
    """The panel's sliders become what the answer made of them so that the measures are met; what is not is told."""
    solved = {n: v for n, v in result.sliders.items() if n in drag.values and n not in drag.in_hand}
    back = {name: drag.values[name] for name in drag.solved if name not in solved}
    for name, value in (back | solved).items():
        panel.sliders[name].set_value(value)
    drag.solved, drag.answered = {name: panel.sliders[name].get_value() for name in solved}, dict(measures)
    told = [*result.told]
    for measure, reached in result.missed.items():
        if (metric := metrics.of_measure(measure)) is not None:
            told.append(f"{metric.title}: {metrics.text(metric, reached)} is the nearest with the other sliders")
    note = labels.sentences(told)
    told_before = memory.of(Told)
    if note or panel.note == told_before.note:
        panel.note = note
    told_before.note = note
