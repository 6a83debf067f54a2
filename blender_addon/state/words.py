# SPDX-License-Identifier: GPL-3.0-or-later
"""The word sliders of an avatar, and those of the panel: what the hand has moved, and what the backend read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.words import WordSlider
from . import avatars
from .avatar_object import AvatarObject
from .memory import memory
from .signals import slider_moved

SAME = 1e-4


@dataclass
class ShownWords:
    """What the panel's word sliders were last set to by the program; what differs from it was moved by hand."""

    uid: str = ""
    values: dict[str, float] = field(default_factory=dict)


def of(thing: AvatarObject) -> tuple[str, ...]:
    return tuple(word.name for word in thing.galatea.words)


def locked(thing: AvatarObject) -> tuple[str, ...]:
    return tuple(word.name for word in thing.galatea.words if word.locked)


def move_face(thing: AvatarObject) -> bool:
    """Whether one of the words moves face keys."""
    return any(word.face for word in thing.galatea.words)


def add(thing: AvatarObject, found: Iterable[WordSlider]) -> None:
    """Word sliders come to an avatar; with the first, its body becomes the one on which they stand at 0."""
    if not thing.galatea.words_around:
        start_here(thing)
    known = {(word.name, word.label) for word in thing.galatea.words}
    for word in found:
        if word.key not in {name for name, _ in known}:
            item = thing.galatea.words.add()
            item.name, item.label, item.told, item.free = word.key, word.word, word.told, not word.mapper
            item.face = word.space == "expression"


def remove(thing: AvatarObject, names: Iterable[str]) -> None:
    for name in names:
        if (place := thing.galatea.words.find(name)) >= 0:
            thing.galatea.words.remove(place)
    if not len(thing.galatea.words):
        thing.galatea.words_around = ""


def start_here(thing: AvatarObject) -> None:
    """Its word sliders stand at 0 on the body as it is now."""
    values = avatars.values(thing) | avatars.expression(thing)
    thing.galatea.words_around = json.dumps({name: round(value, 5) for name, value in values.items()})


def around(thing: AvatarObject) -> dict[str, float]:
    """The sliders of the body on which they stand at 0."""
    try:
        return {str(name): float(value) for name, value in json.loads(thing.galatea.words_around).items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def check(thing: AvatarObject, names: Iterable[str]) -> None:
    """Raises BadRequest where the avatar has no such word slider."""
    known = of(thing)
    if unknown := [name for name in names if name not in known]:
        has = f"It has {', '.join(known)}." if known else "Add some first."
        raise BadRequest(f'{thing.name} has no word slider "{unknown[0]}".', has)


def show(panel: Any, thing: AvatarObject | None) -> None:
    """The panel has the word sliders of an avatar; those that it had of it stay where they stand."""
    shown = memory.of(ShownWords)
    names = of(thing) if thing is not None else ()
    uid = thing.galatea.uid if thing is not None else ""
    before = shown.values if uid == shown.uid else {}
    shown.uid, shown.values = uid, {name: before.get(name, 0.0) for name in names}
    if tuple(item.name for item in panel.words) != names:
        panel.words.clear()
        for name in names:
            panel.words.add().name = name
    for name, value in shown.values.items():
        panel.words[name].value = value


def read(panel: Any, values: Mapping[str, float]) -> None:
    """The backend told where words stand."""
    shown = memory.of(ShownWords).values
    for name, value in values.items():
        if (item := panel.words.get(name)) is not None:
            item.value = round(value, 3) + 0.0  # a field shows the digits of what is nearly 0, and its sign
            shown[name] = item.value


def moved(panel: Any) -> dict[str, float]:
    """The words that the hand has moved since they were read."""
    shown = memory.of(ShownWords).values
    known = ((item.name, item.value) for item in panel.words)
    return {name: value for name, value in known if abs(value - shown.get(name, value)) > SAME}


def settle(panel: Any) -> None:
    """What the hand has moved is where it stands now."""
    memory.of(ShownWords).values.update({item.name: item.value for item in panel.words})


def put(panel: Any, values: Mapping[str, float]) -> None:
    """Move word sliders as a hand does."""
    for name, value in values.items():
        panel.words[name].value = min(max(value, -1.0), 1.0)
    slider_moved.send()
