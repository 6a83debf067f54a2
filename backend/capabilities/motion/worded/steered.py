"""Ways that turn as much as is said: what a motion turns too much or too little is spread over its frames."""

from __future__ import annotations

import torch
from torch import Tensor

from ....motion.features import FPS
from .plan import Plan

MOST = 0.6
"""radians a second: more would turn the feet that stand visibly"""


def steered(features: Tensor, plan: Plan) -> Tensor:
    """(B, T, 134) -> the same, but parts that go along a way turn as their words say, where they do."""
    out = features.clone()
    for at, part in enumerate(plan.script.parts):
        if part.kind != "way" or part.course.turn is None:
            continue
        frames = plan.frames_of(at)
        turns = features[:, frames, 0]
        lacks = part.course.turn * FPS / turns.shape[1] - turns.mean(1, keepdim=True)
        out[:, frames, 0] = turns + torch.clamp(lacks, -MOST, MOST)
    return out
