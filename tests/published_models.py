"""Made-up models of the published families, as a reader makes them of files: the arrays of `published_bodies`."""

import numpy as np
from published_bodies import made, texture_space

from backend.body.published.model import PublishedModel

EXPRESSIONS = {"smpl": 0, "smplx": 100, "flame": 100, "smal": 0}
TINY_EXPRESSIONS = 6
ICT_EXPRESSIONS = ("browDown_L", "browInnerUp_L", "browInnerUp_R", "cheekRaiser_L", "jawOpen", "mouthSmile_R")
SHELL = 0.9
"""of an eye's size: the shell inside of it"""


def published(family: str, vertices: int = 0, shapes: int = 0, seed: int = 0, uvs: bool = True, variant: str = ""):
    """A model of a family, of its tiny counts unless others are said; shapes: with the expressions among them."""
    tiny = not vertices and not shapes
    expressions = TINY_EXPRESSIONS if tiny and EXPRESSIONS[family] else EXPRESSIONS[family]
    body = made(family, vertices, shapes or (10 + expressions if tiny else 0), seed)
    arrays, random = body.arrays, np.random.default_rng(seed)
    split = arrays["shapedirs"].shape[2] - expressions
    space = texture_space(arrays) if uvs else {}
    parents = arrays["kintree_table"][0].astype(np.int64)
    return PublishedModel(
        family=family,
        variant=variant,
        licence="made up for tests",
        sources=("made.npz",),
        template=arrays["v_template"].astype(np.float32),
        faces=arrays["f"].astype(np.int32),
        shape_basis=arrays["shapedirs"][..., :split].astype(np.float32),
        expression_basis=arrays["shapedirs"][..., split:].astype(np.float32),
        pose_basis=np.moveaxis(arrays["posedirs"], -1, 0).astype(np.float32),
        joint_regressor=arrays["J_regressor"].astype(np.float32),
        weights=arrays["weights"].astype(np.float32),
        parents=np.where(parents >= len(parents), -1, parents).astype(np.int32),
        joint_names=body.names,
        uvs=space["vt"].astype(np.float32) if uvs else None,
        uv_faces=space["ft"].astype(np.int32) if uvs else None,
        extras=_extras(family, len(arrays["f"]), random),
    )


def _extras(family: str, faces: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    if family not in ("smplx", "flame"):
        return {}
    points = {
        "landmark_faces": random.integers(0, faces, 51),
        "landmark_barycentrics": random.dirichlet([1, 1, 1], 51).astype(np.float32),
        "contour_faces": random.integers(0, faces, (79, 17)),
        "contour_barycentrics": random.dirichlet([1, 1, 1], (79, 17)).astype(np.float32),
    }
    if family == "flame":
        return points
    hands = {
        f"hand_components_{side}": np.linalg.qr(random.normal(size=(45, 45)))[0].astype(np.float32)
        for side in ("left", "right")
    }
    means = {f"hand_mean_{side}": random.normal(0, 0.1, 45).astype(np.float32) for side in ("left", "right")}
    return {**points, **hands, **means}


def ict(seed: int = 0) -> PublishedModel:
    """As the ICT Face Model: parts by number, two shells an eye, a film before each, textures side by side."""
    head, random = published("flame", seed=seed), np.random.default_rng(seed)
    points, faces = head.template * 100, head.faces
    eyes = [np.flatnonzero(head.weights.argmax(axis=1) == 3 + k) for k in range(2)]
    skin = np.setdiff1d(np.arange(len(points)), np.concatenate(eyes))
    parts = {"face": skin[points[skin, 2] > 0], "head": skin[points[skin, 2] <= 0]}
    tiles = np.where(np.isin(faces[:, 0], parts["head"]), 1, 0)
    extra, extra_faces = [], []
    for name, own in zip(("left_eye", "right_eye"), eyes, strict=True):
        middle = points[own].mean(axis=0)
        rows = faces[np.isin(faces[:, 0], own)] - own.min()
        for size in (SHELL, 1.1):  # what is in the eye, and a film before it
            first = len(points) + sum(map(len, extra))
            extra.append(middle + size * (points[own] - middle))
            extra_faces.append(rows + first)
            if size == SHELL:
                parts[name] = np.concatenate([own, first + np.arange(len(own))])
    points = np.concatenate([points, *extra]).astype(np.float32)
    faces = np.concatenate([faces, *extra_faces])
    tiles = np.concatenate([tiles, *(np.zeros(len(rows), int) for rows in extra_faces)])
    flat = random.uniform(0.05, 0.95, (len(points), 2))
    uvs = np.concatenate([flat, flat + np.array((1, 0))]).astype(np.float32)
    uv_faces = faces + len(points) * tiles[:, None]
    count = len(points)
    rigid = np.zeros((count, 1), np.float32)
    return PublishedModel(
        family="ict",
        variant="",
        licence="made up for tests",
        sources=("made.obj",),
        template=points,
        faces=np.pad(faces, ((0, 0), (0, 1)), constant_values=-1).astype(np.int32),
        shape_basis=random.normal(0, 0.1, (count, 3, 4)).astype(np.float32),
        expression_basis=random.normal(0, 0.1, (count, 3, len(ICT_EXPRESSIONS))).astype(np.float32),
        pose_basis=np.zeros((0, count, 3), np.float32),
        joint_regressor=np.full((1, count), 1 / count, np.float32),
        weights=rigid + 1,
        parents=np.array([-1], np.int32),
        joint_names=("head",),
        shape_names=tuple(f"identity{k:03d}" for k in range(4)),
        expression_names=ICT_EXPRESSIONS,
        uvs=uvs,
        uv_faces=np.pad(uv_faces, ((0, 0), (0, 1)), constant_values=-1).astype(np.int32),
        extras={f"vertices_{name}": own.astype(np.int32) for name, own in parts.items()},
    )
