"""Our bodies against the library smplx, which those who published the models keep: the same files, the same numbers.

smplx may be used for research alone, so nothing of Galatea depends on it: `make peers` installs it beside the tests.
"""

import contextlib
import io
import pickle

import numpy as np
import pytest
import torch
from published_models import published

from backend.body.published import read_published
from backend.body.published.adapting.adapter import published_body
from backend.body.published.adapting.hands import about, hand_bones, hand_rotations
from backend.body.published.adapting.pose import contour_row, face_points, posed
from tests.published_files import smplx_npz

smplx = pytest.importorskip("smplx", reason="`make peers` was not run, so there is no library smplx to compare with")

COUNT, AT_ONCE = 200, 25
VERTICES = {"smpl": 6890, "smplx": 10475, "flame": 5023}
Y_UP = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""world = Y_UP @ file"""


def files_of(model):
    """The arrays under the names that smplx reads."""
    extras = model.extras
    told = {
        "v_template": model.template,
        "f": model.faces.astype(np.int64),
        "shapedirs": np.concatenate([model.shape_basis, model.expression_basis], axis=2),
        "posedirs": np.moveaxis(model.pose_basis, 0, -1),
        "J_regressor": model.joint_regressor,
        "weights": model.weights,
        "kintree_table": np.stack([model.parents, np.arange(len(model.parents))]).astype(np.int64),
    }
    for side in ("left", "right"):
        if f"hand_mean_{side}" in extras:
            told[f"hands_components{side[0]}"] = extras[f"hand_components_{side}"]
            told[f"hands_mean{side[0]}"] = extras[f"hand_mean_{side}"]
    if "landmark_faces" in extras:
        told["lmk_faces_idx"], told["lmk_bary_coords"] = extras["landmark_faces"], extras["landmark_barycentrics"]
        told["dynamic_lmk_faces_idx"] = extras["contour_faces"]
        told["dynamic_lmk_bary_coords"] = extras["contour_barycentrics"]
    return told


def peer_of(model, folder, **options):
    """The library's module for a model, quietly."""
    told, kind = files_of(model), model.family
    options = {"batch_size": AT_ONCE, "use_face_contour": True, **options}
    with contextlib.redirect_stdout(io.StringIO()):
        if kind == "smplx":
            path = folder / "SMPLX_NEUTRAL.npz"
            np.savez(path, **told)
            return smplx.create(str(path), kind, **options)
        if kind == "smpl":
            return smplx.SMPL("", data_struct=smplx.utils.Struct(**told), **options)
        folder = folder / "flame"
        folder.mkdir()
        np.savez(folder / "FLAME_NEUTRAL.npz", **told)
        static = {"lmk_face_idx": told["lmk_faces_idx"], "lmk_b_coords": told["lmk_bary_coords"]}
        contour = {"lmk_face_idx": told["dynamic_lmk_faces_idx"], "lmk_b_coords": told["dynamic_lmk_bary_coords"]}
        (folder / "flame_static_embedding.pkl").write_bytes(pickle.dumps(static))
        np.save(folder / "flame_dynamic_embedding.npy", np.array(contour, dtype=object), allow_pickle=True)
        return smplx.create(str(folder.parent), kind, ext="npz", **options)


def in_file(points):
    return points @ Y_UP


def turned(pose):
    """(B, J, 3) axis and angle of the file -> (B, J, 3, 3) of the world."""
    return about(pose @ Y_UP.T)


def compared(body, parameters, rotations, theirs):
    """Vertices and joints of both, after ours are put where theirs stand."""
    vertices, joints = posed(body, parameters, rotations)
    count = joints.shape[1]
    ours = in_file(torch.cat([vertices, joints], dim=1))
    other = torch.cat([theirs.vertices, theirs.joints[:, :count]], dim=1)
    # theirs stand as the file's template does, ours on the ground
    away = (other - ours)[:, -count:].mean(dim=1, keepdim=True)
    away[..., [0, 2]] = 0.0
    return float((ours + away - other).detach().abs().max()), vertices, away


def landmarks_apart(body, vertices, neck, away, theirs):
    """The largest difference between the 68 landmarks; theirs have the contour at the end."""
    points = in_file(face_points(body, vertices, contour_row(neck))) + away
    ours = torch.cat([points[:, 17:], points[:, :17]], dim=1)
    return float((ours - theirs.joints[:, -68:]).detach().abs().max())


def draws(body, batches):
    """Random coefficients of shape and expression and random poses, in batches."""
    random = torch.Generator().manual_seed(4)
    rig = next(iter(body.rigs.values()))
    for _ in range(batches):
        parameters = torch.randn(AT_ONCE, len(body.parameters), generator=random)
        yield parameters, 0.4 * torch.randn(AT_ONCE, len(rig.bone_names), 3, generator=random)


@pytest.mark.parametrize("shapes", [10, 300])
def test_smpl_is_theirs(tmp_path, shapes):
    model = published("smpl", VERTICES["smpl"], shapes)
    body, peer = published_body(model), peer_of(model, tmp_path, num_betas=shapes)
    for parameters, pose in draws(body, COUNT // AT_ONCE):
        theirs = peer(betas=parameters, global_orient=pose[:, 0], body_pose=pose[:, 1:].flatten(1))
        assert compared(body, parameters, turned(pose), theirs)[0] < 1e-5


@pytest.mark.parametrize(("components", "flat"), [(0, True), (6, False), (45, True)])
def test_smplx_is_theirs_with_its_fingers_its_face_and_its_landmarks(tmp_path, components, flat):
    model = published("smplx", VERTICES["smplx"])
    body = published_body(model)
    hands = {"use_pca": bool(components), "num_pca_comps": components or 6, "flat_hand_mean": flat}
    peer = peer_of(model, tmp_path, num_betas=300, num_expression_coeffs=100, **hands)
    for parameters, pose in draws(body, COUNT // AT_ONCE):
        rotations, told = turned(pose), {}
        for side, first in (("left", 25), ("right", 40)):
            own = hand_bones(body, side)
            assert own == [*range(first, first + 15)]
            told[f"{side}_hand_pose"] = pose[:, own].flatten(1)
            if components:
                told[f"{side}_hand_pose"] = 2 * pose[:, own].flatten(1)[:, :components]
                rotations[:, own] = hand_rotations(body, side, told[f"{side}_hand_pose"], flat)
        names = ("global_orient", "body_pose", "jaw_pose", "leye_pose", "reye_pose")
        parts = (pose[:, 0], pose[:, 1:22].flatten(1), pose[:, 22], pose[:, 23], pose[:, 24])
        theirs = peer(
            betas=parameters[:, :300], expression=parameters[:, 300:], **dict(zip(names, parts, strict=True)), **told
        )
        difference, vertices, away = compared(body, parameters, rotations, theirs)
        assert difference < 1e-5
        neck = rotations[:, 0]
        for bone in (3, 6, 9, 12):
            neck = neck @ rotations[:, bone]
        assert landmarks_apart(body, vertices, neck, away, theirs) < 1e-5


def test_a_file_that_we_read_is_the_one_that_they_read(tmp_path):
    path = smplx_npz(tmp_path, vertices=VERTICES["smplx"])
    (model,) = read_published([path])
    options = {"batch_size": AT_ONCE, "num_betas": 300, "num_expression_coeffs": 100, "use_face_contour": True}
    with contextlib.redirect_stdout(io.StringIO()):
        peer = smplx.create(str(path), "smplx", use_pca=False, flat_hand_mean=True, **options)
    body = published_body(model)
    for parameters, pose in draws(body, 1):
        names = ("body_pose", "left_hand_pose", "right_hand_pose")
        parts = (pose[:, 1:22].flatten(1), pose[:, 25:40].flatten(1), pose[:, 40:].flatten(1))
        single = {"global_orient": 0, "jaw_pose": 22, "leye_pose": 23, "reye_pose": 24}
        told = {name: pose[:, place] for name, place in single.items()}
        theirs = peer(
            betas=parameters[:, :300], expression=parameters[:, 300:], **dict(zip(names, parts, strict=True)), **told
        )
        assert compared(body, parameters, turned(pose), theirs)[0] < 1e-5


def test_flame_is_theirs_with_jaw_eyes_expression_and_landmarks(tmp_path):
    model = published("flame", VERTICES["flame"])
    body, peer = published_body(model), peer_of(model, tmp_path, num_betas=300, num_expression_coeffs=100)
    for parameters, pose in draws(body, COUNT // AT_ONCE):
        names = ("global_orient", "neck_pose", "jaw_pose", "leye_pose", "reye_pose")
        told = dict(zip(names, pose.unbind(dim=1), strict=True))
        theirs = peer(betas=parameters[:, :300], expression=parameters[:, 300:], **told)
        difference, vertices, away = compared(body, parameters, turned(pose), theirs)
        assert difference < 1e-5
        # theirs asks the root alone how a head of FLAME is turned
        assert landmarks_apart(body, vertices, turned(pose)[:, 0], away, theirs) < 1e-5
