"""Everyone is an adult unless the words say otherwise."""

import pytest

from backend.words.age import asks_for_child


@pytest.mark.parametrize(
    "prompt",
    [
        "a tall muscular man, smiling",
        "a young man",
        "a young woman",
        "a cute woman",
        "a student",
        "a young soldier",
        "a fresh-faced nurse",
        "a schoolteacher",
        "a kindergarten teacher",
        "a college student",
        "an octogenarian",
        "a childlike woman",
        "a man with a boyish face",
        "a short thin person with braces",
        "a sexy schoolgirl",
        "a seductive teenager",
        "not a child",
        "a baby-faced guy",
        "the mother of a child is a woman",
    ],
)
def test_these_are_adults(prompt):
    assert not asks_for_child(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "a kindergartner",
        "a preschooler",
        "a first grader",
        "a tween",
        "two toddlers",
        "a sad schoolgirl",
        "a child",
        "a smiling little girl",
        "a chubby boy",
        "a toddler",
        "a ten-year-old",
        "a teenager",
        "a happy baby",
    ],
)
def test_these_are_children(prompt):
    assert asks_for_child(prompt)


@pytest.mark.parametrize("scene", ["goth", "rave", "disco", "festival"])
def test_a_girl_of_a_scene_is_grown(scene):
    assert not asks_for_child(f"a {scene} girl") and asks_for_child("a girl")
