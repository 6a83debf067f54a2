"""Files in the layouts in which SMPL, SMPL-X, FLAME, SMAL and ICT are published, with made-up bodies inside.

Every maker writes into a folder and gives the path back; `vertices` is the family's tiny count unless it is said.
"""

import json
import pickle
from pathlib import Path

import numpy as np

from .old_pickles import chumpy_array, chumpy_select, chumpy_transpose, scipy_sparse, write_python2_pickle
from .published_bodies import TINY, made, texture_space

SMPL_FILES = {
    "neutral": "basicmodel_neutral_lbs_10_207_0_v1.1.0.pkl",
    "female": "basicModel_f_lbs_10_207_0_v1.0.0.pkl",
    "male": "basicmodel_m_lbs_10_207_0_v1.0.0.pkl",
}
FLAME_FILES = {"2020": "generic_model.pkl", "2023": "flame2023.pkl", "2023-open": "flame2023_Open.pkl"}
ICT_EXPRESSIONS = ("browDown_L", "browDown_R", "eyeBlink_L", "eyeBlink_R", "jawOpen", "mouthSmile_L")
ICT_IDENTITIES = 4
MARKS = {"bs_style": "lbs", "bs_type": "lrotmin"}


def smpl_pickle(
    folder: Path, sex: str = "neutral", vertices: int = 0, shapes: int = 0, protocol: int = 2, seed: int = 0
) -> Path:
    """As SMPL itself: Python 2, the shapes an object of chumpy, the regressor a sparse matrix of scipy."""
    arrays = made("smpl", vertices, shapes, seed).arrays
    told = {
        **arrays,
        **MARKS,
        "v_template": chumpy_array(arrays["v_template"]),
        "shapedirs": chumpy_array(arrays["shapedirs"]),
        "J_regressor": scipy_sparse(arrays["J_regressor"]),
        "J_regressor_prior": scipy_sparse(arrays["J_regressor"]),
        "vert_sym_idxs": np.arange(len(arrays["v_template"])),
        "pose_training_info": {"filename": "poses.pkl", "gender": sex},
    }
    return write_python2_pickle(folder / SMPL_FILES[sex], told, protocol)


def smpl_npz(folder: Path, sex: str = "neutral", vertices: int = 0, shapes: int = 0, seed: int = 0) -> Path:
    path = folder / f"SMPL_{sex.upper()}.npz"
    np.savez(path, **made("smpl", vertices, shapes, seed).arrays, gender=sex)
    return path


def smpl_uv(folder: Path, vertices: int = 0, seed: int = 0) -> Path:
    """The texture space of SMPL, an OBJ file with the template and its coordinates."""
    return texture_obj(folder / "smpl_uv.obj", made("smpl", vertices, 0, seed).arrays)


def texture_obj(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    space = texture_space(arrays)
    lines = [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in arrays["v_template"]]
    lines += [f"vt {u:.6f} {v:.6f}" for u, v in space["vt"]]
    pairs = zip(arrays["f"].astype(int) + 1, space["ft"].astype(int) + 1, strict=True)
    lines += ["f " + " ".join(f"{a}/{b}" for a, b in zip(corners, flat, strict=True)) for corners, flat in pairs]
    path.write_text("\n".join(lines) + "\n")
    return path


def smplx_arrays(vertices: int = 0, shapes: int = 0, seed: int = 0) -> dict[str, np.ndarray]:
    arrays, random = made("smplx", vertices, shapes, seed).arrays, np.random.default_rng(seed)
    faces, corners = _landmarks(random, len(arrays["f"]), (51,))
    contour, contour_corners = _landmarks(random, len(arrays["f"]), (79, 17))
    return {
        **arrays,
        **texture_space(arrays),
        "hands_componentsl": np.linalg.qr(random.normal(size=(45, 45)))[0],
        "hands_componentsr": np.linalg.qr(random.normal(size=(45, 45)))[0],
        "hands_meanl": random.normal(0, 0.1, 45),
        "hands_meanr": random.normal(0, 0.1, 45),
        "lmk_faces_idx": faces,
        "lmk_bary_coords": corners,
        "dynamic_lmk_faces_idx": contour,
        "dynamic_lmk_bary_coords": contour_corners,
    }


def smplx_npz(folder: Path, sex: str = "neutral", vertices: int = 0, shapes: int = 0, seed: int = 0) -> Path:
    """With tables of names that are pickled objects inside, as the published file has them."""
    path = folder / f"SMPLX_{sex.upper()}.npz"
    objects = {"joint2num": np.array({"Pelvis": 0}, dtype=object), "part2num": np.array({"head": 0}, dtype=object)}
    np.savez(path, **smplx_arrays(vertices, shapes, seed), **objects)
    return path


def smplx_pickle(folder: Path, sex: str = "neutral", vertices: int = 0, shapes: int = 0, seed: int = 0) -> Path:
    path = folder / f"SMPLX_{sex.upper()}.pkl"
    path.write_bytes(pickle.dumps(smplx_arrays(vertices, shapes, seed), protocol=4))
    return path


def flame_pickle(folder: Path, edition: str = "2020", vertices: int = 0, shapes: int = 0, seed: int = 0) -> Path:
    """2020 and the open one by Python 2 with chumpy, 2023 by Python 3 with plain arrays."""
    arrays = made("flame", vertices, shapes, seed).arrays
    path = folder / FLAME_FILES[edition]
    if edition == "2023":
        path.write_bytes(pickle.dumps({**arrays, **MARKS}, protocol=2))
        return path
    whole = np.concatenate([arrays["shapedirs"], arrays["shapedirs"][..., :3]], axis=2)
    told = {
        **arrays,
        **MARKS,
        "v_template": chumpy_array(arrays["v_template"]),
        "shapedirs": chumpy_select(whole, arrays["shapedirs"].shape[2]),
        "weights": chumpy_transpose(np.ascontiguousarray(arrays["weights"].T)),
        "J": chumpy_array(arrays["J"]),
        "J_regressor": scipy_sparse(arrays["J_regressor"], "csr" if edition == "2020" else "coo"),
    }
    return write_python2_pickle(path, told)


def flame_landmarks(folder: Path, faces: int, seed: int = 0) -> tuple[Path, Path, Path]:
    """The embeddings for a mesh of `faces` triangles: static, dynamic, and MediaPipe's."""
    random = np.random.default_rng(seed)
    places, corners = _landmarks(random, faces, (51,))
    static = write_python2_pickle(
        folder / "flame_static_embedding.pkl", {"lmk_face_idx": places, "lmk_b_coords": corners}
    )
    contour, contour_corners = _landmarks(random, faces, (79, 17))
    dynamic = folder / "flame_dynamic_embedding.npy"
    told = {"lmk_face_idx": contour, "lmk_b_coords": contour_corners}
    np.save(dynamic, np.array(told, dtype=object), allow_pickle=True)
    places, corners = _landmarks(random, faces, (105,))
    mediapipe = folder / "mediapipe_landmark_embedding.npz"
    np.savez(mediapipe, lmk_face_idx=places, lmk_b_coords=corners, landmark_indices=np.arange(105))
    return static, dynamic, mediapipe


def flame_landmarks_in_one(folder: Path, faces: int, seed: int = 0) -> Path:
    """All embeddings in one file, those of the contour as tensors of PyTorch."""
    import torch

    random = np.random.default_rng(seed)
    told: dict[str, object] = {}
    for name, shape in (("static", (51,)), ("dynamic", (79, 17)), ("full", (1, 68))):
        places, corners = _landmarks(random, faces, shape)
        told[f"{name}_lmk_faces_idx"] = torch.from_numpy(places) if name == "dynamic" else places
        told[f"{name}_lmk_bary_coords"] = torch.from_numpy(corners).float() if name == "dynamic" else corners
    path = folder / "landmark_embedding.npy"
    np.save(path, np.array(told, dtype=object), allow_pickle=True)
    return path


def flame_texture(folder: Path, vertices: int = 0, seed: int = 0) -> Path:
    """The texture space: coordinates, the mean albedo, and its variations."""
    path, random = folder / "FLAME_texture.npz", np.random.default_rng(seed)
    space = texture_space(made("flame", vertices, 0, seed).arrays)
    mean = random.uniform(60, 200, (16, 16, 3))
    np.savez(path, **space, mean=mean, tex_dir=random.normal(size=(16, 16, 3, 2)))
    return path


def flame_masks(folder: Path, vertices: int = 0) -> Path:
    count = vertices or TINY["flame"]
    return write_python2_pickle(
        folder / "FLAME_masks.pkl", {"face": np.arange(0, count, 2), "neck": np.arange(1, count, 2)}
    )


def smal_pickle(folder: Path, vertices: int = 0, shapes: int = 0, seed: int = 0) -> Path:
    """As SMAL: Python 2, nearly everything an object of chumpy, the shapes a slice of a larger one."""
    arrays = made("smal", vertices, shapes, seed).arrays
    whole = np.concatenate([arrays["shapedirs"], arrays["shapedirs"][..., :9]], axis=2)
    told = {
        **arrays,
        **MARKS,
        "v_template": chumpy_array(arrays["v_template"]),
        "shapedirs": chumpy_select(whole, arrays["shapedirs"].shape[2]),
        "weights": chumpy_array(arrays["weights"]),
        "J": chumpy_array(arrays["J"]),
        "J_regressor": scipy_sparse(arrays["J_regressor"]),
        "vert_sym_idxs": np.arange(len(arrays["v_template"])),
    }
    return write_python2_pickle(folder / "smal_CVPR2017.pkl", told)


def smal_families(folder: Path, shapes: int = 41, seed: int = 0) -> Path:
    """The mean shapes of the five families of animals."""
    random = np.random.default_rng(seed)
    told = {"cluster_means": [random.normal(size=shapes) for _ in range(5)], "toys_betas": random.normal(size=(9, 5))}
    return write_python2_pickle(folder / "smal_CVPR2017_data.pkl", told)


def ict_folder(folder: Path, vertices: int = 0, seed: int = 0) -> Path:
    """ICT-FaceKit's FaceXModel: the neutral head with coordinates, one OBJ file an identity and an expression."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays, random = made("flame", vertices or TINY["ict"], 3, seed).arrays, np.random.default_rng(seed)
    arrays["v_template"] = arrays["v_template"] * 100
    texture_obj(folder / "generic_neutral_mesh.obj", arrays)
    for name in (*(f"identity{k:03d}" for k in range(ICT_IDENTITIES)), *ICT_EXPRESSIONS):
        moved = arrays["v_template"] + random.normal(0, 0.2, arrays["v_template"].shape)
        texture_obj(folder / f"{name}.obj", {**arrays, "v_template": moved})
    told = {"expressions": ICT_EXPRESSIONS, "idx_to_landmark_verts": list(range(68))}
    (folder / "vertex_indices.json").write_text(json.dumps(told))
    return folder


def _landmarks(random: np.random.Generator, faces: int, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return random.integers(0, faces, shape), random.dirichlet([1, 1, 1], shape)
