"""The toy person with hair of cards, a shirt and eyes: every kind of surface that an avatar's parts may have."""

from __future__ import annotations

import dataclasses

import numpy as np
from toy_avatar import CORNERS, QUADS, toy_avatar

from backend.protocol.results import Avatar, Material, Mesh, Part, ShapeKeys, Skin

CARDS, STRANDS = 14, 8
HAIR = Material(alpha_mode="mask", alpha_cutoff=0.4, double_sided=True, roughness=0.6)
SHIRT = Material(roughness=0.8, metallic=0.5)
EYES = Material(alpha_mode="blend", roughness=0.1)


def dressed_avatar(motion: bool = False, seed: int = 0) -> Avatar:
    """The toy avatar with the parts "hair", "shirt" and "eyes"."""
    return dressed(toy_avatar(motion=motion, seed=seed))


def dressed(avatar: Avatar) -> Avatar:
    """A toy avatar of any size with these parts."""
    skin = {**avatar.textures, **_relief(np.random.default_rng(6), 20)}
    return dataclasses.replace(avatar, textures=skin, parts=(_hair(avatar), _shirt(avatar), _eyes(avatar)))


def _relief(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
    """Normals and roughness that an eye would not like and a comparison does."""
    normal, roughness = (np.full((size, size, 4), 255, np.uint8) for _ in range(2))
    normal[..., :2] = rng.integers(90, 166, (size, size, 2))
    roughness[..., :3] = rng.integers(60, 250, (size, size, 1))
    return {"normal": normal, "roughness": roughness}


def _hair(avatar: Avatar) -> Part:
    """Cards that hang around the head, with strands that alpha cuts out of them."""
    bone, length, origin = _bone(avatar, "mixamorig:Head")
    turns = np.linspace(0.35 * np.pi, 1.65 * np.pi, CARDS)  # none before the face
    around = np.stack([np.sin(turns), -np.cos(turns)], 1)
    across = np.stack([-around[:, 1], around[:, 0]], 1) * 0.12 * length
    vertices = []
    for out, side in zip(around * 0.30 * length, across, strict=True):
        for way, height, far in ((-1, -0.25, 1.15), (1, -0.25, 1.15), (1, 1.05, 0.9), (-1, 1.05, 0.9)):
            x, y = far * out + way * side
            vertices.append(origin + np.array((x, y, height * length)))
    columns = np.tile((255, 255, 0), 2 * STRANDS)
    texture = np.zeros((32, len(columns), 4), np.uint8)
    texture[..., :3], texture[..., 3] = (70, 40, 20), columns
    texture[::4, :, :3] = (110, 70, 35)
    faces = np.arange(4 * CARDS, dtype=np.int32).reshape(-1, 4)
    uvs = np.tile(np.array(((0, 0), (1, 0), (1, 1), (0, 1)), np.float32), (CARDS, 1))
    return _part("hair", "hair", vertices, faces, uvs, faces, texture, {bone: 1.0}, HAIR)


def _shirt(avatar: Avatar) -> Part:
    """Boxes around the trunk that two bones move."""
    vertices, faces = [], []
    first, _, _ = _bone(avatar, "mixamorig:Spine")
    second, _, _ = _bone(avatar, "mixamorig:Spine2")
    for n, name in enumerate(("mixamorig:Spine", "mixamorig:Spine1", "mixamorig:Spine2")):
        _, length, origin = _bone(avatar, name)
        box = CORNERS * (0.09 + 0.01 * n, length, 0.07)
        vertices.extend(box[:, [0, 2, 1]] * (1, -1, 1) + origin)
        faces.append(QUADS + 8 * n)
    faces = np.concatenate(faces).astype(np.int32)
    rng = np.random.default_rng(5)
    texture = np.empty((24, 16, 4), np.uint8)
    texture[..., :3], texture[..., 3] = (40, 90, 160), 128  # opaque whatever its alpha says
    texture[::6, :, :3] = rng.integers(150, 255, (4, 16, 3))
    uvs = rng.random((faces.size, 2)).astype(np.float32)
    uv_faces = np.arange(faces.size, dtype=np.int32).reshape(faces.shape)
    shirt = _part("shirt", "garment", vertices, faces, uvs, uv_faces, texture, {first: 0.625, second: 0.375}, SHIRT)
    return dataclasses.replace(shirt, textures={**shirt.textures, **_relief(rng, 16)})


def _eyes(avatar: Avatar) -> Part:
    """Two corneas that light falls through, moved by two keys of the face."""
    bone, length, origin = _bone(avatar, "mixamorig:Head")
    vertices, faces = [], []
    for n, side in enumerate((-1, 1)):
        box = (CORNERS - (0, 0.5, 0)) * (0.07 * length, 0.14 * length, 0.07 * length)
        vertices.extend(box + origin + np.array((side * 0.1, -0.22, 0.6)) * length)
        faces.append(QUADS + 8 * n)
    faces = np.concatenate(faces).astype(np.int32)
    texture = np.full((16, 16, 4), (200, 225, 255, 110), np.uint8)
    texture[5:11, 5:11] = (20, 60, 40, 255)
    uvs = np.array(((0, 0), (1, 0), (1, 1), (0, 1)), np.float32)
    uv_faces = np.tile(np.arange(4, dtype=np.int32), (len(faces), 1))
    part = _part("eyes", "eyes", vertices, faces, uvs, uv_faces, texture, {bone: 1.0}, EYES)
    names = ("mouthSmileLeft", "eyeBlinkLeft")
    offsets = np.zeros((2, len(vertices), 3), np.float32)
    offsets[0, 8:], offsets[1, 8:] = (0, 0, 0.004), (0, 0.006, 0)
    values = avatar.shape_keys.values[[avatar.shape_keys.names.index(name) for name in names]]
    return dataclasses.replace(part, shape_keys=ShapeKeys(names=names, offsets=offsets, values=values))


def _bone(avatar: Avatar, name: str) -> tuple[int, float, np.ndarray]:
    index = avatar.rig.bone_names.index(name)
    return index, float(avatar.rig.lengths[index]), avatar.rig.rest_matrices[index, :3, 3].astype(np.float64)


def _part(name, kind, vertices, faces, uvs, uv_faces, texture, weights, material) -> Part:
    points = np.array(vertices, np.float32)
    row = sorted(weights.items(), key=lambda item: -item[1]) + [(0, 0.0)] * (4 - len(weights))
    return Part(
        name=name,
        kind=kind,
        mesh=Mesh(vertices=points, faces=faces, uvs=uvs, uv_faces=uv_faces),
        skin=Skin(
            weights=np.tile(np.array([w for _, w in row], np.float32), (len(points), 1)),
            bone_indices=np.tile(np.array([b for b, _ in row], np.int32), (len(points), 1)),
        ),
        shape_keys=ShapeKeys(
            names=(), offsets=np.zeros((0, len(points), 3), np.float32), values=np.zeros(0, np.float32)
        ),
        textures={"albedo": texture},
        material=material,
    )
