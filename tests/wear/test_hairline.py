"""Hairlines differ between men, women and children."""

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.wear.hairline import EYES, Youth
from backend.wear.headwear import skull
from backend.wear.outfit import outfit
from backend.wear.wardrobe import piece

CHILD, WOMAN, MAN = {"age": 0.3}, {"age": 0.67, "gender": 1.0}, {"age": 0.67, "gender": 0.0}


@pytest.fixture(scope="module")
def bases(body):
    return [base_mesh(body, parameter_vector(body, sliders)) for sliders in (CHILD, WOMAN, MAN)]


def edge(name, surface, base):
    """(2,) height of the lowest hair over the eyes at forehead and temple, in shares of the way to the top of the head.
    base: (19158, 3) metres."""
    clothes = outfit([(piece(name), Worn(slot="hair", piece=name))], surface)
    average, points = (clothes.on(each)[0] for each in (surface.base, base))
    away = average - skull(surface)
    turn = np.degrees(np.arctan2(np.abs(away[:, 0]), -away[:, 1]))
    eyes = base[surface.head][np.abs(surface.base[surface.head, 2] - skull(surface)[2] - EYES).argmin(), 2]
    high = (points[:, 2] - eyes) / (base[surface.head, 2].max() - eyes)
    at = [high[(np.abs(turn - middle) < 5) & (away[:, 2] > 0.02)].min() for middle in (5.0, 43.0)]
    return np.array(at)


@pytest.mark.parametrize("name", ("slicked_back", "crew_cut", "buzz_cut"))
def test_a_childs_temples_are_covered_as_no_mans_are(surface, bases, name):
    child, man = (edge(name, surface, base) for base in (bases[0], bases[2]))
    assert child[1] < man[1] - 0.04
    recedes = [line[1] - line[0] for line in (child, man)]
    assert recedes[0] < recedes[1]


def test_only_children_are_young_at_any_height(surface, body, bases):
    young = Youth(surface)
    assert young.of(bases[0]) == 1.0 and young.of(bases[1]) == young.of(bases[2]) == 0.0
    for height in (0.0, 1.0):
        small, large = (base_mesh(body, parameter_vector(body, {"age": age, "height": height})) for age in (0.25, 0.7))
        assert young.of(small) > 0.8 and young.of(large) == 0.0


def test_a_womans_hairline_is_rounder_than_a_mans(surface, bases):
    woman, man = edge("bun", surface, bases[1]), edge("man_bun", surface, bases[2])
    assert woman[1] - woman[0] < man[1] - man[0]
