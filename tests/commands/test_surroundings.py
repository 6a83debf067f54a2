"""Wherever a command is started and whatever is on the search path there: its own code is what runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import galatea
from backend.blender import Blender, export_avatar
from backend.capabilities.exchange.check import read_fbx_apart
from backend.cli import main
from backend.processes import python_program
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.errors import BadFile, JobFailed

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "64"]
FOREIGN = ("assets", "backend", "rigging", "numpy", "torch", "zmq", "ufbx", "bpy")


def fill(folder: Path) -> Path:
    """A folder that holds a module of each of those names, none of which can be imported."""
    for name in FOREIGN:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f"raise ImportError('a foreign {name}')")
    return folder


@pytest.fixture
def foreign(tmp_path, monkeypatch):
    """The working folder and PYTHONPATH hold modules of the names that Galatea imports."""
    monkeypatch.setenv("PYTHONPATH", str(fill(tmp_path / "path")))
    monkeypatch.chdir(fill(tmp_path / "here"))
    return tmp_path


def galatea_command(*arguments: str) -> subprocess.CompletedProcess:
    """The installed program, as its script starts it."""
    start = "import sys; from galatea import main; sys.exit(main())"
    command = [sys.executable, "-P", "-c", start, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_person_is_made_among_folders_of_the_same_names(foreign):
    ended = galatea_command("shape", *SMALL, "--out", "made", "--blender", "none")
    assert ended.returncode == 3 and "There is no Blender at none" in ended.stderr, ended.stderr
    assert load_avatar(foreign / "here" / "made" / "avatar.npz").mesh.vertices.size


def test_the_doctor_is_not_misled_by_them(foreign):
    ended = galatea_command("doctor", "--blender", "none")
    assert "Traceback" not in ended.stderr and "missing  blender" in ended.stdout
    assert "ok       numpy" in ended.stdout and "ok       device" in ended.stdout


def test_what_is_only_on_pythonpath_is_found_last():
    path = ["/own/bin", "/cluster/packages", "/usr/lib/python", "/own/site-packages"]
    ordered = galatea.own_first(path, ["/cluster/packages"])
    assert ordered == [galatea.ROOT, "/own/bin", "/usr/lib/python", "/own/site-packages", "/cluster/packages"]
    assert galatea.own_first([galatea.ROOT, "/x"], [galatea.ROOT]) == [galatea.ROOT, "/x"]


def test_a_process_of_ours_imports_what_this_one_imports(foreign):
    (foreign / "tool").mkdir()
    (foreign / "tool" / "only_here.py").write_text(
        "import sys, backend, numpy\ndef main():\n    print(*sys.argv[1:], backend.__file__, numpy.__file__, sep='\\n')"
    )
    sys.path.append(str(foreign / "tool"))
    try:
        told = subprocess.check_output(python_program("only_here", "a b", "--c"), text=True).splitlines()
    finally:
        sys.path.remove(str(foreign / "tool"))
    import numpy

    import backend

    assert told == ["a b", "--c", backend.__file__, numpy.__file__]


def test_a_file_is_read_back_by_the_reader_that_is_installed(foreign):
    with pytest.raises(BadFile) as caught:
        read_fbx_apart(b"this is no model", [])
    assert "foreign" not in str(caught.value) and "mport" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Blender is a shell script")
def test_blender_gets_none_of_the_surroundings(foreign, monkeypatch):
    from toy_avatar import toy_avatar

    for name in ("PYTHONHOME", "PYTHONSTARTUP", "BLENDER_USER_SCRIPTS", "BLENDER_USER_EXTENSIONS"):
        monkeypatch.setenv(name, str(foreign))
    save_avatar(foreign / "avatar.npz", toy_avatar())
    script = foreign / "python"
    script.write_text("#!/bin/sh\necho \"$*\"; pwd; env | grep -E '^(PYTHON|BLENDER_USER)'\n")
    script.chmod(0o755)
    with pytest.raises(JobFailed) as caught:
        export_avatar(Blender(script, "4.5.0", True), Path("..") / "avatar.npz", Path("a.fbx"))
    arguments, folder, *variables = caught.value.details.splitlines()
    assert arguments.startswith("-E -P ") and arguments.endswith("/a.fbx")
    assert Path(folder) != foreign / "here"
    assert {line.split("=")[0] for line in variables} == {"BLENDER_USER_RESOURCES", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted there")
def test_a_working_folder_that_was_deleted_is_told(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()
    assert main(["shape", "--out", "made"]) == 2
    assert "was deleted" in capsys.readouterr().err
