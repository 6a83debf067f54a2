"""What lies beside a model in files of its own: landmarks, texture spaces, groups of vertices, families of animals."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Family, PublishedModel
from .contents import Contents
from .families import VERTICES
from .obj import ObjMesh
from .smpl_file import landmarks, texture_space

TEXTURE_LICENCE = "its texture space: CC-BY-NC-SA-4.0, non-commercial"
_LANDMARKS = ("lmk_face_idx", "lmk_b_coords")
_MOST_GROUPS = 200
LID_MOST = 0.3
"""share of the head's vertices that an eyelid moves at most"""


@dataclass(frozen=True, eq=False)
class Beside:
    """One file that completes a model."""

    name: str
    joined: Callable[[PublishedModel], PublishedModel | None]
    """the model with what the file adds; None where the file is of another. Raises BadFile where they do not fit."""


def beside_of(contents: Contents, vertices: Mapping[Family, int] = VERTICES) -> Beside | None:
    """What the file adds to a model, or None where it is nothing of the kind. Raises BadFile for a damaged one."""
    found = _joiner(contents, vertices)
    return None if found is None else Beside(contents.path.name, found)


def with_beside(model: PublishedModel, files: tuple[Beside, ...]) -> PublishedModel:
    """The model with all that fits it, whose files are among its sources from then on. Raises BadFile."""
    for file in files:
        joined = file.joined(model)
        if joined is not None:
            model = dataclasses.replace(joined, sources=(*joined.sources, file.name))
    return model


def _joiner(
    contents: Contents, vertices: Mapping[Family, int]
) -> Callable[[PublishedModel], PublishedModel | None] | None:
    if contents.mesh is not None:
        mesh = contents.mesh
        return (lambda model: _with_mesh(model, mesh)) if mesh.uv_faces is not None else None
    if all(key in contents for key in _LANDMARKS):
        return _embedding(contents)
    if "static_lmk_faces_idx" in contents or "full_lmk_faces_idx" in contents:
        return _embeddings_in_one(contents)
    if "vt" in contents and "ft" in contents:
        return _texture(contents)
    if "cluster_means" in contents:
        return _families(contents)
    return _eyelid(contents, vertices["flame"]) or _groups(contents, vertices)


def _kept(contents: Contents, arrays: Mapping[str, np.ndarray]) -> Contents:
    """The same file with these arrays alone, when it is no longer open."""
    return Contents(contents.path, {name: (lambda array=array: array) for name, array in arrays.items()})


def _extended(model: PublishedModel, extras: Mapping[str, np.ndarray]) -> PublishedModel:
    return dataclasses.replace(model, extras={**model.extras, **extras})


def _embedding(contents: Contents) -> Callable[[PublishedModel], PublishedModel | None]:
    """FLAME's landmarks: fixed ones, those of the contour by the head's turn, or MediaPipe's."""
    faces = contents.array(_LANDMARKS[0])
    corners = contents.array(_LANDMARKS[1])
    numbers = contents.array("landmark_indices") if "landmark_indices" in contents else None
    name = "mediapipe" if numbers is not None else "contour" if faces.ndim == 2 else "landmark"
    kept = _kept(contents, {"faces": faces, "corners": corners})

    def joined(model: PublishedModel) -> PublishedModel | None:
        if model.family != "flame":
            return None
        places, weights = landmarks(kept, "faces", "corners", len(model.faces))
        extras = {f"{name}_faces": places, f"{name}_barycentrics": weights}
        if numbers is not None:
            extras["mediapipe_numbers"] = numbers.astype(np.int32)
        return _extended(model, extras)

    return joined


def _embeddings_in_one(contents: Contents) -> Callable[[PublishedModel], PublishedModel | None]:
    """The same in one file, as programs built on FLAME keep them."""
    arrays = {
        f"{ours}_{part}": contents.array(f"{theirs}_lmk_{key}").squeeze()
        for theirs, ours in (("static", "landmark"), ("dynamic", "contour"), ("full", "landmark68"))
        for part, key in (("faces", "faces_idx"), ("barycentrics", "bary_coords"))
        if f"{theirs}_lmk_{key}" in contents
    }
    kept = _kept(contents, arrays)

    def joined(model: PublishedModel) -> PublishedModel | None:
        if model.family != "flame":
            return None
        extras = {}
        for name in [name.removesuffix("_faces") for name in arrays if name.endswith("_faces")]:
            pair = landmarks(kept, f"{name}_faces", f"{name}_barycentrics", len(model.faces))
            extras[f"{name}_faces"], extras[f"{name}_barycentrics"] = pair
        return _extended(model, extras)

    return joined


def _texture(contents: Contents) -> Callable[[PublishedModel], PublishedModel | None]:
    """FLAME's and SMPL-X's texture coordinates, with the mean albedo where the file has one."""
    kept = _kept(contents, {key: contents.array(key) for key in ("vt", "ft")})
    faces, albedo = len(kept.array("ft")), _albedo(contents)

    def joined(model: PublishedModel) -> PublishedModel | None:
        if model.family not in ("flame", "smplx") or len(model.faces) != faces:
            return None
        uvs, uv_faces = texture_space(kept, faces)
        model = dataclasses.replace(model, uvs=uvs, uv_faces=uv_faces)
        if albedo is None:
            return model
        licensed = dataclasses.replace(model, licence=f"{model.licence}; {TEXTURE_LICENCE}")
        return _extended(licensed, {"albedo": albedo})

    return joined


def _albedo(contents: Contents) -> np.ndarray | None:
    """(H, W, 3) uint8 sRGB, the first row on top. The files hold blue first, in 0..255 or (from BFM) in 0..1."""
    for key, scale in (("mean", 1.0), ("MU", 255.0)):
        if key not in contents:
            continue
        mean = contents.array(key)
        side = round((mean.size / 3) ** 0.5)
        if mean.dtype.kind not in "fiu" or not mean.size or side * side * 3 != mean.size:
            raise contents.wrong(f"{key} has the shape {mean.shape}, which is no square picture")
        picture = np.nan_to_num(mean.reshape(side, side, 3)[..., ::-1].astype(np.float64) * scale)
        return np.ascontiguousarray(picture.clip(0, 255).round().astype(np.uint8))
    return None


def _families(contents: Contents) -> Callable[[PublishedModel], PublishedModel | None]:
    """SMAL's mean shapes of cats, dogs, horses, cows and hippos."""
    means = contents.array("cluster_means").astype(np.float32)
    if means.ndim != 2 or not np.isfinite(means).all():
        raise contents.wrong(f"cluster_means has the shape {means.shape}, and one row an animal was expected")

    def joined(model: PublishedModel) -> PublishedModel | None:
        if model.family != "smal":
            return None
        if means.shape[1] > model.shape_basis.shape[2]:
            raise contents.wrong(
                f"cluster_means has {means.shape[1]} coefficients, and the model {model.shape_basis.shape[2]}"
            )
        return _extended(model, {"family_means": means})

    return joined


def _eyelid(contents: Contents, count: int) -> Callable[[PublishedModel], PublishedModel | None] | None:
    """What closes one eye of FLAME, an array of offsets that stands alone in its file; its place tells which eye."""
    if set(contents.values) != {""} or isinstance(contents.plain(), dict | str):
        return None
    offsets = contents.array("")
    if offsets.shape != (count, 3) or offsets.dtype.kind != "f":
        return None
    moved = np.flatnonzero(offsets.any(axis=1))
    if not np.isfinite(offsets).all() or not 0 < len(moved) < LID_MOST * count:
        raise contents.wrong(f"it moves {len(moved)} of {count} vertices, which is no eyelid")

    def joined(model: PublishedModel) -> PublishedModel | None:
        if model.family != "flame" or len(model.template) != count:
            return None
        both = np.array(model.extras.get("eyelids", np.zeros((2, count, 3), np.float32)))
        both[0 if model.template[moved, 0].mean() > 0 else 1] = offsets
        return _extended(model, {"eyelids": both})

    return joined


def _groups(
    contents: Contents, vertices: Mapping[Family, int]
) -> Callable[[PublishedModel], PublishedModel | None] | None:
    """Lists of vertices by names, or the list of SMPL-X's vertices that are FLAME's."""
    if not 0 < len(contents.values) <= _MOST_GROUPS:
        return None
    found: dict[str, np.ndarray] = {}
    for name in contents.values:
        value = contents.plain(name)
        if isinstance(value, dict | str) or value is None:
            return None
        array = contents.array(name)
        if array.ndim != 1 or array.dtype.kind not in "iu" or not array.size or array.min() < 0:
            return None
        found[name] = array.astype(np.int32)
    highest = max(int(array.max()) for array in found.values())
    if "" in found:
        if len(found[""]) != vertices["flame"] or highest >= vertices["smplx"]:
            return None
        return lambda model: _extended(model, {"vertices_flame": found[""]}) if model.family == "smplx" else None
    counts = {count: family for family, count in vertices.items() if count > highest and family != "ict"}
    family = counts[min(counts)] if counts else None
    extras = {f"vertices_{name}": array for name, array in found.items()}
    return lambda model: _extended(model, extras) if model.family == family else None


def _with_mesh(model: PublishedModel, mesh: ObjMesh) -> PublishedModel | None:
    """Texture coordinates of an OBJ with the model's own triangles, in whatever order and turn it lists them."""
    if mesh.uv_faces is None or len(mesh.vertices) != len(model.template) or mesh.faces.shape != model.faces.shape:
        return None
    if model.faces.shape[1] != 3:
        return None
    ours, theirs = model.faces.argsort(axis=1), mesh.faces.argsort(axis=1)
    sorted_ours = np.take_along_axis(model.faces, ours, axis=1)
    sorted_theirs = np.take_along_axis(mesh.faces, theirs, axis=1)
    order_ours, order_theirs = np.lexsort(sorted_ours.T), np.lexsort(sorted_theirs.T)
    if (sorted_ours[order_ours] != sorted_theirs[order_theirs]).any():
        return None
    uv_faces = np.empty_like(model.faces)
    sorted_uvs = np.take_along_axis(mesh.uv_faces, theirs, axis=1)[order_theirs]
    rows = np.empty_like(uv_faces)
    rows[order_ours] = sorted_uvs
    np.put_along_axis(uv_faces, ours, rows, axis=1)
    return dataclasses.replace(model, uvs=mesh.uvs, uv_faces=uv_faces)
