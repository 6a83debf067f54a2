# SPDX-License-Identifier: GPL-3.0-or-later
"""A word slider becomes shape keys that work without the backend: the body at the word's stops is asked for once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Done, Failed
from .._shared.protocol.requests import LiveShapeRequest
from .._shared.protocol.results import LiveShapeResult
from ..scene import armature_of, shape_keys, word_keys
from ..scene.objects import ArmatureObject
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, looks, properties, undo
from ..state.avatar_object import AvatarObject

ENDS, HALVES = (-1.0, 1.0), (-0.5, 0.5)
STRAIGHT = 0.001
"""metres: a word whose halves lie so near to the middle of its ways has a key for each end alone"""
JOINTS_MAY_MOVE = 0.02
"""metres that a joint would move at a word's ends: beyond, limbs bend visibly beside their joints"""


@dataclass
class Stops:
    """What is asked for one word, shared by its jobs."""

    word: str
    missing: set[float]
    here: dict[float, LiveShapeResult] = field(default_factory=dict)
    failed: bool = False


class WordStop(JobHandler):
    """The figure with the word at one stop; with the last of them the keys are made."""

    in_panel = True

    def __init__(self, stops: Stops, stop: float) -> None:
        self.stops, self.stop = stops, stop

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        self.stops.here[self.stop] = done.result
        self.stops.missing.discard(self.stop)
        thing = avatars.find(job.uid)
        if self.stops.missing or self.stops.failed or thing is None:
            return None
        properties.panel().note = _make(thing, self.stops, dict(job.request.sliders))
        undo.push_step("Galatea: Animate Word")
        return thing

    def on_failure(self, job: Job, failure: Failed) -> None:
        if not self.stops.failed:  # the first says it for all
            self.stops.failed = True
            super().on_failure(job, failure)


def ask(thing: AvatarObject, key: str) -> list[Job]:
    """Ask for the figure at the stops of a word, around the figure as it is."""
    rig = armature_of(thing)
    if rig is None:
        raise BadRequest(f"{thing.name} has no armature to hold the property.", "Make the figure anew.")
    word = thing.galatea.words[key]
    stops = (0.0, *ENDS, *HALVES)
    state = Stops(label_of(word.label), set(stops))
    sliders = avatars.values(thing) | avatars.expression(thing)
    worn = tuple(piece for piece in looks.look_of(thing.galatea.look).worn if piece.piece)
    jobs = []
    for stop in stops:
        request = LiveShapeRequest(
            figure=avatars.figure(thing),
            sliders=sliders,
            words={key: stop} if stop else {},
            locked=tuple(name for name in avatars.locked(thing) if name in sliders),
            worn=worn,
            measure=False,
        )
        handler = WordStop(state, stop)
        jobs.append(session.connection.submit(request, handler, uid=thing.galatea.uid, title=f"keys of {word.label}"))
    return jobs


def label_of(word: str) -> str:
    """What the property and the keys of a word are called."""
    return word.capitalize()


def take_away(thing: AvatarObject, label: str) -> bool:
    """Returns whether there were keys of a word."""
    rig = armature_of(thing)
    return rig is not None and word_keys.remove(thing, rig, label_of(label))


def animated(thing: AvatarObject, label: str) -> bool:
    """Whether a word has keys that its property moves."""
    rig = armature_of(thing)
    return rig is not None and label_of(label) in rig


def _make(thing: AvatarObject, stops: Stops, sliders: dict[str, float]) -> str:
    """Returns what to tell: how many keys, and what they do not do."""
    rig = cast(ArmatureObject, armature_of(thing))
    rest = stops.here[0.0]
    if len(rest.vertices) != len(thing.data.vertices):
        raise BadRequest(f"The mesh of {thing.name} was cut or joined.", "Keys of words need the whole mesh.")
    at = {stop: _offsets(thing, rest, stops.here[stop], sliders) for stop in (*ENDS, *HALVES)}
    bent = max(float(np.abs(at[half] - 0.5 * at[2 * half]).max()) for half in HALVES)
    used = ENDS if bent < STRAIGHT else (*ENDS, *HALVES)
    given = {
        stop: {
            name: points - rest.part_vertices[name]
            for name, points in stops.here[stop].part_vertices.items()
            if name in rest.part_vertices and points.shape == rest.part_vertices[name].shape
        }
        for stop in used
    }
    count = word_keys.write(thing, rig, stops.word, {stop: at[stop] for stop in used}, given)
    if not count:
        return f"{stops.word} moves nothing on this figure"
    told = f'{stops.word}: {count} keys, moved by the property "{stops.word}" of {rig.name}'
    shifts = [shift for end in ENDS for shift in word_keys.shifts(thing, rig, at[end]).items()]
    bone, way = max(shifts, key=lambda shift: shift[1], default=("", 0.0))
    if way > JOINTS_MAY_MOVE:
        told += (
            f". Keys leave the skeleton as it is, and this word would move {bone} by {1e3 * way:.0f} mm: "
            "keep to small values where limbs bend, or set the word and animate from there"
        )
    return told


def _offsets(
    thing: AvatarObject, rest: LiveShapeResult, there: LiveShapeResult, sliders: dict[str, float]
) -> np.ndarray:
    """(V, 3) metres by which the figure differs at a stop: its body, and its face by the keys that it has."""
    out = there.vertices - rest.vertices
    blocks = thing.data.shape_keys.key_blocks if thing.data.shape_keys else {}
    basis = shape_keys.rest_vertices(thing)
    for name, value in there.sliders.items():
        if name in avatars.face_keys(thing) and name in blocks:
            out = out + (value - sliders.get(name, 0.0)) * (shape_keys.positions(blocks[name], len(basis)) - basis)
    return out
