"""Every file that `galatea export` writes is read back; what differs is told and is an exit code."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from toy_avatar import toy_avatar

from backend.blender import OWN_PYTHON
from backend.capabilities.exchange.check import check_export, read_fbx_apart
from backend.capabilities.motion.measures import limb_angles, sole_heights
from backend.cli import main
from backend.commands import make
from backend.commands.clips import moved, told_apart
from backend.figure.motions import body_of_rig, clip_of, motion_result
from backend.figure.root_motion import as_carried
from backend.protocol.avatar_file import save_avatar
from backend.protocol.change_file import save_change
from backend.protocol.requests import FurtherClip
from backend.protocol.results import Motion
from rigging.clips.retarget import retargeted
from rigging.clips.steps import cleaned, read_steps
from rigging.clips.upright import upright
from rigging.joint_map import joint_map
from rigging.take import Bones, Take, pose_rotations


@pytest.fixture
def avatar_file(tmp_path):
    save_avatar(tmp_path / "avatar.npz", toy_avatar())
    return tmp_path / "avatar.npz"


def stand_in(monkeypatch, write):
    """Blender's place is taken by `write(out)`."""
    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(make, "export_avatar", lambda blender, avatar, out, *, preset, one_mesh: write(out))


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_an_exported_file_that_cannot_be_read_back_fails(capsys, monkeypatch, tmp_path, avatar_file, ending):
    stand_in(monkeypatch, lambda out: out.write_bytes(b"this is no model"))
    out = tmp_path / f"a.{ending}"
    assert main(["export", str(avatar_file), str(out)]) == 1
    told = capsys.readouterr()
    assert "check failed: file:" in told.err and str(out) in told.out and out.exists()


def test_a_blend_file_has_nothing_to_be_compared_with(capsys, monkeypatch, tmp_path, avatar_file):
    stand_in(monkeypatch, lambda out: out.write_bytes(b"BLENDER"))
    assert main(["export", str(avatar_file), str(tmp_path / "a.blend")]) == 0
    assert not capsys.readouterr().err


@pytest.mark.skipif(not OWN_PYTHON.is_file(), reason="needs the project's own Blender")
def test_body_and_wearables_become_one_mesh_where_that_is_asked_for(capsys, tmp_path):
    save_avatar(tmp_path / "avatar.npz", dressed_avatar())
    asked = ["export", str(tmp_path / "avatar.npz"), str(tmp_path / "a.glb"), "--blender", str(OWN_PYTHON)]
    assert main([*asked, "--one-mesh"]) == 0
    assert check_export((tmp_path / "a.glb").read_bytes(), "glb", dressed_avatar(), one_mesh=True)["one_mesh"] == "ok"
    asked[2] = str(tmp_path / "a.blend")
    assert main([*asked, "--one-mesh"]) == 2
    assert "keeps the meshes of the scene" in capsys.readouterr().err


@pytest.mark.skipif(not OWN_PYTHON.is_file(), reason="needs the project's own Blender")
@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_what_blender_writes_passes_and_the_file_of_another_figure_does_not(
    capsys, monkeypatch, tmp_path, avatar_file, ending
):
    out = tmp_path / f"a.{ending}"
    assert main(["export", str(avatar_file), str(out), "--blender", str(OWN_PYTHON)]) == 0
    save_avatar(avatar_file, toy_avatar(scale=0.9))
    stand_in(monkeypatch, lambda other: shutil.copy(out, other))
    assert main(["export", str(avatar_file), str(tmp_path / f"b.{ending}")]) == 1
    assert "check failed:" in capsys.readouterr().err


def moves_other_bodies(content, count=13):
    """Each of two clips of an FBX file moves figures of three other sizes as it moves its own."""
    seconds = [frame / 30 for frame in range(count)]
    found = read_fbx_apart(content, seconds, [seconds])
    names = [name for name in found.bone_names if name != "root"]  # the hips go the way that is brought on
    above = dict(zip(found.bone_names, found.bone_parents, strict=True))
    parents = np.array([names.index(above[name]) if above[name] in names else -1 for name in names])
    order = [found.bone_names.index(name) for name in names]
    rest = found.rest_matrices[order]
    bones = Bones(tuple(names), parents, rest, rest[:, :3, 3] + 0.05 * rest[:, :3, 1])
    known = joint_map(bones)
    for clip in (found.of_clip(n, slice(n * count, n * count + count)) for n in range(2)):
        posed = clip.sample_matrices[:, order]
        travel = posed[:, 0, :3, 3] - rest[0, :3, 3]
        take = Take("clip", 30.0, bones, pose_rotations(bones, posed[..., :3, :3]), travel)
        source = upright(take, known.joints)
        for scale in (0.55, 0.8, 1.2):
            body = body_of_rig(toy_avatar(scale=scale).rig)
            made = retargeted(source, known.joints, body)
            angles = limb_angles(source, known, body, made.take)
            assert np.mean(list(angles.values())) < 3.0 and sole_heights(body, made.take).min() > -0.01


@pytest.mark.skipif(not OWN_PYTHON.is_file(), reason="needs Blender")
def test_several_motions_become_a_file_each_or_clips_of_one_and_each_is_checked(capsys, tmp_path):
    figure = toy_avatar(motion=True)
    assert figure.motion is not None
    clip = clip_of(figure.motion, body_of_rig(figure.rig), figure.shape_keys.names)
    save_avatar(tmp_path / "avatar.npz", dataclasses.replace(figure, motion=None))
    files = []
    for name, start in (("walk", 10), ("jump", 400)):
        part = cleaned(clip, read_steps([f"trim {start / 30} {(start + 12) / 30}"]))
        files.append(tmp_path / f"{name}.npz")
        save_change(files[-1], motion_result(figure, part, name, figure.provenance, {}, {}))
    motions = ["--motion", *map(str, files), "--fps", "60"]
    fbx = ["export", str(tmp_path / "avatar.npz"), str(tmp_path / "ada.fbx"), "--motion", *map(str, files)]
    assert main(fbx) == 0 and "check failed" not in capsys.readouterr().err
    assert {file.name for file in tmp_path.glob("*.fbx")} == {"ada@walk.fbx", "ada@jump.fbx"}
    assert main(["export", str(tmp_path / "avatar.npz"), str(tmp_path / "all.glb"), *motions, "--one-file"]) == 0
    content = (tmp_path / "all.glb").read_bytes()
    tree = json.loads(content[20 : 20 + int.from_bytes(content[12:16], "little")])
    assert [animation["name"] for animation in tree["animations"]] == ["walk", "jump"]
    rooted = [*fbx, "--one-file", "--root-motion", "root", "--preset", "unreal"]
    assert main([*rooted, "--twist-bones"]) == 0 and "check failed" not in capsys.readouterr().err
    twisted = (tmp_path / "ada.fbx").read_bytes()
    assert twisted.count(b"lowerarm_twist_03_l") > 2
    assert main([*fbx, "--twist-bones"]) == 2 and "mixamo moves no twist bones" in capsys.readouterr().err
    assert main(rooted) == 0 and "check failed" not in capsys.readouterr().err
    walk, jump = (as_carried(moved(figure, file), "root") for file in files)
    asked = {"preset": "unreal", "root_motion": "root"}
    further = [FurtherClip(motion=jump[0].motion, poses=jump[1])]
    takes = check_export((tmp_path / "ada.fbx").read_bytes(), "fbx", *walk, further=further, **asked)
    assert set(takes.values()) == {"ok"} and "jump: root_motion" in takes
    moves_other_bodies((tmp_path / "ada.fbx").read_bytes())
    other = [FurtherClip(motion=dataclasses.replace(walk[0].motion, name="jump"), poses=walk[1])]
    swapped = check_export((tmp_path / "ada.fbx").read_bytes(), "fbx", *walk, further=other, **asked)
    assert swapped["jump: poses"] != "ok"
    assert (
        main([*fbx, "--fps", "300"]) == 2 and main([*fbx[:2], str(tmp_path / "a.blend"), *fbx[3:], "--one-file"]) == 2
    )


def test_motions_of_one_name_are_told_apart_by_their_folders():
    figure = toy_avatar()
    still = np.tile(np.float32((1, 0, 0, 0)), (2, len(figure.rig.bone_names), 1))
    kept = {"root_translation": np.zeros((2, 3), np.float32), "shape_key_curves": np.zeros((2, 0), np.float32)}
    walk, wave = (
        dataclasses.replace(figure, motion=Motion(name=name, fps=30.0, rotations=still, **kept))
        for name in ("walk", "wave")
    )
    found = told_apart([walk, walk, wave], [Path("walked/change.npz"), Path("loop/change.npz"), Path("w/change.npz")])
    assert [each.motion.name for each in found] == ["walk walked", "walk loop", "wave"]
