"""Random people: what is said of them is what their sliders do; the same seed gives the same person."""

import numpy as np
import pytest
import torch

from backend.body import load_body, measure, parameter_vector, rest, rest_shape
from backend.body.shape import orient
from backend.training.encoder.poses import POSE_TURNS, pose_rotations
from backend.training.encoder.samples import (
    attribute_row,
    random_look,
    random_sample,
    sliders_of,
)
from backend.words.attributes import ATTRIBUTES, POSES, STANDARDISED, limits


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def test_the_same_seed_gives_the_same_person(body):
    for view in ("body", "face"):
        first, again, other = (random_sample(body, np.random.default_rng(seed), view) for seed in (5, 5, 6))
        assert first == again
        assert first != other


def test_samples_stay_within_sliders_and_scales(body):
    rng = np.random.default_rng(0)
    for k in range(60):
        sample = random_sample(body, rng, "face" if k % 2 else "body")
        parameter_vector(body, dict(sample.sliders))  # raises where a slider is out of its range
        for name, value in sample.attributes.items():
            low, high = limits(name)
            assert low - 0.11 <= value <= high + 0.11, name


def test_phenotypes_cover_both_sides(body):
    rng = np.random.default_rng(1)
    rows = np.stack([attribute_row(random_sample(body, rng, "body").attributes) for _ in range(200)])
    for name in ("height", "weight", "muscle", "age", "gender"):
        column = rows[:, ATTRIBUTES.index(name)]
        assert (column > 1).mean() > 0.1 and (column < -1).mean() > 0.1, name


def test_an_age_of_the_words_is_shown_at_its_years(body):
    assert sliders_of(body, {"age": -0.7})["age"] == pytest.approx(2 / 3)  # twenty-five years, Anny's young adult
    ages = [sliders_of(body, {"age": age})["age"] for age in np.linspace(-3, 3, 30)]
    assert ages == sorted(ages) and ages[-1] == 1.0


@pytest.mark.parametrize(
    ("attribute", "measurement"),
    [
        ("height", "height"),
        ("weight", "bmi"),
        ("waist", "waist"),
        ("hips", "hips"),
        ("chest", "chest"),
        ("age", "height"),
    ],
)
def test_attributes_move_the_body_their_way(body, attribute, measurement):
    low, high = (sliders_of(body, {attribute: value}) for value in (-2.5, 0.0 if attribute == "age" else 2.5))
    small, large = (
        float(measure(body, rest_shape(body, parameter_vector(body, s)))[measurement][0]) for s in (low, high)
    )
    assert large > 1.02 * small


def test_every_pose_of_the_words_has_its_turns_and_moves_the_figure(body):
    assert set(POSE_TURNS) == set(POSES)
    parameters = parameter_vector(body, {})
    _, heads, tails = rest(body, "mixamo", parameters)
    rig = body.rigs["mixamo"]
    matrices = orient(rig, heads, tails)
    for pose, turns in POSE_TURNS.items():
        rotations = pose_rotations(body, matrices, pose, np.random.default_rng(0))
        identity = torch.eye(3).expand_as(rotations)
        assert torch.allclose(rotations @ rotations.transpose(-1, -2), identity, atol=1e-5)
        largest = float(torch.arccos(((rotations.diagonal(dim1=-2, dim2=-1).sum(-1) - 1) / 2).clamp(-1, 1)).max())
        assert (np.degrees(largest) > 12) == bool(turns), pose


def test_a_look_says_its_colours():
    look, said = random_look(np.random.default_rng(3))
    assert said["skin_tone"] == pytest.approx(6 * (look.skin_tone - 0.5))
    assert {name.split("_")[0] for name in said} == {"skin", "hair", "eyes", "suit"}
    assert all(name in ATTRIBUTES for name in said)
    assert sum(name not in STANDARDISED for name in said) == 3
