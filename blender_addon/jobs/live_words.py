# SPDX-License-Identifier: GPL-3.0-or-later
"""Word sliders in a drag, and where they stand on whatever the avatar is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._shared.protocol.events import Cancelled, Done, Failed
from .._shared.protocol.requests import LiveShapeRequest
from .._shared.protocol.results import LiveShapeResult
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, properties, words
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from .drag import Drag


@dataclass
class ReadWords:
    """What the backend was last asked where words stand on."""

    asked: tuple[object, ...] = ()


class WordReading(JobHandler):
    """Nobody asked for it; a word that another backend does not know stays where it stood, which is told."""

    cancelled_with_all = False

    def on_result(self, job: Job, done: Done) -> None:
        panel = properties.panel()
        if panel.uid == job.uid and not words.moved(panel):
            words.read(panel, done.result.words)

    def on_failure(self, job: Job, failure: Failed) -> None:
        properties.panel().note = failure.message

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        memory.of(ReadWords).asked = ()


def asked(thing: AvatarObject, drag: Drag) -> dict[str, Any]:
    """What a request says of words: nothing where the avatar has no word sliders."""
    if not len(thing.galatea.words):
        return {}
    found: dict[str, Any] = {"words_around": _around(thing, drag.defaults)}
    if drag.words:
        found |= {"words": drag.words, "words_held": tuple(n for n in words.locked(thing) if n not in drag.words)}
    return found


def face(drag: Drag) -> dict[str, float]:
    """The face keys that a request must tell of, because words read or move them."""
    return {name: value for name, value in drag.face.items() if value}


def show(panel: Any, thing: AvatarObject, drag: Drag, result: LiveShapeResult) -> None:
    """The panel's words follow the answer, and the face where words move it."""
    words.read(panel, {name: value for name, value in result.words.items() if name not in drag.words})
    if drag.face and drag.words:
        wanted = drag.face | {name: value for name, value in result.sliders.items() if name in drag.face}
        if wanted != avatars.expression(thing):
            avatars.set_expression(thing, wanted)


def over(uid: str) -> None:
    """The avatar is as its word sliders say; what they reached is read again."""
    panel = properties.panel()
    if panel.uid == uid:
        words.settle(panel)
        memory.of(ReadWords).asked = ()


def give_up(thing: AvatarObject, drag: Drag | None) -> None:
    """The face goes back to where it was before the drag."""
    if drag is not None and drag.face and drag.words:
        avatars.set_expression(thing, drag.face)


def step() -> None:
    """Once the avatar in the panel is another, or was changed in whatever way, ask where its words stand."""
    panel, connection = properties.panel(), session.connection
    thing = avatars.find(panel.uid)
    if thing is None or not len(thing.galatea.words) or connection.state != "READY" or connection.welcome is None:
        return
    values = avatars.values(thing) | (avatars.expression(thing) if words.move_face(thing) else {})
    names, known = words.of(thing), memory.of(ReadWords)
    now = (connection.welcome.instance, panel.uid, names, thing.galatea.words_around, *values.values())
    if now != known.asked:
        known.asked = now
        request = LiveShapeRequest(
            figure=avatars.figure(thing),
            sliders=values,
            measure=False,
            words_read=names,
            words_around=_around(thing, {}),
        )
        connection.submit(request, WordReading(), uid=panel.uid, key=f"words:{panel.uid}")


def _around(thing: AvatarObject, defaults: Mapping[str, float]) -> dict[str, float]:
    """What stands at its default need not travel, but all of it left out would mean the request's own body."""
    every = words.around(thing)
    moved = {name: value for name, value in every.items() if value != defaults.get(name)}
    return moved or dict(list(every.items())[:1])
