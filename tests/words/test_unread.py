"""What is said of a thing and no table has is told: adjectives, where it is pulled, one of a pair, light of eyes."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces, slots

from backend.words.colours import look_of
from backend.words.looks.faces import eyes_unshown
from backend.words.looks.wishes import wishes_in
from backend.words.prompt import read_prompt
from backend.words.subject import surely_implied, without_nouns


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


def test_nouns_for_somebody_are_replaced_and_moods_stay():
    assert without_nouns("an angry vampire hunter, tall") == "an angry person person, tall"
