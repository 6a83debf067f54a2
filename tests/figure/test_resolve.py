"""What is said is worn; what is not said is usual for age and gender, the same for the same seed, and never nothing."""

import dataclasses

import pytest

from backend.body import load_body, parameter_vector
from backend.figure.chosen_colours import coloured
from backend.figure.default_hair import ANYBODY, hair_of
from backend.figure.resolve import person_of, resolve
from backend.protocol.errors import BadRequest
from backend.protocol.requests import Look, Worn
from backend.wear.piece import Entry
from backend.wear.wardrobe import bundled_folder, wardrobe

MAN, WOMAN, GIRL = {"gender": 0.0}, {"gender": 1.0}, {"gender": 1.0, "age": 0.2}
EVERYBODY = (MAN, WOMAN, GIRL, {"gender": 0.0, "age": 0.25}, {"age": 1.0, "gender": 0.1}, {"age": 0.0})
pytestmark = pytest.mark.usefixtures("toys")


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def worn(body, sliders, *said, seed=0, before=None, unsaid="presentable"):
    look = resolve(Look(worn=said, unsaid=unsaid), body, parameter_vector(body, sliders)[0], seed, before)
    assert look.unsaid == "bare" and len({w.slot for w in look.worn}) == len(look.worn)
    return {w.slot: w for w in look.worn}


@pytest.mark.parametrize("sliders", EVERYBODY)
def test_everybody_is_decent_and_the_seed_alone_chooses(body, sliders):
    known, many = wardrobe(), []
    for seed in range(12):
        here = worn(body, sliders, seed=seed)
        covered = {slot for w in here.values() for slot in (w.slot, *known[w.piece].also)}
        assert {"top", "bottom"} <= covered
        assert here == worn(body, sliders, seed=seed)
        assert all(w.colour is not None for w in here.values() if known[w.piece].colours)
        many.append(tuple((w.piece, w.colour) for w in here.values()))
    assert len(set(many)) > 4


def test_a_woman_does_not_get_a_mans_hair(body):
    hair = {sex: {worn(body, sliders, seed=s)["hair"].piece for s in range(12)} for sex, sliders in
            (("man", MAN), ("woman", WOMAN))}  # fmt: skip
    assert hair == {"man": {"short_hair"}, "woman": {"bob"}}


def test_hair_goes_with_where_somebody_comes_from(body):
    people = {
        origin: person_of(body, parameter_vector(body, dict.fromkeys(("african", "asian", "caucasian"), 0.0) | told)[0])
        for origin, told in (("african", {"african": 1.0}), ("asian", {"asian": 1.0}), ("european", {"caucasian": 1.0}),
                             ("mixed", dict.fromkeys(("african", "asian", "caucasian"), 0.3)))
    }  # fmt: skip
    for kind in ANYBODY:
        hair = {origin: hair_of(kind, p.african, p.asian) for origin, p in people.items()}
        assert hair["mixed"] == hair["european"] and all(abs(sum(h.values()) - 1) < 1e-9 for h in hair.values())
        assert not {"afro", "dreadlocks", "cornrows", "long_curls", "long_wavy"} & hair["asian"].keys()
        assert not {"long_straight", "fringe_bob", "quiff"} & hair["african"].keys()
        assert not {"afro", "dreadlocks", "cornrows"} & hair["european"].keys()
        assert all((bundled_folder() / f"{name}.npz").exists() for h in hair.values() for name in h)


def test_what_is_said_is_worn_as_it_is_said(body):
    said = (Worn(slot="top", piece="shirt", colour=(0.1, 0.2, 0.3), pattern="checks"), Worn(slot="hair"))
    here = worn(body, MAN, *said)
    assert here["top"] == said[0] and "hair" not in here and "bottom" in here
    assert [*worn(body, MAN, *said, unsaid="bare")] == ["top"]


def test_a_dress_leaves_out_top_and_bottom_unless_they_are_said(body):
    dress = Worn(slot="one_piece", piece="short_dress")
    assert not {"top", "bottom", "underwear"} & worn(body, WOMAN, dress).keys()
    assert {"one_piece", "top"} <= worn(body, WOMAN, dress, Worn(slot="top", piece="shirt")).keys()


@pytest.mark.parametrize("sliders", (MAN, WOMAN, GIRL))
def test_who_takes_off_what_covers_keeps_underwear(body, sliders):
    bare = [Worn(slot=slot) for slot in ("top", "bottom", "one_piece")]
    assert worn(body, sliders, *bare)["underwear"].piece == "briefs"
    none = worn(body, sliders, *bare, Worn(slot="underwear"))
    assert ("underwear" in none) == (sliders is GIRL)


def test_an_avatar_of_before_goes_on_in_its_clothes(body):
    before = resolve(Look(worn=(Worn(slot="outer", piece="blazer"),)), body, parameter_vector(body, MAN)[0], 3)
    here = worn(body, {"gender": 0.0, "weight": 0.9}, seed=8, before=before)
    assert tuple(here.values()) == before.worn
    changed = worn(body, MAN, Worn(slot="one_piece", piece="short_dress"), seed=8, before=before)
    assert changed.keys() == {"one_piece", "outer", "shoes", "hair", "brows"} & changed.keys()
    assert {"one_piece", "outer"} <= changed.keys()


def test_what_the_wardrobe_lost_does_not_stop_who_wore_it(body):
    gone = Worn(slot="head", piece="a_hat_that_was_removed")
    before = Look(worn=(gone,), unsaid="bare")
    assert worn(body, MAN, gone, before=before, unsaid="bare") == {}


def test_wrong_pieces_are_named_with_near_ones(body):
    for said, told in (
        (Worn(slot="top", piece="tshirt"), "t_shirt"),
        (Worn(slot="head", piece="jeans"), "slot"),
    ):
        with pytest.raises(BadRequest) as refused:
            worn(body, MAN, said)
        assert told in f"{refused.value.message} {refused.value.hint}"


def test_a_body_that_can_wear_nothing_tells_what_was_asked():
    toy, told = load_body("toy"), []
    asked = Look(worn=(Worn(slot="top", piece="shirt"),))
    look = resolve(asked, toy, parameter_vector(toy, {})[0], 0, warn=told.append)
    assert look == dataclasses.replace(asked, worn=())
    assert len(told) == 1 and "Shirt" in told[0] and "toy" in told[0]
    assert not resolve(Look(), toy, parameter_vector(toy, {})[0], 0, warn=told.append).worn and len(told) == 1


def test_what_has_no_colour_said_stands_out_from_what_it_lies_on():
    red, blue = (0.66, 0.08, 0.09), (0.14, 0.22, 0.45)
    scarf = Entry(name="scarf", label="Scarf", slot="neck", colours=(red, blue))
    known = {"scarf": scarf, "coat": Entry(name="coat", label="Coat", slot="outer")}
    neck = Worn(slot="neck", piece="scarf")
    for seed in range(6):
        on_red, on_blue = (
            coloured([neck, Worn(slot="outer", piece="coat", colour=coat)], known, red, seed) for coat in (red, blue)
        )
        assert {w.slot: w.colour for w in on_red}["neck"] == blue
        assert {w.slot: w.colour for w in on_blue}["neck"] == red
