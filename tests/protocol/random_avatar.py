"""A small avatar with every part filled, from a seed."""

from __future__ import annotations

import numpy as np

from backend.protocol.results import (
    Avatar,
    AvatarResult,
    Material,
    Mesh,
    Motion,
    Part,
    Provenance,
    Rig,
    ShapeKeys,
    Skin,
)


def random_avatar(seed: int = 0, vertices: int = 60, keys: int = 3, motion: bool = True, parts: int = 0) -> Avatar:
    random = np.random.default_rng(seed)
    bones, frames = 3, 5

    def floats(*shape):
        return random.standard_normal(shape).astype(np.float32)

    def shares(*shape):
        return random.random(shape, np.float32)

    turns = np.linalg.qr(floats(bones, 3, 3).astype(np.float64))[0]
    turns *= np.linalg.det(turns)[:, None, None]
    rest = np.tile(np.eye(4, dtype=np.float32), (bones, 1, 1))
    rest[:, :3, :3], rest[:, :3, 3] = turns, floats(bones, 3)
    weights, rotations = shares(vertices, 4), floats(frames, bones, 4)
    corners = np.argsort(random.random((40, vertices)), axis=1)[:, :4].astype(np.int32)

    return Avatar(
        avatar_id=f"{seed:032x}",
        mesh=Mesh(
            vertices=floats(vertices, 3),
            faces=corners,
            uvs=floats(70, 2),
            uv_faces=random.integers(0, 70, (40, 4), np.int32),
        ),
        rig=Rig(
            kind="toy",
            bone_names=("root", "spine", "head"),
            parents=np.array([-1, 0, 1], np.int32),
            rest_matrices=rest,
            lengths=shares(bones),
            weights=weights / weights.sum(axis=1, keepdims=True),
            bone_indices=random.integers(0, bones, (vertices, 4), np.int32),
        ),
        shape_keys=ShapeKeys(
            names=tuple(f"key{i}" for i in range(keys)), offsets=floats(keys, vertices, 3), values=shares(keys)
        ),
        textures={"albedo": random.integers(0, 256, (8, 6, 4), np.uint8)},
        motion=Motion(
            name="wave",
            fps=30.0,
            root_translation=floats(frames, 3),
            rotations=rotations / np.linalg.norm(rotations, axis=-1, keepdims=True),
            shape_key_curves=floats(frames, 0),
        )
        if motion
        else None,
        parts=tuple(random_part(seed + 1 + i, f"part{i}", 10 + i) for i in range(parts)),
        sliders={"height": 0.5, "mouthSmileLeft": 1.0},
        look={"skin_tone": 0.25, "hair_colour": [0.1, 0.2, 0.3]},
        provenance=Provenance(
            request={"type": "avatar", "prompt": "größer 高"}, seed=seed, models={"toy": "CC0-1.0"}, versions={"a": "1"}
        ),
    )


def random_part(seed: int, name: str, vertices: int) -> Part:
    """Moved by one of the keys of `random_avatar`, with sizes that are not the body's."""
    other = random_avatar(seed, vertices=vertices, keys=1)
    return Part(
        name=name,
        kind="hair",
        mesh=other.mesh,
        skin=Skin(weights=other.rig.weights, bone_indices=other.rig.bone_indices),
        shape_keys=other.shape_keys,
        textures=other.textures,
        material=Material(alpha_mode="mask", alpha_cutoff=0.25, double_sided=True, roughness=0.75, metallic=0.5),
    )


def random_result(seed: int = 0, **options) -> AvatarResult:
    preview = np.random.default_rng(seed).integers(0, 256, (8, 32, 3), np.uint8)
    return AvatarResult(avatar=random_avatar(seed, **options), preview=preview, report={"warnings": ["toy"]})


def same(a, b) -> bool:
    """Equality through dataclasses, mappings and arrays."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and bool((a == b).all())
    if hasattr(a, "__dataclass_fields__"):
        return type(a) is type(b) and all(same(getattr(a, n), getattr(b, n)) for n in a.__dataclass_fields__)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b
