"""Variations of a line are people, each another one, within the bounds and with what is locked as it was."""

import itertools

import pytest
import torch

from backend.body import load_body, measure, parameter_vector, rest_shape
from backend.capabilities.variations.rolling import ALIKE, distance, rolled
from backend.protocol.batch.plan import Wanted
from backend.protocol.batch.variations import bounds_of, people_of, request_of
from backend.protocol.errors import BadRequest
from backend.protocol.requests import AvatarRequest, CheckExportRequest, Figure, ShapeRequest
from backend.protocol.sliders import PHENOTYPES


@pytest.fixture(scope="module")
def bodies():
    return {"anny": load_body("anny"), "toy": load_body("toy")}


def made(request, count, bodies, vary=(), lock=()):
    person = Wanted(1, "a-man", request)
    asked = request_of(person, count, bounds_of(vary), lock)
    return [one.request for one in people_of(person, rolled(asked, bodies[asked.body]))]


def apart(body, requests):
    return min(distance(body, one.sliders, other.sliders) for one, other in itertools.combinations(requests, 2))


@torch.inference_mode()
def test_they_are_people_and_never_two_alike(bodies):
    body = bodies["anny"]
    request = AvatarRequest(prompt="a man", sliders={"height": 0.4}, locked=("gender",))
    people = made(request, 12, bodies, lock=("muscle",))
    assert apart(body, people) >= 0.05, "and they can be told from one another"
    for person in people:
        assert (person.prompt, person.locked) == ("a man", ("gender",))
        assert not {"gender", "muscle"} & set(person.sliders)
        size = measure(body, rest_shape(body, parameter_vector(body, person.sliders)))
        assert 17.4 <= float(size["bmi"][0]) <= 34.1 and 1.3 <= float(size["height"][0]) <= 2.2


@pytest.mark.parametrize("count", [1, 5, 30])
def test_what_is_named_moves_within_its_bound_and_the_rest_stays(bodies, count):
    request = ShapeRequest(sliders={"height": 0.5, "age": 0.8})
    people = made(request, count, bodies, vary=("height=0.2",))
    heights = [person.sliders["height"] for person in people]
    assert all(0.3 - 1e-9 <= height <= 0.7 + 1e-9 for height in heights)
    assert all(set(person.sliders) == {"height", "age"} and person.sliders["age"] == 0.8 for person in people)
    gaps = sorted(heights)
    assert all(b - a >= ALIKE - 1e-9 for a, b in itertools.pairwise(gaps))


def test_groups_move_alone(bodies):
    details = made(ShapeRequest(), 3, bodies, vary=("details=0.2",))
    assert all(not set(person.sliders) & set(PHENOTYPES) and len(person.sliders) > 200 for person in details)
    usual = made(ShapeRequest(), 3, bodies, vary=("body=0.2",))
    assert all(set(person.sliders) == set(PHENOTYPES) for person in usual)


def test_the_same_line_gives_the_same_people_and_more_of_them_begin_alike(bodies):
    request = ShapeRequest(figure=Figure(seed=3))
    three, again, five = (made(request, count, bodies) for count in (3, 3, 5))
    assert three == again == five[:3]
    assert made(ShapeRequest(figure=Figure(seed=4)), 3, bodies) != three


def test_other_bodies_vary_too(bodies):
    people = made(ShapeRequest(figure=Figure(body="toy", skeleton="own")), 4, bodies)
    assert apart(bodies["toy"], people) >= ALIKE


@pytest.mark.parametrize(
    ("count", "vary", "lock", "told"),
    [
        (40, ("height=0.05",), (), "who differ"),
        (2, (), ("hieght",), "hieght"),
        (2, ("hieght=0.2",), (), "hieght"),
        (2, ("height=0.2",), ("height",), "who differ"),
        (2, ("height=nan",), (), "no bound"),
        (2, ("height=0",), (), "no bound"),
    ],
)
def test_bounds_without_room_and_wrong_names_are_told(bodies, count, vary, lock, told):
    with pytest.raises(BadRequest, match=told) as error:
        made(ShapeRequest(), count, bodies, vary, lock)
    assert error.value.hint


def test_a_line_without_sliders_is_told():
    request = object.__new__(CheckExportRequest)
    with pytest.raises(BadRequest, match="no sliders"):
        request_of(Wanted(1, "x", request), 2, {}, ())
