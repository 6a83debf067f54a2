"""What a user does wrong at the command line, or finds missing: one clear error, and nothing that was made is lost."""

import json
import shutil
import subprocess
import sys
import threading
from collections import namedtuple

import pytest

from backend.cli import main
from backend.commands import make
from backend.protocol import client
from backend.protocol.avatar_file import load_avatar
from backend.server.local import local_server

TOY = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "64"]


def test_without_blender_the_figure_is_kept_and_the_way_out_named(capsys, tmp_path):
    out = tmp_path / "out"
    assert main(["shape", *TOY, "--out", str(out), "--blender", str(tmp_path / "blender")]) == 3
    told = capsys.readouterr().err
    assert "avatar.npz" in told and "error:" in told
    assert load_avatar(out / "avatar.npz").rig.bone_names == ("lower", "upper")
    assert (out / "preview.png").exists()
    report = json.loads((out / "report.json").read_text())
    assert "blender" in report["checks"]["export"].lower()
    assert json.loads((out / "request.json").read_text())["body"] == "toy"


def test_only_files_that_were_written_and_sizes_that_exist_are_told(capsys, tmp_path, monkeypatch):
    def export(blender, avatar, out, *, preset):
        out.write_bytes(b"no model")

    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(make, "export_avatar", export)
    (tmp_path / "preview.png").write_bytes(b"the user's own")
    assert main(["shape", *TOY, "--preview-size", "0", "--out", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "preview.png" not in told.out and "avatar.npz" in told.out and "check failed: file" in told.err
    assert "cm" in told.out and "waist" not in told.out
    assert (tmp_path / "preview.png").read_bytes() == b"the user's own"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shape", "--sliders", "height", "nan"], "height"),
        (["shape", "--sliders", "hieght", "0.5"], "height"),
        (["shape", "--body", "robot"], "robot"),
        (["avatar", ""], "empty"),
        (["avatar", "tall " * 2000], "characters"),
        (["avatar", "高くて強い男", *TOY], "English"),
        (["avatar", "a tall man", "--encoder", "ViT-B-32=nowhere.safetensors", *TOY], "nowhere.safetensors"),
        (["avatar", "a tall man", "--encoder", "nonsense", *TOY], "nonsense"),
    ],
)
def test_a_wrong_request_is_one_error_with_what_to_do(capsys, tmp_path, arguments, told):
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("error:") == 1 and told in said[said.index("error:") :]


def test_an_encoder_that_was_not_fetched_names_the_command_that_fetches_it(capsys, tmp_path):
    arguments = ["avatar", "a tall man", "--encoder", "ViT-B-32/openai", *TOY, "--out", str(tmp_path / "out")]
    assert main(arguments) == 3
    assert "galatea models get ViT-B-32/openai" in capsys.readouterr().err


def test_a_broken_avatar_file_is_told(capsys, tmp_path):
    broken = tmp_path / "avatar.npz"
    broken.write_bytes(b"PK\x03\x04 this is not an avatar")
    assert main(["export", str(broken), str(tmp_path / "a.fbx")]) == 2
    assert "error:" in capsys.readouterr().err and not (tmp_path / "a.fbx").exists()


def test_a_full_disk_is_told_before_the_work(capsys, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(make.shutil, "disk_usage", lambda path: usage(1 << 40, 1 << 40, 1 << 20))
    assert main(["shape", *TOY, "--out", str(tmp_path)]) == 1
    assert "--out" in capsys.readouterr().err and shutil is make.shutil


def test_a_backend_that_is_not_there_is_told(capsys, tmp_path):
    token = tmp_path / "token"
    token.write_text("x" * 32)
    assert main(["jobs", "--address", "tcp://127.0.0.1:9", "--token", str(token)]) == 1
    assert "galatea serve" in capsys.readouterr().err


def test_a_backend_that_dies_over_a_job_is_told(capsys, tmp_path, toys, monkeypatch):
    monkeypatch.setattr(client, "DEAD_AFTER_S", 1.0)
    token = tmp_path / "token"
    with local_server(job_table="toy_jobs:COMMANDS") as server:
        token.write_text(server.token)
        there = ["--address", server.address, "--token", str(token)]
        end = threading.Timer(1.5, server.process.kill)
        end.start()
        assert main(["avatar", "sleep 60", "--out", str(tmp_path / "out"), *there]) == 1
        end.join()
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and "does not answer" in told and "galatea serve" in told
    assert "Go on with: galatea resume" in told


def test_a_port_in_use_is_told(tmp_path):
    with local_server() as server:
        port = server.address.rpartition(":")[2]
        command = [sys.executable, "-m", "backend.cli", "serve", "--port", port, "--state", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode != 0 and f"Port {port} is in use" in ended.stderr and "--port" in ended.stderr
    assert "Traceback" not in ended.stderr
