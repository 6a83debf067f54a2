"""Words of other languages are told; words that are English too are theirs only among others of that language."""

import pytest

from backend.words.english import foreign_words
from backend.words.prompt import read_prompt, sentences


@pytest.mark.parametrize(
    ("prompt", "language"),
    [
        ("ein großer dicker Mann mit Bart", "German"),
        ("die alte Frau mit Hut", "German"),
        ("alter Mann", "German"),
        ("der Mann hat blaue Augen", "German"),
        ("un homme très grand", "French"),
        ("una mujer joven sonriente", "Spanish"),
        ("un uomo alto e magro", "Italian"),
        ("uma mulher alta", "Portuguese"),
    ],
)
def test_other_languages_are_told_and_not_read(prompt, language):
    found = foreign_words(prompt)
    assert found.mostly and found.language == language and len(found.words) == len(prompt.split())
    read = read_prompt(prompt)
    assert read.text == "a person" and language in sentences(read, [])[0]


@pytest.mark.parametrize(
    "prompt",
    [
        "a tall man",
        "a man hat",
        "a die-hard fan, gross",
        "a woman who isn't old",
        "a man like Arnold Schwarzenegger",
        "a naïve café owner",
        "a femme fatale",
        "",
    ],
)
def test_these_are_english(prompt):
    assert foreign_words(prompt).words == ()


def test_single_words_are_named_and_the_rest_is_read():
    found = foreign_words("a tall man, lächelnd")
    assert (found.words, found.language, found.mostly) == (("lächelnd",), "German", False)
    assert read_prompt("a tall man, lächelnd").text == "a tall man"


def test_words_between_two_languages_go_with_their_neighbours():
    assert foreign_words("a strong man mit Bart").words == ("mit", "bart")


def test_a_slip_is_guessed():
    assert "muscular?" in sentences(read_prompt("a muscluar man"), [])[0]
