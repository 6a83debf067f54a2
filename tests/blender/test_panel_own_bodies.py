"""Bodies from their publishers in the panel: added from a file or folder, then the chosen one, removed."""

from __future__ import annotations

import bpy
import pytest
from conftest import turn
from panel_helpers import drawn, in_panel, refused, under_way

from tests import published_files as files
from tests.published_bodies import VERTICES


@pytest.fixture
def panel(new_figure):
    from blender_addon.session import session
    from blender_addon.state import properties

    yield properties.panel()
    for model in session.connection.own_bodies:
        bpy.ops.galatea.remove_body(name=model.name)
    turn(lambda: not own())


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "flame"
    path.mkdir()
    files.flame_pickle(path, "2020", VERTICES["flame"], shapes=20)
    files.flame_pickle(path, "2023-open", VERTICES["flame"], shapes=20)
    return path


def own():
    from blender_addon.session import session

    return [model.name for model in session.connection.own_bodies]


def shown():
    from blender_addon.panels import own_bodies

    return drawn(own_bodies.draw_bodies)


def test_what_is_added_is_told_with_its_licence_and_can_be_chosen(panel, folder):
    from blender_addon.session import session
    from blender_addon.state import bodies

    assert own() == [] and panel.body == "anny"
    bpy.ops.galatea.add_bodies(filepath=str(folder) + "/")
    told = " ".join(bodies.told())
    for text in ("FLAME 2020", "FLAME 2023 Open", "CC-BY-4.0", "may not be sold", "may be sold"):
        assert text in told
    assert panel.body == "flame-2023-open" and panel.note.startswith("Added FLAME 2023 Open")
    turn(own)
    assert own() == ["flame-2020", "flame-2023-open"] and set(own()) < set(session.connection.bodies)
    assert len(session.connection.body("flame-2020").sliders) >= 10
    assert "FLAME 2023 Open" in shown().texts
    bpy.ops.galatea.add_bodies(filepath=str(folder / "generic_model.pkl"))
    assert bodies.told() == ["Here already: FLAME 2020"] and panel.body == "flame-2020"


def test_a_new_figure_is_made_of_it(panel, folder, new_figure):
    bpy.ops.galatea.add_bodies(filepath=str(folder / "flame2023_Open.pkl"))
    thing = new_figure(body=panel.body)
    assert thing.galatea.body == "flame-2023-open" and len(thing.data.vertices) == VERTICES["flame"]
    turn(own)
    assert {"shape_0", "shape_9"} <= {item.name for item in panel.sliders}


def test_what_was_added_elsewhere_is_found_by_looking_again(panel, folder):
    from blender_addon._shared.protocol.requests import ChangeModelsRequest
    from blender_addon.session import session
    from blender_addon.session.job import JobHandler

    request = ChangeModelsRequest(action="add", what=str(folder / "generic_model.pkl"))
    session.connection.submit(request, JobHandler(), title="elsewhere")
    turn(lambda: not under_way())
    assert "flame-2020" not in session.connection.bodies
    bpy.ops.galatea.look_again()
    turn(lambda: "flame-2020" in session.connection.bodies)


def test_only_what_is_yours_is_removed_and_the_choice_with_it(panel, folder):
    bpy.ops.galatea.add_bodies(filepath=str(folder / "generic_model.pkl"))
    turn(own)
    assert panel.body == "flame-2020"
    assert "added no body" in refused(bpy.ops.galatea.remove_body, name="anny")
    bpy.ops.galatea.remove_body(name="flame-2020")
    assert panel.body == "anny" and "Removed FLAME 2020" in panel.note
    turn(lambda: not own())


def test_a_file_that_is_none_is_one_sentence(panel, tmp_path):
    path = tmp_path / "notes.pkl"
    path.write_bytes(b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    assert "os.system" in refused(bpy.ops.galatea.add_bodies, filepath=str(path))
    assert "No file was chosen" in refused(bpy.ops.galatea.add_bodies)
    assert not own() and not in_panel() and not under_way()
