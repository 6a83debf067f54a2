"""Linear blend shapes: coefficients times dense and sparse rows, reading only the rows in use where few are."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from backend.body.data import SparseRows, compressed

FEW = 16  # up to so many sparse rows are added one by one


def sparse_rows(counts: list[int], vertices: Tensor, offsets: Tensor, vertex_count: int) -> SparseRows:
    """Rows of blend shapes from their entry counts, the vertex of each entry (N,) and its offset (N, 3)."""
    sizes = torch.tensor(counts, dtype=torch.int64)
    row = torch.repeat_interleave(torch.arange(len(counts)), sizes)[:, None].expand(-1, 3)
    place = vertices[:, None] * 3 + torch.arange(3)
    shape = (vertex_count * 3, len(counts))
    indices = torch.stack([place.reshape(-1), row.reshape(-1)])
    matrix = torch.sparse_coo_tensor(indices, offsets.reshape(-1), shape, check_invariants=False)
    flipped = torch.sparse_coo_tensor(indices.flip(0), offsets.reshape(-1), shape[::-1], check_invariants=False)
    starts = (0, *sizes.cumsum(0).tolist())
    return SparseRows(starts, vertices, offsets, compressed(matrix), compressed(flipped))


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
        if coefficients.device.type != "cpu":  # asking which rows are used would stop the device
            return coefficients[:, :count] @ dense + _times(sparse.matrix, coefficients[:, count:])
        used = (coefficients != 0).any(dim=0)
        offsets = coefficients.new_zeros(coefficients.shape[0], dense.shape[1])
        for first, last in _runs(used[:count].nonzero().flatten().tolist()):
            offsets.addmm_(coefficients[:, first:last], dense[first:last])
        rows = used[count:].nonzero().flatten().tolist()
        if len(rows) > FEW:
            return offsets.add_(_times(sparse.matrix, coefficients[:, count:]))
        points = offsets.view(len(offsets), -1, 3)
        for k in rows:
            entries = slice(sparse.starts[k], sparse.starts[k + 1])
            move = coefficients[:, count + k, None, None] * sparse.offsets[entries]
            points.index_add_(1, sparse.vertices[entries], move)
        return offsets

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:  # type: ignore[override]
        rows = _times(ctx.sparse.transposed, gradient)
        return torch.cat([gradient @ ctx.dense.T, rows], dim=1), None, None


def _times(matrix: Tensor, rows: Tensor) -> Tensor:
    """(B, M) = (B, N) times the transpose of a sparse (M, N); the product with one vector has the fast kernel."""
    return (matrix @ rows[0])[None] if len(rows) == 1 else (matrix @ rows.T.contiguous()).T


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Consecutive row numbers as half-open ranges."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row:
            runs[-1] = (runs[-1][0], row + 1)
        else:
            runs.append((row, row + 1))
    return runs
