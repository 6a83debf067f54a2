"""Words become poses through the job: sides hold, what cannot be placed is told, bad input is refused."""

import dataclasses

import numpy as np
import pytest
import torch
from toy_avatar import toy_avatar
from toy_context import ToyContext

from backend.capabilities.pose import jobs, ways
from backend.capabilities.pose.jobs import run_pose
from backend.motion.features import Skeleton
from backend.motion.poses.mannequin import JOINT_OF, pose_of_swing, swing_of_pose
from backend.motion.poses.model import PoseModel, apart, load_pose_model, save_pose_model
from backend.motion.poses.nets import CUES, LATENT, PoseFlow, PosePrior, PoseRanker
from backend.protocol.change_file import load_change, save_change
from backend.protocol.changes import PosesResult
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.requests import Base, PoseRequest
from backend.words.vectors import word_vectors
from rigging.motion import posed_matrices

AVATAR = toy_avatar()
ON = {"base": Base(avatar=AVATAR), "preview_size": 0}
ARM, LEG = ("Collar", "Shldr", "ForeArm", "Hand"), ("Buttock", "Thigh", "Shin", "Foot")
TRUNK = ("hip", "abdomen", "chest", "neck", "head")
NAMES = (*TRUNK, *(side + part for limb in (ARM, LEG) for side in "rl" for part in limb))
PARENTS = (-1, 0, 1, 2, 3, 2, 5, 6, 7, 2, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    skeleton = Skeleton(NAMES, PARENTS, 0.2 * torch.randn(21, 3), 0.1 * torch.randn(2, 3))
    told = word_vectors().width + len(CUES)
    nets = PosePrior(21, 32), PoseFlow(told, 16), PoseRanker(told - len(CUES), 21, 32)
    for net in nets:
        net.eval().requires_grad_(False)
    return PoseModel(skeleton, *nets, torch.randn(40, LATENT), ("dance", "walk", "golf"))


@pytest.fixture
def context(tmp_path, monkeypatch, model):
    monkeypatch.setattr(jobs, "load_pose_model", lambda: model)
    monkeypatch.setattr(ToyContext, "warm", {})
    return ToyContext(tmp_path / "job")


def heads(result, index=0):
    rest = AVATAR.rig.rest_matrices.astype(float)
    posed = posed_matrices(
        AVATAR.rig.parents, rest, result.rotations[index : index + 1], result.root_translation[index : index + 1]
    )
    return {name.removeprefix("mixamorig:"): at for name, at in zip(result.bone_names, posed[0, :, :3, 3], strict=True)}


def test_what_the_words_say_holds_in_every_candidate(context, tmp_path):
    result = run_pose(PoseRequest(prompt="sitting cross-legged, left arm raised", candidates=4, **ON), context)
    assert 2 <= len(result.names) <= 4 and not context.warnings
    for index in range(len(result.names)):
        at = heads(result, index)
        assert at["LeftHand"][2] > at["Head"][2] > at["RightHand"][2]
        assert at["Hips"][2] < 0.35 * AVATAR.rig.rest_matrices[0, 2, 3] + 0.1
    apart_by = np.abs(result.rotations[0] - result.rotations[1]).max()
    assert apart_by > 0.02
    save_change(tmp_path / "change.npz", result)
    again = load_change(tmp_path / "change.npz")
    assert isinstance(again, PosesResult) and np.array_equal(again.rotations, result.rotations)
    same = run_pose(PoseRequest(prompt="sitting cross-legged, left arm raised", candidates=4, **ON), context)
    assert np.array_equal(same.rotations, result.rotations)


def test_words_that_no_rule_knows_rank_the_codebook_and_limbs_still_hold(context):
    result = run_pose(PoseRequest(prompt="golf, right arm raised", candidates=3, **ON), context)
    assert len(result.names) >= 1
    result = run_pose(PoseRequest(prompt="walk, glorping, right arm raised", candidates=3, **ON), context)
    assert heads(result)["RightHand"][2] > heads(result)["Head"][2]
    assert result.report["not_placed"].keys() == {"glorping"} and "glorping" in context.warnings[0]


def test_the_ways_of_avatarclip_are_scored_by_the_encoder(context, monkeypatch):
    monkeypatch.setattr(ways, "LOOKED_AT", 4)
    monkeypatch.setattr(ways, "DRAWN", 4)

    def made(way, steps=2):
        result = run_pose(PoseRequest(prompt="dance", way=way, candidates=2, steps=steps, seed=3, **ON), context)
        scores = [each["score"] for each in result.report["poses"]]
        assert scores == sorted(scores, reverse=True) and np.isfinite(result.rotations).all()
        assert all(name.split()[1] == way for name in result.names)
        return result, scores[0]

    for way in ("codebook", "flow"):
        first, again = made(way)[0], made(way)[0]
        assert np.array_equal(first.rotations, again.rotations)
        assert len(first.names) == 2 and np.abs(first.rotations[0] - first.rotations[1]).max() > 0.05
    for way in ("latent", "pose"):
        assert made(way, 15)[1] > made(way, 1)[1], way


def test_a_rig_alone_can_pose_and_pictures_are_of_another_figure(context, monkeypatch):
    monkeypatch.setattr(jobs, "plain_figure", lambda context: toy_avatar(scale=0.7))
    rig = dataclasses.replace(AVATAR.rig, weights=np.zeros((0, 4), np.float32), bone_indices=np.zeros((0, 4), np.int32))
    result = run_pose(PoseRequest(prompt="kneeling", rig=rig, candidates=2, preview_size=0), context)
    assert result.bone_names == AVATAR.rig.bone_names and not result.pictures
    shown = PoseRequest(prompt="kneeling", rig=rig, candidates=2, preview_size=32)
    pictures = run_pose(shown, context).pictures
    assert pictures["pose_1"].shape == (64, 32, 3) and pictures["pose_1"].std() > 5.0


@pytest.mark.parametrize("prompt", ["", "   ", "glorping blorp"])
def test_words_without_a_pose_are_refused(context, prompt):
    with pytest.raises(BadRequest) as caught:
        run_pose(PoseRequest(prompt=prompt, **ON), context)
    assert caught.value.hint


def test_an_avatar_that_is_no_person_is_refused(context):
    bones = tuple(f"bone{n}" for n in range(len(AVATAR.rig.bone_names)))
    parents = np.arange(-1, len(bones) - 1, dtype=np.int32)
    strange = dataclasses.replace(AVATAR, rig=dataclasses.replace(AVATAR.rig, bone_names=bones, parents=parents))
    with pytest.raises(BadRequest, match="skeleton"):
        run_pose(PoseRequest(prompt="waving", base=Base(avatar=strange), preview_size=0), context)


def test_poses_go_to_joints_and_back(model):
    turns = model.prior.decode(torch.randn(1, LATENT))[0].numpy()
    swing = swing_of_pose(model.skeleton, turns)
    assert set(JOINT_OF.values()) <= set(swing)
    again = swing_of_pose(model.skeleton, pose_of_swing(model.skeleton, swing))
    # the same but for the heading
    turn = again["Hips"] @ swing["Hips"].T
    assert np.allclose(turn[2], (0.0, 0.0, 1.0), atol=1e-5)
    for joint, own in swing.items():
        if joint != "Chest":
            assert np.allclose(turn @ own, again[joint], atol=1e-4), joint


def test_the_codebook_rule_keeps_poses_apart():
    poses = torch.tensor([[0.0, 0.0], [0.05, 0.05], [0.2, 0.2], [1.0, 1.0]])
    assert apart(poses, [0, 1, 2, 3], 3) == [0, 2, 3] and apart(poses, [1, 0, 3, 2], 2) == [1, 3]


def test_a_flow_is_its_own_inverse_and_a_model_comes_back(model, tmp_path):
    told, noise = torch.randn(5, word_vectors().width + len(CUES)), torch.randn(5, LATENT)
    flow = PoseFlow(told.shape[1], 16)
    for block in flow.scale:
        torch.nn.init.normal_(block[-2].weight, std=0.1)
    drawn = flow.sample(noise, told)
    exact = torch.autograd.functional.jacobian(lambda z: flow.sample(z[None], told[:1])[0], noise[0])
    wanted = -0.5 * (noise[0] ** 2).sum() - torch.linalg.slogdet(exact)[1]
    assert float(flow.density(drawn[:1], told[:1])[0].detach()) == pytest.approx(float(wanted.detach()), abs=1e-2)
    save_pose_model(model, tmp_path / "poses.safetensors")
    again = load_pose_model(tmp_path / "poses.safetensors")
    assert again.words == model.words and torch.allclose(again.codes, model.codes, atol=1e-2)
    with pytest.raises(NotAvailable):
        load_pose_model(tmp_path / "none.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"no model")
    with pytest.raises(BadFile):
        load_pose_model(tmp_path / "bad.safetensors")
