"""Which words of a prompt speak of the person, and which of a thing, of somebody else, or of nobody for sure."""

import pytest

from backend.words.attributes import GROUPS
from backend.words.lexicon import builds, find, implied, together
from backend.words.subject import surely_implied
from backend.words.subject_text import subject_of

BODY = {*GROUPS["body"], *GROUPS["face_shape"]}


@pytest.mark.parametrize(
    "text",
    [
        "a short woman", "a short chubby woman, surprised", "a short and chubby woman", "slim, tall, elegant woman",
        "a tall muscular man, smiling", "a very short woman", "strong woman with broad shoulders and narrow hips",
        "a tall thin old man with a sad face", "a man who is very tall and very thin", "a woman is tall and angry",
        "Angry old bearded dwarf warrior", "a tall black man", "a fat man sitting", "she's tall", "someone tall, bored",
        "a woman, 30, slim", "a man with thin lips",
    ],
)  # fmt: skip
def test_what_is_said_of_the_person_counts_in_full(text):
    said, whole = surely_implied(text), together(find(text, builds()))
    assert said | {"gender": 0} == whole | {"gender": 0}
    assert said.get("gender", 0) * whole.get("gender", 0) >= 0 and said


@pytest.mark.parametrize(
    ("text", "sign"),
    [("a female knight", 1), ("a female pharaoh", 1), ("a strong woman weightlifter", 1), ("a male nurse", -1),
     ("a firewoman", 1), ("a burly woman", 1)],
)  # fmt: skip
def test_a_word_for_the_sex_counts_more_than_what_a_role_mostly_is(text, sign):
    assert surely_implied(text)["gender"] * sign > 1.5


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("a woman with short curly hair", {"gender"}),
        ("a woman with short blonde hair", {"gender"}),
        ("a woman with short, curly hair", {"gender"}),
        ("a woman, blonde hair, short", {"gender"}),
        ("a woman whose hair is short", {"gender"}),
        ("long, red hair", set()),
        ("a man with big, blue eyes", {"gender"}),
        ("a man in old clothes", {"gender"}),
        ("wearing an old, worn coat", set()),
        ("a woman with a small dog", {"gender"}),
        ("heavy makeup", set()),
        ("a tall xylophone player", set()),
    ],
)
def test_what_is_said_of_a_thing_does_not(text, attributes):
    assert surely_implied(text).keys() & BODY == attributes


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("a woman next to a tall man", "a woman"),
        ("a young woman dancing with an old man", "a young woman"),
        ("an old man with a small child", "an old man"),
        ("a woman and her baby", "a woman"),
        ("a mother holding a small baby", "a mother"),
        ("the daughter of a giant", "a daughter"),
        ("a man fighting a giant", "a man"),
        ("a woman, not a child", "a woman"),
        ("a man without a beard", "a man"),
    ],
)
def test_what_is_said_of_another_does_not(text, like):
    assert surely_implied(text) == implied(like)


@pytest.mark.parametrize(
    "text", ["not tall or fat", "not a fat man", "neither short nor tall", "laughing eyes", "", "?!"]
)
def test_what_is_denied_or_unclear_is_left_to_the_encoder(text):
    assert surely_implied(text) == {}


@pytest.mark.parametrize("text", ["a bit chubby", "a little chubby", "a little bit chubby", "a woman, a little chubby"])
def test_a_little_is_little(text):
    said = surely_implied(text)
    assert (
        0 < said["weight"] < surely_implied("a chubby woman")["weight"] and "height" not in said and "age" not in said
    )


def test_a_little_girl_is_a_girl():
    assert surely_implied("a little girl") == implied("a little girl")


def test_hair_over_an_eye_closes_none():
    assert subject_of("a boy with a black fringe over one eye").text == "a boy with black hair"
    assert "eye" not in subject_of("a woman with long hair covering her left eye").text
    assert "blue eyes" in subject_of("a boy with hair falling into his eyes and blue eyes").text
    assert "closing one eye" in subject_of("a man with red hair, closing one eye").text


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("a man with cold eyes", "cold"),
        ("a man with cold blue eyes", "cold"),
        ("a woman with kind eyes", "kind"),
        ("a woman with a kind face", "kind"),
    ],
)
def test_a_mood_of_the_eyes_is_that_of_the_face(text, mood):
    said, alone = surely_implied(text), surely_implied(f"a {mood} person")
    assert alone and alone.items() <= said.items()
