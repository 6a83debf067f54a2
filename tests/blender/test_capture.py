"""Takes of faces on figures and on any mesh with keys: written by time, changed afterwards, in lists, beside a body's
clip, and into files."""

from __future__ import annotations

import importlib
import json
import wave
from typing import Any

import numpy as np
import pytest
from panel_helpers import drawn

from rigging.faces.angles import from_yaw_pitch_roll
from rigging.faces.face_take import face_take, npz_bytes
from rigging.faces.live_link_csv import write_csv
from rigging.faces.names import ARKIT

bpy: Any = importlib.import_module("bpy")

FPS = 30.0
COUNT = 31


def _take(names=("jawOpen", "eyeBlinkLeft", "mouthSmileRight"), **more):
    """A second in which the jaw opens evenly, the left eye blinks in the middle and the head turns to its own left."""
    times = np.arange(COUNT) / FPS
    share = times / times[-1]
    curves = {
        "jawOpen": share,
        "eyeBlinkLeft": np.exp(-(((times - 0.5) / 0.1) ** 2)),
        "mouthSmileRight": 0.5 + 0 * times,
    }
    head = from_yaw_pitch_roll(0.6 * share, 0 * times, 0 * times)
    values = np.stack([curves.get(name, 0 * times) for name in names], axis=1)
    return face_take(times, names, values, head=head, **more)


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "take_1_iPhone.csv"
    path.write_text(write_csv(_take()))
    return str(path)


@pytest.fixture
def mesh(addon):
    """A function that makes a mesh with keys of these names, active, in an empty file."""
    bpy.ops.wm.read_homefile(use_empty=True)

    def make(names, name="Head"):
        data = bpy.data.meshes.new(name)
        data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
        thing = bpy.data.objects.new(name, data)
        bpy.context.scene.collection.objects.link(thing)
        bpy.context.view_layer.objects.active = thing
        for key in ("Basis", *names):
            thing.shape_key_add(name=key)
        return thing

    return make


def bring(path, **options):
    bpy.ops.galatea.import_face(filepath=str(path), **{"smooth": 0.0, **options})


def seen(thing, key):
    """Values of a key at every frame of the scene."""
    scene, out = bpy.context.scene, []
    for frame in range(scene.frame_start, scene.frame_end + 1):
        scene.frame_set(frame)
        out.append(thing.data.shape_keys.key_blocks[key].value)
    return np.array(out)


def forward(rig, bone):
    """Where the face looks in the armature's space, for a bone that at rest belongs to a face that looks to -Y."""
    bpy.context.view_layer.update()
    posed, rest = rig.pose.bones[bone].matrix.to_3x3(), rig.data.bones[bone].matrix_local.to_3x3()
    return np.array(posed @ rest.inverted())[:, 1] * -1.0


def test_a_recording_moves_a_figure_by_its_times_and_the_settings_change_it_afterwards(panel, person, csv, tmp_path):
    from blender_addon import scene
    from blender_addon.jobs import event_loop
    from blender_addon.scene import face_action

    with wave.open(str(tmp_path / "take_1.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    rig: Any = scene.armature_of(person)
    where = bpy.context.scene
    where.render.fps = 24
    bring(csv, start=11)
    assert "driven" in panel.note and not panel.problem.message
    assert (where.frame_start, where.frame_end) == (11, 35)  # a second at 24 frames
    assert np.allclose(seen(person, "jawOpen"), np.arange(25) / 24, atol=2e-3)
    assert seen(person, "eyeBlinkLeft").argmax() == 12
    if bpy.app.build_options.audaspace:
        (strip,) = getattr(where.sequence_editor, "strips_all", None) or where.sequence_editor.sequences_all
        assert strip.frame_start == 11 and strip.type == "SOUND"
    else:
        assert "this Blender was built without sound" in panel.note
    where.frame_set(35)
    looks = forward(rig, "mixamorig:Head")
    assert np.allclose(looks, (np.sin(0.6), -np.cos(0.6), 0.0), atol=1e-3)  # the face's own left is +X
    assert 0.05 < forward(rig, "mixamorig:Neck")[0] < looks[0] - 0.1
    # settings: the panel's sliders only mark, the timer writes
    made: Any = face_action.on(person)
    raw = face_action.raw_of(made)
    person.galatea.capture.strength = 0.5
    event_loop.advance()
    event_loop.advance()
    assert np.allclose(seen(person, "jawOpen"), np.arange(25) / 48, atol=2e-3)
    bpy.ops.galatea.apply_face(strength=1.0, head=0.0, mirror=True, neutral=23)
    assert np.allclose(forward(rig, "mixamorig:Head"), (0.0, -1.0, 0.0), atol=1e-4)
    assert seen(person, "mouthSmileLeft").max() < 1e-6 and seen(person, "jawOpen")[:13].max() < 1e-3
    assert seen(person, "eyeBlinkRight").max() > 0.95
    made = face_action.on(person)
    assert face_action.raw_of(made) == raw


def test_takes_wait_play_and_go_and_the_clip_of_the_body_goes_on(panel, person, csv, tmp_path):
    from blender_addon import scene
    from blender_addon.export.sample import clip_name
    from blender_addon.scene import face_action

    rig: Any = scene.armature_of(person)
    before = {bone.name: list(bone.rotation_quaternion) for bone in rig.pose.bones}
    keys = person.data.shape_keys
    body = bpy.data.actions.new("walk")
    bone = rig.pose.bones["mixamorig:Head"]
    rig.animation_data_create().action = body
    for frame, turn in ((1, 0.3), (40, 0.3)):
        bone.rotation_quaternion = (np.cos(turn), np.sin(turn), 0, 0)
        bone.keyframe_insert("rotation_quaternion", frame=frame)
        rig.pose.bones["mixamorig:Hips"].location = (frame / 40, 0, 0)
        rig.pose.bones["mixamorig:Hips"].keyframe_insert("location", frame=frame)
    bpy.context.scene.frame_set(1)
    tilted = forward(rig, "mixamorig:Head")
    bring(csv)
    other = tmp_path / "second.npz"
    other.write_bytes(npz_bytes(_take(("tongueOut", "jawOpen"))))
    bring(other)
    assert face_action.names(person) == [("second", "plays"), ("take_1_iPhone", "waits")]
    assert rig.animation_data.action == body and rig.pose.bones["mixamorig:Hips"].location[0] > 0
    bpy.context.scene.frame_set(bpy.context.scene.frame_end)
    assert abs(forward(rig, "mixamorig:Head")[0] - np.sin(0.6)) < 2e-3
    bpy.ops.galatea.play_take(name="take_1_iPhone")
    bpy.ops.galatea.take_to_nla()
    assert ("take_1_iPhone", "NLA") in face_action.names(person) and keys.animation_data.action is None
    assert clip_name(person, rig) == "walk"
    rig.animation_data.action = None
    assert clip_name(person, rig) == "take_1_iPhone"  # and not the head of the one that waits
    bpy.ops.galatea.play_take(name="second")
    assert clip_name(person, rig) == "second"
    rig.animation_data.action = body
    assert seen(person, "jawOpen")[-1] > 0.95
    for name in ("take_1_iPhone", "second"):
        bpy.ops.galatea.remove_take(name=name)
    assert face_action.names(person) == [] and not [made for made in bpy.data.actions if made != body]
    bpy.context.scene.frame_set(1)
    assert np.allclose(forward(rig, "mixamorig:Head"), tilted, atol=1e-6)  # what the clip had there comes back
    bpy.data.actions.remove(body)
    assert {bone.name for bone in rig.pose.bones} == before.keys()


@pytest.mark.parametrize("ending", ["fbx", "glb"])
def test_files_have_the_curves_and_the_head(panel, person, csv, tmp_path, ending):
    bring(csv)
    file = str(tmp_path / f"face.{ending}")
    bpy.ops.galatea.export(file=file)
    report = panel.reports[0]
    assert all(check.found == "ok" for check in report.checks), [(c.name, c.found) for c in report.checks]
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    for made in list(bpy.data.actions):
        bpy.data.actions.remove(made)
    (bpy.ops.import_scene.fbx if ending == "fbx" else bpy.ops.import_scene.gltf)(filepath=file)
    body = next(t for t in bpy.data.objects if t.type == "MESH" and t.data.shape_keys)
    values = seen(body, "jawOpen")
    assert values.max() > 0.9 and np.ptp(values) > 0.8


def test_any_mesh_is_driven_by_names_and_its_map_is_edited_and_remembered(mesh, csv, tmp_path):
    from blender_addon.jobs import event_loop
    from blender_addon.scene import face_action
    from blender_addon.state import face_maps, properties

    thing = mesh(["Jaw_Open", "Eye_Blink_L", "Mouth_Smile_R", "Brow_Drop_L", "Belly"])
    lashes = mesh(["Eye_Blink_L"], "Lashes")
    parent = bpy.data.objects.new("Root", None)
    bpy.context.scene.collection.objects.link(parent)
    thing.parent = lashes.parent = parent
    bpy.context.view_layer.objects.active = thing
    bring(csv)
    assert "Character Creator" in properties.panel().note and "4 of 5 keys" in properties.panel().note
    assert seen(thing, "Jaw_Open")[-1] > 0.9
    assert np.allclose(seen(lashes, "Eye_Blink_L"), seen(thing, "Eye_Blink_L"), atol=1e-5)
    taken = bpy.data.actions.new("spare")  # another action has the take's name, as for several figures
    taken.name, made = "take_1_iPhone", thing.data.shape_keys.animation_data.action
    made.name = "take_1_iPhone.001"
    bring(csv)
    assert [name for name, _ in face_action.names(thing)] == ["take_1_iPhone"]
    items = {item.name: item for item in thing.galatea.capture.keys}
    items["Belly"].sources, items["Jaw_Open"].gain = "jawOpen*0.5", 0.5
    event_loop.advance()
    event_loop.advance()
    assert abs(seen(thing, "Belly")[-1] - 0.5) < 0.02 and abs(seen(thing, "Jaw_Open")[-1] - 0.5) < 0.02
    bpy.ops.galatea.face_map(what="save")
    (file,) = face_maps.folder().glob("Head *.json")
    assert json.loads(file.read_text())["keys"]["Belly"] == {"jawOpen": 0.5}
    again = mesh(["Jaw_Open", "Eye_Blink_L", "Mouth_Smile_R", "Brow_Drop_L", "Belly"], "Other")
    bring(csv)
    assert abs(seen(again, "Belly")[-1] - 0.5) < 0.02
    file.unlink()


def test_a_rig_with_a_jaw_and_eyes_is_turned_by_its_bones_whichever_way_it_stands(mesh, tmp_path):
    """An armature as importers make it of files with Y up, the face to +Z, turned in the scene."""
    path = tmp_path / "look.npz"
    turn = from_yaw_pitch_roll(np.full(COUNT, 0.5), np.zeros(COUNT), np.zeros(COUNT))
    take = _take(left_eye=turn, right_eye=turn)
    path.write_bytes(npz_bytes(take))
    thing = mesh(["Key"])
    data = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", data)
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, parent, head, tail in (
        ("Neck", "", (0, 150, 0), (0, 160, 0)),
        ("Head", "Neck", (0, 160, 0), (0, 175, 0)),
        ("jaw", "Head", (0, 162, 2), (0, 158, 9)),
        ("eye.L", "Head", (3, 168, 7), (3, 168, 9)),
        ("eye.R", "Head", (-3, 168, 7), (-3, 168, 9)),
    ):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = head, tail
        bone.parent = data.edit_bones[parent] if parent else None
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.rotation_euler = (np.pi / 2, 0, 1.0)
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    bpy.context.view_layer.objects.active = thing
    bring(path)
    bpy.context.scene.frame_set(bpy.context.scene.frame_end)
    bpy.context.view_layer.update()

    def turned(name, vector):
        pose, rest = rig.pose.bones[name].matrix.to_3x3(), data.bones[name].matrix_local.to_3x3()
        return np.array(pose @ rest.inverted()) @ vector

    assert np.allclose(turned("Head", (0, 0, 1)), (np.sin(0.6), 0, np.cos(0.6)), atol=2e-3)
    assert np.allclose(turned("eye.L", (0, 0, 1)), (np.sin(1.1), 0, np.cos(1.1)), atol=2e-3)
    assert turned("jaw", (0, 0, 1))[1] < -0.3


def test_gaps_are_seen_and_wrong_files_and_things_are_told(mesh, tmp_path):
    from blender_addon.panels import capture
    from blender_addon.scene import action
    from blender_addon.state import properties

    confidence = np.ones(COUNT)
    confidence[10:15] = 0.0
    path = tmp_path / "gaps.npz"
    path.write_bytes(npz_bytes(_take(confidence=confidence)))
    thing = mesh(ARKIT)
    bring(path, scene_rate=True)
    assert bpy.context.scene.render.fps == 30 and "No face was seen in 1 place, 0.2 s" in properties.panel().note
    curves = action.curves_of(thing.data.shape_keys.animation_data)
    curve = next(c for c in curves if "Face Seen" in c.data_path)
    assert capture.face_gaps(curve) == [(11, 15)]
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Timecode,BlendShapeCount,JawOpen\n1:2,1,0.5\n")
    with pytest.raises(RuntimeError, match=r"wrong\.csv holds no take of a face: Line 2"):
        bring(wrong)
    with pytest.raises(RuntimeError, match="cannot be read"):
        bring(tmp_path / "no.csv")
    mesh(["Fat", "Thin"], "Body")
    with pytest.raises(RuntimeError, match="No key of Body is recognised"):
        bring(path)
    bpy.context.view_layer.objects.active = None
    with pytest.raises(RuntimeError, match="No mesh is selected"):
        bring(path)


def test_the_backend_reads_videos_and_photos_for_a_figure_and_for_any_mesh(panel, person, tmp_path):
    from blender_addon import scene
    from blender_addon.scene import face_action
    from blender_addon.state import undo

    video, photo, nobody = (tmp_path / name for name in ("talk.mp4", "photo.png", "nobody.mp4"))
    for path in (video, photo, nobody):
        path.write_bytes(path.stem.encode())
    rig: Any = scene.armature_of(person)
    with pytest.MonkeyPatch.context() as patch:
        steps = []
        patch.setattr(undo, "push_step", steps.append)
        bpy.ops.galatea.capture_face(filepath=str(video), start=5, scene_rate=True)
        assert steps == ["Galatea: face of talk.mp4"]
    assert face_action.names(person) == [("talk", "plays")] and bpy.context.scene.render.fps == 30
    assert "52 of 52 keys" in panel.note
    values = seen(person, "jawOpen")
    assert np.allclose(values[[0, 15, 30]], (0.0, 0.5, 1.0), atol=0.02)
    assert abs(forward(rig, "mixamorig:Head")[0] - np.sin(0.6)) < 2e-3
    with pytest.raises(RuntimeError, match="shows no face"):
        bpy.ops.galatea.capture_face(filepath=str(nobody))
    assert face_action.names(person) == [("talk", "plays")]
    bpy.ops.galatea.capture_face(filepath=str(photo))
    bpy.context.scene.frame_set(5)  # where the take has the mouth shut, but it waits
    assert face_action.names(person) == [("talk", "waits")] and "talk waits" in panel.note
    assert person.data.shape_keys.key_blocks["jawOpen"].value > 0.99
    bpy.ops.galatea.remove_take(name="talk")
    data = bpy.data.meshes.new("Other")
    data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    other = bpy.data.objects.new("Other", data)
    bpy.context.scene.collection.objects.link(other)
    bpy.context.view_layer.objects.active = other
    for key in ("Basis", "Jaw_Open"):
        other.shape_key_add(name=key)
    bpy.ops.galatea.capture_face(filepath=str(video))
    assert face_action.names(other) == [("talk", "plays")] and seen(other, "Jaw_Open")[-1] > 0.95


def test_a_new_figure_has_the_face_and_acts_in_one_step_and_another_face_is_chosen_in_the_picture(panel, tmp_path):
    from blender_addon.scene import face_action
    from blender_addon.state import avatars, face_choices, undo

    video = tmp_path / "talk.mp4"
    video.write_bytes(b"talk")
    with pytest.MonkeyPatch.context() as patch:
        steps = []
        patch.setattr(undo, "push_step", steps.append)
        bpy.ops.galatea.capture_face(filepath=str(video), new=True, scene_rate=True)
        assert steps == ["Galatea: face of talk.mp4"]
    (figure,) = avatars.everyone()
    assert face_action.names(figure) == [("talk", "plays")] and "52 of 52 keys" in panel.note
    assert seen(figure, "jawOpen")[-1] > 0.95 and seen(figure, "mouthSmileLeft").max() < 0.01
    held = face_choices.of(figure)
    assert held is not None and held.count == 2 and held.path == str(video)
    bpy.ops.galatea.capture_face(filepath=held.path, face=2)
    assert seen(figure, "mouthSmileLeft").min() > 0.95
    assert len(list(avatars.everyone())) == 1


@pytest.mark.parametrize("new", [True, False])
def test_whoever_else_is_in_the_picture_becomes_what_the_first_became(panel, tmp_path, new):
    from blender_addon.panels import capture
    from blender_addon.state import avatars

    video = tmp_path / "talk.mp4"
    video.write_bytes(b"talk")
    bpy.ops.galatea.capture_face(filepath=str(video), new=True, gender="female")
    (figure,) = avatars.everyone()
    if not new:
        bpy.ops.galatea.capture_face(filepath=str(video), face=1)
    layout = drawn(lambda layout, _: capture.draw_faces(layout, figure))
    assert layout.texts == ["A new figure of:" if new else "Act as:"]
    name, button = layout.buttons[-1]
    bpy.ops.galatea.capture_face(**{field: value for field, value in vars(button).items() if field != "text"})
    assert name == "galatea.capture_face" and button.face == 2
    assert button.gender == ("female" if new else "seen") and len(list(avatars.everyone())) == 1 + new


def test_a_head_of_flame_shows_what_the_backend_solved_for_its_own_keys(mesh):
    from blender_addon._shared.rigging.faces.use import FaceUse
    from blender_addon.jobs import captured, face_takes

    thing = mesh(("expression_0", "Belly"))
    block = thing.data.shape_keys.key_blocks["expression_0"]
    block.slider_min, block.slider_max = -4.0, 4.0
    times = np.arange(31) / 30.0
    values = np.stack([times, 4.0 * times - 2.0], axis=1)
    take = face_take(times, ("jawOpen", "expression_0"), values)
    bpy.context.scene.render.fps = 30
    placed = face_takes.put_on(
        bpy.context.scene, thing, take, "talk", FaceUse(smooth=0.0), captured.own_map(thing, take)
    )
    assert "1 of 2 keys" in placed.note
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = placed.first, placed.last
    np.testing.assert_allclose(seen(thing, "expression_0"), values[:, 1], atol=1e-3)
    assert captured.own_map(mesh(("Jaw_Open",)), take) is None
