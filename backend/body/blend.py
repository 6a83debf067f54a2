"""Linear blend shapes: coefficients times dense and sparse rows, reading only the rows in use."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from backend.body.data import SparseRows


def blend(coefficients: Tensor, dense: Tensor, sparse: SparseRows) -> Tensor:
    """Sum of the blend shapes.

    coefficients: (B, Kd + Ks); dense: (Kd, N) with N = 3 V; returns (B, N) offsets in metres
    """
    return _Blend.apply(coefficients, dense, sparse)  # type: ignore[no-any-return]


class _Blend(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, coefficients: Tensor, dense: Tensor, sparse: SparseRows) -> Tensor:
        ctx.dense, ctx.sparse = dense, sparse
        count = dense.shape[0]
        used = (coefficients != 0).any(dim=0)
        offsets = coefficients.new_zeros(coefficients.shape[0], dense.shape[1])
        for first, last in _runs(used[:count].nonzero().flatten().tolist()):
            offsets.addmm_(coefficients[:, first:last], dense[first:last])
        points = offsets.view(len(offsets), -1, 3)
        for k in used[count:].nonzero().flatten().tolist():
            entries = slice(sparse.starts[k], sparse.starts[k + 1])
            move = coefficients[:, count + k, None, None] * sparse.offsets[entries]
            points.index_add_(1, sparse.vertices[entries], move)
        return offsets

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:  # type: ignore[override]
        points = gradient.reshape(len(gradient), -1, 3)
        products = (points[:, ctx.sparse.vertices] * ctx.sparse.offsets).sum(dim=-1)
        sums = torch.nn.functional.pad(products.double().cumsum(dim=1), (1, 0))
        starts = torch.tensor(ctx.sparse.starts, device=gradient.device)
        rows = (sums[:, starts[1:]] - sums[:, starts[:-1]]).to(gradient.dtype)
        return torch.cat([gradient @ ctx.dense.T, rows], dim=1), None, None


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Consecutive row numbers as half-open ranges."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs
