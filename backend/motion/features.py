"""Frames of a moving skeleton as numbers that do not depend on where it stands or which way it faces, and back.

A frame has 134 numbers at 20 frames a second: how fast it turns (radians a second), its velocity ahead and to the left
(metres a second), the height of its hips (metres), 21 rotations as the first two columns of their matrices (that of the
hips beside the heading), and how surely each of four points of the feet stands on the floor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor
from torch.nn import functional

FPS = 20
TURN, PACE, HEIGHT, ROTATIONS, CONTACTS = slice(0, 1), slice(1, 3), slice(3, 4), slice(4, 130), slice(130, 134)
WIDTH = 134
_SMOOTH = 2.0
"""frames: the heading is that of hips and shoulders without their swing"""
_ON_FLOOR = ((0.14, 0.5), (0.08, 0.5))
"""ankle and toe stand on the floor below this height (metres) and slower than this (metres a second)"""


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The joints that motions were learned on: Z up, facing -Y, its left +X; identity rotations are the T-pose."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: Tensor
    """(J, 3) metres, each joint in its parent's frame"""
    toes: Tensor
    """(2, 3) metres, from the left and the right foot's joint"""

    def at(self, name: str) -> int:
        return self.names.index(name)

    @property
    def device(self) -> torch.device:
        return self.offsets.device

    def to(self, device: torch.device | str) -> Skeleton:
        return replace(self, offsets=self.offsets.to(device), toes=self.toes.to(device))

    @cached_property
    def feet(self) -> tuple[int, int]:
        return self.at("lFoot"), self.at("rFoot")


def joints(skeleton: Skeleton, rotations: Tensor, root: Tensor) -> Tensor:
    """(..., J, 3, 3) local rotations and (..., 3) hips -> (..., J + 2, 3) metres: joints, then left and right toe."""
    turned: list[Tensor] = []
    places: list[Tensor] = []
    for joint, parent in enumerate(skeleton.parents):
        if parent < 0:
            turned.append(rotations[..., joint, :, :])
            places.append(root)
            continue
        places.append(places[parent] + turned[parent] @ skeleton.offsets[joint])
        turned.append(turned[parent] @ rotations[..., joint, :, :])
    toes = [places[foot] + turned[foot] @ toe for foot, toe in zip(skeleton.feet, skeleton.toes, strict=True)]
    return torch.stack(places + toes, -2)


def foot_points(places: Tensor, skeleton: Skeleton) -> Tensor:
    """(..., J + 2, 3) -> (..., 4, 3): left and right ankle, left and right toe."""
    left, right = skeleton.feet
    return places[..., [left, right, len(skeleton.names), len(skeleton.names) + 1], :]


def about_z(angles: Tensor) -> Tensor:
    """(...) radians -> (..., 3, 3)."""
    c, s, zero, one = angles.cos(), angles.sin(), torch.zeros_like(angles), torch.ones_like(angles)
    rows = torch.stack([c, -s, zero, s, c, zero, zero, zero, one], -1)
    return rows.reshape(*angles.shape, 3, 3)


def six_of(rotations: Tensor) -> Tensor:
    """(..., 3, 3) -> (..., 6): the first two columns (Zhou et al. 2019)."""
    return torch.cat([rotations[..., 0], rotations[..., 1]], -1)


def rotations_of(six: Tensor) -> Tensor:
    """(..., 6) -> (..., 3, 3), orthonormal."""
    x = functional.normalize(six[..., :3], dim=-1)
    y = functional.normalize(six[..., 3:] - (x * six[..., 3:]).sum(-1, keepdim=True) * x, dim=-1)
    return torch.stack([x, y, torch.linalg.cross(x, y)], -1)


def encode(skeleton: Skeleton, rotations: Tensor, root: Tensor) -> Tensor:
    """(T, J, 3, 3) local rotations and (T, 3) hips, Z up -> (T, 134). T is at least 2."""
    places = joints(skeleton, rotations, root)
    heading = _heading(skeleton, places)
    back = about_z(-heading)
    step = (back[:-1] @ (root[1:] - root[:-1])[..., None])[..., 0] * FPS
    # ahead is -Y, the left +X
    pace = torch.stack([-step[:, 1], step[:, 0]], -1)
    turn = (heading[1:] - heading[:-1])[:, None] * FPS
    local = torch.cat([(back @ rotations[:, 0])[:, None], rotations[:, 1:]], 1)
    feet = foot_points(places, skeleton)
    return torch.cat([_last_again(turn), _last_again(pace), root[:, 2:], six_of(local).flatten(1), standing(feet)], -1)


def standing(feet: Tensor) -> Tensor:
    """(T, 4, 3) ankles and toes in the world -> (T, 4) 1 where a point stands on the floor, else 0."""
    speed = torch.cat([feet[1:] - feet[:-1], feet[-1:] - feet[-2:-1]]).norm(dim=-1) * FPS
    low = feet.new_tensor([_ON_FLOOR[0], _ON_FLOOR[0], _ON_FLOOR[1], _ON_FLOOR[1]])
    on = ((feet[..., 2] < low[:, 0]) & (speed < low[:, 1])).float()
    around = functional.pad(on.T[:, None], (1, 1), mode="replicate")[:, 0].unfold(1, 3, 1)
    return around.median(-1).values.T


def local_pose(features: Tensor, skeleton: Skeleton) -> tuple[Tensor, Tensor]:
    """(..., 134) -> rotations (..., J, 3, 3), those of the hips beside the heading, and places (..., J + 2, 3) of the
    joints with the hips above the origin."""
    rotations = rotations_of(features[..., ROTATIONS].unflatten(-1, (len(skeleton.names), 6)))
    up = functional.pad(features[..., HEIGHT], (2, 0))
    return rotations, joints(skeleton, rotations, up)


def pace_by_feet(features: Tensor, places: Tensor, skeleton: Skeleton) -> Tensor:
    """(..., T, 2) metres a second ahead and to the left: as fast as the feet that stand push the body.

    Where nothing stands it is the pace of the features. `places` are those of `local_pose`.
    """
    feet = foot_points(places, skeleton)
    on = features[..., CONTACTS].clamp(0.0, 1.0) ** 2
    both = on[..., :-1, :] * on[..., 1:, :]
    turned = (about_z(features[..., :-1, 0] / FPS)[..., None, :, :] @ feet[..., 1:, :, :, None])[..., 0]
    push = (feet[..., :-1, :, :] - turned)[..., :2] * FPS
    weight = both.sum(-1, keepdim=True)
    mean = (push * both[..., None]).sum(-2) / weight.clamp(min=1e-4)
    ahead = torch.stack([-mean[..., 1], mean[..., 0]], -1)
    share = weight.clamp(max=1.0)
    own = features[..., PACE]
    mixed = share * ahead + (1.0 - share) * own[..., :-1, :]
    return torch.cat([mixed, own[..., -1:, :]], -2)


def decode(skeleton: Skeleton, features: Tensor, by_feet: bool = True) -> tuple[Tensor, Tensor]:
    """(..., T, 134) -> (..., T, J, 3, 3) local rotations and (..., T, 3) hips; starts at the origin, facing -Y.

    by_feet: the body goes as its standing feet push it, so that they do not slide.
    """
    rotations, places = local_pose(features, skeleton)
    pace = pace_by_feet(features, places, skeleton) if by_feet else features[..., PACE]
    heading = _from_nothing(features[..., 0] / FPS)
    ahead = torch.stack([pace[..., 1], -pace[..., 0], torch.zeros_like(pace[..., 0])], -1) / FPS
    way = _from_nothing((about_z(heading) @ ahead[..., None])[..., 0].transpose(-1, -2)).transpose(-1, -2)
    root = torch.cat([way[..., :2], features[..., HEIGHT]], -1)
    hips = about_z(heading) @ rotations[..., 0, :, :]
    return torch.cat([hips[..., None, :, :], rotations[..., 1:, :, :]], -3), root


def _from_nothing(steps: Tensor) -> Tensor:
    """(..., T) -> (..., T): their sums before each."""
    return functional.pad(steps.cumsum(-1)[..., :-1], (1, 0))


def _last_again(rows: Tensor) -> Tensor:
    return torch.cat([rows, rows[-1:]])


def _heading(skeleton: Skeleton, places: Tensor) -> Tensor:
    """(T,) radians about Z, without jumps; nothing where it faces -Y."""
    pairs = (("lThigh", "rThigh"), ("lShldr", "rShldr"))
    across = sum((places[:, skeleton.at(left)] - places[:, skeleton.at(right)]) for left, right in pairs)
    assert isinstance(across, Tensor)
    across = smoothed(across[:, :2])
    angles = torch.atan2(across[:, 1], across[:, 0])
    steps = angles[1:] - angles[:-1]
    steps = torch.remainder(steps + torch.pi, 2 * torch.pi) - torch.pi
    return torch.cat([angles[:1], angles[0] + steps.cumsum(0)])


def smoothed(rows: Tensor, sigma: float = _SMOOTH) -> Tensor:
    """(..., T, C) along T under a Gaussian of `sigma` frames; the ends go on as they are."""
    reach = max(1, round(3 * sigma))
    weights = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, device=rows.device) / sigma) ** 2)
    weights = weights / weights.sum()
    channels = rows.transpose(-1, -2)
    padded = functional.pad(channels.flatten(0, -2)[:, None], (reach, reach), mode="replicate")
    return functional.conv1d(padded, weights[None, None])[:, 0].view(channels.shape).transpose(-1, -2)
