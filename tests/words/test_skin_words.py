"""Words for marks of the skin, for limbs of metal, for paleness; and what is bare so that they are seen."""

import pytest
from test_looks import MAN, WOMAN, dressed, pieces

from backend.words.prompt import read_prompt


def skin(text, **options):
    return dressed(text, **options).look.skin


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("a teenage boy with acne", "acne", 1.0),
        ("a spotty teenager in a hoodie", "acne", 1.0),
        ("an old crone with a hairy wart on her nose", "warts", 1.0),
        ("a child with a plaster on his cheek", "plaster", 1.0),
        ("an Indian woman with a bindi", "bindi", 1.0),
        ("a woman with dark circles under her eyes", "dark_circles", 1.0),
        ("a beggar with one milky white eye", "blind_eyes", "left"),
        ("a seer with milky eyes", "blind_eyes", "both"),
        ("a soldier with a chrome left arm", "metal_arms", "left"),
        ("a boxer whose right arm is robotic", "metal_arms", "right"),
        ("a runner with a prosthetic leg", "metal_legs", "left"),
        ("a man with a tattooed neck", "tattoo", "neck"),
        ("a woman with thigh tattoos", "tattoo", "thighs"),
        ("a man with neck tattoos and tattooed thighs", "tattoo", "body"),
        ("a sailor with an anchor tattoo on his forearm", "tattoo", "anchor"),
    ],
)
def test_a_mark_is_read(text, name, value):
    assert getattr(skin(text), name) == value


def test_polish_and_bindi_take_the_colour_that_is_said():
    assert skin("a goth with black nail polish").nail_polish_colour[0] < 0.1
    red = skin("an Indian bride with a red bindi").bindi_colour
    assert red[0] > 0.6 and red[1] < 0.2


@pytest.mark.parametrize("text", ["a pale Victorian girl in a white dress", "a pale, gaunt man", "a very pale woman"])
def test_who_is_pale_is_paler_than_any_skin(text):
    assert skin(text).tint > 0.4 and min(skin(text).tint_colour) > 0.85


@pytest.mark.parametrize(
    "text", ["a woman in a pale blue dress", "a woman in a pale embroidered dress", "a spotty dress"]
)
def test_a_word_that_describes_cloth_is_none_of_the_skin(text):
    assert skin(text) == skin("a woman")


def test_a_word_for_very_pale_lightens_the_skin_as_well():
    assert read_prompt("a ghostly pale widow").unshown == {}


def test_tattooed_arms_and_limbs_of_metal_are_not_covered_by_what_nobody_named():
    assert pieces("a man with tattooed arms", MAN)["top"] in ("tank_top", "t_shirt")
    assert pieces("a mariachi with a chrome right arm", MAN)["top"] == "t_shirt"
    assert pieces("a man in a shirt with a chrome right arm", MAN)["top"] == "short_sleeved_shirt"
    assert pieces("a woman with thigh tattoos", WOMAN)["bottom"] == "shorts"
    assert pieces("a man with a prosthetic leg", MAN)["bottom"] == "shorts"
    assert pieces("a man with a chest tattoo", MAN)["top"] == ""
    assert pieces("a man with tattooed arms in a leather jacket", MAN)["outer"] == "jacket"
