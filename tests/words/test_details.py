"""Details of what is worn: behind a piece, before it, alone; halves, and those for which nothing is worn."""

import pytest
from test_looks import MAN, WOMAN, dressed, slots

from backend.protocol.requests import DETAILS
from backend.words.look_details import detail_adjectives, detail_words
from backend.words.look_vocabulary import colours
from backend.words.prompt import read_prompt, sentences


def details(text, slot):
    """kind -> (colour, pattern, fabric)"""
    worn = slots(dressed(text, WOMAN if "woman" in text else MAN))[slot]
    return {detail.kind: (detail.colour, detail.pattern, detail.fabric) for detail in worn.details}


def colour(*words):
    return colours()[words]


@pytest.mark.parametrize(
    ("text", "slot", "kind", "told"),
    [
        ("a man in black shoes with silver buckles", "shoes", "buckle", (colour("silver"), "", "")),
        ("a man in silver-buckled shoes", "shoes", "buckle", (colour("silver"), "", "")),
        ("a woman in a fringed suede jacket", "outer", "fringe", (None, "", "")),
        ("a woman in a straw hat with a green ribbon", "head", "band", (colour("green"), "", "")),
        ("a policeman, black trousers, checkered cap band", "head", "band", (None, "checks", "")),
        ("a boxer, shiny blue shorts with white waistband", "bottom", "waistband", (colour("white"), "", "")),
        ("a man in a navy coat with brass buttons, red collar and cuffs", "outer", "cuffs", (colour("red"), "", "")),
        ("a man in a navy coat, white shirt, gold epaulettes", "outer", "epaulettes", (colour("gold"), "", "")),
        ("a queen in a red coat trimmed with white fur", "outer", "fur", (colour("white"), "", "")),
        ("a man in a blue shirt with striped sleeves", "top", "sleeves", (None, "stripes", "")),
        (
            "an android, white bodysuit with blue indicator lights",
            "one_piece",
            "lights",
            (colour("blue"), "", ""),
        ),
        ("a man in a jacket with glowing red lights", "outer", "lights", (colour("red"), "", "")),
        ("a woman in a hat with an ostrich white plume", "head", "plume", (colour("white"), "", "")),
    ],
)
def test_a_detail_is_on_its_piece_as_it_is_described(text, slot, kind, told):
    assert details(text, slot)[kind] == told


def test_halves_are_of_two_colours_and_of_no_pattern():
    worn = slots(dressed("a jester in half red half yellow motley"))
    for slot in ("top", "bottom"):
        assert (worn[slot].colour, worn[slot].second_colour) == (colour("red"), colour("yellow"))
        assert details("a jester in half red half yellow motley", slot).keys() == {"half"}
        assert worn[slot].pattern in ("", "plain")


def test_parts_that_every_piece_has_are_no_details_unless_something_is_said_of_them():
    assert not details("a man in a shirt with a collar and buttons", "top")
    assert not details("a man in a shirt with short sleeves", "top")
    assert slots(dressed("a captain in a jacket with gold cuff stripes"))["outer"].pattern == "rank_stripes"


def test_a_detail_of_nothing_that_is_worn_is_told_and_one_that_is_shown_is_not():
    assert "gold epaulettes" in dressed("a boxer with bare chest, gold epaulettes").told[-1]
    shown = "an android, white bodysuit, glowing blue chest light"
    assert not [told for told in sentences(read_prompt(shown), []) if "cannot show" in told]


def test_every_kind_of_detail_has_words():
    words = [*detail_words().values(), *detail_adjectives().values()]
    assert {detail.kind for word in words for detail in word.details} == set(DETAILS)
