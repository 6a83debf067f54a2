"""The skin around one joint: which of it is free to settle, and the equations of how it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from ...body import BodyData

LEAST = 0.003
"""of a share; skin that is moved by less, or by all but this, is moved as a whole"""
RINGS = 3
"""of neighbours beyond that which are free too"""


@dataclass(frozen=True, eq=False)
class Region:
    """N vertices of the body, of which F are free; E edges and T triangles among them."""

    vertices: np.ndarray
    """(N,) ascending, of the body"""
    free: np.ndarray
    """(F,) places among them"""
    held: np.ndarray
    """(N - F,) the others: the border, which goes along with its bone"""
    edges: np.ndarray
    """(E, 2) places"""
    triangles: np.ndarray
    """(T, 3) places"""
    closed: np.ndarray
    """the same with lids on the borders, fans around points that come after the N"""
    middles: csr_array
    """(borders, N) where these points are"""
    means: csr_array
    """(N, N) the mean of each vertex's neighbours"""
    differences: csr_array
    """(N, E) what edge vectors come to at each vertex"""
    to_held: csr_array
    """(F, N - F) part of the Laplacian"""
    solve: Callable[[np.ndarray], np.ndarray]
    """right sides (F, …) of the Laplacian's equations -> (F, …)"""
    give: np.ndarray
    """(F,) how far a vertex goes where the skin bulges: 0 at the border, 1 at most"""


_KNOWN: WeakKeyDictionary[BodyData, dict[tuple[str, int], Region | None]] = WeakKeyDictionary()


def region_of(body: BodyData, rig: str, bone: int, moved: np.ndarray) -> Region | None:
    """The region of a bone of the figure's skeleton, kept; None where no skin lies between it and others.

    moved: (V,) share of each vertex that the bone moves, with all that hangs on it
    """
    known = _KNOWN.setdefault(body, {})
    if (rig, bone) not in known:
        faces = body.landmarks.get("closed_faces", body.faces).cpu().numpy()
        known[rig, bone] = region_around(faces, body.template.cpu().numpy().astype(np.float64), moved)
    return known[rig, bone]


def region_around(faces: np.ndarray, template: np.ndarray, moved: np.ndarray) -> Region | None:
    """faces: (F, 3) triangles; template: (V, 3) metres, whose edges are the stiffer the shorter they are; moved: as of
    `region_of`."""
    pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges = np.unique(pairs, axis=0)
    inside = (moved > LEAST) & (moved < 1.0 - LEAST)
    for _ in range(RINGS):
        near = edges[inside[edges].any(axis=1)]
        inside[near] = True
    edges, triangles = edges[inside[edges].any(axis=1)], faces[inside[faces].any(axis=1)]
    vertices = np.unique(edges)
    free = np.flatnonzero(inside[vertices])
    held = np.flatnonzero(~inside[vertices])
    if not len(free) or not len(held):
        return None
    edges, triangles = np.searchsorted(vertices, edges), np.searchsorted(vertices, triangles)
    lengths = np.linalg.norm(template[vertices[edges[:, 0]]] - template[vertices[edges[:, 1]]], axis=1)
    stiff = lengths.mean() / np.maximum(lengths, 1e-6)
    count, links = len(vertices), len(edges)
    half = coo_array((stiff, (edges[:, 0], edges[:, 1])), shape=(count, count)).tocsr()
    both = half + half.T
    degrees = np.asarray(both.sum(axis=1)).ravel()
    laplacian = csr_array(diags_array(degrees) - both)[free]
    ends = (np.concatenate([edges[:, 0], edges[:, 1]]), np.tile(np.arange(links), 2))
    solve = splu(csc_array(laplacian[:, free])).solve
    give = np.sqrt(solve(np.ones(len(free))))
    lids, middles = _lids(triangles, count)
    return Region(
        vertices=vertices,
        free=free,
        held=held,
        edges=edges,
        triangles=triangles,
        closed=np.concatenate([triangles, lids]),
        middles=middles,
        means=csr_array(diags_array(1.0 / degrees) @ both),
        differences=coo_array((np.concatenate([stiff, -stiff]), ends), shape=(count, links)).tocsr(),
        to_held=csr_array(laplacian[:, held]),
        solve=solve,
        give=give / give.max(),
    )


def _lids(triangles: np.ndarray, count: int) -> tuple[np.ndarray, csr_array]:
    """Fans on the borders of a patch of `count` vertices, and where their middles are."""
    ways = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    numbers, back = ways[:, 0] * count + ways[:, 1], ways[:, 1] * count + ways[:, 0]
    border = ways[~np.isin(numbers, back)]
    graph = coo_array((np.ones(len(border)), (border[:, 0], border[:, 1])), shape=(count, count))
    _, loop = connected_components(graph, directed=False)
    names, of = np.unique(loop[border[:, 0]], return_inverse=True)
    shares = 1.0 / np.bincount(of)
    middles = coo_array((shares[of], (of, border[:, 0])), shape=(len(names), count)).tocsr()
    return np.stack([border[:, 1], border[:, 0], count + of], axis=1), csr_array(middles)
