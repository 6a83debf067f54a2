"""What an artist or a job changed of an avatar goes on when its sliders are dragged and when words change it."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from conftest import turn
from panel_helpers import drag, vertices
from test_changes import apply, backend, tiny  # noqa: F401 - fixtures
from toy_avatar import toy_avatar

DENT = 0.1


def sculpt(thing):
    """A few vertices are moved aside, as in Sculpt Mode."""
    moved = vertices(thing)
    moved[:4, 0] += DENT
    thing.data.shape_keys.key_blocks[0].points.foreach_set("co", moved.reshape(-1))
    thing.data.vertices.foreach_set("co", moved.reshape(-1))
    thing.data.update()


def dent(thing, height):
    """What of the mesh its sliders do not give."""
    return vertices(thing) - toy_avatar(scale=0.5 + height).mesh.vertices


def is_kept(found):
    return np.abs(found[:4, 0] - DENT).max() < 1e-3 and np.abs(found[4:]).max() < 1e-3


def test_a_drag_keeps_what_was_sculpted_while_and_after_it(panel, person):
    sculpt(person)
    panel.sliders["height"].set_value(0.8)
    turn(lambda: np.abs(dent(person, 0.8)[4:]).max() < 1e-3)
    assert is_kept(dent(person, 0.8)), "the live mesh"
    for height in (0.8, 0.3):
        drag(panel, "height", height) if height != 0.8 else turn(lambda: settled(person, 0.8))
        assert is_kept(dent(person, height)), "and the one after it"


def settled(person, height):
    from blender_addon.jobs import live_edit
    from blender_addon.state import avatars

    return not live_edit.active() and avatars.values(person)["height"] == pytest.approx(height)


def test_words_keep_it_too(panel, person):
    sculpt(person)
    bpy.ops.galatea.change(prompt="a tall man")
    assert is_kept(dent(person, 0.9))


def test_a_drag_of_an_avatar_that_nobody_changed_starts_from_none(panel, person, monkeypatch):
    from blender_addon.session import session

    sent, submit = [], session.connection.submit

    def noting(request, *rest, **named):
        sent.append(request)
        return submit(request, *rest, **named)

    monkeypatch.setattr(session.connection, "submit", noting)
    drag(panel, "height", 0.8)
    assert sent and all(getattr(request, "base", None) is None for request in sent)


def test_an_avatar_of_before_undo_is_not_taken_for_a_sculpt(panel, person):
    from blender_addon.jobs import base_avatars

    before = vertices(person)
    drag(panel, "height", 0.8)
    assert base_avatars.sculpt_of(person) is None
    for item in person.galatea.values:  # as undo brings them back
        if item.name == "height":
            item.value = 0.5
    person.data.shape_keys.key_blocks[0].points.foreach_set("co", before.reshape(-1))
    assert base_avatars.sculpt_of(person) is None


def test_a_texture_and_a_motion_that_jobs_gave_outlive_a_drag(tiny, panel, person):  # noqa: F811
    from blender_addon import scene

    apply(tiny, "stain", person)
    apply(tiny, "wave", person)
    drag(panel, "height", 0.8)
    (image,) = {node.image for node in person.active_material.node_tree.nodes if node.type == "TEX_IMAGE"}
    assert tuple(image.size) == (16, 16) and scene.clip.frames_of(person) is not None
