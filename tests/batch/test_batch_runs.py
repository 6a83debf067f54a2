"""A batch makes who is missing and nothing else, whatever stopped it; what fails costs itself alone."""

import csv
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from patience import impatient_after_fate
from PIL import Image
from toy_avatar import toy_avatar

from backend.batch import files
from backend.cli import main
from backend.commands import based, batch
from backend.protocol import client
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.batch.folder_lock import held
from backend.protocol.batch.record import RECORD, WORK
from backend.protocol.errors import ConnectionFailed

pytestmark = pytest.mark.usefixtures("toys")
OWN = {"avatar.npz", "preview.png", "request.json", "report.json", RECORD}


@pytest.fixture
def people(tmp_path):
    return tmp_path / "people.txt", tmp_path / "out"


def picture(path):
    return np.asarray(Image.open(path))


def run(people, *options, workers=2):
    file, out = people
    return main(["batch", str(file), "--out", str(out), "--workers", str(workers), *options])


def folders(out):
    return sorted(entry.name for entry in out.iterdir() if entry.is_dir())


def summary(out):
    return {row.get("name", row["line"]): row for row in json.loads((out / "summary.json").read_bytes())["people"]}


def states(out):
    return {name: row["state"] for name, row in summary(out).items()}


def marks(out):
    """Tells whether a folder is the one of before."""
    return {name: (out / name / RECORD).stat().st_ino for name in folders(out) if name != WORK}


def contents(out):
    """What every person is, for comparing: the avatar's file and picture byte for byte."""
    return {name: [(out / name / file).read_bytes() for file in ("avatar.npz", "preview.png")] for name in folders(out)}


def test_everybody_gets_a_folder_and_the_summary_tells_of_all(capsys, people):
    file, out = people
    file.write_text("a man\n# nobody\na woman\na man\n" + "x" * 2000 + "\nbroken toy\n")
    assert run(people) == 1
    assert folders(out) == ["a-man", "a-man-2", "a-woman"] and {p.name for p in (out / "a-man").iterdir()} == OWN
    assert states(out) == {"a-man": "made", "a-woman": "made", "a-man-2": "made", 5: "refused", "broken-toy": "failed"}
    rows = list(csv.DictReader((out / "summary.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["line"] for row in rows] == ["1", "3", "4", "5", "6"]
    assert float(rows[0]["height (m)"]) >= 1.5 and rows[0]["warnings"] == "This is only a toy."
    assert "2000 characters" in rows[3]["error"] and "Shorten" in rows[3]["what to do"]
    assert "broken" in rows[4]["error"] and "Buy another" in rows[4]["what to do"]
    told = capsys.readouterr()
    assert "line 5: The prompt has 2000 characters" in told.err and "line 6: broken-toy: The toy is broken" in told.err
    assert "3 made" in told.out and "1 failed" in told.out and "1 wrong line" in told.out
    assert load_avatar(out / "a-man" / "avatar.npz").provenance.request["prompt"] == "a man"
    height, width, _ = picture(out / "contact_sheet.png").shape
    assert width > 800 and height < 400


def test_started_again_it_makes_only_who_is_missing(people):
    file, out = people
    file.write_text("a man\na woman\na boy\nbroken toy\n")
    assert run(people) == 1
    before, made = marks(out), contents(out)
    shutil.rmtree(out / "a-woman")
    (out / "a-boy" / "avatar.npz").write_bytes(b"damaged")
    (out / "a-man" / "notes.txt").write_text("mine")
    file.write_text("a girl\na boy\na man\na woman\n")
    assert run(people) == 0
    assert states(out) == {"a-girl": "made", "a-boy": "made", "a-man": "kept", "a-woman": "made"}
    assert marks(out)["a-man"] == before["a-man"] and (out / "a-man" / "notes.txt").read_text() == "mine"
    assert {name: contents(out)[name] for name in made} == made
    assert run(people) == 0
    assert set(states(out).values()) == {"kept"}


def test_a_changed_line_is_made_anew_and_the_others_stay(people, tmp_path):
    file, out = people[0].with_suffix(".jsonl"), people[1]
    file.write_text('{"name": "Ada", "prompt": "a woman"}\n{"name": "Bob", "prompt": "a man"}\n')
    assert run((file, out)) == 0
    before = marks(out)
    (out / "Ada" / "notes.txt").write_text("mine")
    file.write_text('{"name": "Ada", "prompt": "an old woman"}\n{"name": "Bob", "prompt": "a man"}\n')
    assert run((file, out)) == 0
    assert folders(out) == ["Ada", "Bob"] and states(out) == {"Ada": "made", "Bob": "kept"}
    assert marks(out)["Bob"] == before["Bob"] and (out / "Ada" / "notes.txt").read_text() == "mine"
    assert json.loads((out / "Ada" / "request.json").read_bytes())["prompt"] == "an old woman"
    other = tmp_path / "other.jsonl"
    other.write_text('{"name": "Ada", "prompt": "a girl"}\n')
    assert run((other, out)) == 0
    assert folders(out) == ["Ada", "Ada-2", "Bob"], "a line of another file takes nobody's place"
    assert json.loads((out / "Ada" / "request.json").read_bytes())["prompt"] == "an old woman"


def test_a_folder_of_somebody_else_is_left_alone(people):
    file, out = people
    (out / "a-man").mkdir(parents=True)
    (out / "a-man" / "thesis.txt").write_text("mine")
    (out / "a-woman").write_text("mine")
    file.write_text("a man\na woman\n")
    assert run(people) == 0
    assert folders(out) == ["a-man", "a-man-2", "a-woman-2"] and (out / "a-woman").read_text() == "mine"
    assert [p.name for p in (out / "a-man").iterdir()] == ["thesis.txt"]


def test_a_worker_and_a_backend_that_die_cost_nobody(people, tmp_path, monkeypatch):
    file, out = people
    impatient_after_fate(monkeypatch, client, tmp_path, "killed", seconds=5.0)
    file.write_text("a man\nmortal man\nregicide\na woman\na boy\n")
    assert run(people) == 0
    assert set(states(out).values()) == {"made"} and len(folders(out)) == 5


def test_results_do_not_depend_on_the_workers(people, tmp_path):
    file, out = people
    file.write_text("".join(f"person {number}\n" for number in range(6)))
    assert run(people, workers=1) == 0
    assert run((file, tmp_path / "other"), workers=3) == 0
    assert contents(out) == contents(tmp_path / "other")


def command(people, workers=1):
    """The command in a process of its own, with the toy jobs."""
    code = (
        "import signal, sys\nfrom functools import partial\n"
        # a suite that was itself started in the background hands on that Ctrl-C is ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from backend.cli import main\nfrom backend.commands import batch\n"
        "batch.local_server = partial(batch.local_server, job_table='batch_jobs:JOBS')\n"
        f"sys.exit(main(['batch', {str(people[0])!r}, '--out', {str(people[1])!r}, '--workers', '{workers}']))"
    )
    return subprocess.Popen([sys.executable, "-P", "-c", code], stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_stopped_in_the_middle_it_goes_on_with_the_missing(toys, people, tmp_path, number):
    file, out = people
    toys.touch()
    file.write_text("a man\na woman\nheld boy\na girl\nan old man\n")
    with command(people) as stopped:
        told = [stopped.stderr.readline(), stopped.stderr.readline()]
        assert "a-man" in told[0] and "a-woman" in told[1]
        stopped.send_signal(number)
        rest = stopped.stderr.read()
    assert stopped.returncode == {signal.SIGKILL: -9, signal.SIGINT: 130, signal.SIGTERM: 143}[number]
    if number != signal.SIGKILL:
        assert "same command again" in rest and not (out / WORK).exists()
        assert states(out)["held-boy"] == "left" and states(out)["a-man"] == "made"
    before = marks(out)
    assert set(before) == {"a-man", "a-woman"}
    toys.unlink()
    assert run(people) == 0
    assert {name: marks(out)[name] for name in ("a-man", "a-woman")} == {n: before[n] for n in ("a-man", "a-woman")}
    assert states(out) == {**dict.fromkeys(["a-man", "a-woman"], "kept"),
                           **dict.fromkeys(["held-boy", "a-girl", "an-old-man"], "made")}  # fmt: skip
    assert run((file, tmp_path / "undisturbed")) == 0
    assert contents(out) == contents(tmp_path / "undisturbed")


def test_a_batch_that_was_killed_while_a_folder_took_its_place_loses_nobody(people):
    file, out = people
    file.write_text("a man\na woman\na boy\n")
    assert run(people) == 0
    made, before = contents(out), marks(out)
    work = out / WORK
    work.mkdir()
    os.replace(out / "a-man", work / "a-man")  # whole, not yet in its place
    os.replace(out / "a-woman", work / "a-woman..old")  # taken away, and its successor is not whole
    (work / "a-woman").mkdir()
    (work / "a-woman" / "avatar.npz").write_bytes(b"half")
    assert run(people) == 0
    assert contents(out) == made and marks(out) == before and set(states(out).values()) == {"kept"}
    assert not work.exists()


def test_two_batches_do_not_work_in_one_folder(capsys, people):
    file, out = people
    file.write_text("a man\n")
    out.mkdir()
    with held(out):
        (out / WORK / "a-man").mkdir()
        assert run(people) == 1
        assert (out / WORK / "a-man").is_dir(), "what the other makes stays"
        for _ in range(2):
            with pytest.raises(ConnectionFailed, match=f"Process {os.getpid()} on .* makes a batch"), held(out):
                pytest.fail("it is taken")
    assert f"Process {os.getpid()} on" in capsys.readouterr().err and not (out / WORK).exists()
    assert run(people) == 0


def test_exports_that_are_asked_for_later_are_all_that_is_made(people, monkeypatch):
    calls = []

    def export(blender, avatar, out, *, preset, one_mesh):
        calls.append(out.name)
        if out.suffix == ".glb" and len(calls) < 4:
            raise files.GalateaError("Blender is ill.", "Wait.")
        out.write_bytes(b"no model " + preset.encode())

    monkeypatch.setattr(batch, "find_blender", lambda path: "a blender")
    monkeypatch.setattr(files, "export_avatar", export)
    monkeypatch.setattr(files, "check_export", lambda *_, **__: {"file": "ok"})
    file, out = people
    file.write_text("a man\na woman\n")
    assert run(people) == 0 and not calls
    made = contents(out)
    assert run(people, "--format", "fbx", "glb", workers=1) == 1
    assert contents(out) == made and sorted(calls) == ["avatar.fbx", "avatar.fbx", "avatar.glb", "avatar.glb"]
    told = [row["checks"] for row in summary(out).values()]
    assert {"fbx file": "ok", "glb export": "Blender is ill. Wait."} in told
    calls.clear()

    def plain(blender, avatar, out, *, preset, one_mesh):
        out.write_bytes(f"{preset}{' whole' if one_mesh else ''}".encode())

    monkeypatch.setattr(files, "export_avatar", plain)
    assert run(people, "--format", "fbx", "glb") == 0
    assert all(row["checks"] == {"fbx file": "ok", "glb file": "ok"} for row in summary(out).values())
    assert run(people, "--format", "fbx", "glb", "--preset", "unity") == 0
    assert (out / "a-man" / "avatar.glb").read_bytes() == b"unity"
    before = marks(out)
    assert run(people, "--format", "glb", "--preset", "unity") == 0 and marks(out) == before
    for _ in range(2):  # the second finds them as they are asked for
        assert run(people, "--format", "glb", "--preset", "unity", "--one-mesh") == 0
        assert (out / "a-man" / "avatar.glb").read_bytes() == b"unity whole"
        before, marked = marks(out), before
    assert before == marked
    for _ in range(2):  # a .blend keeps the meshes of the scene, and is not read back
        assert run(people, "--format", "blend", "--preset", "unity", "--one-mesh") == 0
        assert (out / "a-man" / "avatar.blend").read_bytes() == b"unity"
        before, marked = marks(out), before
    assert before == marked


def test_a_disk_that_fills_stops_the_batch_with_one_error_and_what_is_whole_stays(capsys, people, monkeypatch):
    file, out = people
    file.write_text("a man\na woman\na boy\n")
    real, seen = files.save_avatar, []

    def full(path, avatar):
        seen.append(path)
        if len(seen) > 1:
            raise OSError(28, "No space left on device")
        real(path, avatar)

    with monkeypatch.context() as patch:
        patch.setattr(files, "save_avatar", full)
        assert run(people, workers=1) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1 and "no space left" in told and "same command again" in told
    assert sorted(states(out).values()) == ["left", "left", "made"]
    assert run(people) == 0
    assert sorted(states(out).values()) == ["kept", "made", "made"]


def test_a_running_backend_is_used_and_left_clean(people, tmp_path, monkeypatch):
    file, out = people
    file.write_text("a man\na woman\n")
    with batch.local_server(state=tmp_path / "there") as server:
        (tmp_path / "token").write_text(server.token)
        assert run(people, "--address", server.address, "--token", str(tmp_path / "token")) == 0
    assert set(states(out).values()) == {"made"}
    out2 = (file, tmp_path / "other")
    monkeypatch.setattr(client, "DEAD_AFTER_S", 1.0)
    assert run(out2, "--address", server.address, "--token", str(tmp_path / "token")) == 1, "it is gone"
    assert set(states(out2[1]).values()) == {"left"}


def test_a_backend_keeps_no_results_that_a_batch_has_had(people, tmp_path):
    file, _ = people
    file.write_text("a man\n" * 6)
    with batch.local_server(state=tmp_path / "there", keep_jobs=1) as server:
        (tmp_path / "token").write_text(server.token)
        assert run(people, "--address", server.address, "--token", str(tmp_path / "token")) == 0
        kept = [entry for entry in (tmp_path / "there" / "jobs").iterdir() if len(entry.name) == 32]
        assert 0 < len(kept) <= 2


@pytest.mark.parametrize("base", [{"job": "a" * 32}, "a" * 32])
def test_a_line_whose_base_is_on_no_backend_costs_itself_alone(people, base):
    file, out = people[0].with_suffix(".jsonl"), people[1]
    lines = [{"prompt": "a man"}, {"prompt": "another man", "base": base}, {"prompt": "a woman"}]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert run((file, out), workers=1) == 1
    assert states(out).get("another-man", states(out).get(2)) in ("failed", "refused")
    assert [states(out)[name] for name in ("a-man", "a-woman")] == ["made", "made"]


def test_an_avatar_that_many_lines_start_from_is_read_once(people, tmp_path, monkeypatch):
    file, out = people
    save_avatar(tmp_path / "base.npz", toy_avatar(seed=1))
    file.write_text("one\ntwo\nthree\n")
    read, known = [], based.load_avatar
    monkeypatch.setattr(based, "load_avatar", lambda path: read.append(path) or known(path))
    assert run(people, "--set", f"base={tmp_path / 'base.npz'}") == 0
    assert len(read) == 1 and set(states(out).values()) == {"made"}


def test_variations_roll_around_the_figure_that_they_start_from(people, tmp_path):
    file, out = people
    save_avatar(tmp_path / "base.npz", dataclasses.replace(toy_avatar(), sliders={"height": 0.9, "age": 0.8}))
    file.write_text("one\n")
    options = ("--variations", "3", "--vary", "height=0.05", "--set", f"base={tmp_path / 'base.npz'}")
    assert run(people, *options) == 0
    told = [json.loads((out / name / "request.json").read_bytes())["sliders"] for name in folders(out) if name != WORK]
    assert len(told) == 3 and all(0.85 <= sliders["height"] <= 0.95 and sliders["age"] == 0.8 for sliders in told)


def test_sliders_of_the_known_bodies_are_checked_before_any_work(capsys, people):
    file, out = people[0].with_suffix(".csv"), people[1]
    file.write_text("name,prompt,sliders.hieght,body\nAda,a woman,0.5,anny\nBob,a man,0.5,unheard\nEve,a girl,,\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "local_server", lambda **_: pytest.fail("no work may begin"))
        lone = people[0].with_suffix(".jsonl")
        lone.write_text('{"prompt": "a man", "sliders": {"height": 7}}\n')
        assert run((lone, out)) == 2 and "from 0 to 1" in capsys.readouterr().err
    assert run((file, out)) == 1
    assert states(out) == {2: "refused", "Bob": "made", "Eve": "made"}
    assert "Did you mean height" in capsys.readouterr().err


def test_a_line_may_start_from_an_avatar_whose_content_counts(people, tmp_path):
    file, out = people[0].with_suffix(".csv"), people[1]
    save_avatar(tmp_path / "base.npz", toy_avatar(seed=1))
    file.write_text(f"name,prompt,base\nAda,older,{tmp_path / 'base.npz'}\nBob,older,{tmp_path / 'none.npz'}\n")
    assert run((file, out)) == 1
    assert states(out) == {"Ada": "made", 3: "refused"}
    told = json.loads((out / "Ada" / "request.json").read_bytes())
    assert told["base"]["file"] == str(tmp_path / "base.npz") and told["look"]["skin_tone"] == 0.25
    assert run((file, out)) == 1 and states(out)["Ada"] == "kept"
    save_avatar(tmp_path / "base.npz", toy_avatar(seed=2))
    assert run((file, out)) == 1 and states(out)["Ada"] == "made"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--set", "stpes=3"], "stpes"),
        (["--seeds", "3"], "range"),
        (["--seeds", "0:10", "--set", "seed=5"], "Leave out the seed"),
        (["--seeds", "0:10", "--set", "figure.seed=5"], "Leave out the seed"),
        (["--seeds", "0:10", "--set", 'figure={"seed": 5}'], "Leave out the seed"),
        (["--vary", "height=0.2"], "--variations"),
        (["--variations", "-1"], "0 or more"),
        (["--variations", "2", "--vary", "height"], "height=0.2"),
        (["--variations", "2", "--vary", "height=7"], "at most 1"),
    ],
)
def test_a_wrong_option_is_told_before_any_work(capsys, people, options, told):
    people[0].write_text("a man\n")
    assert run(people, *options) == 2
    said = capsys.readouterr().err
    assert said.count("error:") == 1 and told in said and not people[1].exists()


def test_a_file_without_one_right_line_is_bad_input(capsys, people):
    people[0].write_text("\x01\n" * 30)
    assert run(people) == 2
    assert "10 more lines" in capsys.readouterr().err
    assert main(["batch", str(people[0].parent), "--out", str(people[1])]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_pictures_of_the_contact_sheet_are_those_of_the_people(people):
    file, out = people
    file.write_text("".join(f"person {number}\n" for number in range(43)))
    assert run(people) == 0
    first, second = picture(out / "contact_sheet.png"), picture(out / "contact_sheet-2.png")
    assert second.shape[1] < first.shape[1], "three on the second page"
    assert (first[30, 30] == picture(out / "person-0" / "preview.png")[0, 0]).all()
    file.write_text("person 0\n")
    assert run(people) == 0 and not (out / "contact_sheet-2.png").exists()
