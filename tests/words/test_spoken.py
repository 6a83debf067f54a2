"""Which attributes begin anew with new words."""

import pytest

from backend.words.spoken import compared, spoken


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("a young thin woman, smiling", {"age", "weight", "gender", "browDownLeft", "jawOpen"}, {"height", "muscle"}),
        ("a tall man", {"height", "gender"}, {"age", "weight", "browDownLeft"}),
        ("mouth open", {"jawOpen"}, {"mouthSmileLeft", "age"}),
        ("taller", set(), {"height"}),
        ("a more muscular man", {"gender"}, {"muscle"}),
        ("a person", set(), {"age", "gender", "height"}),
    ],
)
def test_words_speak_of_what_they_name_and_moods_of_the_whole_face(text, said, unsaid):
    found = spoken(text, {})
    assert said <= found and not unsaid & found


def test_clear_readings_count_and_faint_ones_do_not():
    found = spoken("svelte", {"weight": -0.9, "age": 0.3, "browDownLeft": 0.1, "jawOpen": 0.6})
    assert found == {"weight", "jawOpen"}
    assert spoken("svelte", {"weight": -0.27, "height": 0.1}) == {"weight"}


def test_comparisons_start_from_what_is_there():
    assert compared("a taller man")["height"] > 0 > compared("less muscular")["muscle"]
    assert not compared("a tall man in a summer river")
