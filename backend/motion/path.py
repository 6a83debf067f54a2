"""Numbers of what a motion does, measured on a window to learn from and set from words when one is made."""

from __future__ import annotations

import torch
from torch import Tensor

from .features import FPS, Skeleton, decode, joints

NUMBERS = (
    "ahead",
    "left",
    "turn",
    "rise",
    "drop",
    "speed",
    "left_hand",
    "right_hand",
    "left_foot",
    "right_foot",
    "left_hand_high",
    "right_hand_high",
    "left_foot_high",
    "right_foot_high",
)
"""where it ends beside where it began (metres ahead, to the left, radians to the left), how far the hips rise and drop
(metres), the mean speed of the way (metres a second), how fast each hand and foot moves beside the hips (metres a
second) and how high it comes above them (metres)"""
_MEMBERS = ("lHand", "rHand", "lFoot", "rFoot")


def measured(skeleton: Skeleton, features: Tensor, there: Tensor, by_feet: bool = False) -> Tensor:
    """(B, T, 134), of which the frames `there` (B, T) count and what follows them stands still -> (B, 14) `NUMBERS`.

    by_feet: of the way that the feet push, as `decode` has it.
    """
    rotations, root = decode(skeleton, features, by_feet)
    places = joints(skeleton, rotations, root)
    count = there.sum(1).clamp(min=2)
    steps = (root[:, 1:, :2] - root[:, :-1, :2]).norm(dim=-1)
    beside = places[:, :, [skeleton.at(name) for name in _MEMBERS]] - root[:, :, None]
    speed = (beside[:, 1:] - beside[:, :-1]).norm(dim=-1).sum(1) / (count - 1)[:, None] * FPS
    start = root[:, :10, 2].median(1).values
    hips = [
        -root[:, -1, 1],
        root[:, -1, 0],
        features[:, :-1, 0].sum(1) / FPS,
        root[..., 2].amax(1) - start,
        start - root[..., 2].amin(1),
        steps.sum(1) / (count - 1) * FPS,
    ]
    return torch.cat([torch.stack(hips, -1), speed, beside[..., 2].amax(1)], -1)
