"""A command that starts from an avatar of before keeps what is not typed, and writes what it started from."""

import dataclasses
import json
import re

import numpy as np
import pytest

from backend.cli import main
from backend.commands import based, capability, make
from backend.commands.connect import Connection
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.codec import encode
from backend.protocol.errors import BadFile
from backend.protocol.requests import CaptureRequest, Look, NamedFile, Worn
from backend.protocol.table import CAPABILITIES

TOY = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "0"]


@pytest.fixture(autouse=True)
def no_export(monkeypatch):
    monkeypatch.setattr(make, "find_blender", lambda path: None)
    monkeypatch.setattr(make, "_export", lambda here, result, output: {})


@pytest.fixture(scope="module")
def dented(tmp_path_factory):
    """An avatar with a dent and a painted texture."""
    folder = tmp_path_factory.mktemp("dented")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(make, "find_blender", lambda path: None)
        patch.setattr(make, "_export", lambda here, result, output: {})
        patch.setenv("GALATEA_STATE", str(folder / "state"))
        patch.setenv("GALATEA_HOME", str(folder / "home"))
        made = folder / "made"
        assert main(["shape", *TOY, "--skin-tone", "0.75", "--sliders", "height", "0.25", "--out", str(made)]) == 0
    avatar = load_avatar(made / "avatar.npz")
    vertices, albedo = avatar.mesh.vertices.copy(), avatar.textures["albedo"].copy()
    vertices[20:24, 0] += 0.05
    albedo[:20] = (0, 255, 0, 255)
    return dataclasses.replace(
        avatar, mesh=dataclasses.replace(avatar.mesh, vertices=vertices), textures={"albedo": albedo}
    )


@pytest.fixture
def before(dented, tmp_path):
    """Its avatar.npz."""
    save_avatar(tmp_path / "before.npz", dented)
    return tmp_path / "before.npz"


def test_a_slider_is_moved_and_everything_else_stays(before, tmp_path, capsys):
    out = tmp_path / "new"
    assert main(["shape", "--base", str(before), "--sliders", "weight", "0.8", "--out", str(out)]) == 0
    base, new = load_avatar(before), load_avatar(out / "avatar.npz")
    assert new.sliders == {**base.sliders, "weight": pytest.approx(0.8)} and new.look["skin_tone"] == 0.75
    assert np.array_equal(new.textures["albedo"], base.textures["albedo"]) and new.rig.kind == base.rig.kind
    request = json.loads((out / "request.json").read_text())
    assert request["base"]["file"] == str(before) and request["figure"]["body"] == "toy"
    assert main(["again", str(out / "request.json"), "--out", str(tmp_path / "again")]) == 0
    again = load_avatar(tmp_path / "again" / "avatar.npz")
    assert again.avatar_id == new.avatar_id and np.array_equal(again.mesh.vertices, new.mesh.vertices)
    save_avatar(before, dataclasses.replace(base, sliders={**base.sliders, "height": 0.5}))
    assert main(["again", str(out / "request.json"), "--out", str(tmp_path / "again")]) == 2
    assert "not the one that this request was made for" in capsys.readouterr().err


def test_what_the_base_wears_is_worn_beside_what_is_typed(before, monkeypatch):
    look = Look(worn=(Worn(slot="top", piece="t_shirt"), Worn(slot="shoes", piece="trainers")), unsaid="bare")
    save_avatar(before, dataclasses.replace(load_avatar(before), look=encode(look)[0]))
    asked = []
    monkeypatch.setattr(capability, "make", lambda request, output: asked.append(request) or 0)
    assert main(["shape", "--base", str(before), "--skin-tone", "0.5"]) == 0
    assert main(["shape", "--base", str(before), "--wear", "no shoes"]) == 0
    assert asked[0].look == dataclasses.replace(look, skin_tone=0.5)
    assert asked[1].look.worn == (look.worn[0], Worn(slot="shoes"))


def test_what_is_typed_comes_before_the_base_also_where_it_is_the_default(before, tmp_path, capsys):
    out = tmp_path / "new"
    assert main(["shape", "--base", str(before), "--skin-tone", "0.25", "--out", str(out)]) == 0
    assert load_avatar(out / "avatar.npz").look["skin_tone"] == 0.25
    assert "painted anew" in capsys.readouterr().err


def test_a_request_in_a_file_is_filled_in_the_same_way(before, tmp_path):
    written = {"type": "shape", "base": str(before), "sliders": {"weight": 0.8}, "look": {"hair_colour": [1, 0, 0]}}
    (tmp_path / "request.json").write_text(json.dumps({**written, "seed": 7}))
    assert main(["again", str(tmp_path / "request.json"), "--out", str(tmp_path / "new")]) == 0
    new = load_avatar(tmp_path / "new" / "avatar.npz")
    assert new.look["skin_tone"] == 0.75 and list(new.look["hair_colour"]) == [1, 0, 0]
    assert new.provenance.request["figure"]["body"] == "toy" and new.provenance.seed == 7


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shape", "--base", "none.npz"], "no file"),
        (["shape", "--base", "0" * 32, "--address", "tcp://127.0.0.1:9", "--token", "none"], "token"),
    ],
)
def test_a_base_that_is_not_there_is_told_before_anything_is_made(arguments, told, tmp_path, capsys):
    assert main([*arguments, "--out", str(tmp_path / "out")]) in (1, 2)
    said = capsys.readouterr().err
    assert said.startswith("error:") and told in said and not (tmp_path / "out").exists()


def test_measures_are_typed_with_their_units(tmp_path):
    out = tmp_path / "out"
    typed = ["--measures", "height=185cm", "weight=60kg", "--texture-size", "256", "--preview-size", "0"]
    assert main(["shape", "--body", "toy-smpl", *typed, "--out", str(out)]) == 0
    measured = json.loads((out / "report.json").read_text())["measurements"]
    assert measured["height"] == pytest.approx(1.85, abs=0.005) and measured["mass"] == pytest.approx(60, rel=0.005)
    assert json.loads((out / "request.json").read_text())["measures"] == {"height": 1.85, "mass": 60.0}


def test_files_of_every_request_are_sent_and_a_missing_one_is_asked_for_as_what_it_is(tmp_path):
    kinds = {"Scan", "CurveFile", "MotionFile", "NamedFile"}
    named = {
        (line.request_class.__name__, field.name)
        for line in CAPABILITIES.values()
        for field in dataclasses.fields(line.request_class)
        if kinds & set(re.findall(r"\w+", str(field.type)))
    }
    assert ("PhotoRequest", "masks") in named and {name for _, name in named} <= set(based._FILES)
    here = Connection()
    request = CaptureRequest(file=NamedFile(file=str(tmp_path / "talk.mp4")))
    with pytest.raises(BadFile, match=r"There is no file .*talk\.mp4") as told:
        based.sent(request, here)
    assert "video" in told.value.hint
