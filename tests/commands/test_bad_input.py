"""What a user does wrong at the command line, or finds missing: one clear error, and nothing that was made is lost."""

import json
import shutil
from collections import namedtuple

import pytest

from backend.cli import main
from backend.commands import make
from backend.protocol.avatar_file import load_avatar

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
    ],
)
def test_a_wrong_request_is_one_error_with_what_to_do(capsys, tmp_path, arguments, told):
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("error:") == 1 and told in said[said.index("error:") :]


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
