"""Which bones move a piece: those of the body under it, its own, or one alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .binding import Binding, fit, spread
from .piece import Piece
from .skirts import blended, joins_the_legs, legs_of
from .surface import Surface, neighbour_table

INFLUENCES = 4


def skin_lists(
    piece: Piece, binding: Binding, base_weights: np.ndarray, bones: Mapping[str, int], surface: Surface
) -> tuple[np.ndarray, np.ndarray]:
    """Bones (N, 4) int32, 0 where the weight is 0, and weights (N, 4) float32, which fall and sum to 1, as of
    `skin_weights`."""
    return pruned(skin_weights(piece, binding, base_weights, bones, surface))


def skin_weights(
    piece: Piece, binding: Binding, base_weights: np.ndarray, bones: Mapping[str, int], surface: Surface
) -> np.ndarray:
    """(N, J) float32, rows sum to 1.

    base_weights: (19158, J) of the base mesh; bones: name as pieces know it, without prefix -> column of it. Where the
    body lacks a bone that a piece has weights for, the body's own weights under the piece take its place.
    """
    if piece.bone:
        dense = np.zeros((len(binding), base_weights.shape[1]), np.float32)
        dense[:, bones.get(piece.bone, int(spread(binding, base_weights).sum(axis=0).argmax()))] = 1.0
        return dense
    if piece.weights and all(name in bones for name in piece.weights[0]):
        dense = np.zeros((len(binding), base_weights.shape[1]), np.float32)
        dense[:, [bones[name] for name in piece.weights[0]]] = piece.weights[1]
        lost = dense.sum(axis=1) < 1e-3
        if lost.any():
            dense[lost] = spread(binding, base_weights)[lost]
        return dense
    return _of_the_body(piece, binding, base_weights, bones, surface)


def _of_the_body(
    piece: Piece, binding: Binding, base_weights: np.ndarray, bones: Mapping[str, int], surface: Surface
) -> np.ndarray:
    """(N, J) the weights under a piece; those of both legs blended where it hangs over them."""
    dense, legs = spread(binding, base_weights), legs_of(bones)
    if legs is None:
        return dense
    points = fit(binding, surface.base)
    around = neighbour_table(piece.faces, len(points))
    if not joins_the_legs(points, around, surface.crotch):
        return dense
    return blended(dense, points, around, base_weights, surface, legs)


def pruned(dense: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The four largest of weights (N, J), normalised."""
    lists = np.argpartition(-dense, INFLUENCES - 1, axis=1)[:, :INFLUENCES]
    shares = np.take_along_axis(dense, lists, axis=1)
    order = np.argsort(-shares, axis=1, kind="stable")
    lists, shares = np.take_along_axis(lists, order, axis=1), np.take_along_axis(shares, order, axis=1)
    shares = np.where(shares > 1e-4, shares, 0.0)
    shares = (shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return np.where(shares > 0, lists, 0).astype(np.int32), shares
