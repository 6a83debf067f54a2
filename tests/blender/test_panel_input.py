"""Bad input: one sentence, one piece of advice, and nothing that was made is lost."""

from __future__ import annotations

import os
from math import nan
from pathlib import Path
from types import SimpleNamespace

import bpy
import pytest
from conftest import turn
from panel_helpers import everyone, refused, shape

TRACE = 'Error: Python: Traceback (most recent call last):\n  File "export.py", line 385, in save\n    write()\n'


def test_no_words(panel, person):
    before = shape(person)
    assert "no words" in refused(bpy.ops.galatea.generate, prompt="   ")
    assert everyone() == [person] and (shape(person) == before).all()


def test_too_many_words(panel, person):
    before = shape(person)
    assert "10000 characters" in refused(bpy.ops.galatea.generate, prompt="x" * 10000)
    assert everyone() == [person] and (shape(person) == before).all()


def test_words_in_another_script_reach_the_backend(panel):
    bpy.ops.galatea.generate(prompt="высокий мужчина 背の高い男")
    assert not panel.problem.message


@pytest.mark.parametrize("values", ['{"height": NaN}', '{"height": "x"}', "height", "[1]"])
def test_sliders_that_are_none(panel, person, values):
    before = shape(person)
    assert "slider" in refused(bpy.ops.galatea.set_sliders, values=values)
    assert "slider" in refused(bpy.ops.galatea.new_avatar, sliders=values)
    assert everyone() == [person] and (shape(person) == before).all()


@pytest.mark.parametrize("where", ["sliders", "look"])
def test_a_slider_in_the_panel_that_is_not_a_number_goes_back(panel, person, where):
    from blender_addon.jobs import event_loop, live_edit
    from blender_addon.state import looks

    before, colours = shape(person), looks.look_of(person.galatea.look)
    if where == "sliders":
        panel.sliders["height"].amount = nan
    else:
        panel.look.skin_tone = nan
    event_loop.advance()
    turn(lambda: not live_edit.active())
    assert "is nan" in panel.problem.message and "number" in panel.problem.hint
    assert panel.sliders["height"].get_value() == pytest.approx(0.5) and looks.look_of(panel.look) == colours
    assert (shape(person) == before).all()


def test_a_script_is_told_of_a_slider_or_a_face_key_that_is_not_a_number(panel, person):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.state import avatars

    before, face = shape(person), avatars.expression(person)
    for call in (
        lambda: api.set_sliders(person, height=nan),
        lambda: api.new_avatar({"height": nan}),
        lambda: api.generate("a man", sliders={"height": nan}),
        lambda: api.expression(person, mouthClose=0.5, jawOpen=nan),
    ):
        with pytest.raises(BadRequest, match="is nan") as caught:
            call()
        assert "number" in caught.value.hint
    assert everyone() == [person] and (shape(person) == before).all() and avatars.expression(person) == face


def test_a_face_key_that_is_unknown_is_told(panel, person):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.state import avatars

    face = avatars.expression(person)
    with pytest.raises(BadRequest, match="no face key 'jawOpne'"):
        api.expression(person, mouthClose=0.5, jawOpne=0.5)
    assert "no face key 'jawOpne'" in refused(bpy.ops.galatea.reset_face, keys="jawOpen, jawOpne")
    assert avatars.expression(person) == face


@pytest.mark.parametrize("operator", ["reset_sliders", "lock"])
def test_a_slider_that_is_unknown_is_told(panel, person, operator):
    argument = {"reset_sliders": "name", "lock": "names"}[operator]
    assert "no slider 'hieght'" in refused(getattr(bpy.ops.galatea, operator), **{argument: "hieght"})


@pytest.mark.parametrize("operator", ["resume", "fetch_job"])
def test_a_job_that_is_unknown_is_told(panel, operator):
    assert "galatea jobs" in refused(getattr(bpy.ops.galatea, operator), job="../../etc")
    assert "knows no job" in refused(getattr(bpy.ops.galatea, operator), job="0" * 32)


def test_nothing_selected(panel):
    assert "No avatar" in refused(bpy.ops.galatea.randomise)
    assert "No avatar" in refused(bpy.ops.galatea.export, file="/nowhere/a.fbx")


@pytest.mark.parametrize("file", ["a.obj", "/proc/none/a.fbx", "//a.fbx"])
def test_files_that_cannot_be(panel, tmp_path, file):
    bpy.ops.galatea.new_avatar()
    message = refused(bpy.ops.galatea.export, file=str(tmp_path / file) if file == "a.obj" else file)
    assert message and panel.problem.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_a_full_disk_is_told_and_the_file_of_before_stays(panel, person, tmp_path, full_disk):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import ResourceExhausted

    def told_to_a_script():
        with pytest.raises(ResourceExhausted) as caught:
            api.export(person, file)
        return str(caught.value)

    file, before = tmp_path / "a.fbx", shape(person)
    file.write_bytes(b"made before")
    full_disk(file.name)
    for told in (lambda: refused(bpy.ops.galatea.export, file=str(file)), told_to_a_script):
        said = told()
        assert os.strerror(28) in said and "Free some space" in said and "Traceback" not in said
        assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == b"made before"
    assert not panel.reports and everyone() == [person] and (shape(person) == before).all()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Error: No space left on device\n", "Free some space"),
        (f"{TRACE}OSError: [Errno 28] No space left on device\nLocation: ops.py:109\n", "Free some space"),
        (f"{TRACE}PermissionError: [Errno 13] Permission denied: 'a.glb'\n", "Choose another folder"),
    ],
)
def test_an_exporter_that_fails_is_told_in_one_line(panel, person, tmp_path, monkeypatch, said, told):
    from blender_addon.export import blend, write

    def fails(**_):
        raise RuntimeError(said)

    ops = SimpleNamespace(export_scene=SimpleNamespace(gltf=fails), wm=SimpleNamespace(save_as_mainfile=fails))
    with monkeypatch.context() as patch:
        for module in (blend, write):
            patch.setattr(module, "bpy", SimpleNamespace(ops=ops, context=bpy.context, data=bpy.data))
        for ending in ("glb", "blend"):
            assert told in refused(bpy.ops.galatea.export, file=str(tmp_path / f"a.{ending}"))
    assert not list(tmp_path.iterdir()) and everyone() == [person]


def test_a_script_is_told_to_leave_edit_mode(panel):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.jobs import generating
    from blender_addon.session import session
    from blender_addon.state import avatars

    person = api.new_avatar()
    bpy.ops.object.mode_set(mode="EDIT")
    for call in (api.new_avatar, lambda: api.generate("a tall man"), lambda: api.set_sliders(person, height=0.8)):
        with pytest.raises(BadRequest, match="Edit or Sculpt Mode"):
            call()
        assert not session.connection.jobs, "nothing is begun that cannot be put in"
    with pytest.raises(BadRequest, match="waits"):
        api._result(generating.from_sliders(person, {"height": 0.8}))
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
    from blender_addon import api, cli

    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.fbx").mkdir()
    monkeypatch.setattr(api, "connect", lambda *_: pytest.fail("no work may begin"))
    assert cli.main(["avatar", "a man", *wrong]) == 2
    assert said in capsys.readouterr().err
