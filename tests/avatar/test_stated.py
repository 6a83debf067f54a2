"""Stated heights and weights are met on the body, by its own measurements, and what is not is told."""

import pytest

from backend.body import load_body, measure, parameter_vector, rest_shape
from backend.capabilities.avatar.stated import meet, wanted_of, without
from backend.words.facts import Facts


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def figure(body, sliders, facts, locked=()):
    """Height in metres, mass in kg, sliders, and what was told."""
    met = meet(body, parameter_vector(body, sliders)[0], facts, locked)
    values = dict(zip([p.name for p in body.parameters], met.values.tolist(), strict=True))
    still = {p.name: values[p.name] for p in body.parameters if p.group != "expression"}
    found = measure(body, rest_shape(body, parameter_vector(body, still)))
    return float(found["height"]), float(found["mass"]), values, met.missed


@pytest.mark.parametrize(
    ("sliders", "facts"),
    [
        ({"gender": 0.0}, Facts(height=1.90)),
        ({"gender": 1.0}, Facts(height=1.50)),
        ({"gender": 0.0}, Facts(height=1.90, mass=130.0)),
        ({"gender": 1.0, "muscle": 0.2}, Facts(height=1.60, mass=48.0)),
        ({"gender": 1.0, "age": 0.95, "jawOpen": 1.0}, Facts(bmi=35.0)),
        ({"gender": 0.0, "muscle": 0.9}, Facts(mass=110.0)),
    ],
)
def test_what_is_stated_is_measured(body, sliders, facts):
    height, mass, values, missed = figure(body, sliders, facts)
    assert missed == ()
    if facts.height is not None:
        assert height == pytest.approx(facts.height, abs=0.005)
    if facts.mass is not None:
        assert mass == pytest.approx(facts.mass, rel=0.01)
    if facts.bmi is not None:
        assert mass / height**2 == pytest.approx(facts.bmi, rel=0.015)
    assert all(values[name] == pytest.approx(value) for name, value in sliders.items())


def test_nothing_stated_changes_nothing(body):
    start = parameter_vector(body, {"height": 0.7})[0]
    assert meet(body, start, Facts()).values is start


def test_what_is_out_of_reach_is_told_by_how_much(body):
    height, _, values, missed = figure(body, {}, Facts(height=5.0))
    assert values["height"] == 1.0
    assert f"{height * 100:.0f} cm" in missed[0] and f"{500 - height * 100:.0f} less" in missed[0]


def test_a_locked_slider_stays_and_the_conflict_is_told(body):
    height, mass, values, missed = figure(body, {"height": 0.3}, Facts(height=1.9, mass=80.0), locked=("height",))
    assert values["height"] == pytest.approx(0.3) and height < 1.8
    assert mass == pytest.approx(80, rel=0.01) and len(missed) == 1 and "locked" in missed[0]


def test_a_heavy_person_is_heavier_than_the_slider_alone_can_make_them(body):
    _, most, _, _ = figure(body, {"gender": 0.0, "weight": 1.0}, Facts())
    _, mass, values, _ = figure(body, {"gender": 0.0}, Facts(mass=1.1 * most))
    assert mass == pytest.approx(1.1 * most, rel=0.01) and values["measure-waist-circ-incr"] > 0


def test_a_body_without_these_sliders_is_told_too():
    _, _, _, missed = figure(load_body("toy"), {}, Facts(height=30.0))
    assert missed


@pytest.mark.parametrize(
    ("facts", "gender"),
    [
        (Facts(girths={"waist": 0.9}), 0.0),
        (Facts(girths={"waist": 1.2}), 0.0),
        (Facts(girths={"waist": 0.6, "hips": 0.9}), 1.0),
        (Facts(height=1.8, mass=80.0, girths={"waist": 0.9}), 0.0),
    ],
)
def test_stated_girths_are_measured(body, facts, gender):
    met = meet(body, parameter_vector(body, {"gender": gender})[0], facts)
    found = measure(body, rest_shape(body, met.values[None]))
    assert met.missed == ()
    for part, wanted in facts.girths.items():
        assert float(found[part]) == pytest.approx(wanted, abs=0.01)
    if facts.mass:
        assert float(found["mass"]) == pytest.approx(facts.mass, rel=0.01)


def test_a_girth_out_of_reach_is_told(body):
    missed = meet(body, parameter_vector(body, {})[0], Facts(girths={"waist": 2.5})).missed
    assert "waist of 250 cm" in missed[0]


def test_all_that_is_stated_is_met_together(body):
    facts = Facts(height=1.8, mass=95.0, girths={"waist": 34 * 0.0254, "hips": 1.08})
    met = meet(body, parameter_vector(body, {"gender": 0.0})[0], facts)
    found = measure(body, rest_shape(body, met.values[None]))
    assert met.missed == ()
    assert float(found["height"]) == pytest.approx(1.8, abs=0.005) and float(found["mass"]) == pytest.approx(
        95, rel=0.005
    )
    assert all(float(found[part]) == pytest.approx(size, abs=0.005) for part, size in facts.girths.items())


def test_what_a_request_holds_comes_before_what_the_words_state():
    facts = Facts(height=1.9, bmi=30.0, girths={"waist": 1.0, "hips": 1.1})
    left, told = without(facts, {"height": 1.7, "waist": 0.8})
    assert wanted_of(left) == {"bmi": 30.0, "hips": 1.1}
    assert len(told) == 2 and "height" in told[0] and "waist" in told[1]
    assert wanted_of(without(facts, {"height": 1.7, "mass": 60.0})[0]) == {"waist": 1.0, "hips": 1.1}
