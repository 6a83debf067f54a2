"""What is worn together, as far as it is the same on every shape: where it hangs, what moves it, what it covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from rigging.weights import prune_lists

from ..body import BodyData
from ..body.helpers import base_weights, can_wear
from ..protocol.requests import SLOTS, Worn
from ..wear.binding import BASE_VERTICES, Binding, spread
from ..wear.piece import Entry, Piece
from ..wear.wardrobe import piece

PREFIX = "mixamorig:"
FEET = ("shoes",)
"""slots whose lowest vertex is what the figure stands on"""


@dataclass(frozen=True, eq=False)
class Garment:
    """One piece as it is worn: N vertices, without those that nobody sees under the others."""

    name: str
    """of its mesh, no two in an outfit the same"""
    worn: Worn
    piece: Piece
    binding: Binding
    faces: np.ndarray
    uv_faces: np.ndarray
    own: np.ndarray
    """(N, J) float32 weights on the bones of the body's rig"""


@dataclass(frozen=True, eq=False)
class Outfit:
    """Garments from the skin outwards."""

    garments: tuple[Garment, ...]
    covered: np.ndarray
    """int32 vertices of the body that nobody sees, ascending"""


NOTHING = Outfit((), np.zeros(0, np.int32))


def outfit_of(body: BodyData, rig: str, worn: Sequence[Worn]) -> Outfit:
    """rig: name among the body's rigs. Raises BadRequest for a piece that there is none of."""
    if not can_wear(body):
        return NOTHING
    return _outfit(body, rig, tuple((w, piece(w.piece)) for w in worn if w.piece))


@lru_cache(maxsize=8)
def _outfit(body: BodyData, rig: str, pieces: tuple[tuple[Worn, Piece], ...]) -> Outfit:
    names = mesh_names([w for w, _ in pieces], {p.entry.name: p.entry for _, p in pieces})
    named = [(name, w, p) for name, (w, p) in zip(names, pieces, strict=True)]
    named.sort(key=lambda one: (one[2].entry.layer, SLOTS.index(one[1].slot)))
    garments, hidden = [], np.zeros(BASE_VERTICES, bool)
    for name, w, p in reversed(named):
        garments.append(_garment(body, rig, name, w, p, hidden))
        hidden[p.hides] = True
    covered = np.flatnonzero(hidden[base_vertices(body)])
    return Outfit(tuple(g for g in reversed(garments) if len(g.faces)), covered.astype(np.int32))


def mesh_names(worn: Sequence[Worn], known: Mapping[str, Entry]) -> list[str]:
    """The name of the mesh of each piece: its label, with a number where one is there twice."""
    labels = [known[w.piece].label for w in worn]
    return [
        label if labels.index(label) == place else f"{label} {labels[: place + 1].count(label)}"
        for place, label in enumerate(labels)
    ]


def base_vertices(body: BodyData) -> np.ndarray:
    """(V,) the base mesh's number of each vertex of the body."""
    return body.tables["base_vertices"].cpu().numpy()


def _garment(body: BodyData, rig: str, name: str, worn: Worn, whole: Piece, hidden: np.ndarray) -> Garment:
    """hidden: (19158,) bool what pieces above it cover; a face is left out when that holds for all its vertices."""
    binding = _sized(whole, worn)
    counts = binding.weights != 0.0
    under = (hidden[binding.indices] | ~counts).all(axis=1)
    seen = ~under[whole.faces].all(axis=1)
    faces, uv_faces = whole.faces[seen], whole.uv_faces[seen]
    kept = np.unique(faces)
    own = _own_weights(body, rig, whole)[kept]
    to = np.full(len(binding), -1, np.int32)
    to[kept] = np.arange(len(kept))
    part = replace(binding, indices=binding.indices[kept], weights=binding.weights[kept], offsets=binding.offsets[kept])
    return Garment(name, worn, whole, part, to[faces], uv_faces.astype(np.int32), own)


def _sized(whole: Piece, worn: Worn) -> Binding:
    """As long and as loose as is asked, as far as the piece has such sizes."""
    offsets = whole.binding.offsets
    for name in ("length", "looseness"):
        amount = getattr(worn, name)
        change = whole.sizes.get(f"{name}{'+' if amount > 0 else '-'}")
        if amount and change is not None:
            offsets = offsets + np.float32(abs(amount)) * change
    return replace(whole.binding, offsets=offsets)


def _own_weights(body: BodyData, rig: str, whole: Piece) -> np.ndarray:
    """(N, J) float32 on the bones of a rig of the body, four at most in a row."""
    if whole.bone or whole.weights:
        names, values = whole.weights or ((whole.bone,), np.ones((len(whole.binding), 1), np.float32))
        dense = np.zeros((len(values), len(body.rigs[rig].bone_names)), np.float32)
        np.add.at(dense.T, [_bone(body, rig, name) for name in names], values.T)
    else:
        dense = spread(whole.binding, base_weights(body, rig)).astype(np.float32)
    indices = np.tile(np.arange(dense.shape[1]), (len(dense), 1))
    bones, weights = prune_lists(indices, dense)
    out = np.zeros_like(dense)
    np.add.at(out, (np.arange(len(dense))[:, None], bones), weights)
    return out


@lru_cache(maxsize=256)
def _bone(body: BodyData, rig: str, name: str) -> int:
    """Where a bone of the Mixamo skeleton stands in a rig of the body; in one with other names, the bone that moves
    most of what it moves."""
    names = body.rigs[rig].bone_names
    if PREFIX + name in names:
        return names.index(PREFIX + name)
    known = body.rigs["mixamo"]
    share = known.weights[:, known.bone_names.index(PREFIX + name)]
    return int((share @ body.rigs[rig].weights).argmax())
