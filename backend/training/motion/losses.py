"""How far frames are off: in their numbers, where the joints stand, how they move, and how the feet push."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from backend.motion.features import CONTACTS, FPS, PACE, Skeleton, foot_points, local_pose, pace_by_feet

from .windows import Standard

_NUMBERS, _PLACES, _SPEEDS, _BENDS, _FEET, _PUSH = 1.0, 6.0, 12.0, 12.0, 6.0, 1.0


def frame_loss(skeleton: Skeleton, standard: Standard, found: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """() of standardised frames (B, T, 134) against true ones; weight (B, T) of each frame."""
    share = weight / weight.sum().clamp(min=1.0)
    pairs = share[:, 1:] * (weight[:, :-1] > 0)
    triples = pairs[:, 1:] * (weight[:, :-2] > 0)
    numbers = functional.smooth_l1_loss(found, truth, reduction="none", beta=0.5).mean(-1)
    features, real = standard.back(found), standard.back(truth)
    places = local_pose(features, skeleton)[1]
    with torch.no_grad():
        true_places = local_pose(real, skeleton)[1]
    off = places - true_places
    joints = off.abs().sum(-1).mean(-1)
    feet = foot_points(off, skeleton).abs().sum(-1).mean(-1)
    speeds = (off[:, 1:] - off[:, :-1]).abs().sum(-1).mean(-1)
    bends = (off[:, 2:] - 2 * off[:, 1:-1] + off[:, :-2]).abs().sum(-1).mean(-1)
    # as the true contacts weigh the feet, the body must go as it really goes
    on = torch.cat([features[..., : CONTACTS.start], real[..., CONTACTS]], -1)
    pace = pace_by_feet(on, places, skeleton)
    push = (pace - real[..., PACE]).abs().sum(-1)
    slide = _slide(on, places, pace, skeleton)
    return (
        _NUMBERS * (numbers * share).sum()
        + _PLACES * (joints * share).sum()
        + _FEET * (feet * share).sum()
        + _SPEEDS * (speeds * pairs).sum()
        + _BENDS * (bends * triples).sum()
        + _PUSH * ((push + slide) * share).sum()
    )


def _slide(on: Tensor, places: Tensor, pace: Tensor, skeleton: Skeleton) -> Tensor:
    """(B, T) how differently the feet that stand push, metres a second: what no pace of the body can mend."""
    feet = foot_points(places, skeleton)
    ahead = torch.stack([pace[..., 1], -pace[..., 0]], -1)
    step = feet[..., 1:, :, :2] - feet[..., :-1, :, :2]
    turn = on[..., :-1, :1]
    turned = torch.stack([-feet[..., 1:, :, 1] * turn, feet[..., 1:, :, 0] * turn], -1)
    both = on[..., :-1, CONTACTS] * on[..., 1:, CONTACTS]
    off = (step * FPS + turned + ahead[..., :-1, None, :]).abs().sum(-1) * both
    return functional.pad(off.mean(-1), (0, 1))
