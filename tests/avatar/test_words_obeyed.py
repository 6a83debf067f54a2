"""Words through the whole job: obeyed, or named and without effect."""

import pytest
from toy_context import ToyContext

from backend.capabilities.avatar import jobs, search
from backend.protocol.requests import AvatarRequest, Figure, Look


@pytest.fixture
def make(tmp_path, monkeypatch):
    """prompt -> result, with small codebooks and no steps"""
    monkeypatch.setattr(search, "BODY_CODEBOOK", 16)
    monkeypatch.setattr(search, "FACE_CODEBOOK", 16)

    def make(prompt, **options):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        figure = Figure(texture_size=256, preview_size=0)
        return jobs.run_avatar(
            AvatarRequest(prompt=prompt, steps=0, views=1, figure=figure, **options), ToyContext(folder)
        )

    return make


def test_what_nothing_can_show_is_named_and_moves_nothing(make):
    plain = make("a woman")
    for prompt, named in (
        ("a woman with glasses", "glasses"),
        ("a woman wearing red lipstick and a long dress", "red lipstick"),
        ("a woman with an afro", "afro"),
        ("a woman, lächelnd", "lächelnd"),
    ):
        made = make(prompt)
        assert made.avatar.sliders == plain.avatar.sliders, prompt
        assert named in made.report["unknown_words"]
        assert any(named in warning for warning in made.report["warnings"])


def test_stated_sizes_are_measured_in_the_result(make):
    size = make("an angry man, 190 cm and 110 kg").report["measurements"]
    assert size["height"] == pytest.approx(1.90, abs=0.005) and size["mass"] == pytest.approx(110, rel=0.01)


def test_nobody_is_told_and_changes_nobody(make):
    sliders, look = {"age": 0.9, "weight": 0.7, "browDownLeft": 0.5}, Look(hair_colour=(0.5, 0.5, 0.5))
    made = make("a locomotive", sliders=sliders, look=look)
    assert {name: made.avatar.sliders[name] for name in sliders} == pytest.approx(sliders)
    assert made.avatar.look["hair_colour"] == look.hair_colour
    assert made.report["unknown_words"] == ["locomotive"] and len(made.report["warnings"]) == 2


def test_new_words_win_over_what_earlier_ones_left(make):
    old = make("an old fat angry man")
    new = make("a young thin woman, smiling", sliders=old.avatar.sliders, look=Look(**old.avatar.look))
    fresh = make("a young thin woman, smiling")
    before, after, wanted = (
        {**p.report["measurements"], **p.report["phenotypes"], **p.report["expression"]} for p in (old, new, fresh)
    )
    assert before["bmi"] > 25 > 20 > after["bmi"] and after["age"] < 0.65 and after["gender"] > 0.65
    assert after["mouthSmileLeft"] > 0.4 and after.get("browDownLeft", 0.0) < 0.1 < before["browDownLeft"]
    assert max(new.avatar.look["hair_colour"]) < 0.3 < min(old.avatar.look["hair_colour"])
    assert abs(after["bmi"] - wanted["bmi"]) < 2.0
    assert new.avatar.sliders["height"] == pytest.approx(old.avatar.sliders["height"])
