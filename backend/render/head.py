"""Finds the head of a standing figure from its vertices alone, for framing the face."""

from __future__ import annotations

import torch
from torch import Tensor

_SLICES = 128


def head_box(vertices: Tensor) -> Tensor:
    """The box around the part of each figure above the neck, as its eight corners: (B, V, 3) -> (B, 8, 3).

    The upper 30 % of the figure is cut into slices; going down from the crown the slices widen to the head's widest,
    narrow to the neck and widen to the shoulders. The neck is the narrowest slice under the widest of the upper part.
    Arms above the head mislead it.
    """
    corners = []
    for figure in vertices.detach().float():
        low, high = float(figure[:, 2].min()), float(figure[:, 2].max())
        part = figure[figure[:, 2] >= high - 0.3 * (high - low)]
        neck = _neck_height(part, high, 0.3 * (high - low))
        head = part[part[:, 2] >= neck]
        ends = torch.stack([head.amin(0), head.amax(0)])
        ends[0, 2] -= 0.12 * (high - neck)
        pick = torch.tensor([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)], device=figure.device)
        corners.append(torch.gather(ends, 0, pick))
    return torch.stack(corners)


def _neck_height(part: Tensor, high: float, depth: float) -> float:
    """Height of the neck among the vertices of the upper body, metres."""
    index = ((high - part[:, 2]) / max(depth, 1e-6) * _SLICES).long().clamp(0, _SLICES - 1)
    middle = part[index < _SLICES // 8, 0].mean()
    width = torch.zeros(_SLICES, device=part.device)
    width = width.scatter_reduce(0, index, (part[:, 0] - middle).abs(), "amax")
    width = torch.nn.functional.max_pool1d(width[None], 5, 1, 2)[0]
    shoulders = int((width > 0.6 * width.max()).nonzero()[0]) if float(width.max()) > 0 else _SLICES
    widest = int(width[: max(shoulders, 1)].argmax()) if shoulders < 2 else _first_peak(width[:shoulders])
    below = width[widest:shoulders]
    neck = widest + int(below.argmin()) if len(below) else shoulders
    return high - depth * (neck + 0.5) / _SLICES


def _first_peak(width: Tensor) -> int:
    """The slice where the width first stops growing for a twentieth of the part."""
    best = 0
    for i in range(len(width)):
        if width[i] > width[best]:
            best = i
        elif i - best > _SLICES // 16:
            break
    return best
