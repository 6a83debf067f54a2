"""The stand-ins for SMPL and FLAME: what each coefficient, joint and pose does is known in advance."""

import numpy as np
import pytest
import torch

from backend.body import (
    expression_offsets,
    joints,
    load_body,
    measure,
    parameter_vector,
    rest,
    rest_matrices,
    rest_shape,
    skin,
)


@pytest.fixture(scope="module")
def person():
    return load_body("toy-smpl")


@pytest.fixture(scope="module")
def head():
    return load_body("toy-flame")


@pytest.fixture(params=["toy-smpl", "toy-flame"])
def body(request):
    return load_body(request.param)


def shaped(body, **sliders):
    return rest_shape(body, parameter_vector(body, {name.replace("__", "-"): v for name, v in sliders.items()}))[0]


def turned(body, bone, axis, degrees):
    """(1, J, 3, 3) one bone turned about a world axis."""
    rig = next(iter(body.rigs.values()))
    vector = torch.zeros(3)
    vector["xyz".index(axis)] = np.radians(degrees)
    x, y, z = vector
    zero = torch.tensor(0.0)
    rows = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero]).view(3, 3)
    turns = torch.eye(3).repeat(1, len(rig.bone_names), 1, 1)
    turns[0, rig.bone_names.index(bone)] = torch.linalg.matrix_exp(rows)
    return turns


def test_each_is_small_closed_and_outward(body):
    assert 60 <= body.vertex_count <= 300 and body.polygons.shape[1] == 3
    edges = body.polygons[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    there, back = {tuple(e) for e in edges.tolist()}, {tuple(e[::-1]) for e in edges.tolist()}
    assert len(there) == len(edges) and there == back, "each edge has a face on both sides"
    assert float(shaped(body)[:, 2].min()) == pytest.approx(0.0, abs=1e-6)


def test_joints_are_means_of_the_shaped_vertices(person):
    rig = person.rigs["smpl"]
    for sliders in ({}, {"beta_0": 3.0, "beta_2": -4.0, "beta_4": 5.0}):
        vertices, heads, tails = rest(person, "smpl", parameter_vector(person, sliders))
        for regressor, places in ((rig.head_regressor, heads), (rig.tail_regressor, tails)):
            assert torch.allclose(regressor.sum(dim=1), torch.ones(24))
            torch.testing.assert_close(places[0], regressor @ vertices[0], atol=1e-6, rtol=0)
    plain, longer = (joints(person, "smpl", parameter_vector(person, {"beta_2": b}))[0][0] for b in (0.0, 5.0))
    hip, knee = (rig.bone_names.index(f"left_{name}") for name in ("hip", "knee"))
    # the leg is 3 % longer for each unit, and so is the thigh
    assert float((longer[hip] - longer[knee])[2] / (plain[hip] - plain[knee])[2]) == pytest.approx(1.15, abs=1e-4)


def test_coefficients_do_what_the_module_says(person, head):
    tall = measure(person, shaped(person, beta_0=3.0)[None])["height"]
    assert float(tall) == pytest.approx(1.73 * 1.06, abs=1e-5)
    assert measure(head, shaped(head)[None]).keys() == {"height", "width", "depth"}, "a head has no waist and no mass"
    wide, plain = (measure(head, shaped(head, shape_1=s)[None])["width"] for s in (-5.0, 0.0))
    assert float(wide / plain) == pytest.approx(0.85, abs=1e-5)
    assert float(shaped(head, neck__length=1.0)[:, 2].max() - shaped(head)[:, 2].max()) == pytest.approx(0.01, abs=1e-6)


def test_bones_have_no_direction_and_an_end(body):
    name, rig = next(iter(body.rigs.items()))
    matrices = rest_matrices(body, name, parameter_vector(body, {}))
    assert torch.equal(matrices[0, :, :3, :3], torch.eye(3).expand(len(rig.bone_names), 3, 3))
    heads, tails = joints(body, name, parameter_vector(body, {}))
    assert float((tails - heads).norm(dim=-1).min()) > 0.01
    assert torch.allclose(tails[0, 0, 0], torch.tensor(0.0), atol=1e-6), "the root is of neither side"


def test_pose_moves_the_skin_before_it_is_bent(person):
    rig = person.rigs["smpl"]
    parameters = parameter_vector(person, {})
    vertices, matrices = rest_shape(person, parameters), rest_matrices(person, "smpl", parameters)
    for bone, axis, degrees, place, sign in (
        ("left_knee", "x", 90, 1, -1), ("right_elbow", "z", 60, 1, 1), ("left_shoulder", "y", 45, 2, 1),
    ):  # fmt: skip
        turns = turned(person, bone, axis, degrees)
        bends = (turns[:, 1:] - torch.eye(3)).flatten(1)
        moved = (bends @ rig.pose_correctives).view(-1, 3)
        ring = rig.head_regressor[rig.bone_names.index(bone)] > 0
        wanted = torch.zeros(3)
        wanted[place] = sign * 0.02 * (1 - np.cos(np.radians(degrees)))
        torch.testing.assert_close(moved[ring], wanted.expand(int(ring.sum()), 3), atol=1e-6, rtol=0)
        assert not moved[~ring].any()
        bent = skin(person, "smpl", vertices, matrices, turns)
        assert float((bent - vertices)[0, ring].norm(dim=-1).max()) > 0.01


def test_expressions_move_the_skin_both_ways_and_no_joint(head):
    plain = parameter_vector(head, {})
    for value in (-4.0, 4.0):
        vertices, heads, _ = rest(head, "flame", parameter_vector(head, {"expression_0": value}))
        moved = (vertices - rest_shape(head, plain))[0]
        assert float(moved[:, 2].abs().max()) == pytest.approx(0.012, abs=1e-6)
        assert float(moved.sum()) * value < 0, "down with a positive value, up with a negative one"
        torch.testing.assert_close(heads, joints(head, "flame", plain)[0])


def test_expressions_may_stand_anywhere_among_the_parameters(head):
    names = [p.name for p in head.parameters]
    assert [names[i] for i in head.expression_columns] == list(head.expression_names)
    assert np.diff(head.expression_columns.numpy()).max() > 1
    offsets = expression_offsets(head, parameter_vector(head, {"expression_1": 2.0, "shape_0": 3.0}))
    plain = parameter_vector(head, {"shape_0": 3.0})
    for name, offset in zip(head.expression_names, offsets, strict=True):
        one = parameter_vector(head, {"shape_0": 3.0, name: 1.0})
        torch.testing.assert_close(rest_shape(head, plain)[0] + offset, rest_shape(head, one)[0], atol=1e-6, rtol=0)


def test_texture_coordinates_that_were_made_put_no_two_triangles_in_one_place(person):
    assert not person.own_uvs
    corners = person.uvs.numpy()[person.uv_polygons].astype(np.float64)
    assert corners.min() >= 0.0 and corners.max() <= 1.0 and len(corners) == len(person.polygons)
    edges = np.roll(corners, -1, axis=1) - corners
    areas = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    assert (np.abs(areas) > 1e-7).all() and np.abs(areas).sum() / 2 > 0.3, "every triangle has a place of some size"
    points = corners.mean(axis=1)
    towards = points[:, None, None] - corners[None]  # (points, triangles, corners, 2)
    sides = edges[None, :, :, 0] * towards[..., 1] - edges[None, :, :, 1] * towards[..., 0]
    inside = (np.sign(sides) == np.sign(areas)[None, :, None]).all(axis=2)
    assert np.array_equal(inside, np.eye(len(points), dtype=bool))
    again = load_body("toy-smpl")
    assert torch.equal(again.uvs, person.uvs) and torch.equal(again.uv_faces, person.uv_faces)
