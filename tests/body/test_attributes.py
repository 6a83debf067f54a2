"""A body's table for words: names that exist on both sides, amounts that the sliders can show, ages as people have."""

import pytest

from backend.body import ADAPTERS, load_body, measure, parameter_vector, rest_shape
from backend.body.attributes import age_slider, sliders_showing, with_measured, years_shown
from backend.words.attributes import GROUP_OF
from backend.words.origins import ORIGINS


@pytest.fixture(scope="module")
def anny():
    return load_body("anny")


@pytest.mark.parametrize("name", ADAPTERS)
def test_every_name_is_known_on_both_sides(name):
    body = load_body(name)
    variation = body.variation
    sliders = set(body.parameter_index)
    named = {slider for moves in body.attributes.values() for slider in moves}
    assert named <= sliders and all(all(moves.values()) and moves for moves in body.attributes.values())
    assert all(GROUP_OF[attribute] in ("body", "face_shape", "face") for attribute in body.attributes)
    assert set(body.metrics) <= {"height", "mass", "age"} and set(body.metrics.values()) <= sliders
    assert variation.fixed | set(variation.pictured) | set(variation.origins.values()) <= sliders
    assert set(variation.origins) <= set(ORIGINS)
    companions = {name for shares in variation.companions.values() for name in shares}
    about = {*variation.spread, *variation.upwards, *variation.companions, *companions, *variation.beyond_mass}
    assert about <= set(body.attributes)
    assert bool(body.years) == ("age" in body.metrics)


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_unit_of_an_attribute_stays_within_its_sliders(name):
    body = load_body(name)
    for attribute, moves in body.attributes.items():
        for slider, amount in moves.items():
            parameter = body.parameters[body.parameter_index[slider]]
            assert abs(amount) <= parameter.maximum - parameter.minimum, attribute
            if GROUP_OF[attribute] == "face":
                assert parameter.minimum - 1e-6 <= parameter.default + amount <= parameter.maximum + 1e-6


def test_what_comes_with_weight_goes_with_it(anny):
    names = sliders_showing(anny, {"weight"})
    assert {"weight", "measure-waist-circ-incr", "stomach-pregnant-incr", "neck-double-incr"} <= names
    assert "measure-waist-circ-incr" not in sliders_showing(anny, {"muscle"})
    assert sliders_showing(anny, {"ear_size"}) == {"l-ear-scale-incr", "r-ear-scale-incr"}


def test_children_are_as_tall_as_children_of_their_age(anny):
    """Medians of the WHO growth references, metres, boys and girls."""
    for years, boy, girl in (
        (3, 0.961, 0.951),
        (5, 1.10, 1.094),
        (8, 1.273, 1.266),
        (13, 1.56, 1.564),
        (16, 1.729, 1.625),
    ):
        sliders = [{"age": age_slider(anny, years), "gender": gender} for gender in (0.0, 1.0)]
        heights = [float(measure(anny, rest_shape(anny, parameter_vector(anny, s)))["height"]) for s in sliders]
        assert sum(heights) / 2 == pytest.approx((boy + girl) / 2, abs=0.02)


def test_the_slider_rises_with_the_years_and_tells_them(anny):
    sliders = [age_slider(anny, years) for years in range(121)]
    assert sliders == sorted(sliders) and sliders[0] == -0.25 and sliders[-1] == 1.0
    for years in (1, 13, 25, 70):
        assert years_shown(anny, age_slider(anny, years)) == pytest.approx(years)


def test_a_slider_that_is_named_for_a_measurement_shows_its_attribute(anny):
    assert with_measured(anny) is anny
    body = with_measured(load_body("toy-smpl"))
    for attribute, measurement, deviation in (("height", "height", 0.07), ("weight", "mass", 12.0)):
        sizes = [
            float(measure(body, rest_shape(body, parameter_vector(body, moves)))[measurement])
            for moves in ({}, body.attributes[attribute])
        ]
        assert 0.3 * deviation < sizes[1] - sizes[0] < 1.5 * deviation
