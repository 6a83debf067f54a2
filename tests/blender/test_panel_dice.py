"""Randomise rolls people: of a person's weight, with a head of their size, left as right, and nothing locked."""

from __future__ import annotations

import random

import numpy as np
import pytest
from conftest import turn
from panel_helpers import vertices as points


@pytest.fixture
def figure(new_figure):
    return new_figure()


def test_the_wildest_rolls_of_the_real_body_are_people(figure):
    from blender_addon._shared.protocol import randomise, slider_catalogue
    from blender_addon._shared.protocol.requests import LiveShapeRequest
    from blender_addon.jobs import fit_measurement
    from blender_addon.jobs.waiting import wait_for
    from blender_addon.session import session
    from blender_addon.session.job import JobHandler
    from blender_addon.state import avatars

    known = slider_catalogue.catalogue(session.connection.body("anny"))
    now = avatars.values(figure)
    shapes, rest = [], points(figure)
    top = int(rest[:, 2].argmax())
    chin = int(np.linalg.norm(rest - (0.0, -0.13, rest[top, 2] - 0.23), axis=1).argmin())
    for seed in range(1, 13):
        rolled = randomise.roll(known, now, (), 1.0, random.Random(seed), body=True, details=True)
        values = now | fit_measurement.human(figure, rolled)
        request = LiveShapeRequest(figure=avatars.figure(figure), sliders=values)
        done, _ = wait_for(session.connection.submit(request, JobHandler()))
        measured, vertices = done.result.measurements, done.result.vertices
        shapes.append(values["height"])
        assert 17 <= measured["bmi"] <= 35, (seed, measured)
        assert 1.35 <= measured["height"] <= 2.15, (seed, measured)
        head = vertices[top, 2] - vertices[chin, 2]
        assert 5.8 < measured["height"] / head < 9.0, (seed, measured["height"], head)
    assert np.std(shapes) > 0.05, "and they differ"


def test_a_roll_in_the_panel_ends_at_a_persons_weight(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars, measurement_goals

    for name, value in (("weight", 0.99), ("height", 0.6), ("age", 0.8)):
        panel.sliders[name].set_value(value)
    measurement_goals.keep_human(panel)
    turn(live_edit.active)
    turn(lambda: not live_edit.active() and not measurement_goals.searching())
    measured = avatars.measurements(person.galatea.measurements)
    assert measured["bmi"] == pytest.approx(34, abs=0.5)


def test_left_and_right_roll_alike_and_locks_change_nothing_else(panel, person):
    from blender_addon._shared.protocol import randomise, slider_catalogue
    from blender_addon.session import session
    from blender_addon.state import avatars

    known = slider_catalogue.catalogue(session.connection.body("anny"))
    now = avatars.values(person)
    both = [randomise.roll(known, now, kept, 0.5, random.Random(3), body=True, details=True) for kept in ((), ("age",))]
    assert {name: value for name, value in both[0].items() if name != "age"} == both[1]
    assert len(both[0]) > 200
    assert all(both[0][s.name] == both[0][s.twin] for s in known if s.twin)
    assert both[0]["age"] < randomise.YOUNGEST_ADULT, "who is a child stays one"
    assert randomise.roll(known, {"age": 0.7}, (), 1.0, random.Random(1), body=True, details=False)["age"] >= 0.64
