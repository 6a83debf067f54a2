"""Changes to an avatar come back from wire and file as they were, and nothing broken is let in."""

import dataclasses
import zipfile

import numpy as np
import pytest
from random_avatar import random_avatar, same

from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.change_file import load_change, save_change
from backend.protocol.changes import (
    CHANGES,
    MotionResult,
    MovingMeshResult,
    ParametersResult,
    PosesResult,
    ShapeResult,
    TextureResult,
)
from backend.protocol.errors import BadFile, BadRequest
from backend.protocol.events import Done, event_frames, event_of
from backend.protocol.message import unpack
from backend.protocol.results import Avatar
from backend.protocol.sound_changes import check_change
from backend.protocol.table import CAPABILITIES, added

AVATAR = random_avatar(parts=1)


def changes(avatar: Avatar = AVATAR):
    told = {"avatar_id": avatar.avatar_id, "provenance": avatar.provenance, "report": {"warnings": ["toy"]}}
    assert avatar.motion is not None
    rig, pixels = avatar.rig, np.arange(4 * 4 * 4, dtype=np.uint8).reshape(4, 4, 4)
    waving = np.tile(avatar.mesh.vertices, (3, 1, 1)) + np.arange(3, dtype=np.float32)[:, None, None]
    return [
        MotionResult(**told, motion=avatar.motion, bone_names=rig.bone_names),
        PosesResult(
            **told,
            names=("1 words",),
            root_translation=avatar.motion.root_translation[:1],
            rotations=avatar.motion.rotations[:1],
            bone_names=rig.bone_names,
        ),
        TextureResult(**told, textures={"albedo": pixels, "normal": pixels}),
        ShapeResult(**told, sliders={"height": 0.75}),
        ParametersResult(**told, parameters={"betas": np.ones(10, np.float32), "pose": np.ones((2, 3), np.float32)}),
        MovingMeshResult(**told, name="cloth", fps=24.0, vertices=waving),
    ]


def lines():
    return [
        dataclasses.replace(CAPABILITIES["shape"], name=cls.__name__, result=f".changes:{cls.__name__}")
        for cls in CHANGES
    ]


each = pytest.mark.parametrize("change", changes(), ids=lambda change: type(change).__name__)


@each
def test_a_change_comes_back_from_the_wire(change):
    with added(lines()):
        frames = [bytes(frame) for frame in event_frames(Done(job_id="0" * 32, result=change))]
        assert same(event_of(unpack(frames)).result, change)


@each
def test_a_change_comes_back_from_its_file(tmp_path, change):
    save_change(tmp_path / "c.npz", change)
    assert same(load_change(tmp_path / "c.npz"), change)


def rewritten(path, name, edit):
    with zipfile.ZipFile(path) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = edit(members[name])
    with zipfile.ZipFile(path, "w") as archive:
        for each, data in members.items():
            archive.writestr(each, data)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("change.json.npy", b"cloth", b"Cloth"), ("vertices.npy", None, None), ("change.json.npy", b"Moving", b"Mowing")],
)
def test_one_wrong_byte_of_a_file_is_found(tmp_path, name, old, new):
    """zip's own sums are right in it, as in a file that a wrong program wrote."""
    save_change(tmp_path / "c.npz", changes()[-1])
    rewritten(tmp_path / "c.npz", name, lambda data: data.replace(old, new) if old else data[:-1] + b"\x00")
    with pytest.raises(BadFile, match=r"checksum differs|no change"):
        load_change(tmp_path / "c.npz")


def broken():
    motion, poses, texture, shape, parameters, moving = changes()
    turned = motion.motion.rotations * np.float32(2)
    yield motion, "quaternion", {"motion": dataclasses.replace(motion.motion, rotations=turned)}
    yield motion, "does not fit", {"bone_names": ("root", "spine")}
    yield (
        motion,
        "does not fit",
        {
            "key_names": ("a", "b"),
            "motion": dataclasses.replace(motion.motion, shape_key_curves=np.zeros((5, 3), np.float32)),
        },
    )
    yield motion, "same", {"bone_names": ("root", "root", "head")}
    yield motion, "no name", {"bone_names": ("root", "x" * 64, "head")}
    yield poses, "As many names", {"names": ("1 words", "2 words")}
    yield poses, "quaternion", {"rotations": poses.rotations * np.float32(0.5)}
    yield poses, "bones", {"bone_names": ("root", "spine")}
    yield texture, "no texture", {"textures": {}}
    yield texture, "(height, width, 4)", {"textures": {"albedo": np.zeros((4, 4, 3), np.uint8)}}
    yield texture, "pixels", {"textures": {"albedo": np.broadcast_to(np.uint8(0), (20_000, 1, 4))}}
    yield texture, "no name", {"part": "x\ny"}
    yield shape, "no number", {"sliders": {"height": 1e31}}
    yield parameters, "float32", {"parameters": {"betas": np.ones(3, np.int32)}}
    yield parameters, "outside", {"parameters": {"betas": np.full(3, 1e9, np.float32)}}
    yield parameters, "too many", {"parameters": {f"p{i}": np.ones(1, np.float32) for i in range(20_000)}}
    yield moving, "fps", {"fps": 0.0}
    yield moving, "frames", {"vertices": np.broadcast_to(np.float32(0), (5_000, 2, 3))}
    yield moving, "vertices", {"vertices": moving.vertices * np.float32(1e6)}
    yield shape, "report", {"report": {"warnings": 3}}
    yield shape, "prompt", {"provenance": dataclasses.replace(shape.provenance, request={"prompt": 1})}


@pytest.mark.parametrize(("change", "told", "wrong"), list(broken()))
def test_what_is_broken_is_refused(change, told, wrong):
    with pytest.raises(BadRequest) as error:
        check_change(dataclasses.replace(change, **wrong))
    assert told in str(error.value)


def test_names_of_keys_without_curves_are_no_motion():
    motion = changes()[0]
    assert isinstance(motion, MotionResult)
    bare = dataclasses.replace(motion.motion, shape_key_curves=motion.motion.shape_key_curves[:, :0])
    with pytest.raises(BadRequest, match="0 shape-key curves for 2 keys"):
        check_change(dataclasses.replace(motion, motion=bare, key_names=("one", "two")))


def test_a_change_where_an_avatar_is_asked_for_is_called_one(tmp_path):
    save_change(tmp_path / "c.npz", changes()[-1])
    with pytest.raises(BadFile, match=r"c\.npz holds a change, where an avatar is needed"):
        load_avatar(tmp_path / "c.npz")
    save_avatar(tmp_path / "a.npz", random_avatar())
    with pytest.raises(BadFile, match=r"a\.npz holds an avatar, where a change is needed"):
        load_change(tmp_path / "a.npz")
