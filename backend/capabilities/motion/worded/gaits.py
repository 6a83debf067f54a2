"""How far a motion is from the even gait that its words ask for (no leap in a walk, no standstill, legs in turn), and
from the standing that it begins with and ends in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import torch
from torch import Tensor

from ....motion.features import FPS, HEIGHT, PACE, ROTATIONS, Skeleton, rotations_of, smoothed
from ....motion.joint_turns import hanging, in_world
from ....words.moving.script import Part

LEVEL: Mapping[str, float] = MappingProxyType(
    {"walk": 0.10, "march": 0.10, "step": 0.12, "sneak": 0.17, "run": 0.20, "jog": 0.20}
)
"""metres between the lowest and the highest that the hips of each gait come, as nine in ten real clips have it"""
_HIGHER = 5.0
"""errors for each metre more"""
_STEADY, _STANDS = 0.3, 2.0
"""share of its mean pace that a gait has in each second, and errors for lacking all of it"""
_IN_TURN, _TOGETHER = -0.3, 0.8
"""correlation of the swings of both thighs up to which they go in turn, and errors for each more"""

_FROM_STANDING = frozenset("sit kneel lie crouch squat bend".split())  # noqa: SIM905
"""words of labels for what somebody does who stood before"""
_UPRIGHT = frozenset(("stand", "up"))
"""and those of who stands in the end"""
_NEARLY, _LOWER = 0.93, 6.0
"""of the highest that hips are, at which somebody stands, and errors for each metre lower"""


def uneven(skeleton: Skeleton, rows: Tensor, part: Part) -> Tensor:
    """(B, T, 134) of a part -> (B,) how far off its gait is, as `obeyed.errors` counts; 0 where it is none."""
    gait = part.action.partition(" ")[0]
    if part.kind != "way" or part.course.stays or gait not in LEVEL or rows.shape[1] < 2 * FPS:
        return torch.zeros_like(rows[:, 0, 0])
    height = rows[..., HEIGHT][..., 0]
    off = _HIGHER * (height.amax(1) - height.amin(1) - LEVEL[gait]).clamp(min=0.0)
    pace = smoothed(rows[..., PACE], FPS / 4).norm(dim=-1)
    slowest = pace.unfold(1, FPS, FPS // 4).mean(-1).amin(1) / pace.mean(1).clamp(min=1e-3)
    off += _STANDS * (_STEADY - slowest).clamp(min=0.0)
    if abs(math.sin(part.course.heading or 0.0)) < 0.7:
        off += _TOGETHER * (_together(skeleton, rows) - _IN_TURN).clamp(min=0.0)
    return off


def stooped(rows: Tensor, part: Part, first: bool) -> Tensor:
    """(B, T, 134) of a part -> (B,) how far it begins or ends lower than it should: who sits down stood before, and who
    stands up stands in the end. first: whether nothing comes before it."""
    off = torch.zeros_like(rows[:, 0, 0])
    if part.kind != "body":
        return off
    height, words = rows[..., HEIGHT][..., 0], set(part.words.split())
    for ends, at in ((first and bool(words & _FROM_STANDING), 0), (words >= _UPRIGHT, -1)):
        if ends:
            off += _LOWER * (_NEARLY * height.amax(1) - height[:, at]).clamp(min=0.0)
    return off


def _together(skeleton: Skeleton, rows: Tensor) -> Tensor:
    """(B,) correlation of how the left and the right thigh swing."""
    world = in_world(skeleton, rotations_of(rows[..., ROTATIONS].unflatten(-1, (len(skeleton.names), 6))))
    left, right = (hanging(skeleton, world, f"{side}Thigh", f"{side}Shin") for side in "lr")
    left, right = left - left.mean(1, keepdim=True), right - right.mean(1, keepdim=True)
    return (left * right).sum(1) / (left.norm(dim=1) * right.norm(dim=1)).clamp(min=1e-6)
