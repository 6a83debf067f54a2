"""Costumes, armour of the future, and colours that belong to a whole piece."""

import pytest
from test_looks import MAN, WOMAN, dressed, slots

from backend.words.look_vocabulary import colours

GREEN, ORANGE, WHITE, BLACK = (colours()[(name,)] for name in ("green", "orange", "white", "black"))


@pytest.mark.parametrize(
    ("text", "worn"),
    [
        ("a man dressed up as a dinosaur", {"back": ("dinosaur_tail", GREEN), "head": ("hood", GREEN)}),
        (
            "a man in a green hooded onesie with orange spikes down the back",
            {"one_piece": ("jumpsuit", GREEN), "head": ("hood", GREEN), "back": ("dinosaur_tail", GREEN)},
        ),
        (
            "space marine, bulky white armour suit with orange shoulder pads",
            {"one_piece": ("armour", WHITE), "outer": ("shoulder_pads", ORANGE)},
        ),
        ("a woman in a white fringed jacket", {"outer": ("jacket", WHITE)}),
        ("a man in a black ninja suit, face masked except the eyes", {"face": ("cloth_mask", BLACK)}),
        ("a woman in a white leotard and tutu", {"one_piece": ("tutu", WHITE)}),
        ("a man in a red and white t-shirt, and denim shorts", {"bottom": ("shorts", colours()[("denim", "blue")])}),
        ("a man in a blue robe and a wide pointed hat", {"head": ("pointed_hat", None)}),
        ("a woman with goggles pushed up on a shaved head", {"glasses": ("goggles_up", None)}),
    ],
)
def test_pieces_and_colours(text, worn):
    found = slots(dressed(text, WOMAN if "woman" in text else MAN))
    assert {slot: (found[slot].piece, found[slot].colour) for slot in worn} == worn


def test_mail_that_is_named_is_not_below_the_plate_of_a_role():
    assert "outer" not in slots(dressed("a viking raider in a chainmail shirt"))
    assert slots(dressed("a viking raider in a chainmail shirt and a breastplate"))["outer"].piece == "breastplate"


def test_stubble_has_the_colour_of_hair_where_none_is_said_of_that():
    ginger = dressed("a man with ginger stubble").look.hair_colour
    assert ginger == dressed("a man with stubble and ginger hair").look.hair_colour
    assert dressed("a man with ginger stubble and black hair").look.hair_colour != ginger


def test_stars_of_pyjamas_are_not_on_slippers():
    worn = slots(dressed("a man in blue pyjamas with stars and fluffy slippers"))
    assert (worn["top"].pattern, worn["shoes"].pattern) == ("stars", "")


@pytest.mark.parametrize(
    ("text", "slot", "pattern", "colour", "second"),
    [
        ("a skeleton in a black bodysuit with bones printed on it", "one_piece", "bones", BLACK, None),
        ("a woman with a white star on her black t-shirt", "top", "stars", BLACK, WHITE),
    ],
)
def test_what_is_printed_on_a_piece_has_a_colour_of_its_own(text, slot, pattern, colour, second):
    worn = slots(dressed(text))[slot]
    assert (worn.pattern, worn.colour, worn.second_colour) == (pattern, colour, second)
