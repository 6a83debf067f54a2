"""New words on a figure: what they say wins over what earlier words left, the rest stays, locks keep."""

import pytest

from backend.body import load_body
from backend.body.attributes import years_shown
from backend.capabilities.avatar.beginning import begin, space_for
from backend.protocol.requests import AvatarRequest, Look
from backend.words.colour_names import HAIR
from backend.words.prompt import read_prompt

OLD_FAT_ANGRY_MAN = {
    "age": 0.95, "weight": 0.8, "gender": 0.15, "height": 0.45, "muscle": 0.4, "measure-waist-circ-incr": 0.6,
    "neck-double-incr": 0.5, "nose-volume-incr": 0.4, "browDownLeft": 0.9, "browDownRight": 0.9, "jawOpen": 0.2,
}  # fmt: skip
READ = {"age": -0.7, "weight": -1.0, "gender": 1.6, "mouthSmileLeft": 0.6, "mouthSmileRight": 0.6}


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


def started(body, prompt, read=READ, **options):
    """(name -> value where the search starts, names that it may move, the beginning)"""
    request = AvatarRequest(prompt=prompt, **{"sliders": OLD_FAT_ANGRY_MAN, **options})
    said = read_prompt(prompt)
    start = begin(said, request, body)
    space = space_for(start, said, request, body, read)
    names = [p.name for p in body.parameters]
    values = dict(zip(names, space.start.tolist(), strict=True))
    moving = {name for name, moved in zip(names, (space.directions != 0).any(0).tolist(), strict=True) if moved}
    return values, moving, start


def default(body, name):
    return body.parameters[body.parameter_index[name]].default


def test_what_new_words_say_begins_anew_and_the_rest_stays(body):
    values, moving, _ = started(body, "a young thin woman, smiling")
    for name in ("age", "weight", "gender", "measure-waist-circ-incr", "neck-double-incr", "browDownLeft", "jawOpen"):
        assert values[name] == pytest.approx(default(body, name)) and name in moving, name
    for name in ("height", "muscle", "nose-volume-incr"):
        assert values[name] == pytest.approx(OLD_FAT_ANGRY_MAN[name]) and name not in moving, name


def test_words_about_the_body_leave_the_face(body):
    values, moving, _ = started(body, "thin", read={"weight": -1.0})
    assert values["browDownLeft"] == pytest.approx(0.9) and "browDownLeft" not in moving


def test_locks_keep(body):
    values, moving, _ = started(body, "a young thin woman, smiling", locked=("weight", "browDownLeft"))
    assert values["weight"] == pytest.approx(0.8) and values["browDownLeft"] == pytest.approx(0.9)
    assert not {"weight", "browDownLeft"} & moving


def test_words_without_strength_forget_nothing(body):
    values, _, _ = started(body, "a young thin woman, smiling", body_strength=0.0)
    assert values["weight"] == pytest.approx(0.8) and values["browDownLeft"] == 0.0


def test_a_comparison_starts_from_what_is_there(body):
    values, moving, _ = started(body, "thinner", read={"weight": -1.0})
    assert values["weight"] == pytest.approx(0.8) and "weight" in moving


def test_words_that_say_nothing_move_nothing(body):
    values, _, _ = started(body, "a locomotive", read={"age": 0.0})
    assert all(values[name] == pytest.approx(value) for name, value in OLD_FAT_ANGRY_MAN.items())


def test_a_word_for_a_grown_person_makes_one_of_a_child(body):
    child = {"age": 0.2}
    assert started(body, "a woman", read={"gender": 1.6}, sliders=child)[0]["age"] == pytest.approx(
        default(body, "age")
    )
    assert started(body, "smiling", read={"mouthSmileLeft": 0.6}, sliders=child)[0]["age"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    "prompt", ["a girl in lingerie", "a naked schoolgirl", "a topless 15-year-old", "a bikini, a child"]
)
def test_what_must_not_be_said_of_a_child_makes_a_grown_person(body, prompt):
    for sliders in ({}, {"age": 0.2}):
        values, _, start = started(body, prompt, read={"gender": 1.0}, sliders=sliders)
        assert start.adult and values["age"] >= body.variation.adult_from - 1e-6


def test_nobody_who_is_not_called_a_child_can_become_one(body):
    assert years_shown(body, body.variation.adult_from) >= 18.0


def test_grey_of_age_goes_with_the_age(body):
    grey = Look(hair_colour=HAIR["grey"])
    for prompt, colour in (
        ("a young thin woman, smiling", Look().hair_colour),
        ("a 30-year-old woman", Look().hair_colour),
        ("an old woman", HAIR["grey"]),
        ("smiling", HAIR["grey"]),
        ("a young woman with grey hair", HAIR["grey"]),
    ):
        assert started(body, prompt, look=grey)[2].look.hair_colour == pytest.approx(colour, abs=1e-6), prompt
    red = Look(hair_colour=HAIR["red"])
    assert started(body, "a young woman", look=red)[2].look.hair_colour == HAIR["red"]


@pytest.mark.parametrize(("prompt", "most"), [("a black woman", "african"), ("a chinese man", "asian")])
def test_origins_move_their_sliders_and_the_skin(body, prompt, most):
    values, _, start = started(body, prompt, sliders={}, read={"gender": 1.0})
    assert values[most] == 1.0 and sum(values[n] for n in ("african", "asian", "caucasian")) == 1.0
    assert (start.look.skin_tone > 0.6) is (most == "african")


def test_locked_origins_and_skin_stay_and_it_is_told(body):
    values, _, start = started(
        body, "a black woman", sliders={"african": 0.2}, locked=("african", "skin_tone"), look=Look(skin_tone=0.1)
    )
    assert values["african"] == pytest.approx(0.2) and start.look.skin_tone == 0.1
    assert any("black" in sentence for sentence in start.told)


def test_skin_that_is_named_wins_over_the_origin(body):
    assert started(body, "a pale black woman", sliders={})[2].look.skin_tone < 0.3


def test_stated_sizes_and_years_hold_while_the_search_goes_on(body):
    values, moving, _ = started(body, "a 190 cm fat man, 80 kg, 70 years old", sliders={})
    assert not {"height", "weight", "age"} & moving and values["height"] > default(body, "height")


def test_a_stated_weight_takes_what_came_with_the_old_one_along(body):
    values, _, _ = started(body, "70 kg", read={"weight": 0.0})
    assert values["measure-waist-circ-incr"] == values["neck-double-incr"] == 0.0
    assert values["nose-volume-incr"] == pytest.approx(0.4) and values["browDownLeft"] == pytest.approx(0.9)


def test_a_locked_age_is_told(body):
    _, _, start = started(body, "a 70-year-old woman", locked=("age",))
    assert any("70 years" in sentence for sentence in start.told)
