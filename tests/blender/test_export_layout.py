"""Files as other programs see them: size, axes, nodes, keys, names; and clips that go from one figure to another."""

import dataclasses
import itertools
import os
from typing import get_args

import bpy
import numpy as np
import pytest
from reading_back import contents_of
from toy_avatar import toy_avatar

from backend.capabilities.exchange.expected import PROGRAMS, as_expected
from backend.protocol.requests import Preset
from rigging.bone_axes import rest_axes
from rigging.motion import leg_length, travel_on_other_legs
from rigging.skeletons import MIXAMO

Y_UP = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))
FORMATS = ("fbx", "glb")
HIPS = "mixamorig:Hips"


@pytest.fixture
def rooms():
    import build_addon

    build_addon.copy_shared(build_addon.ADDON)
    from blender_addon import export, scene

    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    return scene, export


def walking(seed=0, scale=1.0, frames=6, pose="t"):
    """A figure that turns every joint at once while its hips go somewhere."""
    rng = np.random.default_rng(seed)
    avatar = toy_avatar(pose, motion=True, scale=scale, seed=seed)
    motion = avatar.motion
    turns = np.array((1.0, 0.0, 0.0, 0.0)) + rng.normal(0, 0.15, (frames, len(MIXAMO.bones), 4))
    turns[:, [bone.leaf for bone in MIXAMO.bones]] = (1.0, 0.0, 0.0, 0.0)
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    travel = np.linspace((0.0, 0.0, 0.0), (0.02, -0.7, 0.05), frames) * scale
    moved = dataclasses.replace(
        motion,
        name="stroll",
        rotations=turns.astype(np.float32),
        root_translation=travel.astype(np.float32),
        shape_key_curves=np.tile(avatar.shape_keys.values, (frames, 1)),
    )
    return dataclasses.replace(avatar, motion=moved)


def test_presets_of_both_sides_are_the_same(rooms):
    from blender_addon.state.properties import EXPORT_PRESETS

    _, export = rooms
    assert set(export.PRESETS) == set(PROGRAMS) == {name for name, _, _ in EXPORT_PRESETS}
    assert get_args(Preset) == tuple(PROGRAMS)


@pytest.mark.parametrize("unit", [0.01, 0.3048, 1.0, 1000.0])
def test_any_unit_of_the_scene_gives_a_file_of_the_right_size(rooms, tmp_path, unit):
    scene, export = rooms
    bpy.context.scene.unit_settings.scale_length = unit
    avatar = toy_avatar()
    thing = scene.build_avatar(bpy.context, avatar)
    for preset, ending in (("mixamo", "fbx"), ("blender", "fbx"), ("mixamo", "glb")):
        found = contents_of(export.export(thing, tmp_path / f"{preset}.{ending}", preset))
        assert np.allclose(np.ptp(found.vertices, axis=0), np.ptp(avatar.mesh.vertices, axis=0), atol=1e-5)
        assert as_expected(found, preset, ending) == ""


@pytest.mark.parametrize(
    ("unit", "scale", "taller"), [(0.01, 100.0, 1.0), (0.01, 120.0, 1.2), (1.0, 1.2, 1.2), (0.01, 1.2, 1.2)]
)
def test_a_figure_scaled_to_the_units_of_its_scene_has_its_size_in_the_file(rooms, tmp_path, unit, scale, taller):
    scene, export = rooms
    bpy.context.scene.unit_settings.scale_length = unit
    avatar = walking()
    thing = scene.build_avatar(bpy.context, avatar)
    scene.armature_of(thing).scale = (scale, scale, scale)
    bpy.context.view_layer.update()
    shown = export.sample(thing)
    assert shown.place.scale == pytest.approx(taller, abs=1e-5) and bool(shown.notes) == (taller != 1.0)
    found = contents_of(export.export_shown(thing, shown, tmp_path / "one.fbx"), [0.0, 5 / 30])
    assert np.allclose(np.ptp(found.vertices, axis=0), np.ptp(avatar.mesh.vertices, axis=0) * taller, atol=1e-4)
    walked = avatar.motion.root_translation[-1] - avatar.motion.root_translation[0]
    assert np.allclose(np.diff(hips_of(found), axis=0)[0], walked * taller, atol=1e-3)


@pytest.mark.parametrize("preset", PROGRAMS)
@pytest.mark.parametrize(("moving", "pose"), [(False, "a"), (True, "t"), (True, "a")])
def test_no_node_is_turned_or_scaled_and_bones_rest_where_the_file_opens(rooms, tmp_path, preset, moving, pose):
    scene, export = rooms
    avatar = walking(pose=pose) if moving else toy_avatar(pose)
    thing = scene.build_avatar(bpy.context, avatar)
    found = contents_of(export.export(thing, tmp_path / "one.fbx", preset))
    layout = found.layout
    assert as_expected(found, preset, "fbx") == ""
    assert all(node.scaled < 1e-6 for node in layout.nodes)
    assert all(node.turned < 1e-4 and node.moved < 1e-6 for node in layout.nodes if node.kind != "bone")
    above = {node.name: node.parent for node in layout.nodes}
    assert above[HIPS] == ("Rig" in above[HIPS] and above[HIPS]) if preset == "blender" else above[HIPS] == ""
    # where no clip plays, bones stand as the skin is bound to them
    axes = rest_axes(MIXAMO, pose)
    for node in layout.nodes:
        if node.kind == "bone" and node.parent in MIXAMO.names:
            k, p = MIXAMO.index(node.name), MIXAMO.index(node.parent)
            turn = axes[p].T @ axes[k]
            angle = np.degrees(np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0)))
            assert node.turned == pytest.approx(min(angle, 360.0 - angle), abs=0.05), node.name


@pytest.mark.parametrize("ending", FORMATS)
def test_only_what_moves_has_keys(rooms, tmp_path, ending):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, walking())
    layout = contents_of(export.export(thing, tmp_path / f"stroll.{ending}"), [0.0]).layout
    keyed = {(channel.node, channel.kind) for channel in layout.channels}
    solid = {bone.name for bone in MIXAMO.bones if not bone.leaf}
    assert keyed == {(name, "rotation") for name in solid} | {(HIPS, "translation")}, "constant faces have none either"
    assert layout.clips == ("stroll",)
    assert all(channel.varies > 1e-4 for channel in layout.channels)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_figures_clip_fits_three_others(rooms, tmp_path, ending):
    """A player goes by the names of nodes: it takes over what has keys and leaves the rest as the figure has it."""
    scene, export = rooms
    files = {}
    for seed, scale in enumerate((0.45, 0.8, 1.0, 1.25)):
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
        thing = scene.build_avatar(bpy.context, walking(seed, scale))
        file = export.export(thing, tmp_path / f"figure{seed}.{ending}")
        files[seed] = contents_of(file, [0.0, 1 / 30, 4 / 30])
    assert len(files) == 4
    for ours, theirs in itertools.permutations(files.values(), 2):
        played = play(theirs, ours)
        names = ours.bone_names
        heads = {name: played[:, k, :3, 3] for k, name in enumerate(names)}
        rest = dict(zip(names, ours.rest_matrices[:, :3, 3], strict=True))
        for name, parent in zip(names, ours.bone_parents, strict=True):
            if parent:
                length = np.linalg.norm(rest[name] - rest[parent])
                assert np.linalg.norm(heads[name] - heads[parent], axis=1) == pytest.approx(length, abs=1e-4), name
        same = [theirs.bone_names.index(name) for name in names]
        assert np.allclose(played[..., :3, :3], theirs.sample_matrices[:, same, :3, :3], atol=1e-3)
        # the hips go as many leg lengths
        legs = [leg_length(MIXAMO, rest_of(found)) for found in (theirs, ours)]
        walked = [np.ptp(hips, axis=0) for hips in (hips_of(theirs), heads[HIPS])]
        assert np.allclose(travel_on_other_legs(walked[0], *legs), walked[1], atol=1e-3)


def rest_of(found):
    return found.rest_matrices[[found.bone_names.index(name) for name in MIXAMO.names]]


def hips_of(found):
    return found.sample_matrices[:, found.bone_names.index(HIPS), :3, 3]


def play(clip, figure):
    """(S, J, 4, 4) of the figure's bones under the keys of another file's clip, bone by bone."""
    names, keyed = figure.bone_names, {(channel.node, channel.kind) for channel in clip.layout.channels}
    scale = leg_length(MIXAMO, rest_of(figure)) / leg_length(MIXAMO, rest_of(clip))
    out = np.zeros((len(clip.sample_matrices), len(names), 4, 4))
    for k in sorted(range(len(names)), key=lambda k: MIXAMO.index(names[k])):
        name, parent = names[k], figure.bone_parents[k]
        own = local(figure.rest_matrices[None], figure.bone_names, figure.bone_parents, k)[0]
        at = clip.bone_names.index(name)
        theirs = local(clip.sample_matrices, clip.bone_names, clip.bone_parents, at)
        here = np.tile(own, (len(theirs), 1, 1))
        if (name, "rotation") in keyed:
            here[:, :3, :3] = theirs[:, :3, :3]
        if (name, "translation") in keyed:
            rest = local(clip.rest_matrices[None], clip.bone_names, clip.bone_parents, at)[0]
            here[:, :3, 3] = own[:3, 3] + (theirs[:, :3, 3] - rest[:3, 3]) * (1.0 if parent else scale)
        out[:, k] = out[:, names.index(parent)] @ here if parent else here
    return out


def local(matrices, names, parents, k):
    parent = parents[k]
    return np.linalg.inv(matrices[:, names.index(parent)]) @ matrices[:, k] if parent else matrices[:, k]


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_of_this_machine_and_nothing_of_another_figure_is_in_a_file(rooms, tmp_path, ending):
    scene, export = rooms
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "workshop.blend"))
    found = {}
    for seed, name in ((1, "Ada/1"), (2, "Avatar"), (3, "Avatar")):
        avatar = walking(seed)
        told = {**avatar.provenance.request, "encoder": f"ViT-B-32={tmp_path}/open.safetensors"}
        source = dataclasses.replace(avatar.provenance, request=told)
        avatar = dataclasses.replace(avatar, avatar_id=f"{seed:06x}" + 26 * "0", provenance=source)
        thing = scene.build_avatar(bpy.context, avatar, name)
        file = export.export(thing, tmp_path / f"{seed}.{ending}")
        content = file.read_bytes()
        for secret in (str(tmp_path), os.path.expanduser("~/"), "workshop", "galatea_texture", "foobar"):
            assert secret.encode() not in content, secret
        here = contents_of(file)
        assert "ViT-B-32=open.safetensors" in here.properties["galatea_provenance"]
        layout = here.layout
        assert layout.absolute_paths == ()
        materials = {material.name for material in layout.materials}
        found[seed] = materials | set(layout.pictures) | {n.name for n in layout.nodes if n.kind != "bone"}
        assert all(material.colour == (1.0, 1.0, 1.0) for material in layout.materials)
        assert not any(material.two_sided or material.extras for material in layout.materials)
        bpy.data.objects.remove(scene.armature_of(thing))
        bpy.data.objects.remove(thing)
    assert all("Ada" in name for name in found[1])
    assert all("figure_" in name for name in found[2] | found[3])
    for one, other in itertools.combinations(found.values(), 2):
        assert not one & other


@pytest.mark.parametrize("ending", FORMATS)
def test_face_keys_bring_their_normals_and_the_picture_has_no_alpha(rooms, tmp_path, ending):
    import struct

    scene, export = rooms
    thing = scene.build_avatar(bpy.context, toy_avatar())
    found = contents_of(export.export(thing, tmp_path / f"one.{ending}"))
    assert found.layout.key_normals
    assert found.texture.startswith(b"\x89PNG")
    colour_type = struct.unpack_from(">B", found.texture, 25)[0]
    assert colour_type == 2, "RGB"


def test_a_figure_comes_back_into_blender_as_it_left(rooms, tmp_path):
    scene, export = rooms
    thing = scene.build_avatar(bpy.context, walking(), "Ada")
    rest = {bone.name: np.array(bone.matrix_local) for bone in scene.armature_of(thing).data.bones}
    file = export.export(thing, tmp_path / "ada.fbx", "blender")
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    bpy.ops.import_scene.fbx(filepath=str(file))
    (mesh,) = (each for each in bpy.data.objects if each.type == "MESH")
    rig = mesh.parent
    assert (mesh.name, rig.name) == ("Ada", "Ada Rig")
    for each in (mesh, rig):
        assert np.allclose(each.matrix_world, np.eye(4), atol=1e-6)
    for bone in rig.data.bones:
        assert np.allclose(np.array(bone.matrix_local), rest[bone.name], atol=1e-4)
    shader = mesh.data.materials[0].node_tree.nodes["Principled BSDF"]
    assert not shader.inputs["Alpha"].is_linked and bpy.data.images[0].depth == 24
