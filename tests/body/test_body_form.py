"""The parametric form itself: gradients, batches, skinning, a body of the SMPL kind, and wrong input."""

import numpy as np
import pytest
import torch

from backend.body import (
    BodyData,
    Parameter,
    RigData,
    bone_transforms,
    expression_offsets,
    joints,
    load_body,
    measure,
    orient,
    parameter_vector,
    rest,
    rest_matrices,
    rest_shape,
    skin,
)
from backend.body.blend import sparse_rows
from backend.protocol.errors import BadRequest


@pytest.fixture(scope="module", params=["toy", "anny", "toy-smpl", "toy-flame"])
def body(request):
    return load_body(request.param)


@pytest.fixture(scope="module", params=["toy", "anny"])
def named(request):
    """A body whose sliders say what they do."""
    return load_body(request.param)


@pytest.fixture(scope="module")
def rig(body):
    return next(iter(body.rigs))


def random_parameters(body, batch, seed):
    generator = torch.Generator().manual_seed(seed)
    low = torch.tensor([p.minimum for p in body.parameters])
    high = torch.tensor([p.maximum for p in body.parameters])
    return low + (high - low) * (0.1 + 0.8 * torch.rand(batch, len(low), generator=generator))


def random_rotations(batch, bones, seed, size=0.4):
    vector = size * torch.randn(batch, bones, 3, generator=torch.Generator().manual_seed(seed))
    x, y, z = vector.unbind(-1)
    zero = torch.zeros_like(x)
    return torch.linalg.matrix_exp(torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).unflatten(-1, (3, 3)))


def posed(body, rig, parameters, rotations, translation=None):
    vertices, heads, tails = rest(body, rig, parameters)
    return skin(body, rig, vertices, orient(body.rigs[rig], heads, tails), rotations, translation)


def test_shape_gradient_is_the_finite_difference(body):
    parameters = random_parameters(body, 1, seed=0)
    weights = torch.randn(1, body.vertex_count, 3, generator=torch.Generator().manual_seed(1))
    variable = parameters.clone().requires_grad_()
    (gradient,) = torch.autograd.grad((rest_shape(body, variable) * weights).sum(), variable)
    chosen = torch.linspace(0, len(body.parameters) - 1, min(len(body.parameters), 24)).long().unique()
    step = 0.004  # the map is linear in each slider between its anchors, so no error comes from the step
    for index in chosen.tolist():
        nudge = torch.zeros_like(parameters)
        nudge[0, index] = step
        ahead, behind = (rest_shape(body, parameters + sign * nudge) for sign in (1, -1))
        slope = float(((ahead - behind).double() * weights).sum()) / (2 * step)
        assert slope == pytest.approx(float(gradient[0, index]), rel=0.01, abs=0.03), body.parameters[index].name


def test_pose_gradient_is_the_finite_difference(body, rig):
    parameters = random_parameters(body, 1, seed=2)
    rotations = random_rotations(1, len(body.rigs[rig].bone_names), seed=3)
    translation = torch.tensor([[0.1, -0.2, 0.3]])
    weights = torch.randn(1, body.vertex_count, 3, generator=torch.Generator().manual_seed(4))
    inputs = [t.clone().requires_grad_() for t in (parameters, rotations, translation)]
    gradients = torch.autograd.grad((posed(body, rig, *inputs) * weights).sum(), inputs)
    for seed in range(6):
        generator = torch.Generator().manual_seed(seed)
        moves = [torch.randn(t.shape, generator=generator) for t in inputs]
        step = 1e-3
        ahead, behind = (
            posed(body, rig, *(t.detach() + sign * step * m for t, m in zip(inputs, moves, strict=True)))
            for sign in (1, -1)
        )
        slope = float(((ahead - behind).double() * weights).sum()) / (2 * step)
        expected = sum(float((g * m).sum()) for g, m in zip(gradients, moves, strict=True))
        assert slope == pytest.approx(expected, rel=0.02, abs=0.1)


def test_a_batch_gives_what_each_figure_gives_alone(body, rig):
    parameters = random_parameters(body, 3, seed=5)
    parameters[1] = body.defaults
    rotations = random_rotations(3, len(body.rigs[rig].bone_names), seed=6)
    together = posed(body, rig, parameters, rotations)
    measured = measure(body, rest_shape(body, parameters))
    for i in range(3):
        alone = posed(body, rig, parameters[i : i + 1], rotations[i : i + 1])
        torch.testing.assert_close(together[i : i + 1], alone, atol=2e-6, rtol=0)
        single = measure(body, rest_shape(body, parameters[i : i + 1]))
        for name, values in measured.items():
            torch.testing.assert_close(values[i : i + 1], single[name], atol=1e-4, rtol=1e-4)
    repeated = posed(body, rig, parameters[:1], rotations)
    torch.testing.assert_close(repeated[:1], together[:1], atol=2e-6, rtol=0)


def test_weights_share_out_one(body, rig):
    skeleton = body.rigs[rig]
    assert float(skeleton.weights.min()) >= 0
    torch.testing.assert_close(skeleton.weights.sum(dim=1), torch.ones(body.vertex_count), atol=1e-5, rtol=0)
    packed = torch.zeros_like(skeleton.weights).scatter_add_(1, skeleton.weight_indices, skeleton.weight_values)
    torch.testing.assert_close(packed, skeleton.weights)
    assert all(parent < bone for bone, parent in enumerate(skeleton.parents))


def test_no_rotation_leaves_the_rest_pose_and_one_of_the_root_turns_all(body, rig):
    parameters = random_parameters(body, 2, seed=7)
    vertices, matrices = rest_shape(body, parameters), rest_matrices(body, rig, parameters)
    still = torch.eye(3).expand(2, len(body.rigs[rig].bone_names), 3, 3).clone()
    torch.testing.assert_close(skin(body, rig, vertices, matrices, still), vertices, atol=2e-6, rtol=0)
    posed = bone_transforms(body.rigs[rig], matrices, still) @ matrices
    torch.testing.assert_close(posed, matrices, atol=2e-6, rtol=0)
    turn = random_rotations(2, 1, seed=8)
    still[:, :1] = turn
    frame, head = matrices[:, 0, :3, :3], matrices[:, 0, :3, 3]
    world = frame @ turn[:, 0] @ frame.transpose(-1, -2)
    shift = torch.tensor([[0.5, 0.0, 1.0], [0.0, 0.0, 0.0]])
    expected = torch.einsum("bij,bvj->bvi", world, vertices - head[:, None]) + (head + shift)[:, None]
    torch.testing.assert_close(skin(body, rig, vertices, matrices, still, shift), expected, atol=5e-6, rtol=0)


def test_posed_bones_hold_together(body, rig):
    parameters = random_parameters(body, 1, seed=9)
    skeleton = body.rigs[rig]
    rotations = random_rotations(1, len(skeleton.bone_names), seed=10)
    matrices = rest_matrices(body, rig, parameters)
    moved = bone_transforms(skeleton, matrices, rotations) @ matrices
    for bone, parent in enumerate(skeleton.parents):
        if parent >= 0:
            local = torch.linalg.inv(matrices[:, parent]) @ matrices[:, bone]
            own = torch.eye(4).repeat(1, 1, 1)
            own[:, :3, :3] = rotations[:, bone]
            torch.testing.assert_close(moved[:, bone], moved[:, parent] @ local @ own, atol=2e-5, rtol=0)


def test_gradients_work_after_a_first_use_without(rig, body):
    fresh = load_body(body.name)
    still = torch.eye(3).expand(1, len(fresh.rigs[rig].bone_names), 3, 3)
    with torch.inference_mode():
        posed(fresh, rig, fresh.defaults[None], still)
    variable = fresh.defaults[None].clone().requires_grad_()
    posed(fresh, rig, variable, still).square().sum().backward()
    assert variable.grad is not None and bool(variable.grad.isfinite().all())
    assert bool((variable.grad != 0).any(dim=0).all()), "no slider is dead at its default"


def test_measurements_have_gradients(named):
    variable = random_parameters(named, 1, seed=11).requires_grad_()
    measured = measure(named, rest_shape(named, variable))
    index = named.parameter_index["weight"]
    for name in ("mass", "bmi", "waist") if named.name == "anny" else ("mass", "bmi"):
        (gradient,) = torch.autograd.grad(measured[name].sum(), variable, retain_graph=True)
        assert float(gradient[0, index]) > 0, name


def test_mass_of_the_toy_is_that_of_its_prism():
    toy = load_body("toy")
    measured = measure(toy, rest_shape(toy, parameter_vector(toy, {})))
    area = 8 / 2 * np.sin(np.pi / 4) * 0.15**2
    assert float(measured["mass"]) == pytest.approx(area * 1.7 * 980, rel=1e-5)
    assert float(measured["height"]) == pytest.approx(1.7, rel=1e-6)


def numpy_smpl(v, shapes, poses, regressor, weights, parents, betas, rotations):
    """The SMPL paper's equations 2 to 10, one figure, in loops: (V, 3) posed vertices and (J, 3) joints at rest."""
    shaped = v + np.einsum("s,svi->vi", betas, shapes)
    rest_joints = regressor @ shaped
    bent = shaped + ((rotations[1:] - np.eye(3)).reshape(-1) @ poses).reshape(-1, 3)
    globals_ = []
    for bone, parent in enumerate(parents):
        local = np.eye(4)
        local[:3, :3] = rotations[bone]
        local[:3, 3] = rest_joints[bone] - (rest_joints[parent] if parent >= 0 else 0)
        globals_.append(local if parent < 0 else globals_[parent] @ local)
    out = np.zeros_like(v)
    for bone, matrix in enumerate(globals_):
        relative = matrix.copy()
        relative[:3, 3] -= matrix[:3, :3] @ rest_joints[bone]
        out += weights[:, bone, None] * (bent @ relative[:3, :3].T + relative[:3, 3])
    return out, rest_joints


def test_a_body_of_the_smpl_kind_is_the_paper_s():
    generator = np.random.default_rng(12)
    vertices, bones, count = 90, 7, 5
    parents = (-1, 0, 1, 1, 0, 4, 5)
    v = generator.normal(size=(vertices, 3))
    shapes = 0.1 * generator.normal(size=(count, vertices, 3))
    poses = 0.02 * generator.normal(size=(9 * (bones - 1), vertices * 3))
    regressor, weights = generator.random((bones, vertices)) ** 8, generator.random((vertices, bones)) ** 4
    regressor /= regressor.sum(axis=1, keepdims=True)
    weights /= weights.sum(axis=1, keepdims=True)

    def tensor(array):
        return torch.tensor(array, dtype=torch.float32)

    rig = RigData(
        bone_names=tuple(f"bone{i}" for i in range(bones)),
        parents=parents,
        head_template=None,
        tail_template=None,
        head_basis=None,
        tail_basis=None,
        head_regressor=tensor(regressor),
        roll_axes=None,
        weights=tensor(weights),
        weight_indices=torch.arange(bones).repeat(vertices, 1),
        weight_values=tensor(weights),
        pose_correctives=tensor(poses),
    )
    triangles = np.arange(90, dtype=np.int32).reshape(-1, 3)
    body = BodyData(
        name="smpl kind",
        licence="",
        parameters=tuple(Parameter(f"beta{i}", "shape", -5.0, 5.0, 0.0, f"Shape {i}") for i in range(count)),
        template=tensor(v),
        faces=torch.from_numpy(triangles).long(),
        polygons=triangles,
        uvs=torch.zeros(1, 2),
        uv_faces=torch.zeros(30, 3, dtype=torch.long),
        uv_polygons=np.zeros_like(triangles),
        dense=tensor(shapes.reshape(count, -1)),
        sparse=sparse_rows([], torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), vertices),
        rigs={"smpl": rig},
        coefficients=lambda body, parameters: parameters,
        grounded=False,
    )
    betas = torch.from_numpy(generator.normal(size=(2, count))).float().requires_grad_()
    rotations = random_rotations(2, bones, seed=13, size=0.8)
    heads, _ = joints(body, "smpl", betas)
    ours = skin(body, "smpl", rest_shape(body, betas), rest_matrices(body, "smpl", betas), rotations)
    for i in range(2):
        arguments = (betas[i].detach().numpy().astype(float), rotations[i].numpy().astype(float))
        expected, expected_joints = numpy_smpl(v, shapes, poses, regressor, weights, parents, *arguments)
        np.testing.assert_allclose(heads[i].detach().numpy(), expected_joints, atol=1e-5)
        np.testing.assert_allclose(ours[i].detach().numpy(), expected, atol=2e-5)
    ours.square().sum().backward()
    assert betas.grad is not None and bool((betas.grad != 0).all())
    assert expression_offsets(body, betas).shape == (0, vertices, 3)


def test_a_sliders_vector_keeps_defaults_values_and_gradients(named):
    value = torch.tensor([0.2, 0.9], requires_grad=True)
    vector = parameter_vector(named, {"height": value, "jawOpen": 1}, batch=2)
    assert vector.shape == (2, len(named.parameters))
    assert vector[:, named.parameter_index["height"]].tolist() == pytest.approx([0.2, 0.9])
    rest_of = [i for n, i in named.parameter_index.items() if n not in ("height", "jawOpen")]
    assert torch.equal(vector[:, rest_of], named.defaults[rest_of].expand(2, -1))
    vector.sum().backward()
    assert value.grad is not None and value.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("sliders", "word"),
    [
        ({"hieght": 0.5}, "height"),
        ({"height": float("nan")}, "from 0 to 1"),
        ({"height": float("inf")}, "from 0 to 1"),
        ({"height": 1.5}, "from 0 to 1"),
        ({"jawOpen": -0.1}, "from 0 to 1"),
        ({"height": torch.zeros(3)}, "Give one number"),
    ],
)
def test_wrong_sliders_are_refused_with_what_to_do(named, sliders, word):
    with pytest.raises(BadRequest) as caught:
        parameter_vector(named, sliders)
    assert word in caught.value.hint
    assert next(iter(sliders)) in caught.value.message


def test_unknown_bodies_and_rigs_are_named_with_those_there_are(body):
    with pytest.raises(BadRequest, match="anny, toy, toy-smpl, toy-flame"):
        load_body("smurf")
    with pytest.raises(BadRequest, match=", ".join(body.rigs)):
        joints(body, "spider", body.defaults[None])
