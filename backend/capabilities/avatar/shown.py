"""Which attributes of words a body can show: by sliders named for them, by what pictures tell of others, or not at all.

A head has no height and a body without a face no smile; such words are named instead of silently left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from ...body import BodyData
from ...clip.space import seen_in
from ...words import lexicon
from ...words.attributes import GROUP_OF, STANDARDISED
from ...words.spoken import STATED, STATED_FACE
from ...words.subject import surely_implied
from .person import unnamed_sliders

_SHAPES = ("body", "face_shape", "face")


class Shown(Enum):
    """How a body shows an attribute. The values of those that it cannot show say why."""

    BY_NAME = "a slider is named for it"
    BY_PICTURES = "pictures tell which sliders show it"
    NO_FACE = "has no face to move"
    HEAD_ALONE = "is a head alone"
    NOTHING = "has no slider for them"


_BESIDE = 0.4
"""what a word says less of, beside what it says most of, goes along with that: the small head of somebody tall"""
UNSHOWN = (Shown.NO_FACE, Shown.HEAD_ALONE, Shown.NOTHING)


def how_shown(body: BodyData, attribute: str) -> Shown:
    """How the body shows an attribute of shape or face."""
    if attribute in body.attributes:
        return Shown.BY_NAME
    unnamed = {parameter.group == "expression" for parameter in unnamed_sliders(body)}
    if GROUP_OF[attribute] == "face":
        if not body.expressions:
            return Shown.NO_FACE
        return Shown.BY_PICTURES if True in unnamed else Shown.NOTHING
    if body.form == "head" and attribute not in seen_in("face"):
        return Shown.HEAD_ALONE
    return Shown.BY_PICTURES if False in unnamed else Shown.NOTHING


def by_pictures(body: BodyData, *, face: bool) -> frozenset[str]:
    """The attributes of the face, or of the rest, that only pictures can find on the body."""
    return frozenset(
        name
        for name, group in GROUP_OF.items()
        if group in _SHAPES and (group == "face") == face and how_shown(body, name) is Shown.BY_PICTURES
    )


def words_by_showing(text: str, read: Mapping[str, Mapping[str, float]], body: BodyData) -> dict[Shown, list[str]]:
    """The words of a text about a person, by how the body shows the best shown of what they say.

    read: what an encoder makes of words that the lexicon has not, word -> attribute -> amount.
    """
    sure = surely_implied(text)
    said = {
        entry.phrase: entry.implies
        for entry, _ in lexicon.find(text, lexicon.builds())
        if entry.implies.keys() & sure.keys()
    }
    found: dict[Shown, list[str]] = {}
    for word, attributes in (said | dict(read)).items():
        ways = {how_shown(body, name) for name in _clear(attributes)}
        best = next((way for way in Shown if way in ways), None)
        if best is not None:
            found.setdefault(best, []).append(word)
    return found


def sentences_on_unshown(body: BodyData, words: Mapping[Shown, list[str]], *, trained: bool) -> list[str]:
    """What the user is told of words that the body cannot show, or that pictures of a strange body were asked for.

    trained: whether the encoder learned from pictures of this body.
    """
    told = [
        f"The body {body.name} {way.value}, so these had no say: {', '.join(said)}."
        for way, said in words.items()
        if way in UNSHOWN
    ]
    if not trained and (asked := words.get(Shown.BY_PICTURES)):
        told.append(
            f"The body {body.name} has no slider by name for: {', '.join(asked)}. They were looked for in pictures of "
            "it, on which the encoder was not trained, and may be missed."
        )
    return told


def _clear(attributes: Mapping[str, float]) -> list[str]:
    """The attributes of shape that are said clearly, or all where none is."""
    shape = {name: abs(amount) for name, amount in attributes.items() if amount and GROUP_OF[name] in _SHAPES}
    least = _BESIDE * max(shape.values(), default=0.0)
    clear = [
        name
        for name, much in shape.items()
        if much > (STATED if name in STANDARDISED else STATED_FACE) and much >= least
    ]
    return clear or list(shape)
