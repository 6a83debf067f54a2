"""SMPL-X's fingers from principal components of hand poses, or from their mean: rotations for the bones of a hand."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.protocol.errors import BadRequest

FINGERS = 15
"""bones of a hand"""


def hand_rotations(body: BodyData, side: Literal["left", "right"], coefficients: Tensor, flat: bool = False) -> Tensor:
    """(B, 15, 3, 3) rotations of a hand's finger bones, in the rig's order, for `skin`.

    coefficients: (B, N) of the first N components; N = 0 is the mean hand. flat: around the flat hand of the
    template in place of the mean one. Raises BadRequest where the body has no such components, or fewer.
    """
    name = f"hand_components_{side}"
    if name not in body.tables:
        raise BadRequest(f"The body {body.name} has no principal components of its {side} hand.", "Turn its bones.")
    components = body.tables[name]
    if coefficients.shape[1] > len(components):
        raise BadRequest(
            f"The {side} hand has {len(components)} components, not {coefficients.shape[1]}.", "Give fewer numbers."
        )
    turns = coefficients @ components[: coefficients.shape[1]]
    if not flat:
        turns = turns + body.tables[f"hand_mean_{side}"]
    return about(turns.view(-1, FINGERS, 3))


def hand_bones(body: BodyData, side: Literal["left", "right"]) -> list[int]:
    """The places of a hand's 15 bones in the rig."""
    names = next(iter(body.rigs.values())).bone_names
    return [k for k, name in enumerate(names) if name.startswith(f"{side}_") and name[-1] in "123"]


def about(turns: Tensor) -> Tensor:
    """(…, 3, 3) rotations from axes times angles (…, 3), radians."""
    x, y, z = turns.unbind(dim=-1)
    zero = torch.zeros_like(x)
    rows = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=-1)
    return torch.linalg.matrix_exp(rows.view(*turns.shape[:-1], 3, 3))
