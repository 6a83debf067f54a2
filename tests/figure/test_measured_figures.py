"""Measures of a request are met by every job that makes or moves a person, of any body."""

import numpy as np
import pytest
from toy_context import ToyContext

from backend.capabilities.shape.jobs import run_shape
from backend.capabilities.shape.live import run_live_shape
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Figure, LiveShapeRequest, Look, ShapeRequest
from backend.protocol.sound_results import check_result

BARE = Look(unsaid="bare")
HELD = {"height": 1.8, "waist": 0.8, "mass": 74.0}


@pytest.fixture
def context(tmp_path):
    return ToyContext(tmp_path)


def of(body):
    return Figure(body=body, texture_size=256, preview_size=0)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("anny", HELD),
        ("toy-smpl", {"height": 1.85, "mass": 60.0}),
        ("toy-flame", {"height": 0.28, "width": 0.155}),
    ],
)
def test_a_body_measures_what_is_wanted_and_the_live_mesh_is_the_final_one(context, body, wanted):
    first = run_shape(ShapeRequest(figure=of(body), look=BARE), context).report["measurements"]
    assert any(abs(first[name] - size) > 0.01 for name, size in wanted.items())
    result = run_shape(ShapeRequest(measures=wanted, figure=of(body), look=BARE), context)
    assert not result.report["warnings"]
    for name, size in wanted.items():
        assert result.report["measurements"][name] == pytest.approx(size, abs=0.005 if size < 3 else 0.005 * size)
    moved = run_live_shape(LiveShapeRequest(measures=wanted, figure=of(body)), context)
    check_result(moved)
    assert not moved.missed and moved.sliders
    assert all(result.avatar.sliders[name] == pytest.approx(value, abs=1e-5) for name, value in moved.sliders.items())
    assert np.abs(moved.vertices - result.avatar.mesh.vertices).max() < 1e-4
    again = run_shape(ShapeRequest(sliders=result.avatar.sliders, measures=wanted, figure=of(body), look=BARE), context)
    assert again.avatar.sliders == result.avatar.sliders, "who measures so already stays"


def test_a_drag_keeps_what_is_held_and_the_slider_under_the_hand(context):
    start = run_live_shape(LiveShapeRequest(measures=HELD), context).sliders
    for muscle in (0.5, 0.55, 0.6, 0.8, 0.3):
        sliders = {**start, "muscle": muscle}
        moved = run_live_shape(LiveShapeRequest(sliders=sliders, measures=HELD, locked=("muscle",)), context)
        assert "muscle" not in moved.sliders and not moved.missed
        for name, size in HELD.items():
            assert moved.measurements[name] == pytest.approx(size, abs=0.005 if size < 3 else 0.005 * size)


def test_what_is_missed_or_contradicts_is_told(context):
    request = ShapeRequest(measures={"waist": 0.3}, figure=of("anny"), look=BARE, locked=("weight",))
    (told,) = run_shape(request, context).report["warnings"]
    assert "waist of 30.0 cm" in told and "locked" in told and context.warnings == [told]
    moved = run_live_shape(LiveShapeRequest(measures={"waist": 0.3}, locked=("weight",)), context)
    assert moved.missed["waist"] == pytest.approx(moved.measurements["waist"], rel=1e-4)
    moved = run_live_shape(LiveShapeRequest(measures={"height": 1.8, "mass": 70.0, "bmi": 40.0}), context)
    assert "40.0" in moved.told[0] and not moved.missed.keys() & {"height", "mass"}


def test_what_a_body_does_not_have_is_refused(context):
    for measures, locked, told in (({"waist": 0.8}, (), "waist"), ({"height": 0.25}, ("wings",), "wings")):
        with pytest.raises(BadRequest, match=told):
            run_shape(ShapeRequest(measures=measures, locked=locked, figure=of("toy-flame")), context)


def test_the_stamp_on_an_avatar_says_what_was_wanted(context):
    result = run_shape(ShapeRequest(measures=HELD, figure=of("anny"), look=BARE), context)
    assert result.avatar.provenance.request["measures"] == HELD
