"""A sheet of skin that a garment is cut from: quads of the body, whose borders are moved onto the lines of cuts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from ....wear.bind import places_to_hang
from ....wear.parts import loops as loops
from .ground import Ground


@dataclass(frozen=True, eq=False)
class Sheet:
    """N vertices that lie on the skin, F quads; corners, shares: (N, 3) where they lie on the base mesh."""

    ground: Ground
    corners: np.ndarray
    shares: np.ndarray
    faces: np.ndarray
    quads: np.ndarray
    """(P, 4) of the base mesh: the surface that it lies on"""

    def at(self, field: np.ndarray) -> np.ndarray:
        """A field of the base mesh at the vertices: (N,) or (N, K)."""
        return np.einsum("nk,nk...->n...", self.shares, np.nan_to_num(field)[self.corners])

    @cached_property
    def skin(self) -> np.ndarray:
        """(N, 3) metres."""
        return self.at(self.ground.base)

    @cached_property
    def border(self) -> list[np.ndarray]:
        return loops(self.faces)

    @cached_property
    def average(self) -> sparse.csr_matrix:
        return averaging(self.faces, len(self.corners))

    @cached_property
    def normals(self) -> np.ndarray:
        """(N, 3) outward from the skin, smoothed over some centimetres."""
        f, p = self.faces, self.skin
        found = np.zeros_like(p)
        across = np.cross(p[f[:, 2]] - p[f[:, 0]], p[f[:, 3]] - p[f[:, 1]])
        for k in range(4):
            np.add.at(found, f[:, k], across)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        for _ in range(5):
            found = 0.4 * found + 0.6 * (self.average @ found)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def whole(ground: Ground, keep: np.ndarray, group: str = "") -> Sheet:
    """Of all quads of the skin, or of a helper, whose vertices are in `keep` (19158,) bool."""
    quads = ground.body.group(group) if group else ground.body.skin_quads
    return _compact(
        ground,
        quads,
        np.repeat(np.arange(len(keep))[:, None], 3, 1),
        np.tile((1.0, 0.0, 0.0), (len(keep), 1)),
        quads[keep[quads].all(axis=1)],
    )


def cut(sheet: Sheet, field: np.ndarray) -> Sheet:
    """What is below 0 of a field of the base mesh, with its border on the line where the field is 0."""
    values = sheet.at(field)
    keep = values[sheet.faces].mean(axis=1) < 0
    keep = _without_spikes(sheet.faces, keep)
    if keep.all():
        return sheet
    both = np.intersect1d(sheet.faces[keep], sheet.faces[~keep])
    lines = _isolines(sheet, values)
    kept = sheet.faces[keep]
    skin = sheet.skin.copy()
    moving = np.zeros(len(skin), bool)
    moving[both] = True
    for loop in loops(kept):
        on = moving[loop]
        if not on.any():
            continue
        points = _onto(skin[loop], lines)
        for _ in range(12):
            middle = 0.5 * (np.roll(points, 1, 0) + np.roll(points, -1, 0))
            free = on & np.roll(on, 1) & np.roll(on, -1)
            points = np.where(free[:, None], _onto(0.5 * points + 0.5 * middle, lines), points)
        skin[loop[on]] = points[on]
    triangles = _near_triangles(sheet)
    average = averaging(kept, len(skin))
    near = _rings(kept, moving, 2) & ~_on_border(kept, len(skin))
    for _ in range(3):
        skin[near] = 0.5 * skin[near] + 0.5 * (average @ skin)[near]
    changed = np.nonzero(near | moving)[0]
    corners, shares = sheet.corners.copy(), sheet.shares.copy()
    found, weights = places_to_hang(skin[changed], np.nan_to_num(sheet.ground.base), triangles)
    corners[changed], shares[changed] = found, weights
    return _compact(sheet.ground, sheet.quads, corners, shares, kept)


def without(sheet: Sheet, hidden: np.ndarray) -> tuple[Sheet, np.ndarray]:
    """The sheet without quads whose vertices lie on base vertices (M,) that are all hidden, and which of its vertices
    are left, ascending."""
    first = sheet.corners[np.arange(len(sheet.corners)), sheet.shares.argmax(axis=1)]
    kept = sheet.faces[~np.isin(first, hidden)[sheet.faces].all(axis=1)]
    return _compact(sheet.ground, sheet.quads, sheet.corners, sheet.shares, kept), np.unique(kept)


def mirrored(sheet: Sheet) -> Sheet:
    """The same on the other side of the body, with the vertices in the same order."""
    base = np.nan_to_num(sheet.ground.base)
    opposite = np.asarray(KDTree(base).query(base * (-1.0, 1.0, 1.0))[1])
    return Sheet(sheet.ground, opposite[sheet.corners], sheet.shares, sheet.faces[:, ::-1], sheet.quads)


def largest(sheet: Sheet) -> Sheet:
    """Its largest connected part."""
    n = len(sheet.corners)
    f = sheet.faces
    graph = sparse.coo_matrix((np.ones(f.size), (f.ravel(), np.roll(f, 1, 1).ravel())), (n, n))
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    best = np.bincount(label[f[:, 0]]).argmax()
    return _compact(sheet.ground, sheet.quads, sheet.corners, sheet.shares, f[label[f[:, 0]] == best])


def averaging(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """(N, N) that gives each vertex the mean of its neighbours; on the border of those along the border."""
    a, b = faces.ravel(), np.roll(faces, -1, axis=1).ravel()
    graph = sparse.coo_matrix((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a])), (count, count)).tocsr()
    graph.data[:] = 1.0
    edge = np.zeros(count)
    rows, columns = [], []
    for loop in loops(faces):
        edge[loop] = 1.0
        rows += [loop, loop]
        columns += [np.roll(loop, 1), np.roll(loop, -1)]
    inner = sparse.diags(1 - edge) @ graph
    if rows:
        r, c = np.concatenate(rows), np.concatenate(columns)
        inner = inner + sparse.coo_matrix((np.ones(len(r)), (r, c)), (count, count))
    total = np.asarray(inner.sum(axis=1)).ravel()
    lone = sparse.diags((total == 0).astype(float))
    return (sparse.diags(1 / np.maximum(total, 1e-9)) @ inner + lone).tocsr()


def _without_spikes(faces: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Quads that hang on one edge alone go; gaps that three kept quads surround are filled."""
    size = int(faces.max()) + 1
    a, b = faces, np.roll(faces, -1, axis=1)
    code = np.minimum(a, b).astype(np.int64) * size + np.maximum(a, b)
    _, number = np.unique(code, return_inverse=True)
    number = number.reshape(code.shape)
    keep = keep.copy()
    for _ in range(4):
        total = np.bincount(number.ravel(), np.repeat(keep, 4).astype(float))
        others = (total[number] - keep[:, None] > 0).sum(axis=1)
        keep = np.where(keep, others >= 2, others >= 4) if _ else np.where(keep, others >= 2, others >= 3)
    return keep


def _isolines(sheet: Sheet, values: np.ndarray) -> np.ndarray:
    """(M, 2, 3) pieces of the line where `values` is 0, on the sheet's triangles."""
    f = sheet.faces
    triangles = np.concatenate([f[:, [0, 1, 2]], f[:, [0, 2, 3]]])
    v, p = values[triangles], sheet.skin[triangles]
    crossing = (v > 0).any(axis=1) & (v <= 0).any(axis=1)
    v, p = v[crossing], p[crossing]
    alone = np.where((v > 0).sum(axis=1) == 1, (v > 0).argmax(axis=1), (v <= 0).argmax(axis=1))
    row = np.arange(len(v))
    ends = []
    for step in (1, 2):
        other = (alone + step) % 3
        t = (v[row, alone] / (v[row, alone] - v[row, other]))[:, None]
        ends.append(p[row, alone] * (1 - t) + p[row, other] * t)
    return np.stack(ends, axis=1)


def _onto(points: np.ndarray, lines: np.ndarray) -> np.ndarray:
    start, edge = lines[:, 0], lines[:, 1] - lines[:, 0]
    along = np.einsum("nmd,md->nm", points[:, None] - start, edge) / np.maximum((edge**2).sum(1), 1e-15)
    places = start + along.clip(0, 1)[..., None] * edge
    best = ((places - points[:, None]) ** 2).sum(axis=2).argmin(axis=1)
    return places[np.arange(len(points)), best]


def _near_triangles(sheet: Sheet) -> np.ndarray:
    quads = sheet.quads
    used = np.zeros(len(sheet.ground.base), bool)
    used[sheet.corners] = True
    quads = quads[used[quads].any(axis=1)]
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _rings(faces: np.ndarray, start: np.ndarray, count: int) -> np.ndarray:
    reached = start.copy()
    for _ in range(count):
        reached[faces[reached[faces].any(axis=1)]] = True
    return reached


def _on_border(faces: np.ndarray, count: int) -> np.ndarray:
    mask = np.zeros(count, bool)
    for loop in loops(faces):
        mask[loop] = True
    return mask


def _compact(ground: Ground, quads: np.ndarray, corners: np.ndarray, shares: np.ndarray, faces: np.ndarray) -> Sheet:
    used, again = np.unique(faces, return_inverse=True)
    return Sheet(ground, corners[used], shares[used], again.reshape(faces.shape), quads)
