"""Word sliders: ends are reached, other words stay, locks and measures are kept; reading is moving turned round."""

from functools import cache

import pytest
import torch
from toy_context import ToyContext

from backend.body import load_body, measure, rest_shape
from backend.body.measure_search import tolerance
from backend.body.solve_measures import solve_measures
from backend.capabilities.shape.live import run_live_shape
from backend.capabilities.words.jobs import run_words
from backend.cli import main
from backend.protocol.checks import request_from_json
from backend.protocol.errors import BadRequest
from backend.protocol.requests import LiveShapeRequest, WordsRequest
from backend.semantics import measured
from backend.semantics.find_words import find_word
from backend.semantics.joined import joined
from backend.semantics.known import load_mapper
from backend.semantics.word_sliders import WordDrag, axis_values, word_sliders

WORDS = ("fat", "broad shoulders", "tall", "tiny mouth", "smiling")
load = cache(load_mapper)


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def sliders(body):
    return word_sliders(body, WORDS, load)


@pytest.fixture(scope="module")
def somebody(body):
    """A person unlike the default one, whose sides differ."""
    values, number = body.defaults.clone(), body.parameter_index
    for name, value in {"weight": 0.6, "age": 0.8, "gender": 0.2, "r-ear-wing-incr": 0.5, "jawOpen": 0.2}.items():
        values[number[name]] = value
    return values


def test_each_word_reaches_its_ends_and_the_others_stay_near(sliders, somebody):
    for word in WORDS:
        for value in (-1.0, 0.4, 1.0) if word != "smiling" else (0.4, 1.0):
            found = sliders.values(sliders.moved(somebody, {word: value}), somebody)
            assert found.pop(word) == pytest.approx(value, abs=0.1)
            assert max(map(abs, found.values())) < 0.35 * abs(value) + 0.05


def test_a_word_that_is_held_stays_nearer(sliders, somebody):
    free = sliders.values(sliders.moved(somebody, {"tall": 1.0}), somebody)
    held = sliders.values(sliders.moved(somebody, {"tall": 1.0}, held=("broad shoulders",)), somebody)
    zero = sliders.values(sliders.moved(somebody, {"tall": 1.0, "broad shoulders": 0.0}), somebody)
    assert abs(held["broad shoulders"]) < 0.5 * abs(free["broad shoulders"])
    assert zero == held


def test_what_is_there_already_changes_nothing(sliders, body, somebody):
    assert torch.equal(sliders.moved(somebody, dict.fromkeys(WORDS, 0.0)), somebody)
    there = sliders.values(somebody)
    inside = {word: value for word, value in there.items() if abs(value) <= 1}
    assert torch.allclose(sliders.moved(somebody, inside, around=body.defaults), somebody, atol=2e-3)


def test_back_and_forth_between_words_and_sliders(sliders, body, somebody):
    wanted = {"fat": 0.5, "broad shoulders": -0.4, "tiny mouth": 0.6, "smiling": 0.7}
    there = sliders.moved(body.defaults, wanted)
    assert {word: sliders.values(there)[word] for word in wanted} == pytest.approx(wanted, abs=0.06)
    again = sliders.moved(somebody, sliders.values(there), around=body.defaults)
    assert {word: sliders.values(again)[word] for word in wanted} == pytest.approx(wanted, abs=0.12)
    back = sliders.moved(there, dict.fromkeys(wanted, 0.0), around=body.defaults)
    assert sliders.values(back) == pytest.approx(dict.fromkeys(WORDS, 0.0), abs=0.12)


def test_locked_sliders_and_what_words_leave_alone_do_not_move(sliders, body, somebody):
    moved = sliders.moved(somebody, {"fat": 0.8, "smiling": 0.8}, locked=("weight", "jawOpen"))
    changed = {body.parameters[k].name for k in (moved != somebody).nonzero().flatten().tolist()}
    assert changed and not changed & {"weight", "jawOpen", "african", "eyeLookInLeft"}
    ear = body.parameter_index["r-ear-wing-incr"], body.parameter_index["l-ear-wing-incr"]
    wider = word_sliders(body, ("bat-eared",), load).moved(somebody, {"bat-eared": 0.2})
    assert bool((wider[list(ear)] > somebody[list(ear)]).all())
    assert float(wider[ear[0]] - wider[ear[1]]) == pytest.approx(float(somebody[ear[0]] - somebody[ear[1]]), abs=1e-5)


def test_nobody_grows_younger_by_growing_fat(body, somebody):
    age, gender = (body.parameter_index[name] for name in ("age", "gender"))
    words = word_sliders(body, ("fat", "muscular", "old", "feminine"), load)
    moved = words.moved(somebody, {"fat": 0.7, "muscular": 0.3})
    assert moved[age] == somebody[age] and moved[gender] == somebody[gender]
    assert words.moved(somebody, {"old": 0.7})[age] > somebody[age] + 0.02
    assert words.moved(somebody, {"feminine": 0.7})[gender] > somebody[gender] + 0.05


def test_people_stay_as_tall_as_people_unless_a_word_is_about_height(body):
    words, number = word_sliders(body, ("long legs", "tall", "fat"), load), body.parameter_index

    def tall(values):
        return float(measure(body, rest_shape(body, values[None]), ("height",))["height"])

    for slider, value in {"age": 0.1, "gender": 0.0}.items():  # a child and a man are not measured by each other
        usual = body.defaults.clone()
        usual[number[slider]] = value
        for end in (-1.0, 1.0):
            moved = words.moved(usual, {"long legs": end})
            assert 0.87 * tall(usual) < tall(moved) < 1.13 * tall(usual)
            assert words.values(moved, usual)["long legs"] * end > 0.6, "it moves as far as without"
    giant = words.moved(body.defaults, {"tall": 1.0})
    assert tall(giant) > 1.2 * tall(body.defaults), "who says tall means it"
    assert tall(words.moved(giant, {"long legs": 0.5})) == pytest.approx(tall(giant), abs=0.01), (
        "neither shrunk nor more"
    )


def test_measures_are_kept_and_the_word_still_moves(sliders, body, somebody):
    start = measure(body, rest_shape(body, somebody[None]), ("height", "mass"))
    wanted = {"mass": float(start["mass"])}
    moved = sliders.moved(somebody, {"broad shoulders": 0.8, "tall": 0.5}, wanted=wanted)
    solved = solve_measures(body, moved, wanted)
    assert not solved.missed
    found = sliders.values(solved.values, somebody)
    assert found["broad shoulders"] == pytest.approx(0.8, abs=0.15) and found["tall"] == pytest.approx(0.5, abs=0.15)


def test_a_drag_takes_slopes_once_and_its_steps_are_those_of_single_solves(sliders, body, somebody, monkeypatch):
    start = measure(body, rest_shape(body, somebody[None]), ("height", "mass"))
    wanted, drag, taken = {name: float(size) for name, size in start.items()}, WordDrag(), []
    real = measured.slopes
    monkeypatch.setattr(measured, "slopes", lambda *given: taken.append(0) or real(*given))
    for value in (0.1, 0.3, 0.5, 0.7, 0.4, -0.2, -0.5):
        moved = sliders.moved(somebody, {"broad shoulders": value}, wanted=wanted, last=drag)
        found = measure(body, rest_shape(body, moved[None]), tuple(wanted))
        assert all(abs(float(found[n]) - size) < 0.5 * tolerance(n, size) for n, size in wanted.items())
        assert sliders.values(moved, somebody)["broad shoulders"] == pytest.approx(value, abs=0.1)
    assert len(taken) == 1
    alone = sliders.moved(somebody, {"broad shoulders": -0.5}, wanted=wanted)
    assert float((rest_shape(body, alone[None]) - rest_shape(body, moved[None])).norm(dim=2).max()) < 0.003
    other = sliders.moved(somebody, {"broad shoulders": 0.5}, wanted={"mass": wanted["mass"] + 3}, last=drag)
    assert len(taken) == 3 and not torch.equal(other, moved)


def test_words_of_several_mappers_are_those_of_each(body, somebody):
    one, other = load("anny-face"), load("anny-body")
    both = joined([(other, ("fat", "old"), ("fat", "aged")), (other, ("tall",), ("tall",))])
    rows = [other.words.index(word) for word in ("fat", "old", "tall")]
    at = axis_values(body, other.space, somebody)
    assert torch.allclose(both.scores(at), other.scores(at)[rows], atol=1e-5)
    assert both.words == ("fat", "aged", "tall") and both.ranges["aged"] == other.ranges["old"]
    assert find_word(body, "Big  Head", load).mapper == "anny-body"
    assert find_word(body, "anny-face:big head", load).mapper == one.card.name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("tiny mout", "tiny mouth"),
        ("anny-bodi:fat", "anny-body"),
        ("anny-body:tiny mouth", "tiny mouth"),
        (("fat", "anny-body:fat"), "twice"),
    ],
)
def test_words_that_are_none_are_named(body, words, told):
    with pytest.raises(BadRequest) as caught:
        word_sliders(body, [words] if isinstance(words, str) else words, load)
    assert told in f"{caught.value.message} {caught.value.hint}"
    with pytest.raises(BadRequest, match="No words are known of the body toy"):
        word_sliders(load_body("toy"), ["fat"], load)


def test_a_drag_moves_words_and_tells_where_they_stand(body, tmp_path):
    context = ToyContext(tmp_path)
    still = run_live_shape(LiveShapeRequest(words_read=WORDS), context)
    assert still.words == dict.fromkeys(WORDS, 0.0) and not still.sliders
    asked = LiveShapeRequest(sliders={"age": 0.7}, words={"fat": 0.7, "smiling": 0.6}, words_read=("fat",))
    moved = run_live_shape(asked, context)
    assert moved.words["fat"] == pytest.approx(0.7, abs=0.1) and abs(moved.vertices - still.vertices).max() > 0.02
    assert any(name.startswith("mouthSmile") for name in moved.sliders)  # for the other side, which has the keys
    same = run_live_shape(LiveShapeRequest(sliders={"age": 0.7, **moved.sliders}), context)
    assert abs(same.vertices - moved.vertices).max() < 1e-5
    back = LiveShapeRequest(sliders={"age": 0.7, **moved.sliders}, words_around={"age": 0.7}, words_read=("fat",))
    assert run_live_shape(back, context).words == pytest.approx(moved.words, abs=1e-4)


def test_people_write_words_as_they_like():
    words = {"broad shoulders": 0.6, "fat": -0.3}
    for plain in ("broad shoulders=0.6 fat=-0.3", '"broad shoulders" = .6, fat=-0.3', words):
        assert request_from_json({"type": "shape", "words": plain}).words == words
    for bad in ("fat", "fat=very", "=0.5", "fat=1.2", "fat=0.1 fat=0.2", {"": 0.5}, {"fat": "1"}):
        with pytest.raises(BadRequest):
            request_from_json({"type": "shape", "words": bad})


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["fat"], "fat=-0.3"),
        (["fat=2"], "-1 to 1"),
        (["fat=0.5", "--body", "toy", "--skeleton", "own"], "No words are known of the body"),
    ],
)
def test_a_command_line_says_what_is_wrong_with_words(typed, told, tmp_path, capsys):
    assert main(["shape", "--words", *typed, "--texture-size", "256", "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "error: " in said and told in said and "Traceback" not in said


def test_words_are_told_with_where_they_stand(tmp_path):
    context = ToyContext(tmp_path)
    every = run_words(WordsRequest(), context).words
    assert len(every) == 50 and len({word.key for word in every}) == 50 and {word.value for word in every} == {0.0}
    found = run_words(WordsRequest(words=("fat", "anny-face:fat"), sliders={"weight": 0.9}), context)
    assert [word.key for word in found.words] == ["fat"] and found.words[0].value > 0.5
    assert "anny-face:fat" in found.refused and found.words[0].explained > 0.9
