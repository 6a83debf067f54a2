"""What is worn together, as far as it is the same on every shape, as meshes of an avatar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from ..body import BodyData
from ..body.helpers import base_weights, can_wear, skin_surface
from ..protocol.requests import Worn
from ..wear.fixings.fixed import fixed_name, fixed_on, is_fixed
from ..wear.fixings.rigid_binding import Rigid, together
from ..wear.garment import Garment as Hung
from ..wear.outfit import Outfit as Clothes
from ..wear.outfit import outfit as clothes_of
from ..wear.piece import Entry, Piece
from ..wear.piece_places import places_of
from ..wear.wardrobe import pieces

PREFIX = "mixamorig:"


@dataclass(frozen=True, eq=False)
class Garment:
    """One piece, or something fixed to one, as a mesh, without what nobody sees of it under the others: M vertices."""

    name: str
    """of its mesh, no two in an outfit the same"""
    worn: Worn
    piece: Piece
    kept: np.ndarray
    """(M,) which vertices of the piece they are, ascending; of what is fixed to one, of all that is fixed"""
    faces: np.ndarray
    uv_faces: np.ndarray
    bones: np.ndarray
    """(B,) ascending bones of the body's rig that move it: of hats and hair one, of a shirt some twenty"""
    own: np.ndarray
    """(M, B) float32 weights on these, four at most in a row"""
    place: int | None
    """of the piece among the clothes; None of what is fixed to one"""

    @property
    def fixed(self) -> bool:
        return self.place is None


@dataclass(frozen=True, eq=False)
class Outfit:
    """garments: from the skin outwards. covered: int32 vertices of the body that they cover, ascending. fixed: what is
    fixed to pieces, on the vertices of all clothes one after the other."""

    clothes: Clothes | None = None
    garments: tuple[Garment, ...] = ()
    covered: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    fixed: Rigid | None = None

    def on(self, base: np.ndarray) -> tuple[np.ndarray, ...]:
        """Vertices (M, 3) of each garment, as of `Clothes.on`."""
        if self.clothes is None:
            return ()
        whole: dict[int | None, np.ndarray] = {k: points.T for k, points in enumerate(self.clothes.on(base))}
        if self.fixed is not None:
            whole[None] = self.fixed.on(np.concatenate(list(whole.values()), axis=1))
        return tuple(whole[garment.place].take(garment.kept, axis=1).T for garment in self.garments)

    def keys(self, base_keys: np.ndarray) -> tuple[np.ndarray, ...]:
        """Of each garment what the face keys (K, 19158, 3) do to it, (K, M, 3); (0, M, 3) where it follows none."""
        if self.clothes is None:
            return ()
        whole = dict(enumerate(self.clothes.keys(lambda: base_keys)))
        found = []
        for garment in self.garments:
            keys = None if garment.place is None else whole[garment.place]
            found.append(np.zeros((0, len(garment.own), 3), np.float32) if keys is None else keys[:, garment.kept])
        return tuple(found)

    @property
    def follows_face(self) -> bool:
        return any(garment.piece.face for garment in self.garments)


NOTHING = Outfit()


def outfit_of(body: BodyData, rig: str, worn: Sequence[Worn]) -> Outfit:
    """rig: name among the body's rigs. What the wardrobe does not have, because it was removed since `resolve` looked,
    is left out."""
    if not worn or not can_wear(body):
        return NOTHING
    known = pieces(w.piece for w in worn)
    there = tuple((known[w.piece], w) for w in worn if w.piece in known)
    return _outfit(body, rig, there) if there else NOTHING


def mesh_names(worn: Sequence[Worn], known: Mapping[str, Entry]) -> list[str]:
    """The name of the mesh of each piece: its label, with a number where one is there twice."""
    labels = [known[w.piece].label for w in worn]
    return [
        label if labels.index(label) == place else f"{label} {labels[: place + 1].count(label)}"
        for place, label in enumerate(labels)
    ]


@lru_cache(maxsize=8)
def _outfit(body: BodyData, rig: str, worn: tuple[tuple[Piece, Worn], ...]) -> Outfit:
    clothes = clothes_of(worn, skin_surface(body))
    names = mesh_names([w for _, w in worn], {p.entry.name: p.entry for p, _ in worn})
    named = {id(p): name for (p, _), name in zip(worn, names, strict=True)}
    bones = _columns(body, rig)
    garments: list[Garment] = []
    fixed: list[tuple[Rigid, int]] = []
    weights = clothes.weights(base_weights(body, rig), bones)
    first = np.cumsum([0, *(len(hung.binding) for hung in clothes.garments)])
    for place, (hung, (indices, shares)) in enumerate(zip(clothes.garments, weights, strict=True)):
        whole = hung.piece
        faces, uv_faces = whole.faces[hung.shown], whole.uv_faces[hung.shown]
        if not len(faces):
            continue
        kept, corners = np.unique(faces, return_inverse=True)
        moved_by, columns = np.unique(
            np.where(shares[kept] > 0.0, indices[kept], indices[kept, :1]), return_inverse=True
        )
        own = np.zeros((len(kept), len(moved_by)), np.float32)
        np.add.at(own, (np.arange(len(kept))[:, None], columns.reshape(len(kept), -1)), shares[kept])
        garments.append(
            Garment(
                name=named[id(whole)],
                worn=hung.worn,
                piece=whole,
                kept=kept,
                faces=corners.reshape(faces.shape).astype(np.int32),
                uv_faces=np.ascontiguousarray(uv_faces, np.int32),
                bones=moved_by,
                own=own,
                place=place,
            )
        )
        for garment, how in _fixed_to(garments[-1], hung, sum(len(one.part) for one, _ in fixed)):
            garments.append(garment)
            fixed.append((how, int(first[place])))
    covered = np.flatnonzero(clothes.covered[body.tables["base_vertices"].cpu().numpy()])
    return Outfit(clothes, tuple(garments), covered.astype(np.int32), together(fixed))


def _fixed_to(garment: Garment, hung: Hung, before: int) -> list[tuple[Garment, Rigid]]:
    """Meshes of what the details of a garment fix to it, and how they stand on it. before: how many vertices of what is
    fixed to others come before theirs"""
    piece = garment.piece
    if not any(is_fixed(detail) for detail in garment.worn.details):
        return []
    seen, rows = np.zeros(len(hung.binding), bool), np.zeros(len(hung.binding), np.int64)
    seen[garment.kept], rows[garment.kept] = True, np.arange(len(garment.kept))
    found = []
    for detail, whole in fixed_on(piece, garment.worn, places_of(hung.binding, piece.faces)):
        fixed = whole.kept(seen)
        if fixed is None:
            continue
        how = fixed.rigid
        own = np.einsum("ak,akb->ab", how.shares, garment.own[rows[how.corners]])[how.part]
        mesh = Garment(
            name=fixed_name(garment.name, detail),
            worn=fixed.worn,
            piece=fixed.piece,
            kept=before + np.arange(len(own)),
            faces=fixed.piece.faces,
            uv_faces=fixed.piece.uv_faces,
            bones=garment.bones,
            own=own.astype(np.float32),
            place=None,
        )
        found.append((mesh, how))
        before += len(own)
    return found


@lru_cache(maxsize=4)
def _columns(body: BodyData, rig: str) -> Mapping[str, int]:
    """Bones as pieces know them -> where they stand in a rig of the body; in one with names of its own, the bone that
    moves most of what they move."""
    names, mixamo = body.rigs[rig].bone_names, body.rigs["mixamo"]
    if PREFIX + "Hips" in names:
        return {name.removeprefix(PREFIX): place for place, name in enumerate(names)}
    shared = (mixamo.weights.T @ body.rigs[rig].weights).argmax(dim=1).tolist()
    return {name.removeprefix(PREFIX): place for name, place in zip(mixamo.bone_names, shared, strict=True)}
