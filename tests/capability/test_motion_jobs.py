"""Motions of others through their jobs and commands: what is read, what is told, what is refused."""

import dataclasses
import json
import os
import pickle

import numpy as np
import pytest
from bvh_text import bvh_text
from toy_avatar import toy_avatar
from toy_context import ToyContext
from walking import named, person, walk

from backend.blender import OWN_PYTHON, FileClips, export_avatar, find_blender
from backend.capabilities.motion.jobs import run_clean_motion, run_import_motion, run_retarget_motion
from backend.capabilities.motion.reading import read_motion
from backend.capabilities.motion.reading.any_file import MOST_BYTES
from backend.cli import main
from backend.commands.clips import as_change
from backend.figure.motions import body_of_rig, motion_result, with_motion
from backend.protocol.avatar_file import save_avatar
from backend.protocol.change_file import load_change, save_change
from backend.protocol.changes import MotionResult
from backend.protocol.errors import BadFile, BadRequest, NotAvailable
from backend.protocol.requests import (
    Base,
    CleanMotionRequest,
    ImportMotionRequest,
    MotionFile,
    RetargetMotionRequest,
)
from backend.protocol.sound_results import check_result
from rigging.clips.clip import Clip
from rigging.clips.retarget import retargeted
from rigging.clips.steps import STEPS, cleaned, read_steps
from rigging.joint_map import joint_map
from rigging.take import deltas

AVATAR = toy_avatar(motion=True)
ON = {"base": Base(avatar=AVATAR), "preview_size": 0}


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path / "job")


@pytest.fixture(scope="module")
def bvh():
    return bvh_text(walk(20))


def imported(path, content, context, **more):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run_import_motion(ImportMotionRequest(file=MotionFile(file=str(path)), **{**ON, **more}), context)


def test_a_file_becomes_a_motion_of_the_avatar_with_what_is_to_be_told(context, tmp_path, bvh):
    result = imported(tmp_path / "Walk 01.bvh", bvh, context, steps=("smooth 0.5", "lock"), preview_size=48)
    check_result(result)
    assert result.motion.name == "Walk 01" and result.motion.fps == pytest.approx(30.0) and not context.warnings
    assert result.avatar_id == AVATAR.avatar_id and result.bone_names == AVATAR.rig.bone_names
    told = result.report
    assert told["map"]["joints"]["LeftUpperArm"] == "left_shoulder" and told["map"]["told_by"].startswith("SMPL")
    assert told["accuracy"]["limbs_off_degrees"]["mean"] < 3.0 and told["clip"]["steps"] == ["smooth 0.5", "lock"]
    strip = result.pictures["filmstrip"]
    assert strip.shape == (96, 8 * 48, 3) and len(np.unique(strip.reshape(-1, 3), axis=0)) > 50
    assert with_motion(AVATAR, result).motion is not None


def test_bytes_that_come_along_are_read_as_a_file_is(context, tmp_path, bvh):
    content = np.frombuffer(bvh.encode(), np.uint8)
    given = MotionFile(file="walk.bvh", content=content)
    result = run_import_motion(ImportMotionRequest(file=given, **ON), context)
    assert result.motion.name == "walk" and "content" not in json.dumps(dict(result.provenance.request))


def rotations_of(take):
    """(N, 24, 3) axis and angle in SMPL's order and axes, of a walk whose bones are turned as the world is."""
    from backend.capabilities.motion.reading.standard import SMPL_ORDER

    out = np.zeros((take.frames, 24, 3))
    for column, name in enumerate(SMPL_ORDER):
        w, x, y, z = take.rotations[:, take.bones.place[name]].T
        axis = np.stack((x, z, -y), axis=1)  # Z up to Y up
        size = np.linalg.norm(axis, axis=1, keepdims=True)
        angle = 2.0 * np.arctan2(size, w[:, None])
        out[:, column] = axis / np.maximum(size, 1e-12) * angle
    return out


@pytest.mark.parametrize("kind", ["amass", "smplx", "video pkl", "matrices pkl", "motion.npy", "body pose", "AIST++"])
def test_files_of_smpl_are_one_motion_however_they_are_written(context, tmp_path, kind):
    take = walk(24)
    pose, way = rotations_of(take), take.travel[:, [0, 2, 1]] * (1.0, 1.0, -1.0)
    path = tmp_path / "file.npz"
    if kind == "amass":  # Z up: the root is turned up, the way with it
        standing = pose.copy()
        standing[:, 0] = (np.pi / 2, 0.0, 0.0)
        poses = np.concatenate((standing[:, :22].reshape(24, -1), np.zeros((24, 90))), axis=1)
        np.savez(path, poses=poses, trans=take.travel, mocap_framerate=30.0, gender="male", betas=np.zeros(16))
    elif kind == "smplx":
        np.savez(path, root_orient=pose[:, 0], pose_body=pose[:, 1:22].reshape(24, -1), trans=way, mocap_frame_rate=30)
    elif kind == "body pose":
        np.savez(path, global_orient=pose[:, 0], body_pose=pose[:, 1:].reshape(24, -1), transl=way, fps=30)
    elif kind == "motion.npy":
        path = tmp_path / "motion.npy"
        np.save(path, pose[:, 1:].reshape(24, -1))
    elif kind == "video pkl":
        path = tmp_path / "output.pkl"
        people = {3: {"pose": pose[::-1].reshape(24, -1), "pose_world": pose.reshape(24, -1), "trans_world": way}}
        path.write_bytes(pickle.dumps(people))
    elif kind == "AIST++":
        path = tmp_path / "gBR.pkl"
        values = {"smpl_poses": pose.reshape(24, -1), "smpl_trans": 93.0 * way, "smpl_scaling": np.array([93.0])}
        path.write_bytes(pickle.dumps(values))
    else:
        from rigging.clips.limbs import about

        path = tmp_path / "result.pkl"
        size = np.linalg.norm(pose, axis=-1)
        axes = pose / np.maximum(size, 1e-12)[..., None] + (size < 1e-12)[..., None] * (1.0, 0.0, 0.0)
        matrices = about(axes.reshape(-1, 3), size.reshape(-1)).reshape(24, 24, 3, 3)
        path.write_bytes(pickle.dumps({"smpl": {"rotmat": matrices, "transl": way, "fps": 30.0}}))
    request = ImportMotionRequest(file=MotionFile(file=str(path)), **ON)
    made = run_import_motion(request, context)
    joints = joint_map(take.bones).joints
    from rigging.clips.retarget import retargeted

    body = body_of_rig(AVATAR.rig)
    wanted = deltas(retargeted(take, joints, body).take)[0]
    got = deltas(dataclasses.replace(walk(2), bones=body.bones, rotations=made.motion.rotations.astype(float),
                                     travel=made.motion.root_translation.astype(float)))[0]  # fmt: skip
    arms = [body.place[joint] for joint in ("LeftUpperArm", "RightLowerArm", "Head", "Hips")]
    assert np.abs(got[:, arms] - wanted[:, arms]).max() < 0.01
    legs = [body.place[joint] for joint in ("LeftUpperLeg", "RightLowerLeg")]
    limit = 0.2 if kind == "motion.npy" else 0.12
    assert np.abs(got[:, legs] - wanted[:, legs]).max() < limit


def test_a_pose_of_one_frame_is_held(context, tmp_path):
    path = tmp_path / "candidate_0.npy"
    np.save(path, np.full(63, 0.1))
    result = run_import_motion(ImportMotionRequest(file=MotionFile(file=str(path)), **ON), context)
    assert len(result.motion.rotations) == 30 and any("single pose" in sentence for sentence in context.warnings)
    assert np.ptp(result.motion.rotations, axis=0).max() < 1e-6


def test_the_motion_of_one_avatar_becomes_that_of_another(context):
    child = toy_avatar("a", scale=0.6, seed=1)
    request = RetargetMotionRequest(source=Base(avatar=AVATAR), base=Base(avatar=child), preview_size=0)
    result = run_retarget_motion(request, context)
    check_result(result)
    assert result.avatar_id == child.avatar_id and result.report["accuracy"]["limbs_off_degrees"]["mean"] < 3.0
    assert result.key_names == child.shape_keys.names and result.motion.shape_key_curves.max() > 0.9
    with pytest.raises(BadFile, match="no motion"):
        run_retarget_motion(dataclasses.replace(request, source=Base(avatar=child)), context)


def test_a_change_of_one_avatar_becomes_a_motion_of_another(context, tmp_path, bvh):
    still, child = dataclasses.replace(AVATAR, motion=None), toy_avatar("a", scale=0.6, seed=1)
    raw = imported(tmp_path / "walk.bvh", bvh, context)
    save_change(tmp_path / "change.npz", raw)
    change = MotionFile(file=str(tmp_path / "change.npz"))
    request = RetargetMotionRequest(source=Base(avatar=still), motion=change, base=Base(avatar=child), preview_size=0)
    result = run_retarget_motion(request, context)
    assert result.avatar_id == child.avatar_id and result.motion.name == raw.motion.name
    moving = run_retarget_motion(
        dataclasses.replace(request, source=Base(avatar=with_motion(AVATAR, raw)), motion=None), context
    )
    np.testing.assert_allclose(result.motion.rotations, moving.motion.rotations, atol=1e-6)
    with pytest.raises(BadFile, match="without the figure"):
        run_import_motion(ImportMotionRequest(file=change, **ON), context)


def test_a_pin_that_is_out_of_reach_is_told(context, tmp_path, bvh):
    save_change(tmp_path / "change.npz", imported(tmp_path / "walk.bvh", bvh, context))
    asked = CleanMotionRequest(
        motion=MotionFile(file=str(tmp_path / "change.npz")), steps=("in_place", "pin LeftFoot"), **ON
    )
    run_clean_motion(asked, context)
    assert not context.warnings
    run_clean_motion(dataclasses.replace(asked, steps=("pin LeftFoot",)), context)
    assert len(context.warnings) == 1 and "LeftFoot is pinned, but the body goes so far" in context.warnings[0]


def test_clean_up_keeps_the_raw_motion_and_can_be_done_again(context, tmp_path, bvh):
    raw = imported(tmp_path / "walk.bvh", bvh, context)
    save_change(tmp_path / "change.npz", raw)
    asked = CleanMotionRequest(
        motion=MotionFile(file=str(tmp_path / "change.npz")), steps=("trim 0.1 0.5", "mirror"), **ON
    )
    one, other = (run_clean_motion(asked, context) for _ in range(2))
    assert len(one.motion.rotations) == 13 and np.array_equal(one.motion.rotations, other.motion.rotations)
    saved = load_change(tmp_path / "change.npz")
    assert isinstance(saved, MotionResult) and np.array_equal(saved.motion.rotations, raw.motion.rotations)
    file = MotionFile(file=str(tmp_path / "change.npz"))
    longer = run_clean_motion(CleanMotionRequest(motion=file, then=file, seam=0.2, **ON), context)
    assert (
        len(longer.motion.rotations) == 34
        and longer.motion.root_translation[-1, 1] < raw.motion.root_translation[-1, 1]
    )
    with pytest.raises(BadRequest, match="no step 'dance'"):
        run_clean_motion(dataclasses.replace(asked, steps=("dance",)), context)
    foreign = dataclasses.replace(saved, bone_names=tuple(f"x{n}" for n in range(len(saved.bone_names))))
    save_change(tmp_path / "change.npz", foreign)
    with pytest.raises(BadRequest, match="another skeleton"):
        run_clean_motion(asked, context)


BROKEN = {
    "no motion": (lambda text: text.split("MOTION")[0], "no MOTION"),
    "a brace": (lambda text: text.replace("}", "", 1), "brace|belong"),
    "letters": (lambda text: text.replace("Frame Time: 0.03333333\n", "Frame Time: 0.03333333\nabc "), "'abc' among"),
    "no number": (lambda text: text.replace("Frame Time: 0.03333333", "Frame Time: 0"), "frame time is 0"),
    "nan": (lambda text: text.replace("\n0.00000 ", "\nnan ", 1), "frame 0 has values"),
    "channels": (lambda text: text.replace("CHANNELS 3 Z", "CHANNELS 3 Q", 1), "channels of"),
    "endless": (lambda text: text.replace("Frames: 20", "Frames: 99999999"), "99,999,999 frames"),
    "no frame": (lambda text: text.split("Frame Time")[0] + "Frame Time: 0.03\n1 2 3\n", "no whole frame"),
    "nothing": (lambda text: "", "no kind that is known"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_told_with_what_to_do(context, tmp_path, bvh, kind):
    breaking, told = BROKEN[kind]
    with pytest.raises(BadFile, match=told) as error:
        imported(tmp_path / "broken.bvh", breaking(bvh), context)
    assert "broken.bvh" in error.value.message and "BVH" in error.value.hint


def test_bones_without_length_frames_that_lack_and_names_that_nobody_knows(context, tmp_path, bvh):
    flat = dataclasses.replace(walk(4), bones=dataclasses.replace(walk(4).bones, rest=np.tile(np.eye(4), (24, 1, 1))))
    with pytest.raises(BadRequest, match="one place"):
        imported(tmp_path / "flat.bvh", bvh_text(flat), context)
    short = "\n".join(bvh.splitlines()[:-5])
    assert len(imported(tmp_path / "short.bvh", short, context).motion.rotations) == 15
    assert any("says 20 frames" in sentence for sentence in context.warnings)
    strange = named(walk(4), {name: f"knob{n}" for n, name in enumerate(walk(4).bones.names)})
    assert imported(tmp_path / "strange.bvh", bvh_text(strange), context).report["map"]["told_by"] == "how it is built"
    tangled = dataclasses.replace(strange.bones, parents=np.array([-1, *[0] * 23]))
    with pytest.raises(BadRequest, match="knob0") as error:
        imported(tmp_path / "tangled.bvh", bvh_text(dataclasses.replace(strange, bones=tangled)), context)
    assert "--map" in error.value.hint
    joints = {joint: strange.bones.names[bone] for joint, bone in person(walk(2)).place.items()}
    path = tmp_path / "tangled.bvh"
    asked = ImportMotionRequest(file=MotionFile(file=str(path)), joints=joints, **ON)
    assert run_import_motion(asked, context).report["map"]["told_by"] == "a map of yours"


def test_hips_that_travel_under_a_root_are_the_root(context, tmp_path, bvh):
    plain = imported(tmp_path / "plain.bvh", bvh, context)
    head, frames = bvh.split("MOTION")
    held = head.replace(
        "HIERARCHY\nROOT", "HIERARCHY\nROOT Reference\n{\nOFFSET 0 0 0\nCHANNELS 3 Zrotation Xrotation Yrotation\nJOINT"
    )
    rows = frames.strip().splitlines()
    moving = "\n".join(["MOTION", *rows[:2], *("0 0 0 " + row for row in rows[2:])])
    under = imported(tmp_path / "held.bvh", held + "}\n" + moving, context)
    assert np.abs(under.motion.root_translation - plain.motion.root_translation).max() < 1e-5
    assert np.abs(under.motion.rotations - plain.motion.rotations).max() < 1e-5


def test_two_gigabytes_are_told_before_they_are_read(context, tmp_path):
    path = tmp_path / "huge.bvh"
    path.touch()
    os.truncate(path, MOST_BYTES * 4)
    with pytest.raises(BadFile, match=r"2\.1 GB"):
        read_motion(path)


def test_pickles_are_never_run_and_what_holds_no_motion_says_so(context, tmp_path):
    marker = tmp_path / "ran"
    (tmp_path / "bad.pkl").write_bytes(f"cos\nsystem\n(S'touch {marker}'\ntR.".encode())
    with pytest.raises(BadFile):
        read_motion(tmp_path / "bad.pkl")
    assert not marker.exists()
    np.savez(tmp_path / "other.npz", vertices=np.zeros((3, 3)))
    with pytest.raises(BadFile, match="vertices"):
        read_motion(tmp_path / "other.npz")
    np.savez(tmp_path / "nan.npz", poses=np.full((4, 72), np.nan))
    with pytest.raises(BadFile, match="no numbers"):
        read_motion(tmp_path / "nan.npz")


def test_an_avatar_that_is_no_person_takes_no_motion(context, tmp_path, bvh):
    rig = dataclasses.replace(
        AVATAR.rig, bone_names=tuple(f"b{n}" for n in range(65)), parents=np.array([-1, *[0] * 64])
    )
    with pytest.raises(BadRequest, match="cannot take a motion"):
        imported(
            tmp_path / "walk.bvh", bvh, context, base=Base(avatar=dataclasses.replace(AVATAR, rig=rig, motion=None))
        )


def test_the_command_of_two_words_writes_its_files(context, tmp_path, bvh, capsys):
    shown = imported(tmp_path / "walk.bvh", bvh, context).report["map"]
    (tmp_path / "map.json").write_text(json.dumps({**shown, "joints": {**shown["joints"], "Head": ""}}))
    save_avatar(tmp_path / "avatar.npz", AVATAR)
    out = tmp_path / "out"
    on = ["--avatar", str(tmp_path / "avatar.npz"), "--preview-size", "0", "--steps", "lock", "--out", str(out)]
    assert main(["motion", "import", str(tmp_path / "walk.bvh"), "--map", str(tmp_path / "map.json"), *on]) == 0
    assert {file.name for file in out.iterdir()} == {"change.npz", "request.json", "report.json"}
    told = json.loads((out / "report.json").read_text())
    assert told["map"]["told_by"] == "a map of yours" and "Head" in told["without"]
    assert isinstance(load_change(out / "change.npz"), MotionResult)
    assert main(["motion", "import", str(tmp_path / "no.bvh"), *on]) == 2
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["motion", "clean", "--help"])
    told = capsys.readouterr().out
    assert [name for name in STEPS if f'"{name}' not in told] == []
    with pytest.raises(SystemExit):
        main(["motion"])
    assert "What somebody does" in capsys.readouterr().err


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """An FBX file of two clips and a GLB of one, as Blender writes them of an avatar that walks."""
    folder = tmp_path_factory.mktemp("scenes")
    take = walk(20)
    body = body_of_rig(AVATAR.rig)
    made = retargeted(take, joint_map(take.bones).joints, body)
    clip = Clip(made.take, body, np.zeros((20, 0)))
    turned = cleaned(clip, read_steps(["turn 90"]))
    walks, turns = (with_motion(AVATAR, motion_result(AVATAR, each, name, AVATAR.provenance, {}, {}))
                    for each, name in ((clip, "walk"), (turned, "aside")))  # fmt: skip
    save_avatar(folder / "avatar.npz", walks)
    save_change(folder / "aside.npz", as_change(turns))
    asked = FileClips((folder / "aside.npz",), "root")
    export_avatar(find_blender(OWN_PYTHON), folder / "avatar.npz", folder / "two.fbx", preset="unreal", clips=asked)
    export_avatar(find_blender(OWN_PYTHON), folder / "avatar.npz", folder / "one.glb")
    return folder, walks, turns


@pytest.mark.skipif(not OWN_PYTHON.is_file(), reason="needs the project's own Blender")
def test_fbx_and_glb_files_are_read_by_blender_in_the_background(context, scenes, monkeypatch):
    folder, walks, turns = scenes
    child = toy_avatar("a", scale=0.6, seed=1)
    for file, clip, source in (("two.fbx", "", walks), ("two.fbx", "Aside", turns), ("one.glb", "", walks)):
        request = ImportMotionRequest(
            file=MotionFile(file=str(folder / file)), base=Base(avatar=child), preview_size=0, clip=clip
        )
        result = run_import_motion(request, context)
        check_result(result)
        straight = run_retarget_motion(
            RetargetMotionRequest(source=Base(avatar=source), base=Base(avatar=child), preview_size=0), context
        )
        assert result.motion.name == ("one" if file == "one.glb" else source.motion.name)
        assert len(result.motion.rotations) == 20 and result.motion.fps == pytest.approx(30.0)
        assert result.report["file"] == file[-3:].upper() and result.report["map"]["told_by"].startswith("Mixamo")
        cosine = np.abs((result.motion.rotations * straight.motion.rotations).sum(axis=-1)).clip(0.0, 1.0)
        assert np.degrees(2.0 * np.arccos(cosine)).max() < 1.0, file
        assert np.abs(result.motion.root_translation - straight.motion.root_translation).max() < 1e-3, file
    assert any("2 clips, of which walk is taken; --clip names another: aside" in told for told in context.warnings)
    with pytest.raises(BadFile, match="holds no clip 'hop'; there are walk, aside"):
        run_import_motion(ImportMotionRequest(file=MotionFile(file=str(folder / "two.fbx")), clip="hop", **ON), context)
    monkeypatch.setenv("GALATEA_BLENDER", str(folder / "no blender"))
    with pytest.raises(NotAvailable, match=r"Blender reads two\.fbx") as told:
        run_import_motion(ImportMotionRequest(file=MotionFile(file=str(folder / "two.fbx")), **ON), context)
    assert "GALATEA_BLENDER" in told.value.hint and "From Armature" in told.value.hint


@pytest.mark.skipif(not OWN_PYTHON.is_file(), reason="needs the project's own Blender")
def test_scenes_that_hold_no_motion_are_told(context, tmp_path):
    for name, content, said in (
        ("broken.fbx", b"Kaydara FBX Binary  \x00\x1a\x00" + b"\x07" * 200, "Blender cannot read broken.fbx"),
        ("text.fbx", b"; FBX 7.4.0 project file", "as text"),
        ("cut.glb", b"glTF\x02\x00\x00\x00\xff", "no GLB that can be read"),
    ):
        with pytest.raises(BadFile, match=said):
            imported(tmp_path / name, content, context)
