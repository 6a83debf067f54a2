"""Colours in a prompt go to the part they belong to; everything else stays as it was."""

import pytest

from backend.protocol.requests import Look
from backend.words.colour_names import EYES, HAIR, SUITS
from backend.words.colours import look_of

START = Look(skin_tone=0.4, hair_colour=(0.1, 0.2, 0.3), eye_colour=(0.2, 0.3, 0.4), suit_colour=(0.3, 0.4, 0.5))


@pytest.mark.parametrize(
    ("prompt", "changed"),
    [
        ("a blonde woman in a red suit", {"hair_colour": HAIR["blond"], "suit_colour": SUITS["red"]}),
        ("a man with red hair and green eyes", {"hair_colour": HAIR["red"], "eye_colour": EYES["green"]}),
        ("a woman with long pink hair", {"hair_colour": SUITS["pink"]}),
        ("an old blue-haired lady", {"hair_colour": SUITS["blue"]}),
        ("a person wearing a blue bodysuit", {"suit_colour": SUITS["blue"]}),
        ("a tall muscular man, smiling", {}),
        ("an angry soldier", {}),
    ],
)
def test_each_colour_goes_to_its_part(prompt, changed):
    look, cannot = look_of(prompt, START)
    assert cannot == []
    for name in ("skin_tone", "hair_colour", "eye_colour", "suit_colour"):
        assert getattr(look, name) == changed.get(name, getattr(START, name)), name


def test_skin_follows_its_words_in_both_directions():
    dark, pale = (look_of(f"a {word} man", START)[0].skin_tone for word in ("dark-skinned", "pale"))
    assert dark > 0.7 and pale < 0.3


@pytest.mark.parametrize("prompt", ["a grey-haired man", "grizzled", "a silver-haired lady, smiling"])
def test_words_of_one_look_are_read(prompt):
    assert look_of(prompt, START)[0].hair_colour[0] > 0.3


def test_hair_greys_with_the_age_of_the_words():
    def grey(prompt, **options):
        hair = look_of(prompt, START, **options)[0].hair_colour
        return (hair[0] - START.hair_colour[0]) / (HAIR["grey"][0] - START.hair_colour[0])

    assert grey("an old woman") == pytest.approx(1.0)
    assert 0.1 < grey("a middle-aged man") < grey("a veteran") < 0.9
    assert grey("a man of 40") == grey("a woman who is not old") == grey("a young man") == 0.0
    assert grey("a young woman dancing with an old man") == grey("a woman and her old father") == 0.0
    assert grey("an old woman", locked=("hair_colour",)) == 0.0
    assert look_of("an old woman with black hair", START)[0].hair_colour == HAIR["black"]
    assert grey("an old bald man") == pytest.approx(1.0), "brows and beard have the colour of the hair"


def test_locked_colours_stay():
    look, _ = look_of("a blonde woman in a red suit", START, locked=("hair_colour",))
    assert look.hair_colour == START.hair_colour and look.suit_colour == SUITS["red"]


def test_no_hair_is_nothing_to_colour_and_can_be_shown():
    look, cannot = look_of("a bald man", START)
    assert cannot == [] and look == START
