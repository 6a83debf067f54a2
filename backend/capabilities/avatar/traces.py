"""What a search leaves behind where the words asked for nothing: traces that nobody sees and every panel shows."""

from __future__ import annotations

import torch
from torch import Tensor

from ...body import BodyData

TRACE = 0.035
"""how far a small shape or a face key must have moved to be meant: less than four millimetres of any of them"""
_SMALL = ("local", "expression")


def without_traces(body: BodyData, values: Tensor, start: Tensor) -> Tensor:
    """(P,) values, with small shapes and face keys that hardly moved from (P,) `start` back where they were."""
    small = torch.tensor([parameter.group in _SMALL for parameter in body.parameters], device=values.device)
    return torch.where(small & ((values - start).abs() < TRACE), start, values)
