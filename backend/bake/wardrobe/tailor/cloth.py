"""A garment as it grows: panels cut from a sheet, hems, and strips that are sewn on; then packed and made a Piece."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .ground import Ground
from .sheet import Sheet, loops
from .unwrap import unwrap


@dataclass(eq=False)
class Cloth:
    """points: (N, 3) metres; corners, shares: (N, 3) where each hangs on the base mesh; faces: (F, 4); uvs: (F, 4, 2)
    metres, each panel in a plane of its own; panel: (F,)."""

    ground: Ground
    points: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    corners: np.ndarray = field(default_factory=lambda: np.zeros((0, 3), int))
    shares: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    faces: np.ndarray = field(default_factory=lambda: np.zeros((0, 4), int))
    uvs: np.ndarray = field(default_factory=lambda: np.zeros((0, 4, 2)))
    panel: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    inside: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    """(F,) faces that look at the skin"""
    source: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    """(N,) of what hems and strips add, the vertex that they start from; else the vertex itself"""

    def at(self, values: np.ndarray) -> np.ndarray:
        """A field of the base mesh at the vertices."""
        return np.einsum("nk,nk...->n...", self.shares, np.nan_to_num(values)[self.corners])

    def add(
        self,
        points: np.ndarray,
        places: tuple[np.ndarray, np.ndarray],
        faces: np.ndarray,
        uvs: np.ndarray,
        panel: np.ndarray | int,
        inside: bool = False,
        source: np.ndarray | None = None,
    ) -> np.ndarray:
        """Numbers of the new vertices. faces: in numbers of `points`."""
        start = len(self.points)
        self.points = np.concatenate([self.points, points])
        self.corners = np.concatenate([self.corners, places[0]])
        self.shares = np.concatenate([self.shares, places[1]])
        self._sew(faces + start, uvs, panel, inside)
        own = np.arange(start, start + len(points)) if source is None else self.source[source]
        self.source = np.concatenate([self.source, own])
        return np.arange(start, len(self.points))

    def _sew(self, faces: np.ndarray, uvs: np.ndarray, panel: np.ndarray | int, inside: bool) -> None:
        self.faces = np.concatenate([self.faces, faces])
        self.uvs = np.concatenate([self.uvs, uvs])
        self.panel = np.concatenate([self.panel, np.broadcast_to(panel, (len(faces),))])
        self.inside = np.concatenate([self.inside, np.full(len(faces), inside)])

    def hem(self, loop: np.ndarray, depth: float = 0.015, thickness: float = 0.0025) -> None:
        """A border turned inward: its edge `thickness` wide, its inside `depth` deep."""
        points = self.points
        normals = self.normals()[loop]
        inward = self._inward(loop)
        rim = points[loop] - normals * thickness
        deep = rim + inward * depth - normals * 0.0005
        n = len(loop)
        places = np.tile(self.corners[loop], (2, 1)), np.tile(self.shares[loop], (2, 1))
        uv, way = self._border_uvs(loop)
        start = len(points)
        self.points = np.concatenate([points, rim, deep])
        self.corners = np.concatenate([self.corners, places[0]])
        self.shares = np.concatenate([self.shares, places[1]])
        self.source = np.concatenate([self.source, np.tile(self.source[loop], 2)])
        following = np.roll(np.arange(n), -1)
        own = self._edge_faces(loop)
        rows = [loop, start + np.arange(n), start + n + np.arange(n)]
        reach = (0.0, thickness, thickness + depth)
        for k in range(2):
            a, b = rows[k], rows[k + 1]
            faces = np.stack([b, b[following], a[following], a], axis=1)
            there = [uv + way * r for r in reach[k : k + 2]]
            uvs = np.stack([there[1][:, 0], there[1][:, 1], there[0][:, 1], there[0][:, 0]], axis=1)
            self._sew(faces, uvs, self.panel[own], True)

    def hem_all(
        self, loops: list[np.ndarray], depth: float = 0.015, thickness: float = 0.0025, but: np.ndarray | None = None
    ) -> None:
        """Hems along all these borders but one."""
        for loop in loops:
            if loop is not but:
                self.hem(loop, depth, thickness)

    def normals(self) -> np.ndarray:
        """(N, 3) unit, outward."""
        f, p = self.faces, self.points
        across = np.cross(p[f[:, 2]] - p[f[:, 0]], p[f[:, 3]] - p[f[:, 1]])
        found = np.zeros_like(p)
        for k in range(4):
            np.add.at(found, f[:, k], across)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)

    def _inward(self, loop: np.ndarray) -> np.ndarray:
        """(n, 3) unit, from the border along the cloth, smoothed along the border."""
        normals = self.normals()[loop]
        along = self.points[np.roll(loop, -1)] - self.points[np.roll(loop, 1)]
        found = np.cross(normals, along)
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        for _ in range(2):
            found = found + np.roll(found, 1, 0) + np.roll(found, -1, 0)
            found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return found

    def _edge_faces(self, loop: np.ndarray) -> np.ndarray:
        """(n,) the face of each edge of a border."""
        size = len(self.points)
        codes = self.faces.astype(np.int64) * size + np.roll(self.faces, -1, axis=1)
        wanted = loop.astype(np.int64) * size + np.roll(loop, -1)
        flat = codes.ravel()
        order = np.argsort(flat)
        return order[np.searchsorted(flat[order], wanted)] // 4

    def _border_uvs(self, loop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n, 2, 2) of both ends of each edge, and the way out of the panel there."""
        own = self._edge_faces(loop)
        ends = np.stack([loop, np.roll(loop, -1)], axis=1)
        column = (self.faces[own][:, None, :] == ends[:, :, None]).argmax(axis=2)
        uv = self.uvs[own[:, None], column]
        edge = uv[:, 1] - uv[:, 0]
        out = np.stack([edge[:, 1], -edge[:, 0]], axis=1)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
        before, after = np.roll(out, 1, 0), np.roll(out, -1, 0)
        same_before = np.roll(self.panel[own], 1) == self.panel[own]
        same_after = np.roll(self.panel[own], -1) == self.panel[own]
        first = out + before * (same_before & (np.einsum("nd,nd->n", out, before) > 0))[:, None]
        second = out + after * (same_after & (np.einsum("nd,nd->n", out, after) > 0))[:, None]
        way = np.stack([first, second], axis=1)
        return uv, way / np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-12)


@dataclass(frozen=True, eq=False)
class Panel:
    """Faces of a sheet that are one island of the texture. up: (F, 3) which way is up in it."""

    faces: np.ndarray
    up: np.ndarray
    slit: np.ndarray | None = None
    """(F,) bool: which side of a seam each face is; the island is slit where both sides meet at `seam` vertices"""
    seam: np.ndarray | None = None
    level: bool = True
    """whether its height in the texture is that on the body"""


def sewn(sheet: Sheet, points: np.ndarray, panels: list[Panel], onto: Cloth | None = None, first: int = 0) -> Cloth:
    """A garment of one sheet, still without hems, or the sheet beside what is there, with panels from `first`."""
    uvs = np.zeros((len(sheet.faces), 4, 2))
    number = np.zeros(len(sheet.faces), int)
    for k, panel in enumerate(panels):
        faces = sheet.faces[panel.faces]
        cut = faces.copy()
        if panel.slit is not None and panel.seam is not None:
            both = np.intersect1d(faces[panel.slit], faces[~panel.slit])
            slit = np.zeros(len(points), bool)
            slit[both] = panel.seam[both]
            cut = np.where(slit[faces] & panel.slit[:, None], faces + len(points), faces)
        used, again = np.unique(cut, return_inverse=True)
        again = again.reshape(cut.shape)
        flat = unwrap(points[used % len(points)], again, panel.up, panel.level)
        uvs[panel.faces] = flat[again]
        number[panel.faces] = first + k
    cloth = onto or Cloth(sheet.ground)
    cloth.add(points, (sheet.corners, sheet.shares), sheet.faces, uvs, number)
    return cloth


def hemmed(
    sheet: Sheet, points: np.ndarray, panels: list[Panel], depth: float = 0.015, thickness: float = 0.0025
) -> tuple[Cloth, list[np.ndarray]]:
    """A garment of one sheet with a hem along each of its borders, and those borders."""
    cloth = sewn(sheet, points, panels)
    loops = borders(cloth)
    cloth.hem_all(loops, depth, thickness)
    return cloth, loops


def borders(cloth: Cloth) -> list[np.ndarray]:
    return loops(cloth.faces)
