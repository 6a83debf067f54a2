"""Figures of bodies unlike Anny: joints by regression, a head alone, no masks, key ranges of their own."""

import dataclasses

import numpy as np
import pytest
import torch
from toy_context import ToyContext

from backend.body import load_body, parameter_vector
from backend.capabilities.shape.jobs import run_shape
from backend.capabilities.shape.live import run_live_shape
from backend.figure.rig import rigged
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Figure, LiveShapeRequest, Look, ShapeRequest
from backend.protocol.sound_results import check_result
from rigging.bone_axes import SHOULDER_LIFT, rest_axes
from rigging.skeletons import HUMANOID_REQUIRED, skeleton_of

PERSON = Figure(body="toy-smpl", texture_size=256, preview_size=0)
HEAD = Figure(body="toy-flame", texture_size=256, preview_size=0)


@pytest.fixture
def made(tmp_path):
    def make(figure, **sliders):
        return run_shape(ShapeRequest(sliders=sliders, figure=figure), ToyContext(tmp_path)).avatar

    return make


def place(rig, name):
    return rig.rest_matrices[rig.bone_names.index(name), :3, 3]


@pytest.mark.parametrize("pose", ["t", "a"])
@pytest.mark.parametrize("shape", [{}, {"beta_0": 5.0, "beta_3": -5.0, "beta_4": 5.0}])
def test_a_person_gets_mixamos_bones_as_far_as_it_has_them(made, pose, shape):
    avatar = made(dataclasses.replace(PERSON, rest_pose=pose), **shape)
    rig, skeleton = avatar.rig, skeleton_of("mixamo", avatar.rig.bone_names)
    assert len(rig.bone_names) == 25 and set(HUMANOID_REQUIRED) <= set(skeleton.humanoid)
    assert np.allclose(rig.rest_matrices[:, :3, :3], rest_axes(skeleton, pose), atol=1e-6)
    arm = np.stack([place(rig, f"mixamorig:Left{bone}") for bone in ("Arm", "ForeArm", "Hand")])
    along = np.diff(arm, axis=0) / np.linalg.norm(np.diff(arm, axis=0), axis=1, keepdims=True)
    assert np.allclose(along, (1, 0, 0) if pose == "t" else (0.5**0.5, 0, -(0.5**0.5)), atol=1e-5)
    top = place(rig, "mixamorig:HeadTop_End")
    assert top[2] == pytest.approx(avatar.mesh.vertices[:, 2].max(), abs=0.02), "the head ends at the crown"


def test_a_joint_that_the_skeleton_does_not_have_is_part_of_the_one_above(made):
    rig = made(PERSON).rig
    own = load_body("toy-smpl").rigs["smpl"]
    both = own.weights[:, [own.bone_names.index(f"left_{name}") for name in ("wrist", "hand")]].sum(dim=1).numpy()
    hand = rig.bone_names.index("mixamorig:LeftHand")
    assert np.allclose(np.where(rig.bone_indices == hand, rig.weights, 0.0).sum(axis=1), both, atol=1e-6)
    for row, weights in zip(rig.bone_indices, rig.weights, strict=True):
        assert len(set(row[weights > 0])) == (weights > 0).sum(), "no bone stands twice in a row"


def test_the_rest_pose_has_the_offsets_of_its_pose():
    body = load_body("toy-smpl")
    plain = dataclasses.replace(body, rigs={"smpl": dataclasses.replace(body.rigs["smpl"], pose_correctives=None)})
    with torch.inference_mode():
        (t, *_), (a, *_), (a_plain, *_) = (
            rigged(b, parameter_vector(b, {}), "standard", pose) for b, pose in ((body, "t"), (body, "a"), (plain, "a"))
        )
        still = rigged(plain, parameter_vector(plain, {}), "standard", "t")[0]
    assert np.allclose(t, still, atol=1e-4), "it stands in the T-pose as it is, so hardly anything is added"
    ring = body.rigs["smpl"].head_regressor[16].numpy() > 0
    assert body.rigs["smpl"].bone_names[16] == "left_shoulder"
    lifted = np.linalg.norm(a - a_plain, axis=1)
    turn = np.pi / 4 - SHOULDER_LIFT  # the collar bone does its part of the 45 degrees
    # half the ring's weight is on the arm, so that it is lifted along the mean of both bones' frames
    assert np.allclose(lifted[ring], 0.02 * (1 - np.cos(turn)) * np.cos(turn / 2), atol=1e-4)


def test_a_head_gets_a_heads_rig_and_keys_with_ranges_of_their_own(made):
    avatar = made(HEAD, expression_0=-3.0, eyelid_left=1.0)
    assert (avatar.rig.kind, avatar.rig.bone_names) == ("head", ("Neck", "Head", "Jaw", "LeftEye", "RightEye"))
    assert place(avatar.rig, "LeftEye")[0] > 0 > place(avatar.rig, "RightEye")[0]
    keys = avatar.shape_keys
    assert dict(zip(keys.names, keys.values.tolist(), strict=True))["expression_0"] == -3.0
    assert dict(zip(keys.names, keys.ranges, strict=True)) == {
        name: (0.0, 1.0) if "eyelid" in name else (-4.0, 4.0) for name in keys.names
    }
    neutral = made(HEAD)
    assert np.array_equal(neutral.mesh.vertices, avatar.mesh.vertices), "the mesh has a still face"


def test_the_clip_takes_each_key_to_both_ends_of_its_range_and_the_jaw_open(made):
    avatar = made(dataclasses.replace(HEAD, clip="rom"), expression_1=1.5)
    curves, keys = avatar.motion.shape_key_curves, avatar.shape_keys
    assert np.allclose(curves.max(axis=0), keys.most) and np.allclose(curves.min(axis=0), keys.least)
    assert np.allclose(curves[[0, -1]], keys.values)
    jaw = avatar.motion.rotations[:, avatar.rig.bone_names.index("Jaw")]
    assert np.degrees(2 * np.arccos(np.abs(jaw[:, 0]).min())) == pytest.approx(25.0, abs=0.1)
    still = avatar.motion.rotations[:, avatar.rig.bone_names.index("Neck"), 0]
    assert np.abs(still).min() < 0.99, "the neck has its turn too"


@pytest.mark.parametrize("figure", [PERSON, HEAD])
def test_the_live_mesh_is_the_final_mesh(made, tmp_path, figure):
    sliders = {p.name: 0.4 * p.maximum for p in load_body(figure.body).parameters}
    for pose in ("t", "a"):
        posed = dataclasses.replace(figure, rest_pose=pose)
        live = run_live_shape(LiveShapeRequest(sliders=sliders, figure=posed), ToyContext(tmp_path))
        assert np.allclose(live.vertices, made(posed, **sliders).mesh.vertices, atol=1e-5)


@pytest.mark.parametrize("figure", [PERSON, HEAD])
def test_the_result_is_sound_and_its_pictures_show_it_large(tmp_path, figure):
    request = ShapeRequest(figure=dataclasses.replace(figure, preview_size=96))
    result = run_shape(request, ToyContext(tmp_path))
    check_result(result)
    backdrop = result.preview[:, :96].reshape(-1, 3)[0]
    for left in range(0, 3 * 98, 98):
        rows = (np.abs(result.preview[:, left : left + 96].astype(int) - backdrop).max(axis=2) > 20).any(axis=1)
        assert rows.sum() > 80, "the figure fills the height of each picture"
    assert "waist" not in result.report["measurements"]
    assert ("mass" in result.report["measurements"]) == (figure is PERSON)


def test_own_bones_have_identity_rest_orientations(made):
    rig = made(dataclasses.replace(PERSON, skeleton="own")).rig
    assert rig.kind == "smpl" and len(rig.bone_names) == 24
    assert np.array_equal(rig.rest_matrices[:, :3, :3], np.broadcast_to(np.eye(3), (24, 3, 3)))


def test_what_a_body_cannot_have_is_told_before_any_work(made):
    with pytest.raises(BadRequest, match="Choose from: standard, head, own"):
        made(dataclasses.replace(HEAD, skeleton="mixamo"))
    with pytest.raises(BadRequest, match="no clip for a body's own bones"):
        made(Figure(body="toy", clip="rom", texture_size=256, preview_size=0))
    assert made(Figure(body="toy", texture_size=256, preview_size=0)).rig.kind == "toy", "its own bones, unasked"


def test_colours_that_a_body_without_masks_cannot_show_are_told(tmp_path):
    def told(look):
        return run_shape(ShapeRequest(figure=HEAD, look=look), ToyContext(tmp_path)).report["warnings"]

    assert told(Look()) == [] and told(Look(skin_tone=0.9)) == []
    (sentence,) = told(Look(hair_colour=(0.8, 0.1, 0.1), suit_colour=(0.0, 0.0, 0.0)))
    assert "toy-flame" in sentence and "hair" in sentence and "suit" in sentence and "eye" not in sentence
