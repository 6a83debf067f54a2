"""The table of word vectors: forms, meaning and unknown words."""

import numpy as np
import pytest

from backend.words.vectors import content_words, word_vectors


def vector(word):
    found = word_vectors().vector(word)
    assert found is not None, word
    return found


def test_forms_of_a_word_are_the_word():
    for form, word in (("sat", "sit"), ("ran", "run"), ("threw", "throw"), ("waved", "wave")):
        assert np.array_equal(vector(form), vector(word)), form
    assert np.isclose(np.linalg.norm(vector("walk")), 1.0, atol=1e-5)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("walk", "stroll", "sneeze"), ("jump", "leap", "drink"), ("punch", "strike", "sleep"), ("sad", "unhappy", "golf")],
)
def test_words_of_one_meaning_are_near_each_other(word, near, far):
    own = vector(word)
    assert own @ vector(near) > own @ vector(far) + 0.2


def test_unknown_words_are_named_and_offered_by_spelling():
    table = word_vectors()
    assert table.unknown("he glorps and walks to the chair") == ["glorps"]
    assert table.vector("glorps") is None and not table.mean("glorps").any()
    assert "waving" in [word for word, _ in table.nearest("wawing", among=("waving", "walking", "sitting"))]
    assert table.nearest("stroll", among=("walk", "cook", "sit"))[0][0] == "walk"


def test_what_only_carries_the_sentence_is_left_out():
    assert content_words("A man is walking to his chair") == ["walking", "chair"]
