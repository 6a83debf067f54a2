"""Whom the words leave open: what is drawn agrees with what is said."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from backend.body import load_body
from backend.capabilities.avatar.face import TOGETHER, face_deviations
from backend.capabilities.avatar.somebody import drawn
from backend.figure.default_outfit import Person, usual
from backend.protocol.requests import AvatarRequest, Worn
from backend.protocol.requests.figure import Figure
from backend.wear.wardrobe import wardrobe
from backend.words.prompt import read_prompt

BODY = load_body("anny")
SEEDS = range(12)


def people(prompt: str) -> list[AvatarRequest]:
    requests = [AvatarRequest(prompt=prompt, figure=Figure(seed=seed)) for seed in SEEDS]
    return [drawn(request, read_prompt(prompt), BODY) for request in requests]


@pytest.mark.parametrize("prompt", ["a dark-skinned young man", "a woman with black skin"])
def test_a_skin_that_is_said_to_be_dark_comes_with_the_face_and_the_eyes_of_it(prompt):
    for request in people(prompt):
        assert request.sliders["african"] > 0.5
        red, _, blue = request.look.eye_colour
        assert red > blue, "brown"


def test_a_skin_that_is_said_to_be_pale_comes_with_no_african_face():
    assert all(request.sliders.get("african", 0.0) == 0.0 for request in people("a pale woman"))


def test_who_is_of_no_said_skin_is_of_any_origin():
    most = {max(("african", "asian", "caucasian"), key=lambda o: r.sliders.get(o, 0.0)) for r in people("a man")}
    assert len(most) == 3


def test_no_group_of_a_face_goes_one_way_altogether_and_seeds_still_differ():
    faces = [face_deviations(BODY.variation, 0.0, np.random.default_rng(seed)) for seed in range(200)]
    middles = BODY.variation.face_middles
    for group in BODY.variation.faces_together:
        assert group.keys() <= BODY.variation.faces.keys()
        for face in faces:
            total = sum((face[name] - middles.get(name, 0.0)) * way for name, way in group.items())
            assert abs(total) <= TOGETHER * len(group) ** 0.5 + 1e-6
    values = np.array([list(face.values()) for face in faces])
    apart = np.abs(values[:-1] - values[1:]).mean(1)
    assert apart.min() > 0.6, "standard deviations between two seeds"


def test_women_have_softer_jaws_and_brows_and_smaller_noses_than_men():
    men, women = people("a man"), people("a woman")
    for slider in ("chin-bones-incr", "eyebrows-trans-forward", "nose-volume-incr"):
        assert np.mean([r.sliders[slider] for r in women]) < np.mean([r.sliders[slider] for r in men])
        assert max(r.sliders[slider] for r in women) < max(r.sliders[slider] for r in men)


def test_a_child_has_no_grown_face_in_small():
    def mean(prompt: str, slider: str) -> float:
        return float(np.mean([r.sliders.get(slider, 0.0) for r in people(prompt)]))

    for slider, way in (("head-scale-vert-incr", 1), ("l-eye-scale-incr", 1), ("chin-bones-incr", -1)):
        man, youth, child, small = (
            way * mean(f"a {years}-year-old boy" if years < 18 else "a man", slider) for years in (30, 15, 9, 4)
        )
        assert man < youth < child == pytest.approx(small, abs=0.1), slider
        assert mean("a nine-year-old girl", slider) == pytest.approx(way * child, abs=0.1), "girls as boys"
    child = people("a little girl")
    apart = [
        np.abs(np.subtract(list(a.sliders.values()), list(b.sliders.values()))).mean()
        for a, b in itertools.pairwise(child)
    ]
    assert min(apart) > 0.03, "of two children each has a face of its own"
    sliders = {p.name: (p.minimum, p.maximum) for p in BODY.parameters}
    assert all(sliders[n][0] <= v <= sliders[n][1] for r in child for n, v in r.sliders.items())


def test_what_goes_with_a_tie_is_worn_with_it():
    for seed in range(12):
        worn = usual(Person(45.0, female=False), [Worn(slot="neck", piece="bow_tie")], wardrobe(), seed)
        assert {"shirt", "trousers", "dress_shoes"} <= {piece.piece for piece in worn}


@pytest.mark.parametrize(
    ("slot", "piece", "female", "years", "shoes"),
    [
        ("one_piece", "ballgown", True, 25.0, {"heels", "ballet_shoes"}),
        ("one_piece", "ballgown", True, 9.0, {"ballet_shoes"}),
        ("one_piece", "kimono", True, 25.0, {"geta", "flip_flops"}),
        ("one_piece", "toga", False, 40.0, {"sandals"}),
        ("one_piece", "mail_shirt", False, 40.0, {"ankle_boots", "high_boots"}),
        ("one_piece", "swimsuit", True, 25.0, {"flip_flops", "sandals"}),
        ("bottom", "grass_skirt", True, 25.0, set()),
        ("one_piece", "gi", False, 9.0, set()),
    ],
)
def test_shoes_nobody_spoke_of_go_with_the_clothes(slot, piece, female, years, shoes):
    found = [usual(Person(years, female), [Worn(slot=slot, piece=piece)], wardrobe(), seed) for seed in range(12)]
    assert {w.piece for worn in found for w in worn if w.slot == "shoes"} == shoes
    bare = shoes <= {"sandals", "flip_flops", "geta"}
    assert not (bare and [w for worn in found for w in worn if w.slot == "legs"]), "socks in sandals"
