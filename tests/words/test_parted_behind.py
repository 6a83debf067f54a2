"""Where what describes one thing ends and the next begins, and what words say of a thing from before it."""

import pytest
from test_looks import MAN, dressed, slots

from backend.words.look_vocabulary import colours
from backend.words.looks.decency import Traits

BOY = Traits(0.0, 10)


def colour(*words):
    return colours()[words]


def test_stars_are_of_the_pyjamas_and_fluff_is_of_the_slippers():
    worn = slots(dressed("a boy in blue pyjamas with stars and fluffy slippers", BOY))
    assert worn["top"].pattern == "stars" and worn["bottom"].colour == colour("blue")
    assert worn["shoes"].piece == "slippers" and worn["shoes"].fabric == "fur"


def test_cords_and_stripes_of_a_colour_are_second_colours():
    assert slots(dressed("a samurai in black armour with red cords"))["one_piece"].second_colour == colour("red")
    worn = slots(dressed("an astronaut in a white suit with an orange stripe and a clear helmet"))
    assert worn["one_piece"].second_colour == colour("orange") and worn["head"].colour == colour("white")


def test_in_black_is_what_is_not_named_otherwise():
    worn = slots(dressed("a strong man, all in black with white shorts"))
    assert worn["top"].colour == colour("black") and worn["bottom"].colour == colour("white")


def test_medals_are_on_the_coat_and_not_on_the_shirt_below_it():
    worn = slots(dressed("a man in a white shirt and a blue coat with medals on his chest"))
    assert worn["outer"].pattern == "medals" and worn["top"].pattern == ""


@pytest.mark.parametrize(
    "text",
    [
        "an office worker, sleeves of his white shirt rolled up",
        "an office worker in a white shirt, sleeves rolled to the elbows",
        "an office worker in a white shirt with rolled-up sleeves",
    ],
)
def test_sleeves_are_rolled_however_it_is_said(text):
    plain, rolled = (slots(dressed(t))["top"] for t in ("an office worker in a white shirt", text))
    assert rolled.colour == plain.colour and rolled != plain


def test_a_shoulder_that_is_bare_is_that_of_what_leaves_it_bare():
    for text in ("a monk in an orange robe with one bare shoulder", "a man in a fur tunic over one shoulder"):
        assert slots(dressed(text, MAN))["one_piece"].piece == "toga"


def test_a_boy_wizard_has_no_grey_beard_nor_grey_hair():
    look = dressed("a wizard boy in a black robe", BOY).look
    assert "hair" not in {worn.slot for worn in look.worn}
