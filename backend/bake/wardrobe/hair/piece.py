"""From meshes of hair to pieces: how they hang on the head, and lower down on neck and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ....protocol.results import Material
from ....wear.bind import bind
from ....wear.binding import Binding
from ....wear.piece import Entry, Piece
from ..make import LICENCE, SOURCE
from .cards import Sheet
from .head import Head
from .lengths import drawn_out

LAYERS = {"lashes": 1, "brows": 2, "facial_hair": 3, "hair": 5}


def entry(name: str, label: str, slot: str, nouns: tuple[str, ...], tags: tuple[str, ...]) -> Entry:
    return Entry(
        name=name,
        label=label,
        slot=slot,
        layer=LAYERS[slot],
        nouns=nouns,
        tags=tags,
        fabric="",
        licence=LICENCE,
        author="Galatea",
        source=SOURCE,
    )


def rigid(head: Head, of: Entry, sheet: Sheet, strands: str = "straight", cutoff: float = 0.4, **more: Any) -> Piece:
    """A piece that goes with the head. more: fields of it."""
    binding = bind(sheet.points, np.nan_to_num(head.of.base), head.top_triangles, head.of.head_spans())  # type: ignore[arg-type]
    return _piece(of, sheet, binding, strands, _masked(cutoff, strands), bone="Head", **more)


def hanging(
    head: Head,
    of: Entry,
    sheet: Sheet,
    strands: str = "straight",
    cutoff: float = 0.4,
    longer: float = 0.0,
    **more: Any,
) -> Piece:
    """A piece whose upper part goes with the head, and whose lower part lies on neck, shoulders, back and chest.
    longer: metres that it hangs lower at its greatest length; more: fields of the piece."""
    base = np.nan_to_num(head.of.base)
    above = bind(sheet.points, base, head.top_triangles, head.of.head_spans())  # type: ignore[arg-type]
    below = bind(sheet.points, base, _trunk(head))
    low = np.clip((head.eyes[2] - 0.075 - sheet.points[:, 2]) / 0.11, 0, 1)
    low = low * low * (3 - 2 * low)
    # one place of the head's and two of the trunk's, the offset from both together
    rows = np.arange(len(low))
    on_head = above.indices[rows, above.weights.argmax(axis=1)]
    two = np.argsort(-below.weights, axis=1)[:, :2]
    on_trunk = np.take_along_axis(below.indices, two, axis=1)
    shares = np.take_along_axis(below.weights, two, axis=1)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-6)
    between = low > 0
    indices, weights = above.indices.copy(), above.weights.copy()
    indices[between] = np.concatenate([on_head[:, None], on_trunk], axis=1)[between]
    weights[between] = np.concatenate([1 - low[:, None], low[:, None] * shares], axis=1)[between]
    offsets = sheet.points - np.einsum("nk,nkd->nd", weights, base[indices])
    binding = Binding(indices.astype(np.int32), weights.astype(np.float32), offsets.astype(np.float32), above.spans)
    if longer:
        more["sizes"] = {"length+": drawn_out(head, sheet.points, longer)}
    return _piece(of, sheet, binding, strands, _masked(cutoff, strands), weights=_bones(head, sheet), **more)


def _trunk(head: Head) -> np.ndarray:
    """(F, 3) of neck, shoulders, chest and back, without arms."""
    corners = head.of.base[head.of.triangles]
    z, x = corners[..., 2], np.abs(corners[..., 0])
    on = (z.max(axis=1) < head.eyes[2] - 0.06) & (z.min(axis=1) > head.eyes[2] - 0.85) & (x.max(axis=1) < 0.19)
    return head.of.triangles[on]


def _bones(head: Head, sheet: Sheet) -> tuple[tuple[str, ...], np.ndarray]:
    """A turned head takes hanging hair along, less and less down the back."""
    down = head.eyes[2] - 0.05 - sheet.points[:, 2]
    on_head = np.clip(1 - down / 0.16, 0, 1)
    trunk = np.clip((down - 0.10) / 0.16, 0, 1)
    neck = np.clip(1 - on_head - trunk, 0, 1)
    weights = np.stack([on_head, neck, trunk], axis=1)
    return ("Head", "Neck", "Spine2"), (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def on_face(
    head: Head,
    of: Entry,
    sheet: Sheet,
    strands: str,
    material: Material,
    anchor: np.ndarray,
    sizes: Mapping[str, np.ndarray] | None = None,
) -> Piece:
    """A piece that follows the face: each vertex hangs on the place of the skin nearest to its `anchor` (N, 3)."""
    base = np.nan_to_num(head.of.base)
    binding = bind(anchor, base, head.top_triangles, head.of.head_spans())  # type: ignore[arg-type]
    places = np.einsum("nk,nkd->nd", binding.weights, base[binding.indices])
    offsets = (sheet.points - places).astype(np.float32)
    return bound_to_face(
        of,
        sheet,
        Binding(binding.indices, binding.weights, offsets, binding.spans),
        strands,
        material,
        sizes=sizes or {},
    )


def bound_to_face(of: Entry, sheet: Sheet, binding: Binding, strands: str, material: Material, **more: Any) -> Piece:
    return _piece(of, sheet, binding, strands, material, bone="Head", face=True, stand_off=0.0005, **more)


def _masked(cutoff: float, strands: str) -> Material:
    """Cut out and not blended: long hair lies before and behind itself, and no engine sorts within a mesh."""
    rough = {"curly": 0.65, "coily": 0.8, "cropped": 0.8}.get(strands, 0.66)
    return Material(alpha_mode="mask", alpha_cutoff=cutoff, double_sided=True, roughness=rough)


def _piece(of: Entry, sheet: Sheet, binding: Binding, strands: str, material: Material, **more: Any) -> Piece:
    kinds = tuple(
        kind for kind in ("length", "looseness") if any(name.startswith(kind) for name in more.get("sizes", ()))
    )
    return Piece(
        entry=replace(of, sizes=kinds),
        binding=binding,
        faces=sheet.faces.astype(np.int32),
        uvs=sheet.uvs.astype(np.float32),
        uv_faces=sheet.faces.astype(np.int32),
        hides=sheet.hides,
        material=material,
        paint="hair",
        strands=strands,
        texel=0.25,
        **more,
    )
