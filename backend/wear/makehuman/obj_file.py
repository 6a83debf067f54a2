"""Wavefront .obj as wearables have it: vertices in the file's own order, which the binding goes by, faces and uvs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...protocol.errors import BadFile
from .clothes_file import DECIMETRE, MAX_VERTICES

LIMIT = 1 << 26
MAX_FACES = 400_000
MAX_CORNERS = 256
_AGAIN = "Take the file from its author again."


@dataclass(frozen=True, eq=False)
class ObjMesh:
    vertices: np.ndarray
    """(N, 3) float32 metres, Z up, facing -Y"""
    faces: np.ndarray
    """(F, 4) int32 where all are quads, else (F, 3)"""
    uvs: np.ndarray
    """(T, 2) float32 within 0..1"""
    uv_faces: np.ndarray
    """parallel to faces"""


def read_obj(text: str, name: str) -> ObjMesh:
    """Raises BadFile with the line that is wrong."""
    vertices: list[list[float]] = []
    places: list[list[float]] = []
    polygons: list[tuple[list[int], list[int]]] = []
    corners = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        where = f"{name}, line {number}"
        if words[0] == "v":
            vertices.append(_numbers(words[1:4], 3, where))
        elif words[0] == "vt":
            places.append(_numbers(words[1:3], 2, where))
        elif words[0] == "f":
            if not 3 <= len(words) - 1 <= MAX_CORNERS:
                raise BadFile(f"{where} is a face with {len(words) - 1} corners.", _AGAIN)
            polygons.append(_polygon(words[1:], len(vertices), len(places), where))
            corners += len(words) - 1
        if max(len(vertices), len(places) // 4) > MAX_VERTICES or corners > 4 * MAX_FACES:
            raise BadFile(f"{name} has more than {MAX_VERTICES} vertices.", "Thin the mesh out first.")
    if not vertices or not polygons:
        raise BadFile(f"{name} holds no mesh.", _AGAIN)
    x, y, z = np.array(vertices, np.float32).T * np.float32(DECIMETRE)
    faces, uv_faces = _arrays(polygons)
    uvs = np.array(places, np.float32) if places else np.zeros((1, 2), np.float32)
    uvs, uv_faces = within_the_square(uvs, uv_faces)
    return ObjMesh(np.stack([x, -z, y], axis=1), faces, uvs, uv_faces)


def _polygon(words: list[str], vertices: int, places: int, where: str) -> tuple[list[int], list[int]]:
    mesh, texture = [], []
    for word in words:
        parts = word.split("/")
        mesh.append(_index(parts[0], vertices, where))
        texture.append(_index(parts[1], places, where) if len(parts) > 1 and parts[1] else 0)
    return mesh, texture


def _index(word: str, count: int, where: str) -> int:
    """From 1, or from the end where it is negative; the numbers of what is yet to come are none."""
    digits = word.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadFile(f"{where} has {word[:40]!r} where a corner is named.", _AGAIN)
    index = int(word) - 1 if word == digits else count + int(word)
    if not 0 <= index < count:
        raise BadFile(f"{where} names corner {word}; there are {count}.", _AGAIN)
    return index


def _numbers(words: list[str], count: int, where: str) -> list[float]:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(abs(value) < 1e4 for value in numbers):  # NaN is not below
        raise BadFile(f"{where} holds no usable numbers: {' '.join(words)[:60]!r}.", _AGAIN)
    return numbers


def _arrays(polygons: list[tuple[list[int], list[int]]]) -> tuple[np.ndarray, np.ndarray]:
    """All quads, or all triangles fanned from each polygon's first corner."""
    if all(len(mesh) == 4 for mesh, _ in polygons):
        both = np.array(polygons, np.int32)
        return both[:, 0].copy(), both[:, 1].copy()
    fans = [
        ([mesh[0], mesh[k], mesh[k + 1]], [texture[0], texture[k], texture[k + 1]])
        for mesh, texture in polygons
        for k in range(1, len(mesh) - 1)
    ]
    both = np.array(fans, np.int32)
    return both[:, 0].copy(), both[:, 1].copy()


def within_the_square(uvs: np.ndarray, uv_faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A face that lies on a repetition of the picture is moved to the picture by whole squares."""
    if uvs.min() >= 0 and uvs.max() <= 1:
        return uvs, uv_faces
    corners = uvs[uv_faces]
    corners = corners - np.floor(corners.mean(axis=1, keepdims=True))
    flat, numbers = np.unique(corners.reshape(-1, 2), axis=0, return_inverse=True)
    return flat.clip(0, 1).astype(np.float32), numbers.reshape(uv_faces.shape).astype(np.int32)
