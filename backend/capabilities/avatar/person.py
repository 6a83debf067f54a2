"""The ways in which words may change a person: axes over the sliders, how readily each moves, what is human."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData, Parameter, parameter_vector
from ...protocol.errors import BadRequest
from ...words.attributes import LOCAL_CHANGES

# The prior's unit on the sliders of each group, and of single sliders: how readily words move them. A tenth of the
# height slider is 11 cm, of the weight slider's upper half 3 kg/m²; muscle changes a picture least. Local changes move
# along whole attributes instead.
SPREAD: Mapping[str, float] = {"phenotype": 0.20, "expression": 0.45, "shape": 1.0}
SPREAD_OF: Mapping[str, float] = {
    "height": 0.14, "age": 0.15, "gender": 0.24, "muscle": 0.26, "weight": 0.15, "cupsize": 0.10,
}  # fmt: skip
FURTHEST = 3.0
# How far a word of one standard deviation (backend/words/attributes.py) moves a slider. People differ less in height
# than Anny's slider reaches.
SLIDER_OF_SD: Mapping[str, float] = {"height": 0.08, "age": 0.13, "gender": 0.18}
PHENOTYPE_OF_SD = 0.22
# Upwards weight goes from the average to a body mass index of 40, downwards to 16.
HEAVIER_OF_SD = 0.16
EVEN = 4.0
# Ancestry is the artist's choice; proportions and firmness are modelling aids. Words about build or mood move none.
FIXED = frozenset({"african", "asian", "caucasian", "proportions", "firmness"})
# On Anny's age slider: 1/3 child, 2/3 young adult, 1 old. An adult stays above this unless words say child.
ADULT_AGE = 0.60


@dataclass(frozen=True)
class Space:
    """A axes over the P parameters of a body; a point is (B, A) deviations in standard deviations.

    start: (P,) starting values. directions: (A, P) change of the parameters per standard deviation.
    lower, upper: (P,) bounds of the parameters. least, most: (A,) bounds of the deviations.
    face: (A,) bool, True for expressions. pairs: (S, 2) axes of the left and right side of one expression.
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
    pairs: Tensor

    def unit_of(self, row: int, amount: float = 0.0) -> float:
        """Deviations of axis `row` for one unit of its attribute: an SD of a body, the whole range of an expression.

        amount: of the attribute; more weight counts other than less.
        """
        name = self.names[row]
        if name in LOCAL_CHANGES:
            return 1.0
        step = float(self.directions[row].abs().max())
        if name == "weight" and amount > 0.0:
            return HEAVIER_OF_SD / step
        return (1.0 if self.face[row] else SLIDER_OF_SD.get(name, PHENOTYPE_OF_SD)) / step

    def values(self, deviation: Tensor) -> Tensor:
        """(B, P) slider values for (B, A) deviations, inside the bounds."""
        return torch.clamp(self.start + deviation @ self.directions, self.lower, self.upper)


def space_of(body: BodyData, sliders: Mapping[str, float], locked: Sequence[str], *, adult: bool) -> Space:
    """The axes of `body` around starting `sliders`; raises BadRequest for names that the body does not have."""
    index = {parameter.name: i for i, parameter in enumerate(body.parameters)}
    for name in locked:
        if name not in index:
            raise BadRequest(f'There is no slider "{name}" to lock on the body "{body.name}".', "Correct its name.")
    start = parameter_vector(body, sliders)[0]
    lower = torch.tensor([p.minimum for p in body.parameters])
    upper = torch.tensor([p.maximum for p in body.parameters])
    if adult and "age" in index:
        lower[index["age"]] = min(ADULT_AGE, float(start[index["age"]]))
    axes = _axes(body.parameters, index, frozenset(locked) | FIXED)
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
    face = [name in index and body.parameters[index[name]].group == "expression" for name in names]
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
        pairs=torch.tensor(pairs, dtype=torch.long, device=device).reshape(-1, 2),
    )


def _axes(
    parameters: Sequence[Parameter], index: Mapping[str, int], fixed: frozenset[str]
) -> dict[str, dict[str, float]]:
    """name -> slider -> change per standard deviation: single sliders, and attributes made of several local changes."""
    axes = {p.name: {p.name: SPREAD_OF.get(p.name, SPREAD[p.group])} for p in parameters if p.group in SPREAD}
    for attribute, changes in LOCAL_CHANGES.items():
        moves = {}
        for pattern, amount in changes.items():
            sides = ("l-", "r-") if pattern.startswith("*") else ("",)
            moves.update({side + pattern.lstrip("*"): amount / FURTHEST for side in sides})
        if all(name in index for name in moves):
            axes[attribute] = moves
    unlocked = {axis: {n: a for n, a in moves.items() if n not in fixed} for axis, moves in axes.items()}
    return {axis: moves for axis, moves in unlocked.items() if moves}


def prior(space: Space, deviation: Tensor) -> Tensor:
    """() how unusual (B, A) deviations are: squared standard deviations, mean over the batch.

    Left and right of a face usually act together, so their difference costs more than the action itself.
    """
    cost = (deviation**2).sum(-1)
    if len(space.pairs):
        cost = cost + EVEN * ((deviation[:, space.pairs[:, 0]] - deviation[:, space.pairs[:, 1]]) ** 2).sum(-1)
    return cost.mean()
