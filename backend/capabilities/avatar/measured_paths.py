"""Paths of slider values along which a measurement grows, and where on them it is as wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from ...body import BodyData, measure, rest_shape
from .person import FURTHEST

_STEPS = 14
# where the same coefficients move two measurements alike up to this, one is not changed without the other
_APART = 0.1

Path = Callable[[float], Tensor]
"""Values over -1 to 2, along which a measurement grows: 0 to 1 is a slider from end to end, beyond it what goes on."""


def measurements(body: BodyData, values: Tensor) -> dict[str, Tensor]:
    """Of (P,) values with a still face, each (1,); differentiable."""
    still = values.clone()
    still[body.expression_columns] = body.defaults[body.expression_columns]
    return measure(body, rest_shape(body, still[None]))


def along(body: BodyData, values: Tensor, metric: str, bulk: Mapping[int, float]) -> Path:
    """The slider that the body names for a measurement, from end to end, and beyond it the changes of `bulk`."""
    index = body.parameter_index[body.metrics[metric]]
    low, high = body.parameters[index].minimum, body.parameters[index].maximum

    def size(place: float) -> float:
        moved = values.clone()
        moved[index] = place
        return float(measurements(body, moved)[metric])

    if size(low) > size(high):  # coefficients of some models shrink what they move
        low, high = high, low

    def at(place: float) -> Tensor:
        out = values.clone()
        inside = min(max(place, 0.0), 1.0)
        out[index] = low + inside * (high - low)
        for other, change in bulk.items():
            limits = body.parameters[other]
            moved = float(values[other]) + FURTHEST * change * (place - inside)
            out[other] = min(max(moved, limits.minimum), limits.maximum)
        return out

    return at


def uphill(body: BodyData, values: Tensor, metric: str, columns: Sequence[int]) -> Path:
    """The way on which one measurement grows and the other stays, with the least change of the coefficients."""
    gradients = {}
    for name in ("height", "mass"):
        with torch.enable_grad():
            variable = values.clone().requires_grad_()
            size = measurements(body, variable)[name].sum()
            gradients[name] = torch.autograd.grad(size, variable)[0][columns]
    way = gradients.pop(metric)
    (other,) = gradients.values()
    level = way - other * (way @ other) / (other @ other).clamp_min(1e-12)
    way = level if float(level.norm()) > _APART * float(way.norm()) else way
    way = way / way.norm().clamp_min(1e-12)
    ends = torch.tensor([[p.minimum, p.maximum] for p in body.parameters], device=values.device)
    reach = float((ends[columns, 1] - ends[columns, 0]).max())

    def at(place: float) -> Tensor:
        out = values.clone()
        out[columns] = (values[columns] + way * reach * (2.0 * place - 1.0)).clamp(ends[columns, 0], ends[columns, 1])
        return out

    return at


def solve(path: Path, size: Callable[[Tensor], float], wanted: float | None) -> Tensor:
    """The values on a path along which the size grows where it is as wanted, or its nearer end (bisection)."""
    assert wanted is not None
    ends = [0.0, 1.0]
    if size(path(0.0)) > wanted:
        ends = [-1.0, 0.0]
    elif size(path(1.0)) < wanted:
        ends = [1.0, 2.0]
    low, high = ends
    if size(path(low)) >= wanted:
        return path(low)
    if size(path(high)) <= wanted:
        return path(high)
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if size(path(middle)) < wanted else (low, middle)
    return path(0.5 * (low + high))
