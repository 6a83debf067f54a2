"""Words through the whole job: obeyed, or named and without effect."""

import pytest
from toy_context import ToyContext

from backend.capabilities.avatar import jobs, search
from backend.protocol.requests import AvatarRequest, Figure, Look, look_of


@pytest.fixture
def make(tmp_path, monkeypatch):
    """prompt -> result, with small codebooks and no steps"""
    monkeypatch.setattr(search, "BODY_CODEBOOK", 16)
    monkeypatch.setattr(search, "FACE_CODEBOOK", 16)

    def make(prompt, **options):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        options = {"figure": Figure(texture_size=256, preview_size=0), **options}
        return jobs.run_avatar(AvatarRequest(prompt=prompt, steps=0, views=1, **options), ToyContext(folder))

    return make


def test_what_nothing_can_show_is_named_and_moves_nothing(make):
    plain = make("a woman")
    for prompt, named in (
        ("a woman with a handbag", "handbag"),
        ("a woman wearing a long dress and cufflinks", "cufflinks"),
        ("a woman holding a hat", "hat"),
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
    new = make("a young thin woman, smiling", sliders=old.avatar.sliders, look=look_of(old.avatar))
    fresh = make("a young thin woman, smiling")
    before, after, wanted = (
        {**p.report["measurements"], **p.report["phenotypes"], **p.report["expression"]} for p in (old, new, fresh)
    )
    assert before["bmi"] > 25 > 20 > after["bmi"] and after["age"] < 0.65 and after["gender"] > 0.65
    assert after["mouthSmileLeft"] > 0.4 and after.get("browDownLeft", 0.0) < 0.1 < before["browDownLeft"]
    assert max(new.avatar.look["hair_colour"]) < 0.3 < min(old.avatar.look["hair_colour"])
    assert abs(after["bmi"] - wanted["bmi"]) < 2.0
    assert new.avatar.sliders["height"] == pytest.approx(old.avatar.sliders["height"])


def test_what_words_say_is_worn_and_moves_no_slider(make):
    plain = make("a woman")
    made = make("a woman in a red checked shirt and jeans, without a hat")
    worn = {worn.slot: worn for worn in look_of(made.avatar).worn}
    assert made.avatar.sliders == plain.avatar.sliders
    assert (worn["top"].piece, worn["top"].pattern, worn["bottom"].piece) == ("shirt", "checks", "jeans")
    assert worn["top"].colour[0] > 2 * max(worn["top"].colour[1:])
    assert "head" not in worn or not worn["head"].piece
    assert {"top", "bottom"} <= {part.kind for part in made.avatar.parts}


def test_another_seed_is_another_person_and_the_same_seed_the_same(make):
    one, same, other = (
        make("a woman", figure=Figure(texture_size=256, preview_size=0, seed=seed)).avatar for seed in (3, 3, 4)
    )
    assert one.sliders == same.sliders and look_of(one) == look_of(same)
    moved = [name for name in one.sliders if abs(one.sliders[name] - other.sliders[name]) > 0.05]
    assert any(name.startswith("nose-") for name in moved) and any(name.startswith("chin-") for name in moved)
