"""The rig half of an avatar on the real body: standard rest pose, the same axes for every shape, skin that follows."""

import numpy as np
import pytest
import torch

from backend.body import expression_offsets, joints, load_body, parameter_vector, rest_shape
from backend.figure.rig import rigged, stand
from backend.protocol.errors import BadRequest
from backend.protocol.sliders import ARKIT_52
from rigging.bone_axes import rest_axes
from rigging.skeletons import SKELETONS

SHAPES = {
    "default": {},
    "strong": {"gender": 0.0, "muscle": 1.0, "height": 1.0, "age": 0.67},
    "heavy": {"gender": 1.0, "weight": 1.0, "age": 0.67},
    "child": {"age": 0.33},
    "newborn": {"age": 0.0},
    "old": {"age": 1.0, "weight": 0.1, "mouthSmileLeft": 0.8},
}


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def made(body):
    with torch.inference_mode():
        return {
            (name, pose): rigged(body, parameter_vector(body, sliders), "mixamo", pose)
            for name, sliders in SHAPES.items()
            for pose in ("t", "a")
        }


def heads(rig, *names):
    return np.stack([rig.rest_matrices[rig.bone_names.index(f"mixamorig:{name}"), :3, 3] for name in names])


@pytest.mark.parametrize("shape", SHAPES)
def test_t_pose_of_every_shape(made, shape):
    vertices, rig, _ = made[shape, "t"]
    assert np.isfinite(vertices).all() and vertices[:, 2].min() == pytest.approx(0.0, abs=1e-6)
    assert rig.bone_names == SKELETONS["mixamo"].names and len(rig.bone_names) == 65
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        arm = heads(rig, f"{side}Arm", f"{side}ForeArm", f"{side}Hand")
        assert np.ptp(arm[:, 1]) < 1e-5 and np.ptp(arm[:, 2]) < 1e-5
        # the mesh goes along: the outermost vertices are fingertips at the height of the arm
        tips = vertices[np.argsort(sign * vertices[:, 0])[-40:]]
        assert np.abs(tips[:, 2] - arm[0, 2]).max() < 0.04 * vertices[:, 2].max()
        tip = heads(rig, f"{side}HandMiddle4")[0]
        assert np.linalg.norm(vertices - tip, axis=1).min() < 0.012 * vertices[:, 2].max()
    toes, ankle = heads(rig, "LeftToe_End", "LeftFoot")
    assert toes[1] < ankle[1] and toes[2] < ankle[2]


def test_bone_axes_are_those_of_the_table_for_every_shape(made):
    for (_, pose), (_, rig, _) in made.items():
        assert np.allclose(rig.rest_matrices[:, :3, :3], rest_axes(SKELETONS["mixamo"], pose), atol=1e-6)


def test_weights_are_four_descending_and_none_on_leaves(made):
    _, rig, _ = made["default", "t"]
    assert rig.weights.shape[1] == 4 and np.allclose(rig.weights.sum(axis=1), 1.0, atol=1e-6)
    assert (np.diff(rig.weights, axis=1) <= 0).all()
    leaves = {k for k, bone in enumerate(SKELETONS["mixamo"].bones) if bone.leaf}
    used = set(np.unique(rig.bone_indices[rig.weights > 0]).tolist())
    assert not used & leaves
    assert len(used) == 52


def test_each_vertex_hangs_mostly_on_a_bone_near_it(made):
    vertices, rig, _ = made["default", "t"]
    start = rig.rest_matrices[:, :3, 3][rig.bone_indices[:, 0]]
    along = rig.rest_matrices[:, :3, 1][rig.bone_indices[:, 0]] * rig.lengths[rig.bone_indices[:, 0], None]
    share = np.clip(((vertices - start) * along).sum(1) / (along**2).sum(1), 0, 1)
    distance = np.linalg.norm(vertices - start - share[:, None] * along, axis=1)
    assert np.percentile(distance, 99) < 0.25


def test_only_turns_no_stretching_of_edges_far_from_joints(body, made):
    vertices, _, _ = made["default", "t"]
    with torch.inference_mode():
        native = rest_shape(body, parameter_vector(body, {}))[0].numpy()
    faces = body.faces.numpy()
    before = np.linalg.norm(native[faces[:, 0]] - native[faces[:, 1]], axis=1)
    after = np.linalg.norm(vertices[faces[:, 0]] - vertices[faces[:, 1]], axis=1)
    ratio = after / np.maximum(before, 1e-6)
    assert np.median(ratio) == pytest.approx(1.0, abs=0.01)
    assert np.percentile(ratio, 1) > 0.5 and np.percentile(ratio, 99) < 1.6


def test_the_expression_stays_out_of_the_mesh_and_the_keys_are_turned_with_the_head(body, made):
    smiling = {"age": 1.0, "weight": 0.1}
    with torch.inference_mode():
        parameters = parameter_vector(body, smiling)
        vertices, _, offsets = rigged(body, parameters, "mixamo", "t")
        wanted = expression_offsets(body, parameters).numpy()
    assert np.array_equal(made["old", "t"][0], vertices)
    assert offsets.shape == (len(ARKIT_52), len(vertices), 3) and offsets.dtype == np.float32
    # the head does not turn on the way to the T-pose
    assert np.allclose(offsets, wanted, atol=2e-5)


@pytest.mark.parametrize("pose", ["t", "a"])
def test_the_live_mesh_is_the_final_mesh(body, made, pose):
    for name in ("default", "heavy"):
        with torch.inference_mode():
            parameters = parameter_vector(body, SHAPES[name])
            stance = stand(body, parameters, "mixamo", pose)
            assert torch.equal(stance.native, rest_shape(body, parameters))
        assert np.allclose(stance.vertices[0].numpy(), made[name, pose][0], atol=1e-5)


def test_the_bodys_own_skeleton_of_104_bones(body):
    with torch.inference_mode():
        vertices, rig, _ = rigged(body, parameter_vector(body, {}), "anny", "t")
        own = joints(body, "anny", parameter_vector(body, {}))[0][0].numpy()
    names = body.rigs["anny"].bone_names
    native, found = (
        np.linalg.norm(places[names.index("lowerarm01.L")] - places[names.index("upperarm01.L")])
        for places in (own, rig.rest_matrices[[rig.bone_names.index(name) for name in names], :3, 3])
    )
    assert found == pytest.approx(native, abs=1e-5)
    assert len(rig.bone_names) == 104 and (rig.lengths > 0.003).all()
    arm = rig.rest_matrices[[rig.bone_names.index(f"{b}.L") for b in ("upperarm01", "lowerarm01", "wrist")], :3, 3]
    assert np.ptp(arm[:, 1]) < 1e-5 and np.ptp(arm[:, 2]) < 1e-5
    assert vertices[:, 2].min() == pytest.approx(0.0, abs=1e-6)


def test_an_unknown_skeleton_is_named(body):
    with pytest.raises(BadRequest, match="Choose from: standard, anny, mixamo, own"):
        rigged(body, parameter_vector(body, {}), "biped", "t")
