"""Skin that clothes cover is left out of files, unless the artist wants it in."""

from __future__ import annotations

import dataclasses

import bpy
import numpy as np
import pytest
from dressed_avatar import dressed_avatar
from reading_back import check

BOXES = 3
"""of the body that are covered, of eight vertices each"""


@pytest.fixture
def person(addon):
    from blender_addon import scene
    from blender_addon.state import avatars

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    avatar = dataclasses.replace(dressed_avatar(), covered=np.arange(BOXES * 8 + 3, dtype=np.int32))
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    avatars.remember(thing, avatar, {})
    return thing


@pytest.mark.parametrize("ending", ("fbx", "glb"))
@pytest.mark.parametrize("keep", (False, True))
def test_a_file_has_the_skin_that_is_seen_or_all_of_it(person, tmp_path, ending, keep):
    from blender_addon import export
    from blender_addon.export.scene_reader import read_avatar

    person.galatea.hidden_skin = keep
    before = len(person.data.vertices)
    shown = export.sample(person)
    path = export.export_shown(person, shown, tmp_path / f"ann.{ending}")
    read = read_avatar(person, shown)
    assert {name: text for name, text in check(read, path).items() if text != "ok"} == {}
    assert len(read.mesh.vertices) == before - (0 if keep else BOXES * 8) and len(person.data.vertices) == before


def test_a_mask_that_is_off_hides_nothing(person, tmp_path):
    from blender_addon import scene
    from blender_addon.export.hidden_skin import left_out

    assert len(left_out(person)) == BOXES * 8
    scene.covered.of(person).show_viewport = False
    assert not len(left_out(person))
