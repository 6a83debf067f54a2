"""FBX files in readers that others wrote: Autodesk's SDK (inside fbx2gltf) and three.js; `make readers` fetches them.

The same facts are read by ufbx in tests/blender/test_export_layout.py, which needs neither.
"""

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from toy_avatar import toy_avatar, with_clip

from backend import blender
from backend.blender import export_avatar, find_blender
from backend.capabilities.exchange.compare import compare, poses_of
from backend.capabilities.exchange.expected import as_expected
from backend.capabilities.exchange.read_glb import read_glb
from backend.protocol.avatar_file import save_avatar
from rigging.motion import posed_matrices

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


@pytest.mark.parametrize("preset", ["mixamo", "unreal"])
def test_autodesks_sdk_sees_the_avatar_in_metres_with_plain_nodes(avatar, files, tmp_path, preset):
    program = MODULES / "fbx2gltf" / "bin" / platform.system().replace("Windows", "Windows_NT") / "FBX2glTF"
    runs = shutil.copy(program, tmp_path / program.name)
    os.chmod(runs, 0o755)
    out = tmp_path / "out.glb"
    command = [
        str(runs),
        "--binary",
        "--anim-framerate",
        "bake30",
        "--input",
        str(files / f"{preset}.fbx"),
        "--output",
        str(out),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    poses = poses_of(avatar)
    found = read_glb(out.read_bytes(), [frame / avatar.motion.fps for frame in poses.frames.tolist()])
    assert as_expected(found, preset, "glb") == ""
    assert found.layout.clips == ("range of motion",)
    assert {channel.kind for channel in found.layout.channels} <= {"rotation", "key"}
    assert np.allclose(np.ptp(found.vertices, axis=0), np.ptp(avatar.mesh.vertices, axis=0), atol=1e-4)
    checks = compare(avatar, found, poses, preset, "glb")
    assert {name for name in ("bones", "rest_pose", "poses") if checks[name] != "ok"} == set(), checks


def test_three_js_plays_the_clip_as_it_was_made(avatar, files):
    frames = [0, 40, 100]
    seconds = [str(frame / avatar.motion.fps) for frame in frames]
    command = ["node", str(READERS / "play.mjs"), str(files / "mixamo.fbx"), *seconds]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
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
