"""Motions of others on an avatar of the scene: from a file, from an armature, in a list of clips, onto other rigs."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from bvh_text import bvh_text
from conftest import backend_process, turn
from toy_avatar import toy_avatar
from walking import named, walk

bpy: Any = importlib.import_module("bpy")

MIXAMO = {
    "pelvis": "Hips", "spine1": "Spine", "spine2": "Spine1", "spine3": "Spine2", "neck": "Neck", "head": "Head",
} | {
    f"{side}_{ours}": f"{side.title()}{theirs}"
    for side in ("left", "right")
    for ours, theirs in {
        "collar": "Shoulder", "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
        "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot": "ToeBase",
    }.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def backend(tmp_path_factory):
    with backend_process(tmp_path_factory.mktemp("motions"), "panel_jobs:JOBS") as running:
        yield running


@pytest.fixture
def bvh(tmp_path):
    path = tmp_path / "walk.bvh"
    path.write_text(bvh_text(walk(30)))
    return str(path)


def brought(path, **options):
    from blender_addon.session import session

    bpy.ops.galatea.import_motion(filepath=path, steps=options.pop("steps", ""), **options)
    turn(lambda: not session.connection.jobs)


def places(rig, *bones):
    """(N, 3) of each bone at every frame of its action, in the world."""
    first, last = (round(frame) for frame in rig.animation_data.action.frame_range)
    out = []
    for frame in range(first, last + 1):
        bpy.context.scene.frame_set(frame)
        bpy.context.view_layer.update()
        out.append([np.array(rig.matrix_world @ rig.pose.bones[bone].head) for bone in bones])
    return np.array(out)


def armature(take, prefix=""):
    """An armature as an importer makes it of a file, in centimetres under a scale, with an action."""
    data = bpy.data.armatures.new("Imported")
    rig = bpy.data.objects.new("Imported", data)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, parent, head, tail in zip(
        take.bones.names, take.bones.parents, take.bones.heads, take.bones.tails, strict=True
    ):
        bone = data.edit_bones.new(prefix + name)
        bone.head, bone.tail = head * 100.0, tail * 100.0 + np.array((0.0, 0.0, 1.0))
        bone.parent = data.edit_bones[prefix + take.bones.names[parent]] if parent >= 0 else None
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.scale = (0.01, 0.01, 0.01)
    bpy.context.view_layer.update()
    posed = take.posed()
    from mathutils import Matrix

    for frame in range(take.frames):
        for n, name in enumerate(take.bones.names):
            bone = rig.pose.bones[prefix + name]
            bone.rotation_mode = "QUATERNION"
            turn_ = posed[frame, n, :3, :3] @ np.array(bone.bone.matrix_local.to_3x3())
            place = np.eye(4)
            place[:3, :3], place[:3, 3] = turn_, posed[frame, n, :3, 3] * 100.0
            bone.matrix = Matrix(place.tolist())
            bpy.context.view_layer.update()
            bone.keyframe_insert("rotation_quaternion", frame=frame)
            if n == 0:
                bone.keyframe_insert("location", frame=frame)
    return rig


def select(*things):
    for thing in bpy.context.scene.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = things[-1]


def test_files_become_clips_in_a_list_of_which_one_plays(panel, person, bvh, tmp_path, monkeypatch):
    from blender_addon import scene
    from blender_addon.scene import clips
    from blender_addon.state import undo

    steps = []
    monkeypatch.setattr(undo, "push_step", steps.append)
    rig: Any = scene.armature_of(person)
    brought(bvh, steps="smooth 0.5; lock")
    assert steps == ["Galatea: import walk.bvh"] and not panel.problem.message
    assert [(each.name, each.plays) for each in clips.listed(person, rig)] == [("walk", True)]
    hips, head, toe = places(rig, "mixamorig:Hips", "mixamorig:Head", "mixamorig:LeftToeBase").transpose(1, 0, 2)
    assert hips[0, 1] - hips[-1, 1] > 0.5 and (head[:, 2] > hips[:, 2] + 0.3).all() and toe[:, 2].min() > -0.02
    other = tmp_path / "second.bvh"
    other.write_text(bvh_text(walk(15)))
    brought(str(other))
    assert [(each.name, each.plays) for each in clips.listed(person, rig)] == [("second", True), ("walk", False)]
    assert [track.name for track in rig.animation_data.nla_tracks if track.mute] == ["walk"]
    bpy.ops.galatea.play_clip(name="walk")
    assert [(each.name, each.plays) for each in clips.listed(person, rig)] == [("walk", True), ("second", False)]
    assert np.abs(places(rig, "mixamorig:Head")[:, 0] - head).max() < 1e-5
    bpy.ops.galatea.remove_clip(name="second")
    bpy.ops.galatea.remove_clip(name="walk")
    assert clips.listed(person, rig) == [] and not [made for made in bpy.data.actions if "walk" in made.name]


def test_loop_and_in_place_are_switches_that_lose_nothing(panel, person, bvh):
    from blender_addon import scene
    from blender_addon.scene import clips

    rig: Any = scene.armature_of(person)
    brought(bvh)
    way = places(rig, "mixamorig:Hips")[:, 0]
    bpy.ops.galatea.clip_in_place(on=True)
    still = places(rig, "mixamorig:Hips")[:, 0]
    assert clips.in_place(rig) and np.ptp(still[:, :2], axis=0).max() < 0.03
    assert np.abs(still[:, 2] - way[:, 2]).max() < 0.03
    bpy.ops.galatea.clip_in_place(on=False)
    assert np.abs(places(rig, "mixamorig:Hips")[:, 0] - way).max() < 1e-6
    bpy.ops.galatea.loop_clip(on=True)
    last = round(rig.animation_data.action.frame_range[1])
    bpy.context.scene.frame_set(2 * last)
    assert clips.loops(rig) and rig.pose.bones["mixamorig:Hips"].head.y < way[-1, 1] - 0.4
    bpy.ops.galatea.loop_clip(on=False)
    bpy.context.scene.frame_set(2 * last)
    assert abs(rig.pose.bones["mixamorig:Hips"].head.y - way[-1, 1]) < 1e-4


def test_words_become_clips_with_variants_to_choose_among(panel, person, monkeypatch):
    from blender_addon import scene
    from blender_addon.scene import action, clips
    from blender_addon.session import session
    from blender_addon.state import motion_variants, undo

    steps = []
    monkeypatch.setattr(undo, "push_step", steps.append)
    rig: Any = scene.armature_of(person)
    panel.motion_text, panel.motion_seed, panel.motion_variants = "walks, then waves", 3, 2
    bpy.ops.galatea.motion_from_words()
    turn(lambda: not session.connection.jobs)
    assert [(each.name, each.plays) for each in clips.listed(person, rig)] == [("walks, then waves 3", True)]
    assert steps == ["Galatea: walks, then waves"] and rig.animation_data.action.frame_range[1] == 10
    assert motion_variants.of(person.galatea.uid) == ("walks, then waves", [(3, 0), (4, 0)])
    face: Any = action.curves_of(person.data.shape_keys.animation_data)
    assert face[0].keyframe_points[0].co[1] == 0.5
    bpy.ops.galatea.motion_from_words(text="walks, then waves", seed=4, variants=1)
    turn(lambda: not session.connection.jobs)
    names = [(each.name, each.plays) for each in clips.listed(person, rig)]
    assert names == [("walks, then waves 4", True), ("walks, then waves 3", False)]
    curve = bpy.data.objects.new("Way", bpy.data.curves.new("Way", "CURVE"))
    spline = curve.data.splines.new("POLY")
    spline.points.add(2)
    for point, place in zip(spline.points, ((0, 0, 0), (1, -2, 0), (0, -4, 0)), strict=True):
        point.co = (*place, 1)
    bpy.context.scene.collection.objects.link(curve)
    panel.motion_path, panel.motion_seed, panel.motion_variants = curve, 0, 1
    select(person)
    bpy.ops.galatea.motion_from_words(text="walks", goes_on=True)
    turn(lambda: not session.connection.jobs)
    assert rig.animation_data.action.frame_range[1] == 16 and panel.note == "path of 3"
    with pytest.raises(RuntimeError, match="no words"):
        bpy.ops.galatea.motion_from_words(text=" ")
    with pytest.raises(RuntimeError, match="no curve 'Other'"):
        bpy.ops.galatea.motion_from_words(text="walks", path="Other")


def test_an_imported_armature_moves_the_avatar_and_the_avatar_moves_it(panel, person):
    from blender_addon import scene
    from blender_addon.scene import clips

    take = named(walk(12), MIXAMO)
    other = armature(take, "mixamorig:")
    theirs = places(other, "mixamorig:Hips", "mixamorig:LeftUpLeg", "mixamorig:LeftLeg", "mixamorig:LeftFoot")
    assert np.abs(theirs - take.posed()[:, [0, 16, 17, 18]][..., :3, 3]).max() < 1e-4
    rig: Any = scene.armature_of(person)
    select(other, rig)
    bpy.ops.galatea.motion_from_armature()
    assert clips.listed(person, rig)[0].plays and rig.animation_data.action.frame_range[1] == 11
    ours = places(rig, "mixamorig:LeftUpLeg", "mixamorig:LeftLeg", "mixamorig:LeftFoot")
    for n in (0, 1):
        one, two = ours[:, n + 1] - ours[:, n], theirs[:, n + 2] - theirs[:, n + 1]
        cosine = (one * two).sum(-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(two, axis=-1)
        assert np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean() < 3.0
    before = other.animation_data.action
    select(other, rig)
    bpy.ops.galatea.motion_to_armature()
    assert other.animation_data.action != before and before.use_fake_user
    back = places(other, "mixamorig:Hips", "mixamorig:LeftUpLeg", "mixamorig:LeftLeg", "mixamorig:LeftFoot")
    assert np.abs(back[..., 2] - theirs[..., 2]).max() < 0.06
    assert abs(np.ptp(back[:, 0, 1]) / np.ptp(theirs[:, 0, 1]) - 1.0) < 0.1


def test_a_map_of_bones_is_shown_edited_saved_and_gone_by(panel, person, tmp_path):
    from blender_addon import scene
    from blender_addon.scene import takes

    take = walk(8)
    other = armature(named(take, {name: f"q{n}" for n, name in enumerate(take.bones.names)}))
    rig: Any = scene.armature_of(person)
    select(other, rig)
    found = takes.joints_of(other)  # told by how it is built
    assert found["LeftUpperLeg"] == f"q{take.bones.place['left_hip']}" and len(found) >= 19
    swapped = {
        joint: found[joint.replace("Left", "@").replace("Right", "Left").replace("@", "Right")] for joint in found
    }
    bpy.ops.galatea.bone_map(joints=[{"name": joint, "bone": bone} for joint, bone in swapped.items()])
    assert takes.joints_of(other) == swapped
    file = str(tmp_path / "bones.json")
    bpy.ops.galatea.save_bone_map(filepath=file)
    bpy.ops.galatea.motion_from_armature()
    # whose left is their right faces the other way
    mine = places(rig, "mixamorig:LeftUpLeg", "mixamorig:LeftLeg")
    theirs = places(other, found["RightUpperLeg"], found["RightLowerLeg"])
    one, two = mine[:, 1] - mine[:, 0], (theirs[:, 1] - theirs[:, 0]) * (-1.0, -1.0, 1.0)
    assert ((one * two).sum(-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(two, axis=-1)).min() > 0.995
    del other["galatea_bone_map"]
    assert takes.joints_of(other) == found
    bpy.ops.galatea.read_bone_map(filepath=file, armature=other.name)
    assert takes.joints_of(other) == swapped
    with pytest.raises(RuntimeError, match="names a bone pelvis, which the skeleton does not have"):
        bpy.ops.galatea.bone_map(joints=[{"name": "Hips", "bone": "pelvis"}])
    with pytest.raises(RuntimeError, match="not known which bone is LeftUpperLeg"):
        bpy.ops.galatea.bone_map(joints=[{"name": "LeftUpperLeg", "bone": ""}])
    (tmp_path / "none.json").write_text("[]")
    with pytest.raises(RuntimeError, match="is no map"):
        bpy.ops.galatea.read_bone_map(filepath=str(tmp_path / "none.json"))
    assert takes.joints_of(other) == swapped


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_a_file_that_blender_imports_moves_another_figure(panel, person, bvh, tmp_path, ending):
    from blender_addon import export, scene
    from blender_addon.scene import clips

    rig: Any = scene.armature_of(person)
    brought(bvh)
    ours = places(rig, "mixamorig:Hips", "mixamorig:LeftLeg", "mixamorig:LeftFoot", "mixamorig:RightHand")
    path = export.export(person, tmp_path / f"walk.{ending}")
    before = set(bpy.data.objects)
    read = bpy.ops.import_scene.fbx if ending == "fbx" else bpy.ops.import_scene.gltf
    read(filepath=str(path))
    (other,) = [thing for thing in set(bpy.data.objects) - before if thing.type == "ARMATURE"]
    select(rig)
    bpy.ops.galatea.remove_clip(name="walk")
    brought(str(path))  # a Blender in the background reads it
    assert clips.listed(person, rig)[0].plays and not panel.problem.message
    read = places(rig, "mixamorig:Hips", "mixamorig:LeftLeg", "mixamorig:LeftFoot", "mixamorig:RightHand")
    off = np.abs(read - read[:1, :1] - (ours - ours[:1, :1]))
    assert read.shape == ours.shape and np.median(off) < 0.005 and off.max() < 0.08
    select(rig)
    bpy.ops.galatea.remove_clip(name="walk")
    select(other, rig)
    bpy.ops.galatea.motion_from_armature()
    assert clips.listed(person, rig)[0].plays
    again = places(rig, "mixamorig:Hips", "mixamorig:LeftLeg", "mixamorig:LeftFoot", "mixamorig:RightHand")
    moved = again - again[:1, :1], ours - ours[:1, :1]
    count = min(len(again), len(ours))
    off = np.abs(moved[0][:count] - moved[1][:count])
    assert np.median(off) < 0.005 and off.max() < 0.08  # feet are put on the floor once more
    bpy.ops.galatea.motion_to_armature()
    names = [f"mixamorig:{part}" for part in ("Hips", "LeftLeg", "LeftFoot", "RightHand")]
    theirs = places(other, *(n if n in other.pose.bones else n.replace(":", "_") for n in names))
    off = np.abs((theirs - theirs[:1, :1])[:count] - moved[0][:count])
    assert np.median(off) < 0.005 and off.max() < 0.08


def test_what_cannot_be_brought_is_told(panel, person, tmp_path):
    from blender_addon import scene

    (tmp_path / "broken.bvh").write_text("HIERARCHY\nROOT a\n{")
    with pytest.raises(RuntimeError, match=r"broken\.bvh holds no motion"):
        bpy.ops.galatea.import_motion(filepath=str(tmp_path / "broken.bvh"))
    with pytest.raises(RuntimeError, match="cannot be read"):
        bpy.ops.galatea.import_motion(filepath=str(tmp_path / "no.bvh"))
    rig: Any = scene.armature_of(person)
    select(rig)
    with pytest.raises(RuntimeError, match="No other armature"):
        bpy.ops.galatea.motion_from_armature()
    with pytest.raises(RuntimeError, match="no clip 'dance'"):
        bpy.ops.galatea.play_clip(name="dance")
    bpy.data.objects.remove(rig)
    select(person)
    with pytest.raises(RuntimeError, match="no armature"):
        bpy.ops.galatea.import_motion(filepath=str(tmp_path / "broken.bvh"))
    panel.motion_text = "walks"
    with pytest.raises(RuntimeError, match="no armature"):
        bpy.ops.galatea.motion_from_words()


def test_clips_of_words_and_files_go_into_a_file_each_without_a_window(addon, backend, bvh, tmp_path, capsys):
    from blender_addon import cli
    from blender_addon._shared.protocol.avatar_file import save_avatar

    save_avatar(tmp_path / "ada.npz", toy_avatar())
    asked = ["motion", str(tmp_path / "ada.npz"), "--words", "walks", "--file", bvh, "--clips", "each", "--fps", "60"]
    address = ["--address", backend[0], "--token", backend[1]]
    assert cli.main([*asked, "--out", str(tmp_path / "ada.glb"), *address]) == 0, capsys.readouterr()
    assert {file.name for file in tmp_path.glob("*.glb")} == {"ada@walk.glb", "ada@walks.glb"}
    assert "walk: bones: ok" in capsys.readouterr().out
