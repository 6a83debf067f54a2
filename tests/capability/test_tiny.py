"""A capability needs its request, its job and one line: wire, server, worker, commands and files follow from it."""

import json

import pytest
from tiny import StatueRequest

from backend.cli import main, summary
from backend.protocol.avatar_file import load_avatar
from backend.protocol.checks import request_as_json, request_from_json
from backend.protocol.codec import encode
from backend.protocol.errors import BadRequest
from backend.protocol.events import Warned
from backend.protocol.requests import Figure

TOY = Figure(body="toy", skeleton="own", texture_size=256, preview_size=0)
OPTIONS = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "0"]


def test_its_request_is_read_and_checked_as_any_other():
    request = StatueRequest(name="Pygmalion", size=0.75, figure=TOY)
    plain, _ = request_as_json(request)
    assert plain["type"] == "statue" and request_from_json(plain) == request
    assert request_from_json({"type": "statue", "name": "Ovid", "seed": 4}).figure.seed == 4
    for wrong in ({"name": " "}, {"name": "x" * 41}, {"name": "x", "size": 2.0}, {"name": "x", "seed": -1}, {}):
        with pytest.raises(BadRequest):
            request_from_json({"type": "statue", **wrong})


def test_a_server_does_it_and_keeps_it(tiny_client):
    assert "statue" in tiny_client.handshake(timeout=60).capabilities
    told = []
    job = tiny_client.submit(StatueRequest(name="Pygmalion", size=1.0, figure=TOY))
    result = tiny_client.wait(job, told.append, timeout=120)
    assert [event.message for event in told if isinstance(event, Warned)] == ["This is only a statue of Pygmalion."]
    assert result.avatar.sliders["height"] == 1.0 and result.avatar.provenance.request["name"] == "Pygmalion"
    (listed,) = tiny_client.jobs(timeout=60)
    assert (listed.job_id, listed.type, listed.state) == (job, "statue", "done")
    again = tiny_client.wait(tiny_client.watch(job), timeout=60)
    assert again.avatar.avatar_id == result.avatar.avatar_id


def test_it_has_a_command_and_its_request_runs_again(no_blender, tmp_path, capsys):
    assert "a name becomes a statue" in summary()
    with pytest.raises(SystemExit) as stop:
        main(["statue", "--help"])
    told = capsys.readouterr().out
    assert stop.value.code == 0 and "Whose statue it is" in told and "--size" in told and "avatar.npz" in told
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["statue", "Pygmalion", "--size", "0.75", *OPTIONS, "--out", str(first)]) == 0
    assert json.loads((first / "request.json").read_text())["type"] == "statue"
    assert main(["again", str(first / "request.json"), "--out", str(second)]) == 0
    one, other = (load_avatar(folder / "avatar.npz") for folder in (first, second))
    assert one.avatar_id == other.avatar_id and one.sliders["height"] == other.sliders["height"] == 0.75


def test_what_is_wrong_is_one_error_with_what_to_do(no_blender, tmp_path, capsys):
    assert main(["statue", "Pygmalion", "--size", "7", "--out", str(tmp_path)]) == 2
    assert "size is 7.0" in capsys.readouterr().err
    assert main(["statu", "x"]) == 2
    assert 'Did you mean "statue"?' in capsys.readouterr().err


def test_it_is_a_line_of_a_batch(tmp_path):
    statue = {"type": "statue", "name": "Pygmalion", "size": 0.75, "figure": encode(TOY)[0]}
    (tmp_path / "people.jsonl").write_text(json.dumps(statue) + "\n")
    assert main(["batch", str(tmp_path / "people.jsonl"), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    (made,) = (tmp_path / "out").glob("*/avatar.npz")
    assert load_avatar(made).provenance.request["name"] == "Pygmalion"
