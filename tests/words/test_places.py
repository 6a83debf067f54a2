"""Where on somebody a thing is, ways of saying that are read as others, and what belongs to which noun."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces, slots

from backend.protocol.requests import Look
from backend.words.colours import look_of
from backend.words.look_vocabulary import colours
from backend.words.looks.colouring import light_colouring
from backend.words.looks.paraphrases import paraphrased
from backend.words.looks.plainer import in_known_words
from backend.words.looks.wishes import wishes_in
from backend.words.prompt import read_prompt


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
    assert paraphrased(text) == read


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


def test_an_encoder_reads_what_stands_for_the_same_in_the_same_words():
    for text, plain in {
        "a man in a habergeon": "a man in a chainmail",  # only near to a hauberk, another word for chainmail
        "a dermatologist with a red scarf": "a doctor with a red scarf",
        "a huntress": "a female hunter",
        "a man in a policeman's uniform": "a man dressed as a policeman",
        "a little girl in a wide brim hat and a blue southwester": "a girl in a sun hat and a blue sou'wester",
    }.items():
        assert in_known_words(text) == plain
    for text in ("a nurse in a red kimono", "an old granny", "a man who frobnicates", "a male character", "trainers"):
        assert in_known_words(text) == text


def test_eyes_and_lips_have_colours_that_few_people_have():
    looks = {text: look_of(text, Look())[0] for text in ("a vampire with red eyes", "an emerald-eyed witch")}
    assert looks["a vampire with red eyes"].eye_colour[0] > 0.6 > 3 * looks["an emerald-eyed witch"].eye_colour[0]
    assert dressed("a witch with purple lips").look.skin.lipstick_colour == colours()[("purple",)]


def test_what_is_embroidered_with_gold_is_not_of_gold():
    jacket = slots(dressed("a matador in a gold-embroidered red jacket"))["outer"]
    assert (jacket.colour, jacket.second_colour) == (colours()[("red",)], colours()[("gold",)])


def test_hair_is_worn_into_whatever_it_is_slicked():
    assert pieces("a skater with her hair slicked into a bun", WOMAN)["hair"] == "bun"


def test_bottoms_only_leave_the_chest_bare():
    assert pieces("a man in pyjama bottoms only")["top"] == ""


def test_tattoos_on_two_parts_are_on_the_body():
    assert dressed("a man with tattoos covering his chest and arms", MAN).look.skin.tattoo == "body"


def test_a_man_of_fifty_is_fifty_and_a_mariachi_somebody():
    of_age = read_prompt("a heavy man of 50 with a beard")
    assert of_age.years == 50 and " of" not in of_age.text
    assert read_prompt("a mariachi").unshown == {}


@pytest.mark.parametrize(
    ("text", "light"),
    [
        ("a boy with freckles and ginger hair", True),
        ("a queen with long braided red hair", True),
        ("a girl with blue eyes", True),
        ("a woman in a red dress with long hair", False),
        ("a punk with a bleached blonde mohawk", False),
        ("a woman in a red and gold sari, hair in a bun", False),
    ],
)
def test_light_hair_freckles_and_eyes_are_read_and_red_clothes_are_not(text, light):
    assert light_colouring(text) == light


def test_a_rope_that_ties_a_habit_has_its_own_colour():
    worn = slots(dressed("a monk in a brown habit tied with a white rope", MAN))
    assert (worn["waist"].piece, worn["waist"].colour) == ("rope_belt", colours()[("white",)])
    assert worn["one_piece"].colour == colours()[("brown",)]


def test_no_coat_of_a_trade_hides_rolled_sleeves_and_no_apron_overalls():
    assert "outer" not in slots(dressed("a butcher in a white apron with rolled-up sleeves", MAN))
    assert "waist" not in slots(dressed("a gardener in denim overalls", WOMAN))


def test_the_cross_of_an_apron_is_on_the_apron():
    worn = slots(dressed("a woman in a grey dress and a white apron with a red cross", WOMAN))
    assert (worn["waist"].pattern, worn["one_piece"].pattern) == ("cross", "")
    assert slots(dressed("a woman in a grey dress with a red cross and a belt", WOMAN))["one_piece"].pattern == "cross"


@pytest.mark.parametrize(
    ("text", "slot", "piece", "colour"),
    [
        ("a police officer in a navy shirt and trousers", "bottom", "trousers", "navy"),
        ("a goth girl in a long black dress", "one_piece", "long_dress", "black"),
        ("a teacher in a long brown skirt", "bottom", "long_skirt", "brown"),
        ("a witch in a wide-brimmed pointed black hat", "head", "pointed_hat", "black"),
    ],
)
def test_a_colour_is_of_both_and_a_length_is_not_the_roles(text, slot, piece, colour):
    worn = slots(dressed(text, WOMAN))[slot]
    assert (worn.piece, worn.colour) == (piece, colours()[(colour,)])


def test_a_head_that_is_shaved_and_trousers_cut_at_the_knee():
    assert slots(dressed("a man in a grey suit; his head is shaved", MAN))["hair"].piece == "shaved_head"
    assert slots(dressed("a pirate in brown trousers cut at the knee", MAN))["bottom"].length < -0.5


def test_no_cape_that_nobody_named_hangs_over_a_ball_gown():
    for seed in range(6):
        worn = slots(dressed("a queen", WOMAN, seed=seed))
        assert worn["one_piece"].piece != "ballgown" or "back" not in worn
        cloaked = slots(dressed("a queen in a purple cloak", WOMAN, seed=seed))
        assert cloaked["back"].piece == "cape" and cloaked["one_piece"].piece != "ballgown"


def test_ears_that_are_named_are_seen_below_long_hair():
    hair = slots(dressed("an elf with long silver hair and pointed ears", MAN))["hair"]
    assert hair.piece == "single_braid" and hair.length == 1.0
    assert slots(dressed("a man with long silver hair", MAN))["hair"].piece == "long_straight"
