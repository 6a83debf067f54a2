"""The readers against damaged files, and against a glTF file written by hand."""

import dataclasses
import io
import json
import struct
import tracemalloc

import numpy as np
import pytest
from PIL import Image
from test_compare import faithful
from toy_avatar import toy_avatar

from backend.capabilities.exchange.check import check_export
from backend.capabilities.exchange.compare import compare
from backend.capabilities.exchange.contents import check_sound
from backend.capabilities.exchange.read_glb import read_glb
from backend.protocol.errors import BadFile


def glb(tree: dict, binary: bytes) -> bytes:
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def two_bones() -> bytes:
    """A triangle on two bones, the second turning by a quarter about X within a second, with one sparse key."""
    parts: list[tuple[bytes, dict]] = []

    def put(array, kind, **more):
        parts.append((np.ascontiguousarray(array).tobytes(), {"count": len(array), "type": kind, **more}))
        return len(parts) - 1

    inverse = np.tile(np.eye(4, dtype="<f4"), (2, 1, 1))
    inverse[1, 1, 3] = -1.0
    place = put(np.array([(0, 0, 0), (1, 0, 0), (0, 1, 2)], "<f4"), "VEC3", componentType=5126)
    joints = put(np.array([(0, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0)], "<u1"), "VEC4", componentType=5121)
    weights = put(np.array([(1, 0, 0, 0), (0.25, 0.75, 0, 0), (1, 0, 0, 0)], "<f4"), "VEC4", componentType=5126)
    corners = put(np.array([0, 1, 2], "<u2"), "SCALAR", componentType=5123)
    bind = put(inverse.transpose(0, 2, 1), "MAT4", componentType=5126)
    times = put(np.array([0, 1], "<f4"), "SCALAR", componentType=5126)
    turns = put(np.array([(0, 0, 0, 1), (0.5**0.5, 0, 0, 0.5**0.5)], "<f4"), "VEC4", componentType=5126)
    row, step = put(np.array([2], "<u2"), "SCALAR"), put(np.array([(0, 0.5, 0)], "<f4"), "VEC3")
    binary, views, accessors = b"", [], []
    for index, (data, accessor) in enumerate(parts):
        binary += b"\0" * (-len(binary) % 4)
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(data)})
        accessors.append({"bufferView": index, **accessor})
        binary += data
    sparse = {"count": 1, "indices": {"bufferView": row, "componentType": 5123}, "values": {"bufferView": step}}
    accessors.append({"count": 3, "type": "VEC3", "componentType": 5126, "sparse": sparse})
    attributes = {"POSITION": place, "JOINTS_0": joints, "WEIGHTS_0": weights}
    return glb(
        {
            "nodes": [
                {"name": "holder", "mesh": 0, "skin": 0, "extras": {"galatea_avatar_id": "abc", "other": 1}},
                {"name": "upper", "translation": [0, 1, 0]},
                {"name": "lower", "children": [1]},
            ],
            "meshes": [
                {
                    "primitives": [{"attributes": attributes, "indices": corners, "targets": [{"POSITION": 9}]}],
                    "extras": {"targetNames": ["jawOpen"]},
                }
            ],
            "skins": [{"joints": [2, 1], "inverseBindMatrices": bind}],
            "animations": [
                {
                    "channels": [{"sampler": 0, "target": {"node": 1, "path": "rotation"}}],
                    "samplers": [{"input": times, "output": turns}],
                }
            ],
            "bufferViews": views,
            "accessors": accessors,
        },
        binary,
    )


def test_a_file_written_by_hand_is_understood():
    found = read_glb(two_bones(), [0.0, 1.0])
    assert found.bone_names == ("lower", "upper") and found.bone_parents == ("", "lower")
    assert found.vertices.tolist() == [[0, 0, 0], [1, 0, 0], [0, -2, 1]]
    assert found.rest_matrices[1, :3, 3].tolist() == [0, 0, 1]
    assert found.rest_matrices[1, :3, 1].tolist() == [0, 0, 1]
    entries = sorted(zip(found.weight_vertices, found.weight_bones, found.weights, strict=True))
    assert entries == [(0, 0, 1.0), (1, 0, 0.25), (1, 1, 0.75), (2, 1, 1.0)]
    assert found.key_names == ("jawOpen",)
    assert found.key_offsets[0].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 0.5]]
    assert found.properties == {"galatea_avatar_id": "abc"}
    assert found.clip_seconds == (0.0, 1.0)
    assert np.allclose(found.sample_matrices[0], found.rest_matrices)
    # a quarter about X takes Y to Z, which in the world is forward
    assert np.allclose(found.sample_matrices[1, 1, :3, 1], (0, -1, 0), atol=1e-6)


def test_a_glb_cut_anywhere_is_refused_in_one_sentence():
    whole = two_bones()
    for end in range(0, len(whole) - 4, 37):
        with pytest.raises(BadFile, match="damaged"):
            read_glb(whole[:end], [0.0])


def test_mutated_files_are_read_or_refused_and_nothing_else():
    whole, rng = two_bones(), np.random.default_rng(1)
    refused = 0
    for _ in range(3000):
        bytes_ = bytearray(whole)
        for at in rng.integers(12, len(whole), rng.integers(1, 6)):
            bytes_[at] = rng.integers(32, 127)
        try:
            check_sound(read_glb(bytes(bytes_), [0.0, 0.5]))
        except BadFile:
            refused += 1
    assert 500 < refused < 3000


@pytest.mark.parametrize("field", ["vertices", "weights", "key_offsets", "sample_keys", "rest_matrices"])
def test_numbers_that_are_none_never_pass(field):
    avatar = toy_avatar(motion=True)
    found = faithful(avatar)
    spoiled = getattr(found, field).astype(float).copy()
    spoiled[(2,) * spoiled.ndim if spoiled.ndim < 3 else (2, 2, 1)] = np.nan
    assert set(compare(avatar, dataclasses.replace(found, **{field: spoiled})).values()) != {"ok"}


@pytest.mark.parametrize("kind", ["fbx", "glb"])
@pytest.mark.parametrize("content", [b"", b"not a model", b"Kaydara FBX Binary  \x00\x1a\x00" + bytes(200)])
def test_what_is_no_model_fails_the_file_check(kind, content):
    checks = check_export(content, kind, toy_avatar())
    assert list(checks) == ["file"]
    assert "Export it again." in checks["file"]


@pytest.mark.parametrize(
    "change",
    [
        {"count": 50_000_000},
        {"count": 2**60},
        {"count": -1},
    ],
)
def test_an_array_that_is_larger_than_any_figure_takes_no_memory(change):
    whole = two_bones()
    length = struct.unpack_from("<I", whole, 12)[0]
    tree = json.loads(whole[20 : 20 + length])
    tree["accessors"][0] = {**tree["accessors"][0], **change}
    del tree["accessors"][0]["bufferView"]
    tracemalloc.start()
    with pytest.raises(BadFile) as caught:
        read_glb(glb(tree, whole[28 + length :]), [0.0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.hint and peak < 1 << 22


def test_a_picture_of_another_size_is_told_before_it_is_unpacked():
    avatar = toy_avatar()
    bomb = io.BytesIO()
    Image.new("RGB", (9000, 9000)).save(bomb, "PNG")
    found = dataclasses.replace(faithful(avatar), texture=bomb.getvalue())
    tracemalloc.start()
    told = compare(avatar, found)["texture"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "9000 x 9000" in told and peak < 1 << 25


@pytest.mark.parametrize(
    "tree",
    [
        {"nodes": [{}] * 10_001},
        {"skins": [{"joints": [0] * 1001}] * 2},
        {"animations": [{"channels": [{}] * 2501}] * 2},
        {"meshes": [{"primitives": [{"targets": [{}] * 2001}]}]},
    ],
    ids=lambda tree: next(iter(tree)),
)
def test_more_than_any_figure_has_is_refused_before_it_is_read(tree):
    with pytest.raises(BadFile, match="more than the"):
        read_glb(glb({"asset": {"version": "2.0"}, **tree}, b""), [0.0])
