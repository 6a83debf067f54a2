"""Motions out of noise, words and numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

from .features import CONTACTS, Skeleton
from .nets import LATENT, PATCH, Flow, MotionVae


@dataclass(frozen=True, eq=False)
class MotionModel:
    """Both nets and what their numbers are measured in."""

    skeleton: Skeleton
    vae: MotionVae
    flow: Flow
    spread: Tensor
    """(32,) of the tokens"""
    mean: Tensor
    """(134,) of the features, and their scale"""
    scale: Tensor
    told_mean: Tensor
    """(K,) of `path.NUMBERS`, and their scale"""
    told_scale: Tensor

    @property
    def device(self) -> torch.device:
        return self.mean.device

    def to(self, device: torch.device | str) -> MotionModel:
        """On a device, its nets moved there themselves."""
        return replace(self, **{field.name: getattr(self, field.name).to(device) for field in fields(self)})


@torch.no_grad()
def generate(
    model: MotionModel,
    words: Tensor,
    numbers: Tensor,
    told: Tensor,
    frames: int,
    seed: int = 0,
    steps: int = 16,
    guidance: float = 2.0,
) -> Tensor:
    """(B, frames, 134) features.

    words (B, E) embeddings of the texts; numbers (B, K) as `path.NUMBERS` has them, of which those count that are
    `told` (B, K). The noise of a seed does not depend on how many motions are made with it.
    """
    size, tokens = len(words), -(-frames // PATCH)
    noise = noise_of([seed * 1009 + row for row in range(size)], tokens).to(model.device)
    values = ((numbers - model.told_mean) / model.told_scale).clamp(-4, 4) * told
    said = torch.cat([words, torch.ones_like(words[:, :1])], 1)
    both = torch.cat([values, told], 1)
    both = torch.cat([both, torch.zeros_like(both)])
    said = torch.cat([said, torch.zeros_like(said)])
    seen = torch.ones(2 * size, tokens, dtype=torch.bool, device=model.device)
    at = noise
    for now, then in times_of(steps):
        found = model.flow(at.repeat(2, 1, 1), at.new_full((2 * size,), float(now)), said, both, seen)
        with_words, without = found.chunk(2)
        clean = without + guidance * (with_words - without)
        at = at + (clean - at) * (then - now) / (1.0 - now)
    features = model.vae.decode(at * model.spread) * model.scale + model.mean
    features[..., CONTACTS] = features[..., CONTACTS].clamp(0.0, 1.0)
    return features[:, :frames]


def noise_of(seeds: Sequence[int], tokens: int) -> Tensor:
    """(B, tokens, 32), one row a seed: made by the processor, so that a seed is the same motion on every device."""
    return torch.stack([torch.randn(tokens, LATENT, generator=torch.Generator().manual_seed(seed)) for seed in seeds])


def times_of(steps: int) -> list[tuple[Tensor, Tensor]]:
    """From when to when each step of the flow goes, 0 is noise and 1 none: numbers that any device may use."""
    return list(itertools.pairwise(torch.linspace(0.0, 1.0, steps + 1) ** 1.2))
