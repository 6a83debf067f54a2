"""Small things that are fixed to a piece: each a mesh of its own that goes along with the cloth below it.

They are made on the piece as it is on a body of middle build. Every buckle, strand or cone stands on one place of one
face, rigid, as large as that face is beside what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...protocol.requests import Detail, Worn
from ...protocol.results import Material
from ...protocol.wardrobe import Entry
from ..bind import nearest_places
from ..binding import Binding
from ..piece import Piece
from ..regions import Places, form_of, zones_of
from .fur import furred
from .host import Fixing, Host
from .kinds import FIXINGS, lit
from .shapes import joined

_LEAST, _MOST = 0.6, 1.5
"""how much smaller and larger they are at most than they were made"""
_SHADE = np.repeat(np.linspace(255, 120, 64).astype(np.uint8)[:, None], 64, axis=1)
_GLOW = 2.2


@dataclass(frozen=True, eq=False)
class Fixed:
    """M vertices in A parts, on a piece of N."""

    piece: Piece
    """what is painted and drawn; its binding is none"""
    worn: Worn
    corners: np.ndarray
    """(A, 3) vertices of the piece below"""
    shares: np.ndarray
    """(A, 3) of the corners"""
    part: np.ndarray
    """(M,) which part each vertex is of"""
    local: np.ndarray
    """(M, 3) metres in the axes of its part"""
    size: np.ndarray
    """(A,) metres that the face below is large"""

    def on(self, host: np.ndarray) -> np.ndarray:
        """(M, 3) metres; host: (N, 3)"""
        place, axes, size = _stands(host, self.corners, self.shares)
        scale = np.clip(size / self.size, _LEAST, _MOST)
        turned = np.einsum("mi,mij->mj", self.local * scale[self.part, None], axes[self.part])
        return (place[self.part] + turned).astype(np.float32)

    def kept(self, seen: np.ndarray) -> Fixed | None:
        """Without the parts on cloth that is not seen; seen: (N,) bool. None where nothing is left."""
        there = np.all(seen[self.corners], axis=1)
        if there.all():
            return self
        if not there.any():
            return None
        rows = there[self.part]
        number = np.cumsum(rows) - 1
        faces = self.piece.faces[np.all(rows[self.piece.faces], axis=1)]
        return replace(
            self,
            piece=replace(self.piece, faces=number[faces].astype(np.int32), uv_faces=number[faces].astype(np.int32),
                          uvs=self.piece.uvs[rows]),
            corners=self.corners[there],
            shares=self.shares[there],
            part=(np.cumsum(there) - 1)[self.part[rows]],
            local=self.local[rows],
            size=self.size[there],
        )  # fmt: skip


def fixed_name(name: str, detail: Detail) -> str:
    """Of the mesh of a detail on the mesh of that name."""
    return f"{name} {detail.kind.replace('_', ' ')}"


def is_fixed(detail: Detail) -> bool:
    """Whether it may be a mesh of its own."""
    return detail.kind in FIXINGS or detail.fabric == "fur"


def fixed_on(piece: Piece, worn: Worn, places: Places) -> list[tuple[Detail, Fixed]]:
    """What the details of a piece fix to it. places: of its vertices on a body of middle build"""
    host: Host | None = None
    found = []
    for detail in worn.details:
        fur = detail.fabric == "fur" or detail.kind == "fur"
        if not fur and (detail.kind not in FIXINGS or _painted_alone(detail, piece)):
            continue
        host = host or host_of(piece, places)
        made = furred(detail.kind, host) if fur else FIXINGS[detail.kind].make(host)
        if made:
            found.append((detail, _fixed(detail, fur, made, host, worn)))
    return found


def glow_places(piece: Piece, places: Places) -> list[tuple[np.ndarray, float]]:
    """Where the lights on a piece are, (3,) metres, and how large."""
    return [(origin, radius) for origin, radius in lit(host_of(piece, places))]


def host_of(piece: Piece, places: Places) -> Host:
    faces = piece.faces
    triangles = faces if faces.shape[1] == 3 else np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    return Host(places, triangles, faces, form_of(piece, places))


def _painted_alone(detail: Detail, piece: Piece) -> bool:
    return bool(zones_of(detail.kind, piece)) and not FIXINGS[detail.kind].always


def _fixed(detail: Detail, fur: bool, made: Sequence[Fixing], host: Host, worn: Worn) -> Fixed:
    kind = FIXINGS["fur" if fur else detail.kind]
    points, faces, uvs = joined([fixing.shape for fixing in made])
    part = np.repeat(np.arange(len(made)), [len(fixing.shape[0]) for fixing in made])
    if kind.rings:  # each ring of a tube goes along with the cloth below it
        rings = [origin for fixing in made for origin in fixing.rings]
        part = np.repeat(np.arange(len(rings)), kind.rings)
        origins = np.array(rings)
    else:
        origins = np.array([fixing.origin for fixing in made])
    corners, shares, _ = nearest_places(origins, host.at.points.astype(np.float64), host.triangles)
    place, axes, size = _stands(host.at.points, corners, shares)
    local = np.einsum("mi,mji->mj", points - place[part], axes[part])
    colour = detail.colour or (worn.second_colour if kind.second else None) or kind.colour or worn.colour
    entry = Entry(
        name=f"detail_{detail.kind}", label=detail.kind, slot=host.form.slot, fabric=kind.fabric,
        colours=() if colour is None else (colour,),
    )  # fmt: skip
    made_of = kind.fabric if fur or not detail.fabric else detail.fabric
    return Fixed(
        piece=Piece(
            entry=entry,
            binding=Binding(np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32)),
            faces=faces.astype(np.int32),
            uvs=uvs.astype(np.float32),
            uv_faces=faces.astype(np.int32),
            hides=np.zeros(0, np.int32),
            material=Material(double_sided=True, emission=_GLOW if kind.glows else 0.0),
            texel=kind.texel,
            zones={"shade": _SHADE} if not kind.glows else {},
        ),
        worn=Worn(slot=host.form.slot, colour=colour, fabric=made_of, pattern="plain"),  # pyright: ignore[reportArgumentType]
        corners=corners.astype(np.int32),
        shares=shares.astype(np.float32),
        part=part,
        local=local.astype(np.float32),
        size=size,
    )  # fmt: skip


def _stands(points: np.ndarray, corners: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of places on faces (A, 3) metres where they are, (A, 3, 3) rows their axes, and (A,) how large the faces are."""
    a, b, c = (points[corners[:, k]] for k in range(3))
    place = shares[:, :1] * a + shares[:, 1:2] * b + shares[:, 2:] * c
    along, other = b - a, c - a
    out = np.cross(along, other)
    size = np.sqrt(np.maximum(np.linalg.norm(out, axis=1), 1e-10))
    out = out / (size**2)[:, None]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    return place, np.stack([along, np.cross(out, along), out], axis=1), size
