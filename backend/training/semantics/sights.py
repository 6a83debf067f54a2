"""The net behind words that nobody trained a mapper of: from parameters to all that an encoder sees."""

from __future__ import annotations

import numpy as np
import torch

from backend.clip import Encoder
from backend.semantics.nets import ScoreNet
from backend.semantics.scoring import fingerprint
from backend.semantics.sight import Sight, SightCard
from backend.semantics.spaces import Space

from .fitting import Course, Report
from .rate import Rated
from .together import fit
from .train import HELD_OUT, LICENCE

COURSE = Course(decay=5e-2)
DIRECTIONS = 64
POWER = 0.5
"""how much more directions count in the training in which embeddings differ more: 0 all alike, 1 as in embeddings"""
KEPT = 1000
"""bodies that tell how words are spread, at most"""
_NOISE = 0.01
"""of the largest deviation: directions in which embeddings differ less are the pictures' grain"""


def train_sight(
    rated: Rated,
    space: Space,
    encoder: Encoder,
    seed: int = 0,
    course: Course = COURSE,
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
    weights = (deviations / deviations[0]).float() ** POWER
    taught = places * weights
    best = fit(
        ScoreNet(steps.shape[1], count), (steps[shown], taught[shown]), (steps[chosen], taught[chosen]), course, report
    ).eval()
    with torch.no_grad():
        best.straight.bias /= weights
        for rows in (best.straight.weight, best.last.weight):
            rows /= weights[:, None]
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
    return Sight(card, best.requires_grad_(False), back, mean.float(), places[order[:KEPT]], missed)
