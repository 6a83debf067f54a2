"""A figure with hair, clothes and eyes from the backend: made, dragged, undone in one step, edited by the artist."""

import bpy
import numpy as np
import pytest
from conftest import turn
from dressed_avatar import dressed
from panel_jobs import DRESSED
from toy_avatar import toy_avatar

from backend.protocol.results import LiveShapeResult

NAMES = {"hair", "shirt", "eyes"}


@pytest.fixture
def person(panel):
    from blender_addon import api

    return api.generate("a small man", seed=DRESSED)


def co(thing):
    out = np.empty(len(thing.data.vertices) * 3, np.float32)
    thing.data.vertices.foreach_get("co", out)
    return out.reshape(-1, 3)


def wanted(scale):
    return {part.name: part.mesh.vertices for part in dressed(toy_avatar(scale=scale)).parts}


def test_parts_come_over_the_wire_and_stand_and_are_called_as_the_figure(panel, person):
    from blender_addon.scene import parts
    from blender_addon.state import avatars

    worn = parts.of(person)
    assert worn.keys() == NAMES and avatars.active() == person
    assert {part.name for part in worn.values()} == {f"Small Man {name}" for name in NAMES}
    assert all(np.allclose(co(worn[name]), points, atol=1e-6) for name, points in wanted(0.7).items())
    assert len(list(avatars.everyone())) == 1


def test_a_drag_moves_the_parts_and_its_end_makes_them_right(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.scene import parts

    worn = parts.of(person)
    tall = float(co(worn["hair"])[:, 2].max())
    panel.sliders["height"].set_value(0.9)
    turn(lambda: float(co(worn["hair"])[:, 2].max()) > tall * 1.5)
    turn(lambda: not live_edit.active())
    assert all(np.allclose(co(worn[name]), points, atol=1e-5) for name, points in wanted(1.4).items())


def test_a_live_answer_that_tells_where_parts_are_is_obeyed(panel, person):
    import time
    from types import SimpleNamespace

    from blender_addon.jobs import live_edit
    from blender_addon.scene import parts

    panel.sliders["height"].set_value(0.3)
    turn(live_edit.active)
    shirt = wanted(0.7)["shirt"] + np.float32(0.25)
    told = LiveShapeResult(
        vertices=toy_avatar(scale=0.7).mesh.vertices, measurements={}, part_vertices={"shirt": shirt}
    )
    request = SimpleNamespace(measures={})
    live_edit.moved(SimpleNamespace(uid=person.galatea.uid, started=time.monotonic(), request=request), told)
    assert np.array_equal(co(parts.of(person)["shirt"]), shirt)
    turn(lambda: not live_edit.active())


def test_a_drag_that_is_given_up_puts_the_parts_back(panel, person):
    from blender_addon.jobs import live_edit
    from blender_addon.scene import parts

    before = {name: co(part) for name, part in parts.of(person).items()}
    panel.sliders["height"].set_value(0.9)
    turn(lambda: not np.array_equal(co(parts.of(person)["hair"]), before["hair"]))
    live_edit.give_up(person.galatea.uid)
    assert all(np.allclose(co(part), before[name], atol=1e-6) for name, part in parts.of(person).items())


def test_a_result_waits_while_the_artist_edits_a_part(panel, person):
    from blender_addon.jobs import held_results
    from blender_addon.scene import parts
    from blender_addon.scene.modes import switch

    hair = parts.of(person)["hair"]
    bpy.context.view_layer.objects.active = hair
    switch(bpy.context.view_layer, hair, "EDIT")
    assert "Edit" in held_results.obstacle(person)
    switch(bpy.context.view_layer, hair, "OBJECT")
    assert held_results.obstacle(person) == ""


def test_an_export_of_the_whole_figure_is_read_from_the_scene_and_sent(panel, person, tmp_path):
    from blender_addon import api

    checks = api.export(person, tmp_path / "small.fbx")
    assert set(checks.values()) == {"ok"}


def test_the_panel_asks_for_one_mesh_and_says_so_to_the_reader(panel, person, tmp_path, monkeypatch):
    from blender_addon.export import export_file
    from blender_addon.operators.export import GALATEA_OT_export

    asked = []
    monkeypatch.setattr(export_file, "ask_for_check", lambda thing, written: asked.append(written))
    monkeypatch.setattr(GALATEA_OT_export, "send", lambda self, work: work())
    for one_mesh in (True, False):
        bpy.ops.galatea.export(file=str(tmp_path / "small.glb"), one_mesh=one_mesh)
    assert [written.one_mesh for written in asked] == [True, False]


def test_a_drag_of_a_dressed_figure_is_one_step_to_undo(panel, person):
    from panel_helpers import drag

    from blender_addon.scene import parts
    from blender_addon.state import avatars

    uid, before = person.galatea.uid, wanted(0.7)
    bpy.ops.ed.undo_push(message="before")
    drag(panel, "height", 0.9)
    assert all(np.allclose(co(part), wanted(1.4)[name], atol=1e-5) for name, part in parts.of(person).items())
    bpy.ops.ed.undo()
    worn = parts.of(avatars.find(uid))
    assert worn.keys() == NAMES
    assert all(np.allclose(co(part), before[name], atol=1e-5) for name, part in worn.items())


def test_a_texture_that_a_job_gave_a_part_is_what_the_next_request_starts_from(panel, person):
    from blender_addon._shared.protocol.changes import TextureResult
    from blender_addon.jobs import base_avatars
    from blender_addon.state.memory import memory

    before = memory.of(base_avatars.BaseAvatars).known[person["galatea_avatar_id"]].avatar
    green = np.tile(np.array([0, 255, 0, 255], np.uint8), (8, 8, 1))
    made = TextureResult(avatar_id="", provenance=before.provenance, report={}, textures={"albedo": green}, part="hair")
    base_avatars.change(person, made)
    worn = {part.name: part for part in base_avatars.base_for(person, None).avatar.parts}
    assert worn.keys() == NAMES and worn["hair"].textures["albedo"] is green
    assert all(part.textures is worn[part.name].textures for part in before.parts if part.name != "hair")


def test_a_drag_asks_for_what_the_figure_wears(panel, person, monkeypatch):
    from blender_addon._shared.protocol.requests import LiveShapeRequest, Look, Worn
    from blender_addon.jobs import live_edit
    from blender_addon.session import session
    from blender_addon.state import looks

    worn = (Worn(slot="hair", piece=""), Worn(slot="top", piece="t_shirt", colour=(0.5, 0.25, 0.75)))
    for group in (person.galatea.look, panel.look):
        looks.set_look(group, Look(worn=worn, unsaid="bare"))
    asked, submit = [], session.connection.submit
    monkeypatch.setattr(
        session.connection, "submit", lambda request, *a, **k: (asked.append(request), submit(request, *a, **k))[1]
    )
    panel.sliders["height"].set_value(0.9)
    turn(lambda: any(isinstance(request, LiveShapeRequest) for request in asked))
    live = next(request for request in asked if isinstance(request, LiveShapeRequest))
    assert live.worn == (worn[1],)
    turn(lambda: not live_edit.active())
    assert asked[-1].look.worn == (worn[1],), "who is bare wears nothing where nothing is said"
