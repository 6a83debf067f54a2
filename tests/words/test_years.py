"""Ages that a prompt states in years."""

import pytest

from backend.protocol.requests import Look
from backend.words.age import asks_for_child
from backend.words.colours import look_of
from backend.words.years import stated_years, without_years, years_of_age


@pytest.mark.parametrize(
    ("prompt", "years"),
    [
        ("a 70-year-old woman", 70),
        ("a seventy year old woman, smiling", 70),
        ("a forty-two-year-old man", 42),
        ("a man, 42 years old", 42),
        ("a 25yo athlete", 25),
        ("a squire boy of fifteen, bowl cut", 15),
        ("a werewolf boy, fifteen, furry face", 15),
        ("a woman of twenty-five with red hair", 25),
        ("a king about fifty, auburn beard", 50),
        ("a 25 y/o athlete", 25),
        ("a girl aged twelve", 12),
        ("a woman, age 33", 33),
        ("a boy at the age of ten", 10),
        ("a boy of nine years of age", 9),
        ("an eighteen-month-old baby", 1.5),
        ("a hundred-year-old man", 100),
        ("a man in his late thirties", 38),
        ("a woman in her twenties", 25),
        ("a woman in her early 60s", 62),
        ("a person in their mid-fifties", 55),
        ("a boy in his teens", 15),
        ("a teenager", 15),
        ("a chubby teenage girl", 15),
        ("a seventeen-year-old teenager", 17),
        ("a kindergartner", 5),
        ("male, 40 years, 180 cm", 40),
        ("a toddler", 2),
        ("a 1st grader", 6),
        ("a tween", 11),
        ("a sad schoolgirl, crying", 10),
        ("an octogenarian", 85),
        ("a twenty-something woman", 25),
        ("tall slim lad, twenties, lemon sweater", 25),
        ("a lady (late forties)", 48),
        ("stocky fishmonger, fiftyish", 50),
    ],
)
def test_ages_are_read(prompt, years):
    assert stated_years(prompt) == pytest.approx(years)


@pytest.mark.parametrize(
    "prompt",
    [
        "a tall muscular man",
        "an old woman",
        "a dancer of the twenties",
        "sixties hippie girl",
        "a woman, sixties style",
        "a woman with two braids",
        "a six foot tall man with one eye",
        "not a 70-year-old woman",
        "no longer a teenager",
        "a 5000-year-old mummy",
        "a soldier with 20 years of experience",
        "a man married for 20 years",
        "a 70-year-old with the face of a 20-year-old",
        "",
    ],
)
def test_these_state_none(prompt):
    assert stated_years(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "rest"),
    [
        ("a tall 70-year-old woman, smiling", "a tall woman, smiling"),
        ("a boy, fifteen, bald", "a boy, bald"),
        ("a woman, about 40, bald", "a woman, bald"),
        ("a 70-year-old, smiling", "a person, smiling"),
        ("A Seventy Year Old", "A person"),
        ("a sad girl aged twelve", "a sad girl"),
        ("a man in his late thirties with a beard", "a man with a beard"),
        ("a woman in her early 60s, angry", "a woman, angry"),
        ("a chubby teenage boy", "a chubby boy"),
        ("a teenager", "a person"),
        ("an octogenarian", "a person"),
        ("a sad schoolgirl, crying", "a sad girl, crying"),
        ("a thirty-something, smiling", "a person, smiling"),
        ("a kindergarten teacher", "a kindergarten teacher"),
        ("30 years old", "a person"),
        ("a tall muscular man, smiling", "a tall muscular man, smiling"),
        ("not a 70-year-old woman", "not a 70-year-old woman"),
    ],
)
def test_the_rest_of_the_words_is_for_the_encoder(prompt, rest):
    assert without_years(prompt) == rest


def test_the_attribute_of_age_means_years_that_grow_with_it():
    assert (years_of_age(0.0), years_of_age(2.0)) == pytest.approx((38, 75))
    years = [years_of_age(age) for age in (-3, -2, -1, 0, 1, 2, 3)]
    assert years == sorted(years) and years[0] <= 2 and years[-1] >= 85


@pytest.mark.parametrize(
    ("prompt", "child"),
    [
        ("a 17-year-old", True),
        ("a girl of 12 years of age", True),
        ("an 18-year-old", False),
        ("a sexy 15-year-old", False),
        ("a woman of 16 years of age", False),
        ("a boyish 30-year-old", False),
    ],
)
def test_years_tell_a_child(prompt, child):
    assert asks_for_child(prompt) is child


def test_hair_greys_with_the_years():
    dark = Look().hair_colour
    assert look_of("a 40-year-old man", Look())[0].hair_colour == dark
    grey = look_of("a 75-year-old man", Look())[0].hair_colour
    assert min(grey) > max(dark)
    assert look_of("a 75-year-old man with black hair", Look())[0].hair_colour != grey


@pytest.mark.parametrize(
    ("prompt", "years"),
    [
        ("a man, 45", 45),
        ("45, a woman in a red dress", 45),
        ("a woman (30) with a hat", 30),
        ("a rugged cowboy, 50, grey stubble", 50),
        ("a man with 3 scars, 2 rings", None),
        ("a man with a number 7, smiling", None),
    ],
)
def test_a_bare_number_beside_the_person_is_an_age(prompt, years):
    assert stated_years(prompt) == years
