"""What a search leaves behind where the words asked for nothing: traces that nobody sees and every panel shows."""

from __future__ import annotations

import torch
from torch import Tensor

from ...body import BodyData, Parameter

TRACE = 0.035
"""how far a small shape or a face key must have moved to be meant, as a part of the way from its default to its further
end: less than four millimetres of any of them"""
_SMALL = ("local", "expression")


def without_traces(body: BodyData, values: Tensor, start: Tensor) -> Tensor:
    """(P,) values, with small shapes and face keys that hardly moved from (P,) `start` back where they were."""
    least = torch.tensor([_least(parameter) for parameter in body.parameters], device=values.device)
    return torch.where((values - start).abs() < least, start, values)


def _least(parameter: Parameter) -> float:
    reach = max(parameter.maximum - parameter.default, parameter.default - parameter.minimum)
    return TRACE * reach if parameter.group in _SMALL else 0.0
