"""The body of the page as plain data: raw sliders, word sliders around a body, what is locked. Steps give new ones."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..protocol.events import SliderInfo
from ..protocol.randomise import roll

SIGMA = 0.45
"""of word sliders that are rolled: a third of all words are moved farther"""
ROLLED = 0.5
"""of its whole way, how far a raw slider is rolled at most"""


@dataclass(frozen=True)
class Edit:
    """sliders: the raw sliders from which `words` (key -> -1..1) are moved. around: those of the body on which word
    sliders stand at 0. shown: the raw sliders of the body that is seen, as the backend has answered; readings: where
    the word sliders stand on it. locked, held: raw sliders and words that stay. measures: what the body shall measure.
    """

    sliders: Mapping[str, float]
    around: Mapping[str, float]
    words: Mapping[str, float] = field(default_factory=dict)
    shown: Mapping[str, float] = field(default_factory=dict)
    readings: Mapping[str, float] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    measures: Mapping[str, float] = field(default_factory=dict)
    hand: frozenset[str] = frozenset()
    """raw sliders that were moved last, which measures leave alone"""

    @property
    def values(self) -> Mapping[str, float]:
        """Every raw slider of the body that is seen, as far as it is known."""
        return {**self.sliders, **self.shown}


def begun(sliders: Mapping[str, float]) -> Edit:
    return Edit(sliders=dict(sliders), around=dict(sliders))


def with_word(edit: Edit, key: str, value: float) -> Edit:
    """A word slider was moved. All that were moved since the last raw slider count from the same body, so that moving
    one back undoes it, whatever the order."""
    return replace(edit, words={**edit.words, key: value}, hand=frozenset())


def with_sliders(edit: Edit, values: Mapping[str, float]) -> Edit:
    """Raw sliders were moved: what words have done so far is in them, and words are moved from here on."""
    return replace(edit, sliders={**edit.values, **values}, words={}, shown={}, hand=frozenset(values))


def with_measures(edit: Edit, sizes: Mapping[str, float]) -> Edit:
    """What the body shall measure from now on: metres, kg, kg / m². What words have done so far is in it, so that a
    girth that is typed changes nothing else that they would."""
    return replace(with_sliders(edit, {}), measures={**edit.measures, **sizes})


def measures_freed(edit: Edit, names: Collection[str]) -> Edit:
    """The body stays as it is, and may measure otherwise from here on."""
    kept = {name: size for name, size in edit.measures.items() if name not in names}
    return replace(with_sliders(edit, {}), measures=kept)


def answered(edit: Edit, moved: Mapping[str, float], readings: Mapping[str, float]) -> Edit:
    """moved: raw sliders that words and measures have moved on the way."""
    return replace(edit, shown=dict(moved), readings=dict(readings))


def reset(edit: Edit, keys: Collection[str] | None = None) -> Edit:
    """Back to the body on which words stand at 0; `keys`: these words alone."""
    if keys is not None:
        return replace(edit, words={**edit.words, **dict.fromkeys(keys, 0.0)})
    kept = {name: value for name, value in edit.values.items() if name in edit.locked}
    return replace(edit, sliders={**edit.around, **kept}, words={}, shown={}, measures={})


def words_rolled(edit: Edit, keys: Iterable[str], dice: random.Random) -> Edit:
    """Every word that is not held at random, in its range."""
    rolled = {key: min(1.0, max(-1.0, dice.gauss(0.0, SIGMA))) for key in keys}
    return replace(edit, words={**edit.words, **{k: round(v, 2) for k, v in rolled.items() if k not in edit.held}})


def sliders_rolled(edit: Edit, sliders: Iterable[SliderInfo], dice: random.Random) -> Edit:
    """A person at random around the first body; expressions stay."""
    shape = [slider for slider in sliders if slider.group != "expression"]
    now = {**edit.around, **{name: edit.values[name] for name in edit.locked if name in edit.values}}
    return with_sliders(edit, roll(shape, now, edit.locked, ROLLED, dice, body=True, details=True))


def toggled(edit: Edit, *, sliders: Collection[str] = (), words: Collection[str] = ()) -> Edit:
    """Locks closed or opened."""
    return replace(edit, locked=edit.locked ^ set(sliders), held=edit.held ^ set(words))


def same_body(one: Edit, other: Edit) -> bool:
    """Whether two say the same, whatever the backend has answered yet."""
    return replace(one, shown={}, readings={}, hand=frozenset()) == replace(
        other, shown={}, readings={}, hand=frozenset()
    )


class History:
    """Bodies of before, for undo and redo; a step each time that the hand rests."""

    MOST = 200

    def __init__(self, first: Edit) -> None:
        self._steps, self._at = [first], 0

    @property
    def now(self) -> Edit:
        return self._steps[self._at]

    def note(self, edit: Edit) -> None:
        if not same_body(edit, self.now):
            self._steps = [*self._steps[: self._at + 1], edit][-self.MOST :]
            self._at = len(self._steps) - 1

    def go(self, steps: int) -> Edit:
        self._at = min(max(self._at + steps, 0), len(self._steps) - 1)
        return self.now
