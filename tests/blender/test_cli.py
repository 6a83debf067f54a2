"""`blender --command galatea` where something is wrong: one error with what to do, its exit code, no file lost."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import backend_process
from patience import impatient_after_fate


@pytest.fixture
def out(tmp_path):
    """A file of before at the place where the new one should go."""
    (tmp_path / "person.fbx").write_bytes(b"made before")
    return tmp_path / "person.fbx"


@pytest.fixture
def failed(addon, out, capsys):
    """Runs a command that fails; gives its exit code and its error."""
    from blender_addon import cli
    from blender_addon.session import session

    def run(*arguments):
        code = cli.main([*arguments, "--out", str(out)])
        said = capsys.readouterr().err
        assert said.count("error:") == 1 and "Traceback" not in said and "makers" not in said
        assert said.startswith("error:") and len(said.splitlines()) == 2, "what happened, and what to do"
        assert list(out.parent.glob("*.fbx")) == [out] and out.read_bytes() == b"made before"
        assert session.state == "OFF"
        return code, said

    return run


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["avatar", " "], 2, "no words"),
        (["avatar", "x" * 10_000], 2, "10000 characters"),
        (["avatar", "gibberish"], 2, "Use others."),
        (["avatar", "a man", "--steps", "-1"], 2, "steps"),
        (["shape", "--slider", "height=nan"], 2, "height=0.8"),
        (["shape", "--slider", "height=tall"], 2, "height=0.8"),
        (["motion", "nobody.npz"], 2, "No motion"),
        (["motion", "nobody.npz", "--words", "walks"], 2, "nobody.npz"),
        (["shape", "--fps", "10"], 2, "24 to 120"),
        (["avatar", "trouble"], 1, "galatea models"),
        (["avatar", "no space"], 1, "Free some space"),
        (["avatar", "crash"], 1, "resume"),
    ],
)
def test_what_is_wrong_is_told(failed, backend, arguments, code, said):
    ended, told = failed(*arguments, "--address", backend[0], "--token", backend[1])
    assert ended == code and said in told


def test_a_slider_that_is_no_number_is_refused_before_any_work(failed, monkeypatch):
    from blender_addon import api

    monkeypatch.setattr(api, "connect", lambda *_: pytest.fail("no work may begin"))
    assert failed("shape", "--slider", "height=nan")[0] == 2


def test_a_backend_that_is_not_there(failed, monkeypatch, tmp_path):
    from blender_addon.session import connection

    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 0.3)
    code, said = failed("shape", "--address", "tcp://127.0.0.1:9", "--token", "x")
    assert code == 1 and "Nobody answers at tcp://127.0.0.1:9" in said and "Check that the backend runs" in said
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path))
    monkeypatch.delenv("GALATEA_BACKEND", raising=False)
    code, said = failed("shape")
    assert code == 1 and "not found on this computer" in said and "make setup" in said


@pytest.mark.parametrize("fate", ["orphaned", "frozen"])
def test_a_backend_that_dies_or_hangs_over_the_job(failed, monkeypatch, tmp_path, fate):
    from blender_addon._shared.protocol import client

    impatient_after_fate(monkeypatch, client, tmp_path)
    with backend_process(tmp_path) as (address, token, process):
        code, said = failed("avatar", fate, "--address", address, "--token", token)
        process.kill()
    assert code == 1 and "went away" in said and "galatea resume" in said


def test_a_full_disk_is_told_before_the_work(addon, out, monkeypatch, capsys):
    from blender_addon import api, cli

    monkeypatch.setattr(api, "connect", lambda *_: pytest.fail("no work may begin"))
    monkeypatch.setattr(cli.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1 << 20))
    assert cli.main(["shape", "--out", str(out)]) == 2
    assert "50 MB free" in capsys.readouterr().err and out.read_bytes() == b"made before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_a_disk_that_fills_while_the_file_is_written(failed, backend, out, full_disk):
    full_disk(out.name)
    code, said = failed("shape", "--address", backend[0], "--token", backend[1])
    assert code == 1 and "No space left" in said and "Free some space" in said


def test_a_blender_that_is_too_old_writes_nothing_and_says_so(addon, out, monkeypatch):
    """Run by itself as `blender --python headless.py`."""
    from blender_addon import headless

    monkeypatch.setattr(headless, "OLDEST", (99, 0, 0))
    answer = headless.main(["--avatar", str(out.with_suffix(".npz")), "--out", str(out)])
    assert answer["code"] == "not_available" and "too old" in answer["error"] and "4.2 or later" in answer["hint"]
    assert out.read_bytes() == b"made before"


def test_streams_that_are_closed_full_or_of_another_encoding_cost_only_what_they_show(addon, tmp_path):
    import io

    from blender_addon import cli

    class Full(io.StringIO):
        encoding = "utf-8"

        def write(self, text):
            raise OSError(28, "No space left on device")

    shown = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    cli._say("größe 高 \udcff", shown)
    assert shown.buffer.getvalue() == "größe \\u9ad8 \\udcff\n".encode("latin-1")
    cli._say("lost", None)
    cli._say("lost", Full())


def test_paths_are_read_as_blender_and_shells_read_them(addon, tmp_path, monkeypatch):
    import os

    import bpy

    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.export import export_file

    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert export_file.whole_path("~/a.fbx") == str(tmp_path / "home" / "a.fbx")
    assert export_file.whole_path(Path("b") / "a.fbx") == str(tmp_path / "b" / "a.fbx")
    assert export_file.whole_path("~a.fbx") == str(tmp_path / "~a.fbx")
    with pytest.raises(BadRequest, match="never saved"):
        export_file.whole_path("//a.fbx")
    os.mkdir("scene")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "scene" / "one.blend"))
    assert export_file.whole_path("//a.fbx") == str(tmp_path / "scene" / "a.fbx")
    assert export_file.whole_path(Path("//sub/../a.fbx")) == str(tmp_path / "scene" / "a.fbx")


def test_a_script_exports_beside_its_file(addon, person, tmp_path):
    import bpy

    from blender_addon import api

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "one.blend"))
    api.export(person, "//one.fbx")
    assert (tmp_path / "one.fbx").stat().st_size > 10_000
    bpy.ops.wm.read_homefile(use_empty=True)
