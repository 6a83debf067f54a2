"""A `PublishedModel` out of the arrays of one file, each held against what the others say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..model import Family, PublishedModel
from .contents import Contents, listed
from .families import BY_JOINTS, FACTS, NOT_READ, VERTICES, licence_of
from .variants import variant_of

KEYS = ("v_template", "f", "shapedirs", "posedirs", "J_regressor", "weights", "kintree_table")
"""What every model of the SMPL family has."""
SHAPES, EXPRESSIONS = 300, 100
"""The spaces of SMPL-X and FLAME where their files hold both whole; shorter ones hold ten of each."""
_EXTRAS = {
    "hands_componentsl": ("hand_components_left", (45, 45)),
    "hands_componentsr": ("hand_components_right", (45, 45)),
    "hands_meanl": ("hand_mean_left", (45,)),
    "hands_meanr": ("hand_mean_right", (45,)),
}


def family_of(contents: Contents, vertices: Mapping[Family, int] = VERTICES) -> Family:
    """By the counts of joints and vertices. Raises BadFile that names what was expected and what came."""
    missing = [key for key in KEYS if key not in contents]
    if missing:
        raise contents.wrong(f"it lacks {listed(missing)} of a body model; it has {listed(contents.values)}")
    count, joints = contents.array("v_template").shape[0], contents.array("kintree_table").shape[-1]
    family = BY_JOINTS.get(joints)
    if family is None or count != vertices[family]:
        known = NOT_READ.get((count, joints))
        if known:
            raise contents.wrong(f"it is {known}, which is not read", f"Use one of {_titles()}.")
        expected = f"{FACTS[family].title} has {vertices[family]} vertices" if family else f"expected: {_titles()}"
        raise contents.wrong(f"it has {count} vertices and {joints} joints, and {expected}")
    return family


def build(contents: Contents, vertices: Mapping[Family, int] = VERTICES) -> PublishedModel:
    """The model of one file of the SMPL family, without what lies in files beside it. Raises BadFile."""
    family = family_of(contents, vertices)
    facts = FACTS[family]
    count, joints = vertices[family], facts.joints
    template = _floats(contents, "v_template", (count, 3))
    basis = _floats(contents, "shapedirs", (count, 3, -1))
    pose = _floats(contents, "posedirs", (count, 3, 9 * (joints - 1)))
    faces = _indices(contents, "f", (-1, 3), count)
    weights = _floats(contents, "weights", (count, joints))
    if weights.min() < -1e-4 or np.abs(weights.sum(axis=1) - 1).max() > 1e-2:
        raise contents.wrong("the weights of a vertex do not add up to 1")
    shapes, expressions = _split(family, basis.shape[2])
    variant = variant_of(family, contents)
    uvs, uv_faces = _texture_space(contents, len(faces))
    return PublishedModel(
        family=family,
        variant=variant,
        licence=licence_of(family, variant),
        sources=(contents.path.name,),
        template=template,
        faces=faces,
        shape_basis=np.ascontiguousarray(basis[:, :, :shapes]),
        expression_basis=np.ascontiguousarray(basis[:, :, shapes : shapes + expressions]),
        pose_basis=np.ascontiguousarray(pose.transpose(2, 0, 1)),
        joint_regressor=_floats(contents, "J_regressor", (joints, count)),
        weights=weights,
        parents=_parents(contents, joints),
        joint_names=facts.joint_names,
        uvs=uvs,
        uv_faces=uv_faces,
        extras=_extras(contents, len(faces)),
    )


def landmarks(contents: Contents, faces: str, corners: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Triangles (…,) int32 and barycentrics (…, 3) float32 of points on a mesh of `count` triangles. Raises BadFile."""
    places = _indices(contents, faces, (-1,) if contents.array(faces).ndim == 1 else (-1, -1), count)
    return places, _floats(contents, corners, (*places.shape, 3))


def _extras(contents: Contents, faces: int) -> dict[str, np.ndarray]:
    found = {name: _floats(contents, key, shape) for key, (name, shape) in _EXTRAS.items() if key in contents}
    for prefix, name in (("", "landmark"), ("dynamic_", "contour")):
        key, corners = f"{prefix}lmk_faces_idx", f"{prefix}lmk_bary_coords"
        if key in contents and corners in contents:
            found[f"{name}_faces"], found[f"{name}_barycentrics"] = landmarks(contents, key, corners, faces)
    return found


def _texture_space(contents: Contents, faces: int) -> tuple[np.ndarray | None, np.ndarray | None]:
    if "vt" not in contents or "ft" not in contents:
        return None, None
    return texture_space(contents, faces)


def texture_space(contents: Contents, faces: int) -> tuple[np.ndarray, np.ndarray]:
    """uvs (T, 2) float32 and their faces (F, 3) int32. Raises BadFile."""
    uvs = _floats(contents, "vt", (-1, 2))
    return uvs, _indices(contents, "ft", (faces, 3), len(uvs))


def _split(family: Family, total: int) -> tuple[int, int]:
    """How many coefficients are of shape and how many of expression."""
    if family not in ("smplx", "flame"):
        return total, 0
    if total >= SHAPES + EXPRESSIONS:
        return SHAPES, EXPRESSIONS
    return (10, min(10, total - 10)) if total > 10 else (total, 0)


def _parents(contents: Contents, joints: int) -> np.ndarray:
    table = _numbers(contents, "kintree_table", (2, joints)).astype(np.int64)
    parents = table[0].copy()
    parents[(parents < 0) | (parents >= 2**31)] = -1
    if (table[1] != np.arange(joints)).any() or parents[0] != -1 or (parents >= np.arange(joints)).any():
        raise contents.wrong("its kintree_table is no tree with parents before their children")
    if (parents[1:] < 0).any():
        raise contents.wrong("its kintree_table has more than one root")
    return parents.astype(np.int32)


def _numbers(contents: Contents, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """An array of the shape, in which -1 is any length from one. Raises BadFile."""
    array = contents.array(key)
    fits = array.ndim == len(shape) and all(
        size == wanted if wanted >= 0 else size > 0 for size, wanted in zip(array.shape, shape, strict=True)
    )
    if not fits or array.dtype.kind not in "fiu":
        wanted = tuple("any" if size < 0 else size for size in shape)
        raise contents.wrong(
            f"{key} has the shape {array.shape} of {array.dtype}, and {_shown(wanted)} of numbers is expected"
        )
    return array


def _floats(contents: Contents, key: str, shape: tuple[int, ...]) -> np.ndarray:
    array = _numbers(contents, key, shape)
    with np.errstate(over="ignore"):
        floats = np.ascontiguousarray(array, dtype=np.float32)
    if not np.isfinite(floats).all():
        raise contents.wrong(f"{key} holds numbers that are not finite")
    return floats


def _indices(contents: Contents, key: str, shape: tuple[int, ...], count: int) -> np.ndarray:
    """Whole numbers below `count`."""
    array = _numbers(contents, key, shape)
    if array.min() < 0 or array.max() >= count or (array != np.floor(array)).any():
        raise contents.wrong(f"{key} has numbers outside of 0 to {count - 1}")
    return np.ascontiguousarray(array, dtype=np.int32)


def _shown(shape: tuple[object, ...]) -> str:
    return f"({', '.join(map(str, shape))})"


def _titles() -> str:
    return ", ".join(f"{facts.title} ({facts.vertices} vertices, {facts.joints} joints)" for facts in FACTS.values())
