"""The parameters of one person, as the words move them: which sliders, how far, and what keeps them human."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ...body import BodyData, parameter_vector
from ...protocol.errors import BadRequest

# Standard deviation that a slider has among people, in slider units: the prior's unit. Groups not named do not move.
SPREAD: Mapping[str, float] = {"phenotype": 0.22, "local": 0.20, "expression": 0.35, "shape": 1.0}
# Ancestry blends are a choice of the artist, not something that words about build or mood should move.
FIXED = frozenset({"african", "asian", "caucasian"})
# On Anny's age slider: 0 newborn, 1/3 child, 2/3 young adult, 1 old. An adult stays above this unless words say child.
ADULT_AGE = 0.60


@dataclass(frozen=True)
class Space:
    """Where the search moves: P parameters of a body model.

    start: (P,) starting values. spread: (P,) prior standard deviation, 0 where a parameter must not move.
    lower, upper: (P,) bounds. face: (P,) bool, True for expressions. pairs: (S, 2) left and right expressions.
    """

    body: BodyData
    start: Tensor
    spread: Tensor
    lower: Tensor
    upper: Tensor
    face: Tensor
    pairs: Tensor

    def values(self, deviation: Tensor) -> Tensor:
        """(B, P) slider values for (B, P) deviations in standard deviations, inside the bounds."""
        return torch.clamp(self.start + deviation * self.spread, self.lower, self.upper)


def space_of(body: BodyData, sliders: Mapping[str, float], locked: Sequence[str], *, adult: bool) -> Space:
    """The search space of `body` from starting `sliders`; raises BadRequest for names that the body does not have."""
    names = [parameter.name for parameter in body.parameters]
    unknown = [name for name in locked if name not in names]
    if unknown:
        raise BadRequest(f'There is no slider "{unknown[0]}" to lock on the body "{body.name}".', "See galatea doctor.")
    start = parameter_vector(body, sliders)[0]
    device = start.device
    spread, lower, upper = [], [], []
    for parameter in body.parameters:
        fixed = parameter.name in FIXED or parameter.name in locked
        spread.append(0.0 if fixed else SPREAD.get(parameter.group, 0.0))
        lower.append(parameter.minimum)
        upper.append(parameter.maximum)
    low = torch.tensor(lower, device=device)
    if adult and "age" in names and "age" not in locked:
        low[names.index("age")] = min(ADULT_AGE, float(start[names.index("age")]))
    pairs = [
        (i, names.index(n[:-4] + "Right"))
        for i, n in enumerate(names)
        if n.endswith("Left") and n[:-4] + "Right" in names
    ]
    return Space(
        body=body,
        start=start,
        spread=torch.tensor(spread, device=device),
        lower=low,
        upper=torch.tensor(upper, device=device),
        face=torch.tensor([p.group == "expression" for p in body.parameters], device=device),
        pairs=torch.tensor(pairs, dtype=torch.long, device=device).reshape(-1, 2),
    )


def prior(space: Space, deviation: Tensor) -> Tensor:
    """() how unusual (B, P) deviations are: squared standard deviations, mean over the batch.

    Left and right of a face usually act together, so their difference costs as much as the action itself.
    """
    cost = (deviation**2).sum(-1)
    if len(space.pairs):
        cost = cost + ((deviation[:, space.pairs[:, 0]] - deviation[:, space.pairs[:, 1]]) ** 2).sum(-1)
    return cost.mean()
