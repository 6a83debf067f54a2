"""Word sliders of one body: what words say of any body, and any body with words moved, whatever mappers they are of.

A word slider stands at 0 on the body that it is `around`, and at -1 and 1 at the ends of the word's range in the data.
Words and raw sliders show one body: `values` reads where the word sliders stand on any parameters, `moved` gives the
parameters where they stand as wanted. A word is named as in its mapper ("fat"), or with its mapper before it
("anny-face:big head") where several have it. A word that no mapper has becomes a slider at once; with a space before
it ("face:fierce") it moves that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import torch
from torch import Tensor

from backend.body import BodyData
from backend.protocol.codec import closest
from backend.protocol.errors import BadRequest

from .find_words import Load, Word, find_word, load_any
from .human_range import HumanRange, spoken_of, who_stays
from .joined import joined
from .mapper import HELD, Mapper
from .measured import Measured
from .refine import Asked, refined
from .seen_bodies import Eye, SeenBodies
from .spaces import SPACES, Space

MET, NEARBY = 0.02, 0.5
"""how exactly words are met that are moved, and stay that are neither moved nor held, in deviations for a step of the
body: a word gets nearly all of its way so, where holding all 20 of anny-body as those that are held costs an eighth of
it, and the others move little more"""
SEEN_HELD, SEEN_NEARBY = 0.1, 0.2
"""the same where pictures are looked at: what is seen can be held nearer than what a net foresees"""
LOOKS = 2
"""how often the measures of a body with moved words are looked at, to hold them better than their slopes tell"""
NEAR_ENOUGH, DO_NOT_FIT = 0.1, 1.0
"""of what counts as met: how near measures are left as they are, and how far off slopes of before are taken anew"""
ASTRAY = 0.1
"""of a word's way: how far it may be missed with age and sex as they are, before these move as well"""
_STAYS = 1e-3
Eyes = Callable[[Mapper], Eye | None]
"""a mapper -> what its encoder sees of a body; None where that encoder is not at hand"""


@dataclass
class WordDrag:
    """What the last step of a drag has found of measures in each space. Empty before the first.

    The search for words begins anew in each step, so that a word that goes and comes back gives the same body."""

    measured: dict[tuple[str, ...], Measured] = field(default_factory=dict)
    """of a space, for the measures that are held"""
    people: tuple[Tensor, HumanRange] | None = None
    """the body that the drag begins at, (P,), and how far it may go"""


@dataclass(frozen=True, eq=False)
class _Task:
    """start: (A,) the axes on the body `parameters`, (P,); aims, doubt: (W,) of the words."""

    mapper: Mapper
    parameters: Tensor
    start: Tensor
    aims: Tensor
    doubt: Tensor
    wanted: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class WordSliders:
    """Words of one body. mappers: of each space that they move one, with all words of the mappers that they are of."""

    body: BodyData
    words: tuple[Word, ...]
    mappers: tuple[Mapper, ...]

    @torch.no_grad()
    def values(self, parameters: Tensor, around: Tensor | None = None) -> dict[str, float]:
        """Key -> where the slider of each word stands on a body: 0 on the one that it is `around`, -1 and 1 at the ends
        of its range, and beyond where the body is. parameters, around: (P,), the default body unless given."""
        around = self.body.defaults if around is None else around
        found: dict[str, float] = {}
        for mapper in self.mappers:
            now, middle = (mapper.scores(axis_values(self.body, mapper.space, each)) for each in (parameters, around))
            found |= {key: mapper.reading(now, middle, key) for key in mapper.words}
        return {word.key: found[word.key] for word in self.words}

    @torch.no_grad()
    def moved(
        self,
        parameters: Tensor,
        values: Mapping[str, float],
        *,
        held: Collection[str] = (),
        locked: Collection[str] = (),
        around: Tensor | None = None,
        wanted: Mapping[str, float] | None = None,
        last: WordDrag | None = None,
        eyes: Eyes | None = None,
    ) -> Tensor:
        """(P,) the body nearest to `parameters`, (P,), whose word sliders stand at `values`.

        held: words that stay where they are on `parameters`; all others stay as nearly as can be. locked: sliders of
        the body that do not move. around: (P,) the body on which word sliders stand at 0, `parameters` unless given.
        wanted: what the body shall measure, metres, kg, kg / m²: the words leave as much of it as they can, so that
        `solve_measures` has little to do afterwards. Height and weight stay within those of people (`HumanRange`)
        where no word that moves is about them. last: where a step of a drag before this one ended; where this
        one ends is written there. eyes: where bodies may be looked at on the way, so that words stand where they shall
        in pictures, and not as the net foresees them alone (`refine.py`). Raises BadRequest for keys that are none of
        its words.
        """
        self._check((*values, *held))
        last = WordDrag() if last is None else last
        around = parameters if around is None else around
        still: set[str] = set(locked)
        for plain in self.mappers:
            own = {key: value for key, value in values.items() if key in plain.words}
            if not own:
                continue
            start, middle = (axis_values(self.body, plain.space, each) for each in (parameters, around))
            eye = eyes(plain) if eyes else None
            looks = SeenBodies.none(plain)
            if eye:
                looks = looks.seen(start[None] if torch.equal(start, middle) else torch.stack([start, middle]), eye)
            mapper = looks.corrected
            now, rest = mapper.scores(start), mapper.scores(middle)
            goals = {key: mapper.goal(rest, key, value) for key, value in own.items()}
            aims, doubt = _wishes(mapper, now, goals, held, seen=eye is not None)
            if bool((aims == now).all()):
                continue  # all of its words are where they shall be
            said = [word.word for word in self.words if word.key in own]
            who = who_stays(self.body, said)
            task = _Task(mapper, parameters, start, aims, doubt, wanted or {})
            found = self._found(task, still | who, last)
            missed = (mapper.scores(found) - aims).abs() > ASTRAY * (aims - now).abs() + _STAYS
            if who and bool((missed & (aims != now)).any()):
                who = set()
                found = self._found(task, still, last)
            fixed = still | who
            if mapper.space.name == SPACES[0]:
                found = self._of_people(task, found, fixed, said, last)
            if eye:
                again = partial(self._again, task, fixed, said, last)
                moves = torch.tensor([a.moves and fixed.isdisjoint(a.sliders) for a in mapper.space.axes])
                found, _ = refined(looks, Asked(start, aims, doubt, moves), eye, again, found)
            parameters = with_axes(self.body, mapper.space, parameters, found - start)
            # words of the face move head and neck as well: what words of the body have moved, they leave
            still |= set(mapper.sliders)
        return parameters

    def _again(
        self, task: _Task, still: Collection[str], said: Collection[str], last: WordDrag, mapper: Mapper, near: Tensor
    ) -> Tensor:
        """(A,) axes by a mapper that knows more than that of the task, from `near`."""
        task = replace(task, mapper=mapper)
        found = self._found(task, still, last, near)
        return self._of_people(task, found, still, said, last) if mapper.space.name == SPACES[0] else found

    def _of_people(
        self, task: _Task, found: Tensor, still: Collection[str], said: Collection[str], last: WordDrag
    ) -> Tensor:
        """(A,) axes like `found`, whose body is as tall and heavy as people are where no word speaks of that."""
        if last.people is None or not torch.equal(last.people[0], task.parameters):
            last.people = task.parameters, HumanRange.of(self.body, task.parameters)
        people, space = last.people[1], task.mapper.space
        given = set(task.wanted)
        free = spoken_of(said) | given | ({"bmi"} if "mass" in given else set())
        for _ in people.ends:
            beyond = people.left(with_axes(self.body, space, task.parameters, found - task.start), free)
            if not beyond:
                break
            task = replace(task, wanted={**task.wanted, **beyond})
            enough = NEAR_ENOUGH if given else DO_NOT_FIT
            found, free = self._found(task, still, last, found, enough), free | beyond.keys()
        return found

    def _found(
        self,
        task: _Task,
        still: Collection[str],
        last: WordDrag,
        near: Tensor | None = None,
        enough: float = NEAR_ENOUGH,
    ) -> Tensor:
        """(A,) values of the axes. near: (A,) where the search begins; enough: how near measures stay as they are."""
        mapper, space = task.mapper, task.mapper.space
        kind = (space.name, *task.wanted)
        before = last.measured.pop(kind, None)
        kept = before.moved(task.parameters, task.wanted) if before else None
        besides = kept or Measured.of(self.body, space, task.parameters, task.wanted)
        for look in range(LOOKS + 1):
            near = mapper.nearest(task.start, task.aims, task.doubt, still, besides.held if besides else None, near)
            if besides is None or look == LOOKS:
                break
            change = near - task.start
            besides = besides.seen(with_axes(self.body, space, task.parameters, change), mapper.steps(change))
            if besides.error < enough:
                break
        assert near is not None
        if kept and besides and besides.error > DO_NOT_FIT:
            return self._found(task, still, last)
        if besides:
            last.measured[kind] = besides
        return near

    def _check(self, keys: Iterable[str]) -> None:
        known = [word.key for word in self.words]
        for key in keys:
            if key not in known:
                raise BadRequest(f'There is no word slider "{key[:60]}".', closest(key[:60], known))


def word_sliders(body: BodyData, keys: Iterable[str], load: Load = load_any) -> WordSliders:
    """The sliders of words by their keys, with the other words of their mappers, which stay nearby.

    Raises BadRequest for a word without a mapper, for one named twice, and for mappers of another body.
    """
    words = [find_word(body, key, load) for key in dict.fromkeys(keys)]
    twice = next((w for k, w in enumerate(words) if any(_same(w, other) for other in words[:k])), None)
    if twice is not None:
        raise BadRequest(f'The word "{twice.key}" is given twice.', "Name each word once.")
    mappers = []
    for space in SPACES:
        named = [word for word in words if word.space == space]
        parts = []
        for name in dict.fromkeys(word.mapper for word in named):
            mapper = load(name)
            called = {word.word: word.key for word in named if word.mapper == name}
            parts.append((mapper, mapper.words, [called.get(word, f"{name}:{word}") for word in mapper.words]))
        if parts:
            mappers.append(joined(parts))
    return WordSliders(body, tuple(words), tuple(mappers))


def axis_values(body: BodyData, space: Space, parameters: Tensor) -> Tensor:
    """(A,) values of the axes on a body, (P,): the mean of a left and a right slider."""
    values, number = parameters.tolist(), body.parameter_index
    return torch.tensor([sum(values[number[s]] for s in axis.sliders) / len(axis.sliders) for axis in space.axes])


def with_axes(body: BodyData, space: Space, parameters: Tensor, change: Tensor) -> Tensor:
    """(P,) with the axes changed by (A,): left and right go on differing as they did, as far as their ends let them."""
    values = parameters.tolist()
    for axis, step in zip(space.axes, change.tolist(), strict=True):
        for slider in axis.sliders if step else ():
            place = body.parameter_index[slider]
            ends = body.parameters[place]
            values[place] = min(max(values[place] + step, ends.minimum), ends.maximum)
    return parameters.new_tensor(values)


def _same(one: Word, other: Word) -> bool:
    return (one.word, one.mapper) == (other.word, other.mapper)


def _wishes(
    mapper: Mapper, now: Tensor, goals: Mapping[str, float], held: Collection[str], seen: bool
) -> tuple[Tensor, Tensor]:
    """(W,) each: which score every word shall have, and how far off it may be. One that is there already is held.
    seen: in pictures, and not by a net, which is off by itself."""
    nearby, closely = (SEEN_NEARBY, SEEN_HELD) if seen else (NEARBY, HELD)
    aims, doubt = now.clone(), torch.full_like(now, nearby)
    for place, (key, uncertain) in enumerate(zip(mapper.words, mapper.card.uncertainty, strict=True)):
        off = 0.0 if seen else uncertain
        doubt[place] = max(nearby, off)
        if key in held or key in goals:
            doubt[place] = max(closely, off)
        if key in goals and abs(goals[key] - float(now[place])) > _STAYS:
            aims[place], doubt[place] = goals[key], MET
    return aims, doubt
