"""A backend that has the token and sends nonsense: Blender lives, its data stay as they are, the artist is told."""

import sys
from pathlib import Path

import bpy
import pytest

sys.path.append(str(Path(__file__).parents[1] / "campaign"))

from hostile_backend import TOKEN, HostileBackend, nonsense


def everything():
    kinds = (bpy.data.objects, bpy.data.meshes, bpy.data.armatures, bpy.data.materials, bpy.data.images)
    return [sorted(thing.name for thing in kind) for kind in (*kinds, bpy.data.actions, bpy.data.shape_keys)]


def test_nothing_of_a_nonsense_result_reaches_the_scene(addon):
    from blender_addon import api

    answers = list(nonsense())
    with HostileBackend(answers) as backend:
        api.connect(backend.address, TOKEN)
        before = everything()
        for what, _ in answers:
            with pytest.raises(Exception, match="broken"):
                api.new_avatar()
            assert everything() == before, what
        assert backend.told == [what for what, _ in answers]
        bpy.ops.galatea.disconnect()
