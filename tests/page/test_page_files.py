"""What the page saves and compares: OBJ as others read it, free names, distances in millimetres."""

import dataclasses
from typing import Any

import numpy as np
import pytest
import trimesh
from toy_avatar import toy_avatar

from backend.cli import main
from backend.page import saving, truth
from backend.page.meshes import drawn, inset, textured
from backend.page.told import picture_of
from backend.protocol.avatar_file import save_avatar
from backend.protocol.errors import BadFile, BadRequest


@pytest.fixture(scope="module")
def avatar():
    return toy_avatar()


def test_an_obj_has_every_vertex_and_face_in_its_order(avatar, tmp_path):
    save_avatar(tmp_path / "avatar.npz", avatar)
    assert main(["export", str(tmp_path / "avatar.npz"), str(tmp_path / "toy.obj")]) == 0
    lines = (tmp_path / "toy.obj").read_text().splitlines()
    points = np.array([line.split()[1:] for line in lines if line.startswith("v ")], float)
    keys = avatar.shape_keys
    x, y, z = (avatar.mesh.vertices + np.tensordot(keys.values, keys.offsets, 1)).T  # the face as it is seen
    assert np.allclose(points, np.stack([x, z, -y], axis=1), atol=1e-6)
    faces = [[int(corner.split("/")[0]) - 1 for corner in line.split()[1:]] for line in lines if line[:2] == "f "]
    assert faces == avatar.mesh.faces.tolist()
    read: Any = trimesh.load(tmp_path / "toy.obj", force="mesh")
    assert np.allclose(read.bounds[:, 1], (z.min(), z.max()), atol=1e-5)
    assert read.visual.material.image.size == avatar.textures["albedo"].shape[:2]


def test_a_glb_of_the_page_stands_where_the_vertices_do(avatar):
    mesh = drawn(avatar.all_parts[0])
    moved = avatar.mesh.vertices * 1.5
    scene = trimesh.load(trimesh.util.wrap_as_stream(textured([(mesh, moved)])), file_type="glb")
    assert np.allclose(scene.bounds, [moved.min(axis=0), moved.max(axis=0)], atol=1e-5)
    assert b'"sampler":0' in textured([(mesh, moved)]) and b'"wrapS":33071' in textured([(mesh, moved)])
    inside = inset(moved, mesh.triangles, 0.002)
    assert np.abs(np.linalg.norm(inside - moved, axis=1) - 0.002).max() < 1e-5
    assert np.ptp(inside[:, 2]) < np.ptp(moved[:, 2])


def test_nothing_that_was_saved_is_written_over(tmp_path):
    for expected in ("figure", "figure-2", "figure-3"):
        assert saving.free_stem(tmp_path, "figure", "npz") == expected
        (tmp_path / f"{expected}.npz").touch()
    assert "/" not in saving.plain_name("../../a/b: c") and saving.plain_name(" .. ") == "figure"
    (tmp_path / "Long legs.obj").touch()  # whose .mtl has no blank
    assert saving.free_stem(tmp_path, "long_legs", "obj") == "long_legs-2"


def test_distances_to_the_truth_are_those_of_its_vertices(avatar, tmp_path):
    save_avatar(tmp_path / "truth.npz", avatar)
    known = truth.truth_of("t", truth.checked_truth(tmp_path / "truth.npz", avatar))
    told = truth.told(known, known.vertices + np.array((0.003, 0.0, 0.004), np.float32))
    assert told.mean == pytest.approx(5.0, abs=1e-3) and told.worst == pytest.approx(5.0, abs=1e-3)
    assert truth.told(known, known.vertices).worst == 0.0


def test_a_truth_of_another_mesh_gets_one_sentence(avatar, tmp_path):
    faces = avatar.mesh.faces[:, ::-1].copy()
    other = dataclasses.replace(avatar, mesh=dataclasses.replace(avatar.mesh, faces=faces))
    save_avatar(tmp_path / "other.npz", other)
    with pytest.raises(BadRequest, match="of another mesh"):
        truth.checked_truth(tmp_path / "other.npz", avatar)
    (tmp_path / "none.npz").write_bytes(b"no avatar")
    with pytest.raises(BadFile):
        truth.checked_truth(tmp_path / "none.npz", avatar)


def test_a_photo_that_is_none_is_refused():
    with pytest.raises(BadFile, match="no picture"):
        picture_of("photo.png", b"\x89PNG but no more")
