# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels of a texture that no face of its mesh shows: in a file they are plain, since noise packs badly.

A jumper under a coat is a collar and two cuffs, with the texture of a whole jumper.
"""

from __future__ import annotations

import bpy
import numpy as np

from ..scene import material

CELLS = 128
"""across a texture: eight pixels of 1k, as far as programs look around a face in pictures an eighth as large"""
WORTH = 0.6
"""of the cells; a texture of which more is seen is left as it is"""


def plain_textures(part: bpy.types.Mesh, worn: bpy.types.Material) -> dict[str, np.ndarray]:
    """Kind of texture -> pixels (H, W, 4) uint8 of those of the material that are ours, plain where no face is.

    Empty where that would gain little, or where a texture may be shown elsewhere.
    """
    ours = {kind: image for kind in material.MAPS if (image := material.our_image(worn, kind))}
    seen = seen_cells(part) if ours else None
    if seen is None:
        return {}
    return {kind: plain_elsewhere(material.pixels(image), seen) for kind, image in ours.items()}


def seen_cells(mesh: bpy.types.Mesh) -> np.ndarray | None:
    """(CELLS, CELLS) bool, first row at the top: where faces are, with the cells around them.

    None where most of it is seen, or where UVs leave the picture, which then repeats.
    """
    if not mesh.uv_layers.active or not len(mesh.polygons):
        return None
    uvs = np.empty(len(mesh.loops) * 2, np.float32)
    mesh.uv_layers.active.uv.foreach_get("vector", uvs)
    places = uvs.reshape(-1, 2) * (1, -1) + (0, 1)
    if places.min() < 0 or places.max() > 1:
        return None
    starts = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("loop_start", starts)
    order = np.argsort(starts)
    low = np.minimum.reduceat(places, starts[order]) * CELLS
    high = np.maximum.reduceat(places, starts[order]) * CELLS
    seen = _boxes(np.floor(low).astype(int) - 1, np.floor(high).astype(int) + 2)
    return seen if seen.mean() < WORTH else None


def _boxes(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(CELLS, CELLS) bool of boxes (N, 2), columns and rows from `low` to before `high`: steps, summed both ways."""
    (left, top), (right, bottom) = low.clip(0, CELLS).T, high.clip(0, CELLS).T
    steps = np.zeros((CELLS + 1, CELLS + 1), int)
    for row, column, step in ((top, left, 1), (top, right, -1), (bottom, left, -1), (bottom, right, 1)):
        np.add.at(steps, (row, column), step)
    return steps.cumsum(0).cumsum(1)[:CELLS, :CELLS] > 0


def plain_elsewhere(pixels: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Pixels (H, W, 4) uint8 with the mean colour of the seen cells in all others; alpha stays as it is."""
    height, width = pixels.shape[:2]
    rows, columns = np.arange(height) * CELLS // height, np.arange(width) * CELLS // width
    there = seen[rows][:, columns]
    out = pixels.copy()
    out[~there, :3] = np.rint(pixels[there, :3].mean(axis=0)).astype(np.uint8)
    return out
