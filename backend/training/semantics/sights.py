"""The net behind words that nobody trained a mapper of: from parameters to all that an encoder sees."""

from __future__ import annotations

import numpy as np
import torch

from backend.clip import Encoder
from backend.semantics.nets import ScoreNet
from backend.semantics.scoring import fingerprint
from backend.semantics.sight import Sight, SightCard
from backend.semantics.spaces import Space

from .rate import Rated
from .train import HELD_OUT, LICENCE, USUAL, Course, Report, fit

DIRECTIONS = 64
KEPT = 1000
"""bodies that tell how words are spread, at most"""
_NOISE = 0.02
"""of the largest deviation: directions in which embeddings differ less are the pictures' grain"""


def train_sight(
    rated: Rated,
    space: Space,
    encoder: Encoder,
    seed: int = 0,
    course: Course = USUAL,
    report: Report = lambda done, total, error: None,
) -> Sight:
    """Of N bodies that an encoder has rated; a tenth chooses the best epoch, another tenth tells what is missed."""
    count = len(rated.values)
    order = np.random.default_rng(seed).permutation(count)
    held = max(5, int(HELD_OUT * count))
    kept, chosen, shown = order[:held], order[held : 2 * held], order[2 * held :]
    embeddings = torch.from_numpy(rated.embeddings.mean(1)).double()
    steps = (torch.from_numpy(rated.values) - space.column("default")) / space.column("spread")
    mean = embeddings[shown].mean(0)
    sizes, axes = torch.linalg.eigh(torch.cov(embeddings[shown].T))
    deviations, axes = sizes.clamp(min=0).sqrt().flip(0), axes.flip(1)
    count = min(DIRECTIONS, int((deviations > _NOISE * deviations[0]).sum()))
    deviations, axes = deviations[:count], axes[:, :count]
    places = ((embeddings - mean) @ axes / deviations).float()
    torch.manual_seed(seed)
    net = ScoreNet(steps.shape[1], count)
    best = fit(net, (steps[shown], places[shown]), (steps[chosen], places[chosen]), course, report).eval()
    with torch.no_grad():
        off = best(steps[kept]) - places[kept]
    card = SightCard(
        licence=LICENCE,
        space=space,
        encoder=encoder.name,
        fingerprint=fingerprint(encoder),
        samples=len(shown),
        source=f"galatea train mappers --seed {seed}",
    )
    back = (axes * deviations).T.float()
    missed = (off.T @ off / len(off)).float()
    return Sight(card, best.requires_grad_(False), back, mean.float(), places[kept[:KEPT]], missed)
