"""Three small nets: a prior with a latent of 32 numbers as VPoser's, a flow over it, and what ranks poses by words."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..features import Skeleton as Skeleton
from ..features import joints, rotations_of, six_of

LATENT = 32
BLOCKS = 8
JOINED = 64
"""numbers of a text and of a pose where both are compared"""
CUES = ("left", "right", "up", "down", "forward", "backward", "both", "one", "high", "low", "side", "over")
"""words whose presence counts beside the mean of all"""


class PosePrior(nn.Module):
    """Rotations as six numbers a joint (B, J · 6), hips beside the heading -> mean and log variance of a latent
    (B, 32), and back to rotations (B, J, 3, 3). After VPoser (Pavlakos et al. 2019, section 3.3)."""

    def __init__(self, joints: int, width: int = 256) -> None:
        super().__init__()
        self.into = nn.Sequential(
            nn.Linear(6 * joints, width), nn.LeakyReLU(), nn.Linear(width, width), nn.LeakyReLU(), nn.Linear(width, 64)
        )
        self.out = nn.Sequential(
            nn.Linear(LATENT, width),
            nn.LeakyReLU(),
            nn.Linear(width, width),
            nn.LeakyReLU(),
            nn.Linear(width, 6 * joints),
        )

    def encode(self, six: Tensor) -> tuple[Tensor, Tensor]:
        mean, spread = self.into(six).chunk(2, -1)
        return mean, spread.clamp(-8.0, 2.0)

    def decode(self, latent: Tensor) -> Tensor:
        return rotations_of(self.out(latent).unflatten(-1, (-1, 6)))


class PoseFlow(nn.Module):
    """RealNVP flow (Dinh et al. 2017, section 3) over the prior's latent, given a text's vector (B, C)."""

    mask: Tensor

    def __init__(self, told: int, width: int = 64) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(7)
        half = [torch.randperm(LATENT, generator=generator) < LATENT // 2 for _ in range(BLOCKS // 2)]
        self.register_buffer("mask", torch.stack([m for each in half for m in (each, ~each)]).float())
        self.scale = nn.ModuleList(_net(told, width, True) for _ in range(BLOCKS))
        self.shift = nn.ModuleList(_net(told, width, False) for _ in range(BLOCKS))

    def density(self, latent: Tensor, told: Tensor) -> Tensor:
        """(B,) log density of a latent, up to a constant."""
        found, volume = latent, torch.zeros_like(latent[..., 0])
        for mask, scale, shift in reversed(list(zip(self.mask, self.scale, self.shift, strict=True))):
            kept = found * mask
            both = torch.cat([kept, told], -1)
            s, t = scale(both) * (1 - mask), shift(both) * (1 - mask)
            found = kept + (1 - mask) * (found - t) * torch.exp(-s)
            volume = volume - s.sum(-1)
        return volume - 0.5 * (found**2).sum(-1)

    def sample(self, noise: Tensor, told: Tensor) -> Tensor:
        """(B, 32) latents of noise (B, 32)."""
        found = noise
        for mask, scale, shift in zip(self.mask, self.scale, self.shift, strict=True):
            kept = found * mask
            both = torch.cat([kept, told], -1)
            s, t = scale(both) * (1 - mask), shift(both) * (1 - mask)
            found = kept + (1 - mask) * (found * torch.exp(s) + t)
        return found


def _net(told: int, width: int, bounded: bool) -> nn.Sequential:
    last = nn.Linear(width, LATENT)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    layers = [nn.Linear(LATENT + told, width), nn.LeakyReLU(), nn.Linear(width, width), nn.LeakyReLU(), last]
    return nn.Sequential(*layers, *([nn.Tanh()] if bounded else []))


class PoseRanker(nn.Module):
    """Texts and poses in one space: the higher the product, the better a pose fits."""

    def __init__(self, words: int, joints: int, width: int = 192) -> None:
        super().__init__()
        self.text = nn.Sequential(
            nn.Linear(words + len(CUES), width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, JOINED)
        )
        seen = 6 * joints + 3 * (joints + 2)
        self.pose = nn.Sequential(
            nn.Linear(seen, width),
            nn.GELU(),
            nn.Dropout(0.1),
            nn.Linear(width, width),
            nn.GELU(),
            nn.Linear(width, JOINED),
        )

    def of_texts(self, told: Tensor) -> Tensor:
        """(B, K + cues) -> (B, 64) unit."""
        return functional.normalize(self.text(told), dim=-1)

    def of_poses(self, seen: Tensor) -> Tensor:
        """(B, J · 6 + (J + 2) · 3) -> (B, 64) unit."""
        return functional.normalize(self.pose(seen), dim=-1)


def seen_of(skeleton: Skeleton, rotations: Tensor) -> Tensor:
    """What the ranking sees of poses (B, J, 3, 3): six numbers a joint, and where joints are, hips at the origin."""
    places = joints(skeleton, rotations, torch.zeros_like(rotations[:, 0, 0]))
    return torch.cat([six_of(rotations).flatten(1), places.flatten(1)], -1)
