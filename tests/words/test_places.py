"""Where on somebody a thing is, ways of saying that are read as others, and what belongs to which noun."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces, slots

from backend.words.looks.rewritten import rewritten
from backend.words.looks.vocabulary import colours
from backend.words.looks.wishes import wishes_in


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a cowboy with a red bandana round his neck", "neck", "neckerchief"),
        ("a biker with a bandana tied around his forehead", "head", "headband"),
        ("a bandit with a scarf over his face", "face", "cloth_mask"),
        ("a woman with a scarf around her head", "head", "headscarf"),
        ("a swimmer with a towel around his neck", "neck", "scarf"),
        ("a pirate with a bandage over one eye", "glasses", "eyepatch"),
    ],
)
def test_a_thing_is_the_piece_of_the_place_where_it_is(text, slot, piece):
    assert pieces(text)[slot] == piece


def test_its_colour_goes_with_it():
    worn = slots(dressed("a cowboy with a blue shirt and a red bandana around his neck"))
    assert worn["neck"].colour == colours()[("red",)] and worn["top"].colour == colours()[("blue",)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a man with green scaly skin", "a man with green tinted skin"),
        ("a demon whose skin is crimson", "a demon crimson tinted skin"),
        ("a fan with a half red half white painted face", "a fan with a red halved face"),
        ("a jersey with number 42", "a jersey with number 7"),
        ("one side of her head is shaved", "sidecut"),
        ("a man with dark brown skin", "a man with dark brown skin"),
        ("a woman with olive skin", "a woman with olive skin"),
    ],
)
def test_ways_of_saying_are_one(text, read):
    assert rewritten(text) == read


def test_any_colour_that_skin_has_not_tints_it():
    skin = dressed("an alien with slimy turquoise skin").look.skin
    assert skin.tint == 1.0 and skin.tint_colour == colours()[("turquoise",)]
    assert dressed("a man with black skin").look.skin.tint == 0.0


def test_what_is_with_stripes_and_a_mask_has_the_stripes():
    wetsuit, mask = wishes_in("a diver in a black wetsuit with yellow stripes and a mask").worn
    assert wetsuit.values["pattern"] == "stripes" and len(wetsuit.colours) == 2 and not mask.colours


def test_a_part_of_the_body_in_the_name_of_a_garment_leaves_its_colour():
    gown = slots(dressed("a Regency lady in a pale blue empire-waist gown", WOMAN))["one_piece"]
    assert gown.colour is not None and gown.colour[2] > gown.colour[0]


def test_blood_is_on_clothes_or_about_the_mouth():
    assert dressed("a vampire with blood on his lips", MAN).look.skin.blood == 1.0
    nurse = slots(dressed("a zombie nurse with a bloodstained white uniform", WOMAN))
    assert nurse["top"].pattern == "blood"
