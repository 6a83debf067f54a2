"""Names of several words: parted by what describes them, before or behind another noun, with a place before them."""

import numpy as np
import pytest
from test_looks import WOMAN, dressed, pieces, slots

from backend.words.look_vocabulary import colours
from backend.words.looks.compounds import together
from backend.words.looks.phrases import words_in
from backend.words.looks.wishes import wishes_in
from backend.words.prompt import read_prompt


def skin(text):
    return dressed(text).look.skin


@pytest.mark.parametrize(
    ("text", "slot", "piece"),
    [
        ("a woman in a winged white lace cap", "head", "winged_cap"),
        ("a woman in a pleated grey skirt", "bottom", "pleated_skirt"),
        ("a man in flared blue jeans", "bottom", "flares"),
        ("a man in a pointed black hat", "head", "pointed_hat"),
        ("a woman with a natural afro and gold hoops", "hair", "afro"),
        ("a man with a fade haircut", "hair", "crew_cut"),
        ("a woman with a coin hip scarf", "waist", "coin_belt"),
        ("a woman in a cherry-print halter dress", "one_piece", "short_dress"),
        ("a man in a green felt hat with a feather", "head", "feathered_cap"),
        ("a lady in a gown with a domino mask", "face", "eye_mask"),
        ("a girl with tabby cat ears", "head", "cat_ears"),
    ],
)
def test_a_name_of_several_words_is_one_thing(text, slot, piece):
    worn = pieces(text, WOMAN)
    assert worn[slot] == piece
    assert not {"back", "neck", "top"} & {s for s in worn if worn[s]}


def test_what_stands_between_the_words_of_a_name_describes_it():
    said = "a woman in a winged white lace cap and long blonde hair"
    assert " ".join(together(words_in(said))) == "a woman in a white lace winged cap and long blonde hair"
    cap = next(wish for wish in wishes_in(said).worn if wish.name.endswith("cap"))
    assert [name for name, _ in cap.colours] == ["white"] and cap.values["fabric"] == "lace"
    assert together(words_in("a short red dress, a long white beard")) == words_in(
        "a short red dress, a long white beard"
    )


def test_a_print_belongs_to_its_dress():
    dress = slots(dressed("a woman in a cherry-print halter dress", WOMAN))["one_piece"]
    assert dress.pattern == "dots" and dress.second_colour == colours()["red",]
    assert slots(dressed("a man in a parrot print shirt"))["top"].pattern == "floral"
    assert slots(dressed("a man in a blue patterned shirt"))["top"].colour == colours()["blue",]


def test_the_named_colour_is_that_of_the_part_which_is_named_with_it():
    helmet = slots(dressed("a hoplite in a red-crested helmet"))["head"]
    assert helmet.colour is None and helmet.second_colour == colours()["red",]
    dress = slots(dressed("a woman in a green embroidered dress", WOMAN))["one_piece"]
    assert dress.colour == colours()["green",]
    assert slots(dressed("a woman in a gold-embroidered dress", WOMAN))["one_piece"].second_colour == colours()["gold",]


@pytest.mark.parametrize("text", ["rotting grey-green skin", "grey and green mottled skin", "scaly grey green skin"])
def test_two_colours_of_skin_are_one_between_them(text):
    mixed = skin(f"a zombie with {text}")
    assert mixed.tint and np.allclose(mixed.tint_colour, np.add(colours()["grey",], colours()["green",]) / 2, atol=2e-3)


def test_a_colour_in_ish_is_the_lesser_part_and_two_of_a_pattern_stay_two():
    coat = np.array(slots(dressed("a man in a greenish grey coat"))["outer"].colour)
    grey, green = np.array(colours()["grey",]), np.array(colours()["greenish",])
    assert 0 < abs(coat - grey).max() < abs(coat - green).max()
    shirt = slots(dressed("a man in a blue green striped shirt"))["top"]
    assert shirt.second_colour == colours()["green",]


def test_skin_and_lips_of_any_colour():
    robot = skin("a robot with glossy white plastic skin")
    assert robot.tint > 0.8 and min(robot.tint_colour) > 0.9
    assert skin("a goth with black lips").lipstick_colour == colours()["black",]


def test_general_words_mean_the_roles_piece_and_take_nothing_else_off():
    boxer = slots(dressed("a boxer in shiny gold trunks and red gloves"))
    assert boxer["bottom"].piece == "shorts" and boxer["shoes"].piece == "lace_boots"
    assert boxer["hands"].piece == "boxing_gloves" and boxer["hands"].colour == colours()["red",]


def test_two_things_of_one_place_are_both_worn_or_told():
    graduate = pieces("a graduate in a mortarboard and a violet silk hood")
    assert graduate["head"] == "mortarboard" and graduate["back"] == "shawl"
    told = dressed("a man in a black belt and a leather apron")
    assert slots(told)["waist"].piece == "apron" and any("black belt" in sentence for sentence in told.told)


def test_what_others_hide_is_told_or_shown():
    told = dressed("a man in knee socks and long trousers").told
    assert any("knee socks" in sentence and "hides" in sentence for sentence in told)
    assert pieces("a girl in knee socks", WOMAN)["bottom"] == "pleated_skirt"
    assert any("tattoo" in s for s in dressed("a man with a chest tattoo in a black jumper").told)
    assert not dressed("a biker with tattooed arms in a leather vest").told


def test_a_harness_leaves_the_chest_bare_unless_more_is_named():
    bare = pieces("a man in a black leather harness and jeans")
    assert bare["waist"] == "harness" and not bare["top"]
    assert pieces("a man in a leather harness over a white shirt")["top"] == "shirt"


def test_a_longer_name_further_on_wins_over_one_that_begins_before():
    worn = dressed("a man in a black eye mask")
    assert slots(worn)["face"].piece == "eye_mask" and not worn.look.skin.bruises
    assert skin("a man with a black eye").bruises


def test_a_tail_is_of_whom_it_is_on():
    assert pieces("a mermaid with a blue tail", WOMAN)["bottom"] == "mermaid_tail"
    assert pieces("a devil with a tail")["back"] == "tail"


def test_what_is_shown_is_not_told_as_missing():
    for text in ("a girl in a black and white striped dress", "a girl with a big red bow in her hair"):
        assert not read_prompt(text).unshown
    assert read_prompt("a black and white portrait of a girl").unshown


def test_hair_of_two_colours_has_both():
    hair = slots(dressed("a woman with pink and blue hair", WOMAN))["hair"]
    assert hair.colour == colours()["pink",] and hair.second_colour == colours()["blue",]


def test_what_is_over_a_bra_goes_with_a_bottom_and_what_is_only_near_takes_no_place():
    assert "bottom" not in pieces("a woman in a white blouse over a black bra", WOMAN)
    worn = pieces("a woman in a red bra and jeans", WOMAN)
    assert worn["bottom"] == "jeans" and not worn["top"]
    assert pieces("a woman in a sequin jacket with shoulder pads", WOMAN)["outer"] == "jacket"


def test_a_viking_of_whose_hair_nothing_is_said_has_no_plaits():
    assert all(pieces("a viking", seed=seed).get("hair") != "braids" for seed in range(4))
