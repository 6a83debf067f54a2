# SPDX-License-Identifier: GPL-3.0-or-later
"""Words become sliders of an avatar: those of mappers, which the backend tells of, and any other by asking it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._shared.protocol.codec import closest
from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Done, ModelInfo
from .._shared.protocol.requests import WordsRequest
from .._shared.protocol.word_values import check_keys
from .._shared.protocol.words import WordsResult
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, properties, undo, words
from ..state.avatar_object import AvatarObject
from . import body_sliders


class AddedWords(JobHandler):
    """The words become sliders, and stand where they shall; what can be none is told."""

    in_panel = True

    def __init__(self, values: Mapping[str, float] | None = None) -> None:
        self.values = dict(values or {})

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        thing, result = avatars.find(job.uid), done.result
        if thing is None:
            return None
        _add(thing, result)
        panel = properties.panel()
        if panel.uid == job.uid:
            body_sliders.show(thing)
            known = words.of(thing)
            words.put(panel, {name: value for name, value in self.values.items() if name in known})
        if result.words:
            undo.push_step("Galatea: Add Words")
        if result.refused:
            properties.problem(refusal(result))
        return thing


def add(thing: AvatarObject, names: Sequence[str], values: Mapping[str, float] | None = None) -> Job:
    """Ask for sliders of these words, which then stand at `values`."""
    check_keys(names)
    if not names:
        raise BadRequest("There is no word.", "Type one, for example: broad shoulders")
    request = WordsRequest(
        words=tuple(names),
        figure=avatars.figure(thing),
        sliders=avatars.values(thing) | avatars.expression(thing),
        words_around=words.around(thing),
    )
    return session.connection.submit(request, AddedWords(values), uid=thing.galatea.uid, title=", ".join(names)[:40])


def mappers(body: str) -> tuple[ModelInfo, ...]:
    """Those whose words can be sliders of a body."""
    return tuple(model for model in session.connection.mappers if model.of == body)


def keys_of(body: str, mapper: str) -> tuple[str, ...]:
    """What requests call the words of a mapper: a word that one before it has is called with the mapper's name.
    Raises BadRequest where there is no such mapper."""
    taken: set[str] = set()
    known = mappers(body)
    for model in known:
        plain = model.origin == "bundled"
        found = tuple(word if plain and word not in taken else f"{model.name}:{word}" for word in model.words)
        if model.name == mapper:
            return found
        taken |= set(model.words)
    raise BadRequest(f"There is no set of words {mapper!r}.", closest(mapper, [model.name for model in known]))


def refusal(result: WordsResult) -> BadRequest:
    """The first of what is refused, as an error."""
    sentence = next(iter(result.refused.values()))
    what, _, hint = sentence.partition(". ")
    return BadRequest(f"{what.rstrip('.')}.", hint or "Try another word.")


def _add(thing: AvatarObject, result: WordsResult) -> None:
    before = set(words.of(thing))
    words.add(thing, [word for word in result.words if word.key not in before])
