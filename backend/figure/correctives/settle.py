"""How skin settles around a turned joint, and how it bulges until it encloses as much as before."""

from __future__ import annotations

import numpy as np

from rigging.rotations import matrices_from_quaternions, quaternions_from_matrices

from .region import Region

_TURNS_SMOOTHED, _NORMALS_SMOOTHED = 4, 6
"""rounds of averaging with neighbours"""
_NEWTON = 3


def settled(region: Region, modelled: np.ndarray, turns: np.ndarray, skinned: np.ndarray) -> np.ndarray:
    """(N, 3) skin whose edges are, as nearly as can be, those of the modelled shape turned along with the skin.

    modelled: (N, 3) metres; turns: (N, 4) unit quaternions of how the skin turns from there; skinned: (N, 3) where
    skinning puts it, which holds for the border. The Poisson equation of Yu et al., Mesh Editing with Poisson-Based
    Gradient Field Manipulation (2004): unlike a blend of matrices, a blend of turns does not shrink what it turns.
    """
    for _ in range(_TURNS_SMOOTHED):
        mean = turns + region.means @ turns
        mean /= np.linalg.norm(mean, axis=1, keepdims=True)
        mean[region.held] = turns[region.held]
        turns = mean
    matrices = matrices_from_quaternions(turns)
    one, other = region.edges.T
    way = modelled[one] - modelled[other]
    way = 0.5 * np.einsum("eij,ej->ei", matrices[one] + matrices[other], way)
    out = skinned.copy()
    out[region.free] = region.solve((region.differences @ way)[region.free] - region.to_held @ skinned[region.held])
    return out


def bulged(region: Region, points: np.ndarray, volume: float) -> np.ndarray:
    """(N, 3) the skin pushed out along its smoothed normals until it encloses so many m³ with the lids."""
    points = points.copy()
    for _ in range(_NEWTON):
        areas = _area_vectors(region.triangles, points)
        normals = areas / np.maximum(np.linalg.norm(areas, axis=1, keepdims=True), 1e-12)
        for _ in range(_NORMALS_SMOOTHED):
            normals = normals + region.means @ normals
            normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        step = region.give[:, None] * normals[region.free]
        gained = float((step * areas[region.free]).sum())
        points[region.free] += (volume - enclosed(region, points)) / gained * step
    return points


def enclosed(region: Region, points: np.ndarray) -> float:
    """m³ between a region's skin and the lids on its borders. points: (N, 3) metres"""
    everything = np.concatenate([points, region.middles @ points])
    a, b, c = (everything[region.closed[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def blended_turns(matrices: np.ndarray, bones: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(N, 4) wxyz, the normalised weighted mean of the turns (J, 3, 3) of bones (N, K)."""
    turns = quaternions_from_matrices(matrices)[bones]
    largest = np.take_along_axis(turns, weights.argmax(axis=1)[:, None, None], axis=1)
    signs = np.where((turns * largest).sum(axis=-1, keepdims=True) < 0.0, -1.0, 1.0)
    mean = (weights[..., None] * signs * turns).sum(axis=1)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def _area_vectors(triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(N, 3) by how much the volume grows with each vertex."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    across = np.cross(b - a, c - a) / 6.0
    out = np.zeros_like(points)
    for axis in range(3):
        for corner in range(3):
            out[:, axis] += np.bincount(triangles[:, corner], across[:, axis], len(points))
    return out
