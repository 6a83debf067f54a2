"""The ways in which words may change a person: axes over the sliders, how readily each moves, what is human."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData, Parameter, parameter_vector
from ...body.data import FURTHER
from ...body.variation import EXPRESSION_SPREAD
from ...protocol.errors import BadRequest

FURTHEST = 3.0
EVEN = 4.0
# One standard deviation of a slider that no attribute names: a part of its range, or of the way from its default to the
# further end; coefficients without a name are in standard deviations themselves.
_OF_RANGE, _COEFFICIENT = 0.20, 1.0


@dataclass(frozen=True)
class Space:
    """A axes over the P parameters of a body; a point is (B, A) deviations in standard deviations.

    names: of the axes: attributes of words, then sliders that no attribute names
    start: (P,) starting values. directions: (A, P) change of the parameters per standard deviation.
    lower, upper: (P,) bounds of the parameters. least, most: (A,) bounds of the deviations.
    face: (A,) bool, True for expressions. unnamed: (A,) bool, True for sliders that no attribute names.
    pairs: (S, 2) axes of the left and right side of one expression.
    """

    body: BodyData
    names: tuple[str, ...]
    start: Tensor
    directions: Tensor
    lower: Tensor
    upper: Tensor
    least: Tensor
    most: Tensor
    face: Tensor
    unnamed: Tensor
    pairs: Tensor

    def unit_of(self, attribute: str, amount: float = 0.0) -> float:
        """Deviations for one unit of an attribute of words, which may be more upwards than downwards."""
        part = self.body.variation.upwards.get(attribute, 1.0) if amount > 0.0 else 1.0
        return part / spread_of(self.body, attribute)

    def values(self, deviation: Tensor) -> Tensor:
        """(B, P) slider values for (B, A) deviations, inside the bounds."""
        return torch.clamp(self.start + deviation @ self.directions, self.lower, self.upper)


def space_of(body: BodyData, sliders: Mapping[str, float], locked: Sequence[str], *, adult: bool) -> Space:
    """The axes of `body` around starting `sliders`; raises BadRequest for names that the body does not have."""
    index = body.parameter_index
    for name in locked:
        if name not in index:
            raise BadRequest(f'There is no slider "{name}" to lock on the body "{body.name}".', "Correct its name.")
    start = parameter_vector(body, sliders)[0]
    lower = torch.tensor([p.minimum for p in body.parameters])
    upper = torch.tensor([p.maximum for p in body.parameters])
    age = body.metrics.get("age")
    if adult and age is not None and body.variation.adult_from is not None:
        lower[index[age]] = min(body.variation.adult_from, float(start[index[age]]))
    axes = _axes(body, frozenset(locked) | body.variation.fixed)
    directions = torch.zeros(len(axes), len(body.parameters))
    least, most = torch.full((len(axes),), -FURTHEST), torch.full((len(axes),), FURTHEST)
    for row, moves in enumerate(axes.values()):
        for name, amount in moves.items():
            directions[row, index[name]] = amount
        if len(moves) == 1:
            (column,) = (index[name] for name in moves)
            room = torch.stack([lower[column], upper[column]]) - start[column].cpu()
            least[row], most[row] = (room / directions[row, column]).clamp(-FURTHEST, FURTHEST).sort().values
    names = list(axes)
    rows = {name: row for row, name in enumerate(names)}
    pairs = [(rows[n], rows[n[:-4] + "Right"]) for n in names if n.endswith("Left") and n[:-4] + "Right" in rows]
    face = [_in_the_face(body, moves) for moves in axes.values()]
    device = start.device
    return Space(
        body=body,
        names=tuple(names),
        start=start,
        directions=directions.to(device),
        lower=lower.to(device),
        upper=upper.to(device),
        least=least.to(device),
        most=most.to(device),
        face=torch.tensor(face, dtype=torch.bool, device=device),
        unnamed=torch.tensor([name not in body.attributes for name in names], dtype=torch.bool, device=device),
        pairs=torch.tensor(pairs, dtype=torch.long, device=device).reshape(-1, 2),
    )


def spread_of(body: BodyData, attribute: str) -> float:
    """How many units of an attribute are one standard deviation."""
    usual = EXPRESSION_SPREAD if _in_the_face(body, body.attributes[attribute]) else 1.0
    return body.variation.spread.get(attribute, usual)


def unnamed_sliders(body: BodyData) -> tuple[Parameter, ...]:
    """Sliders that words may move although no attribute names them: pictures alone tell what they show."""
    named = {slider for moves in body.attributes.values() for slider in moves} | body.variation.fixed
    asked = (p for p in body.parameters if p.group != "local" and p.part != FURTHER)
    return tuple(p for p in asked if p.name not in named)


def _axes(body: BodyData, fixed: frozenset[str]) -> dict[str, dict[str, float]]:
    """name -> slider -> change per standard deviation: attributes, and sliders that none of them names."""
    axes = {
        attribute: {slider: amount * spread_of(body, attribute) for slider, amount in moves.items()}
        for attribute, moves in body.attributes.items()
    }
    axes |= {p.name: {p.name: _deviation(p)} for p in unnamed_sliders(body)}
    free = {axis: {n: a for n, a in moves.items() if n not in fixed} for axis, moves in axes.items()}
    return {axis: moves for axis, moves in free.items() if moves}


def _deviation(parameter: Parameter) -> float:
    """What one standard deviation adds to a slider that no attribute names."""
    if parameter.group == "shape":
        return _COEFFICIENT
    if parameter.group == "expression":
        reach = max(parameter.maximum - parameter.default, parameter.default - parameter.minimum)
        return EXPRESSION_SPREAD * reach
    return _OF_RANGE * (parameter.maximum - parameter.minimum)


def _in_the_face(body: BodyData, moves: Mapping[str, float]) -> bool:
    return all(body.parameters[body.parameter_index[slider]].group == "expression" for slider in moves)


def prior(space: Space, deviation: Tensor) -> Tensor:
    """() how unusual (B, A) deviations are: squared standard deviations, mean over the batch.

    Left and right of a face usually act together, so their difference costs more than the action itself.
    """
    cost = (deviation**2).sum(-1)
    if len(space.pairs):
        cost = cost + EVEN * ((deviation[:, space.pairs[:, 0]] - deviation[:, space.pairs[:, 1]]) ** 2).sum(-1)
    return cost.mean()
