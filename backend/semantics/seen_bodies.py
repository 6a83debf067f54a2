"""What pictures of some bodies say that a mapper's net does not foresee, and the net corrected by that.

How far the net is off goes smoothly from body to body: a Gaussian process of the bodies that were looked at tells it
near them, and nothing far away, where the net is as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor, nn

from .mapper import Mapper
from .nets import ScoreNet

Eye = Callable[[Tensor], Tensor]
"""values of a space's axes (B, A) -> scores (B, W) as an encoder rates pictures of these bodies, standardised"""
_SIZE, _LENGTH, _UNREST = 0.5, 4.0, 0.05
"""deviations that nets are off; spreads of the axes over which that changes; deviations by which an encoder rates the
same body otherwise in another picture"""
_LEAST_WEIGHT = 0.3
"""how much an axis counts at least, where the mean is 1: what hardly moves a score is hardly off"""


@dataclass(frozen=True, eq=False)
class SeenBodies:
    """N bodies that were looked at, for the W words of a mapper. values: (N, A) of the axes; scores: (N, W)."""

    mapper: Mapper
    values: Tensor
    scores: Tensor

    @classmethod
    def none(cls, mapper: Mapper) -> SeenBodies:
        return cls(mapper, torch.empty(0, len(mapper.space.axes)), torch.empty(0, len(mapper.words)))

    def seen(self, values: Tensor, eye: Eye) -> SeenBodies:
        """With bodies (B, A) more."""
        return replace(self, values=torch.cat([self.values, values]), scores=torch.cat([self.scores, eye(values)]))

    @cached_property
    def corrected(self) -> Mapper:
        """The mapper as these bodies show it to be."""
        if not len(self.values):
            return self.mapper
        steps = self.mapper.in_steps(self.values)
        return replace(self.mapper, net=CorrectedNet(self.mapper.net, steps, self.scores, self._weights))

    @property
    def _weights(self) -> Tensor:
        moves = self.mapper.space.column("moves").bool()
        slopes = self.mapper.net.jacobian(torch.zeros(1, len(moves)))[1][0].norm(dim=0)
        told = _LEAST_WEIGHT + (1.0 - _LEAST_WEIGHT) * slopes / slopes[moves].mean().clamp(min=1e-9)
        return torch.where(moves, told, torch.ones_like(told))


class CorrectedNet(ScoreNet):
    """A net and what bodies at `steps`, (N, A), whose `scores`, (N, W), were seen, tell of its errors."""

    def __init__(self, net: ScoreNet, steps: Tensor, scores: Tensor, weights: Tensor) -> None:
        nn.Module.__init__(self)
        self.straight, self.first, self.second, self.last = net.straight, net.first, net.second, net.last
        self._weights, self._places = weights, steps * weights
        with torch.no_grad():
            off = (scores - net(steps)).double()
            alike = self._alike(self._places).double() + _UNREST**2 * torch.eye(len(steps), dtype=torch.float64)
            self._share = torch.linalg.solve(alike, off).float()

    def forward(self, steps: Tensor) -> Tensor:
        flat = steps.reshape(-1, steps.shape[-1])
        told = self._alike(flat * self._weights) @ self._share
        return super().forward(steps) + told.reshape(*steps.shape[:-1], -1)

    @torch.no_grad()
    def jacobian(self, steps: Tensor) -> tuple[Tensor, Tensor]:
        scores, slopes = super().jacobian(steps)
        at = steps * self._weights
        alike = self._alike(at)
        pulls = (self._places - at[:, None]) * self._weights / _LENGTH**2  # (B, N, A)
        return scores + alike @ self._share, slopes + torch.einsum("bn,nw,bna->bwa", alike, self._share, pulls)

    def _alike(self, at: Tensor) -> Tensor:
        """(B, N) how much the errors at (B, A) weighted steps are those of the bodies that were seen."""
        return _SIZE**2 * torch.exp(-torch.cdist(at, self._places).square() / (2.0 * _LENGTH**2))
