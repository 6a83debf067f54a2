"""Small things that are fixed to a piece: each a mesh of its own that goes along with the cloth below it.

They are made on the piece as it is on a body of middle build. Every buckle, strand or cone stands on one place of one
face, and so does every ring of a roll of fur.
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
from ..piece_places import Places
from ..regions import zones_of
from .fur import furred
from .kinds import FIXINGS, Kind
from .placing import Fixing, Host, host_of
from .rigid_binding import Rigid, rigid
from .shapes import joined

_SHADE = np.repeat(np.linspace(255, 120, 64).astype(np.uint8)[:, None], 64, axis=1)
_GLOW = 2.2
_UNBOUND = Binding(np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32))


@dataclass(frozen=True, eq=False)
class Fixed:
    piece: Piece
    """what is painted and drawn; its binding is none"""
    worn: Worn
    rigid: Rigid
    """how it stands on the piece that it is fixed to"""

    def kept(self, seen: np.ndarray) -> Fixed | None:
        """Without the parts on cloth that is not seen; seen: (N,) bool. None where nothing is left."""
        there = np.all(seen[self.rigid.corners], axis=1)
        if there.all():
            return self
        if not there.any():
            return None
        rows = there[self.rigid.part]
        faces = (np.cumsum(rows) - 1)[self.piece.faces[np.all(rows[self.piece.faces], axis=1)]].astype(np.int32)
        piece = replace(self.piece, faces=faces, uv_faces=faces, uvs=self.piece.uvs[rows])
        return replace(self, piece=piece, rigid=self.rigid.only(there))


def fixed_name(name: str, detail: Detail) -> str:
    """Of the mesh of a detail on the mesh of that name."""
    return f"{name} {detail.kind.replace('_', ' ')}"


def is_fixed(detail: Detail) -> bool:
    """Whether it may be a mesh of its own."""
    return detail.kind in FIXINGS or detail.fabric == "fur"


def fixed_on(piece: Piece, worn: Worn, places: Places) -> list[tuple[Detail, Fixed]]:
    """What the details of a piece fix to it. places: of its vertices on a body of middle build"""
    asked = [detail for detail in worn.details if is_fixed(detail) and not _painted_alone(detail, piece)]
    if not asked:
        return []
    host, found = host_of(piece, places), []
    for detail in asked:
        fur = detail.fabric == "fur"  # along the borders of the part that is named
        kind = FIXINGS["fur" if fur else detail.kind]
        if made := furred(host, detail.kind) if fur and detail.kind != "fur" else kind.make(host):
            found.append((detail, _fixed(detail, kind, made, host, worn)))
    return found


def _painted_alone(detail: Detail, piece: Piece) -> bool:
    if detail.fabric == "fur" or FIXINGS[detail.kind].always:
        return False
    return bool(zones_of(detail.kind, piece))


def _fixed(detail: Detail, kind: Kind, made: Sequence[Fixing], host: Host, worn: Worn) -> Fixed:
    points, faces, uvs = joined([fixing.shape for fixing in made])
    origins = np.concatenate([fixing.origins for fixing in made])
    part = np.repeat(
        np.arange(len(origins)),
        np.concatenate([np.full(len(f.origins), len(f.shape[0]) // len(f.origins)) for f in made]),
    )
    corners, shares, _ = nearest_places(origins, host.at.points.astype(np.float64), host.triangles)
    colour = detail.colour or (worn.second_colour if kind.second else None) or kind.colour or worn.colour
    entry = Entry(
        name=f"detail_{detail.kind}", label=detail.kind, slot=host.form.slot, fabric=kind.fabric,
        colours=() if colour is None else (colour,),
    )  # fmt: skip
    piece = Piece(
        entry=entry,
        binding=_UNBOUND,
        faces=faces.astype(np.int32),
        uvs=uvs.astype(np.float32),
        uv_faces=faces.astype(np.int32),
        hides=np.zeros(0, np.int32),
        material=Material(double_sided=True, emission=_GLOW if kind.glows else 0.0),
        texel=kind.texel,
        zones={} if kind.glows else {"shade": _SHADE},
    )
    fabric = kind.fabric if detail.kind == "fur" or not detail.fabric else detail.fabric
    return Fixed(
        piece=piece,
        worn=Worn(slot=host.form.slot, colour=colour, fabric=fabric, pattern="plain"),  # pyright: ignore[reportArgumentType]
        rigid=rigid(points, part, corners, shares, host.at.points.T),
    )
