"""The body of the page as data: steps that can be taken back, locks that hold, words and raw sliders of one body."""

import random

from backend.page.edit import (
    History,
    answered,
    begun,
    measures_freed,
    reset,
    same_body,
    sliders_rolled,
    toggled,
    with_measures,
    with_sliders,
    with_word,
    words_rolled,
)
from backend.protocol.events import SliderInfo

START = {"height": 0.5, "weight": 0.5, "age": 0.7, "smile": 0.0}
SLIDERS = [
    SliderInfo(name=n, group="expression" if n == "smile" else "phenotype", minimum=0, maximum=1, default=v, label=n)
    for n, v in START.items()
]


def test_words_count_from_one_body_whatever_their_order():
    one = with_word(with_word(begun(START), "fat", 0.8), "tall", -0.2)
    other = with_word(with_word(with_word(begun(START), "tall", -0.2), "fat", 0.1), "fat", 0.8)
    assert one.words == other.words and one.sliders == other.sliders == START


def test_a_raw_slider_goes_on_from_what_the_words_have_done():
    edit = answered(with_word(begun(START), "fat", 0.8), {"weight": 0.83}, {"fat": 0.8})
    edit = with_sliders(edit, {"height": 0.9})
    assert edit.sliders == {**START, "weight": 0.83, "height": 0.9} and not edit.words
    assert edit.around == START


def test_reset_gives_the_first_body_but_for_what_is_locked():
    edit = toggled(with_sliders(begun(START), {"height": 0.9, "weight": 0.1}), sliders=("weight",))
    assert reset(edit).values == {**START, "weight": 0.1}
    assert reset(toggled(edit, sliders=("weight",))).values == START


def test_a_measure_that_is_freed_leaves_the_body_as_it_is():
    fat = answered(with_word(begun(START), "fat", 0.8), {"weight": 0.8}, {})
    edit = answered(with_measures(fat, {"waist": 0.8}), {"weight": 0.83}, {})
    assert edit.measures == {"waist": 0.8} and not edit.words and edit.sliders["weight"] == 0.8
    freed = measures_freed(edit, ["waist"])
    assert freed.values == edit.values and not freed.measures and not same_body(edit, freed)
    assert not reset(edit).measures


def test_dice_leave_locks_and_the_face_alone_and_stay_in_range():
    edit = toggled(toggled(with_sliders(begun(START), {"age": 0.9, "smile": 0.4}), sliders=("age",)), words=("fat",))
    for seed in range(20):
        rolled = sliders_rolled(edit, SLIDERS, random.Random(seed)).values
        assert rolled["age"] == 0.9 and rolled["smile"] == 0.4 and 0 <= rolled["height"] <= 1
        words = words_rolled(edit, ("fat", "tall"), random.Random(seed)).words
        assert "fat" not in words and -1 <= words["tall"] <= 1


def test_every_rest_is_a_step_that_can_be_taken_back_and_again():
    first = begun(START)
    history = History(first)
    second, third = with_word(first, "fat", 0.5), with_sliders(first, {"height": 0.2})
    history.note(second)
    history.note(answered(second, {"weight": 0.7}, {"fat": 0.5}))  # the same body, answered meanwhile
    history.note(third)
    assert [history.go(-1).words, history.go(-1), history.go(-1)] == [second.words, first, first]
    assert history.go(5) is third
    history.go(-2)
    history.note(second)
    assert history.go(1) is second
