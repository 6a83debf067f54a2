"""Words for where somebody's family comes from; colours of things are none."""

import pytest

from backend.words.origins import stated_origin
from backend.words.prompt import read_prompt
from backend.words.tables import table


@pytest.mark.parametrize(
    ("prompt", "most", "rest"),
    [
        ("a black woman", "african", "a woman"),
        ("a tall black muscular man", "african", "a tall muscular man"),
        ("a woman who is black, smiling", "african", "a woman, smiling"),
        ("a beautiful Nigerian woman", "african", "a beautiful woman"),
        ("a woman from Nigeria", "african", "a woman"),
        ("an asian woman", "asian", "a woman"),
        ("a man of Chinese descent", "asian", "a man"),
        ("a man with asian features", "asian", "a man"),
        ("a south korean girl", "asian", "a girl"),
        ("a latina", "caucasian", "a woman"),
        ("a Maori warrior", "asian", "a warrior"),
        ("a woman of Nigerian descent", "african", "a woman"),
        ("an Englishman", "caucasian", "a man"),
        ("a white man in a black suit", "caucasian", "a man in a black suit"),
    ],
)
def test_origins_of_the_person_are_read(prompt, most, rest):
    origin = stated_origin(prompt)
    assert origin is not None
    assert max(origin.shares, key=origin.shares.get) == most and origin.text == rest


@pytest.mark.parametrize(
    "prompt",
    [
        "a woman with black hair",
        "a black-haired woman",
        "a man in a black suit",
        "a man in black",
        "a man with a black cat",
        "a black leather jacket",
        "an old man with a long white beard",
        "a white-haired old man",
        "a woman with a french braid",
        "a german shepherd",
        "not a black man",
        "a tall man",
    ],
)
def test_these_say_nothing_of_origin(prompt):
    assert read_prompt(prompt).origin is None


def test_several_origins_are_mixed():
    origin = stated_origin("a half Japanese half Swedish girl")
    assert origin.shares == {"african": 0.0, "asian": 0.5, "caucasian": 0.5} and origin.text == "a girl"


def test_the_table_is_sound():
    for phrase, (form, *numbers) in table("origins", 6).items():
        shares = [float(number) for number in numbers]
        assert form in ("origin", "colour", "country"), phrase
        assert all(0 <= share <= 1 for share in shares) and sum(shares[:3]) == pytest.approx(1.0, abs=0.011), phrase
