"""Motions that turn as much as is said, and stay where that is said: what they turn too much or too little is spread
over their frames, and what they go astray over those in which no foot stands."""

from __future__ import annotations

import torch
from torch import Tensor

from ....motion.features import CONTACTS, FPS, PACE, Skeleton, decode
from ....words.moving.script import Part
from .plan import Plan

MOST = 0.6
"""radians a second: more would turn the feet that stand visibly"""
FASTEST = 4.0
"""metres a second that somebody in the air is brought back at most"""


def steered(skeleton: Skeleton, features: Tensor, plan: Plan) -> Tensor:
    """(B, T, 134) -> the same, but parts go and turn as their words say, where they do."""
    out = features.clone()
    for at, part in enumerate(plan.script.parts):
        wanted, frames = _turn(part), plan.frames_of(at)
        if wanted is None:
            continue
        turns = features[:, frames, 0]
        lacks = wanted * FPS / turns.shape[1] - turns.mean(1, keepdim=True)
        out[:, frames, 0] = turns + torch.clamp(lacks, -MOST, MOST)
        if _jumps_on_the_spot(part):
            out[:, frames, PACE] = _stayed(skeleton, out[:, frames])
    return out


def _turn(part: Part) -> float | None:
    """Radians to the left, of parts whose feet may turn."""
    if part.kind in ("way", "turn"):
        return part.course.turn
    return (part.course.turn or 0.0) if _jumps_on_the_spot(part) else None


def _jumps_on_the_spot(part: Part) -> bool:
    return part.kind == "body" and part.course.stays and not part.poses


def _stayed(skeleton: Skeleton, rows: Tensor) -> Tensor:
    """(B, T, 2) the pace of frames that end where they begin, as far as they are in the air for it."""
    _, root = decode(skeleton, rows)
    free = (1.0 - rows[..., CONTACTS].clamp(0.0, 1.0).amax(-1)) ** 2
    astray = (root[:, -1, :2] - root[:, 0, :2])[:, None] * FPS
    back = -astray * (free / free.sum(1, keepdim=True).clamp(min=1.0))[..., None]
    back = back * (FASTEST / back.norm(dim=-1, keepdim=True).clamp(min=FASTEST))
    heading = (rows[..., 0].cumsum(1) - rows[..., 0]) / FPS
    cos, sin = torch.cos(heading), torch.sin(heading)
    left = back[..., 0] * cos + back[..., 1] * sin
    behind = -back[..., 0] * sin + back[..., 1] * cos
    return rows[..., PACE] + torch.stack([-behind, left], -1)
