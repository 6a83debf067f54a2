"""Words on bodies that are not Anny: obeyed by their own table, measured, looked for in pictures, or named."""

import dataclasses

import pytest
import torch
from published_models import ict, published
from small_bodies import bust, stick
from toy_context import ToyContext

from backend.body import load_body, measure, parameter_vector, rest_shape
from backend.body.data import FURTHER
from backend.body.published import published_body
from backend.capabilities.avatar import jobs, search
from backend.capabilities.avatar.person import space_of
from backend.capabilities.avatar.shown import Shown, how_shown, words_by_showing
from backend.capabilities.avatar.stated import meet
from backend.figure.encoder_views import BODY_VIEWS, camera_of, views_of
from backend.protocol.requests import AvatarRequest, Figure
from backend.render import topology
from backend.words.facts import Facts


@pytest.fixture
def make(tmp_path, monkeypatch):
    """(body, prompt) -> result, by a small search"""
    monkeypatch.setattr(search, "BODY_CODEBOOK", 16)
    monkeypatch.setattr(search, "FACE_CODEBOOK", 16)

    def make(body, prompt, **options):
        monkeypatch.setattr(jobs, "body_of", lambda name, context: (body, topology(body.faces)))
        context = ToyContext(tmp_path / str(len(list(tmp_path.iterdir()))))
        figure = Figure(body=body.name, skeleton="own", texture_size=256, preview_size=0)
        request = AvatarRequest(prompt=prompt, steps=2, views=1, figure=figure, **options)
        return jobs.run_avatar(request, context)

    return make


@pytest.mark.parametrize(
    ("body", "attribute", "way"),
    [
        (stick, "height", Shown.BY_PICTURES),
        (stick, "mouthSmileLeft", Shown.NO_FACE),
        (bust, "height", Shown.HEAD_ALONE),
        (bust, "gender", Shown.BY_PICTURES),
        (bust, "mouthSmileLeft", Shown.BY_NAME),
        (bust, "browInnerUp", Shown.NOTHING),
        (lambda: load_body("toy"), "gender", Shown.NOTHING),
        (lambda: load_body("anny"), "gender", Shown.BY_NAME),
    ],
)
def test_a_body_shows_what_its_sliders_and_its_form_allow(body, attribute, way):
    assert how_shown(body(), attribute) is way


def test_the_shape_of_a_head_is_seen_from_near():
    assert views_of(bust()) == ("face",) and views_of(stick()) == BODY_VIEWS


def test_a_word_counts_by_the_best_shown_of_what_it_says():
    found = words_by_showing("a tall heavy man, smiling", {"grinny": {"jawOpen": 0.6, "browInnerUp": 0.6}}, bust())
    assert set(found[Shown.HEAD_ALONE]) == {"tall"} and set(found[Shown.BY_NAME]) == {"smiling", "grinny"}
    assert set(found[Shown.BY_PICTURES]) == {"heavy", "man"}


def test_unnamed_coefficients_are_axes_of_one_unit_each_and_expressions_reach_their_own_ends():
    space = space_of(stick(), {}, (), adult=True)
    assert space.names == ("beta_0", "beta_1") and space.unnamed.all()
    assert torch.equal(space.directions, torch.eye(2))
    head = space_of(bust(), {}, (), adult=True)
    smile = dict(zip(head.names, head.directions, strict=True))["mouthSmileLeft"]
    assert head.names == ("mouthSmileLeft", "mouthSmileRight", "jawOpen", "shape_0")
    assert (head.unit_of("mouthSmileLeft") * smile).tolist() == pytest.approx([0, 0, 1.0])
    assert not head.unnamed[:3].any() and head.face.tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    "facts", [Facts(height=1.95, mass=110.0), Facts(height=1.5), Facts(mass=95.0), Facts(bmi=30.0)]
)
def test_what_is_stated_is_met_by_measuring_where_no_slider_has_its_name(facts):
    body = stick()
    met = meet(body, body.defaults, facts)
    found = {name: float(value) for name, value in measure(body, rest_shape(body, met.values[None])).items()}
    assert met.missed == ()
    if facts.height is not None:
        assert found["height"] == pytest.approx(facts.height, abs=0.004)
    if facts.mass is not None:
        assert found["mass"] == pytest.approx(facts.mass, rel=0.01)
    if facts.bmi is not None:
        assert found["bmi"] == pytest.approx(facts.bmi, rel=0.01)
    if facts == Facts(height=1.5):
        before = float(measure(body, rest_shape(body, body.defaults[None]))["mass"])
        assert found["mass"] == pytest.approx(before, rel=0.02)


def test_a_slider_that_shrinks_what_it_is_named_for_is_turned_the_other_way():
    body = stick()
    shrinking = dataclasses.replace(body, dense=-body.dense, metrics={"height": "beta_0"})
    met = meet(shrinking, shrinking.defaults, Facts(height=1.9))
    assert met.missed == () and float(met.values[0]) < 0
    assert float(measure(shrinking, rest_shape(shrinking, met.values[None]))["height"]) == pytest.approx(1.9, abs=0.004)


def test_what_is_stated_and_cannot_be_met_is_told():
    head = bust()
    met = meet(head, head.defaults, Facts(height=1.9, mass=80.0))
    assert torch.equal(met.values, head.defaults) and len(met.missed) == 1
    assert all(part in met.missed[0] for part in ("height", "weight", "head alone"))
    locked = meet(stick(), stick().defaults, Facts(height=1.95), locked=("beta_0", "beta_1"))
    assert torch.equal(locked.values, stick().defaults) and "no free slider" in locked.missed[0]


def test_a_head_smiles_by_its_own_expressions_and_names_what_it_cannot_show(make):
    made = make(bust(), "a tall woman, smiling")
    assert made.avatar.sliders["expression_1"] > 0.3 and abs(made.avatar.sliders["expression_0"]) < 0.3
    told = [sentence for sentence in made.report["warnings"] if "tall" in sentence]
    assert len(told) == 1 and "head alone" in told[0] and "smiling" not in told[0]
    assert made.report["unknown_words"] == ["tall"]
    assert any("woman" in sentence and "not trained" in sentence for sentence in made.report["warnings"])


def test_words_for_the_face_leave_unnamed_coefficients_of_shape(make):
    made = make(bust(), "smiling")
    assert made.avatar.sliders["shape_0"] == 0.0 and made.report["warnings"] == []
    surprised = dataclasses.replace(bust(), attributes={})  # pictures alone, and of the face alone
    sliders = make(surprised, "surprised, mouth open").avatar.sliders
    assert sliders["shape_0"] == 0.0 and max(abs(sliders[f"expression_{k}"]) for k in range(2)) > 0.3


def test_unnamed_coefficients_follow_pictures_and_what_is_stated_is_measured(make):
    body = stick()
    made = make(body, "a tall heavy man, smiling, 190 cm")
    assert made.report["measurements"]["height"] == pytest.approx(1.90, abs=0.005)
    warnings = made.report["warnings"]
    assert any("no face" in sentence and "smiling" in sentence for sentence in warnings)
    assert any("heavy" in sentence and "not trained" in sentence for sentence in warnings)
    assert made.report["unknown_words"] == ["smiling"]
    moved = make(body, "a fat man").avatar.sliders
    assert any(abs(value) > 0.2 for value in moved.values())
    assert all(value == 0.0 for value in make(body, "smiling").avatar.sliders.values())


def test_years_and_origins_that_a_body_cannot_show_are_told(make):
    made = make(stick(), "a 70-year-old chinese man")
    assert any("70 years" in sentence for sentence in made.report["warnings"])
    assert any("chinese" in sentence for sentence in made.report["warnings"])


def test_sliders_of_before_stay_where_the_words_speak_of_something_else(make):
    made = make(bust(), "smiling", sliders={"shape_0": 2.0, "expression_0": 1.5})
    assert made.avatar.sliders["shape_0"] == 2.0
    assert parameter_vector(bust(), made.avatar.sliders).isfinite().all()


def test_the_body_of_smpls_form_obeys_words_of_size_and_names_the_face_that_it_has_not(make):
    body = load_body("toy-smpl")
    tall, short = (make(body, prompt).report for prompt in ("a tall heavy man, smiling", "a short thin man"))
    for measurement in ("height", "mass"):
        assert tall["measurements"][measurement] > short["measurements"][measurement]
    assert tall["unknown_words"] == ["smiling"] and short["unknown_words"] == []
    assert any("man" in sentence and "not trained" in sentence for sentence in short["warnings"])


def test_the_head_of_flames_form_closes_its_eyes_by_name_and_looks_for_moods_in_pictures(make):
    body = load_body("toy-flame")
    closed = make(body, "eyes closed")
    assert closed.avatar.sliders["eyelid_left"] > 0.5 and closed.report["warnings"] == []
    angry = make(body, "an angry man")
    assert any("angry" in sentence and "not trained" in sentence for sentence in angry.report["warnings"])
    assert max(abs(angry.avatar.sliders[f"expression_{k}"]) for k in range(4)) > 0.2


def test_words_leave_the_later_of_many_coefficients():
    body = published_body(published("flame", 600, 400))
    space = space_of(body, {}, (), adult=True)
    shown = [p.name for p in body.parameters if p.part != FURTHER]
    assert set(space.names) == set(shown) and len(body.parameters) == 400 > 3 * len(shown)


@pytest.mark.parametrize("view", BODY_VIEWS)
def test_an_animal_fills_the_pictures_that_it_is_sought_in_whatever_its_size(view):
    body = published_body(published("smal"))
    for size in (0.2, 4.0):
        vertices = size * rest_shape(body, body.defaults[None])
        clip = camera_of(view, body, vertices).project(vertices)
        seen = (clip[..., :2] / clip[..., 3:]).abs().amax()
        assert 0.8 < float(seen) <= 1.0


def test_a_face_with_arkits_keys_obeys_words_by_name(make):
    body = published_body(ict())
    assert how_shown(body, "jawOpen") is Shown.BY_NAME and how_shown(body, "mouthPucker") is not Shown.BY_NAME
    assert make(body, "mouth open").avatar.sliders["jawOpen"] > 0.3
