"""Skin weights as game engines and FBX readers take them: at most four bones per vertex, summing to one."""

from __future__ import annotations

import numpy as np

LIMIT = 4


def prune_lists(indices: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The four largest weights of every vertex, normalised.

    weights: (V, K), non-negative, of the bones (V, K) beside them; a bone may stand in a row once.
    Returns bone indices (V, 4) int32, 0 where the weight is 0, and weights (V, 4) float32, descending, rows sum to 1.
    Raises ValueError where a vertex hangs on no bone.
    """
    order = np.argsort(-weights, axis=1, kind="stable")[:, :LIMIT]
    short = LIMIT - order.shape[1]
    kept, bones = np.take_along_axis(weights, order, axis=1), np.take_along_axis(indices, order, axis=1)
    if short > 0:
        kept, bones = np.pad(kept, ((0, 0), (0, short))), np.pad(bones, ((0, 0), (0, short)))
    return _normalised(bones, kept)


def merged(indices: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lists (V, K) in which each bone stands once a row: what it has twice is added up at its first place."""
    weights = weights.copy()
    for later in range(1, indices.shape[1]):
        for place in range(later):
            twice = (indices[:, later] == indices[:, place]) & (weights[:, later] > 0.0)
            weights[twice, place] += weights[twice, later]
            weights[twice, later] = 0.0
    return indices, weights


def to_dense(indices: np.ndarray, weights: np.ndarray, bones: int) -> np.ndarray:
    """Weights (V, 4) with bone indices (V, 4) as a (V, bones) float32 matrix."""
    out = np.zeros((len(weights), bones), np.float32)
    np.add.at(out, (np.arange(len(weights))[:, None], indices), weights)
    return out


def _normalised(indices: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    weights = np.where(weights > 1e-4, weights, 0.0).astype(np.float64)
    totals = weights.sum(axis=1, keepdims=True)
    if not np.all(totals > 0.0):
        raise ValueError(f"{int((totals <= 0).sum())} vertices hang on no bone")
    return np.where(weights > 0.0, indices, 0).astype(np.int32), (weights / totals).astype(np.float32)
