"""The ICT Face Model as a head that a scene can use: what is seen of it, on a neck, on one texture.

The published mesh has layers that only a film's shaders can show (tears, the shade of the lids, an iris behind a
cornea of its own), a texture for each part, and no skeleton.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from backend.body.published.model import PublishedModel

Rectangle = tuple[float, float, float, float]
"""left, bottom, right and top in a texture, 0..1"""

THIRD = 1.0 / 3.0
SHEETS: Mapping[str, Rectangle] = {
    "face": (0.0, THIRD, 2 * THIRD, 1.0),
    "head": (2 * THIRD, 2 * THIRD, 1.0, 1.0),
    "gums_tongue": (2 * THIRD, THIRD, 1.0, 2 * THIRD),
    "teeth": (2 * THIRD, 0.0, 1.0, THIRD),
    "eyes": (0.0, 0.0, THIRD, THIRD),
    "mouth_socket": (THIRD, 0.0, 0.5, THIRD),
    "eye_sockets": (0.5, 0.0, 2 * THIRD, THIRD),
}
"""Where on the one texture each of the published ones lies."""
_SHEET_OF = {"left_eye": "eyes", "right_eye": "eyes", "left_eye_socket": "eye_sockets",
             "right_eye_socket": "eye_sockets", "mouth_socket": "mouth_socket", "gums_tongue": "gums_tongue",
             "teeth": "teeth"}  # fmt: skip
_SKIN = ("face", "head")
_UNSEEN = ("", "left_lashes", "right_lashes")
"""parts that are cards or films, which without pictures of their own would cover the eyes; "" is of no named part"""
MARGIN = 0.01
"""part of a sheet that stays free at each of its sides"""
ONE_TEXTURE = "one_texture"
"""mark in `extras` of a model whose parts lie as SHEETS says"""
EYES = ("left_eye", "right_eye")
NECK_AT, HEAD_FROM, HEAD_AT = 0.12, 0.40, 0.45
"""shares of the height from the lowest point: where the neck's joint is, from where the head alone turns the skin, and
where the head's joint is"""
BAND = 0.03
"""share of the height by which vertices may stand higher or lower than a joint that is their mean"""
MIDDLE = 0.3
"""share of the depth around the middle from which these joints are taken"""


def whole_head(model: PublishedModel) -> PublishedModel:
    """The model without what cannot be seen or shown, on four joints, its coordinates in one texture.

    `extras["source_vertices"]` tells the number of each vertex in the published mesh.
    """
    return _on_one_texture(_on_a_neck(_kept(model, _seen(model))))


def texture_parts(model: PublishedModel) -> dict[str, Rectangle]:
    """Where the texture of a `whole_head` shows something else than skin."""
    if ONE_TEXTURE not in model.extras:
        return {}
    return {name: place for name, place in SHEETS.items() if name not in _SKIN}


def _part_of(model: PublishedModel) -> np.ndarray:
    """(V,) the name of the part that each vertex is of, or "" """
    out = np.full(len(model.template), "", dtype="<U24")
    for name, own in model.extras.items():
        if name.startswith("vertices_"):
            out[own] = name.removeprefix("vertices_")
    return out


def _seen(model: PublishedModel) -> np.ndarray:
    """(V,) bool: the vertices of parts that can be shown, and of each eye those of its outer shell."""
    part = _part_of(model)
    seen = ~np.isin(part, _UNSEEN)
    for name in EYES:
        own = np.flatnonzero(part == name)
        if len(own):
            shells = _connected(model.faces, own)
            sizes = [float(np.ptp(model.template[shell], axis=0).max()) for shell in shells]
            seen[own] = False
            seen[shells[int(np.argmax(sizes))]] = True
    return seen


def _connected(faces: np.ndarray, own: np.ndarray) -> list[np.ndarray]:
    """The vertices `own` by connected surface."""
    inside = faces[np.isin(faces[:, 0], own)]
    label = np.arange(int(faces.max()) + 1)
    while True:
        lowest = np.where(inside >= 0, label[inside], len(label)).min(axis=1)
        before = label.copy()
        np.minimum.at(label, np.where(inside >= 0, inside, inside[:, :1]), lowest[:, None])
        if np.array_equal(before, label):
            return [own[label[own] == each] for each in np.unique(label[own])]


def _kept(model: PublishedModel, seen: np.ndarray) -> PublishedModel:
    """The model with these vertices (V,) bool alone."""
    places = np.flatnonzero(seen)
    number = np.full(len(seen) + 1, -1)
    number[places] = np.arange(len(places))  # the last, which faces of three corners ask for, stays -1
    whole = np.where(model.faces >= 0, seen[model.faces], True).all(axis=1)
    extras = {
        name: number[values][number[values] >= 0].astype(np.int32)
        if name.startswith("vertices_") or name == "landmark_vertices"
        else values
        for name, values in model.extras.items()
    }
    return dataclasses.replace(
        model,
        template=model.template[places],
        faces=number[model.faces[whole]].astype(np.int32),
        shape_basis=model.shape_basis[places],
        expression_basis=model.expression_basis[places],
        pose_basis=model.pose_basis[:, places],
        joint_regressor=model.joint_regressor[:, places],
        weights=model.weights[places],
        uv_faces=None if model.uv_faces is None else model.uv_faces[whole],
        extras={**extras, "source_vertices": places.astype(np.int32)},
    )


def _on_a_neck(model: PublishedModel) -> PublishedModel:
    """Neck, head and eyes, each a mean of vertices; Y is up and Z forward in the file."""
    height = model.template[:, 1]
    share = (height - height.min()) / np.ptp(height)
    depth = model.template[:, 2]
    middle = np.abs(depth - 0.5 * (depth.min() + depth.max())) < MIDDLE * np.ptp(depth)
    skin = np.isin(_part_of(model), _SKIN)
    sets = [_at_level(share, skin & middle, at) for at in (NECK_AT, HEAD_AT)]
    eyes = [name for name in EYES if f"vertices_{name}" in model.extras]
    for name in eyes:
        sets.append(np.isin(np.arange(len(share)), model.extras[f"vertices_{name}"]))
    regressor = np.stack([own / max(own.sum(), 1) for own in sets]).astype(np.float32)
    # the chin stands as low as the middle of the neck, and turns with the head
    front = np.clip((depth - depth[sets[1]].mean()) / np.ptp(depth), 0.0, 1.0)
    along = np.clip((share + 0.5 * front - NECK_AT) / (HEAD_FROM - NECK_AT), 0.0, 1.0)
    turn = along * along * (3.0 - 2.0 * along)
    weights = np.zeros((len(share), 2 + len(eyes)), np.float32)
    weights[:, 1] = np.where(skin, turn, 1.0)
    weights[:, 0] = 1.0 - weights[:, 1]
    for column, own in enumerate(sets[2:], start=2):
        weights[own] = np.eye(weights.shape[1], dtype=np.float32)[column]
    return dataclasses.replace(
        model,
        joint_regressor=regressor,
        weights=weights,
        parents=np.array([-1, 0, *([1] * len(eyes))], np.int32),
        joint_names=("neck", "head", *eyes),
        pose_basis=np.zeros((0, len(share), 3), np.float32),
    )


def _at_level(share: np.ndarray, among: np.ndarray, level: float) -> np.ndarray:
    """(V,) bool those `among` the vertices that stand about as high."""
    away = np.where(among, np.abs(share - level), np.inf)
    return away <= max(BAND, float(away.min()))


def _on_one_texture(model: PublishedModel) -> PublishedModel:
    """Of a mesh whose textures lie side by side (each 1 wide), all in 0..1."""
    uvs, uv_faces = model.uvs, model.uv_faces
    if uvs is None or uv_faces is None or float(uvs.max()) <= 1.0:
        return model
    names = list(SHEETS)
    tile = np.floor(uvs[uv_faces[:, :3]].mean(axis=1)[:, 0]).astype(int)
    part = _part_of(model)[model.faces[:, 0]]
    sheet = np.array([names.index(_SHEET_OF.get(p, "head" if t else "face")) for p, t in zip(part, tile, strict=True)])
    corners = np.where(uv_faces >= 0, uv_faces, uv_faces[:, :1])
    tiles = int(tile.max()) + 1
    unique, numbers = np.unique((sheet * tiles + tile)[:, None] + len(names) * tiles * corners, return_inverse=True)
    corner, place = np.divmod(unique, len(names) * tiles)
    own_sheet, own_tile = np.divmod(place, tiles)
    left, bottom, right, top = np.array([SHEETS[name] for name in names])[own_sheet].T
    u, v = uvs[corner, 0] - own_tile, uvs[corner, 1]
    u, v = (MARGIN + (1 - 2 * MARGIN) * np.clip(along, 0.0, 1.0) for along in (u, v))
    placed = np.stack([left + u * (right - left), bottom + v * (top - bottom)], axis=1)
    shaped = np.where(uv_faces >= 0, numbers.reshape(corners.shape), -1)
    return dataclasses.replace(
        model,
        uvs=placed.astype(np.float32),
        uv_faces=shaped.astype(np.int32),
        extras={**model.extras, ONE_TEXTURE: np.ones(1, np.int32)},
    )
