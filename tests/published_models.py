"""Made-up models of the published families, as a reader makes them of files: the arrays of `published_bodies`."""

import numpy as np
from published_bodies import made, texture_space

from backend.body.published.arrays import PublishedModel

EXPRESSIONS = {"smpl": 0, "smplx": 100, "flame": 100, "smal": 0}
TINY_EXPRESSIONS = 6
ICT_EXPRESSIONS = ("browDown_L", "browInnerUp_L", "browInnerUp_R", "cheekRaiser_L", "jawOpen", "mouthSmile_R")


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
