"""A word as shape keys: moved by a property of the armature without the backend, and exported as the scene shows it."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
import pytest
from panel_helpers import Layout, refused, vertices
from reading_back import contents_of

OPS: Any = bpy.ops
CONTEXT: Any = bpy.context


@pytest.fixture
def worded(panel, person):
    OPS.galatea.add_words(words="grand, laughing")
    return person


def seen(thing):
    """(V, 3) the mesh as its keys show it, in the rest pose of its own."""
    CONTEXT.view_layer.update()
    blocks = thing.data.shape_keys.key_blocks
    out = basis = np.array([point.co for point in blocks[0].points])
    for block in blocks[1:]:
        if block.value:
            out = out + block.value * (np.array([point.co for point in block.points]) - basis)
    return out


def rig_of(thing):
    from blender_addon.state import avatars

    rig: Any = avatars.rig(thing)
    return rig


def test_keys_show_what_the_word_slider_shows(panel, worded):
    from blender_addon.session import session

    OPS.galatea.animate_word(name="grand")
    assert "property" in panel.note and "skeleton" in panel.note and "mm" in panel.note
    rig, rest = rig_of(worded), seen(worded)
    session.connection.close()
    tall = {}
    for value in (1.0, -0.5, 0.0):
        rig["Grand"] = value
        rig.update_tag()
        tall[value] = np.ptp(seen(worded)[:, 2])
    assert tall[1.0] == pytest.approx(np.ptp(rest[:, 2]) * 1.25, rel=1e-3)
    assert tall[-0.5] == pytest.approx(np.ptp(rest[:, 2]) * 0.875, rel=1e-3)
    np.testing.assert_allclose(seen(worded), rest, atol=1e-6)


class Rows(Layout):
    """Notes for each property whether it can be changed: nothing can in a row that is in one that is not enabled."""

    def __init__(self, above=None):
        super().__init__()
        self.above, self.enabled, self.free = above, True, above.free if above else {}

    def row(self, **_):
        return Rows(self)

    def usable(self):
        return self.enabled and (self.above is None or self.above.usable())

    def prop(self, owner, name, text=None, **_):
        self.free[text or name] = self.usable()


def test_an_animated_word_can_be_set_without_the_backend(panel, worded):
    from blender_addon.panels import words as page

    OPS.galatea.animate_word(name="grand")
    layout = Rows()
    page.draw_words(layout, worded, panel, ready=False)
    assert layout.free == {"Grand": False, "   animated": True, "Laughing": False}


def test_a_word_of_the_face_is_made_of_the_face_keys(panel, worded):
    OPS.galatea.animate_word(name="laughing")
    rig, blocks = rig_of(worded), worded.data.shape_keys.key_blocks
    before = seen(worded)
    blocks["jawOpen"].value = 0.5
    wanted = seen(worded)
    blocks["jawOpen"].value = 0.0
    rig["Laughing"] = 1.0
    rig.update_tag()
    assert np.abs(wanted - before).max() > 1e-4
    np.testing.assert_allclose(seen(worded), wanted, atol=1e-5)


def test_keyframes_of_a_word_are_in_the_file(panel, worded, tmp_path):
    OPS.galatea.animate_word(name="grand")
    rig, scene = rig_of(worded), CONTEXT.scene
    for frame, value in ((1, 0.0), (11, 1.0)):
        rig["Grand"] = value
        rig.keyframe_insert('["Grand"]', frame=frame)
    scene.frame_start, scene.frame_end = 1, 11
    scene.frame_set(1)
    OPS.galatea.export(file=str(tmp_path / "grand.fbx"), format="fbx")
    read = contents_of(tmp_path / "grand.fbx", [0.0, 5 / scene.render.fps, 10 / scene.render.fps])
    curves = read.sample_keys[:, [name.startswith("Grand") for name in read.key_names]]
    assert curves.shape[1] and curves[0].max() == pytest.approx(0.0, abs=1e-3)
    assert curves[2].max() == pytest.approx(1.0, abs=1e-3) and 0.1 < curves[1].max() < 0.99
    file = tmp_path / "grand.glb"
    OPS.galatea.export(file=str(file), format="glb")
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=str(file))
    (keys,) = [data.shape_keys for data in bpy.data.meshes if data.shape_keys]
    named = [block.name for block in keys.key_blocks if block.name.startswith("Grand")]
    assert named
    shown = {}
    for frame in (0, 10):
        CONTEXT.scene.frame_set(frame + int(CONTEXT.scene.frame_start == 1))
        shown[frame] = max(keys.key_blocks[name].value for name in named)
    assert shown[10] > shown[0] + 0.5


def test_keys_are_replaced_taken_away_and_undone_with_their_property(panel, worded):
    OPS.galatea.animate_word(name="grand")
    count = len(worded.data.shape_keys.key_blocks)
    OPS.galatea.animate_word(name="grand")
    assert len(worded.data.shape_keys.key_blocks) == count
    assert vertices(worded).shape[0] and "Grand" in rig_of(worded)
    OPS.galatea.still_word(name="grand")
    assert "Grand" not in rig_of(worded)
    assert not [block for block in worded.data.shape_keys.key_blocks if block.name.startswith("Grand")]
    assert "no keys" in refused(OPS.galatea.still_word, name="grand")
    refused(OPS.galatea.animate_word, name="wings")


def test_what_is_worn_goes_along(panel):
    from blender_addon import api
    from blender_addon.scene import parts
    from blender_addon.state import properties

    dressed: Any = api.new_avatar(seed=7)
    OPS.galatea.add_words(words="grand")
    OPS.galatea.animate_word(name="grand")
    rig = rig_of(dressed)
    worn = [part for part in parts.of(dressed).values() if part.data.shape_keys]
    before = [seen(part) for part in worn]
    rig["Grand"] = 1.0
    rig.update_tag()
    moved = [np.abs(seen(part) - rest).max() for part, rest in zip(worn, before, strict=True)]
    assert worn and min(moved) > 0.01 and properties.panel().note


def test_what_is_put_on_afterwards_goes_along(panel, worded):
    from blender_addon.scene import parts

    OPS.galatea.animate_word(name="grand")
    OPS.galatea.wear(piece="t_shirt")
    rig, (shirt,) = rig_of(worded), parts.of(worded).values()
    rest, body = seen(shirt), seen(worded)
    rig["Grand"] = 1.0
    rig.update_tag()
    way = np.abs(seen(worded) - body).max()
    assert 0.01 < np.abs(seen(shirt) - rest).max() <= way * 1.01
    OPS.galatea.still_word(name="grand")
    assert not [key.name for key in shirt.data.shape_keys.key_blocks if key.name.startswith("Grand")]
