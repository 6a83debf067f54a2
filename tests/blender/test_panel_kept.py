"""What is typed and chosen in the panel is in the file, and the extension may be switched off and on."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drawn, height, shape


@pytest.fixture
def saved(panel, tmp_path):
    panel.prompt, panel.face_prompt, panel.file = "a tall man", "a smile", "//hero.fbx"
    panel.seed, panel.steps, panel.preset, panel.body_strength = 4, 80, "unreal", 1.5
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    return tmp_path / "saved.blend"


def test_words_options_and_export_come_back_with_their_file(saved):
    from blender_addon.state import properties

    assert not properties.panel().prompt
    bpy.ops.wm.open_mainfile(filepath=str(saved))
    panel = properties.panel()
    assert (panel.prompt, panel.face_prompt, panel.file) == ("a tall man", "a smile", "//hero.fbx")
    assert (panel.seed, panel.steps, panel.preset) == (4, 80, "unreal")
    assert panel.body_strength == pytest.approx(1.5) and panel.face_strength == 1


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '{"preset": "maya", "seed": "x", "state": "READY"}'])
def test_what_a_file_tells_in_another_way_does_no_harm(panel, text):
    from blender_addon.session import session
    from blender_addon.state import panel_inputs

    panel.steps = 80
    bpy.context.scene.galatea.panel = text
    panel_inputs.bring_back()
    assert panel.preset == "mixamo" and panel.seed == 0 and session.state == "READY"


def test_a_name_without_a_folder_is_a_file_beside_the_blend(addon):
    from blender_addon.operators.export import as_typed

    assert as_typed("hero.fbx") == "//hero.fbx"
    for whole in ("", "//hero.fbx", "//out/hero.fbx", "/out/hero.fbx", "out/hero.fbx"):
        assert as_typed(whole) == whole


def test_switched_off_in_a_drag_and_on_again(addon, panel, person, backend, tmp_path):
    from blender_addon import api
    from blender_addon.jobs import event_loop
    from blender_addon.state import avatars, properties

    uid, before = person.galatea.uid, shape(person)
    panel.sliders["height"].set_value(0.9)
    turn(lambda: height(person) > before[2::3].max() * 1.2)
    addon.unregister()
    try:
        assert not [a for a in person.data.attributes if "galatea" in a.name]
        np.testing.assert_allclose(shape(person), before, atol=1e-5)
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"))
        bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "saved.blend"))
    finally:
        addon.register()
    event_loop.advance()
    assert avatars.find(uid) is not None and properties.panel().uid == uid
    api.connect(*backend[:2])
    api.set_sliders(avatars.find(uid), height=0.9)
    assert avatars.values(avatars.find(uid))["height"] == pytest.approx(0.9)


def test_an_error_of_any_length_and_any_letters_is_shown(panel):
    from blender_addon.panels.base import MOST_ROWS, draw_problem
    from blender_addon.state import properties

    properties.problem(ValueError("word " * 5000 + "\udcff"))
    assert len(drawn(draw_problem).texts) <= 2 * MOST_ROWS
    assert len(panel.problem.details) > 5000
