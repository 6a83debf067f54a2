"""Bodies that others published: the template, the joints, the poses and the frame are theirs, whatever the family."""

import dataclasses

import numpy as np
import pytest
import torch
from published_models import TINY_EXPRESSIONS, published

from backend.body import expression_offsets, joints, measure, orient, parameter_vector, rest, rest_shape, still_face
from backend.body.published.adapting.adapter import published_body, with_texture_space
from backend.body.published.adapting.hands import about, hand_rotations
from backend.body.published.adapting.pose import posed
from backend.protocol.errors import BadRequest

FAMILIES = ("smpl", "smplx", "flame", "smal")


@pytest.fixture(scope="module", params=FAMILIES)
def model(request):
    return published(request.param)


@pytest.fixture(scope="module")
def body(model):
    return published_body(model)


def in_world(family, points):
    """Points (…, 3) of the files' axes: Y up facing +Z, of animals Z up facing +X."""
    x, y, z = np.moveaxis(np.asarray(points, np.float64), -1, 0)
    return np.stack([y, -x, z] if family == "smal" else [x, -z, y], axis=-1)


def on_ground(points):
    return points - np.array([0, 0, points[:, 2].min()])


def by_hand(model, betas, expression, pose):
    """The published formula in plain numpy, in the files' axes: vertices and joints of one figure.

    betas: (S,); expression: (E,); pose: (J, 3, 3) rotations relative to the parent
    """
    shaped = model.template + model.shape_basis.astype(np.float64) @ betas + model.expression_basis @ expression
    places = model.joint_regressor.astype(np.float64) @ shaped
    bent = shaped + np.einsum("p,pvc->vc", (pose[1:] - np.eye(3)).reshape(-1), model.pose_basis)
    world = []
    for joint, parent in enumerate(model.parents):
        own = np.eye(4)
        own[:3, :3], own[:3, 3] = pose[joint], places[joint] - (places[parent] if parent >= 0 else 0.0)
        world.append(own if parent < 0 else world[parent] @ own)
    moves = np.stack(world)
    moves[:, :3, 3] -= np.einsum("jab,jb->ja", moves[:, :3, :3], places)
    skinned = np.einsum("vj,jab->vab", model.weights.astype(np.float64), moves)
    moved = np.einsum("vab,vb->va", skinned[:, :3, :3], bent) + skinned[:, :3, 3]
    return moved, np.stack(world)[:, :3, 3], shaped


def test_zero_coefficients_are_the_template_on_the_ground(model, body):
    shape = rest_shape(body, body.defaults[None])[0].numpy()
    assert np.allclose(shape, on_ground(in_world(model.family, model.template)), atol=1e-6)
    assert shape[:, 2].min() == pytest.approx(0.0, abs=1e-6)


def test_a_figure_faces_away_from_y_with_its_left_at_x(model, body):
    heads = joints(body, model.family, body.defaults[None])[0][0]
    names = body.rigs[model.family].bone_names
    left = next(k for k, name in enumerate(names) if name.startswith("left_"))
    assert float(heads[left, 0]) > 0.01
    if model.family == "smal":
        nose, tail = (names.index(name) for name in ("mouth", "tail6"))
        assert float(heads[nose, 1]) < float(heads[tail, 1]) - 0.5
        feet = [k for k, name in enumerate(names) if name.endswith("_3")]
        assert float(heads[feet, 2].max()) < 0.1 < float(heads[names.index("spine2"), 2])
    else:
        toward = "left_foot" if model.family in ("smpl", "smplx") else "left_eye"
        assert float(heads[names.index(toward), 1]) < -0.05


def test_joints_are_weighted_means_of_the_shaped_vertices_with_a_still_face(model, body):
    values = {p.name: 1.5 - 0.3 * k for k, p in enumerate(body.parameters[:8])}
    values |= dict.fromkeys(body.expression_names, 2.0)
    given = parameter_vector(body, values)
    _, heads, _ = rest(body, model.family, given)
    still = rest_shape(body, still_face(body, given))[0]
    expected = torch.from_numpy(model.joint_regressor) @ still
    apart = heads[0] - expected
    assert torch.allclose(apart, apart[:1].expand_as(apart), atol=1e-5), "all stand on one ground"


@pytest.mark.parametrize("seed", range(5))
def test_poses_are_those_of_the_formula(model, body, seed):
    random = torch.Generator().manual_seed(seed)
    shapes = [k for k, p in enumerate(body.parameters) if p.group == "shape"]
    values = torch.randn(1, len(body.parameters), generator=random)
    axes = 0.5 * torch.randn(1, len(model.joint_names), 3, generator=random)
    pose = about(axes)[0].numpy().astype(np.float64)
    betas, face = values[0, shapes].numpy(), values[0, body.expression_columns].numpy()
    wanted, places, shaped = by_hand(model, betas, face, pose)
    lift = np.array([0, 0, in_world(model.family, shaped)[:, 2].min()])
    vertices, heads = posed(body, values, _own_rotations(model, body, values, axes))
    assert np.abs(vertices[0].numpy() - in_world(model.family, wanted) + lift).max() < 1e-5
    assert np.abs(heads[0].numpy() - in_world(model.family, places) + lift).max() < 1e-5


def _own_rotations(model, body, values, axes):
    """Turns about the files' axes (1, J, 3) as rotations in the rest frames of the bones."""
    turn = torch.from_numpy(in_world(model.family, np.eye(3)).astype(np.float32))
    of_world = about(axes @ turn)
    rig = body.rigs[model.family]
    if rig.roll_axes is None:
        return of_world
    vertices = rest_shape(body, values)
    frames = orient(rig, rig.head_regressor @ vertices, rig.tail_regressor @ vertices)[..., :3, :3]
    return frames.transpose(-1, -2) @ of_world @ frames


def test_coefficients_are_standard_deviations_that_names_reach(model, body):
    shapes = [p for p in body.parameters if p.group == "shape"]
    assert len(shapes) == model.shape_basis.shape[2]
    name = shapes[3].name
    moved = rest_shape(body, parameter_vector(body, {name: -2.0})) - rest_shape(body, body.defaults[None])
    wanted = in_world(model.family, -2.0 * model.shape_basis[..., 3])
    difference = moved[0].numpy() - wanted
    assert np.abs(difference - difference[0] * (0, 0, 1)).max() < 1e-5


def test_each_expression_is_a_key(model, body):
    offsets = expression_offsets(body, body.defaults[None]).numpy()
    assert offsets.shape == (model.expression_basis.shape[2], body.vertex_count, 3)
    for k, offset in enumerate(offsets):
        assert np.allclose(offset, in_world(model.family, model.expression_basis[..., k]), atol=1e-6)


def test_labels_say_what_is_measured_and_nothing_else():
    body = published_body(published("smpl"))
    labels = [p.label for p in body.parameters]
    assert labels[:2] == ["Taller", "Heavier"] and labels[9] == "Shape 9", "as its first two coefficients were made"
    assert body.metrics == {"height": "beta_0", "mass": "beta_1"}
    model = published("smpl")
    other = np.concatenate([model.shape_basis[..., 5:6], -model.shape_basis[..., :2], model.shape_basis[..., 2:]], 2)
    turned = published_body(dataclasses.replace(model, shape_basis=other))
    assert [p.label for p in turned.parameters][1:3] == ["Shorter", "Lighter"]
    assert turned.metrics == {"height": "beta_1", "mass": "beta_2"}


@pytest.mark.parametrize("family", ["smpl", "smplx"])
def test_a_persons_girths_are_found_on_its_mesh(family):
    body = published_body(published(family, 3000, 410 if family == "smplx" else 10))
    at_rest = measure(body, rest_shape(body, body.defaults[None]))
    heavy = measure(body, rest_shape(body, parameter_vector(body, {"beta_1": 3.0})))
    for name in ("waist", "hips", "chest"):
        assert 0.5 < float(at_rest[name]) < 1.3
        # every tube is made 8 % of its half width thicker for each unit
        assert float(heavy[name] / at_rest[name]) == pytest.approx(1.24, abs=0.05)
    assert float(at_rest["waist"]) < float(at_rest["hips"])


def test_an_animal_is_measured_as_one_and_has_no_slider_for_a_persons_height():
    body = published_body(published("smal"))
    assert set(measure(body, rest_shape(body, body.defaults[None]))) == {"height", "length", "mass"}
    assert body.form == "animal" and not body.metrics and not body.skeletons


def test_fingers_follow_principal_components():
    model = published("smplx")
    body = published_body(model)
    mean = hand_rotations(body, "left", torch.zeros(1, 0))
    turn = torch.from_numpy(in_world("smplx", np.eye(3)).astype(np.float32))
    given = torch.from_numpy(model.extras["hand_mean_left"]).view(15, 3) @ turn
    assert torch.allclose(mean[0], about(given), atol=1e-6)
    assert torch.allclose(hand_rotations(body, "right", torch.zeros(2, 45), flat=True), torch.eye(3), atol=1e-6)
    with pytest.raises(BadRequest, match="45 components, not 46"):
        hand_rotations(body, "left", torch.zeros(1, 46))
    with pytest.raises(BadRequest, match="no principal components"):
        hand_rotations(published_body(published("smpl")), "left", torch.zeros(1, 6))


def test_without_texture_coordinates_some_are_made_once():
    bare = published("flame", uvs=False)
    ready = with_texture_space(bare)
    body = published_body(ready)
    assert not body.own_uvs and len(body.uv_faces) == len(body.faces)
    assert torch.equal(body.uvs, published_body(bare).uvs) and with_texture_space(ready) is ready
    theirs = published("flame")
    assert with_texture_space(theirs) is theirs and published_body(theirs).own_uvs


def test_numbered_expressions_have_both_signs_and_the_later_ones_a_place_of_their_own():
    body = published_body(published("flame"))
    assert [p.name for p in body.expressions] == [f"expression_{k}" for k in range(TINY_EXPRESSIONS)]
    assert {(p.minimum, p.maximum) for p in body.expressions} == {(-4.0, 4.0)}
    whole = published_body(published("flame", 600, 400))
    parts = [p.part for p in whole.parameters if p.group == "shape"]
    assert parts == [""] * 10 + ["further"] * 290
