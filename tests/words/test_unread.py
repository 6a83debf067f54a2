"""What is said of a thing and no table has is told: adjectives, where it is pulled, one of a pair, light of eyes."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces, slots

from backend.words.colours import look_of
from backend.words.look_vocabulary import colours
from backend.words.looks.faces import eyes_unshown
from backend.words.looks.wishes import wishes_in
from backend.words.prompt import read_prompt
from backend.words.silent import silent_words, told_of_silent
from backend.words.subject import of_the_face, surely_implied


def told(text, traits=MAN) -> str:
    return " ".join(dressed(text, traits).told)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("a knight in dented plate armour", "dented (plate armour)"),
        ("a man in a loosened red tie", "loosened (tie)"),
        ("a surgeon, surgical mask pulled under the chin", "pulled under the chin (surgical mask)"),
        ("a zombie, one boot missing", "one missing (boot)"),
        ("a man with his red tie loosened and grey trousers", "loosened (tie)"),
        ("a boy wearing mismatched socks", "mismatched (socks)"),
        ("a surfer in a wetsuit peeled to the waist", "peeled to the waist (wetsuit)"),
        ("a man in overalls rolled down to the waist", "rolled down to the waist (overalls)"),
        ("a woman with sunglasses on her head", "on her head (sunglasses)"),
        ("a man with headphones around his neck", "around his neck (headphones)"),
        ("a woman with wet hair", "wet (hair)"),
        ("a man with greasy black hair", "greasy (hair)"),
        ("a skier with a goggles tan", "goggles tan"),
    ],
)
def test_words_beside_a_thing_that_nothing_shows_are_told(text, detail):
    assert detail in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "a Victorian lady in a long green dress",
        "a man in his favourite old Norwegian jumper and very tight blue jeans",
        "a tall sailor in a striped shirt with two gold rings",
        "a woman with 30 cm long hair",
    ],
)
def test_words_that_are_shown_or_say_nothing_of_a_thing_are_not_told(text):
    assert not [wish.unshown for wish in wishes_in(text).worn if set(wish.unshown) - {"favourite"}]


def test_one_that_is_missing_leaves_the_other_on():
    assert pieces("a zombie, one boot missing")["shoes"] == "boots"
    assert pieces("a man with his boots missing")["shoes"] == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a cyborg with one red glowing eye", ["one red glowing eye"]),
        ("a demon with glowing red eyes", ["glowing red eyes"]),
        ("a man with one blue eye and one brown eye", ["one blue eye", "one brown eye"]),
        ("a boxer with a black eye", []),
        ("a pirate with an eye patch over one eye", []),
        ("a woman with bright blue eyes", []),
    ],
)
def test_eyes_that_glow_or_differ_are_told(text, said):
    assert eyes_unshown(text) == said
    assert all(one in told(text) for one in said)


def test_eyes_that_glow_have_their_colour():
    for text in ("a robot with blue glowing eyes", "a robot with glowing blue eyes"):
        assert look_of(read_prompt(text), dressed("a robot").look)[0].eye_colour[2] > 0.5


def test_matching_has_the_colours_of_the_cloth_before_it():
    made = slots(dressed("a woman in a kente cloth dress, matching headwrap", WOMAN))
    assert made["head"].colour == made["one_piece"].colour is not None
    assert made["head"].pattern == made["one_piece"].pattern == "tartan"


def test_a_beard_tells_a_man():
    assert read_prompt("a barista with a topknot and full beard").implied["gender"] < -1.0


def test_a_mood_before_a_word_for_the_face_is_one():
    assert surely_implied("a girl with a bored expression")["eyeBlinkLeft"] > 0.3
    assert "eyeBlinkLeft" not in surely_implied("a girl with a bored dog")


def test_what_moves_no_face_is_not_read_for_it():
    assert of_the_face("an angry vampire hunter, tall").split() == ["an", "angry", "person", "person,", "tall"]
    assert of_the_face("a queen with blue lips, rolled-up sleeves").split() == [
        "a",
        "person",
        "with",
        "lips,",
        "sleeves",
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a heavy metal guitarist", "a guitarist"),
        ("a Mexican day of the dead woman", "a Mexican woman"),
        ("a Red Cross nurse", "a nurse"),
        ("a vampire hunter", "a hunter"),
        ("a vampire", "a vampire"),
        ("a heavy man", "a heavy man"),
        ("a woman from ancient Rome", "a woman from Rome"),
        ("an ancient wizard", "an ancient wizard"),
    ],
)
def test_words_of_idioms_say_nothing_of_a_body(text, left):
    assert read_prompt(text).about == left


def test_flowers_beside_hair_are_worn_in_it():
    made = slots(dressed("a dancer, brown hair in a tight bun with red roses", WOMAN))
    assert made["hair"].piece == "bun" and made["head"].piece == "hair_flower" and made["head"].colour[0] > 0.5


def test_a_detail_of_sleeves_is_on_the_coat_over_them():
    made = slots(dressed("a hacker in a black trench coat and white t-shirt, glowing blue lines on his sleeves"))
    assert [(detail.kind, detail.fabric) for detail in made["outer"].details] == [("side_stripes", "glowing")]


def test_patches_have_their_colour_and_numbers_that_of_the_words():
    patched = slots(dressed("an astronaut in a white spacesuit, orange patches"))["one_piece"]
    assert patched.pattern == "patches" and patched.second_colour[0] > 2 * patched.second_colour[2]
    numbered = slots(dressed("a basketball player in a red sleeveless jersey number 23"))["top"]
    assert numbered.second_colour != numbered.colour


def test_one_thing_bares_no_slot_of_another():
    made = slots(dressed("an orc in a fur loincloth and a leather bra", WOMAN))
    assert made["bottom"].piece == "loincloth" and made["underwear"].piece == "bra_set"


def test_a_colour_that_is_named_takes_the_print_of_a_role():
    assert slots(dressed("a grandmother in a black dress", WOMAN))["one_piece"].pattern == ""


def test_parts_of_clothes_that_are_cut_as_none_is_are_told():
    assert "slashed sleeves" in told("a nobleman, black velvet doublet with slashed sleeves, white ruff")
    assert "wood" in told("a sailor with a wooden leg") and "wood" not in told("a sailor with a metal leg")


@pytest.mark.parametrize(
    ("text", "said"), [("a boy with braces and freckles", False), ("a barman with braces over a white shirt", True)]
)
def test_braces_of_teeth_are_not_worn_over_shoulders(text, said):
    assert (pieces(text).get("waist") == "braces") == said
    assert ("dental braces" in told(text)) != said


def test_thinning_hair_tells_a_man():
    assert read_prompt("an office worker, receding hair").implied["gender"] < -1.0


def test_lengths_that_a_piece_has_not_are_told():
    sizes = {"dreadlocks": (), "long_coat": ("length",), "corset": ()}
    made = dressed("a man with short dreadlocks in a long coat", sizes=sizes)
    assert "the length (dreadlocks)" in " ".join(made.told) and "coat" not in " ".join(made.told)
    assert "the looseness (corset)" in " ".join(dressed("a woman in a tight corset", WOMAN, sizes=sizes).told)


def test_a_cape_over_a_wide_skirt_is_told():
    assert "comes through what hangs over it: velvet cape" in told("a woman in a ball gown with a velvet cape", WOMAN)
    assert "comes through" not in told("a woman in a long dress with a velvet cape", WOMAN)


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("a wise king in a red robe with a purple stripe", ["wise"]),
        ("a woman in a kente cloth dress with white polka dots, nineteen years old", []),
        ("a tall old Norwegian fisherman in a yellow raincoat, laughing", []),
        ("a grim executioner, bare torso, black hood", []),
    ],
)
def test_words_that_nobody_reads_are_told(text, silent):
    prompt = read_prompt(text)
    found = silent_words(text, prompt, dressed(text).read, ())
    assert found == silent and bool(told_of_silent(found)) == bool(silent)


def test_what_has_left_its_shape_on_the_skin_is_not_worn():
    assert "hands" not in pieces("a man with glove marks") and "glasses" not in pieces("a man with a goggles tan")
    assert pieces("a man with gloves")["hands"] == "gloves"


def test_a_thing_that_an_encoder_makes_a_direction_of_is_told_all_the_same():
    def silent(text, placed):
        return silent_words(text, read_prompt(text), dressed(text).read, placed)

    assert silent("a dancer with castanets", ("castanets",)) == ["castanets"]
    assert silent("a gaunt dancer with chiselled cheekbones", ("gaunt", "chiselled")) == []


def test_what_somebody_does_is_told_though_an_encoder_makes_a_direction_of_it():
    def silent(text, *placed):
        return silent_words(text, read_prompt(text), dressed(text).read, placed)

    assert silent("a woman in a red skirt, sitting", "sitting") == ["sitting"]
    assert silent("a woolly woman in a red skirt", "woolly") == []


@pytest.mark.parametrize(
    "text", ["a legionary in a helmet with a red crest", "a centurion with a red crest on his helmet"]
)
def test_what_is_read_in_other_words_is_not_told(text):
    assert not read_prompt(text).unshown and not told(text)


@pytest.mark.parametrize(
    ("text", "colour"), [("a man wrapped in indigo cloth", "indigo"), ("a girl draped in red silk", "red")]
)
def test_cloth_that_somebody_is_wrapped_in_is_a_robe(text, colour):
    robe = slots(dressed(text, WOMAN))["one_piece"]
    assert robe.piece == "robe" and robe.colour == colours()[(colour,)]


def test_a_stain_is_on_what_it_is_said_to_be_on():
    shirt = slots(dressed("a clerk with a coffee stain on his white shirt"))["top"]
    plain = slots(dressed("a clerk with a coffee stain on his shirt"))["top"]
    assert shirt.pattern == plain.pattern == "stains" and shirt.colour == colours()[("white",)]


def test_feathers_and_veil_are_those_of_the_role():
    assert pieces("a carnival dancer with feathers", WOMAN)["head"] == "feather_headdress"
    assert pieces("a woman with feathers", WOMAN)["head"] == "feather_band"
    assert pieces("a beekeeper with a veil")["head"] == pieces("a beekeeper")["head"] == "veiled_hat"


def test_a_priestess_is_of_her_own_people():
    egyptian = pieces("an Egyptian priestess", WOMAN)["neck"]
    assert egyptian == "gold_collar"
    for people in ("Celtic", "Viking", "Japanese", "Aztec"):
        assert pieces(f"a {people} priestess", WOMAN)["neck"] != egyptian, people
