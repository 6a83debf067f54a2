"""Corrective shapes in the scene: they show by the turns of bones as told, and files have them as curves."""

import dataclasses

import bpy
import numpy as np
import pytest
from corrected_avatar import corrected
from reading_back import check, wrong
from shown_mesh import shown
from toy_avatar import toy_avatar

from backend.figure.posed import posed_parts
from backend.protocol.results import Motion
from rigging.correctives import shares

EMPTY = "arm twisted out"
"""moves no vertex"""


@pytest.fixture
def scene(addon):
    from blender_addon import scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene


@pytest.fixture(scope="module")
def avatar():
    return corrected(toy_avatar())


def values(thing):
    bpy.context.view_layer.update()
    keys = thing.data.shape_keys.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return {block.name: block.value for block in keys.key_blocks}


def turn_all(rig, rng, names):
    turns = rng.normal(size=(len(names), 4))
    turns /= np.linalg.norm(turns, axis=1, keepdims=True)
    for name, turn in zip(names, turns, strict=True):
        rig.pose.bones[name].rotation_quaternion = turn
    return np.array([rig.pose.bones[name].rotation_quaternion for name in names])


def test_the_skin_is_where_the_backend_has_it(scene, avatar):
    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    rig, rng = scene.armature_of(thing), np.random.default_rng(3)
    meshes = {"body": thing, **scene.parts.of(thing)}
    assert all(
        curve.driver.is_simple_expression
        for curve in thing.data.shape_keys.animation_data.drivers
        if "arm" in curve.data_path or "leg" in curve.data_path
    )
    face = dict(zip(avatar.shape_keys.names, avatar.shape_keys.values.tolist(), strict=True))
    for _ in range(4):
        turns = turn_all(rig, rng, avatar.rig.bone_names)
        wanted, _ = posed_parts(avatar, avatar.all_parts, turns, np.zeros(3), face)
        for part, points in zip(avatar.all_parts, wanted, strict=True):
            assert np.abs(shown(meshes[part.name]) - points).max() < 2e-5, part.name
        own = turns[[avatar.rig.bone_names.index(bone) for bone in avatar.correctives.bones]]
        found = values(thing)
        expected = shares(own, avatar.correctives.axes, avatar.correctives.angles)
        moved = [name for name in avatar.correctives.names if name != EMPTY]
        assert np.allclose([found[name] for name in moved], np.delete(expected, 2), atol=1e-5)


def test_another_figure_a_copy_and_none(scene, avatar):
    """Shapes go with what the figure becomes; a copy looks at its own bones; keys of the artist's stay."""
    from blender_addon.scene import correctives, face_rig

    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    thing.shape_key_add(name="mine", from_mix=False)
    assert set(face_rig.keys_of(thing)) == {*avatar.shape_keys.names, "mine"}
    bpy.ops.object.select_all(action="DESELECT")
    for each in (thing, *scene.parts.of(thing).values()):
        each.select_set(True)
    bpy.ops.object.duplicate()
    copy = next(o for o in bpy.context.selected_objects if correctives.names(o))
    scene.part_rigs(copy)
    rig = scene.armature_of(copy)
    assert rig != scene.armature_of(thing)
    rig.pose.bones["mixamorig:RightUpLeg"].rotation_quaternion = (0.7, -0.7, 0.0, 0.0)
    bpy.context.view_layer.update()
    assert values(copy)["leg forward"] > 0.5 and values(thing)["leg forward"] == 0.0
    one = avatar.correctives
    fewer = dataclasses.replace(
        one,
        names=one.names[:2],
        bones=one.bones[:2],
        axes=one.axes[:2],
        angles=one.angles[:2],
        counts={"body": one.counts["body"][:2]},
        vertices={"body": one.vertices["body"][:14]},
        offsets={"body": one.offsets["body"][:14]},
    )
    for changed in (dataclasses.replace(avatar, correctives=fewer), dataclasses.replace(avatar, correctives=None)):
        scene.update_avatar(thing, changed)
        wanted = set() if changed.correctives is None else set(fewer.names) - {EMPTY}
        blocks = thing.data.shape_keys.key_blocks.keys()
        assert {name for name in blocks if name in one.names} == wanted and "mine" in blocks
        shirt = scene.parts.of(thing)["shirt"].data.shape_keys
        assert shirt is None or not set(shirt.key_blocks.keys()) & set(one.names)


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_files_have_them_as_curves_beside_the_clip(rooms, avatar, tmp_path, ending):
    from blender_addon.export.export_file import poses
    from blender_addon.export.scene_reader import read_avatar

    scene, export = rooms
    whole = dataclasses.replace(avatar, motion=_motion(avatar))
    scene.rate.write(bpy.context.scene, whole.motion.fps)
    thing = scene.build_avatar(bpy.context, whole, "Ann")
    found = export.sample(thing)
    here = read_avatar(thing, found)
    file = export.export_shown(thing, found, tmp_path / f"ann.{ending}")
    assert wrong(check(here, file, poses(found))) == {}
    assert wrong(check(whole, file)) == {}
    own = avatar.correctives
    turns = whole.motion.rotations[:, [avatar.rig.bone_names.index(bone) for bone in own.bones]]
    expected = shares(turns, own.axes, own.angles)
    for name, values in zip(own.names, expected.T, strict=True):
        if name != EMPTY:
            curve = here.motion.shape_key_curves[:, here.shape_keys.names.index(name)]
            assert values.max() > 0.5 and np.allclose(curve, values, atol=1e-4)


def _motion(avatar, frames=24):
    """Bones that turn as far as shapes are shown by."""
    own, rotations = avatar.correctives, np.zeros((frames, len(avatar.rig.bone_names), 4), np.float32)
    rotations[..., 0] = 1.0
    for first, bone, axis, angle in zip((0, 8, 24, 16), own.bones, own.axes, own.angles, strict=True):
        half = np.linspace(0.0, angle / 2, 8)[:, None]
        turn = np.concatenate([np.cos(half), np.sin(half) * axis], axis=1)
        rotations[first : first + 8, avatar.rig.bone_names.index(bone)] = turn[: max(0, frames - first)]
    still = np.zeros((frames, 3), np.float32)
    return Motion(name="turns", fps=24.0, root_translation=still, rotations=rotations,
                  shape_key_curves=np.tile(avatar.shape_keys.values, (frames, 1)))  # fmt: skip


def test_a_figure_without_a_clip_has_none_and_rests_unmended(scene, avatar):
    from blender_addon import export

    thing = scene.build_avatar(bpy.context, avatar, "Ann")
    scene.armature_of(thing).pose.bones["mixamorig:RightUpLeg"].rotation_quaternion = (0.7, -0.7, 0.0, 0.0)
    found = export.sample(thing)
    assert not len(found.poses) and found.values[found.key_names.index("leg forward")] == 0.0
