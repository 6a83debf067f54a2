"""Motions of any length: windows that the flow knows, on one canvas of tokens, agreed where they overlap.

Each window has words and numbers of its own. At every step of the flow what two windows make of a token that both have
is mixed (as in MultiDiffusion, Bar-Tal et al. 2023), so that one action goes over into the next; frames come of all
tokens at once. A canvas that closes upon itself is a loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .features import CONTACTS
from .generate import MotionModel, noise_of, times_of
from .nets import PATCH

MOST = 24
"""tokens of a window: as long as those that the model learned from"""
_RESCALED = 0.7
OVERLAP = 4
"""tokens that two windows share"""


@dataclass(frozen=True, eq=False)
class Window:
    first: int
    """token of the canvas at which it begins; on a loop it may go on at the canvas' beginning"""
    count: int
    words: Tensor
    """(E,)"""
    numbers: Tensor
    """(K,) as `path.NUMBERS` has them"""
    told: Tensor
    """(K,) 1 where a number is told"""


@dataclass(frozen=True)
class Span:
    """A window before it is told anything: which part of a text it is of, and where it is."""

    part: int
    first: int
    count: int


def spans(lengths: Sequence[int], before: int = 0, loop: bool = False) -> list[Span]:
    """Windows over parts of so many tokens each: every part reaches into its neighbours, long ones have several.

    before: tokens that are there already, which the first part sees."""
    total, found, start = sum(lengths), [], before
    for part, length in enumerate(lengths):
        low = max(start - OVERLAP // 2, 0) if part else start - OVERLAP // 2 if loop else 0
        high = start + length + OVERLAP // 2 * (loop or part + 1 < len(lengths))
        if loop and len(lengths) == 1 and length <= MOST:
            low, high = start, start + length
        pieces = 1
        while (high - low + (pieces - 1) * OVERLAP) > pieces * MOST:
            pieces += 1
        size = -(-(high - low + (pieces - 1) * OVERLAP) // pieces)
        for piece in range(pieces):
            first = low + round(piece * (high - low - size) / max(pieces - 1, 1))
            found.append(Span(part, first % total if loop else first, min(size, high - first)))
        start += length
    return found


@torch.no_grad()
def generate_canvas(
    model: MotionModel,
    windows: Sequence[Window],
    tokens: int,
    seeds: Sequence[int],
    steps: int = 16,
    guidance: float = 2.0,
    held: Tensor | None = None,
    loop: bool = False,
    between: Callable[[float], None] = lambda share: None,
) -> Tensor:
    """(B, tokens, 32), one row a seed, in the units of the flow.

    held: (M, 32) tokens with which the canvas begins, as of a motion that is gone on with. between: is called with how
    far it is, and may raise to stop it.
    """
    size, width = len(seeds), max(window.count for window in windows)
    noise = noise_of([seed * 1009 for seed in seeds], tokens).to(model.device)
    places, seen, weights = (rows.to(model.device) for rows in _layout(windows, tokens, width, loop))
    both, said = _told(model, windows)
    seen_all, both, said = (rows.repeat(size, *[1] * (rows.dim() - 1)) for rows in (seen, both, said))
    twice_seen = seen_all.repeat(2, 1)
    both, said = torch.cat([both, torch.zeros_like(both)]), torch.cat([said, torch.zeros_like(said)])
    shares = weights.new_zeros(tokens).index_add(0, places.flatten(), weights.flatten())
    at = noise
    for now, then in times_of(steps):
        between(float(now))
        if held is not None:
            at = torch.cat([torch.lerp(noise[:, : len(held)], held, float(now)), at[:, len(held) :]], 1)
        rows = at[:, places].flatten(0, 1)
        found = model.flow(rows.repeat(2, 1, 1), rows.new_full((2 * len(rows),), float(now)), said, both, twice_seen)
        with_words, without = found.chunk(2)
        clean = _as_wide(without + guidance * (with_words - without), with_words).unflatten(0, (size, len(windows)))
        mixed = torch.zeros_like(at).index_add(1, places.flatten(), (clean * weights[..., None]).flatten(1, 2))
        mixed = mixed / shares[:, None]
        at = at + (mixed - at) * (then - now) / (1.0 - now)
    return at if held is None else torch.cat([held.expand(size, -1, -1), at[:, len(held) :]], 1)


def features_of(model: MotionModel, tokens: Tensor, loop: bool = False) -> Tensor:
    """(B, N, 32) tokens -> (B, 4 N, 134) features. loop: the end knows the beginning."""
    around = min(tokens.shape[1], 8) if loop else 0
    if around:
        tokens = torch.cat([tokens[:, -around:], tokens, tokens[:, :around]], 1)
    features = model.vae.decode(tokens * model.spread) * model.scale + model.mean
    features = torch.cat([features[..., : CONTACTS.start], features[..., CONTACTS].clamp(0.0, 1.0)], -1)
    return features[:, around * PATCH : features.shape[1] - around * PATCH]


def tokens_of(model: MotionModel, features: Tensor) -> Tensor:
    """(..., T, 134), T a multiple of 4 -> (..., T / 4, 32) in the units of the flow."""
    return model.vae.encode((features - model.mean) / model.scale)[0] / model.spread


def _as_wide(guided: Tensor, plain: Tensor) -> Tensor:
    """(R, N, 32) with most of the spread that the words alone give: guidance exaggerates (Lin et al. 2024)."""
    wide = plain.std((1, 2), keepdim=True) / guided.std((1, 2), keepdim=True).clamp(min=1e-6)
    return guided * (_RESCALED * wide + 1.0 - _RESCALED)


def _layout(windows: Sequence[Window], tokens: int, width: int, loop: bool) -> tuple[Tensor, Tensor, Tensor]:
    """(W, width) the tokens of each window, which of them are there, and how much each counts."""
    steps = torch.arange(width)
    places = torch.stack([window.first + steps for window in windows])
    seen = torch.stack([steps < window.count for window in windows])
    places = places % tokens if loop else places.clamp(0, tokens - 1)
    inner = torch.stack([torch.minimum(steps + 1, window.count - steps) for window in windows])
    return places, seen, inner.clamp(0, OVERLAP + 1).float() * seen


def _told(model: MotionModel, windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """(W, 2 K) numbers and (W, E + 1) words, as the flow has them."""
    told = torch.stack([window.told for window in windows]).to(model.device)
    numbers = torch.stack([window.numbers for window in windows]).to(model.device)
    values = ((numbers - model.told_mean) / model.told_scale).clamp(-4, 4) * told
    words = torch.stack([window.words for window in windows]).to(model.device)
    return torch.cat([values, told], 1), torch.cat([words, torch.ones_like(words[:, :1])], 1)
