"""A request.json makes the same person again; what is no request is one clear error."""

import json

import numpy as np
import pytest

from backend.cli import main
from backend.commands.again import read_request
from backend.protocol.avatar_file import load_avatar
from backend.protocol.checks import request_as_json
from backend.protocol.requests import AvatarRequest, Figure, Look, ShapeRequest

TOY = ["--body", "toy", "--skeleton", "own", "--texture-size", "256", "--preview-size", "64"]


def test_the_request_of_a_result_makes_the_same_figure_again(tmp_path):
    no_blender = ["--blender", str(tmp_path / "blender")]
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["shape", *TOY, "--skin-tone", "0.9", "--out", str(first), *no_blender]) == 3
    assert main(["again", str(first / "request.json"), "--out", str(second), *no_blender]) == 3
    one, other = load_avatar(first / "avatar.npz"), load_avatar(second / "avatar.npz")
    assert one.avatar_id == other.avatar_id and one.provenance.request == other.provenance.request
    assert np.array_equal(one.mesh.vertices, other.mesh.vertices)
    assert np.array_equal(one.textures["albedo"], other.textures["albedo"])
    assert {p.name for p in second.iterdir()} == {"avatar.npz", "preview.png", "request.json", "report.json"}


@pytest.mark.parametrize("request_", [AvatarRequest(prompt="a tall man", sliders={"age": 0.5}, locked=("age",)),
                                      ShapeRequest(look=Look(skin_tone=0.7), figure=Figure(seed=3))])  # fmt: skip
def test_a_request_is_read_by_its_name_and_by_the_name_of_its_class(tmp_path, request_):
    file = tmp_path / "request.json"
    plain, _ = request_as_json(request_)
    for name in (plain["type"], type(request_).__name__):
        file.write_text(json.dumps({**plain, "type": name}))
        assert read_request(file) == request_


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("", "not a request"),
        ("[]", "JSON object"),
        ('{"prompt": "a man"}', "no request named"),
        ('{"type": "avatar"}', "prompt"),
        ('{"type": ["avatar"], "prompt": "a man"}', "no request named"),
        ('{"type": "avatar", "prompt": "a man", "stpes": 3}', "stpes"),
        ('{"type": "avatar", "prompt": "a man", "steps": -1}', "steps"),
        ('{"type": "live_shape"}', "makes no files"),
    ],
)
def test_a_file_that_is_no_request_is_one_error_with_what_to_do(capsys, tmp_path, text, told):
    file = tmp_path / "request.json"
    if text is not None:
        file.write_text(text)
    assert main(["again", str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("error:") and told in said[0] and str(file) in said[0] and len(said) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_from_an_editor_that_marks_its_byte_order_is_read(tmp_path, encoding):
    file = tmp_path / "request.json"
    file.write_text('{"type": "avatar", "prompt": "a señora"}', encoding=encoding)
    assert read_request(file) == AvatarRequest(prompt="a señora")
