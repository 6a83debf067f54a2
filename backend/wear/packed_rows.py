"""Rows of whole numbers as bytes that pack well: neighbours in a mesh differ by little."""

from __future__ import annotations

import numpy as np


def pack(rows: np.ndarray) -> np.ndarray:
    """(B, C, N) uint8 of whole numbers (N,) or (N, C): what each row adds to the one before, of either sign (0, -1, 1,
    -2 … are 0, 1, 2, 3 …), each column and each of its B bytes together, lowest bytes first."""
    columns = (rows if rows.ndim == 2 else rows[:, None]).T.astype(np.int64)
    steps = np.diff(columns, axis=1, prepend=0)
    folded = (steps << 1) ^ (steps >> 63)
    count = max(1, (int(folded.max(initial=0)).bit_length() + 7) // 8)
    return np.stack([(folded >> 8 * byte & 255).astype(np.uint8) for byte in range(count)])


def unpack(packed: np.ndarray) -> np.ndarray:
    """(N, C) int32, as they were given to `pack`."""
    folded = np.zeros(packed.shape[1:], np.int64)
    for byte, part in enumerate(packed):
        folded |= part.astype(np.int64) << 8 * byte
    steps = (folded >> 1) ^ -(folded & 1)
    return np.ascontiguousarray(np.cumsum(steps, axis=1).T.astype(np.int32))
