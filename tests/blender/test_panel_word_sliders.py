"""Word sliders in the panel: they move the figure live, follow whatever else moves it, and are one step to undo."""

from __future__ import annotations

from typing import Any

import bpy
import pytest
from conftest import turn
from panel_helpers import drag, drawn, height, refused, under_way

OPS: Any = bpy.ops


@pytest.fixture
def worded(panel, person):
    """A figure with word sliders."""
    from blender_addon.state import words

    OPS.galatea.add_words(words="grand, fat, laughing")
    assert words.of(person) == ("grand", "fat", "laughing") and [item.value for item in panel.words] == [0.0] * 3
    return person


def settled():
    from blender_addon.jobs import live_edit

    turn(live_edit.active)
    turn(lambda: not live_edit.active())
    read()


def read():
    """Wait until it is read where the words stand."""
    from blender_addon.jobs import live_words

    live_words.step()
    turn(lambda: not under_way(live_words.WordReading))


def test_a_word_moves_the_figure_and_its_sliders(panel, worded):
    from blender_addon.state import avatars

    before = height(worded)
    panel.words["grand"].value = 0.8
    turn(lambda: height(worded) > before * 1.1)
    assert panel.sliders["height"].get_value() == pytest.approx(0.7), "raw sliders show the same body"
    settled()
    assert avatars.values(worded)["height"] == pytest.approx(0.7)
    assert panel.words["grand"].value == pytest.approx(0.8) and panel.words["fat"].value == pytest.approx(0.0)
    panel.words["grand"].value = -0.4
    settled()
    assert avatars.values(worded)["height"] == pytest.approx(0.4), "around the body as it was, not as it has become"


def test_words_follow_raw_sliders_and_begin_anew_where_the_figure_is(panel, worded):
    from blender_addon.state import avatars

    panel.words["grand"].value = 0.4
    turn(lambda: panel.sliders["height"].get_value() == pytest.approx(0.6))
    drag(panel, "height", 0.75)
    read()
    assert panel.words["grand"].value == pytest.approx(1.0) and avatars.values(worded)["height"] == pytest.approx(0.75)
    OPS.galatea.words_from_here()
    read()
    assert panel.words["grand"].value == pytest.approx(0.0)
    drag(panel, "height", 0.5)
    read()
    assert panel.words["grand"].value == pytest.approx(-1.0)


def test_what_is_nearly_0_is_shown_as_0(panel, worded):
    from blender_addon.state import words

    words.read(panel, {"grand": -3e-7, "fat": 0.12345})
    assert str(panel.words["grand"].value) == "0.0" and panel.words["fat"].value == pytest.approx(0.123)


def test_a_word_is_one_step_to_undo(panel, worded):
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars

    uid, before = worded.galatea.uid, height(worded)
    bpy.ops.ed.undo_push(message="start")
    panel.words["grand"].value = 0.5
    panel.words["laughing"].value = 1.0
    settled()
    assert avatars.expression(worded)["jawOpen"] == pytest.approx(0.5)
    bpy.ops.ed.undo()
    event_loop.advance()
    worded = avatars.find(uid)
    assert (
        worded is not None
        and height(worded) == pytest.approx(before)
        and avatars.expression(worded)["jawOpen"] == pytest.approx(0.0)
    )
    read()
    assert [item.value for item in panel.words] == pytest.approx([0.0] * 3)


def test_a_word_of_the_face_moves_its_keys_at_once(panel, worded):
    from blender_addon.state import avatars

    panel.words["laughing"].value = 0.6
    turn(lambda: avatars.expression(worded)["jawOpen"] == pytest.approx(0.3))
    settled()
    assert avatars.expression(worded)["jawOpen"] == pytest.approx(0.3)
    avatars.set_expression(worded, {"jawOpen": 0.5})
    read()
    assert panel.words["laughing"].value == pytest.approx(1.0)


def test_locks_of_sliders_measures_and_words_are_told_to_the_backend(panel, worded):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    OPS.galatea.lock(names="muscle", locked=True)
    OPS.galatea.lock_words(name="fat", locked=True)
    avatars.hold(worded, "mass", 70.0)
    panel.words["grand"].value = 0.5
    asked = []

    def sent():
        asked.extend(job.request for job in under_way(live_edit.LiveShape, live_edit.SettledShape))
        return {type(request).__name__ for request in asked} == {"LiveShapeRequest", "ShapeRequest"}

    turn(sent)
    turn(lambda: not live_edit.active())
    for request in asked:
        assert request.words == pytest.approx({"grand": 0.5}) and request.words_held == ("fat",)
        assert "muscle" in request.locked and request.measures == {"mass": 70.0} and request.words_around


def test_a_word_that_fails_goes_back_with_the_figure(panel, worded):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    before = height(worded)
    panel.words["laughing"].value = 0.5
    panel.sliders["weight"].set_value(1.0)  # of which the backend dies
    turn(live_edit.active)
    turn(lambda: not live_edit.active())
    assert panel.problem.message and height(worded) == pytest.approx(before)
    assert avatars.expression(worded)["jawOpen"] == pytest.approx(0.0)


def test_reset_dice_and_locks(panel, worded):
    OPS.galatea.set_words(values='{"grand": 0.5, "fat": -0.5}')
    read()
    assert [panel.words[name].value for name in ("grand", "fat")] == pytest.approx([0.5, -0.5])
    OPS.galatea.lock_words(name="fat")
    OPS.galatea.reset_words()
    read()
    assert [panel.words[name].value for name in ("grand", "fat")] == pytest.approx([0.0, -0.5])
    OPS.galatea.randomise_words(amount=0.3, seed=5)
    read()
    rolled = panel.words["grand"].value
    assert 0 < abs(rolled) <= 0.3 and panel.words["fat"].value == pytest.approx(-0.5)
    OPS.galatea.remove_words(name="fat")
    assert [item.name for item in panel.words] == ["grand", "laughing"]


def test_a_preset_is_replaced_only_when_that_is_said(panel, worded, tmp_path, monkeypatch):
    from blender_addon.state import word_presets

    def kept():
        (name,) = word_presets.names()
        return name, word_presets.read(word_presets.find(name))[1]["grand"]

    monkeypatch.setattr(word_presets, "folder", lambda: tmp_path / "presets")
    for value in (0.5, -0.25):
        OPS.galatea.set_words(values=f'{{"grand": {value}}}')
        read()
        if value == 0.5:
            OPS.galatea.save_words(name="Hero")
    assert "already" in refused(OPS.galatea.save_words, name="hero ")
    assert kept() == ("Hero", 0.5)
    OPS.galatea.save_words(name="hero", replace=True)
    assert kept() == ("Hero", -0.25)


def test_presets_are_saved_named_shared_and_applied(panel, worded, tmp_path, monkeypatch):
    from blender_addon.state import word_presets, words

    monkeypatch.setattr(word_presets, "folder", lambda: tmp_path / "presets")
    OPS.galatea.set_words(values='{"grand": 0.5}')
    read()
    OPS.galatea.save_words(name="Hero: tall/../")
    OPS.galatea.share_words(filepath=str(tmp_path / "hero"))
    OPS.galatea.share_words(filepath=str(tmp_path / "hero 1.5"))
    assert (tmp_path / "hero 1.5.json").is_file()
    (name,) = word_presets.names()
    assert "/" not in name and (tmp_path / "presets" / f"{name}.json").is_file()
    OPS.galatea.new_avatar()
    from blender_addon.state import avatars

    other = avatars.active()
    assert other is not None
    turn(lambda: panel.uid == other.galatea.uid)
    assert not len(panel.words)
    before = height(other)
    OPS.galatea.apply_words(name=name)
    assert words.of(other) == ("grand", "fat", "laughing") and height(other) > before * 1.1
    OPS.galatea.load_words(filepath=str(tmp_path / "hero.json"))
    OPS.galatea.forget_words(name=name)
    assert not word_presets.names()
    for content in (
        "{",
        '{"galatea_words": 1, "words": {"fat": 7}}',
        '{"galatea_words": 1, "words": {"fat": "x"}}',
        "[]",
    ):
        (tmp_path / "bad.json").write_text(content)
        assert "holds no word sliders" in refused(OPS.galatea.load_words, filepath=str(tmp_path / "bad.json"))
    (tmp_path / "bad.json").write_text('{"galatea_words": 1, "body": "robot", "words": {"fat": 0.5}}')
    assert "robot" in refused(OPS.galatea.load_words, filepath=str(tmp_path / "bad.json"))


def test_words_that_are_none_are_told(panel, worded):
    from blender_addon.state import words

    OPS.galatea.add_words(words="frobnicated")
    assert "frobnicated" in panel.problem.message and "other words" in panel.problem.hint
    assert words.of(worded) == ("grand", "fat", "laughing")
    refused(OPS.galatea.reset_words, name="wings")
    refused(OPS.galatea.set_words, values='{"fat": 3}')
    refused(OPS.galatea.add_words, mapper="anny-wings")
    refused(OPS.galatea.apply_words, name="nothing")


def test_the_panel_has_a_row_for_each_word_and_the_sets_of_the_body(panel, worded, monkeypatch):
    from blender_addon.jobs import words as asking
    from blender_addon.panels import words as page

    sets = asking.mappers("anny")
    assert [model.space for model in sets] == ["body", "face", "expression"]
    keys = [key for model in sets for key in asking.keys_of("anny", model.name)]
    assert len(keys) == len(set(keys)) == 50 and "anny-face:big head" in keys
    monkeypatch.setattr(page.GALATEA_PT_words, "layout", None, raising=False)
    shown = drawn(lambda layout, _: page.draw_words(layout, worded, panel, ready=True))
    assert shown.texts == ["Grand", "Fat", "Laughing"]
    told = " ".join(drawn(lambda layout, context: page.draw_trust(layout, context, worded)).texts)
    assert told == "Laughing: laughing is surely seen."
    worded.galatea.words[-1].free = False
    assert not drawn(lambda layout, context: page.draw_trust(layout, context, worded)).texts
