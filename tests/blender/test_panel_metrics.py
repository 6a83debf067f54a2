"""Height, weight and age as numbers that are typed; sliders in plain words, symmetric, and only those there are."""

from __future__ import annotations

from typing import Any

import bpy
import pytest
from conftest import turn
from panel_helpers import drag, drawn, refused

operators: Any = bpy.ops  # the stubs do not know what the extension registers


def settled():
    from blender_addon.jobs import live_edit
    from blender_addon.state import measurement_goals

    turn(lambda: measurement_goals.searching() or live_edit.active())
    turn(lambda: not measurement_goals.searching())
    turn(lambda: not live_edit.active())


def test_a_typed_height_or_weight_is_what_the_body_measures(panel, person):
    from blender_addon.state import avatars

    panel.height = 182
    panel.height = 190
    assert panel.height == pytest.approx(190), "the field shows what was typed while it is looked for"
    panel.weight = 95
    settled()
    measured = avatars.measurements(person.galatea.measurements)
    assert measured["height"] == pytest.approx(1.90, abs=0.005) and measured["mass"] == pytest.approx(95, abs=0.5)
    assert panel.height == pytest.approx(190, abs=0.5) and panel.weight == pytest.approx(95, abs=0.5)
    assert not panel.note or "Solid" in panel.note


def test_a_number_that_no_slider_reaches_ends_at_its_limit_and_is_told(panel, person):
    from blender_addon.state import avatars

    panel.height = 1000
    settled()
    assert avatars.values(person)["height"] == pytest.approx(1.0)
    assert panel.note == "Height: 255.0 cm is the nearest with the other sliders"


def test_years_move_the_age_slider_and_show_it(panel, person):
    from blender_addon.state import avatars

    for years in (10, 25, 70):
        panel.age = years
        assert panel.age == pytest.approx(years, abs=0.1)
    settled()
    assert avatars.values(person)["age"] == pytest.approx(0.68 + 0.32 * 40 / 60, abs=1e-3)


def test_a_slider_that_is_dragged_shows_its_new_number(panel, person):
    drag(panel, "height", 0.8)
    assert panel.height == pytest.approx(170 * 1.3, abs=0.5)


def test_a_script_sets_measures_and_is_told_what_there_is_not(panel, person):
    from blender_addon import api
    from blender_addon._shared.protocol.errors import BadRequest
    from blender_addon.state import avatars

    operators.galatea.set_measure(name="height", value=185)
    api.set_measure(person, weight=60)
    measured = avatars.measurements(person.galatea.measurements)
    assert measured["height"] == pytest.approx(1.85, abs=0.005) and measured["mass"] == pytest.approx(60, abs=0.5)
    with pytest.raises(BadRequest, match="girth"):
        api.set_measure(person, girth=3)


def test_left_and_right_move_together_until_they_are_parted(panel, person):
    from blender_addon.state import avatars

    left, right = panel.sliders["l-upperarm-fat-incr"], panel.sliders["r-upperarm-fat-incr"]
    assert (left.side, right.side, left.twin) == ("Left", "Right", right.name)
    left.both_changes = 0.5
    settled()
    values = avatars.values(person)
    assert values[left.name] == values[right.name] == pytest.approx(0.5)
    drag(panel, right.name, 0.2)
    assert avatars.values(person)[left.name] == pytest.approx(0.5), "an own slider moves one side"


def test_details_go_from_head_to_foot_in_words_that_are_their_own(panel, person):
    from blender_addon._shared.protocol.slider_catalogue import GROUPS, PARTS

    places = [[*GROUPS, *PARTS].index(item.group) for item in panel.sliders]
    assert places == sorted(places)
    labels = [(item.group, item.label, item.side) for item in panel.sliders]
    assert len(set(labels)) == len(labels)
    odd = [label for _, label, _ in labels if any(c.isdigit() or c in "-_" for c in label) or label != label.strip()]
    assert not odd and not any("Measured" in label for _, label, _ in labels)


def test_a_body_that_the_backend_does_not_describe_has_no_sliders(panel, person):
    from blender_addon._shared.protocol import slider_catalogue
    from blender_addon.jobs import event_loop, live_edit, panel_sync
    from blender_addon.panels.body import GALATEA_PT_body

    assert slider_catalogue.catalogue(None) == ()
    person.galatea.body = "robot"
    panel_sync.refresh()
    event_loop.advance()
    assert not panel.sliders and not live_edit.active()
    assert "does not describe the body robot" in " ".join(drawn(lambda *a: draw(GALATEA_PT_body, *a)).texts)
    for operator in (operators.galatea.reset_sliders, operators.galatea.randomise):
        assert "does not describe" in refused(operator)


def draw(panel, layout, context):
    import types

    panel.draw(types.SimpleNamespace(layout=layout), context)


def test_defaults_are_the_catalogues(panel, person):
    from blender_addon.session import session

    body = session.connection.body("anny")
    assert body is not None
    told = {slider.name: slider for slider in body.sliders}
    for item in panel.sliders:
        assert (item.default, item.low, item.high) == pytest.approx(
            (told[item.name].default, told[item.name].minimum, told[item.name].maximum)
        )
