"""What a user does wrong at the command line, or finds missing: one clear error, and nothing that was made is lost."""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from patience import impatient_after_fate
from random_avatar import random_avatar

from backend import blender
from backend.cli import main
from backend.commands import make
from backend.protocol import client, files
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.server import local
from backend.server.local import local_server

TOY = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "64"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="shell scripts and signals")


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Options that reach a backend with the real jobs, which stays warm; no model was ever fetched for it."""
    folder = tmp_path_factory.mktemp("there")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALATEA_HOME", str(folder / "home"))
        with local_server() as server:
            (folder / "token").write_text(server.token)
            yield ["--address", server.address, "--token", str(folder / "token")]


@pytest.fixture
def out(tmp_path):
    """A folder with the files of an earlier result."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("avatar.npz", "avatar.fbx", "preview.png", "request.json", "report.json"):
        (folder / name).write_bytes(b"made before")
    return folder


def made_before(folder):
    return {path.name for path in folder.iterdir() if path.read_bytes() == b"made before"}


def one_error(capsys):
    """What the command said: one error, and what to do."""
    said = capsys.readouterr().err
    _, error = said.split("error: ")
    assert len(error.splitlines()) >= 2 and all(line[7:].strip() for line in error.splitlines()[1:])
    return error


def test_without_blender_the_figure_is_kept_and_the_way_out_named(capsys, tmp_path):
    out = tmp_path / "out"
    assert main(["shape", *TOY, "--out", str(out), "--blender", str(tmp_path / "blender")]) == 3
    told = capsys.readouterr().err
    assert "avatar.npz" in told and "error:" in told
    assert load_avatar(out / "avatar.npz").rig.bone_names == ("lower", "upper")
    assert (out / "preview.png").exists()
    report = json.loads((out / "report.json").read_text())
    assert "blender" in report["checks"]["export"].lower()
    assert json.loads((out / "request.json").read_text())["figure"]["body"] == "toy"


def test_only_files_that_were_written_and_sizes_that_exist_are_told(capsys, tmp_path, monkeypatch):
    def export(blender, avatar, out, *, preset, one_mesh):
        out.write_bytes(b"no model")

    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(make, "export_avatar", export)
    (tmp_path / "preview.png").write_bytes(b"the user's own")
    assert main(["shape", *TOY, "--preview-size", "0", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "preview.png" not in told.out and "avatar.npz" in told.out and "check failed: file" in told.err
    assert "cm" in told.out and "waist" not in told.out
    assert (tmp_path / "preview.png").read_bytes() == b"the user's own"


@POSIX
@pytest.mark.usefixtures("toys")
@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("", 3, "No Blender was found."),
        ("echo 'Blender 4.1.1'", 3, "Blender 4.1.1; Galatea needs 4.2 or later."),
        ("echo hello", 3, "not a Blender that runs here"),
        ("exec sleep 60", 1, "gave no answer"),
    ],
)
def test_a_blender_that_is_missing_old_or_silent_costs_only_its_file(capsys, tmp_path, monkeypatch, script, code, told):
    monkeypatch.setattr(blender, "OWN_PYTHON", tmp_path / "none")
    if "sleep" in script:
        monkeypatch.setattr(blender, "PROBE_SECONDS", 0.5)
    monkeypatch.delenv(blender.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if script else str(tmp_path))
    if script:
        (tmp_path / "blender").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "blender").chmod(0o755)
    out = tmp_path / "out"
    assert main(["avatar", "figure", "--out", str(out)]) == code
    error = one_error(capsys)
    assert told in error and "galatea resume" in error
    assert {path.name for path in out.iterdir()} == {"avatar.npz", "preview.png", "request.json", "report.json"}
    assert main(["export", str(out / "avatar.npz"), str(out / "avatar.fbx")]) == code
    assert told in one_error(capsys) and load_avatar(out / "avatar.npz")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["avatar", ""], 2, "empty"),
        (["avatar", "tall " * 2000], 2, "Shorten it"),
        (["avatar", "高くて強い男", *TOY], 2, "English"),
        (["avatar", "высокий мужчина", *TOY], 2, "English"),
        (["shape", *TOY, "--sliders", "height", "nan"], 2, "finite number"),
        (["shape", *TOY, "--sliders", "height", "7"], 2, "from 0 to 1"),
        (["shape", *TOY, "--sliders", "hieght", "0.5"], 2, "Did you mean height"),
        (["avatar", "a tall man", *TOY, "--locked", "wings"], 2, "wings"),
        (["shape", *TOY, "--measures", "height=tall"], 2, "180cm"),
        (["shape", *TOY, "--measures", "height=180"], 2, "cm"),
        (["shape", *TOY, "--measures", "girth=1"], 2, "girth"),
        (["shape", "--body", "robot"], 2, "anny"),
        (["avatar", "a tall man", "--encoder", "ViT-B-32=nowhere.safetensors", *TOY], 2, "nowhere.safetensors"),
        (["avatar", "a tall man", "--encoder", "nonsense", *TOY], 2, "embedded"),
        (["avatar", "a tall man", "--encoder", "ViT-B-32/openai", *TOY], 3, "galatea models get ViT-B-32/openai"),
    ],
)
def test_a_wrong_request_is_one_error_with_what_to_do(capsys, there, out, arguments, code, told):
    assert main([*arguments, "--out", str(out), *there]) == code
    assert told in one_error(capsys) and len(made_before(out)) == 5


def test_a_slider_that_is_no_number_is_told(capsys, out):
    with pytest.raises(SystemExit) as stop:
        main(["shape", "--sliders", "height", "tall", "--out", str(out)])
    assert stop.value.code == 2 and "galatea shape --help" in capsys.readouterr().err and len(made_before(out)) == 5


@pytest.mark.parametrize("content", ["nothing", "cut", "another's", "no file"])
def test_a_broken_avatar_file_is_told(capsys, tmp_path, content):
    broken, model = tmp_path / "avatar.npz", tmp_path / "a.fbx"
    model.write_bytes(b"made before")
    if content == "nothing":
        broken.write_bytes(b"PK\x03\x04 this is not an avatar")
    elif content == "cut":
        save_avatar(broken, random_avatar())
        broken.write_bytes(broken.read_bytes()[:-100])
    elif content == "another's":
        np.savez(broken, vertices=np.zeros((3, 3)))
    before = broken.read_bytes() if broken.exists() else b""
    assert main(["export", str(broken), str(model)]) == 2
    assert str(broken) in one_error(capsys) and model.read_bytes() == b"made before"
    assert not before or broken.read_bytes() == before


def test_a_full_disk_is_told_before_the_work(capsys, out, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(make.shutil, "disk_usage", lambda path: usage(1 << 40, 1 << 40, 1 << 20))
    save_avatar(out.parent / "avatar.npz", random_avatar())
    for command in (["shape", *TOY, "--out", str(out)], ["resume", "0" * 32, "--out", str(out)],
                    ["export", str(out.parent / "avatar.npz"), str(out / "avatar.fbx")]):  # fmt: skip
        assert main(command) == 1
        assert "Free some space" in one_error(capsys) and len(made_before(out)) == 5
    assert shutil is make.shutil


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
@pytest.mark.usefixtures("toys", "no_blender")
@pytest.mark.parametrize("name", ["avatar.npz", "preview.png", "request.json", "report.json"])
def test_a_disk_that_fills_while_writing_leaves_the_file_of_before(capsys, out, name, monkeypatch):
    there = files._new_file_beside

    def full(path, mode):
        if path != out / name:
            return there(path, mode)
        return path.with_name("beside"), open("/dev/full", "wb")

    monkeypatch.setattr(files, "_new_file_beside", full)
    assert main(["avatar", "figure", "--out", str(out)]) == 1
    error = one_error(capsys)
    assert "no space left on the disk" in error and "Free some space" in error and "Go on with" in error
    assert name in made_before(out) and len(list(out.iterdir())) == 5


@pytest.mark.usefixtures("toys")
def test_a_disk_that_is_full_on_the_backend_is_told(capsys, out):
    assert main(["avatar", "full", "--out", str(out)]) == 1
    error = one_error(capsys)
    assert "Free some space" in error and "Go on with" in error and len(made_before(out)) == 5


def test_a_backend_that_is_not_there_is_told(capsys, tmp_path, out, monkeypatch):
    monkeypatch.setattr(client, "DEAD_AFTER_S", 0.5)
    token = tmp_path / "token"
    token.write_text("x" * 32)
    for command in (["jobs"], ["avatar", "a man", "--out", str(out)], ["resume", "0" * 32, "--out", str(out)]):
        assert main([*command, "--address", "tcp://127.0.0.1:9", "--token", str(token)]) == 1
        error = one_error(capsys)
        assert "tcp://127.0.0.1:9" in error and "galatea serve" in error and len(made_before(out)) == 5
    assert main(["jobs"]) == 1
    assert "galatea serve" in one_error(capsys), "none was ever started"


@POSIX
@pytest.mark.parametrize("fate", ["orphaned", "frozen"])
def test_a_backend_that_dies_or_hangs_over_a_job_is_told(capsys, tmp_path, out, toys, monkeypatch, fate):
    impatient_after_fate(monkeypatch, client, tmp_path)
    monkeypatch.setattr(local, "STOP_S", 0.5)
    token = tmp_path / "token"
    with local_server(job_table="toy_jobs:COMMANDS", state=tmp_path / "backend") as server:
        token.write_text(server.token)
        there = ["--address", server.address, "--token", str(token)]
        assert main(["avatar", fate, "--out", str(out), *there]) == 1
    error = one_error(capsys)
    assert "does not answer" in error and "galatea serve" in error
    assert "Go on with: galatea resume" in error and len(made_before(out)) == 5


def test_a_port_in_use_is_told(tmp_path):
    with local_server() as server:
        port = server.address.rpartition(":")[2]
        command = [sys.executable, "-P", "-m", "backend.cli", "serve", "--port", port, "--state", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        with server.client() as other:
            assert other.handshake().capabilities, "who had it goes on"
    assert ended.returncode == 2 and f"error: Port {port} is in use" in ended.stderr and "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
