"""Skeletons of bodies whose joints are weighted means of vertices, which tell only where bones begin."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .data import RigData

OUTERMOST = 0.15
"""share of a last bone's way from its joint to its farthest vertex; the vertices of that end are its tail"""
CENTRAL = 0.1
"""share of that way; a joint that is nearer to the middle of its vertices, as in an eyeball, looks ahead"""


def regressed_rig(
    names: tuple[str, ...],
    parents: tuple[int, ...],
    regressor: Tensor,
    weights: Tensor,
    template: Tensor,
    correctives: Tensor | None = None,
) -> RigData:
    """Bones without direction, on joints that the vertices tell.

    names, parents: J; regressor: (J, V); weights: (V, J); template: (V, 3); correctives: (9 (J - 1), V * 3)
    """
    most = int((weights != 0).sum(dim=1).max())
    values, indices = weights.topk(max(most, 1), dim=1)
    return RigData(
        bone_names=names,
        parents=parents,
        head_template=None,
        tail_template=None,
        head_basis=None,
        tail_basis=None,
        head_regressor=regressor,
        tail_regressor=tail_regressor(parents, regressor, weights, template),
        roll_axes=None,
        weights=weights,
        weight_indices=indices,
        weight_values=values,
        pose_correctives=correctives,
    )


def tail_regressor(parents: Sequence[int], head_regressor: Tensor, weights: Tensor, template: Tensor) -> Tensor:
    """(J, V) weights of the rest vertices, rows sum to 1, that give each bone's tail.

    A bone ends where its only child begins; of several children at the one that most bones hang on, between them where
    these are several. Where no child has any more, or there is none, it ends at the outermost of the vertices that hang
    mostly on it, and where it begins if nothing does.
    parents: (J,), -1 for the root, before their children; head_regressor: (J, V); weights: (V, J); template: (V, 3)
    """
    heads = head_regressor @ template
    main = weights.argmax(dim=1)
    below = [0] * len(parents)
    for bone in range(len(parents) - 1, 0, -1):
        below[parents[bone]] += 1 + below[bone]
    rows = []
    for bone in range(len(parents)):
        children = [child for child, parent in enumerate(parents) if parent == bone]
        most = max((below[child] for child in children), default=0)
        mine = (main == bone).nonzero().flatten()
        if len(children) == 1 or most:
            rows.append(head_regressor[[child for child in children if below[child] == most]].mean(dim=0))
        else:
            rows.append(_outermost(mine, template, heads[bone]) if len(mine) else head_regressor[bone])
    return torch.stack(rows)


def _outermost(mine: Tensor, template: Tensor, head: Tensor) -> Tensor:
    """(V,) the mean of the vertices at the far end of those that hang on a last bone."""
    away = template[mine] - head
    middle = away.mean(dim=0)
    if float(middle.norm()) < CENTRAL * float(away.norm(dim=1).max()):
        middle = template.new_tensor((0.0, -1.0, 0.0))
    along = away @ torch.nn.functional.normalize(middle, dim=0)
    chosen = mine[along >= along.max() - OUTERMOST * along.max().abs()]
    row = template.new_zeros(len(template))
    row[chosen] = 1.0 / len(chosen)
    return row
