"""A mapper: words as sliders of one body, from what an encoder sees when its parameters change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from backend.body import BodyData
from backend.protocol.errors import BadRequest

from .nets import ScoreNet
from .scoring import Scoring
from .solve import Straight, solve
from .spaces import Space

HELD, MOVED = 0.15, 0.05
"""how exactly words that are held stay, and those that are moved are met: deviations for a step of the body.
What the net does not know so exactly is not held so, for the body would follow its errors."""
_LEAST_SPAN = 0.5


@dataclass(frozen=True)
class Card:
    """All of a mapper but the numbers of its net. Lists go word by word, in the order of `scoring.words`."""

    name: str
    licence: str
    space: Space
    scoring: Scoring
    mean: tuple[float, ...]
    """the encoder's scores, over all bodies that were seen"""
    deviation: tuple[float, ...]
    low: tuple[float, ...]
    """the ends of each word's range among these bodies, in standard deviations from the mean"""
    high: tuple[float, ...]
    uncertainty: tuple[float, ...]
    """how far the net is off on bodies that it had not seen (root mean square), in standard deviations"""
    samples: int
    """bodies that it learned from"""
    seed: int
    source: str = ""
    """how it was made"""
    size: int = 112
    """pixels of the pictures that the encoder rated"""
    textured: bool = True
    """whether bodies in them had skin and eyes, or were plain clay"""
    evaluation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Mapper:
    """`Card` and net. Parameters are values of the axes of `space`, (A,), in units of their sliders; scores are in
    standard deviations of each word, (W,)."""

    card: Card
    net: ScoreNet

    @property
    def words(self) -> tuple[str, ...]:
        return self.card.scoring.words

    @property
    def space(self) -> Space:
        return self.card.space

    @property
    def sliders(self) -> tuple[str, ...]:
        """The body's sliders that words move."""
        return tuple(slider for axis in self.space.axes if axis.moves for slider in axis.sliders)

    @cached_property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Word -> the ends of its range, in standard deviations."""
        return dict(zip(self.words, zip(self.card.low, self.card.high, strict=True), strict=True))

    def check(self, body: BodyData) -> None:
        """Raises BadRequest where the mapper is of another body."""
        lacking = [s for axis in self.space.axes for s in axis.sliders if s not in body.parameter_index]
        if body.name != self.space.body or lacking:
            raise BadRequest(
                f"The mapper {self.card.name} moves the body {self.space.body}, not {body.name}.",
                f"Choose a mapper of {body.name}, or make one: galatea semantics make --body {body.name}",
            )

    def scores(self, parameters: Tensor) -> Tensor:
        """(A,) or (B, A) -> (W,) or (B, W); differentiable."""
        return self.net(self.in_steps(parameters))

    def gradients(self, parameters: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B, W) of (B, A), and how they change for one unit of each slider, (B, W, A)."""
        scores, slopes = self.net.jacobian(self.in_steps(parameters))
        return scores, slopes / self._spread

    def parameters(self, scores: Mapping[str, float], start: Tensor | None = None) -> Tensor:
        """(A,) the body nearest to `start`, the default one unless given, of which these words have these scores.

        Words that are not named may change. Raises BadRequest for a word that is none of the mapper's.
        """
        return self.solved(self._default if start is None else start, scores, held=())

    def moved(
        self,
        start: Tensor,
        values: Mapping[str, float],
        locked: Collection[str] = (),
        held: Collection[str] | None = None,
    ) -> Tensor:
        """(A,) the body `start` with word sliders moved: word -> -1 to 1, 0 is as it is, 1 the end of the word's range.

        The other words, or those of `held` alone, stay where they are as far as the body can. locked: sliders of the
        body that must not change.
        """
        now = self.scores(start)
        goals = {word: self.goal(now, word, value) for word, value in values.items() if value}
        return self.solved(start, goals, held, locked)

    def goal(self, now: Tensor, word: str, value: float) -> float:
        """The score that a word slider asks of a body whose scores are `now`, (W,)."""
        at, rest = float(now[self._index(word)]), float(self._at_rest[self._index(word)])
        low, high = self.ranges[word]
        least = _LEAST_SPAN * (high - low) / 2.0
        up, down = max(high - at, 0.0), max(at - low, 0.0)
        # nobody is less surprised than at rest: such a slider has one way alone
        up, down = (max(up, least) if rest < high - least else up), (max(down, least) if rest > low + least else down)
        return at + value * (up if value > 0 else down)

    def reading(self, now: Tensor, around: Tensor, word: str) -> float:
        """Where a word's slider stands on a body whose scores are `now`, when it stands at 0 on one with `around`,
        (W,) each: the inverse of `goal`. 0 where the slider has no way to that side."""
        at = float(around[self._index(word)])
        further = float(now[self._index(word)]) - at
        way = abs(self.goal(around, word, 1.0 if further > 0 else -1.0) - at)
        return further / way if way > 1e-6 else 0.0

    def solved(
        self,
        start: Tensor,
        goals: Mapping[str, float],
        held: Collection[str] | None = None,
        locked: Collection[str] = (),
    ) -> Tensor:
        """(A,) the least change of `start` with these scores, and those of `held` words, or all others, as now."""
        aims, doubt = self._wishes(self.scores(start), goals, self.words if held is None else held)
        return self.nearest(start, aims, doubt, locked)

    def nearest(
        self,
        start: Tensor,
        aims: Tensor,
        doubt: Tensor,
        locked: Collection[str] = (),
        besides: Straight | None = None,
        near: Tensor | None = None,
    ) -> Tensor:
        """(A,) the least change of `start` to scores near `aims`, (W,). doubt: (W,) how exactly, in deviations for a
        step of the body. besides: what else is held, by steps along the axes. near: (A,) where the search begins."""
        steps, net = self.in_steps(start), self.net.jacobian
        if besides is not None:
            net = besides.beside(net, steps)
            aims, doubt = torch.cat([aims, besides.changes]), torch.cat([doubt, besides.doubt])
        moves = torch.tensor([a.moves and not any(s in locked for s in a.sliders) for a in self.space.axes])
        low, high = (torch.where(moves, self._end(end), steps) for end in ("low", "high"))
        found = solve(net, steps, aims, doubt, low, high, None if near is None else self.in_steps(near))
        return torch.where(moves & (found != steps), found * self._spread + self._default, start)

    def _wishes(self, now: Tensor, goals: Mapping[str, float], held: Collection[str]) -> tuple[Tensor, Tensor]:
        """(W,) each: which score every word shall have, and how far off it may be."""
        known = zip(self.words, self.card.uncertainty, strict=True)
        doubt = torch.tensor([max(HELD, off) if word in held else torch.inf for word, off in known])
        aims = now.clone()
        for word, goal in goals.items():
            aims[self._index(word)], doubt[self._index(word)] = goal, MOVED
        return aims, doubt

    def standardised(self, scores: Tensor) -> Tensor:
        """(..., W) an encoder's scores as those of the mapper."""
        return (scores - torch.tensor(self.card.mean)) / torch.tensor(self.card.deviation)

    def _index(self, word: str) -> int:
        if word not in self.words:
            raise BadRequest(f'The mapper {self.card.name} has no word "{word}".', f"It has {', '.join(self.words)}.")
        return self.words.index(word)

    def steps(self, change: Tensor) -> Tensor:
        """(A,) a change of parameters, in spreads of the axes."""
        return change / self._spread

    def from_steps(self, steps: Tensor) -> Tensor:
        """(..., A) the change of parameters that `steps` gives steps of."""
        return steps * self._spread

    def in_steps(self, parameters: Tensor) -> Tensor:
        """(..., A) parameters in spreads of the axes, from their defaults: what the net is fed with."""
        return (parameters - self._default) / self._spread

    def _end(self, end: str) -> Tensor:
        return self.in_steps(self.space.column(end))

    @cached_property
    def _at_rest(self) -> Tensor:
        return self.scores(self._default)

    @cached_property
    def _default(self) -> Tensor:
        return self.space.column("default")

    @cached_property
    def _spread(self) -> Tensor:
        return self.space.column("spread")
