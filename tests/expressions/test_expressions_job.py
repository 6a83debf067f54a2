"""`galatea expressions`: curves in files of others, matrices and curves out, and what is wrong with them told."""

import csv
import json

import numpy as np
import pytest
from toy_context import ToyContext

from backend.body import load_body
from backend.capabilities.expressions.jobs import run_expressions
from backend.cli import main
from backend.protocol.checks import request_as_json, request_from_json
from backend.protocol.codec import raw
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.requests import CurveFile, ExpressionsRequest
from backend.protocol.sliders import ARKIT_52
from backend.protocol.sound_results import check_result
from rigging.faces.face_take import face_take, npz_bytes
from rigging.faces.ifacialmocap import write_text
from rigging.faces.live_link_csv import write_csv


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path / "job")


def recorded(path, values: np.ndarray, extra=()):
    """As a phone records it: names begin with capitals, a time code stands before them."""
    names = [name[0].upper() + name[1:] for name in ARKIT_52]
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Timecode", "BlendShapeCount", *names, *extra])
        for number, row in enumerate(values):
            table.writerow([f"00:00:00:{number:02d}.000", 52, *row, *(0.5 for _ in extra)])
    return CurveFile(file=str(path))


def test_a_recording_comes_back_as_it_was_on_the_same_keys(context, tmp_path):
    values = np.random.default_rng(0).random((7, 52)).round(4)
    given = recorded(tmp_path / "take.csv", values, extra=("HeadYaw", "Mood"))
    result = run_expressions(ExpressionsRequest(source="arkit", target="anny", curves=given), context)
    check_result(result)
    assert np.abs(result.parameters["curves"] - values).max() < 0.02
    assert result.report["curves"]["frames"] == 7 and result.report["rows"]["curves"][3] == "00:00:00:03.000"
    assert any("Mood" in sentence and "Yaw" not in sentence for sentence in context.warnings)


def test_takes_of_phones_are_read_whatever_their_form(context, tmp_path):
    values = np.random.default_rng(0).random((4, 52)).round(4)
    take = face_take(np.arange(4) / 30, ARKIT_52, values)
    rows = write_csv(take).splitlines()
    rows[3] = ",".join([rows[3].split(",")[0], "0"])  # no face was seen
    files = {"a.npz": npz_bytes(take), "b.txt": write_text(take).encode(), "c.csv": "\n".join(rows).encode()}
    for name, content in files.items():
        request = ExpressionsRequest(
            source="arkit", target="anny", curves=CurveFile(file=name, content=np.frombuffer(content, np.uint8))
        )
        curves = run_expressions(request, context).parameters["curves"]
        assert np.abs(curves[[0, 1, 3]] - values[[0, 1, 3]]).max() < 0.03, name
        assert np.abs(curves[2] - values[1 if name == "c.csv" else 2]).max() < 0.03, name


def test_coefficients_become_keys_within_their_ends(context, tmp_path):
    rng = np.random.default_rng(1)
    file = tmp_path / "flame.npz"
    np.savez(
        file, exp=rng.normal(size=(5, 4)), jaw_pose=np.abs(rng.normal(size=(5, 3))) * 0.1, eyelids=rng.random((5, 2))
    )
    request = ExpressionsRequest(source="toy-flame", target="arkit", curves=CurveFile(file=str(file)))
    result = run_expressions(request, context)
    check_result(result)
    curves = result.parameters["curves"]
    assert curves.shape == (5, 52) and curves.min() >= 0 and curves.max() <= 1 and curves.any()
    assert result.parameters["matrix_downwards"].any()
    told = result.report["expressions"]
    assert set(told) >= {"expression_0", "jaw_x"} and result.report["random_faces_off_mm"]["by_matrix"]["mean"] > 0


def test_the_request_brings_its_file_along(context, tmp_path):
    given = recorded(tmp_path / "take.csv", np.zeros((2, 52)))
    content = np.frombuffer((tmp_path / "take.csv").read_bytes(), np.uint8)
    request = ExpressionsRequest(source="arkit", target="anny", curves=CurveFile(file="take.csv", content=content))
    plain, arrays = request_as_json(request)
    again = request_from_json(plain, [raw(named.array) for named in arrays])
    result = run_expressions(again, context)
    assert result.parameters["curves"].shape == (2, 52) and given.file
    json.dumps(result.provenance.request)


def test_what_holds_no_curves_gets_one_sentence(context, tmp_path):
    files = {
        "empty.csv": b"",
        "head.csv": b"JawOpen,MouthClose\n",
        "other.csv": b"a,b\n1,2\n",
        "words.csv": b"JawOpen\nwide\n",
        "short.csv": b"JawOpen,MouthClose\n1\n",
        "nan.csv": b"JawOpen\nnan\n",
        "half.npz": b"PK\3\4",
        "binary.csv": bytes(range(256)),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadFile):
            given = CurveFile(file=str(tmp_path / name))
            run_expressions(ExpressionsRequest(source="arkit", target="anny", curves=given), context)
    np.savez(tmp_path / "object.npz", expression=np.array([{}], object))
    np.savez(tmp_path / "lengths.npz", expression=np.zeros((4, 4)), jaw=np.zeros((5, 3)))
    for name in ("object.npz", "lengths.npz", "nowhere.npz"):
        with pytest.raises(BadFile):
            given = CurveFile(file=str(tmp_path / name))
            run_expressions(ExpressionsRequest(source="toy-flame", target="anny", curves=given), context)
    assert not load_body("toy-smpl").expressions
    with pytest.raises(BadRequest, match="no face that moves"):
        run_expressions(ExpressionsRequest(source="toy-smpl", target="anny"), context)


def test_it_has_a_command_that_writes_tables(tmp_path, monkeypatch):
    monkeypatch.setenv("GALATEA_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GALATEA_HOME", str(tmp_path / "home"))
    given = recorded(tmp_path / "take.csv", np.full((3, 52), 0.25))
    assert main(["expressions", "arkit", "anny", "--curves", given.file, "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "curves.csv").open() as file:
        head, *rows = csv.reader(file)
    assert head[1:] == list(load_body("anny").expression_names) and len(rows) == 3
    assert float(rows[0][head.index("jawOpen")]) == pytest.approx(0.25, abs=0.02)
    assert (tmp_path / "out" / "matrix.csv").is_file()
