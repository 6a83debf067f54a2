"""Corrective shapes of what a figure wears: it goes along with the skin near it."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from ...protocol.results import BODY, Avatar, Correctives
from .make import SMALLEST

NEAR, FAR = 0.04, 0.16
"""metres from the skin: what is nearer goes all along, what is farther stays"""
_NEAREST = 4
"""vertices of the body that carry one of a part"""


def with_correctives(avatar: Avatar, mended: Correctives | None) -> Avatar:
    """An avatar with the corrective shapes of its body, and of its parts."""
    if mended is None:
        return avatar
    counts, rows, moved = dict(mended.counts), dict(mended.vertices), dict(mended.offsets)
    shapes = len(mended.names)
    whole = np.zeros((len(avatar.mesh.vertices), shapes, 3), np.float32)
    whole[rows[BODY], np.repeat(np.arange(shapes), counts[BODY])] = moved[BODY]
    tree = KDTree(avatar.mesh.vertices)
    for part in avatar.parts:
        carried = _carriers(tree, part.mesh.vertices) @ whole.reshape(len(whole), -1)
        offsets = carried.reshape(-1, shapes, 3).transpose(1, 0, 2)
        which, vertices = np.nonzero(np.abs(offsets).max(axis=2) > SMALLEST)
        if len(which):
            counts[part.name] = np.bincount(which, minlength=shapes).astype(np.int32)
            rows[part.name] = vertices.astype(np.int32)
            moved[part.name] = offsets[which, vertices].astype(np.float32)
    return dataclasses.replace(
        avatar, correctives=dataclasses.replace(mended, counts=counts, vertices=rows, offsets=moved)
    )


def _carriers(tree: KDTree, points: np.ndarray) -> csr_array:
    """(N, V) how much each point (N, 3) goes along with each vertex of the body."""
    away, near = tree.query(points, _NEAREST, distance_upper_bound=FAR)
    there = np.isfinite(away)
    shares = np.where(there, 1.0 / (np.where(there, away, 1.0) ** 2 + 1e-8), 0.0)
    along = np.clip((FAR - away[:, :1]) / (FAR - NEAR), 0.0, 1.0)
    shares *= along / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    starts = np.arange(0, shares.size + 1, _NEAREST)
    return csr_array(
        (shares.ravel().astype(np.float32), np.where(there, near, 0).ravel(), starts), shape=(len(points), tree.n)
    )
