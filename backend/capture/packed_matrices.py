"""Matrices of networks in bytes: whole numbers of 8 bits, with a scale for each row and each column."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def packed(name: str, matrix: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays "name", "name.rows" and "name.columns" of a matrix (I, O)."""
    rows = np.maximum(np.sqrt((matrix**2).mean(1)), 1e-12)
    even = matrix / rows[:, None]
    columns = np.maximum(np.abs(even).max(0), 1e-12)
    whole = np.round(even / columns * 127).astype(np.int8)
    return {name: whole, f"{name}.rows": rows.astype(np.float32), f"{name}.columns": columns.astype(np.float32)}


def unpacked(arrays: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """(I, O) float32"""
    whole = arrays[name].astype(np.float32) / 127
    return whole * arrays[f"{name}.rows"][:, None] * arrays[f"{name}.columns"]
