"""Published models in every layout are read as they are, without any of the packages that wrote them."""

import pickle
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from backend.body.published import PublishedModel, find_published, read_published
from backend.protocol.errors import BadFile
from tests import published_files as files
from tests.published_bodies import TINY, VERTICES, made, texture_space


def read_one(path: Path) -> PublishedModel:
    (model,) = read_published([path], TINY)
    return model


def check(model: PublishedModel, arrays: dict[str, np.ndarray]) -> None:
    """The model is the arrays, to the last bit of float32."""
    shapes = model.shape_basis.shape[2]
    expected = {
        "template": arrays["v_template"],
        "faces": arrays["f"],
        "shape_basis": arrays["shapedirs"][..., :shapes],
        "expression_basis": arrays["shapedirs"][..., shapes:],
        "pose_basis": arrays["posedirs"].transpose(2, 0, 1),
        "joint_regressor": arrays["J_regressor"],
        "weights": arrays["weights"],
    }
    for name, array in expected.items():
        found = getattr(model, name)
        assert found.dtype == (np.int32 if name == "faces" else np.float32), name
        assert found.flags.c_contiguous, name
        np.testing.assert_array_equal(found, array.astype(found.dtype), err_msg=name)
    parents = arrays["kintree_table"][0].astype(np.int64)
    np.testing.assert_array_equal(model.parents, np.where(parents > 1000, -1, parents))
    assert len(model.joint_names) == len(model.parents)


@pytest.mark.parametrize("protocol", [0, 1, 2])
@pytest.mark.parametrize("sex", ["neutral", "female", "male"])
def test_smpl_pickles_of_python_2(tmp_path: Path, sex: str, protocol: int) -> None:
    model = read_one(files.smpl_pickle(tmp_path, sex, protocol=protocol))
    check(model, made("smpl").arrays)
    assert model.name == f"smpl-{sex}"
    assert model.joint_names[:3] == ("pelvis", "left_hip", "right_hip")


@pytest.mark.parametrize("shapes", [10, 300])
def test_smpl_npz(tmp_path: Path, shapes: int) -> None:
    model = read_one(files.smpl_npz(tmp_path, "female", shapes=shapes))
    check(model, made("smpl", shapes=shapes).arrays)
    assert model.name == "smpl-female"


@pytest.mark.parametrize("maker", [files.smplx_npz, files.smplx_pickle])
@pytest.mark.parametrize(("total", "shapes", "expressions"), [(400, 300, 100), (20, 10, 10), (10, 10, 0)])
def test_smplx(tmp_path: Path, maker, total: int, shapes: int, expressions: int) -> None:
    model = read_one(maker(tmp_path, "male", shapes=total))
    check(model, made("smplx", shapes=total).arrays)
    assert model.name == "smplx-male"
    assert (model.shape_basis.shape[2], model.expression_basis.shape[2]) == (shapes, expressions)
    told = files.smplx_arrays(shapes=total)
    np.testing.assert_array_equal(model.extras["hand_components_left"], told["hands_componentsl"].astype(np.float32))
    np.testing.assert_array_equal(model.extras["contour_faces"], told["dynamic_lmk_faces_idx"])
    np.testing.assert_array_equal(model.uv_faces, told["ft"])


@pytest.mark.parametrize("edition", ["2020", "2023", "2023-open"])
def test_flame_and_what_lies_beside_it(tmp_path: Path, edition: str) -> None:
    path = files.flame_pickle(tmp_path, edition)
    alone = read_one(path)
    check(alone, made("flame").arrays)
    assert alone.name == f"flame-{edition}"
    assert (alone.licence == "CC-BY-4.0") == (edition == "2023-open")
    files.flame_landmarks(tmp_path, len(alone.faces))
    files.flame_texture(tmp_path)
    files.flame_masks(tmp_path)
    for source in (path, tmp_path):  # one file finds its neighbours, as a folder does
        model = read_one(source)
        check(model, made("flame").arrays)
        assert model.extras["landmark_barycentrics"].shape == (51, 3)
        assert model.extras["contour_faces"].shape == (79, 17)
        assert model.extras["mediapipe_faces"].shape == (105,)
        assert model.extras["albedo"].shape == (16, 16, 3)
        assert set(model.extras["vertices_face"]) == set(range(0, TINY["flame"], 2))
        assert "non-commercial" in model.licence, "its texture may not be sold, whoever may sell the head"
        np.testing.assert_array_equal(model.uv_faces, texture_space(made("flame").arrays)["ft"])


def test_landmarks_of_flame_in_one_file_with_tensors(tmp_path: Path) -> None:
    path = files.flame_pickle(tmp_path)
    told = np.load(files.flame_landmarks_in_one(tmp_path, 200), allow_pickle=True).item()
    extras = read_one(path).extras
    np.testing.assert_array_equal(extras["contour_faces"], told["dynamic_lmk_faces_idx"].numpy())
    np.testing.assert_array_equal(extras["contour_barycentrics"], told["dynamic_lmk_bary_coords"].numpy())
    np.testing.assert_array_equal(extras["landmark_faces"], told["static_lmk_faces_idx"])
    np.testing.assert_array_equal(extras["landmark68_faces"], told["full_lmk_faces_idx"][0])


@pytest.mark.parametrize("protocol", range(6))
def test_pickles_of_python_3_with_scipys_own_matrices(tmp_path: Path, protocol: int) -> None:
    arrays = made("smal").arrays
    for layout in (sparse.csc_matrix, sparse.csr_array, sparse.coo_array, sparse.coo_matrix):
        path = tmp_path / "smal_CVPR2017.pkl"
        told = {**arrays, "J_regressor": layout(arrays["J_regressor"]), "shapedirs": arrays["shapedirs"].tolist()}
        path.write_bytes(pickle.dumps(told, protocol=protocol))
        check(read_one(path), arrays)


def test_smal(tmp_path: Path) -> None:
    path = files.smal_pickle(tmp_path)
    files.smal_families(tmp_path)
    model = read_one(path)
    check(model, made("smal").arrays)
    assert model.name == "smal"
    assert model.extras["family_means"].shape == (5, 41)
    front_left = model.joint_names.index("left_front_upper")
    assert (model.joint_regressor @ model.template)[front_left, 1] > 0 > model.template[:, 2].min()


def test_smpl_texture_space_fits_triangles_in_any_order(tmp_path: Path) -> None:
    path, arrays = files.smpl_pickle(tmp_path), made("smpl").arrays
    space = texture_space(arrays)
    random = np.random.default_rng(3)
    order = random.permutation(len(arrays["f"]))
    turned = np.stack([np.roll(np.arange(3), k) for k in random.integers(0, 3, len(order))])
    (tmp_path / "smpl_uv.obj").write_text(
        "".join(f"v {x} {y} {z}\n" for x, y, z in arrays["v_template"])
        + "".join(f"vt {u} {v}\n" for u, v in space["vt"])
        + "".join(
            "f " + " ".join(f"{arrays['f'][face, k] + 1}/{space['ft'][face, k] + 1}/1" for k in turn) + "\n"
            for face, turn in zip(order, turned, strict=True)
        )
    )
    model = read_one(path)
    np.testing.assert_array_equal(model.uv_faces, space["ft"])
    np.testing.assert_allclose(model.uvs, space["vt"], atol=1e-6)


def test_ict_folder(tmp_path: Path) -> None:
    folder = files.ict_folder(tmp_path / "FaceXModel")
    model = read_one(folder)
    assert model.name == "ict" and model.licence == "MIT"
    assert model.expression_names == files.ICT_EXPRESSIONS
    assert model.shape_names == ("identity000", "identity001", "identity002", "identity003")
    jaw = read_obj_vertices(folder / "jawOpen.obj")
    moved = model.template + model.expression_basis[..., model.expression_names.index("jawOpen")]
    np.testing.assert_allclose(moved, jaw, atol=1e-5)
    assert model.uvs is not None and model.extras["landmark_vertices"].shape == (68,)


def test_ict_by_its_neutral_head_is_its_folder(tmp_path: Path) -> None:
    folder = files.ict_folder(tmp_path / "FaceXModel")
    finds = find_published([folder / "generic_neutral_mesh.obj"], TINY)
    assert [model.name for model in finds.models] == ["ict"] and not finds.beside and not finds.passed_over


def read_obj_vertices(path: Path) -> np.ndarray:
    return np.array([line.split()[1:] for line in path.read_text().splitlines() if line.startswith("v ")], float)


def test_a_folder_of_everything(tmp_path: Path) -> None:
    """All at once, each with what is its own; what is none of it is told, and a double counts once."""
    for sex in files.SMPL_FILES:
        files.smpl_pickle(tmp_path, sex)
    files.smpl_npz(tmp_path, shapes=30)
    files.smpl_uv(tmp_path)
    (tmp_path / "smplx").mkdir()
    files.smplx_npz(tmp_path / "smplx")
    for edition in files.FLAME_FILES:
        files.flame_pickle(tmp_path, edition)
    files.flame_landmarks(tmp_path, 200)
    files.smal_pickle(tmp_path)
    files.ict_folder(tmp_path / "FaceXModel")
    (tmp_path / "readme.txt").write_text("Thank you for downloading.")
    (tmp_path / "poses.pkl").write_bytes(b"\x80\x02]q\x00K\x01a.")
    finds = find_published([tmp_path], TINY)
    models = {model.name: model for model in finds.read()}
    assert set(models) == {
        "smpl-neutral", "smpl-female", "smpl-male", "smplx-neutral", "flame-2020", "flame-2023", "flame-2023-open",
        "smal", "ict",
    }  # fmt: skip
    assert models["smpl-neutral"].shape_basis.shape[2] == 30, "the file with more shapes counts"
    assert models["smpl-female"].uvs is not None and models["smal"].uvs is None
    assert "landmark_faces" in models["flame-2020"].extras and "landmark_faces" not in models["smal"].extras
    assert [name for name, _ in finds.passed_over] == ["basicmodel_neutral_lbs_10_207_0_v1.1.0.pkl"]


def test_nothing_is_imported_for_a_pickle(tmp_path: Path) -> None:
    before = set(sys.modules)
    read_published([files.smal_pickle(tmp_path)], TINY)
    assert not {name.split(".")[0] for name in set(sys.modules) - before} & {"chumpy", "scipy", "pickle"}


@pytest.mark.parametrize("family", ["smpl", "smplx", "flame", "smal"])
def test_published_counts(tmp_path: Path, family: str) -> None:
    """What the publishers' files have is taken without a word, and the same with another count is not."""
    maker = {
        "smpl": files.smpl_pickle, "smplx": files.smplx_npz, "flame": files.flame_pickle, "smal": files.smal_pickle
    }[family]  # fmt: skip
    path = maker(tmp_path, vertices=VERTICES[family], shapes=10)
    (model,) = read_published([path])
    assert len(model.template) == VERTICES[family]
    path = maker(tmp_path, vertices=VERTICES[family] + 1, shapes=10)
    with pytest.raises(BadFile, match=f"{VERTICES[family] + 1} vertices.* has {VERTICES[family]} vertices"):
        read_published([path])
