"""How measurements answer to sliders: the Jacobian, to both sides of where the sliders stand.

A measurement's gradient by the vertices times the blend shapes that a slider moves: much less work than a gradient
through the whole body, because few of the blend shapes answer to the sliders that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from backend.body.data import BodyData
from backend.body.measure import measure

_STEP = 1e-3
"""of a slider's range: sliders act piecewise linearly on the coefficients, so that small is exact"""


def slopes(
    body: BodyData, values: Tensor, rest_vertices: Tensor, names: Sequence[str], columns: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """(M, N) each, what one unit of each slider adds to each measurement upwards and downwards.

    values: (P,) with a still face; rest_vertices: (1, V, 3) its shape; names: M measurements; columns: N sliders.
    """
    with torch.inference_mode(False), torch.enable_grad():
        vertices = rest_vertices.clone().requires_grad_()
        found = measure(body, vertices, names)
        gradients = [torch.autograd.grad(found[name].sum(), vertices, retain_graph=True)[0] for name in names]
    with torch.no_grad():
        along = torch.stack(gradients).flatten(1)
        changes = _changes(body, values, columns)
        answer = _times_rows(body, along, (changes != 0).any(dim=0).nonzero().flatten().tolist())
        both = (answer @ changes.T).double().cpu().numpy()
    return both[:, : len(columns)], both[:, len(columns) :]


def _changes(body: BodyData, values: Tensor, columns: Sequence[int]) -> Tensor:
    """(2 N, K) what one unit of each slider adds to the coefficients, first upwards, then downwards; at an end of a
    slider both are those of its inner side."""
    moved = values.repeat(1 + 2 * len(columns), 1)
    steps = []
    for side in (1.0, -1.0):
        for column in columns:
            slider = body.parameters[column]
            step = side * _STEP * (slider.maximum - slider.minimum)
            if not slider.minimum <= float(values[column]) + step <= slider.maximum:
                step = -step
            moved[1 + len(steps), column] += step
            steps.append(step)
    found = body.coefficients(body, moved)
    return (found[1:] - found[:1]) / torch.tensor(steps, device=values.device, dtype=values.dtype)[:, None]


def _times_rows(body: BodyData, along: Tensor, rows: list[int]) -> Tensor:
    """(M, K) of (M, V * 3) times the blend shapes of the given numbers; 0 for all others."""
    count = len(body.dense)
    out = along.new_zeros(len(along), count + len(body.sparse))
    dense = [row for row in rows if row < count]
    if dense:
        out[:, dense] = along @ body.dense[dense].T
    points = along.view(len(along), -1, 3)
    for row in rows[len(dense) :]:
        entries = slice(body.sparse.starts[row - count], body.sparse.starts[row - count + 1])
        out[:, row] = (points[:, body.sparse.vertices[entries]] * body.sparse.offsets[entries]).sum(dim=(1, 2))
    return out
