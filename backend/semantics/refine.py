"""A solve that looks at what it makes: bodies around it are rated in pictures, and the next step is by what they show.

The net's slopes are off by as much as they tell on a single face, and a body is far from the one where a slider began.
So each round looks at some bodies a little beside the best one, in directions of chance, corrects the net by all that
was seen (`seen_bodies.py`), and tries where the corrected net leads, within a distance that grows with success.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .mapper import Mapper
from .seen_bodies import Eye, SeenBodies

ROUNDS, ASIDE, TRIES = 5, 10, 2
"""rounds at most; in each, bodies beside the best one, and tries to be better"""
_BESIDE = 0.7
"""spreads of the axes that the bodies beside the best one are away"""
_FIRST, _LEAST, _FURTHEST = 1.5, 0.2, 3.0
"""spreads of the axes that a try may lead away: at first, at least, at most"""
_WORTH = 0.03
"""a round that betters less than this part of what is missed is the last"""
Again = Callable[[Mapper, Tensor], Tensor]
"""a mapper and where the search begins (A,) -> the body (A,) that the solve finds by it"""


@dataclass(frozen=True, eq=False)
class Asked:
    """start: (A,) the body that words are moved on; aims, doubt: (W,) scores, and how far off each may be."""

    start: Tensor
    aims: Tensor
    doubt: Tensor
    moves: Tensor
    """(A,) bool: axes that may move"""


@torch.no_grad()
def refined(
    looks: SeenBodies, asked: Asked, eye: Eye, again: Again, best: Tensor, seed: int = 0, rounds: int = ROUNDS
) -> tuple[Tensor, SeenBodies]:
    """(A,) the best body that was seen, and all that were. Nothing is worse in pictures than `best`, (A,).

    looks: what was seen before, the start among it
    """
    mapper, chance = looks.mapper, torch.Generator().manual_seed(seed)
    low, high = mapper.space.column("low"), mapper.space.column("high")
    low, high = torch.minimum(low, asked.start), torch.maximum(high, asked.start)
    looks = looks.seen(best[None], eye)
    least, reach = _missed(mapper, asked, best, looks.scores[-1]), _FIRST
    for _ in range(rounds):
        before = least
        beside = _around(mapper, best, asked.moves, chance)
        looks = looks.seen(torch.minimum(torch.maximum(beside, low), high), eye)
        for _ in range(TRIES):
            way = again(looks.corrected, best) - best
            length = float(mapper.steps(way).norm())
            trial = best + way * min(1.0, reach / max(length, 1e-9))
            looks = looks.seen(trial[None], eye)
            missed = _missed(mapper, asked, trial, looks.scores[-1])
            if missed < least:
                best, least, reach = trial, missed, min(_FURTHEST, 1.5 * reach)
            else:
                reach = max(_LEAST, 0.6 * min(reach, length))
        if before - least < _WORTH * before:
            break
    return best, looks


def _missed(mapper: Mapper, asked: Asked, body: Tensor, scores: Tensor) -> float:
    """What the solve makes least: how far the body is from the start, and its scores from what is asked."""
    far, off = mapper.steps(body - asked.start), (scores - asked.aims) / asked.doubt
    return float(far.square().sum() + off.square().sum())


def _around(mapper: Mapper, body: Tensor, moves: Tensor, chance: torch.Generator) -> Tensor:
    """(B, A) bodies beside one, (A,), in directions at right angles to one another."""
    places = moves.nonzero().flatten()
    count = min(ASIDE, len(places))
    ways = torch.zeros(count, len(body))
    ways[:, places] = torch.linalg.qr(torch.randn(len(places), count, generator=chance))[0].T
    return body + _BESIDE * mapper.from_steps(ways)
