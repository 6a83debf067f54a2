"""The doctor finds what is there, and names what mends what is not."""

import json

from backend.cli import main
from backend.commands import doctor


def findings(capsys, *arguments):
    code = main(["doctor", "--as-json", *arguments])
    return code, {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}


def test_what_the_tests_need_is_found(capsys):
    _, found = findings(capsys)
    for name in ("python", "torch", "open_clip_torch", "body anny", "encoder embedded", "lexicon", "look"):
        assert found[name]["state"] == "ok", found[name]
    assert found["device"]["found"]


def test_a_blender_that_is_not_there_is_missing_with_a_way_out(capsys, tmp_path):
    code, found = findings(capsys, "--blender", str(tmp_path / "blender"))
    assert code == 1
    assert found["blender"]["state"] == "missing" and found["blender"]["mend"]


def test_a_package_that_is_not_there_names_the_command(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", {"galatea-of-cyprus": "carving"})
    code, found = findings(capsys)
    assert code == 1
    assert "pip install" in found["galatea-of-cyprus"]["mend"]
