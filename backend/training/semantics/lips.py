"""Faces whose lips pass through each other are not plausible."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from backend.body import BodyData, rest_shape

DEPTH = 2e-3
"""metres by which a lower lip may reach above its upper lip, beyond the way that it does at rest"""
_NEAR, _MIDDLE = 0.006, 0.02
# the inner middle of FLAME's lips, whose vertices are the same in every one of its models
_FLAME_VERTICES, _FLAME_PAIR = 5023, (3531, 3504)
_OPENS = "jawOpen"


@dataclass(frozen=True, eq=False)
class Lips:
    """(N,) int64 vertices of the upper lip, and what lies under each on the lower lip."""

    upper: Tensor
    lower: Tensor
    at_rest: Tensor
    """(N,) metres between them"""


@lru_cache(maxsize=4)
def lips_of(body: BodyData) -> Lips | None:
    """Pairs across the mouth; None where nothing tells the body's lips."""
    neutral = rest_shape(body, body.defaults[None])[0]
    if body.vertex_count == _FLAME_VERTICES:
        upper, lower = (torch.tensor([vertex]) for vertex in _FLAME_PAIR)
    elif "lips" in body.regions and _OPENS in body.parameter_index:
        lips = torch.as_tensor(body.regions["lips"])
        lips = lips.nonzero().flatten() if lips.dtype == torch.bool else lips.long()
        lips = lips[(neutral[lips, 0] - neutral[lips, 0].mean()).abs() < _MIDDLE]
        opened = body.defaults.clone()
        opened[body.parameter_index[_OPENS]] = 1.0
        fall = (neutral - rest_shape(body, opened[None])[0])[lips, 2]
        below = fall > 0.5 * fall.max()
        upper, under = lips[~below], lips[below]
        distance = torch.cdist(neutral[upper], neutral[under])
        near, which = distance.min(dim=1)
        upper, lower = upper[near < _NEAR], under[which[near < _NEAR]]
    else:
        return None
    return Lips(upper, lower, neutral[upper, 2] - neutral[lower, 2]) if len(upper) else None


def lips_cross(lips: Lips | None, vertices: Tensor, depth: float = DEPTH) -> Tensor:
    """(B,) bool of figures (B, V, 3) at rest."""
    if lips is None:
        return torch.zeros(len(vertices), dtype=torch.bool)
    gap = vertices[:, lips.upper, 2] - vertices[:, lips.lower, 2]
    return (gap < lips.at_rest.clamp(max=0.0) - depth).any(dim=1)
