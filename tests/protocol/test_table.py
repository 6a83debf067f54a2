"""The table of capabilities: every line is whole, and lines that are added are gone afterwards."""

import dataclasses
import inspect

import pytest

from backend.protocol.checks import name_of
from backend.protocol.errors import BadRequest
from backend.protocol.requests import ShapeRequest
from backend.protocol.table import CAPABILITIES, Capability, added, is_passing, lane_of, line_of, load, results


@pytest.mark.parametrize("line", CAPABILITIES.values(), ids=CAPABILITIES)
def test_every_line_names_classes_and_a_job_that_are_there(line: Capability):
    for cls in (line.request_class, line.result_class):
        assert dataclasses.is_dataclass(cls) and cls.__dataclass_params__.frozen  # pyright: ignore
    assert list(inspect.signature(load(line.job)).parameters) == ["request", "context"]
    assert line.result_class is results()[line.result_class.__name__]


def test_a_request_is_of_one_capability():
    assert len({line.request_class for line in CAPABILITIES.values()}) == len(CAPABILITIES)
    with pytest.raises(BadRequest, match="str is not a request"):
        line_of("a tall man")


def test_a_line_that_is_added_is_known_for_a_while():
    before = dict(CAPABILITIES)
    other = dataclasses.replace(CAPABILITIES["shape"], name="other", disk="passing", job="os:getpid")
    with added([other, dataclasses.replace(CAPABILITIES["avatar"], lane="quick")]):
        assert CAPABILITIES["other"].job == "os:getpid" and is_passing("other") and lane_of("avatar") == "quick"
        assert name_of(ShapeRequest()) == "shape"
    assert dict(CAPABILITIES) == before and lane_of("other") == "long" and not is_passing("other")
