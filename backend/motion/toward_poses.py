"""Motions that come through given poses, by AvatarCLIP's two ways with our tokens as the prior.

Optimised: tokens are moved until the motion passes near each pose in its order, the first weighing most, and moves,
but no more than real motion does (Hong et al. 2022, section 4.3, reward movement without end). Where pictures of it
are looked at, frames are moved towards what the words say as well, later ones more (their CLIP term). Interpolated:
the tokens of poses that are held, mixed in line between their times.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .canvas import features_of, tokens_of
from .features import HEIGHT, ROTATIONS, rotations_of
from .generate import MotionModel
from .nets import LATENT, PATCH

WEIGHTS = (1.0, 0.8, 0.6, 0.4, 0.2)
"""of the poses, in their order; those that follow weigh as the last"""
_RATE, _STEPS = 0.05, 250
_NEAR = 0.02
"""of a pose: how soft the nearest frame is"""
_MOVES, _STEADY, _PRIOR = 0.05, 2.0, 0.02
Seen = Callable[[Tensor], Tensor]
"""(F, J, 3, 3) local rotations, the hips beside the heading -> (F,) cosines; differentiable"""
_REAL = 0.0016
"""mean squared change of the numbers of rotations from frame to frame in real motion, at most"""


def optimised(
    model: MotionModel,
    poses: Tensor,
    tokens: int,
    seed: int,
    steps: int = _STEPS,
    between: Callable[[float], None] = lambda share: None,
    seen: Seen | None = None,
    clip: float = 0.0,
) -> Tensor:
    """(P, 134) frames of poses -> (tokens, 32) in the units of the flow.

    seen: tells how well pictures of poses fit the words; clip: what that weighs (AvatarCLIP has 0.001).
    """
    generator = torch.Generator().manual_seed(seed)
    at = (0.5 * torch.randn(1, tokens, LATENT, generator=generator)).to(model.device).requires_grad_()
    optimiser = torch.optim.Adam([at], lr=_RATE)
    weights = at.new_tensor([WEIGHTS[min(place, len(WEIGHTS) - 1)] for place in range(len(poses))])
    allowed = _allowed(tokens * PATCH, len(poses)).to(model.device)
    for step in range(steps):
        between(step / steps)
        features = features_of(model, at)[0]
        six = features[:, ROTATIONS]
        off = (six[None, :, 6:] - poses[:, None, ROTATIONS][..., 6:]).square().mean(-1)
        off = off + (features[None, :, HEIGHT] - poses[:, None, HEIGHT]).square().mean(-1)
        off = off.masked_fill(~allowed, float("inf"))
        share = torch.softmax(-off / _NEAR, 1)
        near = (torch.where(allowed, off, torch.zeros_like(off)) * share).sum(1)
        change = (six[1:] - six[:-1]).square().mean()
        bend = (six[2:] - 2 * six[1:-1] + six[:-2]).square().mean()
        loss = (weights * near).sum() - _MOVES * change.clamp(max=_REAL) / _REAL * 0.1 + _STEADY * bend
        loss = loss + _PRIOR * (at.square().mean() - 1.0).clamp(min=0.0)
        if seen is not None:
            loss = loss - clip * _shown(seen, six, int(torch.randint(len(six), (), generator=generator)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return at.detach()[0]


def _shown(seen: Seen, six: Tensor, first: int) -> Tensor:
    """() of two frames (T, 126) half of the time apart, each by how late it is."""
    count = len(six)
    frames = torch.tensor([first, (first + count // 2) % count], device=six.device)
    late = (frames + 1.0) / count
    return (late * seen(rotations_of(six[frames].unflatten(-1, (-1, 6))))).sum()


def interpolated(model: MotionModel, poses: Tensor, tokens: int) -> Tensor:
    """(P, 134) -> (tokens, 32): each pose at its time, the first at the beginning and the last at the end."""
    held = tokens_of(model, poses[:, None].repeat(1, 4 * PATCH, 1))[:, 1:3].mean(1).detach()
    times = torch.linspace(0.0, len(poses) - 1.0, tokens) if len(poses) > 1 else torch.zeros(tokens)
    low = times.floor().long().clamp(max=max(len(poses) - 2, 0))
    high = (low + 1).clamp(max=len(poses) - 1)
    low, high, share = (each.to(held.device) for each in (low, high, (times - low)[:, None]))
    return torch.lerp(held[low], held[high], share)


def _allowed(frames: int, poses: int) -> Tensor:
    """(P, frames) bool: each pose may be met in its own part of the time and half of those beside it."""
    times = (torch.arange(frames) + 0.5) / frames * poses
    middle = torch.arange(poses)[:, None] + 0.5
    return (times[None] - middle).abs() <= 1.0
