"""What the embedded encoder's axes say of words, as deviations of sliders."""

import pytest
import torch

from backend.body import load_body, measure, rest_shape
from backend.capabilities.avatar.person import space_of
from backend.capabilities.avatar.reading import SURE, Words, read_off
from backend.clip.space import axes, coordinates
from backend.training.encoder.samples import attribute_row
from backend.words import lexicon


@pytest.fixture(scope="module")
def space():
    return space_of(load_body("anny"), {}, (), adult=True)


def direction(**attributes):
    """The encoder's direction for a text with these attributes."""
    rows = [attribute_row(attributes), attribute_row({})]
    asked, neutral = (torch.nn.functional.normalize(torch.from_numpy(coordinates(r[None]))[0], dim=0) for r in rows)
    return (asked - neutral) @ axes()


def read(space, towards, **sure):
    """Name -> deviation."""
    return dict(zip(space.names, read_off(space, Words(towards, sure)).tolist(), strict=True))


def test_each_axis_moves_its_own_slider(space):
    assert {name for name, value in read(space, direction(height=1.0)).items() if value} == {"height"}


def test_the_way_and_the_amount_are_those_of_the_words(space):
    little, much, less = (read(space, direction(muscle=amount))["muscle"] for amount in (0.6, 1.8, -0.6))
    assert 0 < little < much and less == pytest.approx(-little, rel=0.05)


def test_faint_readings_are_noise_and_strong_ones_end_at_the_bounds(space):
    assert not any(read(space, direction(weight=0.05, mouthSmileLeft=0.05)).values())
    strong = read_off(space, Words(50 * direction(gender=3.0, mouthSmileLeft=1.0), {}))
    assert (strong >= space.least).all() and (strong <= space.most).all()


def test_expressions_and_body_are_read_from_the_same_direction(space):
    found = read(space, direction(jawOpen=0.8, weight=1.0))
    assert found["jawOpen"] > 0 and found["weight"] > 0


def test_most_of_what_the_lexicon_knows_is_there_unless_other_words_say_more(space):
    unit = space.unit_of("height")
    for read_height, expected in ((0.0, -SURE), (0.5, -SURE), (-0.3, -SURE)):
        assert read(space, direction(height=read_height), height=-1.0)["height"] == pytest.approx(expected * unit)
    more, opposite = (read(space, direction(height=v), height=-0.4)["height"] for v in (-1.5, 1.5))
    assert more < -0.6 * unit and opposite > 0.6 * unit
    assert read(space, direction(), mouthSmileLeft=0.8)["mouthSmileLeft"] > 0


FAT, STRONG = ("belly", "cheek_volume", "double_chin"), ("biceps", "shoulders", "calves")


@pytest.mark.parametrize(("cause", "parts"), [("weight", FAT), ("muscle", STRONG)])
def test_fat_and_strong_people_are_so_all_over_but_where_the_words_say_otherwise(space, cause, parts):
    much, little = (read(space, direction(**{cause: amount})) for amount in (2.0, -2.0))
    assert min(much[name] for name in parts) > 0 and not any(little[name] for name in parts)
    assert read(space, direction(**{cause: 2.0}), **{parts[0]: -1.0})[parts[0]] < 0
    locked = space_of(space.body, {}, (cause,), adult=True)
    assert not any(read(locked, direction(**{cause: 2.0}))[name] for name in parts)


def test_words_for_weight_make_people_of_that_weight(space):
    """In the terms of medicine: body mass indices of the underweight are below 18.5, of the obese above 30."""

    def index(**sure):
        values = space.values(read_off(space, Words(torch.zeros(axes().shape[1]), sure))[None])
        return float(measure(space.body, rest_shape(space.body, values))["bmi"])

    skinny, chubby, obese = (lexicon.implied(word)["weight"] for word in ("skinny", "chubby", "obese"))
    assert 16 < index(weight=skinny) < 18.5 < index() < 25 < index(weight=chubby) < 30 < index(weight=obese) < 40
    assert min(index(weight=3.0, gender=gender) for gender in (-1.5, 1.5)) > 33
