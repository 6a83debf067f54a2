"""The ICT Face Model: a folder of OBJ files that differ in where their vertices are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ....protocol.errors import BadFile
from ..model import PublishedModel
from .families import FACTS, VERTICES
from .obj import ObjMesh, read_obj

NEUTRAL = "generic_neutral_mesh.obj"
AGAIN = "Copy the whole folder FaceXModel of ICT-FaceKit."
MAX_SHAPES = 1000

PARTS = {
    "face": (0, 9409), "head": (9409, 11248), "mouth_socket": (11248, 13294), "left_eye_socket": (13294, 13678),
    "right_eye_socket": (13678, 14062), "gums_tongue": (14062, 17039), "teeth": (17039, 21451),
    "left_eye": (21451, 23021), "right_eye": (23021, 24591), "left_lashes": (25351, 26035),
    "right_lashes": (26035, 26719),
}  # fmt: skip
"""Numbers of the first vertex of a part and of the first after it, as its publisher states them."""
_JOINTS = {"head": ("face", "head"), "left_eye": ("left_eye",), "right_eye": ("right_eye",)}


def files_of(folder: Path) -> tuple[Path, ...]:
    """All files of the model."""
    return tuple(sorted((*folder.glob("*.obj"), *folder.glob("vertex_indices.json"))))


def read_ict(folder: Path, count: int = VERTICES["ict"]) -> PublishedModel:
    """Identities are named after their files' numbers, expressions after their files.

    The head alone is a joint where the mesh is not the published one, of which the eyes' vertices are known.
    Raises BadFile: a file is missing, damaged, or of another mesh.
    """
    neutral = _read(folder / NEUTRAL, count)
    names = sorted(path.stem for path in folder.glob("*.obj") if path.name != NEUTRAL)
    identities = [name for name in names if name.startswith("identity")]
    expressions = [name for name in names if not name.startswith("identity")]
    if not identities or not expressions or len(names) > MAX_SHAPES:
        raise BadFile(
            f"Beside {NEUTRAL} there are {len(identities)} identities (identity000.obj …) and {len(expressions)} "
            "expressions (jawOpen.obj …), and both were expected.",
            AGAIN,
        )
    parts = PARTS if count == FACTS["ict"].vertices else {"face": (0, count)}
    joints = [name for name in _JOINTS if name == "head" or name in parts]
    weights, regressor = np.zeros((count, len(joints)), np.float32), np.zeros((len(joints), count), np.float32)
    for row, name in enumerate(joints):
        for part in _JOINTS[name]:
            first, end = parts.get(part, (0, 0))
            regressor[row, first:end] = 1.0
            weights[first:end, row] = 1.0
    weights[:, 0] = 1.0 - weights[:, 1:].sum(axis=1)
    regressor /= regressor.sum(axis=1, keepdims=True)
    return PublishedModel(
        family="ict",
        variant="",
        licence=FACTS["ict"].licence,
        sources=(NEUTRAL,),
        template=neutral.vertices,
        faces=neutral.faces,
        shape_basis=_moved(folder, identities, neutral.vertices),
        expression_basis=_moved(folder, expressions, neutral.vertices),
        pose_basis=np.zeros((0, count, 3), np.float32),
        joint_regressor=regressor,
        weights=weights,
        parents=np.array([-1] + [0] * (len(joints) - 1), np.int32),
        joint_names=tuple(joints),
        shape_names=tuple(identities),
        expression_names=tuple(expressions),
        uvs=neutral.uvs if neutral.uv_faces is not None else None,
        uv_faces=neutral.uv_faces,
        extras={
            **{f"vertices_{name}": np.arange(*ends, dtype=np.int32) for name, ends in parts.items()},
            **_landmarks(folder, count),
        },
    )


def _read(path: Path, count: int, faces: bool = True) -> ObjMesh:
    try:
        mesh = read_obj(path, faces)
    except (OSError, ValueError) as error:
        raise BadFile(f"{path.name} cannot be used: {error}.", AGAIN) from error
    if len(mesh.vertices) != count:
        raise BadFile(f"{path.name} has {len(mesh.vertices)} vertices, and {FACTS['ict'].title} has {count}.", AGAIN)
    return mesh


def _moved(folder: Path, names: list[str], template: np.ndarray) -> np.ndarray:
    """(V, 3, N) float32 how far each file's vertices are from the template's."""
    out = np.empty((*template.shape, len(names)), np.float32)
    for k, name in enumerate(names):
        out[:, :, k] = _read(folder / f"{name}.obj", len(template), faces=False).vertices - template
    return out


def _landmarks(folder: Path, count: int) -> dict[str, np.ndarray]:
    path = folder / "vertex_indices.json"
    if not path.is_file():
        return {}
    try:
        told = json.loads(path.read_bytes())["idx_to_landmark_verts"]
        places = np.array(told, dtype=np.int64)
        if places.ndim != 1 or not len(places) or not 0 <= places.min() <= places.max() < count:
            raise ValueError("its landmarks are not vertices of the mesh")
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadFile(f"{path.name} cannot be used: {error}.", AGAIN) from error
    return {"landmark_vertices": places.astype(np.int32)}
