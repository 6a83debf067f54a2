"""The surface of a request: read from its file in the file's own axes and unit, and seen to be one that can be used."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import numpy as np

from ..body.fitting import Surface
from ..protocol.errors import BadFile, BadRequest
from ..protocol.requests import MOST_SCAN_BYTES, Scan

ENDINGS = ("obj", "ply", "stl", "off", "glb", "gltf")
FEWEST = 60
"""vertices of a surface that can tell a shape"""
_OTHERS = "Save it as OBJ, PLY, STL or GLB."
_TRIMESH = logging.getLogger("trimesh")


def surface_of(scan: Scan) -> Surface:
    """Raises BadFile, with what is wrong, for a file that cannot be read and a surface that tells no shape."""
    name = Path(scan.file).name or "The mesh"
    if len(scan.vertices):
        faces = scan.faces if scan.faces.ndim == 2 else np.zeros((0, 3), np.int32)
        vertices, triangles = scan.vertices.astype(np.float64), _triangles(faces)
    else:
        vertices, triangles = _read(scan, name)
    if not np.isfinite(vertices).all() or np.abs(vertices).max(initial=0) > 1e7:
        raise BadFile(f"{name} has vertices that are no numbers, or far out.", "Export it again.")
    used = len(np.unique(vertices, axis=0))
    if used < FEWEST:
        many = f"{used} different vertices" if used else "no vertices"
        raise BadFile(f"{name} has {many}, too few to tell a shape.", "Choose the mesh or scan of a whole figure.")
    if np.ptp(vertices, axis=0).min() < 1e-3 * np.ptp(vertices, axis=0).max():
        raise BadFile(f"{name} is flat.", "Choose the mesh or scan of a whole figure.")
    return Surface(vertices, triangles)


def _read(scan: Scan, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) in the file's order and triangles (F, 3)."""
    ending = Path(scan.file).suffix.lower().lstrip(".")
    if ending == "npz":
        raise BadRequest(f"{name} is no mesh.", f"Where it is an avatar, convert it with --base {scan.file}.")
    if ending == "fbx":
        raise BadFile(f"{name} is an FBX file, which is read by Blender.", f"Convert it there, or: {_OTHERS}")
    if ending not in ENDINGS:
        raise BadFile(f"{name} is in a format that is not read here.", _OTHERS)
    content = scan.content.tobytes() if len(scan.content) else _bytes(Path(scan.file))
    if not content:
        raise BadFile(f"{name} is empty.", "Export it again.")
    try:
        return _arrays(_loaded(content, ending))
    except BadFile:
        raise
    except MemoryError as error:
        raise BadFile(f"{name} asks for more memory than there is.", "Thin it out first.") from error
    except Exception as error:  # readers of foreign files raise whatever they meet
        told = (str(error).splitlines() or [""])[0][:120]
        raise BadFile(
            f"{name} is no whole .{ending} file: {type(error).__name__}: {told}.", "Export it again."
        ) from error


def _loaded(content: bytes, ending: str) -> Any:
    import trimesh

    level = _TRIMESH.level
    _TRIMESH.setLevel(logging.CRITICAL)
    try:
        options: dict[str, Any] = {"maintain_order": True, "skip_materials": True} if ending == "obj" else {}
        return trimesh.load(io.BytesIO(content), file_type=ending, process=False, **options)
    finally:
        _TRIMESH.setLevel(level)


def _arrays(loaded: Any) -> tuple[np.ndarray, np.ndarray]:
    """Everything in a file as one, in the file's world."""
    import trimesh

    if isinstance(loaded, trimesh.Scene):
        parts = loaded.dump()
        parts = list(parts) if isinstance(parts, list | tuple | np.ndarray) else [parts]
    else:
        parts = [loaded]
    vertices, triangles, first = [], [], 0
    for part in parts:
        own = np.asarray(getattr(part, "vertices", np.zeros((0, 3))), np.float64)
        if own.ndim != 2 or own.shape[1] != 3:
            continue
        faces = np.asarray(getattr(part, "faces", np.zeros((0, 3))), np.int64).reshape(-1, 3)
        vertices.append(own)
        triangles.append(faces + first)
        first += len(own)
    if not vertices:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    return np.concatenate(vertices), np.concatenate(triangles)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_SCAN_BYTES:
            raise BadFile(f"{path} is larger than 512 MB.", "Thin it out first, for example with a Decimate modifier.")
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error


def _triangles(faces: np.ndarray) -> np.ndarray:
    faces = faces.astype(np.int64)
    return faces if faces.shape[1] == 3 else np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
