"""What a body shall measure while words move it: beside the words of a solve, as it changes with the axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from backend.body import BodyData
from backend.body.measure import measure
from backend.body.measure_search import tolerance
from backend.body.measure_slopes import slopes
from backend.body.shape import rest_shape, still_face

from .solve import Straight
from .spaces import Space

UNMEASURED = "expression"
"""the space whose axes change no measure"""


@dataclass(frozen=True, eq=False)
class Measured:
    """held: in units of what counts as met, as a straight line from the body that `of` was given."""

    body: BodyData
    wanted: Mapping[str, float]
    held: Straight

    @classmethod
    def of(cls, body: BodyData, space: Space, parameters: Tensor, wanted: Mapping[str, float]) -> Measured | None:
        """parameters: (P,); wanted: metres, kg, kg / m². None where there is nothing to hold."""
        if not wanted or space.name == UNMEASURED:
            return None
        still = still_face(body, parameters[None])
        vertices = rest_shape(body, still)
        columns = [body.parameter_index[slider] for axis in space.axes for slider in axis.sliders]
        up, down = slopes(body, still[0], vertices, tuple(wanted), columns)
        by_slider = torch.from_numpy(0.5 * (up + down)).float().split([len(axis.sliders) for axis in space.axes], 1)
        by_axis = torch.stack([part.sum(1) for part in by_slider], 1) * space.column("spread")
        off = _off(body, vertices, wanted)
        return cls(body, wanted, Straight(by_axis / _units(wanted)[:, None], -off, torch.ones(len(wanted))))

    def corrected(self, parameters: Tensor) -> Measured:
        """With what the line did not foresee of the body (P,) that a solve with it gave."""
        off = _off(self.body, rest_shape(self.body, still_face(self.body, parameters[None])), self.wanted)
        return replace(self, held=replace(self.held, changes=self.held.changes - off))


def _off(body: BodyData, vertices: Tensor, wanted: Mapping[str, float]) -> Tensor:
    """(M,) how much more a body (1, V, 3) measures than is wanted."""
    found = measure(body, vertices, tuple(wanted))
    return torch.tensor([float(found[name]) - size for name, size in wanted.items()]) / _units(wanted)


def _units(wanted: Mapping[str, float]) -> Tensor:
    return torch.tensor([tolerance(name, size) for name, size in wanted.items()])
