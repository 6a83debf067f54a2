"""What trims, rolls or matches a garment, who somebody is among several roles, and builds and ages behind a comma."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces, slots

from backend.words.look_vocabulary import colours
from backend.words.prompt import read_prompt
from backend.words.subject import known_of, surely_implied
from backend.words.years import stated_years


def colour(*words):
    return colours()[words]


@pytest.mark.parametrize(
    ("text", "slot", "main", "second"),
    [
        ("a man in a black cape lined with red", "back", "black", "red"),
        ("a man in a red-lined black cape", "back", "black", None),
        ("a man in a red-lined cape", "back", None, "red"),
        ("a woman in a green sari with a gold border", "one_piece", "green", "gold"),
        ("a man in a red coat with white fur, black belt", "outer", "red", "white"),
    ],
)
def test_edges_and_linings_have_their_own_colour(text, slot, main, second):
    worn = slots(dressed(text, WOMAN if "woman" in text else MAN))[slot]
    if main is not None:
        assert worn.colour == colour(main)
    if second is not None:
        assert worn.second_colour == colour(*second.split())


def test_reflective_stripes_are_a_pattern_and_a_trimmed_beard_has_none():
    jacket = slots(dressed("a woman in an orange jacket with reflective stripes", WOMAN))["outer"]
    assert jacket.colour == colour("orange") and jacket.pattern == "reflective"
    assert slots(dressed("a man with a trimmed grey beard"))["facial_hair"].pattern == ""


@pytest.mark.parametrize(
    ("text", "piece", "of"),
    [
        ("a viking in chain mail with a fur collar and red braided beard", "braided_beard", "red"),
        ("a man with a red braided long beard", "braided_beard", "red"),
        ("a man with a grey-trimmed beard and a gold-braided jacket", "short_beard", "grey"),
        ("a man with a black trimmed moustache", "moustache", "black"),
    ],
)
def test_a_colour_before_braided_or_trimmed_is_that_of_a_beard(text, piece, of):
    made, plain = slots(dressed(text)), slots(dressed(f"a man with a {of} beard"))["facial_hair"].colour
    assert plain is not None
    assert made["facial_hair"].piece == piece and made["facial_hair"].colour == plain
    assert made["facial_hair"].second_colour is None
    if "outer" in made and "gold" in text:
        assert made["outer"].second_colour == colour("gold")


def test_a_colour_before_braided_is_that_of_the_hair():
    made = dressed("a woman with black braided hair", WOMAN)
    assert slots(made)["hair"].piece == "braids" and max(made.look.hair_colour) < 0.1


@pytest.mark.parametrize("name", ["red", "grey", "blonde", "dark brown", "blue"])
def test_a_colour_is_the_same_on_a_beard_on_locks_and_on_hair(name):
    hair = dressed(f"a man with {name} hair").look.hair_colour
    assert slots(dressed(f"a man with a {name} beard"))["facial_hair"].colour == hair
    locks = dressed(f"a woman with a {name} ponytail", WOMAN)
    assert slots(locks)["hair"].colour == locks.look.hair_colour == hair


def test_sleeves_that_are_rolled_shorten_whatever_is_worn():
    assert slots(dressed("a man in a white shirt with rolled sleeves"))["top"].piece == "rolled_shirt"
    assert slots(dressed("a butcher with rolled-up sleeves"))["top"].piece == "rolled_shirt"
    assert slots(dressed("a man in a polo shirt with rolled sleeves"))["top"].length < 0


def test_two_words_for_one_thing_are_one_thing_and_keep_its_colour():
    worn = slots(dressed("a woman in a red gele headwrap", WOMAN))
    assert worn["head"].piece == "turban" and worn["head"].colour == colour("red")
    assert slots(dressed("a woman in nude heels", WOMAN))["shoes"].piece == "heels"


def test_a_hood_and_steel_gloves_match():
    cloak = slots(dressed("a man in a dark green hooded cloak"))
    assert cloak["head"].colour == cloak["back"].colour == colour("dark", "green")
    steel = slots(dressed("a knight in black armour"))
    assert steel["hands"].colour == steel["one_piece"].colour


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("a Victorian chimney sweep boy", "top"),
        ("a centurion veteran", "outer"),
        ("a mermaid-inspired drag queen", "one_piece"),
    ],
)
def test_who_somebody_is_among_several_roles(text, role):
    expected = {"top": "shirt", "outer": "breastplate", "one_piece": {"ballgown", "short_dress"}}[role]
    assert pieces(text, MAN).get(role) in expected if isinstance(expected, set) else pieces(text)[role] == expected


def test_a_faith_is_seen_on_the_head_of_any_trade():
    assert pieces("a hijabi student", WOMAN)["head"] == "hijab"
    assert pieces("a Sikh taxi driver")["head"] == "turban"


def test_a_vest_beside_shorts_is_no_waistcoat():
    assert pieces("a man in running shorts and a blue vest")["top"] == "tank_top"
    assert pieces("a man in a blue vest and black trousers")["outer"] == "waistcoat"


def test_a_build_behind_a_comma_is_the_persons():
    assert surely_implied("a monk, brown habit with rope belt, fat")["weight"] > 2
    assert surely_implied("a guard in a black jumper, peaked cap, pot belly")["belly"] > 2
    assert "weight" not in surely_implied("a woman with a hat, huge")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("a redheaded boy about 8 in a striped shirt", 8.0),
        ("a woman, stocky, 60ish", 60.0),
        ("a man with about 8 buttons", None),
        ("a boy about 8 buttons short", None),
    ],
)
def test_about_how_old(text, years):
    assert stated_years(text) == years


@pytest.mark.parametrize(
    ("prompt", "sign"),
    [("a mariachi", -1), ("a gladiator with a net", -1), ("a hula dancer", 1), ("she is a mariachi", 1),
     ("a mother dressed as a monk", 1), ("a librarian with a beard", -1), ("a Cossack", -1)],
)  # fmt: skip
def test_a_role_nearly_always_of_one_sex_is_of_it_unless_a_word_says_more(prompt, sign):
    read = read_prompt(prompt)
    assert sign * known_of(read.implied, read.text)["gender"] > 1.2


def test_a_role_of_one_sex_tells_it():
    assert read_prompt("a viking shieldmaiden").implied["gender"] > 1
    assert read_prompt("a cleaning lady with rubber gloves").implied["gender"] > 1
    assert read_prompt("a man in a dhoti").implied.get("gender", -1) < 1


def test_braces_tell_no_age():
    assert surely_implied("a fireman in yellow trousers with braces").get("age", 0) > -0.5


def test_armour_stays_over_a_tunic_and_a_guards_tunic_is_his_coat():
    legionary = pieces("a roman legionary with a red tunic")
    assert legionary["one_piece"] == "tunic" and legionary["outer"] == "breastplate"
    guard = slots(dressed("a royal guard in a scarlet tunic"))
    assert guard["outer"].piece == "parade_jacket" and guard["outer"].colour == colour("scarlet")


def test_who_teaches_children_is_none():
    assert stated_years("a preschool teacher") is None and stated_years("a preschool boy") == 4.0


def test_a_feather_has_the_colour_that_is_said_and_its_band_its_own():
    band = slots(dressed("a warrior with a topknot with a white feather"))["head"]
    assert band.piece == "feather_band" and band.colour is None and band.second_colour == colour("white")


def test_a_general_word_yields_to_the_particular_one_behind_it():
    dress = slots(dressed("a girl in a festival dress, dark green dirndl, red apron", WOMAN))["one_piece"]
    assert dress.piece == "kirtle" and dress.colour == colour("dark", "green")


def test_shorts_are_of_the_colour_of_the_jersey_before_them():
    kit = slots(dressed("a basketball player in a purple jersey and shorts", MAN))
    assert kit["bottom"].colour == kit["top"].colour == colour("purple")


def test_a_cloth_and_its_colour_behind_a_garment_are_those_of_the_garment():
    worn = slots(dressed("a woman, evening gown, emerald satin, long black gloves", WOMAN))
    assert worn["one_piece"].colour == colour("emerald") and worn["hands"].colour == colour("black")


def test_robes_that_are_embroidered_are_worn():
    robe = slots(dressed("a sorceress, ivory robes embroidered with silver, white hair", WOMAN))["one_piece"]
    assert robe.colour == colour("ivory") and robe.second_colour == colour("silver")


@pytest.mark.parametrize(
    ("text", "slot", "main", "second", "pattern"),
    [
        ("a wizard in a purple robe covered in gold stars and a matching hat", "one_piece", "purple", "gold", "stars"),
        ("a man in a blue cape sprinkled with silver stars", "back", "blue", "silver", "stars"),
        ("a girl in a white dress covered in pink flowers", "one_piece", "white", "pink", "floral"),
    ],
)
def test_what_covers_a_garment_is_its_pattern(text, slot, main, second, pattern):
    worn = slots(dressed(text, WOMAN if "girl" in text else MAN))[slot]
    assert (worn.colour, worn.second_colour, worn.pattern) == (colour(main), colour(second), pattern)


def test_hair_of_a_role_has_the_colour_that_is_said():
    assert slots(dressed("a shieldmaiden", WOMAN))["hair"].colour[0] > 0.7
    for text in ("a shieldmaiden with bright green hair", "a green-haired shieldmaiden"):
        made = dressed(text, WOMAN)
        assert slots(made)["hair"].piece == "braids" and slots(made)["hair"].colour is None
        assert made.look.hair_colour[1] > made.look.hair_colour[0] + 0.1
