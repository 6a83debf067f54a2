"""What the lesson of photos learns: rows that hold on people left out; and its pictures show people where they are."""

import json

import numpy as np
import pytest

from backend.body import load_body, measure, rest_shape
from backend.landmarks import POINTS, find_people
from backend.photo.marks import bone_of
from backend.photo.table import FAR, HEIGHT, plain_table, table_from
from backend.training.photo.people import _is_held
from backend.training.photo.regression import _even, _regressed, learned
from backend.training.photo.renders import photographed, rest_of
from backend.training.photo.score import apart, evaluated
from backend.training.photo.survey import MEN, WOMEN, as_surveyed


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def fits_of(body, count: int, seed: int) -> list[dict[str, np.ndarray]]:
    """Made up: two of ten numbers tell weight and gender, but for noise; the sixth is seen in half of the photos."""
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        told = rng.normal(0, 1, 10)
        values = body.defaults.numpy().astype(np.float64)
        values[body.parameter_index["weight"]] = np.clip(0.5 + 0.1 * told[0] + rng.normal(0, 0.02), 0, 1)
        values[body.parameter_index["gender"]] = np.clip(0.5 + 0.15 * told[5] + rng.normal(0, 0.03), 0, 1)
        told[5] = told[5] if rng.random() < 0.5 else np.nan
        names = np.array([f"number {k}" for k in range(10)])
        found = body.defaults.numpy().astype(np.float64)
        out.append({"names": names, "told": told, "values": values, "found": found, "off": np.zeros(1)})
    return out


def test_what_is_told_is_learned_and_noise_is_not(body):
    table = learned(body, fits_of(body, 80, 0))
    assert set(table.unknown.sliders) == {"weight", "gender"}
    assert table.features[-1] == HEIGHT
    again = table_from(json.loads(plain_table(table)))
    numbers = dict.fromkeys(table.features, 0.0) | {"number 0": 1.5, "number 5": float("nan")}
    sliders = again.sliders(numbers, None)
    assert sliders["weight"][0] == pytest.approx(0.65, abs=0.03) and sliders["weight"][1] < 0.05
    assert sliders["gender"][0] == pytest.approx(0.5, abs=0.06)  # not seen, so as is usual
    short, tall = (again.sliders(numbers, height)["gender"][0] for height in (1.5, 1.8))
    assert abs(short - tall) > 0.1  # on this body one sex is taller, so a known height tells something of it
    far = again.sliders(numbers | {"number 0": 1e6}, None)["weight"][0]
    assert far == pytest.approx(0.5 + 0.1 * FAR, abs=0.06)
    told = evaluated(body, table, fits_of(body, 16, 1))["height not known"]
    assert told["with the table"]["vertices mm"] < 0.8 * told["the usual body"]["vertices mm"]
    assert told["points and outline alone"] == told["the usual body"]


def test_women_count_as_much_as_men(body):
    rng = np.random.default_rng(4)
    values = np.tile(body.defaults.numpy().astype(np.float64), (60, 1))
    female = rng.random(60) < 0.8
    values[:, body.parameter_index["gender"]] = np.where(female, 0.9, 0.1)
    counts = _even(body, values)
    assert counts.mean() == pytest.approx(1) and counts[female].sum() == pytest.approx(counts[~female].sum())
    rows = rng.normal(0, 1, (60, 3)) + female[:, None]
    goals = (0.1 * rows[:, :1] + 0.3 * ~female[:, None]) + rng.normal(0, 0.02, (60, 1))
    line = _regressed(rows, goals, counts)
    usual = (rows[female].mean(axis=0) + rows[~female].mean(axis=0)) / 2
    both = (goals[female].mean() + goals[~female].mean()) / 2
    assert float(line.middle[0] + usual @ line.slopes[:, 0]) == pytest.approx(both, abs=1e-9)
    known, left_out = (np.abs(found - goals).mean() for found in (line.middle + rows @ line.slopes, line.left_out))
    assert known < left_out < 1.3 * known, "who is foretold is not learned from"


def test_what_lies_apart_does_not_depend_on_how_it_stands():
    rng = np.random.default_rng(0)
    mine = rng.normal(0, 1, (50, 3))
    turn = np.linalg.qr(rng.normal(0, 1, (3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    assert apart(mine, mine @ turn + (1, 2, 3)) < 1e-12
    assert apart(mine, -mine) > 0.1


def test_a_picture_shows_its_person_where_the_joints_are(body):
    pictures = [photographed(body, np.random.default_rng([3, held]), bool(held)) for held in (0, 1)]
    for picture in pictures:
        (person, *_) = find_people(picture.picture)
        height, width = picture.picture.shape[:2]
        x, y, z = picture.heads.T
        seen = np.stack([width / 2 + picture.focal * x / y, height / 2 - picture.focal * z / y], axis=1)
        names = [name.rpartition(":")[2] for name in body.rigs["mixamo"].bone_names]
        points = ("left_knee", "right_knee", "left_shoulder", "right_shoulder", "left_ankle", "right_ankle")
        off = [person.point(name)[:2] - seen[names.index(bone_of(name))] for name in points]
        assert np.linalg.norm(off, axis=1).mean() < 0.04 * height
        assert len(picture.values) == len(body.parameters) and set(points) < set(POINTS)
        assert 1.2 < np.ptp(rest_of(body, picture.values)[:, 2]) < 2.3
    assert {_is_held(piece) for piece in ("jeans", "hoodie", "blouse", "coat", "skirt", "shirt", "dress", "vest")} == {
        True,
        False,
    }


class Drawn:
    """A generator of random numbers that draws these."""

    def __init__(self, *numbers):
        self.numbers = np.array(numbers, float)

    def normal(self, size):
        return self.numbers[:size]


def test_people_of_the_pictures_have_the_height_and_the_limbs_of_a_survey(body):
    for female, people in ((False, MEN), (True, WOMEN)):
        start = body.defaults.clone()
        start[body.parameter_index["gender"]] = float(female)
        middle, longer = (
            measure(body, rest_shape(body, as_surveyed(body, start, female, Drawn(0, arm, 0, 0, 0))[None]))
            for arm in (0.0, 2.0)
        )
        for one in (middle, longer):
            assert float(one["height"]) == pytest.approx(people.height[0], abs=0.004)
        assert float(middle["arm"] / middle["height"]) == pytest.approx(people.arm, rel=0.004)
        assert float(longer["arm"] / middle["arm"]) == pytest.approx(np.exp(2 * people.spreads[0]), rel=0.006)
