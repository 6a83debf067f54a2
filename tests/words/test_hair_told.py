"""How hair and beards are told in whole sentences, and what is worn then."""

import pytest
from test_looks import MAN, dressed, slots

from backend.words.look_vocabulary import colours
from backend.words.looks.decency import Traits

WOMAN = Traits(1.0, 30)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("an Egyptian boy, shaved head with a braided sidelock", "sidelock"),
        ("a man with a shaven head but for one lock on the left side", "sidelock"),
        ("a friar in a brown hooded robe, tonsured hair", "tonsure"),
        ("a woman with dark wavy hair draped over her left shoulder", "over_shoulder"),
        ("a girl with a ponytail at the side of her head", "side_ponytail"),
        ("a geisha with an ornate black updo", "ornate_updo"),
        ("a woman with long brown hair and bangs", "long_fringe"),
        ("a woman with shoulder-length red hair", "shoulder_length"),
        ("a punk with a green mohawk and shaved sides", "mohawk"),
        ("a count with a widow's peak", "widows_peak"),
    ],
)
def test_the_piece_that_is_told_of(text, piece):
    assert slots(dressed(text, WOMAN))["hair"].piece == piece


@pytest.mark.parametrize(
    "text",
    [
        "a woman with teal-to-purple ombre hair",
        "a woman with teal hair fading to purple",
        "a woman whose hair fades from teal to purple",
        "a woman with teal hair with purple tips",
    ],
)
def test_hair_fades_from_one_colour_to_another(text):
    hair = slots(dressed(text, WOMAN))["hair"]
    assert hair.pattern == "ombre"
    assert hair.second_colour == colours()[("purple",)]
    assert hair.colour in (None, colours()[("teal",)])


def test_hair_is_as_long_as_it_is_told_to_reach():
    reaches = ("to her waist", "to her hips", "reaching her knees", "down to the floor")
    lengths = [slots(dressed(f"a woman with silver hair {to}", WOMAN))["hair"].length for to in reaches]
    assert lengths == sorted(lengths) and lengths[0] > 0 and lengths[-1] == 1
    beard = slots(dressed("a dwarf with a red beard plaited down to his belt", MAN))["facial_hair"]
    assert beard.piece == "braided_beard" and beard.length == 1


def test_a_huge_beard_is_larger_than_a_big_one_and_a_moustache_leaves_it():
    huge, big = (slots(dressed(f"a man with a {size} white beard", MAN))["facial_hair"] for size in ("huge", "big"))
    assert huge.piece == big.piece == "long_beard" and huge.length > big.length > 0
    both = slots(dressed("a man with a goatee and a thin moustache", MAN))
    assert both["facial_hair"].piece == "goatee"


def test_a_ribbon_in_a_braid_has_its_colour():
    hair = slots(dressed("a girl with one long black braid tied with a red ribbon", WOMAN))["hair"]
    assert hair.piece == "ribboned_braid" and hair.second_colour == colours()[("red",)]
