"""The zip is accepted by Blender's own tool, installs into a Blender that has nothing, and works there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import bpy
import pytest
from conftest import ROOT

import build_addon

LIMIT_S = 120
TOOL = Path(bpy.utils.system_resource("SCRIPTS")) / "addons_core" / "bl_pkg" / "cli" / "blender_ext.py"

# Only what the extension brought may answer for zmq; the module of the test environment is out of sight.
CLEAN = """
import json, sys
import importlib.machinery

class OnlyWheels:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "zmq":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, [p for p in sys.path if "extensions" in p])
        if spec is None:
            raise ModuleNotFoundError("No module named 'zmq'", name="zmq")
        return spec

sys.meta_path.insert(0, OnlyWheels)
import bpy, addon_utils
"""


@pytest.fixture(scope="module")
def zip_file(tmp_path_factory):
    before = {path: path.read_bytes() for path in build_addon.ADDON.rglob("*.py") if "_shared" not in path.parts}
    try:
        file = build_addon.build(tmp_path_factory.mktemp("dist"))
    except build_addon.BuildError as error:
        pytest.skip(str(error))
    assert all(path.read_bytes() == text for path, text in before.items()), "the build must not touch the sources"
    return file


@pytest.fixture(scope="module")
def user(zip_file, tmp_path_factory):
    """The folder of a user whose Blender has just the extension."""
    folder = tmp_path_factory.mktemp("user")
    run(
        folder,
        f"done = bpy.ops.extensions.package_install_files(filepath={str(zip_file)!r}, repo='user_default', "
        "enable_on_install=True)\nassert done == {'FINISHED'}\nbpy.ops.wm.save_userpref()",
    )
    return folder


def run(user: Path, code: str, code_wanted: int = 0) -> str:
    """Run code in a fresh Blender of this user; returns what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GALATEA"))}
    environment |= {"BLENDER_USER_RESOURCES": str(user), "GALATEA_STATE": str(user / "state")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", CLEAN + code],
        env=environment,
        cwd=user,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert done.returncode == code_wanted, done.stdout + done.stderr
    return done.stdout


def test_blenders_own_tool_accepts_it(zip_file):
    done = subprocess.run([sys.executable, str(TOOL), "validate", str(zip_file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_blender_that_is_too_old_refuses_it_and_says_which_it_needs(zip_file, tmp_path):
    """As Blender's own tool installs it for the version that it is told."""
    for version, said in (("4.1.9", r"4\.1\.9\) doesn't meet the minimum .*4\.2\.0"), ("4.2.0", "Installed")):
        place = ["--local-dir", str(tmp_path), "--blender-version", version, "--python-version", "3.11.7"]
        command = [sys.executable, str(TOOL), "install-files", *place, str(zip_file)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert re.search(said, done.stdout + done.stderr), done.stdout + done.stderr
        assert (tmp_path / "galatea").exists() == (version == "4.2.0")


def test_the_same_sources_make_the_same_bytes(zip_file, tmp_path):
    assert build_addon.build(tmp_path).read_bytes() == zip_file.read_bytes()


def test_wheels_are_as_published_and_serve_every_system(zip_file):
    with zipfile.ZipFile(zip_file) as archive:
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
        for name in manifest["wheels"]:
            published = build_addon.WHEELS / Path(name).name
            assert archive.read(name.removeprefix("./")) == published.read_bytes()
    for system in ("manylinux", "win_amd64", "macosx"):
        assert {name.split("-")[2] for name in manifest["wheels"] if system in name} == {"cp311", "cp313"}
    assert tuple(map(int, manifest["blender_version_min"].split("."))) == (4, 2, 0)


def test_no_machine_files_in_it(zip_file):
    with zipfile.ZipFile(zip_file) as archive:
        names = archive.namelist()
    assert {"__init__.py", "LICENSE", "_shared/protocol/client.py", "_shared/rigging/skeletons.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith(".") or name.endswith(".pyc")]


def test_a_clean_blender_has_the_panel_after_install(user):
    said = run(
        user,
        "addon_utils.enable('bl_ext.user_default.galatea', default_set=True)\n"
        "import zmq\n"
        "from bl_ext.user_default.galatea.session import session\n"
        "panels = [c.__name__ for c in bpy.types.Panel.__subclasses__() if c.__name__.startswith('GALATEA_PT')]\n"
        "print('ANSWER', json.dumps([zmq.__file__, session.state, len(panels)]))\n"
        "addon_utils.disable('bl_ext.user_default.galatea')\n"
        "assert not hasattr(bpy.types.WindowManager, 'galatea')",
    )
    file, state, panels = json.loads(said.split("ANSWER ")[1].splitlines()[0])
    assert str(user) in file and state == "OFF" and panels >= 7


def test_the_installed_extension_makes_a_person_and_its_file(user, backend, tmp_path):
    """The command of `blender --command galatea`, called as Blender calls it; its exit code is honest."""
    out = tmp_path / "person.fbx"
    start = (
        "addon_utils.enable('bl_ext.user_default.galatea', default_set=True)\n"
        "from bl_ext.user_default.galatea import cli\n"
    )
    place = ["--address", backend[0], "--token", backend[1]]
    made = ["avatar", "a tall man", "--out", str(out), *place]
    ending = "import os\nsys.stdout.flush()\nos._exit(code)"
    told = run(user, f"{start}code = cli.main({made!r})\n{ending}")
    assert out.stat().st_size > 10_000 and "bones: ok" in told
    for wrong, code in (
        ([*made, "--preset", "unreal"], 1),
        (["avatar", "trouble", "--out", str(out), *place], 1),
        (["avatar", "a man", "--out", "x.obj", *place], 2),
        (["nothing"], 2),
        (["shape", "--out", str(out), "--slider", "height=tall", *place], 2),
    ):
        run(user, f"{start}code = cli.main({wrong!r})\n{ending}", code)


def test_without_pip_the_build_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(build_addon.BuildError, match="by hand"):
        build_addon.build(tmp_path / "dist", tmp_path / "wheels")
    assert not (tmp_path / "dist").exists()


def test_the_source_package_says_its_licence():
    for path in build_addon.ADDON.rglob("*.py"):
        if "_shared" not in path.parts:
            assert path.read_text().startswith("# SPDX-License-Identifier: GPL-3.0-or-later\n"), path
    assert "GNU GENERAL PUBLIC LICENSE" in (build_addon.ADDON / "LICENSE").read_text()
    assert ROOT == build_addon.ROOT
