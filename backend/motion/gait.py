"""How legs go: bent, lifted high, weaving as drunk people do, or with one that is stiff and hurts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .features import FPS, PACE, TURN, Skeleton, smoothed
from .joint_turns import FORWARD, LEFTWARD, about, aside, bend, hanging, in_world

_AHEAD_BY = 0.08
"""radians that a thigh is ahead of the other where it is lifted fully"""
_STIFF = (0.95, 0.7)
"""of the bend of the knee that a stiff leg goes without, while it stands and while it swings"""
_BEHIND, _AHEAD = 0.75, 0.5
"""of its swing that the hurt leg goes without behind the body, and the other ahead of it: so its step is short"""
_HAUNCH = 0.4
"""radians that the trunk leans over a hurt leg that stands"""
_LEAST = 0.4
"""of a stance: that surely the hurt leg of who walks stands at some time, however softly it is set down"""
_BOWS = 0.2
"""of that lean, how far it leans forward too"""
_AROUND = 0.06
"""radians that a stiff leg swings outwards on its way ahead, for it hardly gets shorter"""
_TOES = 0.15
"""radians that its toes come up meanwhile"""
_NARROW = 0.75
"""of what legs stand or swing apart that both go without: the feet go at hip width"""
_STRAIGHT = 0.9
"""of what a way turns to and fro that who limps goes without"""
_QUICK, _LONG = 0.62, 1.25
"""times as long as usual that the hurt leg stands, and the other"""
_WAVES = ((0.24, 1.0), (0.41, 0.6), (0.67, 0.25))
"""cycles a second of swaying, and how much of each"""


def legs(skeleton: Skeleton, rotations: Tensor, on: Tensor, bent: Tensor, lifted: Tensor) -> Tensor:
    """on: (B, T, 2) how surely the left and right foot stand; bent: (B, T) radians more of both knees; lifted: (B, T)
    by what share a thigh that swings comes higher."""
    out = rotations.clone()
    world = in_world(skeleton, rotations)
    thighs = torch.stack([hanging(skeleton, world, f"{side}Thigh", f"{side}Shin") for side in "lr"], -1)
    # of two legs in the air the one ahead
    leads = ((thighs - thighs.flip(-1)) / _AHEAD_BY).clamp(0.0, 1.0)
    lifts = smoothed(lifted[..., None] * thighs.clamp(min=0.0) * leads * (1.0 - on), 1.0)
    for at, side in enumerate("lr"):
        up = lifts[..., at]
        _turn(out, skeleton, f"{side}Thigh", -up - 0.5 * bent)
        _turn(out, skeleton, f"{side}Shin", 1.15 * up + bent)
        _turn(out, skeleton, f"{side}Foot", -0.5 * bent)
    return out


def limped(skeleton: Skeleton, rotations: Tensor, on: Tensor, limp: Tensor, weak: str) -> Tensor:
    """limp: (B, T) 0 to 1, how much the leg `weak`, l or r, is stiff and hurts."""
    out = rotations.clone()
    world = in_world(skeleton, out)
    sign = 1.0 if weak == "l" else -1.0
    strong = "r" if weak == "l" else "l"
    own, other = _stances(on, weak)
    knee = bend(skeleton, world, f"{weak}Thigh", f"{weak}Shin", f"{weak}Foot")
    stiff = _STIFF[0] * own + _STIFF[1] * (1.0 - own)
    straight = -stiff * limp * (knee - 0.15).clamp(min=0.0)
    behind = (-hanging(skeleton, world, f"{weak}Thigh", f"{weak}Shin")).clamp(min=0.0)
    ahead = hanging(skeleton, world, f"{strong}Thigh", f"{strong}Shin").clamp(min=0.0)
    _turn(out, skeleton, f"{weak}Shin", straight)
    _turn(out, skeleton, f"{weak}Thigh", -0.5 * straight - _BEHIND * limp * behind)
    _turn(out, skeleton, f"{strong}Thigh", _AHEAD * limp * ahead)
    swings = smoothed((limp * (1.0 - own))[..., None], 1.5)[..., 0]
    _turn(out, skeleton, f"{weak}Foot", -0.5 * straight * own - _TOES * swings)
    for side in "lr":
        apart = aside(skeleton, world, f"{side}Thigh", f"{side}Shin")
        _turn(out, skeleton, f"{side}Thigh", _NARROW * limp * apart, LEFTWARD)
    _turn(out, skeleton, f"{weak}Thigh", -sign * _AROUND * swings, LEFTWARD)
    # over the hurt leg, and no further to the other side than upright
    bears = smoothed((own * (1.0 - 0.5 * other))[..., None], 2.0)[..., 0]
    share = bears / bears.amax(1, keepdim=True).clamp(min=_LEAST)
    over = _HAUNCH * limp * (1.3 * share).clamp(max=1.0)
    for joint, part in (("abdomen", 0.6), ("chest", 0.6), ("neck", -0.5)):
        _turn(out, skeleton, joint, sign * part * over, LEFTWARD)
        _turn(out, skeleton, joint, _BOWS * part * over)
    return out


def swayed(skeleton: Skeleton, rotations: Tensor, sway: Tensor, seed: int) -> Tensor:
    """sway: (B, T) radians, the deviation of what the trunk leans from side to side."""
    out = rotations.clone()
    lean = sway * waves(sway, seed)
    nod = 0.25 * sway * waves(sway, seed + 1)
    for joint, share in (("abdomen", 0.5), ("chest", 0.5), ("head", 0.4)):
        _turn(out, skeleton, joint, share * lean, LEFTWARD)
        _turn(out, skeleton, joint, share * nod)
    return out


def weaving(features: Tensor, weave: Tensor, seed: int) -> Tensor:
    """(B, T, 134) whose way turns to and fro; weave: (B, T) radians, the deviation."""
    out = features.clone()
    heading = weave * waves(weave, seed + 2)
    out[:, :-1, 0] += heading.diff(dim=1) * FPS
    return out


def straightened(features: Tensor, limp: Tensor, parts: Sequence[slice]) -> Tensor:
    """(B, T, 134) whose way turns evenly over each part, as far as limp (B, T) says: who limps takes the shortest."""
    out = features.clone()
    for part in parts:
        turns = features[:, part, TURN]
        share = _STRAIGHT * limp[:, part, None]
        out[:, part, TURN] = torch.lerp(turns, turns.mean(1, keepdim=True).expand_as(turns), share)
    return out


def favoured(features: Tensor, on: Tensor, limp: Tensor, weak: str, parts: Sequence[slice]) -> Tensor:
    """(B, T, 134) whose leg `weak` stands for less time than the other, as limp (B, T) says: it is left as soon as can
    be, which is called antalgic gait. Each part is as long as it was."""
    own, other = _stances(on, weak)
    alone = smoothed(torch.stack([own * (1.0 - other), other * (1.0 - own)], -1), 1.0)
    length = 1.0 + limp * (alone[..., 0] * (_QUICK - 1.0) + alone[..., 1] * (_LONG - 1.0))
    for part in parts:
        length[:, part] = length[:, part] / length[:, part].mean(1, keepdim=True)
    ends = length.cumsum(1)
    starts = ends - length
    at = torch.arange(features.shape[1], device=on.device).expand(len(features), -1).float()
    low = (torch.searchsorted(starts.contiguous(), at + 1e-4, right=True) - 1).clamp(0, features.shape[1] - 1)
    share = ((at - starts.gather(1, low)) / length.gather(1, low)).clamp(0.0, 1.0)[..., None]
    high = (low + 1).clamp(max=features.shape[1] - 1)
    row = torch.arange(len(features), device=on.device)[:, None]
    out = torch.lerp(features[row, low], features[row, high], share)
    for rates in (TURN, PACE):
        out[..., rates] = out[..., rates] / length.gather(1, low)[..., None]
    return out


def waves(like: Tensor, seed: int) -> Tensor:
    """(T,) an uneven swaying of deviation 1, for the frames of `like` (B, T)."""
    phases = 2.0 * math.pi * torch.rand(len(_WAVES), generator=torch.Generator().manual_seed(seed))
    at = torch.arange(like.shape[1], device=like.device) / FPS
    found = sum(
        much * torch.sin(2.0 * math.pi * often * at + phase)
        for (often, much), phase in zip(_WAVES, phases.tolist(), strict=True)
    )
    assert isinstance(found, Tensor)
    return found / (0.5 * sum(much**2 for _, much in _WAVES)) ** 0.5


def _stances(on: Tensor, weak: str) -> tuple[Tensor, Tensor]:
    """(B, T) each: how surely the leg `weak` stands, and the other."""
    left, right = on.unbind(-1)
    return (left, right) if weak == "l" else (right, left)


def _turn(
    rotations: Tensor, skeleton: Skeleton, joint: str, radians: Tensor, axis: tuple[float, float, float] = FORWARD
) -> None:
    at = skeleton.at(joint)
    rotations[:, :, at] = about(axis, radians) @ rotations[:, :, at]
