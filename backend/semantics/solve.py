"""The least change of a body that brings the scores of its words where they shall be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

ROUNDS = 12
_ENOUGH = 1e-4
_HALVINGS = 4
Scores = Callable[[Tensor], tuple[Tensor, Tensor]]
"""steps (B, A) -> scores (B, W) and their derivatives (B, W, A)"""


@dataclass(frozen=True, eq=False)
class Straight:
    """M things that are held beside scores and change evenly with the steps, as measurements of a body nearly do.

    slopes: (M, A) for one step; changes: (M,) what is wanted, from the start; doubt: (M,) as that of scores
    """

    slopes: Tensor
    changes: Tensor
    doubt: Tensor

    def beside(self, scores: Scores, start: Tensor) -> Scores:
        """Scores (B, W + M): the others, and after them how far these have changed since `start`, (A,)."""

        def both(steps: Tensor) -> tuple[Tensor, Tensor]:
            found, slopes = scores(steps)
            changed = (steps - start) @ self.slopes.T
            return torch.cat([found, changed], 1), torch.cat([slopes, self.slopes.expand(len(steps), -1, -1)], 1)

        return both


@torch.no_grad()
def solve(
    scores: Scores,
    start: Tensor,
    goals: Tensor,
    doubt: Tensor,
    low: Tensor,
    high: Tensor,
    near: Tensor | None = None,
) -> Tensor:
    """Steps (A,) near `start` with scores near `goals` (W,): Gauss and Newton, within `low` and `high` (A,).

    doubt: (W,) how far off each score may be for one step of the body; a small one is met, infinity asks for nothing.
    An axis whose ends are equal stays where it is. It is the most likely body of a normal one around `start` whose
    scores are seen with that doubt. near: (A,) where the search begins,
    if that is nearer to what is wanted than `start`.
    """
    asked = torch.isfinite(doubt)
    if not bool(asked.any()):
        return start.clone()
    goals, spread = goals[asked].double(), doubt[asked].double() ** 2
    noise = torch.diag(spread)
    low, high = torch.minimum(low, start).double(), torch.maximum(high, start).double()
    begin = start.double()

    def seen(steps: Tensor) -> tuple[Tensor, Tensor]:
        found, slopes = scores(steps[None].float())
        return found[0, asked].double(), slopes[0, asked].double()

    def cost(steps: Tensor, found: Tensor) -> float:
        miss = goals - found
        return float(((steps - begin) ** 2).sum() + (miss**2 / spread).sum())

    at = begin
    found, slopes = seen(at)
    best = cost(at, found)
    if near is not None:
        trial = torch.minimum(torch.maximum(near.double(), low), high)
        trial_found, trial_slopes = seen(trial)
        trial_cost = cost(trial, trial_found)
        if trial_cost < best:
            at, found, slopes, best = trial, trial_found, trial_slopes, trial_cost
    for _ in range(ROUNDS):
        wanted = _bounded(begin, at, goals - found, slopes, noise, low, high)
        length = 1.0
        for _ in range(_HALVINGS):
            trial = at + length * (wanted - at)
            trial_found, trial_slopes = seen(trial)
            trial_cost = cost(trial, trial_found)
            if trial_cost < best:
                break
            length *= 0.5
        else:
            break
        done = best - trial_cost < _ENOUGH * (1.0 + best)
        at, found, slopes, best = trial, trial_found, trial_slopes, trial_cost
        if done:
            break
    return at.float()


def _bounded(
    begin: Tensor, at: Tensor, miss: Tensor, slopes: Tensor, noise: Tensor, low: Tensor, high: Tensor
) -> Tensor:
    """(A,) the solution of the linear problem; what would leave the limits is put there, and the rest solved again."""
    anchor, free = begin.clone(), high > low
    for _ in range(4):
        moving = slopes * free
        rest = miss + slopes @ (at - anchor)
        step = moving.T @ torch.linalg.solve(moving @ moving.T + noise, rest)
        wanted = anchor + step
        beyond = free & ((wanted < low - 1e-9) | (wanted > high + 1e-9))
        if not bool(beyond.any()):
            return wanted
        anchor = torch.where(beyond, wanted.clamp(low, high), anchor)
        free = free & ~beyond
    return wanted.clamp(low, high)
