"""Two nets: one that puts four frames into a token and back, and one that makes tokens of noise and words."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .features import WIDTH

PATCH = 4
"""frames a token"""
LATENT = 32


class Block(nn.Module):
    """Two convolutions along time, beside the way straight through. (B, C, T) -> (B, C, T)."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.first = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv1d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.silu(self.first(functional.silu(self.norm(x)))))


class MotionVae(nn.Module):
    """Frames (B, T, 134), standardised, T a multiple of 4 -> tokens (B, T / 4, 32), and back."""

    def __init__(self, width: int = 192) -> None:
        super().__init__()
        self.into = nn.Sequential(
            nn.Conv1d(WIDTH, width, 3, padding=1),
            Block(width),
            nn.Conv1d(width, width, 4, stride=2, padding=1),
            Block(width),
            nn.Conv1d(width, width, 4, stride=2, padding=1),
            Block(width),
            nn.Conv1d(width, 2 * LATENT, 3, padding=1),
        )
        self.out = nn.Sequential(
            nn.Conv1d(LATENT, width, 3, padding=1),
            Block(width),
            Block(width, 2),
            nn.Upsample(scale_factor=2, mode="linear"),
            nn.Conv1d(width, width, 5, padding=2),
            Block(width),
            nn.Upsample(scale_factor=2, mode="linear"),
            nn.Conv1d(width, width, 5, padding=2),
            Block(width),
            Block(width, 2),
            nn.Conv1d(width, WIDTH, 5, padding=2),
        )

    def encode(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and logarithm of variance, (B, T / 4, 32) each."""
        mean, log = self.into(frames.transpose(1, 2)).transpose(1, 2).chunk(2, -1)
        return mean, log.clamp(-12.0, 4.0)

    def decode(self, tokens: Tensor) -> Tensor:
        return self.out(tokens.transpose(1, 2)).transpose(1, 2)


class Layer(nn.Module):
    """Attention and a net for each token, both scaled, shifted and gated by the condition (Peebles and Xie 2023)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.mixed, self.joined = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.wide, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.steered = nn.Linear(width, 6 * width)
        nn.init.zeros_(self.steered.weight)
        nn.init.zeros_(self.steered.bias)

    def forward(self, x: Tensor, condition: Tensor, seen: Tensor) -> Tensor:
        shift, scale, gate, shift2, scale2, gate2 = self.steered(functional.silu(condition))[:, None].chunk(6, -1)
        h = functional.layer_norm(x, x.shape[-1:]) * (1 + scale) + shift
        q, k, v = (p.unflatten(-1, (self.heads, -1)).transpose(1, 2) for p in self.mixed(h).chunk(3, -1))
        h = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None, None])
        x = x + gate * self.joined(h.transpose(1, 2).flatten(2))
        h = functional.layer_norm(x, x.shape[-1:]) * (1 + scale2) + shift2
        return x + gate2 * self.narrow(functional.gelu(self.wide(h), approximate="tanh"))


class Flow(nn.Module):
    """Noisy tokens, how far they are from noise, words and numbers -> the tokens without noise.

    words: dimensions of the embedding of a text; numbers: of what `path.NUMBERS` tells, each with whether it is told.
    """

    def __init__(self, words: int, numbers: int, width: int = 256, layers: int = 6, heads: int = 4) -> None:
        super().__init__()
        self.into, self.out = nn.Linear(LATENT, width), nn.Linear(width, LATENT)
        self.time = nn.Sequential(nn.Linear(64, width), nn.SiLU(), nn.Linear(width, width))
        self.words = nn.Sequential(nn.Linear(words + 1, width), nn.SiLU(), nn.Linear(width, width))
        self.numbers = nn.Sequential(nn.Linear(2 * numbers, width), nn.SiLU(), nn.Linear(width, width))
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.places = nn.Parameter(torch.randn(64, width) * 0.02)
        nn.init.zeros_(self.out.weight)

    def forward(self, noisy: Tensor, time: Tensor, words: Tensor, numbers: Tensor, seen: Tensor) -> Tensor:
        """noisy (B, N, 32); time (B,) 0 is noise, 1 none; words (B, E + 1), the last 1 where any are said; numbers
        (B, 2 K), values then 1 where told; seen (B, N) bool, tokens that are there."""
        steps = torch.exp(torch.arange(32, device=time.device) * (-math.log(1000.0) / 31)) * 1000.0
        phases = time[:, None] * steps
        condition = self.time(torch.cat([phases.sin(), phases.cos()], -1)) + self.words(words) + self.numbers(numbers)
        x = self.into(noisy) + self.places[: noisy.shape[1]]
        for layer in self.layers:
            x = layer(x, condition, seen)
        return self.out(functional.layer_norm(x, x.shape[-1:]))
