"""Nets of mappers from rated bodies: ours, from parameters to scores, and the published one the other way round."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from backend.clip import Encoder
from backend.protocol.errors import BadRequest
from backend.semantics.mapper import Card, Mapper
from backend.semantics.nets import PUBLISHED_HIDDEN, ForwardNet, ScoreNet
from backend.semantics.scoring import Scoring
from backend.semantics.scoring import scores as as_rated
from backend.semantics.spaces import Space

from .draw import drawn
from .fitting import PUBLISHED, USUAL, Course, Report
from .rate import Rated
from .teacher import teacher_of
from .together import ALONE, Means, fit

LICENCE = "Apache-2.0 (Galatea)"
FEWEST = 50
HELD_OUT = 0.1
"""part of the bodies that choose the best epoch, and as many again for the evaluation alone"""
_ENDS = (0.025, 0.975)
_SEEN = 0.06
"""deviations by which an encoder rates the same body otherwise when it stands a centimetre aside"""
_SAME, _TWINS = 1e-6, 0.999


@dataclass(frozen=True, eq=False)
class Lesson:
    """N bodies as nets learn from them."""

    space: Space
    scoring: Scoring
    steps: Tensor
    """(N, A) along the axes, from their defaults, in their spreads"""
    scores: Tensor
    """(N, W) standardised"""
    mean: Tensor
    deviation: Tensor
    part: np.ndarray
    """(N,) 0 to learn from, 1 to choose the best epoch, 2 for the evaluation"""
    moved: tuple[Tensor, Tensor] | None = None
    """steps (M, A) and scores (M, W) of further bodies to learn from, as sliders make them"""

    def rows(self, part: int) -> tuple[Tensor, Tensor]:
        chosen = torch.from_numpy(self.part == part)
        return self.steps[chosen], self.scores[chosen]

    @property
    def shown(self) -> tuple[Tensor, Tensor]:
        """All to learn from."""
        steps, scores = self.rows(0)
        if self.moved is None:
            return steps, scores
        return torch.cat([steps, self.moved[0]]), torch.cat([scores, self.moved[1]])

    def with_moved(self, values: np.ndarray, embeddings: np.ndarray, encoder: Encoder) -> Lesson:
        """values: (M, A) of the axes; embeddings: (M, views, D)"""
        steps = (torch.from_numpy(values) - self.space.column("default")) / self.space.column("spread")
        rated = torch.from_numpy(as_rated(embeddings, self.scoring.directions(encoder))).float()
        return replace(self, moved=(steps, (rated - self.mean) / self.deviation))


def lesson_of(rated: Rated, space: Space, scoring: Scoring, encoder: Encoder, seed: int = 0) -> Lesson:
    """Raises BadRequest for too few bodies, for words that the encoder rates alike on all, and for words that it does
    not tell from one another."""
    count = len(rated.values)
    if count < FEWEST:
        raise BadRequest(
            f"{count} bodies are too few to learn from.", f"Make more: galatea semantics sample --count {10 * FEWEST}"
        )
    part = np.random.default_rng(seed).permutation(count)
    held = max(5, int(HELD_OUT * count))
    part = np.where(part < held, 2, np.where(part < 2 * held, 1, 0))
    scores = torch.from_numpy(rated.scores(scoring, encoder)).float()
    mean, deviation = scores[part == 0].mean(0), scores[part == 0].std(0)
    _check(scoring, (scores - mean) / deviation, deviation)
    steps = (torch.from_numpy(rated.values) - space.column("default")) / space.column("spread")
    return Lesson(space, scoring, steps, (scores - mean) / deviation, mean, deviation, part)


def _check(scoring: Scoring, scores: Tensor, deviation: Tensor) -> None:
    flat = [word for word, spread in zip(scoring.words, deviation.tolist(), strict=True) if spread < _SAME]
    if flat:
        raise BadRequest(
            f"The encoder rates all bodies alike for {', '.join(flat)}.", "Use another word, or another encoder."
        )
    alike = torch.atleast_2d(torch.corrcoef(scores.T))
    for i, one in enumerate(scoring.words):
        for j, other in enumerate(scoring.words[:i]):
            if alike[i, j] > _TWINS:
                raise BadRequest(
                    f'The encoder rates "{other}" and "{one}" alike: neither slider could move without the other.',
                    "Leave one of them out.",
                )


def train_mapper(
    lesson: Lesson, name: str, course: Course = USUAL, report: Report = lambda a, b, c: None, means: Means = ALONE
) -> Mapper:
    """The net of the best epoch, with ranges and uncertainty from the bodies. Raises JobFailed where it diverges."""
    torch.manual_seed(course.seed)
    net = ScoreNet(lesson.steps.shape[1], lesson.scores.shape[1])
    mixed, unmixed = _apart(lesson.rows(0)[1])
    shown, held = ((steps, scores @ mixed) for steps, scores in (lesson.shown, lesson.rows(1)))
    best = fit(net, _taught(lesson.space, shown, course), held, course, report, means)
    _mix(best, unmixed)
    steps, scores = lesson.rows(2)
    with torch.no_grad():
        missed = (best(steps) - scores).square().mean(0).sqrt()
    ends = torch.quantile(lesson.scores, torch.tensor(_ENDS), dim=0)
    card = Card(
        name=name,
        licence=LICENCE,
        space=lesson.space,
        scoring=lesson.scoring,
        mean=tuple(lesson.mean.tolist()),
        deviation=tuple(lesson.deviation.tolist()),
        low=tuple(ends[0].tolist()),
        high=tuple(ends[1].tolist()),
        uncertainty=tuple(missed.tolist()),
        samples=len(lesson.shown[0]),
        seed=course.seed,
    )
    return Mapper(card, best.eval().requires_grad_(False))


def _taught(space: Space, rated: tuple[Tensor, Tensor], course: Course) -> tuple[Tensor, Tensor]:
    """The rated bodies, and others with what a teacher makes of them."""
    if not course.taught:
        return rated
    others = torch.from_numpy(drawn(space, course.taught, np.random.default_rng(course.seed)))
    steps = (others - space.column("default")) / space.column("spread")
    told = teacher_of(*rated, seed=course.seed)(steps)
    return torch.cat([rated[0], steps]), torch.cat([rated[1], told])


def _apart(scores: Tensor) -> tuple[Tensor, Tensor]:
    """(W, W) from scores to what is independent in them, each of one size, and back. What tells two words apart that
    nearly always go together is small, and a solve that holds one of them asks for it."""
    sizes, axes = torch.linalg.eigh(torch.atleast_2d(torch.cov(scores.T)))
    scale = (sizes.clamp(min=0.0) + _SEEN**2).sqrt()
    return axes / scale, (axes * scale).T


@torch.no_grad()
def _mix(net: ScoreNet, unmixed: Tensor) -> None:
    """A net of independent things becomes one of scores."""
    for weight in (net.straight.weight, net.last.weight):
        weight.copy_(unmixed.T @ weight)
    net.straight.bias.copy_(unmixed.T @ net.straight.bias)


def train_published(
    lesson: Lesson, course: Course = PUBLISHED, report: Report = lambda a, b, c: None, means: Means = ALONE
) -> ForwardNet:
    """The published design: from the scores of all words to the steps along the axes that move."""
    torch.manual_seed(course.seed)
    moves = lesson.space.column("moves").bool()
    net = ForwardNet((lesson.scores.shape[1], *PUBLISHED_HIDDEN, int(moves.sum())))
    shown, held = ((scores, steps[:, moves]) for steps, scores in (lesson.shown, lesson.rows(1)))
    return fit(net, shown, held, course, report, means).eval().requires_grad_(False)


class RawScores(nn.Module):
    """A net that was fed with scores as the encoder gives them, for standardised ones."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, net: ForwardNet, mean: Tensor, deviation: Tensor) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def forward(self, scores: Tensor) -> Tensor:
        """(B, W) standardised -> (B, P)."""
        return self.net(scores * self.deviation + self.mean)


def train_raw(lesson: Lesson, course: Course = PUBLISHED, means: Means = ALONE) -> RawScores:
    """The published design as it is published: its input is not standardised."""
    raw = replace(lesson, scores=lesson.scores * lesson.deviation + lesson.mean, moved=None)
    return RawScores(train_published(raw, course, means=means), lesson.mean, lesson.deviation).eval()
