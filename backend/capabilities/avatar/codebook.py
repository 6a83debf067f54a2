"""Where the search starts: how an encoder's answer to the words depends on each axis, learned from a book of people.

Each person of the book is rendered and scored by the projection of its embedding on the words' direction. A ridge
regression of the scores on the people's deviations gives the slope along every axis; against a quadratic prior the best
person lies along that slope. Descent then corrects what is not linear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...body import rest_shape
from .person import Space
from .view_scorer import ViewScorer

BATCH = 16
RIDGE = 0.1
# How strong the pull of words is against the prior. An encoder that was trained on the body has a prior that already
# stands where the words lead, and the pictures add a part; others move a person by REACH standard deviations.
TRAINED_GAIN = 50.0
REACH = 2.0


@dataclass(frozen=True)
class Pull:
    """What a part of the figure's axes does to the score. slope: (A,) per standard deviation; gain: weight of it."""

    slope: Tensor
    gain: float

    def start(self, space: Space) -> Tensor:
        """(A,) deviations that are best if the score is linear: half the gain times the slope."""
        return (0.5 * self.gain * self.slope).clamp(space.least, space.most)


@torch.no_grad()
def pull_of(
    book: Tensor,
    axes: Tensor,
    view: str,
    space: Space,
    scorer: ViewScorer,
    direction: Tensor,
    report: Callable[[float], None],
) -> Pull:
    """Score the people of a book (N, A) from one view along a direction (D,), and fit the axes (A,) bool to it."""
    scores = []
    for first in range(0, len(book), BATCH):
        vertices = rest_shape(space.body, space.values(book[first : first + BATCH]))
        scores.append(scorer.features(vertices, [view])[0] @ direction)
        report(min(1.0, (first + BATCH) / len(book)))
    score = torch.cat(scores)
    x = (book - book.mean(0))[:, axes]
    slope = torch.zeros_like(book[0])
    square = x.T @ x + RIDGE * len(book) * torch.eye(x.shape[1], device=x.device)
    slope[axes] = torch.linalg.solve(square, x.T @ (score - score.mean()))
    if scorer.trained:
        return Pull(slope, TRAINED_GAIN)
    return Pull(slope, 2.0 * REACH / max(float(slope.norm()), 1e-6))


def bodies(space: Space, axes: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """(N, A) random bodies with a still face, along the axes (A,) bool."""
    book = torch.randn(count, len(axes), generator=generator).to(space.start.device)
    return torch.where(axes, book, torch.zeros_like(book)).clamp(space.least, space.most)


def faces(space: Space, axes: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """(N, A) random expressions on one body, along the axes (A,) bool.

    A few actions at a time, mostly on both sides of the face together; coefficients that no action names go both ways.
    """
    actions = torch.nonzero(axes).flatten().cpu().numpy()
    partner = {a: b for pair in space.pairs.tolist() for a, b in (pair, pair[::-1])}
    rng = np.random.default_rng(int(torch.randint(2**31, (), generator=generator)))
    both_ways = (axes & space.unnamed).tolist()
    book = torch.zeros(count, len(axes))
    for row in range(count if len(actions) else 0):
        for action in rng.choice(actions, size=min(rng.integers(1, 5), len(actions)), replace=False):
            amount = float(rng.uniform(1.0, 2.8))
            if both_ways[action] and rng.random() < 0.5:
                amount = -amount
            book[row, action] = amount
            if int(action) in partner and rng.random() < 0.7:
                book[row, partner[int(action)]] = amount
    return book.to(space.start.device).clamp(space.least, space.most)
