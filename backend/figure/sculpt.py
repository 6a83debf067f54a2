"""What was changed of a figure's shape beside its sliders, so that it can go on when they are moved."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..body import BodyData, parameter_vector
from ..protocol.requests import Figure
from ..protocol.results import Avatar
from .rig import rigged, vertex_turns

SMALLEST = 1e-4
"""metres; less is rounding"""
_BONES_AGREE = 2e-3


def sculpt_of(body: BodyData, avatar: Avatar, figure: Figure) -> Tensor | None:
    """(V, 3) metres in the body's own rest pose: how an avatar's mesh differs from what its sliders give, None where it
    does not. figure: what it was asked for with."""
    sliders = {name: value for name, value in avatar.sliders.items() if name in body.parameter_index}
    parameters = parameter_vector(body, sliders)
    with torch.inference_mode():
        plain, rig, _ = rigged(body, parameters, figure.skeleton, figure.rest_pose)
        turns = vertex_turns(body, parameters, figure.skeleton, figure.rest_pose)
    difference = avatar.mesh.vertices - plain - _lift(avatar.rig.rest_matrices, rig.rest_matrices)
    difference[np.abs(difference).max(axis=1) <= SMALLEST] = 0.0
    if not difference.any():
        return None
    native = np.linalg.solve(turns, difference[:, :, None])[:, :, 0] if turns is not None else difference
    return torch.as_tensor(native.astype(np.float32), device=parameters.device)


def _lift(rest: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """(3,) how the whole figure stands elsewhere than it would, because its lowest vertex is another."""
    if rest.shape != plain.shape:
        return np.zeros(3, np.float32)
    moved = rest[:, :3, 3] - plain[:, :3, 3]
    mean = moved.mean(axis=0)
    return mean if np.abs(moved - mean).max() < _BONES_AGREE else np.zeros(3, np.float32)
