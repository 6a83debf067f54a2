"""Wavefront OBJ as body models use it: places, texture coordinates and faces, all groups together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAX_BYTES = 256 << 20


@dataclass(frozen=True, eq=False)
class ObjMesh:
    vertices: np.ndarray
    """(V, 3) float32, in the file's unit"""
    uvs: np.ndarray
    """(T, 2) float32, v upwards"""
    faces: np.ndarray
    """(F, 3) int32, or (F, 4) with -1 in the last column of a triangle"""
    uv_faces: np.ndarray | None
    """like `faces`, where every corner has texture coordinates"""


def read_obj(path: Path, faces: bool = True) -> ObjMesh:
    """faces: False reads the places alone, which is all that a moved copy of a mesh differs in.

    Raises OSError, or ValueError that tells as the end of a sentence what is wrong.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it has more than {MAX_BYTES >> 20} MB")
    lines = path.read_bytes().splitlines()
    vertices = _numbers([line for line in lines if line.startswith(b"v ")], 3)
    if not len(vertices):
        raise ValueError("it has no vertices")
    if not faces:
        none = np.zeros((0, 3), np.int32)
        return ObjMesh(vertices, np.zeros((0, 2), np.float32), none, None)
    uvs = _numbers([line for line in lines if line.startswith(b"vt ")], 2)
    corners = [line.split()[1:] for line in lines if line.startswith(b"f ")]
    if not corners or not all(3 <= len(face) <= 4 for face in corners):
        raise ValueError("its faces are not triangles and quads")
    width = max(map(len, corners))
    flat = [corner.split(b"/") for face in corners for corner in (*face, *([b"0/0"] * (width - len(face))))]
    places = _indices([corner[0] for corner in flat], width, len(vertices))
    mapped = len(uvs) > 0 and all(len(corner) > 1 and corner[1] for corner in flat)
    uv_faces = _indices([corner[1] for corner in flat], width, len(uvs)) if mapped else None
    return ObjMesh(vertices, uvs, places, uv_faces)


def _numbers(lines: list[bytes], count: int) -> np.ndarray:
    """(N, count) the first numbers of each line, after its keyword."""
    if not lines:
        return np.zeros((0, count), np.float32)
    words = b" ".join(lines).split()
    width = len(words) // len(lines)
    if len(words) % len(lines) or width <= count:
        rows = [line.split()[1 : count + 1] for line in lines]
        if any(len(row) < count for row in rows):
            raise ValueError("one of its lines has too few numbers")
        array = np.array(rows, dtype=np.float64)
    else:
        table = np.array(words).reshape(-1, width)
        if (table[:, 0] != table[0, 0]).any():
            raise ValueError("its lines have unequal numbers")
        array = table[:, 1 : count + 1].astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError("it holds numbers that are not finite")
    return array.astype(np.float32)


def _indices(words: list[bytes], width: int, count: int) -> np.ndarray:
    """(F, width) from 0; what counts from the end is not read, a 0 is the place of a missing corner."""
    array = np.array(words, dtype=np.int64).reshape(-1, width) - 1
    if array.min() < -1 or (array[:, :3] < 0).any() or array.max() >= count:
        raise ValueError(f"its faces name what is not among its {count}")
    return array.astype(np.int32)
