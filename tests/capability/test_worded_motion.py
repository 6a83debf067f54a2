"""Words become a clip of an avatar: the job, its choices, what is told, and what is refused."""

import dataclasses
import functools
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from small_model import small_model
from toy_avatar import toy_avatar
from toy_context import ToyContext

from backend.capabilities.motion.worded import maker
from backend.capabilities.motion.worded.gestures import layered
from backend.capabilities.motion.worded.jobs import run_motion
from backend.cli import main
from backend.motion.canvas import features_of
from backend.motion.features import ROTATIONS
from backend.motion.model_file import save_model
from backend.protocol.avatar_file import save_avatar
from backend.protocol.change_file import load_change, save_change
from backend.protocol.changes import MotionResult
from backend.protocol.checks import check_request
from backend.protocol.errors import BadRequest, JobCancelled, NotAvailable
from backend.protocol.requests import Base, MotionFile, MotionRequest
from backend.protocol.sound_results import check_result
from rigging.motion import posed_matrices

AVATAR = toy_avatar()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "motion.safetensors"
    save_model(small_model(), path)
    return str(path)


@pytest.fixture
def made(model, tmp_path):
    def run(text, context=None, **more):
        asked = {"base": Base(avatar=AVATAR), "model": model, "preview_size": 0, "tries": 1, **more}
        context = context or ToyContext(tmp_path / "job")
        return run_motion(MotionRequest(text=text, **asked), context)

    return run


def test_words_become_a_clip_with_fingers_and_face_and_what_is_to_be_told(made, tmp_path):
    context = ToyContext(tmp_path / "job")
    text = "an angry man waves, then boxes on a xylophone"
    result = made(text, context, seconds=4.0, preview_size=32, variants=2)
    check_result(result)
    assert result.motion.name == text and len(result.motion.rotations) == pytest.approx(120, abs=3)
    assert result.key_names and set(result.key_names) <= set(AVATAR.shape_keys.names)
    assert result.motion.shape_key_curves[60, result.key_names.index("browDownLeft")] > 0.3
    finger = result.bone_names.index("mixamorig:LeftHandMiddle2")
    angle = 2 * np.degrees(np.arccos(np.clip(np.abs(result.motion.rotations[:, finger, 0]), 0, 1)))
    assert angle[0] < 40 and angle[-1] > 80  # at ease, then a fist
    assert result.report["unknown_words"] == ["xylophone"] and any("xylophone" in told for told in context.warnings)
    assert result.report["words"][0]["known_as"].startswith("angrily")
    assert set(result.pictures) == {"filmstrip", "seed 0", "seed 1"} and result.pictures["seed 1"].shape[0] == 64
    assert context.pictures and context.pictures[0].shape == (96, 8 * 96, 3)
    assert context.fractions == sorted(context.fractions)
    save_change(tmp_path / "change.npz", result)
    again = load_change(tmp_path / "change.npz")
    assert isinstance(again, MotionResult) and again.provenance.request["text"] == text


def test_a_seed_is_a_clip_and_another_is_another(made):
    first, same, other = (made("walks", seed=seed).motion.rotations for seed in (1, 1, 2))
    assert np.array_equal(first, same) and not np.allclose(first, other, atol=1e-2)


def test_a_clip_is_gone_on_with_where_it_ends(made, tmp_path):
    first = made("walks forward", seconds=3.0)
    save_change(tmp_path / "first.npz", first)
    both = made("waves", seconds=3.0, after=MotionFile(file=str(tmp_path / "first.npz")))
    count = len(first.motion.rotations)
    kept = count - 40
    assert len(both.motion.rotations) > count + 60
    assert np.allclose(both.motion.rotations[:kept], first.motion.rotations[:kept], atol=1e-4)
    steps = np.linalg.norm(np.diff(both.motion.root_translation, axis=0), axis=1)
    assert steps[count - 45 : count + 5].max() < 0.15


def test_a_loop_ends_as_it_begins_and_a_path_is_gone(made):
    loop = made("waves", loop=True, seconds=3.0).motion
    assert np.abs(loop.rotations[0] * np.sign((loop.rotations[0] * loop.rotations[-1]).sum(-1, keepdims=True))
                  - loop.rotations[-1]).max() < 1e-3  # fmt: skip
    rig = AVATAR.rig
    for clean in (False, True):
        gone = made("walks", path=(0, 0, 2, 2, 0, 4), clean=clean).motion
        hips = posed_matrices(rig.parents, rig.rest_matrices, gone.rotations, gone.root_translation)[:, 0, :3, 3]
        assert np.abs(hips[-1, :2] - (0.0, -4.0)).max() < 0.3 and hips[:, 0].max() > 1.5, clean


@pytest.fixture
def poses(tmp_path, made):
    """Two poses as a motion of two frames: at rest, and the left arm turned up."""
    change = made("waves", seconds=2.0)
    rotations = np.tile(np.array((1.0, 0, 0, 0), np.float32), (2, len(AVATAR.rig.bone_names), 1))
    arm = AVATAR.rig.bone_names.index("mixamorig:LeftArm")
    rotations[1, arm] = (0.8, 0.0, 0.0, 0.6)
    still = np.zeros((2, 3), np.float32)
    two = dataclasses.replace(change.motion, rotations=rotations, root_translation=still, shape_key_curves=still[:, :0])
    save_change(tmp_path / "poses.npz", dataclasses.replace(change, motion=two, key_names=(), pictures={}))
    return MotionFile(file=str(tmp_path / "poses.npz"))


def test_a_motion_comes_through_poses_at_their_times(made, poses, tmp_path):
    plain, posed = (made("walks", seconds=4.0, clean=False, fps=20, **more).motion.rotations
                    for more in ({}, {"poses": poses, "at": (1.0, 3.0)}))  # fmt: skip
    arm = AVATAR.rig.bone_names.index("mixamorig:LeftArm")
    assert abs(posed[60, arm] @ np.array((0.8, 0, 0, 0.6))) > 0.999 and abs(posed[20, arm, 0]) > 0.999
    assert np.abs(posed[40] - plain[40]).max() < 1e-5
    two = load_change(Path(poses.file))
    half = np.float32(np.sqrt(0.5))
    lying = two.motion.rotations[[0, 0]]
    lying[:, 0] = (half, -half, 0.0, 0.0)  # on the back
    low = np.float32([(0, 0, -0.8)] * 2)
    save_change(
        tmp_path / "lying.npz",
        dataclasses.replace(two, motion=dataclasses.replace(two.motion, rotations=lying, root_translation=low)),
    )
    lain = made(
        "walks", seconds=4.0, clean=False, fps=20, poses=MotionFile(file=str(tmp_path / "lying.npz")), at=(2.0,)
    )
    rig = AVATAR.rig
    world = posed_matrices(rig.parents, rig.rest_matrices, lain.motion.rotations, lain.motion.root_translation)
    head = rig.bone_names.index("mixamorig:Head")
    assert abs(world[40, head, 2, 3] - world[40, 0, 2, 3]) < 0.1, "the head is as low as the hips"
    assert lain.motion.root_translation[40, 2] == pytest.approx(-0.8, abs=0.01)
    with pytest.raises(BadRequest, match="3 times are said for 2 poses"):
        made("walks", poses=poses, at=(1.0, 2.0, 3.0))


def test_a_pose_that_is_held_is_one_pose(made, poses, tmp_path):
    """`galatea pose` gives it as a clip of two equal frames."""
    two = load_change(Path(poses.file))
    held = dataclasses.replace(two.motion, rotations=two.motion.rotations[[1, 1]])
    save_change(tmp_path / "held.npz", dataclasses.replace(two, motion=held))
    file = MotionFile(file=str(tmp_path / "held.npz"))
    motion = made("walks", seconds=3.0, clean=False, fps=20, poses=file, at=(1.5,)).motion
    arm = AVATAR.rig.bone_names.index("mixamorig:LeftArm")
    assert abs(motion.rotations[30, arm] @ held.rotations[0, arm]) > 0.98


@pytest.mark.parametrize("way", ["poses", "between"])
def test_the_ways_of_poses(made, poses, way, tmp_path):
    first, same = (made("somebody", way=way, poses=poses, seconds=2.0, seed=1) for _ in range(2))
    check_result(first)
    assert len(first.motion.rotations) == 59 and np.array_equal(first.motion.rotations, same.motion.rotations)
    with pytest.raises(BadRequest, match="No poses are named"):
        made("somebody", way=way)


def test_the_clip_term_sees_the_avatar_and_its_words(made, poses, monkeypatch):
    monkeypatch.setattr(maker, "optimised", functools.partial(maker.optimised, steps=3))
    blind, seen = (made("waves", way="poses", poses=poses, seconds=2.0, clip_weight=much).motion for much in (0.0, 1.0))
    assert np.isfinite(seen.rotations).all() and np.abs(seen.rotations - blind.rotations).max() > 1e-5
    with pytest.raises(BadRequest, match="CLIP term is one of the way"):
        made("waves", clip_weight=0.1)
    with pytest.raises(BadRequest, match="no file of weights"):
        made("waves", way="poses", poses=poses, clip_weight=0.1, encoder="NoSuch=/no/file.pt")


def test_a_rig_alone_moves_with_the_face_keys_that_it_has(made):
    bare = dataclasses.replace(
        AVATAR.rig, weights=np.zeros((0, 4), np.float32), bone_indices=np.zeros((0, 4), np.int32)
    )
    result = made("a happy man walks", base=None, rig=bare, face_keys=("mouthSmileLeft",), variants=2)
    assert result.pictures["seed 1"].shape == (96, 768, 3)
    assert result.key_names == ("mouthSmileLeft",) and result.bone_names == AVATAR.rig.bone_names


REFUSED = {
    "nothing": ({"text": "  "}, "empty|no movement|text"),
    "no movement": ({"text": "xylophone"}, "no movement"),
    "an hour": ({"text": "walks", "seconds": 3600.0}, "seconds"),
    "a path of one point": ({"text": "walks", "path": (1.0, 2.0)}, "two numbers a point"),
    "a path for nobody": ({"text": "waves", "path": (0.0, 0.0, 1.0, 1.0)}, "goes anywhere"),
    "no such step": ({"text": "walks", "steps": ("fly",)}, "no step 'fly'"),
    "no such model": ({"text": "walks", "model": "/no/motion.safetensors"}, "no file"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_done_is_told(made, kind):
    asked, told = REFUSED[kind]
    with pytest.raises(BadRequest, match=told) as error:
        made(**asked)
    assert error.value.hint


def test_a_motion_or_poses_of_another_body_are_told(made, tmp_path):
    own = made("walks", seconds=2.0)
    other = dataclasses.replace(own, bone_names=tuple(f"other {name}" for name in own.bone_names))
    fewer = dataclasses.replace(
        own,
        bone_names=own.bone_names[:-1],
        motion=dataclasses.replace(own.motion, rotations=own.motion.rotations[:, :-1]),
    )
    for at, each in enumerate((other, fewer)):
        save_change(tmp_path / f"{at}.npz", each)
    with pytest.raises(BadRequest, match="another skeleton") as error:
        made("walks", after=MotionFile(file=str(tmp_path / "0.npz")))
    assert "retarget" in error.value.hint
    with pytest.raises(BadRequest, match="another skeleton"):
        made("walks", way="poses", poses=MotionFile(file=str(tmp_path / "1.npz")))


def test_an_avatar_that_is_no_person_and_one_without_bones(made):
    none = np.zeros((0, 4), np.float32)
    bare = dataclasses.replace(
        AVATAR.rig, bone_names=(), parents=np.zeros(0, np.int32), rest_matrices=np.zeros((0, 4, 4), np.float32),
        lengths=np.zeros(0, np.float32), weights=none, bone_indices=none.astype(np.int32),
    )  # fmt: skip
    with pytest.raises(BadRequest, match="no armature"):
        made("walks", base=None, rig=bare)
    rig = dataclasses.replace(
        AVATAR.rig, bone_names=tuple(f"b{n}" for n in range(65)), parents=np.array([-1, *[0] * 64])
    )
    with pytest.raises(BadRequest, match="cannot take a motion"):
        made("walks", base=Base(avatar=dataclasses.replace(AVATAR, rig=rig)))


def test_without_its_model_it_says_so_in_a_sentence(made, monkeypatch):
    from backend.capabilities.motion.worded import jobs

    monkeypatch.setattr(jobs, "BUNDLED", ("motion", "none.safetensors"))
    with pytest.raises(NotAvailable, match="not there") as error:
        made("walks", model="")
    assert "galatea train motion" in error.value.hint


def test_it_can_be_cancelled_while_it_is_made(made, tmp_path):
    with pytest.raises(JobCancelled):
        made("walks for 20 seconds", ToyContext(tmp_path / "stopped", cancel_at=0.2))


def test_the_command(model, tmp_path):
    save_avatar(tmp_path / "avatar.npz", AVATAR)
    out = tmp_path / "out"
    on = ["--avatar", str(tmp_path / "avatar.npz"), "--model", model, "--tries", "1", "--preview-size", "24"]
    assert main(["motion", "an old man limps forward, then waves", "--seconds", "3", *on, "--out", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == {"change.npz", "request.json", "report.json", "filmstrip.png"}
    told = json.loads((out / "request.json").read_text())
    assert told["type"] == "motion" and told["seconds"] == 3
    check_request(MotionRequest(text="walks"))


def test_what_hands_do_on_the_way_is_theirs_alone():
    model = small_model()
    walk, wave = (
        features_of(model, torch.randn(1, 10, 32, generator=torch.Generator().manual_seed(n)))[0] for n in (1, 2)
    )
    mask = torch.zeros(40, 2)
    mask[16:, 0] = 1.0
    both = layered(model.skeleton, walk, wave, mask)
    six, own, other = (each[:, ROTATIONS].unflatten(1, (-1, 6)) for each in (both, walk, wave))
    arm = [model.skeleton.at(f"l{name}") for name in ("Collar", "Shldr", "ForeArm", "Hand")]
    rest = [at for at in range(21) if at not in arm]
    assert torch.equal(six[:, rest], own[:, rest]) and torch.equal(
        both[:, : ROTATIONS.start], walk[:, : ROTATIONS.start]
    )
    assert torch.allclose(six[32:, arm], other[32:, arm], atol=1e-2) and torch.allclose(
        six[:2, arm], own[:2, arm], atol=1e-2
    )
