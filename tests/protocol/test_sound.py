"""Nothing that a broken or hostile backend sends reaches a scene: it is refused as strictly as a file."""

import dataclasses

import numpy as np
import pytest
from corrected_avatar import corrected
from random_avatar import random_avatar, random_result
from toy_avatar import toy_avatar

from backend.protocol import events, sound
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.events import Done, Progress, event_frames, event_of
from backend.protocol.message import unpack
from backend.protocol.results import CheckExportResult, LiveShapeResult
from backend.protocol.sound_results import check_result


def big(*shape, dtype=np.float32):
    """A large array that takes no memory."""
    return np.broadcast_to(np.zeros((), dtype), shape)


def with_one(array, value, place=0):
    changed = array.copy()
    changed.reshape(-1)[place] = value
    return changed


def broken_avatars():
    """(what is wrong, part, change) for everything that has brought down or frozen a Blender, and its kin."""
    avatar = random_avatar()
    mesh, rig, keys, motion = avatar.mesh, avatar.rig, avatar.shape_keys, avatar.motion
    assert motion is not None
    many = tuple(f"n{i}" for i in range(20_000))
    yield "outside", "mesh", {"faces": with_one(mesh.faces, 60)}
    yield "outside", "mesh", {"faces": with_one(mesh.faces, -1)}
    yield "outside", "mesh", {"uv_faces": with_one(mesh.uv_faces, 70)}
    yield "same vertex twice", "mesh", {"faces": with_one(mesh.faces, mesh.faces[0, 1])}
    yield "faces", "mesh", {"faces": mesh.faces[:0], "uv_faces": mesh.uv_faces[:0]}
    yield "mesh.vertices", "mesh", {"vertices": with_one(mesh.vertices, 1e30)}
    yield "mesh.uvs", "mesh", {"uvs": with_one(mesh.uvs, -1e30)}
    yield "outside", "rig", {"bone_indices": with_one(rig.bone_indices, 3)}
    yield "before its parent", "rig", {"parents": np.array([1, 0, 1], np.int32)}
    yield "before its parent", "rig", {"parents": np.array([0, 0, 1], np.int32)}
    yield "weights", "rig", {"weights": rig.weights * np.float32(0.5)}
    yield "weights", "rig", {"weights": with_one(rig.weights, -1.0)}
    yield "lengths", "rig", {"lengths": with_one(rig.lengths, -1.0)}
    yield "rest matrix", "rig", {"rest_matrices": np.zeros_like(rig.rest_matrices)}
    yield "rest matrix", "rig", {"rest_matrices": with_one(rig.rest_matrices, 5.0, 15)}
    yield "same name", "rig", {"bone_names": ("a", "a", "b")}
    yield "no name", "rig", {"bone_names": ("a", "", "b")}
    yield "no name", "rig", {"bone_names": ("a", "x" * 64, "b")}
    yield "no name", "rig", {"bone_names": ("a", "x\ny", "b")}
    yield "keys' names", "shape_keys", {"names": ("a", "a", "b")}
    yield "too many", "shape_keys", {"names": many, "offsets": big(20_000, 60, 3), "values": big(20_000)}
    yield "values", "shape_keys", {"values": with_one(keys.values, 1e9)}
    yield "offsets", "shape_keys", {"offsets": with_one(keys.offsets, 1e9)}
    whole = ((-5.0, 5.0),) * (len(keys.names) - 1)
    yield "as many as the keys", "shape_keys", {"ranges": whole}
    yield "a range is none", "shape_keys", {"ranges": (*whole, (1.0, 1.0))}
    yield "a range is none", "shape_keys", {"ranges": (*whole, (0.0, 11.0))}
    yield "keys' ranges", "shape_keys", {"ranges": (*whole, (2.0, 3.0))}
    yield "fps", "motion", {"fps": 0.0}
    yield "fps", "motion", {"fps": 1e9}
    yield "quaternion", "motion", {"rotations": np.zeros_like(motion.rotations)}
    yield "equally long", "motion", {"rotations": motion.rotations[:0]}
    yield "root_translation", "motion", {"root_translation": with_one(motion.root_translation, 1e30)}
    long = {"root_translation": big(10**6, 3), "rotations": big(10**6, 3, 4), "shape_key_curves": big(10**6, 0)}
    yield "frames", "motion", long
    yield "(height, width, 4)", "", {"textures": {"albedo": big(8, 8, 3, dtype=np.uint8)}}
    yield "pixels", "", {"textures": {"albedo": big(20_000, 1, 4, dtype=np.uint8)}}
    yield "empty", "", {"textures": {"albedo": big(0, 5, 4, dtype=np.uint8)}}
    yield "too many", "", {"textures": {f"t{i}": big(1, 1, 4, dtype=np.uint8) for i in range(40)}}
    yield "too many", "", {"sliders": dict.fromkeys(many, 0.5)}
    yield "skin_tone", "", {"look": {"skin_tone": "dark"}}
    yield "hair_colour", "", {"look": {"hair_colour": [0.1, 0.2]}}
    yield "prompt", "provenance", {"request": {"prompt": ["hello"]}}


def broken_parts():
    """(what is wrong, part of a part, change): a part is looked at as strictly as the body."""
    part = random_avatar(parts=1).parts[0]
    mesh, skin, keys = part.mesh, part.skin, part.shape_keys
    yield "outside", "mesh", {"faces": with_one(mesh.faces, 10)}
    yield "outside", "mesh", {"uv_faces": with_one(mesh.uv_faces, 70)}
    yield "parallel", "mesh", {"uv_faces": mesh.uv_faces[:1]}
    yield "mesh.vertices", "mesh", {"vertices": with_one(mesh.vertices, 1e30)}
    yield "one row", "mesh", {"vertices": np.zeros((11, 3), np.float32)}
    yield "same vertex twice", "mesh", {"faces": with_one(mesh.faces, mesh.faces[0, 1])}
    yield "outside", "skin", {"bone_indices": with_one(skin.bone_indices, 3)}
    yield "weights", "skin", {"weights": skin.weights * np.float32(0.5)}
    yield "one row", "skin", {"weights": skin.weights[:-1]}
    yield "no key of the body", "shape_keys", {"names": ("browUp",)}
    yield "one row", "shape_keys", {"offsets": keys.offsets[:, :-1]}
    yield "offsets", "shape_keys", {"offsets": with_one(keys.offsets, 1e9)}
    yield "alpha_cutoff", "material", {"alpha_cutoff": 1.5}
    yield "roughness", "material", {"roughness": -1.0}
    yield "metallic", "material", {"metallic": 1.5}
    yield "(height, width, 4)", "", {"textures": {"albedo": big(8, 8, 3, dtype=np.uint8)}}
    yield "pixels", "", {"textures": {"albedo": big(20_000, 1, 4, dtype=np.uint8)}}
    yield "no name", "", {"name": "x" * 64}
    yield "no name", "", {"kind": ""}
    yield "second body", "", {"kind": "body"}
    yield "same name", "", {"name": "body"}


@pytest.mark.parametrize(("says", "of", "change"), list(broken_parts()))
def test_a_part_that_would_harm_a_scene_is_refused(says, of, change):
    avatar = random_avatar(parts=1)
    sound.check_avatar(avatar)
    (part,) = avatar.parts
    if of:
        change = {of: dataclasses.replace(getattr(part, of), **change)}
    with pytest.raises(BadRequest) as caught:
        sound.check_avatar(dataclasses.replace(avatar, parts=(dataclasses.replace(part, **change),)))
    assert says in caught.value.message


def broken_correctives():
    """(what is wrong, change) of shapes that go by the turns of bones."""
    own = corrected(toy_avatar()).correctives
    yield "not as many", {"bones": own.bones[:-1]}
    yield "not as many", {"names": (own.names[0], *own.names[:-1])}
    yield "key of the body", {"names": ("jawOpen", *own.names[1:])}
    yield "no bone", {"bones": ("tail", *own.bones[1:])}
    yield "same meshes", {"offsets": {"body": own.offsets["body"]}}
    fields = ("counts", "vertices", "offsets")
    yield "no mesh", {field: {"tail": getattr(own, field)["body"]} for field in fields}
    for field in fields:
        yield "are not (S,)", {field: {**getattr(own, field), "body": getattr(own, field)["body"].astype(np.float64)}}
    yield "counts", {"counts": {**own.counts, "body": with_one(own.counts["body"], 4)}}
    yield "counts", {"counts": {**own.counts, "body": with_one(with_one(own.counts["body"], -1), 15, 1)}}
    yield "outside", {"vertices": {**own.vertices, "shirt": with_one(own.vertices["shirt"], 24)}}
    yield "offsets", {"offsets": {**own.offsets, "body": with_one(own.offsets["body"], 1e9)}}
    yield "unit vector", {"axes": own.axes * np.float32(2)}
    yield "angles", {"angles": with_one(own.angles, 0.0)}
    yield "angles", {"angles": with_one(own.angles, 4.0)}


@pytest.mark.parametrize(("says", "change"), list(broken_correctives()))
def test_corrective_shapes_that_would_harm_a_scene_are_refused(says, change):
    avatar = corrected(toy_avatar())
    sound.check_avatar(avatar)
    with pytest.raises(BadRequest) as caught:
        sound.check_avatar(dataclasses.replace(avatar, correctives=dataclasses.replace(avatar.correctives, **change)))
    assert says in caught.value.message


def test_meshes_are_counted_together(monkeypatch):
    avatar = random_avatar(parts=2)
    monkeypatch.setattr(sound, "MAX_VERTICES", 60 + 10 + 11)
    sound.check_avatar(avatar)
    monkeypatch.setattr(sound, "MAX_VERTICES", 60 + 10 + 10)
    with pytest.raises(BadRequest, match="together"):
        sound.check_avatar(avatar)
    (part, _) = avatar.parts
    for parts in ((part, part), tuple(dataclasses.replace(part, name=f"n{i}") for i in range(sound.MAX_PARTS + 1))):
        with pytest.raises(BadRequest, match=r"same name|too many"):
            sound.check_avatar(dataclasses.replace(avatar, parts=parts))


def test_the_parts_of_a_drag_are_looked_at():
    def live(**parts):
        return LiveShapeResult(vertices=np.zeros((3, 3), np.float32), measurements={}, part_vertices=parts)

    check_result(live(hair=np.zeros((5, 3), np.float32)))
    for wrong in (np.zeros((5, 2), np.float32), np.zeros((5, 3)), np.zeros((0, 3), np.float32), np.full((5, 3), 1e9)):
        with pytest.raises(BadRequest, match="part_vertices"):
            check_result(live(hair=wrong))


@pytest.mark.parametrize(("says", "part", "change"), list(broken_avatars()))
def test_an_avatar_that_would_harm_a_scene_is_refused(says, part, change):
    avatar = random_avatar()
    if part:
        change = {part: dataclasses.replace(getattr(avatar, part), **change)}
    sound.check_avatar(avatar)
    with pytest.raises(BadRequest) as caught:
        sound.check_avatar(dataclasses.replace(avatar, **change))
    assert says in caught.value.message


def through_the_wire(event):
    return event_of(unpack([bytes(frame) for frame in event_frames(event)]))


@pytest.mark.parametrize(
    "change",
    [
        {"report": {"measurements": {"height": "tall"}}},
        {"report": {"measurements": 3}},
        {"report": {"warnings": [1]}},
        {"report": {"unknown_words": "abc"}},
        {"report": {"unknown_words": ["a" * 20_000]}},
    ],
)
def test_a_report_that_cannot_be_shown_is_refused(change):
    result = random_result()
    through_the_wire(Done(job_id="0" * 32, result=result))
    with pytest.raises(BadRequest):
        through_the_wire(Done(job_id="0" * 32, result=dataclasses.replace(result, **change)))


def test_results_and_events_are_checked_where_they_arrive():
    far = LiveShapeResult(vertices=np.full((4, 3), 1e30, np.float32), measurements={})
    none = LiveShapeResult(vertices=np.zeros((0, 3), np.float32), measurements={})
    unnamed = CheckExportResult(checks={"": "ok"})
    for result in (far, none, unnamed):
        with pytest.raises(BadRequest):
            through_the_wire(Done(job_id="0" * 32, result=result))
    for numbers in ({"fraction": 1e300}, {"fraction": -1.0}, {"fraction": 0.5, "eta_s": 1e300}):
        with pytest.raises(BadRequest):
            through_the_wire(Progress(job_id="0" * 32, stage="search", **numbers))
    with pytest.raises(BadRequest):
        through_the_wire(events.Warned(job_id="0" * 32, message="a" * 20_000))


def test_a_file_is_checked_by_the_same_rules(tmp_path, monkeypatch):
    from backend.protocol import avatar_file

    avatar = random_avatar()
    broken = dataclasses.replace(avatar, sliders={"": 0.5})
    with pytest.raises(BadRequest):
        avatar_file.save_avatar(tmp_path / "a.npz", broken)
    with monkeypatch.context() as patch:
        patch.setattr(avatar_file, "check_avatar", lambda avatar: None)
        avatar_file.save_avatar(tmp_path / "a.npz", broken)
    with pytest.raises(BadFile):
        avatar_file.load_avatar(tmp_path / "a.npz")
