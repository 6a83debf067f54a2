"""Colours behind a comma, waistcoats below coats, wigs and crops: ways in which people describe a costume."""

from dataclasses import replace

import pytest
from test_looks import EVERYTHING, MAN, WOMAN, dressed, slots

from backend.protocol.requests.look import Worn
from backend.words.look_vocabulary import colours
from backend.words.looks.contrast import apart
from backend.words.prompt import read_prompt


def of(text):
    return slots(dressed(text, WOMAN if "woman" in text else MAN, wardrobe={**EVERYTHING, "vested_shirt": "shirt"}))


def test_colours_and_cloth_behind_a_comma_are_of_the_thing_before_it():
    worn = of("a man in a jumper, red with a reindeer, jeans")
    assert worn["top"].colour == colours()[("red",)]
    assert of("a woman in a dress, white lace, and black shoes")["one_piece"].colour == colours()[("white",)]


@pytest.mark.parametrize("text", ["a man in a hat, tall, muscular", "a man in a blue hat, red, jeans"])
def test_they_change_neither_its_cut_nor_the_colour_that_it_has(text):
    plain = of(text.split(",")[0])["head"]
    assert of(text)["head"] == plain


@pytest.mark.parametrize(
    "text", ["a man in a grey blazer and green waistcoat", "a man in a green waistcoat and a grey blazer"]
)
def test_a_waistcoat_is_seen_below_the_coat_that_is_named_beside_it(text):
    worn = of(text)
    assert (worn["outer"].piece, worn["top"].piece) == ("blazer", "vested_shirt")
    assert worn["top"].second_colour == colours()[("green",)]


def test_a_tailcoat_has_it_of_itself_and_a_suit_of_three_pieces_too():
    assert of("a man in a black tailcoat, gold waistcoat")["outer"].second_colour == colours()[("gold",)]
    suit = of("a man in a navy three-piece suit with a red waistcoat")
    assert (suit["outer"].piece, suit["top"].second_colour) == ("blazer", colours()[("red",)])
    assert of("a man in a green waistcoat")["outer"].piece == "waistcoat"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("a woman in a curly orange wig", "curly_hair"),
        ("a woman in a straight black wig", "long_straight"),
        ("a woman with white hair in a high tail", "ponytail"),
    ],
)
def test_a_wig_is_as_its_hair_is_described(text, piece):
    worn = of(text)
    assert worn["hair"].piece == piece and "back" not in worn


def test_a_crop_of_hair_is_hair_and_nothing_that_cannot_be_shown():
    text = "a man with a ginger crop"
    assert of(text)["hair"].piece == "short_hair"
    assert dressed(text).look.hair_colour == dressed("a man with short ginger hair").look.hair_colour
    assert not read_prompt(text).unshown and not read_prompt("a farmer in a conical straw hat").unshown
    assert "reindeer" in read_prompt("a man in a jumper with a reindeer").unshown


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a superheroine, white and gold bodysuit, red cape", "a superheroine"),
        ("a woman in a red and gold dress", "a woman"),
        ("a golden girl with olive skin", "a golden girl with olive skin"),
    ],
)
def test_all_colours_of_a_garment_go_with_it(text, left):
    assert read_prompt(text).text == left


@pytest.mark.parametrize(("text", "sex"), [("a huntress", 1), ("a superheroine", 1), ("a hunter in boots", -1)])
def test_a_word_for_a_woman_that_is_near_to_a_mans_trade_is_one(text, sex):
    assert read_prompt(text).implied.get("gender", 0.0) * sex > 0


@pytest.mark.parametrize("text", ["a man with his face painted red", "a man with a red painted face"])
def test_a_face_may_be_painted_in_one_colour(text):
    skin = dressed(text).look.skin
    assert (skin.face_paint, skin.face_paint_colour) == ("whole", colours()[("red",)])
    assert not read_prompt(text).unshown


def test_medals_are_on_the_coat():
    assert of("a man in a navy blazer with medals")["outer"].pattern == "medals"


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a boy in a blue deel with an orange sash", "waist", "waist_sash"),
        ("a gladiator in a bronze crested helmet", "head", "roman_helmet"),
        ("a woman in a white ruff, red curls dressed with pearls", "neck", "ruff"),
        ("a man, bald with wispy white sides", "hair", "thinning"),
        ("a piper in a tall black feather bonnet", "head", "bearskin_hat"),
        ("a plump baker, ginger hair in a messy bun", "head", None),
        ("a monk in a brown hooded robe", "head", "hood"),
        ("a ninja in grey with only his eyes showing", "face", "cloth_mask"),
        ("a woman in a blue deel tied with an orange ribbon", "waist", "waist_sash"),
        ("a blacksmith with a leather apron and rolled sleeves", "top", "rolled_shirt"),
        ("a runner with a number bib", "waist", None),
    ],
)
def test_costumes_as_people_tell_them(text, slot, piece):
    worn = of(text).get(slot)
    assert (worn.piece if worn is not None else None) == piece


def test_a_kit_of_two_colours_is_told_once_and_a_bare_chest_is_a_mans():
    kit = of("a man in a purple and gold vest and shorts")
    assert kit["bottom"].colour == kit["top"].colour == colours()[("purple",)]
    assert read_prompt("a lifeguard, bare chest").implied["gender"] < 0
    assert not read_prompt("a wizard in a robe with silver stars").unshown


def test_what_lists_say_of_cloth_is_of_the_garment_before_them():
    dancer = of("a dancer in a red dress with ruffles, black polka dots and a rose in her hair")
    assert (dancer["one_piece"].pattern, dancer["head"].colour) == ("dots", colours()[("red",)])
    wench = of("a woman in a brown dress with a laced bodice")
    assert (wench["one_piece"].piece, wench["one_piece"].colour) == ("kirtle", colours()[("brown",)])


def test_a_pattern_before_colours_is_no_thing():
    assert not read_prompt("a harlequin in a diamond patterned red and black bodysuit").unshown


def test_a_rockers_shirt_is_not_as_dark_as_the_waistcoat_that_is_named_on_it():
    black, red = (0.06, 0.06, 0.06), (0.7, 0.1, 0.1)
    role = {"top": Worn(slot="top", piece="t_shirt", colour=black)}
    vest = Worn(slot="outer", piece="waistcoat", colour=black)
    assert apart(role, {"outer": vest})["top"].colour is None
    assert apart(role, {"outer": replace(vest, colour=red)}) == role
