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
HELD = 0.2
"""units of what counts as met, for a step of the body"""


@dataclass(frozen=True, eq=False)
class Measured:
    """A straight line through what has been measured of bodies near one. It is kept over a drag, in which most steps
    look at a body or two: what they measure bends the line (Broyden), and its slopes are not taken again.

    start: (P,) the body that axes move from; held: in units of what counts as met
    """

    body: BodyData
    space: Space
    wanted: Mapping[str, float]
    start: Tensor
    held: Straight
    off: Tensor
    """(M,) how much more the body that was looked at last measures than is wanted, in the same units"""

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
        held = Straight(by_axis / _units(wanted)[:, None], -off, torch.full((len(wanted),), HELD))
        return cls(body, space, wanted, parameters, held, off)

    @property
    def error(self) -> float:
        """How far the worst is off, in units of what counts as met."""
        return float(self.off.abs().max())

    def moved(self, parameters: Tensor, wanted: Mapping[str, float]) -> Measured | None:
        """The same slopes from another body (P,); None where something else is wanted."""
        if dict(wanted) != dict(self.wanted):
            return None
        if torch.equal(parameters, self.start):
            return self
        off = _off_at(self.body, parameters, self.wanted)
        return replace(self, start=parameters, held=replace(self.held, changes=-off), off=off)

    def seen(self, parameters: Tensor, change: Tensor) -> Measured:
        """With what is measured of the body (P,), which lies (A,) steps along the axes from the start."""
        off = _off_at(self.body, parameters, self.wanted)
        unforeseen = off + self.held.changes - self.held.slopes @ change
        bent = self.held.slopes + unforeseen[:, None] * change / change.square().sum().clamp(min=1e-12)
        return replace(self, held=replace(self.held, slopes=bent), off=off)


def _off_at(body: BodyData, parameters: Tensor, wanted: Mapping[str, float]) -> Tensor:
    return _off(body, rest_shape(body, still_face(body, parameters[None])), wanted)


def _off(body: BodyData, vertices: Tensor, wanted: Mapping[str, float]) -> Tensor:
    """(M,) how much more a body (1, V, 3) measures than is wanted."""
    found = measure(body, vertices, tuple(wanted))
    return torch.tensor([float(found[name]) - size for name, size in wanted.items()]) / _units(wanted)


def _units(wanted: Mapping[str, float]) -> Tensor:
    return torch.tensor([tolerance(name, size) for name, size in wanted.items()])
