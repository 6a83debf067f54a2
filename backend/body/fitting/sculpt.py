"""What no slider can follow: an offset of every vertex onto the surface, as smooth as it can be."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from backend.body.data import BodyData
from backend.body.fitting.distances import Agreement, agreement
from backend.body.fitting.fit import Fit
from backend.body.fitting.surface import Surface

STIFFNESS = (30.0, 10.0, 3.0, 1.0)
"""how much more bending counts than distance, in each round"""
REACH = 0.03
"""metres beyond which nothing is followed"""


def sculpted(body: BodyData, fit: Fit, surface: Surface) -> tuple[np.ndarray, np.ndarray, Agreement]:
    """Offsets (V, 3) metres in the body's own rest pose, the vertices (V, 3) as they stand with them, and how near
    these are. What lies over a hole goes along with what is around it."""
    triangles = body.faces.cpu().numpy()
    start = fit.posed.vertices
    bending = _bending(triangles, len(start))
    figure, moved = Surface(start, triangles), np.zeros_like(start)
    for stiffness in STIFFNESS:
        near = surface.nearest(start + moved, figure.moved(start + moved).vertex_normals)
        off = near.places - start
        gap = np.linalg.norm(off - moved, axis=1)
        weight = np.where(near.whole & (gap < REACH), 1.0, 1e-4)
        target = np.where(near.whole[:, None] & (gap < REACH)[:, None], off, 0.0)
        matrix = sparse.diags_array(weight) + stiffness * bending
        moved = splu(matrix.tocsc()).solve(weight[:, None] * target)
    rig = body.rigs[fit.rig]
    bones, weights = rig.weight_indices.cpu().numpy(), rig.weight_values.cpu().numpy()
    turns = np.einsum("vk,vkab->vab", weights, fit.posed.frames[bones])
    native = np.linalg.solve(turns, moved[..., None])[..., 0]
    return native, start + moved, agreement(surface, start + moved, triangles, rig)


def _bending(triangles: np.ndarray, count: int) -> sparse.csr_array:
    """(V, V) the square of the uniform Laplacian."""
    edges = np.unique(np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0)
    both = np.concatenate([edges, edges[:, ::-1]])
    links = sparse.csr_array((np.ones(len(both)), both.T), shape=(count, count))
    valence = np.maximum(links.sum(axis=1), 1.0)
    laplacian = sparse.eye_array(count) - sparse.diags_array(1.0 / valence) @ links
    return (laplacian.T @ laplacian).tocsr()
