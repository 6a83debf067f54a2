"""One mesh for a figure and all that it wears: its parts told from one another again, by their materials.

Blender's side writes on such a mesh whose each of its materials is (`blender_addon/export/one_mesh.py`).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...protocol.results import BODY
from .contents import PartContents

WORN = "galatea_part"
"""property of the node of a part: its name"""
WHOSE = "galatea_whose"
"""property of the node of a mesh of several parts: JSON, the part whose each material is"""


def whose_of(about: Mapping[str, Any]) -> list[str]:
    """The part of each material, from the properties of a node; empty where the mesh is of one part. Raises
    ValueError."""
    if WHOSE not in about:
        return []
    told = json.loads(str(about[WHOSE]))
    if not isinstance(told, list) or not told or told[0] != BODY or not all(isinstance(name, str) for name in told):
        raise ValueError(f"{WHOSE} does not tell whose the materials are")
    return told


def by_part(pieces: list[PartContents], about: Mapping[str, Any]) -> list[PartContents]:
    """One for each part, of a mesh that was read in pieces, one for each material. Raises ValueError."""
    whose = whose_of(about)
    if not whose:
        return [merged(pieces)]
    if len(whose) != len(pieces):
        raise ValueError(f"{len(pieces)} materials, and {WHOSE} tells of {len(whose)}")
    found = {name: [piece for piece, of in zip(pieces, whose, strict=True) if of == name] for name in whose}
    return [named(merged(own), name) for name, own in found.items()]


def named(part: PartContents, name: str) -> PartContents:
    """With its name, and but for the body with those keys alone that move it: the one mesh has the keys of all."""
    if name == BODY:
        return part
    moving = np.flatnonzero(np.abs(part.key_offsets).max(axis=(1, 2), initial=0.0) > 0)
    return dataclasses.replace(
        part,
        name=name,
        key_names=tuple(part.key_names[index] for index in moving),
        key_values=part.key_values[moving],
        key_offsets=part.key_offsets[moving],
        sample_keys=part.sample_keys[:, moving],
    )


def merged(pieces: list[PartContents]) -> PartContents:
    """Pieces of one mesh as one, with the surface of the first. Raises ValueError."""
    first, *others = pieces
    if not others:
        return first
    if any(piece.key_names != first.key_names for piece in others):
        raise ValueError("the pieces of a mesh have different keys")
    starts = np.cumsum([0, *(len(piece.vertices) for piece in pieces)])
    return dataclasses.replace(
        first,
        vertices=np.concatenate([piece.vertices for piece in pieces]),
        polygons=sum(piece.polygons for piece in pieces),
        weight_vertices=np.concatenate(
            [piece.weight_vertices + start for piece, start in zip(pieces, starts, strict=False)]
        ),
        weight_bones=np.concatenate([piece.weight_bones for piece in pieces]),
        weights=np.concatenate([piece.weights for piece in pieces]),
        key_offsets=np.concatenate([piece.key_offsets for piece in pieces], axis=1),
        materials=tuple(name for piece in pieces for name in piece.materials),
    )


def taken(whole: PartContents, vertices: np.ndarray, polygons: int) -> PartContents:
    """Some vertices of a mesh, ascending, with what belongs to them."""
    number = np.full(len(whole.vertices), -1)
    number[vertices] = np.arange(len(vertices))
    here = number[whole.weight_vertices] >= 0
    return dataclasses.replace(
        whole,
        vertices=whole.vertices[vertices],
        polygons=polygons,
        weight_vertices=number[whole.weight_vertices[here]],
        weight_bones=whole.weight_bones[here],
        weights=whole.weights[here],
        key_offsets=whole.key_offsets[:, vertices],
    )
