"""FBX files in readers that others wrote: Autodesk's SDK (inside fbx2gltf) and three.js; `make readers` fetches them.

The same facts are read by ufbx in tests/blender/test_export_layout.py, which needs neither.
"""

import dataclasses
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from toy_avatar import toy_avatar, with_clip

from backend import blender
from backend.blender import FileClips, export_avatar, find_blender
from backend.capabilities.exchange.compare import compare, compare_clip, poses_of
from backend.capabilities.exchange.contents import Contents
from backend.capabilities.exchange.expected import as_expected
from backend.capabilities.exchange.read_glb import read_glb
from backend.commands.clips import as_change
from backend.figure.root_motion import as_carried
from backend.figure.twist_bones import with_twist_bones
from backend.protocol.avatar_file import save_avatar
from backend.protocol.change_file import save_change
from rigging.motion import posed_matrices
from rigging.twist_bones import twists_wrong

READERS = Path(__file__).parent / "readers"
MODULES = READERS / "node_modules"
REAL = Path(os.environ.get("GALATEA_BLENDER") or blender.OWN_PYTHON)
Y_UP = np.array(((1.0, 0, 0, 0), (0, 0, 1.0, 0), (0, -1.0, 0, 0), (0, 0, 0, 1.0)))

pytestmark = [
    pytest.mark.skipif(not (MODULES.is_dir() and shutil.which("node")), reason="`make readers` was not run"),
    pytest.mark.skipif(not REAL.is_file(), reason="no Blender is set up"),
]


@pytest.fixture(scope="module")
def avatar():
    return with_clip(toy_avatar(), frames=120)


@pytest.fixture(scope="module")
def files(avatar, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    save_avatar(folder / "avatar.npz", avatar)
    for preset in ("mixamo", "unreal"):
        export_avatar(find_blender(REAL), folder / "avatar.npz", folder / f"{preset}.fbx", preset=preset)
    return folder


def by_autodesk(file, folder, seconds, further=()) -> Contents:
    """What Autodesk's SDK makes of an FBX file; further: seconds of the clips after the first."""
    program = MODULES / "fbx2gltf" / "bin" / platform.system().replace("Windows", "Windows_NT") / "FBX2glTF"
    runs = shutil.copy(program, folder / program.name)
    os.chmod(runs, 0o755)
    out = folder / "out.glb"
    command = [str(runs), "--binary", "--anim-framerate", "bake30", "--input", str(file), "--output", str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return read_glb(out.read_bytes(), seconds, further)


def by_three_js(file, seconds):
    command = ["node", str(READERS / "play.mjs"), str(file), *map(str, seconds)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("preset", ["mixamo", "unreal"])
def test_autodesks_sdk_sees_the_avatar_in_metres_with_plain_nodes(avatar, files, tmp_path, preset):
    poses = poses_of(avatar)
    seconds = [frame / avatar.motion.fps for frame in poses.frames.tolist()]
    found = by_autodesk(files / f"{preset}.fbx", tmp_path, seconds)
    assert as_expected(found, preset, "glb") == ""
    assert found.layout.clips == ("range of motion",)
    assert {channel.kind for channel in found.layout.channels} <= {"rotation", "key"}
    assert np.allclose(np.ptp(found.vertices, axis=0), np.ptp(avatar.mesh.vertices, axis=0), atol=1e-4)
    checks = compare(avatar, found, poses, preset, "glb")
    assert {name for name in ("bones", "rest_pose", "poses") if checks[name] != "ok"} == set(), checks


def test_autodesks_sdk_sees_a_take_for_each_clip_with_a_root_bone_that_carries_it(avatar, tmp_path):
    whole = avatar.motion
    clips = []
    for name, start in (("walk", 0), ("jump", 60)):
        way = np.linspace((0.0, 0.0, 0.0), (0.1, -0.8, 0.0), 30, dtype=np.float32)
        motion = dataclasses.replace(
            whole,
            name=name,
            rotations=whole.rotations[start : start + 30],
            root_translation=way * (1 if start else -1),
            shape_key_curves=whole.shape_key_curves[start : start + 30],
        )
        clips.append(dataclasses.replace(avatar, motion=motion))
    save_avatar(tmp_path / "avatar.npz", clips[0])
    save_change(tmp_path / "jump.npz", as_change(clips[1]))
    asked = FileClips((tmp_path / "jump.npz",), "root")
    export_avatar(find_blender(REAL), tmp_path / "avatar.npz", tmp_path / "two.fbx", preset="unreal", clips=asked)
    (first, poses), (second, others) = (as_carried(each, "root") for each in clips)
    seconds = [[frame / whole.fps for frame in each.frames.tolist()] for each in (poses, others)]
    found = by_autodesk(tmp_path / "two.fbx", tmp_path, seconds[0], seconds[1:])
    assert found.layout.clips == ("walk", "jump")
    walk, jump = (found.of_clip(n, slice(24 * n, 24 * n + 24)) for n in range(2))
    checks = compare(first, walk, poses, "unreal", "glb")
    assert {name: checks[name] for name in ("bones", "rest_pose", "poses", "clip")} == dict.fromkeys(
        ("bones", "rest_pose", "poses", "clip"), "ok"
    )
    assert set(compare_clip(second, jump, others, "unreal", "glb").values()) == {"ok"}
    assert found.bone_parents[found.bone_names.index("mixamorig:Hips")] == "root"


def test_autodesks_sdk_sees_twist_bones_that_turn_with_the_clip(avatar, tmp_path):
    save_avatar(tmp_path / "avatar.npz", avatar)
    asked = FileClips(root_motion="root", twist_bones=True)
    export_avatar(find_blender(REAL), tmp_path / "avatar.npz", tmp_path / "twists.fbx", preset="unreal", clips=asked)
    meant, poses = as_carried(with_twist_bones(avatar), "root")
    found = by_autodesk(tmp_path / "twists.fbx", tmp_path, [frame / 30 for frame in poses.frames.tolist()])
    checks = compare(meant, found, poses, "unreal", "glb")
    assert {name: checks[name] for name in ("bones", "rest_pose", "poses")} == dict.fromkeys(
        ("bones", "rest_pose", "poses"), "ok"
    )
    order = [found.bone_names.index(name) for name in meant.rig.bone_names]
    told = found.rest_matrices[order], found.sample_matrices[:, order]
    assert twists_wrong(meant.rig.bone_names, meant.rig.parents.tolist(), *told) == ""
    hung = {found.bone_names[bone] for bone in np.unique(found.weight_bones)}
    assert {"lowerarm_twist_01_l", "upperarm_twist_01_r", "thigh_twist_01_l", "calf_twist_01_r"} <= hung


def test_three_js_plays_the_clip_as_it_was_made(avatar, files):
    frames = [0, 40, 100]
    told = by_three_js(files / "mixamo.fbx", [frame / avatar.motion.fps for frame in frames])
    assert told["clip"] == "range of motion"
    assert not [track for track in told["tracks"] if track.endswith((".scale", ".position"))]
    for node in told["nodes"]:
        assert node["scale"] == [1, 1, 1] and node["turn"] == [0, 0, 0, 1]
    rig, motion = avatar.rig, avatar.motion
    wanted = Y_UP @ posed_matrices(rig.parents, rig.rest_matrices, motion.rotations[frames])
    for row, pose in enumerate(told["poses"]):
        for bone, name in enumerate(rig.bone_names):
            shown = np.array(pose[name.replace(":", "")]).reshape(4, 4).T
            assert np.allclose(shown[:3, 3], wanted[row, bone, :3, 3] * 100.0, atol=0.05), name
            assert np.allclose(shown[:3, :3], wanted[row, bone, :3, :3], atol=5e-3), name


@pytest.fixture(scope="module")
def dressed(tmp_path_factory):
    """A figure with hair, a shirt and eyes, and its FBX file."""
    folder, avatar = tmp_path_factory.mktemp("dressed"), dressed_avatar()
    save_avatar(folder / "avatar.npz", avatar)
    export_avatar(find_blender(REAL), folder / "avatar.npz", folder / "dressed.fbx")
    return avatar, folder / "dressed.fbx"


def of_part(name, meshes, name_of):
    return next(mesh for mesh in meshes if name_of(mesh).endswith(name))


def test_autodesks_sdk_sees_every_part_on_the_one_skeleton_with_its_alpha(dressed, tmp_path):
    avatar, file = dressed
    found = by_autodesk(file, tmp_path, [])
    assert as_expected(found, "mixamo", "glb") == ""
    assert set(found.bone_names) == set(avatar.rig.bone_names)
    assert len(found.parts) == len(avatar.parts)
    for part in avatar.parts:
        mesh = of_part(part.name, found.parts, lambda mesh: mesh.name)
        assert np.allclose(mesh.vertices.min(0), part.mesh.vertices.min(0), atol=1e-4)
        assert np.allclose(mesh.vertices.max(0), part.mesh.vertices.max(0), atol=1e-4)
        assert mesh.alpha_mode == ("opaque" if part.material.alpha_mode == "opaque" else "blend"), part.name
        assert mesh.texture and len(mesh.key_offsets) == len(part.shape_keys.names)
        bones = {found.bone_names[bone] for bone in np.unique(mesh.weight_bones)}
        used = np.unique(part.skin.bone_indices[part.skin.weights > 0])
        assert bones == {avatar.rig.bone_names[bone] for bone in used}


def test_three_js_sees_every_part_with_its_alpha(dressed):
    avatar, file = dressed
    meshes = by_three_js(file, [])["meshes"]
    assert len(meshes) == 1 + len(avatar.parts) and all(mesh["skinned"] for mesh in meshes)
    for part in avatar.parts:
        mesh = of_part(part.name, meshes, lambda mesh: mesh["name"])
        clear = part.material.alpha_mode != "opaque"
        assert mesh["map"] and (mesh["alpha"], mesh["transparent"]) == (clear, clear), mesh
        assert mesh["keys"] == list(part.shape_keys.names)


def test_autodesks_sdk_sees_one_mesh_with_a_material_for_each_part(dressed, tmp_path):
    avatar, file = dressed
    export_avatar(find_blender(REAL), file.with_name("avatar.npz"), tmp_path / "one.fbx", one_mesh=True)
    found = by_autodesk(tmp_path / "one.fbx", tmp_path, [])
    assert [node.kind for node in found.layout.nodes].count("mesh") == 1 and not found.parts
    assert set(found.bone_names) == set(avatar.rig.bone_names)
    assert len(found.materials) == 1 + len(avatar.parts)
    assert len(found.key_offsets) == len(avatar.shape_keys.names)
    whole = np.concatenate([part.mesh.vertices for part in avatar.all_parts])
    for least in (np.min, np.max):
        assert np.allclose(least(found.vertices, axis=0), least(whole, axis=0), atol=1e-4)
    assert np.bincount(found.weight_vertices[found.weights > 0]).max() <= 4
