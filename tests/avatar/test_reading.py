"""What the embedded encoder's axes say of words, as deviations of sliders."""

import pytest
import torch

from backend.body import load_body
from backend.capabilities.avatar.person import space_of
from backend.capabilities.avatar.reading import read_off
from backend.capabilities.semantics.samples import attribute_row
from backend.capabilities.semantics.space import axes, coordinates


@pytest.fixture(scope="module")
def space():
    return space_of(load_body("anny"), {}, (), adult=True)


def direction(**attributes):
    """The encoder's direction for a text with these attributes."""
    rows = [attribute_row(attributes), attribute_row({})]
    asked, neutral = (torch.nn.functional.normalize(torch.from_numpy(coordinates(r[None]))[0], dim=0) for r in rows)
    return (asked - neutral) @ axes()


def test_each_axis_moves_its_own_slider(space):
    found = read_off(space, direction(height=1.0))
    moved = {name for name, value in zip(space.names, found.tolist(), strict=True) if value}
    assert moved == {"height"}


def test_the_way_and_the_amount_are_those_of_the_words(space):
    row = space.names.index("muscle")
    little, much, less = (float(read_off(space, direction(muscle=v))[row]) for v in (0.6, 1.8, -0.6))
    assert 0 < little < much and less == pytest.approx(-little, rel=0.05)


def test_faint_readings_are_noise_and_strong_ones_end_at_the_bounds(space):
    assert not read_off(space, direction(weight=0.05, mouthSmileLeft=0.05)).any()
    strong = read_off(space, 50 * direction(gender=3.0, mouthSmileLeft=1.0))
    assert (strong >= space.least).all() and (strong <= space.most).all()


def test_expressions_and_body_are_read_from_the_same_direction(space):
    found = dict(zip(space.names, read_off(space, direction(jawOpen=0.8, weight=1.0)).tolist(), strict=True))
    assert found["jawOpen"] > 0 and found["weight"] > 0
