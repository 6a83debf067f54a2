"""Where on a body the detector's points lie: for each the vertex that is seen nearest to it in all pictures of still
heads and of slightly open mouths, and a mix of that vertex and its neighbours that comes nearer still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from backend.body import expression_offsets, rest_shape
from backend.photo.lens import Lens

from .heads import HeadModel
from .renders import STILL, Acted
from .session import SIZE

HEADS_USED = 14
FAR = 0.03
"""of the width of the picture, beyond which an error counts no more"""
HELD = 0.02
"""how much a mix is held to its one vertex, in mean squares of the distances between neighbours"""
NEIGHBOURS = 7
FACING = 0.15


def places_of(model: HeadModel, heads: Sequence[Acted]) -> dict[str, np.ndarray]:
    """vertices: (468, 7) int32 of the body; weights: (468, 7) float32; spread: (468,) how far they are off, in widths
    of the face."""
    seen = [_seen(model, head) for head in heads[:HEADS_USED]]
    pixels, visible, points = (np.concatenate(part) for part in zip(*seen, strict=True))
    skin = np.flatnonzero(np.isin(model.kept, _skin(model)))
    cost = np.zeros((points.shape[1], len(skin)), np.float32)
    limit = (FAR * SIZE) ** 2
    for flat, shown, found in zip(pixels[:, skin], visible[:, skin], points, strict=True):
        far = ((found[:, None] - flat[None]) ** 2).sum(-1)
        cost += np.where(shown[None], np.minimum(far, limit), limit)
    best = skin[cost.argmin(1)]
    rings = _rings(model, best, skin)
    weights = np.stack([_mixed(pixels, points[:, k], ring) for k, ring in enumerate(rings)])
    mixed = np.einsum("kj,nkjc->nkc", weights, pixels[:, rings])
    off = np.median(np.linalg.norm(mixed - points, axis=2), axis=0)
    width = float(np.median(np.ptp(points[..., 0], axis=1)))
    return {
        f"{model.name}.vertices": model.kept[rings].astype(np.int32),
        f"{model.name}.weights": weights.astype(np.float32),
        f"{model.name}.spread": (off / width).astype(np.float32),
    }


def _seen(model: HeadModel, head: Acted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels (N, V, 2) of the kept vertices in pictures of a still face, which face the camera (N, V), and what the
    detector found (N, 468, 2)."""
    values = torch.as_tensor(head.values)[None]
    with torch.inference_mode():
        neutral = rest_shape(model.body, values)[0].numpy()[model.kept]
        offsets = expression_offsets(model.body, values).numpy()[:, model.kept]
    jaw = offsets[model.body.expression_names.index("jawOpen")]
    rows = np.flatnonzero((head.frames <= STILL) & ~head.mirrored)
    pixels, facing = [], []
    triangles = model.mesh.faces.numpy()
    for row in rows:
        vertices = neutral + jaw * float(head.keys[row].max())
        placed = vertices @ head.turns[row].T + head.shifts[row]
        pixels.append(Lens(float(head.focals[row]), SIZE / 2, SIZE / 2).seen(placed))
        across, along = (placed[triangles[:, k]] - placed[triangles[:, 0]] for k in (1, 2))
        flat = np.cross(across, along)
        normals = np.zeros_like(placed)
        for corner in range(3):
            np.add.at(normals, triangles[:, corner], flat)
        towards = -(normals * placed).sum(1)
        facing.append(towards > FACING * np.linalg.norm(normals, axis=1) * np.linalg.norm(placed, axis=1))
    return np.stack(pixels), np.stack(facing), head.points[rows][..., :2]


def _skin(model: HeadModel) -> np.ndarray:
    """The body's vertices on which points may lie."""
    regions = model.body.regions
    if "head_skin" not in regions:
        return regions["face"]
    inner = [
        regions[name] for name in ("mouth_cavity", "eye_socket_left", "eye_socket_right", "ears") if name in regions
    ]
    return np.setdiff1d(np.union1d(regions["head_skin"], regions.get("lips", [])), np.concatenate(inner))


def _rings(model: HeadModel, best: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """(468, 7) each vertex and its nearest neighbours along edges, itself again where it has fewer."""
    faces = model.mesh.faces.numpy()
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = np.concatenate([edges, edges[:, ::-1]])
    allowed = np.zeros(int(faces.max()) + 1, bool)
    allowed[skin] = True
    out = np.tile(best[:, None], (1, NEIGHBOURS))
    for row, vertex in enumerate(best):
        near = np.unique(edges[edges[:, 0] == vertex, 1])
        near = near[allowed[near]][: NEIGHBOURS - 1]
        out[row, 1 : 1 + len(near)] = near
    return out


def _mixed(pixels: np.ndarray, points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """(7,) weights that sum to 1, by least squares held to the first."""
    first = pixels[:, ring[0]]
    ways = pixels[:, ring[1:]] - first[:, None]
    left = points - first
    near = np.linalg.norm(left, axis=1) < 2 * np.median(np.linalg.norm(left, axis=1)) + 1
    a = ways[near].transpose(0, 2, 1).reshape(-1, len(ring) - 1)
    square = a.T @ a
    square[np.diag_indices_from(square)] += HELD * max(float(np.trace(square)), 1e-9)
    found = np.linalg.solve(square, a.T @ left[near].reshape(-1))
    found = np.clip(found, -0.5, 1.0)
    return np.concatenate([[1 - found.sum()], found])
