"""Hips that go from side to side with the steps, as in Latin dances: over the leg that bears, the trunk held above."""

from __future__ import annotations

import torch
from torch import Tensor

from .features import FPS, Skeleton, smoothed
from .joint_turns import LEFTWARD, about

_ROLL = 0.8
"""times as far as both legs lean do the hips come up on the side that bears"""
_TRUNK = (("chest", 0.25), ("neck", 0.4))
"""times as far each leans the other way, so that the head stays above"""
_CYCLE, _EVEN = 14.0, 2.0
"""frames over which the middle of the bearing is found, and those over which it changes"""
_LEAST = 0.15
"""spread of what the legs bear under which nobody steps"""
_BEAT = 0.8
"""times a second that hips go to and fro where nobody steps"""


def hipped(skeleton: Skeleton, rotations: Tensor, on: Tensor, hips: Tensor) -> Tensor:
    """on: (B, T, 2) how surely the left and right foot stand; hips: (B, T) radians that legs lean aside at most."""
    out = rotations.clone()
    lean = hips * _side(on)
    turns = [(skeleton.names[0], -_ROLL), *_TRUNK]
    turns += [(f"{side}Thigh", 1.0 + _ROLL) for side in "lr"] + [(f"{side}Foot", -1.0) for side in "lr"]
    for joint, share in turns:
        at = skeleton.at(joint)
        out[:, :, at] = about(LEFTWARD, share * lean) @ out[:, :, at]
    return out


def _side(on: Tensor) -> Tensor:
    """(B, T) -1 to 1: 1 where the left leg bears, as soon as it is stepped on."""
    bears = smoothed((on[..., :1] - on[..., 1:]), _EVEN)
    bears = (bears - smoothed(bears, _CYCLE))[..., 0]
    spread = bears.std(1, keepdim=True)
    beat = torch.sin(2.0 * torch.pi * _BEAT * torch.arange(on.shape[1], device=on.device) / FPS)
    return torch.where(spread > _LEAST, torch.tanh(1.2 * bears / spread.clamp(min=_LEAST)), beat)
