"""How legs go: bent, lifted high, weaving as drunk people do, or with one that is stiff and hurts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .features import FPS, PACE, TURN, Skeleton, smoothed
from .turning import FORWARD, LEFTWARD, about, bend, hanging, in_world, middle_of, times

_STIFF = 0.95
"""of the bend of the knee that a stiff leg goes without"""
_SHORT = 0.5
"""of its swing that it goes without"""
_HAUNCH = 0.22
"""radians that the trunk leans over a hurt leg that stands"""
_AROUND = 0.2
"""radians that a stiff leg swings outwards on its way ahead, for it does not get shorter"""
_QUICK, _LONG = 0.62, 1.25
"""times as long as usual that the hurt leg stands, and the other"""
_WAVES = ((0.31, 1.0), (0.53, 0.7), (0.87, 0.35))
"""cycles a second of swaying, and how much of each"""


def legs(skeleton: Skeleton, rotations: Tensor, on: Tensor, bent: Tensor, lifted: Tensor) -> Tensor:
    """on: (B, T, 2) how surely the left and right foot stand; bent: (B, T) radians more of both knees; lifted: (B, T)
    by what share a thigh that swings comes higher."""
    out = rotations.clone()
    for at, side in enumerate("lr"):
        raised = hanging(skeleton, in_world(skeleton, out), f"{side}Thigh", f"{side}Shin")
        above = raised.clamp(min=0.0)
        up = smoothed((lifted * above * (1.0 - on[..., at]))[..., None], 1.0)[..., 0]
        _turn(out, skeleton, f"{side}Thigh", -up - 0.5 * bent)
        _turn(out, skeleton, f"{side}Shin", 1.15 * up + bent)
        _turn(out, skeleton, f"{side}Foot", -0.5 * bent)
    return out


def limped(skeleton: Skeleton, rotations: Tensor, on: Tensor, limp: Tensor, weak: str) -> Tensor:
    """limp: (B, T) 0 to 1, how much the leg `weak`, l or r, is stiff and hurts."""
    if not bool(limp.any()):
        return rotations
    out = rotations.clone()
    world = in_world(skeleton, out)
    knee = bend(skeleton, world, f"{weak}Thigh", f"{weak}Shin", f"{weak}Foot")
    straight = -_STIFF * limp * (knee - 0.15).clamp(min=0.0)
    _turn(out, skeleton, f"{weak}Shin", straight)
    thigh = skeleton.at(f"{weak}Thigh")
    middle = middle_of(out[:, :, thigh])
    out[:, :, thigh] = middle @ times(middle.transpose(-1, -2) @ out[:, :, thigh], 1.0 - _SHORT * limp)
    _turn(out, skeleton, f"{weak}Thigh", -0.5 * straight)
    sign = 1.0 if weak == "l" else -1.0
    own, other = (on[..., 0], on[..., 1]) if weak == "l" else (on[..., 1], on[..., 0])
    over = smoothed((limp * (own - other).clamp(-1.0, 1.0) * _HAUNCH)[..., None], 2.0)[..., 0]
    aside = smoothed((limp * (1.0 - own) * _AROUND)[..., None], 1.5)[..., 0]
    _turn(out, skeleton, f"{weak}Thigh", -sign * aside, LEFTWARD)
    for joint, share in (("abdomen", 0.6), ("chest", 0.6), ("neck", -0.5)):
        _turn(out, skeleton, joint, sign * share * over, LEFTWARD)
    return out


def swayed(skeleton: Skeleton, rotations: Tensor, sway: Tensor, seed: int) -> Tensor:
    """sway: (B, T) radians, the deviation of what the trunk leans from side to side."""
    if not bool(sway.any()):
        return rotations
    out = rotations.clone()
    lean = sway * waves(sway.shape[1], seed)
    nod = 0.6 * sway * waves(sway.shape[1], seed + 1)
    for joint, share in (("abdomen", 0.5), ("chest", 0.5), ("head", 0.4)):
        _turn(out, skeleton, joint, share * lean, LEFTWARD)
        _turn(out, skeleton, joint, share * nod)
    return out


def weaving(features: Tensor, weave: Tensor, seed: int) -> Tensor:
    """(B, T, 134) whose way turns to and fro; weave: (B, T) radians, the deviation."""
    if not bool(weave.any()):
        return features
    out = features.clone()
    heading = weave * waves(weave.shape[1], seed + 2)
    out[:, :-1, 0] += heading.diff(dim=1) * FPS
    return out


def favoured(features: Tensor, on: Tensor, limp: Tensor, weak: str, parts: Sequence[slice]) -> Tensor:
    """(B, T, 134) whose leg `weak` stands for less time than the other, as limp (B, T) says: it is left as soon as can
    be, which is called antalgic gait. Each part is as long as it was."""
    if not bool(limp.any()):
        return features
    own, other = (on[..., 0], on[..., 1]) if weak == "l" else (on[..., 1], on[..., 0])
    alone = smoothed(torch.stack([own * (1.0 - other), other * (1.0 - own)], -1), 1.0)
    length = 1.0 + limp * (alone[..., 0] * (_QUICK - 1.0) + alone[..., 1] * (_LONG - 1.0))
    for part in parts:
        length[:, part] = length[:, part] / length[:, part].mean(1, keepdim=True)
    ends = length.cumsum(1)
    starts = ends - length
    at = torch.arange(features.shape[1]).expand(len(features), -1).float()
    low = (torch.searchsorted(starts.contiguous(), at + 1e-4, right=True) - 1).clamp(0, features.shape[1] - 1)
    share = ((at - starts.gather(1, low)) / length.gather(1, low)).clamp(0.0, 1.0)[..., None]
    high = (low + 1).clamp(max=features.shape[1] - 1)
    row = torch.arange(len(features))[:, None]
    out = torch.lerp(features[row, low], features[row, high], share)
    for rates in (TURN, PACE):
        out[..., rates] = out[..., rates] / length.gather(1, low)[..., None]
    return out


def waves(frames: int, seed: int) -> Tensor:
    """(T,) an uneven swaying of deviation 1."""
    phases = 2.0 * math.pi * torch.rand(len(_WAVES), generator=torch.Generator().manual_seed(seed))
    at = torch.arange(frames) / FPS
    found = sum(
        much * torch.sin(2.0 * math.pi * often * at + phase)
        for (often, much), phase in zip(_WAVES, phases, strict=True)
    )
    assert isinstance(found, Tensor)
    return found / (0.5 * sum(much**2 for _, much in _WAVES)) ** 0.5


def _turn(
    rotations: Tensor, skeleton: Skeleton, joint: str, radians: Tensor, axis: tuple[float, float, float] = FORWARD
) -> None:
    at = skeleton.at(joint)
    rotations[:, :, at] = about(axis, radians) @ rotations[:, :, at]
