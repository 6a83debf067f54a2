"""Sizes as people write them, at every door: an option, a cell of a table, a line of JSON."""

import pytest

from backend.protocol.batch.lines import read_lines
from backend.protocol.checks import check_request, request_as_json, request_from_json
from backend.protocol.errors import BadRequest
from backend.protocol.measures import read_size, read_sizes
from backend.protocol.requests import AvatarRequest, LiveShapeRequest, ShapeRequest


@pytest.mark.parametrize(
    ("name", "text", "size"),
    [
        ("height", "1.80", 1.8), ("height", "180cm", 1.8), ("height", "1,80 m", 1.8), ("height", "1m80", 1.8),
        ("height", "5'11\"", 1.8034), ("height", "5ft 11in", 1.8034), ("height", "5'11", 1.8034),
        ("waist", "32in", 0.8128), ("waist", '32"', 0.8128), ("waist", "820 mm", 0.82), ("mass", "95kg", 95.0),
        ("mass", "95", 95.0),
        ("mass", "210lb", 95.2544), ("mass", "11st 6", 72.5748), ("bmi", "22.5", 22.5), ("bmi", "22 kg/m2", 22.0),
    ],
)  # fmt: skip
def test_units_are_read_where_they_are_written(name, text, size):
    assert read_size(name, text) == pytest.approx(size, abs=1e-4)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["height"], "no measure"), (["hieght=1.8"], "hieght"), (["height=tall"], "tall"), (["height=80kg"], "80kg"),
        (["mass=80cm"], "80cm"), (["height=1.8", "height=180cm"], "twice"), (["mass=80", "weight=80"], "twice"),
        (["height=1.8 1.9"], "1.8 1.9"), (["height="], "cannot be"),
    ],
)  # fmt: skip
def test_what_is_no_size_is_refused(words, told):
    with pytest.raises(BadRequest, match=told):
        read_sizes(words)


@pytest.mark.parametrize("size", [180.0, 0.0, -1.0, float("nan"), float("inf")])
def test_sizes_that_no_body_has_are_refused_with_what_to_write(size):
    with pytest.raises(BadRequest, match="height") as refused:
        check_request(ShapeRequest(measures={"height": size}))
    assert "cm" in refused.value.hint


def test_a_person_may_write_units_into_a_request_and_it_comes_back_in_metres():
    line = {"type": "shape", "measures": {"height": "180 cm", "weight": "210 lb", "waist": 0.9}}
    request = request_from_json(line)
    assert request.measures == pytest.approx({"height": 1.8, "mass": 95.2544, "waist": 0.9}, abs=1e-4)
    assert request_from_json(request_as_json(request)[0]) == request
    assert request_from_json({"type": "shape", "measures": "height=180cm bmi=22"}).measures == {
        "height": 1.8,
        "bmi": 22.0,
    }
    with pytest.raises(BadRequest):
        request_from_json({"type": "shape", "measures": ["height"]})


def test_a_request_without_measures_is_written_as_before():
    for request in (ShapeRequest(), LiveShapeRequest(), AvatarRequest(prompt="a man")):
        assert "measures" not in request_as_json(request)[0]


def test_a_table_has_a_column_for_a_measure(tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("type,measures.height,measures\nshape,5'11,\nshape,,waist=82cm bmi=22\n")
    first, second = (request_from_json(line.fields).measures for line in read_lines(table))
    assert first == pytest.approx({"height": 1.8034}) and second == {"waist": 0.82, "bmi": 22.0}
