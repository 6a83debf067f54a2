import dataclasses
import io
import json
import tracemalloc
import zipfile

import numpy as np
import pytest
from corrected_avatar import corrected
from random_avatar import random_avatar, same
from toy_avatar import toy_avatar

from backend.protocol import array_file
from backend.protocol.avatar_file import load_avatar, save_avatar
from backend.protocol.errors import BadFile, BadRequest


@pytest.mark.parametrize("options", [{}, {"motion": False}, {"keys": 0}, {"parts": 2}])
def test_an_avatar_comes_back_from_its_file(tmp_path, options):
    avatar = random_avatar(3, **options)
    save_avatar(tmp_path / "a.npz", avatar)
    assert same(load_avatar(tmp_path / "a.npz"), avatar)
    assert [f.name for f in tmp_path.iterdir()] == ["a.npz"]


def test_arrays_have_their_own_names(tmp_path):
    avatar = random_avatar()
    save_avatar(tmp_path / "a.npz", avatar)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as contents:
        assert (contents["mesh.vertices"] == avatar.mesh.vertices).all()
        assert (contents["textures.albedo"] == avatar.textures["albedo"]).all()


def header_of(path):
    with np.load(path, allow_pickle=False) as contents:
        return json.loads(contents["avatar.json"].tobytes())


def test_an_avatar_of_one_mesh_is_in_the_format_that_older_programs_read(tmp_path):
    save_avatar(tmp_path / "one.npz", random_avatar())
    save_avatar(tmp_path / "parts.npz", random_avatar(parts=1))
    one, parts = header_of(tmp_path / "one.npz"), header_of(tmp_path / "parts.npz")
    assert one["format"] == 1 and "parts" not in one["avatar"]
    assert parts["format"] == 2 and "parts[0].mesh.vertices" in parts["names"]


def test_corrective_shapes_come_back_and_are_told_by_the_format(tmp_path):
    avatar = corrected(toy_avatar())
    save_avatar(tmp_path / "a.npz", avatar)
    assert header_of(tmp_path / "a.npz")["format"] == 4
    assert same(load_avatar(tmp_path / "a.npz"), avatar)


def saved(tmp_path):
    save_avatar(tmp_path / "good.npz", random_avatar())
    with zipfile.ZipFile(tmp_path / "good.npz") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(tmp_path, members):
    with zipfile.ZipFile(tmp_path / "bad.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return tmp_path / "bad.npz"


def npy(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def refused(path):
    with pytest.raises(BadFile) as caught:
        load_avatar(path)
    assert caught.value.hint and str(path) in caught.value.message


def test_every_missing_part_is_refused(tmp_path):
    members = saved(tmp_path)
    for name in members:
        refused(rewritten(tmp_path, {n: d for n, d in members.items() if n != name}))


def test_a_file_cut_anywhere_is_refused(tmp_path):
    saved(tmp_path)
    data = (tmp_path / "good.npz").read_bytes()
    for length in np.linspace(0, len(data) - 1, 40).astype(int):
        (tmp_path / "bad.npz").write_bytes(data[:length])
        refused(tmp_path / "bad.npz")


def test_a_file_with_flipped_bytes_is_refused_or_whole(tmp_path):
    saved(tmp_path)
    data = (tmp_path / "good.npz").read_bytes()
    random = np.random.default_rng(0)
    for _ in range(150):
        broken = bytearray(data)
        broken[random.integers(len(data))] ^= int(random.integers(1, 256))
        (tmp_path / "bad.npz").write_bytes(broken)
        try:
            assert same(load_avatar(tmp_path / "bad.npz"), random_avatar())
        except BadFile as error:
            assert error.hint


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x93NUMPY"])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "x.npz").write_bytes(content)
    refused(tmp_path / "x.npz")
    refused(tmp_path)
    refused(tmp_path / "absent.npz")


def test_pickles_are_never_loaded(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("the pickle was loaded",))

    trap = npy(np.array([Trap()], object), allow_pickle=True)
    refused(rewritten(tmp_path, {**saved(tmp_path), "mesh.vertices.npy": trap}))
    refused(rewritten(tmp_path, {**saved(tmp_path), "avatar.json.npy": trap}))


def test_a_file_that_unpacks_too_large_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(array_file, "MAX_MESSAGE_BYTES", 8 << 20)
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in saved(tmp_path).items():
            archive.writestr(name, data)
        archive.writestr("one.npy", bytes(9 << 20))
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match="unpack to more than 8 MB"):
            load_avatar(path)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("mesh", {"faces": np.full((40, 4), 60, np.int32)}),
        ("mesh", {"faces": np.full((40, 4), -1, np.int32)}),
        ("mesh", {"uv_faces": np.full((40, 4), 70, np.int32)}),
        ("rig", {"bone_indices": np.full((60, 4), 3, np.int32)}),
        ("rig", {"parents": np.array([-1, 2, 1], np.int32)}),
        ("rig", {"bone_names": ("root", "spine")}),
        ("rig", {"bone_names": ("root", "spine", "spine")}),
        ("shape_keys", {"names": ("a",)}),
        ("motion", {"root_translation": np.zeros((0, 3), np.float32)}),
    ],
)
def test_an_avatar_that_does_not_hold_together_is_not_saved(tmp_path, part, change):
    avatar = random_avatar()
    broken = dataclasses.replace(avatar, **{part: dataclasses.replace(getattr(avatar, part), **change)})
    with pytest.raises(BadRequest):
        save_avatar(tmp_path / "a.npz", broken)
    assert list(tmp_path.iterdir()) == []


def test_one_array_that_is_named_many_times_is_unpacked_once(tmp_path):
    members = saved(tmp_path)
    header = json.loads(np.load(io.BytesIO(members["avatar.json.npy"])).tobytes())
    header["names"] = [header["names"][0]] * 40
    refused(
        rewritten(tmp_path, {**members, "avatar.json.npy": npy(np.frombuffer(json.dumps(header).encode(), np.uint8))})
    )


def test_an_array_that_claims_more_than_it_holds_takes_no_memory(tmp_path):
    members = saved(tmp_path)
    claim = npy(np.zeros((1, 3), np.float32)).replace(b"(1, 3)", b"(1000000000, 3)")
    tracemalloc.start()
    refused(rewritten(tmp_path, {**members, "mesh.vertices.npy": claim}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 24


def test_two_members_of_one_name_are_refused(tmp_path):
    members = saved(tmp_path)
    path = rewritten(tmp_path, members)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("mesh.vertices.npy", members["mesh.vertices.npy"])
    refused(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_numpy_does_not_write_is_refused(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "bad.npz", "w", method) as archive:
        for name, data in saved(tmp_path).items():
            archive.writestr(name, data)
    refused(tmp_path / "bad.npz")


def test_a_list_of_members_without_end_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "bad.npz", "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number:060}.npy", b"")
    with pytest.raises(BadFile, match="too long"):
        load_avatar(tmp_path / "bad.npz")
