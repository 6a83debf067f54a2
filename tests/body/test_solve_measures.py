"""Wanted measurements are met on the mesh with the least change of a body, or what is missed is told."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from published_models import published

from backend.body import load_body, measure, parameter_vector, rest_shape
from backend.body.measure import measurable
from backend.body.measure_search import tolerance
from backend.body.measure_slopes import slopes
from backend.body.published.adapting.adapter import published_body
from backend.body.solve_measures import movable, solve_measures
from backend.protocol.errors import BadRequest

PEOPLE = 100
SETS = [("height",), ("bmi",), ("arm",), ("waist", "hips"), ("height", "mass"), ("height", "mass", "waist")]


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def people(body):
    """(100, P) grown people of every build."""
    rolled = np.random.default_rng(5)
    drawn = {
        "gender": (0, 1), "age": (0.6, 1), "height": (0.2, 0.65), "weight": (0.25, 0.85), "muscle": (0.2, 0.8),
        "proportions": (0.3, 0.7), "cupsize": (0, 1), "african": (0, 1), "asian": (0, 1), "caucasian": (0, 1),
    }  # fmt: skip
    values = {name: torch.tensor(rolled.uniform(*ends, PEOPLE)) for name, ends in drawn.items()}
    return parameter_vector(body, values, PEOPLE)


def measured(body, values):
    return {name: float(size) for name, size in measure(body, rest_shape(body, values[None])).items()}


def moved(body, before, after):
    """Slider -> how far it was moved."""
    steps = (after - before).tolist()
    return {p.name: step for p, step in zip(body.parameters, steps, strict=True) if step}


def wanted_of(body, person, names, rolled):
    has = measured(body, person)
    return {
        name: has[name] * rolled.uniform(*((0.85, 1.2) if name in ("mass", "bmi") else (0.93, 1.08))) for name in names
    }


@pytest.mark.parametrize("names", SETS)
def test_what_is_wanted_of_anybody_is_measured_with_the_sliders_that_are_for_it(body, people, names):
    rolled = np.random.default_rng(len(names))
    own = {slider for name in names for slider in body.measure_sliders[name]}
    others = 0
    people = people if len(names) == 3 else people[:25]
    for person in people:
        wanted = wanted_of(body, person, names, rolled)
        solved = solve_measures(body, person, wanted)
        has = measured(body, solved.values)
        assert not solved.missed
        assert all(abs(has[name] - size) <= tolerance(name, size) for name, size in wanted.items())
        others += not moved(body, person, solved.values).keys() <= own
    assert others <= len(people) * 0.4, "others help where their own sliders end"


def test_all_at_once_are_met_or_what_is_missed_is_told_truly(body, people):
    rolled, met = np.random.default_rng(7), 0
    for person in people[:25]:
        wanted = wanted_of(body, person, ("height", "waist", "hips", "chest", "mass"), rolled)
        solved = solve_measures(body, person, wanted)
        has = measured(body, solved.values)
        missed = {n: has[n] for n, size in wanted.items() if abs(has[n] - size) > tolerance(n, size) + 1e-5}
        assert solved.missed == pytest.approx(missed, rel=1e-4)
        met += not missed
        assert moved(body, person, solved.values).keys() <= set(movable(body))
    assert met >= 24


def test_taller_of_the_same_weight_is_the_same_person_slimmer(body, people):
    for person in people[:10]:
        has = measured(body, person)
        solved = solve_measures(body, person, {"height": has["height"] + 0.05, "mass": has["mass"]})
        steps = moved(body, person, solved.values)
        assert steps["height"] > 0 > steps["weight"] and not solved.missed


def test_who_measures_so_already_stays_as_they_are(body, people):
    person = people[0]
    has = measured(body, person)
    assert solve_measures(body, person, {name: has[name] for name in ("height", "waist", "bmi")}).values is person
    assert solve_measures(body, person, {}).values is person


def test_a_locked_slider_stays_and_others_do_its_work(body, people):
    for person in people[:10]:
        wanted = {"waist": measured(body, person)["waist"] + 0.03}
        solved = solve_measures(body, person, wanted, ("measure-waist-circ-incr", "weight", "muscle"))
        steps = moved(body, person, solved.values)
        assert not solved.missed and steps
        assert not steps.keys() & {"measure-waist-circ-incr", "weight", "muscle", "height"}


def test_an_expression_neither_counts_nor_moves(body, people):
    grinning = people[0].clone()
    grinning[body.parameter_index["jawOpen"]] = 1.0
    wanted = {"height": measured(body, people[0])["height"] + 0.04}
    plain, open_mouthed = solve_measures(body, people[0], wanted), solve_measures(body, grinning, wanted)
    assert float(open_mouthed.values[body.parameter_index["jawOpen"]]) == 1.0
    assert moved(body, people[0], plain.values) == pytest.approx(moved(body, grinning, open_mouthed.values))


@pytest.mark.parametrize(("name", "size"), [("height", 5.0), ("waist", 0.2), ("waist", 3.0), ("mass", 900.0)])
def test_what_is_out_of_reach_is_told_and_nobody_comes_nearer(body, people, name, size):
    person = people[3]
    solved = solve_measures(body, person, {name: size})
    assert solved.missed[name] == pytest.approx(measured(body, solved.values)[name], rel=1e-5)
    rolled = torch.Generator().manual_seed(1)
    free = [body.parameter_index[slider] for slider in movable(body) if slider != "height" or name == "height"]
    others = person.repeat(200, 1)
    ends = torch.tensor([(body.parameters[k].minimum, body.parameters[k].maximum) for k in free])
    share = torch.rand(200, len(free), generator=rolled)
    share = torch.where(torch.rand(share.shape, generator=rolled) < 0.7, share.round(), share)
    others[:, free] = ends[:, 0] + share * (ends[:, 1] - ends[:, 0])
    found = torch.cat([measure(body, rest_shape(body, part), [name])[name] for part in others.split(50)])
    assert float((found - size).abs().min()) >= abs(solved.missed[name] - size) - tolerance(name, size)


def test_height_weight_and_an_index_that_is_not_theirs_contradict_each_other(body, people):
    solved = solve_measures(body, people[0], {"height": 1.8, "mass": 81.0, "bmi": 30.0})
    assert "180 cm" in solved.contradiction and "25.0, not 30.0" in solved.contradiction
    has = measured(body, solved.values)
    assert has["height"] == pytest.approx(1.8, abs=0.005) and has["mass"] == pytest.approx(81, rel=0.005)
    assert not solve_measures(body, people[0], {"height": 1.8, "mass": 81.0, "bmi": 25.0}).contradiction


@pytest.mark.parametrize("other", ["height", "mass"])
def test_an_index_with_one_of_its_two_gives_the_other(body, people, other):
    wanted = {"bmi": 24.0, other: measured(body, people[1])[other]}
    has = measured(body, solve_measures(body, people[1], wanted).values)
    assert has["bmi"] == pytest.approx(24.0, rel=0.005) and has[other] == pytest.approx(wanted[other], rel=0.005)


def test_a_drag_that_comes_back_ends_where_it_began(body, people):
    """Also where it begins each step from the last, which gives the same body as one that begins anew."""
    person, column = people[2], body.parameter_index["muscle"]
    held = {name: measured(body, person)[name] for name in ("height", "mass", "waist")}
    warm = None
    for step in [*np.linspace(0.0, 0.3, 12), *np.linspace(0.3, 0.0, 12)]:
        dragged = person.clone()
        dragged[column] += step
        solved = solve_measures(body, dragged, held, ("muscle",), warm=warm)
        warm = solved.warm
        has = measured(body, solved.values)
        assert float(solved.values[column]) == float(dragged[column]) and not solved.missed
        assert all(abs(has[name] - size) <= tolerance(name, size) for name, size in held.items())
        anew = solve_measures(body, dragged, held, ("muscle",))
        assert float((anew.values - solved.values).abs().max()) < 0.02
    assert float((solved.values - person).abs().max()) < 0.005


def test_the_slopes_are_those_of_small_steps(body, people):
    person = people[4].clone()
    person[body.parameter_index["stomach-pregnant-incr"]] = 0.0
    names, sliders = ("height", "waist", "mass"), ("height", "weight", "stomach-pregnant-incr", "stomach-tone-incr")
    columns = [body.parameter_index[slider] for slider in sliders]
    told = slopes(body, person, rest_shape(body, person[None]), names, columns)
    for side, answer in zip((1.0, -1.0), told, strict=True):
        for place, column in enumerate(columns):
            other = person.clone()
            other[column] += side * 0.004
            before, after = measured(body, person), measured(body, other)
            stepped = [(after[name] - before[name]) / (side * 0.004) for name in names]
            assert answer[:, place] == pytest.approx(stepped, rel=0.05, abs=0.02)


@pytest.mark.parametrize(
    ("name", "names"), [("toy-smpl", ("height", "arm", "mass")), ("toy-flame", ("height", "width", "depth"))]
)
def test_coefficients_without_names_move_by_the_least_deviations(name, names):
    body = load_body(name)
    rolled = np.random.default_rng(3)
    own = [p.name for p in body.parameters if p.group == "shape"]
    for _ in range(20):
        first, second = (parameter_vector(body, {n: rolled.normal() for n in own})[0] for _ in range(2))
        wanted = {measure_: measured(body, second)[measure_] for measure_ in names}
        solved = solve_measures(body, first, wanted)
        has = measured(body, solved.values)
        assert all(abs(has[n] - size) <= tolerance(n, size) for n, size in wanted.items()) and not solved.missed
        change = float((solved.values - first).norm())
        assert change <= float((second - first).norm()) + 0.05, "the other person is met too, but further away"


@pytest.mark.parametrize("family", ["smpl", "smplx", "flame", "smal"])
def test_bodies_that_others_published_measure_what_is_wanted(family):
    body = published_body(published(family))
    rolled = np.random.default_rng(8)
    own = list(movable(body))
    for _ in range(4):
        first, second = (parameter_vector(body, {n: 0.7 * rolled.normal() for n in own})[0] for _ in range(2))
        has = measured(body, second)
        wanted = {name: size for name, size in has.items() if name in (*list(has)[:3], "arm")}
        solved = solve_measures(body, first, wanted)
        has = measured(body, solved.values)
        assert not solved.missed
        assert all(abs(has[name] - size) <= tolerance(name, size) for name, size in wanted.items())
        assert moved(body, first, solved.values).keys() <= set(own)


def test_what_a_body_does_not_measure_is_refused():
    head = load_body("toy-flame")
    assert measurable(head) == ("height", "width", "depth")
    with pytest.raises(BadRequest, match="waist"):
        solve_measures(head, head.defaults, {"waist": 0.8})
    for size in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(BadRequest, match="height"):
            solve_measures(head, head.defaults, {"height": size})
