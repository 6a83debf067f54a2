"""The two nets of mappers: from parameters to scores (ours), and from scores to parameters (the published design)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import silu

HIDDEN = 128
PUBLISHED_HIDDEN = (800, 500)


class ScoreNet(nn.Module):
    """Steps along A axes -> W standardised scores: a linear part, and two smooth layers for what bends.

    Small and smooth, so that a few steps of Gauss and Newton turn it round.
    """

    def __init__(self, axes: int, words: int, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.straight = nn.Linear(axes, words)
        self.first = nn.Linear(axes, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, words, bias=False)

    def forward(self, steps: Tensor) -> Tensor:
        """(B, A) -> (B, W)."""
        return self.straight(steps) + self.last(silu(self.second(silu(self.first(steps)))))

    @torch.no_grad()
    def jacobian(self, steps: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B, W) and how they change by each step, (B, W, A)."""
        first = self.first(steps)
        second = self.second(silu(first))
        scores = self.straight(steps) + self.last(silu(second))
        inner = _slope(second)[:, :, None] * (self.second.weight * _slope(first)[:, None, :])  # (B, H, H)
        return scores, self.straight.weight + (self.last.weight @ inner) @ self.first.weight


def _slope(values: Tensor) -> Tensor:
    """The derivative of silu."""
    gate = torch.sigmoid(values)
    return gate * (1.0 + values * (1.0 - gate))


def joined_net(parts: Sequence[tuple[ScoreNet, Sequence[int]]]) -> ScoreNet:
    """One net of some words of several of the same axes: (net, numbers of its words), in the order that is given.
    Nets whose layers are the same but for the last share them, as those of words of one sight."""
    chosen = [(net, list(row)) for net, row in parts]
    bases: list[ScoreNet] = []
    for net, _ in chosen:
        if not any(_same_layers(net, base) for base in bases):
            bases.append(net)
    made = ScoreNet(bases[0].first.in_features, sum(len(row) for _, row in chosen), _hidden(bases))
    with torch.no_grad():
        made.straight.weight.copy_(torch.cat([net.straight.weight[row] for net, row in chosen]))
        made.straight.bias.copy_(torch.cat([net.straight.bias[row] for net, row in chosen]))
        made.first.weight.copy_(torch.cat([net.first.weight for net in bases]))
        made.first.bias.copy_(torch.cat([net.first.bias for net in bases]))
        made.second.weight.copy_(torch.block_diag(*(net.second.weight for net in bases)))
        made.second.bias.copy_(torch.cat([net.second.bias for net in bases]))
        made.last.weight.zero_()
        line = 0
        for net, row in chosen:
            place = next(k for k, base in enumerate(bases) if _same_layers(net, base))
            column = _hidden(bases[:place])
            made.last.weight[line : line + len(row), column : column + net.last.in_features] = net.last.weight[row]
            line += len(row)
    return made.eval().requires_grad_(False)


def _hidden(nets: Sequence[ScoreNet]) -> int:
    return sum(net.first.out_features for net in nets)


def _same_layers(one: ScoreNet, other: ScoreNet) -> bool:
    return torch.equal(one.first.weight, other.first.weight) and torch.equal(one.second.weight, other.second.weight)


class ForwardNet(nn.Module):
    """Scores -> parameters through plain layers, as the published mappers."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, scores: Tensor) -> Tensor:
        """(B, W) -> (B, P)."""
        for layer in self.layers[:-1]:
            scores = torch.relu(layer(scores))
        return self.layers[-1](scores)


def score_net(tensors: Mapping[str, Tensor]) -> ScoreNet:
    """The net of its tensors. Raises KeyError or RuntimeError where they are not those of one."""
    hidden, axes = tensors["first.weight"].shape
    net = ScoreNet(axes, len(tensors["last.weight"]), hidden)
    net.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return net.eval().requires_grad_(False)


def forward_net(layers: list[tuple[Tensor, Tensor]]) -> ForwardNet:
    """The net of (weight, bias) of its layers in their order."""
    net = ForwardNet((layers[0][0].shape[1], *(len(weight) for weight, _ in layers)))
    with torch.no_grad():
        for layer, (weight, bias) in zip(net.layers, layers, strict=True):
            layer.weight.copy_(weight)  # pyright: ignore[reportCallIssue, reportArgumentType]
            layer.bias.copy_(bias)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return net.eval().requires_grad_(False)
