"""Gloves, cut from the skin of the hands."""

from __future__ import annotations

import numpy as np

from ...protocol.results import Material
from ...wear.binding import Binding
from ...wear.piece import Entry, Piece
from .reference import Reference, reference
from .shaping import smoothstep
from .sheets import GUTTER

SIDE = 256


def gloves() -> Piece:
    on = reference()
    points, held, faces, uvs, uv_faces, hides = [], [], [], [], [], []
    charts = [_hand(on, side) for side in ("left", "right")]
    gap = 2 * GUTTER / SIDE
    wide, high = np.max([np.ptp(chart[3], axis=0) for chart in charts], axis=0)
    scale = min((1 - 3 * gap) / 2 / wide, (1 - 2 * gap) / high)
    count = corners = 0
    for k, (ids, offsets, own, flat, flat_faces, inner) in enumerate(charts):
        points.append(offsets)
        held.append(ids)
        faces.append(own + count)
        uvs.append((flat - flat.min(axis=0)) * scale + np.array((gap + k * 0.5, gap)))
        uv_faces.append(flat_faces + corners)
        hides.append(inner)
        count, corners = count + len(ids), corners + len(flat)
    ids, offsets = np.concatenate(held), np.concatenate(points)
    all_uvs, all_faces, all_uv_faces = np.concatenate(uvs), np.concatenate(faces), np.concatenate(uv_faces)
    where = on.base[ids] + offsets
    quads, flat = where[all_faces], all_uvs[all_uv_faces]
    on_body = np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1).sum()
    on_chart = np.linalg.norm(flat[:, 0] - flat[:, 1], axis=1).sum()
    binding = Binding(
        np.repeat(ids[:, None], 3, axis=1).astype(np.int32),
        np.tile(np.array((1, 0, 0), np.float32), (len(ids), 1)),
        offsets.astype(np.float32),
    )
    return Piece(
        entry=Entry(
            name="gloves", label="Gloves", slot="hands", layer=55,
            nouns=("gloves", "gauntlets", "leather gloves", "work gloves", "mittens"),
            tags=("winter", "work", "formal", "driving", "medieval", "male", "female"),
            colours=((0.13, 0.10, 0.08), (0.10, 0.10, 0.11), (0.45, 0.28, 0.14), (0.90, 0.89, 0.86)), fabric="leather",
        ),
        binding=binding, faces=all_faces.astype(np.int32), uvs=all_uvs.astype(np.float32),
        uv_faces=all_uv_faces.astype(np.int32), hides=np.unique(np.concatenate(hides)).astype(np.int32),
        material=Material(roughness=0.5), stand_off=0.0015, texel=float(on_body / on_chart),
        zones={"shade": np.full((SIDE, SIDE), 255, np.uint8)},
    )  # fmt: skip


def _hand(on: Reference, side: str) -> tuple[np.ndarray, ...]:
    """Numbers (N,) of its vertices, offsets (N, 3) off the skin, quads, texture (T, 2) with quads, what is hidden."""
    region = on.region(f"hand_{side}")
    chosen = np.isin(on.quads, region).all(axis=1)
    quads = on.quads[chosen]
    ids, faces = np.unique(quads, return_inverse=True)
    faces = faces.reshape(-1, 4)
    edges = np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)])
    pairs, uses = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    border = np.unique(pairs[uses == 1])
    reach = np.linalg.norm(on.base[ids][:, None] - on.base[ids[border]][None], axis=2).min(axis=1)
    # the cuff is thick, and its edge lies on the skin
    gap = 0.0016 + 0.0022 * smoothstep(reach, 0.020, 0.008)
    gap[border] = -0.0004
    offsets = on.normals[ids] * gap[:, None]
    picked = on.body.uv_polygons[chosen]
    used, flat_faces = np.unique(picked, return_inverse=True)
    flat = np.asarray(on.body.uvs)[used].astype(np.float64)
    inner = ids[reach > 0.006]
    return ids, offsets, faces, flat, flat_faces.reshape(-1, 4), inner


MAKERS = {"gloves": gloves}
