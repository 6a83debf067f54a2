"""Where Galatea cannot write, one message names every folder that it writes to and the variable that moves each."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from backend.assets import own_models
from backend.cli import main
from backend.commands import doctor
from backend.protocol import folders
from backend.protocol.errors import ConnectionFailed, ResourceExhausted
from backend.protocol.places import read_token
from backend.server.catalogue import users_models

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders lie elsewhere there")
VARIABLES = ("GALATEA_STATE", "GALATEA_HOME", "WARP_CACHE_PATH", "TMPDIR")
XDG = ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


@pytest.fixture(params=["no home", "a home that is a file", "a home that may not be written"])
def homeless(request, monkeypatch, tmp_path):
    for name in (*VARIABLES[:3], *XDG):
        monkeypatch.delenv(name, raising=False)
    if request.param == "no home":
        monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    elif request.param == "a home that is a file":
        (tmp_path / "file").touch()
        monkeypatch.setenv("HOME", str(tmp_path / "file"))
    else:
        if not os.path.isdir("/proc/self"):
            pytest.skip("no folder that nobody may write to")
        monkeypatch.setenv("HOME", "/proc/self")
    return request.param


@pytest.mark.parametrize(
    "command", [["avatar", "figure", "--out"], ["shape", "--out"], ["serve", "--port", "0", "--ready-file"]]
)
def test_no_place_for_the_state_is_one_message_that_names_every_folder(capsys, tmp_path, homeless, command):
    assert main([*command, str(tmp_path / "out")]) in (1, 2)
    said = capsys.readouterr().err
    assert said.count("error:") == 1 and "Traceback" not in said
    assert all(said.count(f" {name} ") == 1 for name in (*VARIABLES, "--out"))


@pytest.mark.parametrize("command", [["keys"], ["jobs"], ["models"], ["resume", "0" * 32, "--out", "."]])
def test_no_command_ends_in_a_traceback_without_a_home(capsys, monkeypatch, tmp_path, homeless, command):
    monkeypatch.chdir(tmp_path)
    main(command)
    assert "Traceback" not in capsys.readouterr().err


def test_the_doctor_names_the_folders_and_what_mends_them(capsys, monkeypatch, homeless):
    monkeypatch.setattr(doctor, "PACKAGES", {})
    assert main(["doctor", "--as-json", "--blender", "none"]) == 1
    found = {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}
    for name, variable in zip(("state", "models", "kernels"), VARIABLES, strict=False):
        assert found[f"folder {name}"]["state"] == "missing" or homeless == "a home that may not be written"
        assert variable in found[f"folder {name}"]["mend"] or os.access("/proc/self", os.W_OK)
    assert found["folder temporary"]["state"] == "ok"


@pytest.mark.usefixtures("toys", "no_blender")
def test_a_variable_for_each_folder_is_all_that_is_needed(monkeypatch, tmp_path, homeless):
    for name in VARIABLES:
        monkeypatch.setenv(name, str(tmp_path / name))
    (tmp_path / "TMPDIR").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert main(["avatar", "figure", "--out", str(tmp_path / "out")]) == 0
    assert not [folder.name for folder in folders.FOLDERS if folder.fault()]
    assert folders.kernels_folder() == tmp_path / "WARP_CACHE_PATH"


def test_without_a_home_nothing_was_fetched_and_there_is_no_token(homeless):
    assert own_models() == () and users_models() == ()
    with pytest.raises(ConnectionFailed):
        read_token()


def test_a_variable_may_name_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GALATEA_STATE", "~/state")
    assert folders.state_folder() == tmp_path / "state"


def test_no_folder_for_temporary_files_is_told_too(capsys, monkeypatch, tmp_path):
    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.delenv("TMPDIR", raising=False)
    assert main(["avatar", "figure", "--out", str(tmp_path / "out")]) == 1
    assert "TMPDIR" in capsys.readouterr().err


def test_a_folder_of_kernels_that_cannot_be_written_is_named():
    from types import SimpleNamespace

    from backend.render.warp_launch import _writing_kernels

    warp = SimpleNamespace(config=SimpleNamespace(kernel_cache_dir="/nowhere/warp"))
    with pytest.raises(ResourceExhausted, match="/nowhere/warp") as caught, _writing_kernels(warp):
        raise PermissionError(13, "Permission denied")
    assert "WARP_CACHE_PATH" in caught.value.hint


@pytest.mark.parametrize("sandbox", ["flatpak", "snap"])
def test_a_program_in_a_sandbox_finds_the_token_of_a_backend_outside(monkeypatch, tmp_path, sandbox):
    """Which gives programs inside other folders for their state."""
    for name in ("GALATEA_STATE", "FLATPAK_ID", "SNAP_REAL_HOME"):
        monkeypatch.delenv(name, raising=False)
    outside, inside = tmp_path / "home", tmp_path / "inside"
    monkeypatch.setenv("XDG_STATE_HOME", str(inside))
    if sandbox == "flatpak":
        monkeypatch.setenv("FLATPAK_ID", "org.blender.Blender")
        monkeypatch.setenv("HOME", str(outside))
    else:
        monkeypatch.setenv("SNAP_REAL_HOME", str(outside))
    with pytest.raises(ConnectionFailed):
        read_token()
    for folder, token in ((outside / ".local" / "state" / "galatea", "outer"), (inside / "galatea", "inner")):
        folder.mkdir(parents=True)
        (folder / "token").write_text(token, encoding="utf-8-sig")
        assert read_token() == token
