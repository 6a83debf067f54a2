"""Finding and running Blender: every way it can be missing, old, broken or silent is one clear error."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from toy_avatar import toy_avatar

from backend import blender
from backend.blender import Blender, export_avatar, find_blender
from backend.capabilities.exchange.check import check_export
from backend.protocol.avatar_file import save_avatar
from backend.protocol.errors import BadFile, BadRequest, JobFailed, NotAvailable, ResourceExhausted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins for Blender are shell scripts")


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch, tmp_path):
    monkeypatch.delenv(blender.VARIABLE, raising=False)
    monkeypatch.setattr(blender, "OWN_PYTHON", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def version(text: str) -> str:
    return f"echo 'Blender {text}'"


@pytest.fixture
def avatar_file(tmp_path):
    file = tmp_path / "avatar.npz"
    save_avatar(file, toy_avatar())
    return file


def test_order_named_then_variable_then_own_then_path(tmp_path, monkeypatch):
    with pytest.raises(NotAvailable, match="make setup"):
        find_blender()
    program(tmp_path / "bin" / "blender", version("4.3.2"))
    assert find_blender().version == "4.3.2"
    monkeypatch.setattr(blender, "OWN_PYTHON", program(tmp_path / "own" / "python", version("4.5.1")))
    assert find_blender().is_module and find_blender().version == "4.5.1"
    monkeypatch.setenv(blender.VARIABLE, str(program(tmp_path / "variable" / "blender", version("5.0.1"))))
    assert find_blender().version == "5.0.1"
    assert find_blender(program(tmp_path / "named" / "blender", version("4.2.0 LTS"))).version == "4.2.0"


def test_a_folder_or_an_application_bundle_is_enough(tmp_path):
    program(tmp_path / "blender-4.4" / "blender", version("4.4.0"))
    program(tmp_path / "Blender.app" / "Contents" / "MacOS" / "Blender", version("4.5.0"))
    assert find_blender(tmp_path / "blender-4.4").version == "4.4.0"
    assert find_blender(tmp_path / "Blender.app").version == "4.5.0"


def test_one_that_was_named_and_does_not_work_is_not_replaced_by_another(tmp_path):
    program(tmp_path / "bin" / "blender", version("4.5.0"))
    for name, script, said in (
        ("old", version("4.1.1"), "needs 4.2"),
        ("other", "echo hello", "not a Blender"),
        ("silent", "exit 3", "not a Blender"),
        ("lacking", "echo 'libXi.so.6: cannot open shared object file' >&2; exit 1", "lacks system libraries"),
    ):
        with pytest.raises(NotAvailable, match=said):
            find_blender(program(tmp_path / name / "blender", script))
    with pytest.raises(NotAvailable, match="There is no Blender at"):
        find_blender(tmp_path / "nowhere" / "blender")
    (tmp_path / "text").write_text("hello")
    with pytest.raises(NotAvailable, match="cannot be started"):
        find_blender(tmp_path / "text")


def answering(tmp_path, answer: dict, writes: bool = False, code: int = 0) -> Blender:
    """A Blender that gives `answer`, writes its file if asked, and ends with `code`."""
    text = json.dumps(answer).replace("'", "")
    script = f"""
echo; echo '{blender.ANSWER}{text}'
while [ $# -gt 0 ]; do
  [ "$1" = --out ] && {"echo file > " + '"$2"' if writes else "true"}
  shift
done
exit {code}"""
    return Blender(program(tmp_path / "fake" / "blender", script), "4.5.0", False)


def test_the_answer_counts_and_not_the_exit_code(tmp_path, avatar_file):
    out = tmp_path / "one.fbx"
    export_avatar(answering(tmp_path, {"files": []}, writes=True, code=139), avatar_file, out)
    assert out.read_text() == "file\n"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (
            {"code": "resource_exhausted", "error": "No space left", "hint": "Free some."},
            ResourceExhausted,
            "Free some",
        ),
        ({"code": "job_failed", "error": "It broke", "hint": ""}, JobFailed, "It broke"),
        ({"files": []}, JobFailed, "did not write"),
    ],
)
def test_what_went_wrong_inside_comes_out_as_the_right_error(tmp_path, avatar_file, answer, kind, said):
    with pytest.raises(kind, match=said):
        export_avatar(answering(tmp_path, answer), avatar_file, tmp_path / "one.fbx")


def test_a_crash_and_a_hang_are_errors_that_name_the_blender(tmp_path, avatar_file):
    crashed = Blender(program(tmp_path / "crash" / "blender", "echo dying >&2; kill -SEGV $$"), "4.5.0", False)
    with pytest.raises(JobFailed, match=r"without an answer") as caught:
        export_avatar(crashed, avatar_file, tmp_path / "one.fbx")
    assert "dying" in caught.value.details
    hanging = Blender(program(tmp_path / "hang" / "blender", "exec sleep 30"), "4.5.0", False)
    with pytest.raises(JobFailed, match="no answer for 0 s"):
        export_avatar(hanging, avatar_file, tmp_path / "one.fbx", timeout=0.2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["avatar.npz", "crash", "hang"]


def test_bad_names_are_refused_before_blender_starts(tmp_path, avatar_file):
    never = Blender(tmp_path / "never", "4.5.0", False)
    with pytest.raises(BadRequest, match="known ending"):
        export_avatar(never, avatar_file, tmp_path / "one.obj")
    with pytest.raises(BadFile, match="no folder"):
        export_avatar(never, avatar_file, tmp_path / "missing" / "one.fbx")
    with pytest.raises(BadFile, match="no file"):
        export_avatar(never, tmp_path / "missing.npz", tmp_path / "one.fbx")


REAL = Path(os.environ.get("GALATEA_BLENDER") or blender.OWN_PYTHON)


@pytest.mark.skipif(not REAL.is_file(), reason="no Blender is set up")
def test_a_real_blender_writes_a_file_that_reads_back_and_a_picture(tmp_path, avatar_file):
    out, picture = tmp_path / "one.fbx", tmp_path / "one.png"
    export_avatar(find_blender(REAL), avatar_file, out, preset="unity", picture=picture)
    checks = check_export(out.read_bytes(), "fbx", toy_avatar())
    assert set(checks.values()) == {"ok"}, checks
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not REAL.is_file(), reason="no Blender is set up")
def test_a_broken_avatar_file_is_named_by_the_real_blender(tmp_path):
    (tmp_path / "avatar.npz").write_bytes(b"PK nothing")
    with pytest.raises(BadFile, match=r"avatar\.npz"):
        export_avatar(find_blender(REAL), tmp_path / "avatar.npz", tmp_path / "one.fbx")
    assert not (tmp_path / "one.fbx").exists()


FULL = """
import pathlib, runpy, tempfile
make = tempfile.mkdtemp
def mkdtemp(*arguments, **named):
    folder = make(*arguments, **named)
    if named.get("suffix") == ".part":
        pathlib.Path(folder, "one.fbx").symlink_to("/dev/full")
    return folder
tempfile.mkdtemp = mkdtemp
runpy.run_path({headless!r}, run_name="__main__")
"""
"""the program that Blender runs, on a disk that has no space for the file"""


@pytest.mark.skipif(not (REAL.is_file() and Path("/dev/full").exists()), reason="no Blender, or no disk that is full")
def test_a_full_disk_is_told_as_such_and_leaves_nothing(tmp_path, avatar_file, monkeypatch, tmp_path_factory):
    script = tmp_path_factory.mktemp("script") / "full.py"
    script.write_text(FULL.format(headless=str(blender.HEADLESS)))
    monkeypatch.setattr(blender, "HEADLESS", script)
    with pytest.raises(ResourceExhausted, match="no space left on the disk"):
        export_avatar(find_blender(REAL), avatar_file, tmp_path / "one.fbx")
    assert [path.name for path in tmp_path.iterdir()] == ["avatar.npz"]


def test_blender_need_not_see_our_temporary_files_and_leaves_nothing(tmp_path, avatar_file, monkeypatch):
    """A Blender in a sandbox has a folder of its own for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    script = program(
        tmp_path / "blender",
        f"""
case "$*" in *{tmp_path}/temporary*) exit 3;; esac
echo; echo '{blender.ANSWER}{{"files": []}}'
while [ "$1" != --avatar ]; do shift; done
test -s "$2" || exit 4
while [ "$1" != --out ]; do shift; done
echo file > "$2"; touch "$(dirname "$2")/scrap"; mkdir "$TMPDIR/scraps" """,
    )
    export_avatar(Blender(script, "4.5.0", False), avatar_file, tmp_path / "one.fbx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["avatar.npz", "blender", "one.fbx", "temporary"]


def test_a_blender_that_does_not_see_the_folder_is_told_as_what_it_is(tmp_path, avatar_file):
    with pytest.raises(JobFailed, match="sandbox"):
        export_avatar(answering(tmp_path, {"files": ["one.fbx"]}), avatar_file, tmp_path / "one.fbx")
    silent = Blender(program(tmp_path / "silent" / "blender", "exit 0"), "4.5.0", False)
    with pytest.raises(JobFailed, match="sandbox"):
        export_avatar(silent, avatar_file, tmp_path / "one.fbx")


@pytest.mark.skipif(not REAL.is_file(), reason="no Blender is set up")
@pytest.mark.skipif(sys.platform != "linux", reason="paths are text elsewhere")
@pytest.mark.parametrize("ending", [".fbx", ".glb", ".blend"])
def test_a_real_blender_writes_to_a_path_that_is_no_text(tmp_path, ending):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    folder.mkdir()
    save_avatar(folder / "avatar.npz", toy_avatar())
    out = Path(os.fsdecode(os.fsencode(folder / "one") + b"\xff" + ending.encode()))
    export_avatar(find_blender(REAL), folder / "avatar.npz", out)
    assert {path.name for path in folder.iterdir()} == {"avatar.npz", out.name}
    if ending != ".blend":
        checks = check_export(out.read_bytes(), ending[1:], toy_avatar())
        assert set(checks.values()) == {"ok"}, checks
