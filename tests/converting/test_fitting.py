"""A body that is fitted to a surface: known sliders come out again, slopes are those of finite differences."""

from dataclasses import replace

import numpy as np
import pytest

from backend.body import load_body
from backend.body.fitting import Start, Surface, fit_surface
from backend.body.fitting.align import AXES, lie_of, turn_of, unit_of
from backend.body.fitting.posed import PosedBody, turn_vectors, turned


def somebody(name: str, seed: int = 0, bend: float = 0.05):
    """A figure of any shape in any pose: the model, its state and its vertices."""
    body, rng = load_body(name), np.random.default_rng(seed)
    model = PosedBody(body, next(iter(body.rigs)))
    state = model.start()
    values = state.values.copy()
    for index, p in enumerate(body.parameters):
        if p.group == "shape":
            values[index] = rng.normal() * 0.8
    turns = state.turns.copy()
    turns[1:] = turned(rng.normal(size=(len(turns) - 1, 3)) * bend)
    state = replace(state, values=values, turns=turns, place=np.array([0.3, -0.2, 0.1]))
    return model, state, model.pose(state)


def shuffled(vertices: np.ndarray, triangles: np.ndarray, seed: int = 0) -> Surface:
    """The same surface in which no vertex has its number."""
    order = np.random.default_rng(seed).permutation(len(vertices))
    return Surface(vertices[order], np.argsort(order)[triangles])


@pytest.mark.parametrize("name", ["toy-smpl", "toy-flame", "anny"])
def test_slopes_are_those_of_finite_differences(name):
    body = load_body(name)
    model = PosedBody(body, "mixamo" if name == "anny" else next(iter(body.rigs)))
    rng = np.random.default_rng(1)
    turns = model.start().turns
    turns = turned(rng.normal(size=(len(turns), 3)) * 0.2)
    state = replace(model.start(), turns=turns, place=np.array([0.1, 0.2, 0.3]))
    posed = model.pose(state)
    sliders, joints = np.array([0, 1, len(body.parameters) - 1]), np.array([0, 2, len(turns) - 1])
    some = np.arange(0, body.vertex_count, 11)
    slopes = model.slopes(state, posed, some, sliders, joints)
    for column in range(slopes.shape[2]):
        step = np.zeros(slopes.shape[2])
        step[column] = 1e-3
        moved = model.pose(model.stepped(state, sliders, joints, step)).vertices[some]
        found = (moved - posed.vertices[some]) / 1e-3
        # offsets by pose are left out of the slopes of joints
        assert np.abs(found - slopes[:, :, column]).max() < 0.02 * max(1.0, np.abs(found).max())


@pytest.mark.parametrize("name", ["toy-smpl", "toy-flame"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_shape_in_a_pose_is_found_again_on_another_mesh(name, seed):
    model, state, posed = somebody(name, seed)
    surface = shuffled(posed.vertices, model.body.faces.numpy())
    fit = fit_surface(model.body, model.rig_name, surface, [Start("", model.start().turns)], expressions=False)
    assert fit.agreement.to_surface[0] < 0.5 and fit.agreement.to_body[0] < 0.5
    assert np.linalg.norm(fit.posed.vertices - posed.vertices, axis=1).mean() < 0.002
    main = [i for i, p in enumerate(model.body.parameters) if p.group == "shape"]
    assert np.abs(fit.state.values - state.values)[main].max() < 0.25


def test_where_vertices_are_known_every_one_comes_to_its_place():
    model, _, posed = somebody("toy-smpl", 3, bend=0.3)
    surface = Surface(posed.vertices, model.body.faces.numpy())
    known = np.arange(len(posed.vertices))
    start = [Start("", model.start().turns)]
    fit = fit_surface(model.body, "smpl", surface, start, registered=known)
    assert np.linalg.norm(fit.posed.vertices - posed.vertices, axis=1).max() < 0.002


def test_sliders_that_are_held_stay():
    model, _, posed = somebody("toy-smpl", 4)
    surface = shuffled(posed.vertices, model.body.faces.numpy())
    values = model.start().values.copy()
    values[2] = 1.5
    start = [Start("", model.start().turns)]
    fit = fit_surface(model.body, "smpl", surface, start, held=("beta_2",), values=values)
    assert fit.state.values[2] == 1.5


def test_a_hole_pulls_nothing_and_is_told():
    model, _, posed = somebody("toy-smpl", 5, bend=0.0)
    faces = model.body.faces.numpy()
    low = posed.vertices[faces][:, :, 2].max(axis=1) < 0.6
    used, place = np.unique(faces[~low], return_inverse=True)
    surface = Surface(posed.vertices[used], place.reshape(-1, 3))
    fit = fit_surface(model.body, "smpl", surface, [Start("", model.start().turns)])
    assert fit.agreement.seen < 0.9 and fit.agreement.to_surface[0] < 3 and fit.agreement.to_body[0] < 1


def test_the_nearest_place_of_what_is_near_is_the_nearest_of_all_triangles():
    model, _, posed = somebody("toy-smpl", 6)
    surface = Surface(posed.vertices, model.body.faces.numpy())
    points = surface.scattered(200, 3)[0] + np.random.default_rng(0).normal(size=(200, 3)) * 0.02
    near = surface.nearest(points)
    dense, _ = surface.scattered(200_000)
    apart = np.linalg.norm(near.places - points, axis=1)
    for point, found in zip(points, apart, strict=True):
        assert found < np.linalg.norm(dense - point, axis=1).min() + 0.001


@pytest.mark.parametrize(("up", "front"), [("z", "-y"), ("y", "z"), ("-x", "y"), ("y", "-x")])
def test_up_and_front_are_found(up, front):
    _, _, posed = somebody("toy-smpl", 7)
    model = PosedBody(load_body("toy-smpl"), "smpl")
    figures = {"": model.pose(model.start()).vertices}
    lie = lie_of(posed.vertices @ turn_of(up, front), figures)
    assert (lie.up, lie.front) == (up, front) and np.allclose(lie.turn, turn_of(up, front))
    assert lie_of(posed.vertices @ turn_of(up, front), figures, up, front).start == ""


def test_axes_that_say_nothing_are_refused_and_units_are_told_by_size():
    assert all(np.isclose(np.linalg.det(turn_of(up, front)), 1) for up, front in (("z", "-y"), ("x", "z"), ("-y", "x")))
    with pytest.raises(ValueError, match="one line"):
        turn_of("z", "-z")
    assert len(AXES) == 6
    told = [unit_of(size, "person") for size in (1.7, 170, 1700, 17, 67, 1e5)]
    assert told == ["m", "cm", "mm", "dm", "cm", ""]
    assert unit_of(0.3, "head") == "m" and unit_of(300, "head") == "mm"


def test_turns_and_their_vectors_are_each_others_inverse():
    vectors = np.random.default_rng(0).normal(size=(50, 3))
    vectors *= np.minimum(1, 3 / np.linalg.norm(vectors, axis=1, keepdims=True))
    assert np.allclose(turn_vectors(turned(vectors)), vectors, atol=1e-6)
