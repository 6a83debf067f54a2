"""The skeleton of a published model: joints that are weighted means of its vertices, in the world's axes."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from backend.body.data import RigData
from backend.body.published.adapting.axes import Axes
from backend.body.published.model import PublishedModel
from backend.body.regressed_rig import regressed_rig


def rig_of(model: PublishedModel, axes: Axes, template: Tensor) -> RigData:
    """Bones without direction, whose rotations are those of the published formula. template: (V, 3) of the world"""
    weights, regressor = _tensor(model.weights), _tensor(model.joint_regressor)
    parents = tuple(int(parent) for parent in model.parents)
    return regressed_rig(model.joint_names, parents, regressor, weights, template, _correctives(model, axes))


def _correctives(model: PublishedModel, axes: Axes) -> Tensor | None:
    """(9 (J - 1), V * 3), by the entries of R - I in the world's axes; None where the model has none."""
    basis = model.pose_basis
    if not len(basis) or not basis.any():
        return None
    return torch.from_numpy(axes.pose_basis(basis).reshape(len(basis), -1))


def _tensor(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, np.float32))
