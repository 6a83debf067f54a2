"""The baked Anny body is the library's, stands as promised, and measures like people do."""

import importlib.util
import os

import numpy as np
import pytest
import torch
from anny_reference import FILE, RIGS, library_figures, load_library, random_inputs, rotation_matrices, slider_values

from assets import asset
from backend.body import (
    expression_offsets,
    load_body,
    measure,
    orient,
    parameter_vector,
    rest,
    rest_shape,
    skin,
)
from backend.body.anny import load
from backend.protocol.errors import BadFile
from backend.protocol.sliders import ARKIT_52, PHENOTYPES

TENTH_OF_A_MILLIMETRE = 1e-4


@pytest.fixture(scope="module")
def body():
    return load_body("anny")


@pytest.fixture(scope="module")
def source():
    """The body without what it does otherwise than the library."""
    return load(source_rows=True)


def our_figures(body, rig, sliders, turns):
    """Rest and posed vertices for the reference's inputs: a world rotation G of a bone M is Mᵀ G M in its own frame."""
    vertices, heads, tails = rest(body, rig, torch.from_numpy(slider_values(sliders)).float())
    matrices = orient(body.rigs[rig], heads, tails)
    frames = matrices[..., :3, :3]
    rotations = frames.transpose(-1, -2) @ rotation_matrices(turns).float() @ frames
    return vertices, skin(body, rig, vertices, matrices, rotations)


def largest_distance(ours, theirs):
    return float((ours - theirs).norm(dim=-1).max())


@pytest.mark.parametrize("rig", RIGS)
def test_agrees_with_the_library_on_200_recorded_figures(source, rig):
    with np.load(FILE) as file:
        data = {name.removeprefix(f"{rig}_"): file[name] for name in file.files if name.startswith(rig)}
    assert len(data["sliders"]) == 100
    at = torch.searchsorted(source.tables["base_vertices"], torch.from_numpy(data["base_vertices"].astype(np.int64)))
    with torch.inference_mode():
        for part in np.array_split(np.arange(100), 10):
            vertices, posed = our_figures(source, rig, data["sliders"][part], data["turns"][part])
            assert largest_distance(vertices[:, at], torch.from_numpy(data["rest"][part])) < TENTH_OF_A_MILLIMETRE
            assert largest_distance(posed[:, at], torch.from_numpy(data["posed"][part])) < TENTH_OF_A_MILLIMETRE


@pytest.mark.skipif(importlib.util.find_spec("anny") is None, reason="the library anny is not installed")
@pytest.mark.skipif("ANNY_CACHE_DIR" not in os.environ, reason="ANNY_CACHE_DIR names no folder for 1 GB of its files")
@pytest.mark.filterwarnings("ignore")
def test_agrees_with_the_library_itself_on_every_vertex(source):
    model = load_library("anny")
    sliders, turns = random_inputs(len(model.local_change_labels), len(model.bone_labels), 8, seed=77)
    at = torch.searchsorted(source.tables["base_vertices"], model.base_mesh_vertex_indices)
    with torch.inference_mode():
        theirs = library_figures(model, sliders, turns)
        ours = our_figures(source, "anny", sliders, turns)
    for one, other in zip(ours, theirs, strict=True):
        assert largest_distance(one[:, at], other) < TENTH_OF_A_MILLIMETRE


def test_offers_every_slider_by_its_protocol_name(body):
    groups = {g: tuple(p.name for p in body.parameters if p.group == g) for g in ("phenotype", "expression", "local")}
    assert groups["phenotype"] == PHENOTYPES
    assert groups["expression"] == ARKIT_52 == body.expression_names
    assert len(groups["local"]) == 254
    labels = [p.label for p in body.parameters]
    assert len(set(labels)) == len(labels)


def test_every_expression_moves_its_own_part_of_the_face(body):
    offsets = expression_offsets(body, parameter_vector(body, {}))
    neutral = rest_shape(body, parameter_vector(body, {}))[0]
    head = torch.zeros(body.vertex_count, dtype=torch.bool)
    for region in ("head", "mouth_cavity", "eye_socket_left", "eye_socket_right"):
        head[torch.from_numpy(body.regions[region])] = True
    strength = offsets.norm(dim=-1)
    assert float(strength[:, ~head].max()) < 0.012, "the neck follows the jaw, nothing below moves"
    assert float(strength.amax(dim=1).min()) > 0.001
    for i, name in enumerate(ARKIT_52):
        side = torch.where(strength[i] > 0.5 * strength[i].max(), neutral[:, 0], torch.nan).nanmean()
        if name.endswith("Left") and name not in ("jawLeft", "mouthLeft"):
            assert side > 0, name  # the figure faces -Y, so its left is +X
        elif name.endswith("Right") and name not in ("jawRight", "mouthRight"):
            assert side < 0, name
    index = {name: i for i, name in enumerate(ARKIT_52)}
    assert float(offsets[index["jawOpen"], torch.from_numpy(body.regions["teeth_lower"]), 2].max()) < -0.005
    assert float(offsets[index["tongueOut"], torch.from_numpy(body.regions["tongue"]), 1].min()) < -0.01
    assert float(offsets[index["jawLeft"], torch.from_numpy(body.regions["teeth_lower"]), 0].mean()) > 0


def test_expression_offsets_are_what_the_sliders_add(body):
    base = {"age": 0.2, "gender": 1.0}
    sliders = {"mouthSmileLeft": 0.7, "jawOpen": 0.4}
    neutral = rest_shape(body, parameter_vector(body, base))
    smiling = rest_shape(body, parameter_vector(body, base | sliders))
    offsets = expression_offsets(body, parameter_vector(body, base))
    added = sum(value * offsets[ARKIT_52.index(name)] for name, value in sliders.items())
    torch.testing.assert_close(smiling[0], neutral[0] + added, atol=1e-6, rtol=0)


def test_figures_stand_on_the_ground_and_face_minus_y(body):
    generator = torch.Generator().manual_seed(3)
    sliders = {name: torch.rand(8, generator=generator) for name in PHENOTYPES}
    vertices, heads, _ = rest(body, "mixamo", parameter_vector(body, sliders, batch=8))
    assert float(vertices[..., 2].amin(dim=1).abs().max()) < 1e-6
    nose = vertices[:, torch.from_numpy(body.regions["eyes"]), 1].mean(dim=1)
    back = vertices[:, torch.from_numpy(body.regions["head"]), 1].amax(dim=1)
    assert bool((nose < back - 0.05).all())
    left = heads[:, body.rigs["mixamo"].bone_names.index("mixamorig:LeftHand"), 0]
    assert bool((left > 0.1).all())


def test_rest_matrices_are_blender_bones(body):
    generator = torch.Generator().manual_seed(4)
    sliders = {name: torch.rand(6, generator=generator) for name in PHENOTYPES}
    parameters = parameter_vector(body, sliders, batch=6)
    for rig in body.rigs:
        _, heads, tails = rest(body, rig, parameters)
        matrices = orient(body.rigs[rig], heads, tails)
        frames = matrices[..., :3, :3]
        eye = torch.eye(3).expand_as(frames)
        torch.testing.assert_close(frames @ frames.transpose(-1, -2), eye, atol=1e-5, rtol=0)
        assert bool((torch.linalg.det(frames) > 0.99).all())
        length = (tails - heads).norm(dim=-1, keepdim=True)
        assert float(length.min()) > 0.001
        torch.testing.assert_close(heads + frames[..., 1] * length, tails, atol=1e-5, rtol=0)
        spread = 1 - (frames[..., 0] * frames[:1, :, :, 0]).sum(dim=-1)
        assert float(spread.max()) < 0.3, "the roll hardly changes from shape to shape"


def test_polygons_and_triangles_are_one_surface(body):
    triangles = {frozenset(t) for t in body.faces.tolist()}
    assert len(triangles) == 2 * len(body.polygons)
    assert all(frozenset((a, b, c)) in triangles or frozenset((a, b, d)) in triangles for a, b, c, d in body.polygons)
    corner = {}
    for face, uv in zip(body.polygons.reshape(-1), body.uv_polygons.reshape(-1), strict=True):
        corner.setdefault(int(face), set()).add(int(uv))
    assert all(int(t) in corner[int(v)] for v, t in zip(body.faces.flatten(), body.uv_faces.flatten(), strict=True))
    assert float(body.uvs.min()) >= 0 and float(body.uvs.max()) <= 1


def test_measurements_are_those_of_people(body):
    people = {
        "man": {"gender": 0.0},
        "woman": {"gender": 1.0},
        "heavy": {"weight": 1.0},
        "thin": {"weight": 0.0},
        "tall": {"height": 0.8},
        "child": {"age": 1 / 3},
        "newborn": {"age": -1 / 3},
    }
    measured = {name: measure(body, rest_shape(body, parameter_vector(body, s))) for name, s in people.items()}
    assert set(measured["man"]) == {"height", "waist", "hips", "chest", "arm", "mass", "bmi"}
    value = {name: {key: float(m) for key, m in ms.items()} for name, ms in measured.items()}
    assert 1.6 < value["woman"]["height"] < value["man"]["height"] < 1.95
    assert 50 < value["woman"]["mass"] < value["man"]["mass"] < 95
    assert 0.6 < value["woman"]["waist"] < value["woman"]["hips"] < 1.1
    assert value["man"]["waist"] / value["man"]["hips"] > value["woman"]["waist"] / value["woman"]["hips"]
    assert value["thin"]["bmi"] < value["heavy"]["bmi"]
    assert value["thin"]["chest"] < value["heavy"]["chest"]
    assert value["tall"]["height"] > value["man"]["height"]
    assert 1.2 < value["child"]["height"] < 1.6 and 20 < value["child"]["mass"] < 45
    assert 0.45 < value["newborn"]["height"] < 0.55 and 2.5 < value["newborn"]["mass"] < 4.5
    assert all(v["chest"] > 0.8 * v["waist"] and v["hips"] > 0.8 * v["waist"] for v in value.values())


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "changed", "array", "other"])
def test_a_broken_file_is_named_with_what_to_do(tmp_path, damage):
    path = tmp_path / "body.npz"
    whole = asset("anny", "body.npz").read_bytes()
    if damage == "empty":
        path.touch()
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "changed":
        path.write_bytes(whole[:5_000_000] + bytes(1000) + whole[5_001_000:])
    elif damage == "array":
        with path.open("wb") as stream:
            np.save(stream, np.zeros(3))
    elif damage == "other":
        np.savez(path, header=np.frombuffer(b"{}", dtype=np.uint8))
    with pytest.raises(BadFile, match=r"body\.npz") as caught:
        load(path)
    assert "galatea bake anny" in caught.value.hint


@pytest.mark.parametrize("name", ["corrections.json", "face.npz"])
def test_a_broken_file_beside_the_body_s_is_named_too(tmp_path, monkeypatch, name):
    for file in ("body.npz", "corrections.json", "face.npz"):
        (tmp_path / file).write_bytes(b"{}" if file == name else asset("anny", file).read_bytes())
    monkeypatch.setattr("backend.body.anny.asset", lambda *path: tmp_path / path[-1])
    with pytest.raises(BadFile, match=name):
        load()
