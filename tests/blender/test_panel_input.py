"""Bad input: one sentence, one piece of advice, and nothing that was made is lost."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import refused


def test_no_words(panel):
    assert "no words" in refused(bpy.ops.galatea.generate, prompt="   ")
    assert panel.problem.hint


def test_too_many_words(panel):
    assert "10000 characters" in refused(bpy.ops.galatea.generate, prompt="x" * 10000)


def test_words_in_another_script_reach_the_backend(panel):
    bpy.ops.galatea.generate(prompt="высокий мужчина 背の高い男")
    assert not panel.problem.message


@pytest.mark.parametrize("values", ['{"height": NaN}', '{"height": "x"}', "height", "[1]"])
def test_sliders_that_are_none(panel, values):
    bpy.ops.galatea.new_avatar()
    assert "slider" in refused(bpy.ops.galatea.set_sliders, values=values)


def test_nothing_selected(panel):
    assert "No avatar" in refused(bpy.ops.galatea.randomise)
    assert "No avatar" in refused(bpy.ops.galatea.export, file="/nowhere/a.fbx")


@pytest.mark.parametrize("file", ["a.obj", "/proc/none/a.fbx", "//a.fbx"])
def test_files_that_cannot_be(panel, tmp_path, file):
    bpy.ops.galatea.new_avatar()
    message = refused(bpy.ops.galatea.export, file=str(tmp_path / file) if file == "a.obj" else file)
    assert message and panel.problem.hint
    assert not list(tmp_path.iterdir())


def test_a_script_is_told_to_leave_edit_mode(panel):
    from blender_addon import api, avatars, link, work
    from blender_addon._shared.protocol.errors import BadRequest

    person = api.new_avatar()
    bpy.ops.object.mode_set(mode="EDIT")
    for call in (api.new_avatar, lambda: api.generate("a tall man"), lambda: api.set_sliders(person, height=0.8)):
        with pytest.raises(BadRequest, match="Edit or Sculpt Mode"):
            call()
        assert not link.connection.jobs, "nothing is begun that cannot be put in"
    with pytest.raises(BadRequest, match="waits"):
        api._result(work.from_sliders(person, {"height": 0.8}))
    bpy.ops.object.mode_set(mode="OBJECT")
    turn(lambda: avatars.values(person)["height"] == pytest.approx(0.8))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--preset", "maya", "--out", "a.fbx"], "mixamo"),
        (["--out", "missing/a.fbx"], "no folder"),
        (["--out", "a.obj"], "must end in"),
        (["--out", "folder.fbx"], "is a folder"),
    ],
)
def test_a_command_line_that_cannot_work_is_refused_before_any_work(addon, monkeypatch, capsys, tmp_path, wrong, said):
    from blender_addon import api, commands

    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.fbx").mkdir()
    monkeypatch.setattr(api, "connect", lambda *_: pytest.fail("no work may begin"))
    assert commands.main(["avatar", "a man", *wrong]) == 2
    assert said in capsys.readouterr().err
