"""A batch inside Blender: everybody as .blend, FBX and GLB, with the summary; what is there stays."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import bpy
import pytest
from conftest import BACKEND_PYTHON, ROOT


@pytest.fixture
def run(addon, backend, tmp_path, capsys):
    from blender_addon import cli

    bpy.ops.wm.read_homefile(use_empty=True)
    there = ["--address", backend[0], "--token", backend[1]]

    def run(*options):
        code = cli.main(["batch", str(tmp_path / "people.jsonl"), "--out", str(tmp_path / "out"), *options, *there])
        rows = json.loads((tmp_path / "out" / "summary.json").read_bytes())["people"]
        return code, {row.get("name", row["line"]): row for row in rows}, capsys.readouterr()

    return run


def test_everybody_gets_the_files_and_a_bad_line_costs_itself_alone(run, tmp_path):
    scene: Any = bpy.context.scene  # the stubs take it for a method
    scene.collection.objects.link(bpy.data.objects.new("mine", None))
    people, out = tmp_path / "people.jsonl", tmp_path / "out"
    people.write_text(
        '"a man"\n{"name": "Ada", "type": "shape", "sliders": {"height": 0.7}}\n{"prompt": ""}\n"gibberish"\n'
    )
    code, rows, told = run()
    assert code == 1
    assert {name: row["state"] for name, row in rows.items()} == {
        "a-man": "made",
        "Ada": "made",
        3: "refused",
        "gibberish": "failed",
    }
    assert "line 3: The prompt is empty" in told.err and "line 4: gibberish" in told.err and "Use others." in told.err
    for name in ("a-man", "Ada"):
        found = {entry.name for entry in (out / name).iterdir()}
        assert {"avatar.blend", "avatar.fbx", "avatar.glb", "avatar.npz", "preview.png", "made.json"} <= found
        assert rows[name]["checks"] and set(rows[name]["checks"].values()) == {"ok"} and rows[name]["measurements"]
    assert [thing.name for thing in bpy.data.objects] == ["mine"] and not bpy.data.meshes and not bpy.data.armatures
    assert (out / "summary.csv").read_text(encoding="utf-8-sig").count("\n") == 5 and not (out / ".galatea").exists()


def test_started_again_it_makes_what_is_missing_also_a_format_alone(run, tmp_path):
    people, out = tmp_path / "people.jsonl", tmp_path / "out"
    people.write_text('"a man"\n"a woman"\n')
    assert run("--format", "glb")[0] == 0
    before = (out / "a-man" / "made.json").stat().st_ino
    assert not (out / "a-man" / "avatar.fbx").exists()
    (out / "a-woman" / "avatar.npz").write_bytes(b"damaged")
    code, rows, _ = run("--format", "glb")
    assert code == 0 and {name: row["state"] for name, row in rows.items()} == {"a-man": "kept", "a-woman": "made"}
    assert (out / "a-man" / "made.json").stat().st_ino == before
    code, _, told = run("--format", "fbx")
    assert code == 0 and "1 of 2: " in told.err and told.err.count("2 of 2: ") == 1
    assert {"avatar.fbx", "avatar.glb"} <= {entry.name for entry in (out / "a-man").iterdir()}


def test_the_command_line_goes_on_with_the_folder_and_draws_the_contact_sheet(run, tmp_path):
    """Which Blender's Python has no library for; the people are there, so none is made again."""
    people, out = tmp_path / "people.jsonl", tmp_path / "out"
    people.write_text('"a man"\n{"name": "Ada", "type": "shape", "sliders": {"height": 0.7}}\n')
    assert run("--format", "glb")[0] == 0
    before = {name: (out / name / "made.json").stat().st_ino for name in ("a-man", "Ada")}
    command = [BACKEND_PYTHON, "-P", "-m", "backend.cli", "batch", str(people), "--out", str(out)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert (out / "contact_sheet.png").read_bytes().startswith(b"\x89PNG")
    assert {name: (out / name / "made.json").stat().st_ino for name in before} == before


def test_variations_are_those_of_the_command_line(run, tmp_path):
    """Rolled by the backend, so that the command line finds everybody there."""
    people, out = tmp_path / "people.jsonl", tmp_path / "out"
    people.write_text('{"prompt": "a man", "locked": ["muscle"]}\n{"type": "check_export"}\n')
    many = ("--variations", "2", "--vary", "height=0.3", "muscle=0.2")
    code, rows, _ = run("--format", "glb", *many)
    assert code == 1 and {name: row["state"] for name, row in rows.items()} == {
        "a-man-1": "made",
        "a-man-2": "made",
        2: "refused",
    }
    sliders = [json.loads((out / name / "request.json").read_bytes())["sliders"] for name in ("a-man-1", "a-man-2")]
    assert sliders[0]["height"] != sliders[1]["height"] and all("muscle" not in of_one for of_one in sliders)
    _, rows, _ = run("--format", "glb", "--variations", "2", "--vary", "hieght=0.3")
    assert "no slider 'hieght'" in rows[1]["error"] and "height" in rows[1]["hint"]
    people.write_text('{"prompt": "a man", "locked": ["muscle"]}\n')
    before = {name: (out / name / "made.json").stat().st_ino for name in ("a-man-1", "a-man-2")}
    command = [BACKEND_PYTHON, "-P", "-m", "backend.cli", "batch", str(people), "--out", str(out), *many]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert {name: (out / name / "made.json").stat().st_ino for name in before} == before


def test_a_backend_that_is_not_there_leaves_a_summary(addon, tmp_path, capsys, monkeypatch):
    from blender_addon import cli
    from blender_addon.session import connection

    monkeypatch.setattr(connection, "ANSWER_WITHIN_S", 0.3)
    (tmp_path / "people.txt").write_text("a man\n")
    arguments = ["batch", str(tmp_path / "people.txt"), "--out", str(tmp_path / "out")]
    assert cli.main([*arguments, "--address", "tcp://127.0.0.1:9", "--token", "x"]) == 1
    assert capsys.readouterr().err.count("error:") == 1
    (row,) = json.loads((tmp_path / "out" / "summary.json").read_bytes())["people"]
    assert row["state"] == "left"


def test_a_blend_of_a_batch_holds_a_figure_that_the_panel_knows(run, tmp_path):
    from blender_addon.state import avatars

    (tmp_path / "people.jsonl").write_text('{"name": "Ada", "prompt": "a tall man"}\n')
    assert run("--format", "blend")[0] == 0
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "out" / "Ada" / "avatar.blend"))
    (person,) = avatars.everyone()
    assert avatars.values(person)["height"] == pytest.approx(0.9) and person.galatea.prompt == "a tall man"
    assert person.galatea.given == person.name and avatars.measurements(person.galatea.measurements)


def test_a_clip_of_one_person_leaves_the_frames_of_the_scene_to_the_next(run, tmp_path):
    scene: Any = bpy.context.scene
    scene.render.fps, scene.frame_start, scene.frame_end = 25, 3, 77
    scene.frame_set(5)
    person = {"name": "Ada", "type": "shape", "figure": {"clip": "rom"}}
    (tmp_path / "people.jsonl").write_text(json.dumps(person) + "\n")
    assert run("--format", "blend")[0] == 0
    assert (scene.render.fps, scene.frame_start, scene.frame_end, scene.frame_current) == (25, 3, 77, 5)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "out" / "Ada" / "avatar.blend"))
    scene = bpy.context.scene
    assert scene.frame_start == 0 and scene.render.fps != 25


def test_a_folder_in_which_another_batch_works_is_left_to_it(run, tmp_path):
    from blender_addon._shared.protocol.batch.folder_lock import held

    out = tmp_path / "out"
    (tmp_path / "people.jsonl").write_text('"a man"\n')
    assert run("--format", "glb")[0] == 0
    before = sorted(str(path) for path in out.rglob("*"))
    with held(out):
        (out / ".galatea" / "a-man").mkdir()
        code, _, told = run("--format", "fbx")
        assert code == 1 and "makes a batch in the folder" in told.err and "another folder" in told.err
        assert (out / ".galatea" / "a-man").is_dir()
    assert sorted(str(path) for path in out.rglob("*")) == before
    assert run("--format", "fbx")[0] == 0
