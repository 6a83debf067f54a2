"""A mapper that others published becomes word sliders: its net, from logits to coefficients, turned round.

Word sliders need the way from a body to the scores of words. It is learned from what the published net itself says of
logits within the ends of its sliders: few words moved, as people move them, the others about where they begin. No
picture is looked at.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from backend.body import BodyData, rest_shape
from backend.protocol.errors import BadRequest
from backend.semantics.mapper import Card, Mapper
from backend.semantics.nets import ScoreNet
from backend.semantics.published import PublishedMapper
from backend.semantics.published_body import RATED_BY_MODEL, sliders_of
from backend.semantics.scoring import Scoring
from backend.semantics.spaces import SPACES, Space, space_of
from backend.semantics.word_sliders import with_axes

from .fitting import Course
from .together import fit

COURSE = Course(epochs=30, batch=256)
_DRAWN, _HELD = 6600, 600
_MOVED = 3
"""words that are moved at once, at most"""
_REST = 0.5
"""deviations by which the others are about where they begin"""
_BLURS = (0.1, 0.2, 0.35)
"""of the spread of steps: one after another, and the one is kept with which words go nearest to the published way"""
_DEVIATIONS = 4.0
"""standard deviations of the logits that are drawn, from end to end of a slider"""


def adopted(published: PublishedMapper, body: BodyData, name: str, kind: str, licence: str, source: str) -> Mapper:
    """kind: which of the body's coefficients it gives, "shape" or "expression".

    In the evaluation: "moved mm", how far a word moves the vertices, and "off mm", how far from where the published
    net has them then; means over words and bodies. Raises BadRequest where the body has not these coefficients.
    """
    own = list(sliders_of(body, torch.zeros(published.outputs), kind)[0])
    space = _space_with(body, own)
    columns = [space.names.index(slider) for slider in own]
    logits = _drawn(published, _DRAWN)
    steps = _steps(published, space, columns, logits)
    middle, deviation = _middles(published)
    scores = (logits - middle) / deviation
    low, high, _ = _limits(published)
    card = Card(
        name=name,
        licence=licence,
        space=space,
        scoring=Scoring(RATED_BY_MODEL, "", published.words, published.words),
        mean=tuple(middle.tolist()),
        deviation=tuple(deviation.tolist()),
        low=tuple(((low - middle) / deviation).tolist()),
        high=tuple(((high - middle) / deviation).tolist()),
        uncertainty=(),
        samples=_DRAWN,
        seed=0,
        source=source,
    )
    ways = []
    for share in _BLURS:
        net = _turned_round(steps, scores, columns, share).eval().requires_grad_(False)
        off = (net(steps[:_HELD]) - scores[:_HELD]).square().mean(dim=0).sqrt()
        mapper = Mapper(replace(card, uncertainty=tuple(off.tolist())), net)
        ways.append(Mapper(replace(mapper.card, evaluation=_evaluated(mapper, published, body, columns)), net))
    return min(ways, key=lambda way: way.card.evaluation["off mm"])


def _space_with(body: BodyData, own: list[str]) -> Space:
    for name in SPACES:
        try:
            space = space_of(body, name)
        except BadRequest:
            continue
        if set(own) <= set(space.names):
            return space
    raise BadRequest(
        f"The mapper gives {len(own)} coefficients, up to {own[-1]}; words do not move so many of {body.name}.",
        "Use it by galatea mapper.",
    )


def _limits(published: PublishedMapper) -> tuple[Tensor, Tensor, Tensor]:
    """(W,) each, in logits: the lowest, the highest and the first value of the sliders."""
    low, high, first = torch.tensor([published.limits[word] for word in published.words]).T
    return low, high, first


def _middles(published: PublishedMapper) -> tuple[Tensor, Tensor]:
    """(W,) each: where the sliders begin, and the standard deviation of what is drawn, in logits."""
    low, high, first = _limits(published)
    return first, (high - low) / _DEVIATIONS


def _drawn(published: PublishedMapper, count: int) -> Tensor:
    """(N, W) logits: some words anywhere between their ends, the others about where they begin."""
    middle, deviation = _middles(published)
    low, high, _ = _limits(published)
    rolled = torch.Generator().manual_seed(0)
    shape = (count, len(middle))
    resting = middle + _REST * deviation * torch.randn(shape, generator=rolled)
    share = torch.randint(_MOVED + 1, (count, 1), generator=rolled) / len(middle)
    moved = torch.rand(shape, generator=rolled) < share
    return torch.where(moved, low + (high - low) * torch.rand(shape, generator=rolled), resting).clamp(low, high)


@torch.no_grad()
def _steps(published: PublishedMapper, space: Space, columns: list[int], logits: Tensor) -> Tensor:
    """(N, A) the bodies of logits (N, W), in spreads of the axes from their defaults."""
    found = torch.zeros(len(logits), len(space.axes))
    low, high = space.column("low")[columns], space.column("high")[columns]
    found[:, columns] = published.net(logits).clamp(low, high) - space.column("default")[columns]
    return found / space.column("spread")


def _turned_round(steps: Tensor, scores: Tensor, columns: list[int], share: float) -> ScoreNet:
    """From steps (N, A) to scores (N, W). Steps are blurred a little, so that what no words move tells nothing of them:
    the least change that moves a word is then the published one."""
    torch.manual_seed(0)
    blur = torch.zeros_like(steps)
    blur[:, columns] = share * steps[:, columns].std(dim=0).mean() * torch.randn(len(steps), len(columns))
    net = ScoreNet(steps.shape[1], scores.shape[1])
    blurred = steps + blur
    net = fit(net, (blurred[_HELD:], scores[_HELD:]), (blurred[:_HELD], scores[:_HELD]), COURSE, lambda *_: None)
    others = torch.ones(steps.shape[1], dtype=torch.bool)
    others[columns] = False
    with torch.no_grad():
        net.straight.weight[:, others] = 0.0
        net.first.weight[:, others] = 0.0
    return net


@torch.no_grad()
def _evaluated(mapper: Mapper, published: PublishedMapper, body: BodyData, columns: list[int]) -> dict[str, float]:
    """How near each word, moved to either end, comes to what the published net makes of it."""
    space, (middle, deviation) = mapper.space, _middles(published)
    wanted, found = [], []
    for place, word in enumerate(published.words):
        for end in published.limits[word][:2]:
            logits = middle.repeat(2, 1)
            logits[1, place] = end
            start, goal = _steps(published, space, columns, logits) * space.column("spread") + space.column("default")
            moved = mapper.solved(start, {word: float((end - middle[place]) / deviation[place])})
            shapes = [
                rest_shape(body, with_axes(body, space, body.defaults, axes - space.column("default"))[None])[0]
                for axes in (start, goal, moved)
            ]
            wanted.append(float((shapes[1] - shapes[0]).norm(dim=1).mean()))
            found.append(float((shapes[1] - shapes[2]).norm(dim=1).mean()))
    return {"moved mm": 1000 * sum(wanted) / len(wanted), "off mm": 1000 * sum(found) / len(found)}
