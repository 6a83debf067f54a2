"""Expressions of one body in those of another: a known mix comes out again, ends are kept, the rest is told."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from backend.body import load_body
from backend.body.data import Parameter
from backend.body.fitting.expression_map import JAW, expression_map, moves_of


@pytest.fixture(scope="module")
def anny():
    return load_body("anny")


@pytest.fixture(scope="module")
def flame():
    return load_body("toy-flame")


def mixed(body, mix: np.ndarray, name: str = "mixed", least: float = 0.0):
    """The same head whose expressions are mixes (S, E) of the body's own."""
    count = len(mix)
    sliders = tuple(Parameter(f"mix_{k}", "expression", least, 1.0, 0.0, f"Mix {k}") for k in range(count))
    others = tuple(p for p in body.parameters if p.group != "expression")
    columns = [body.parameter_index[p.name] for p in others]
    own = body.expression_columns

    def coefficients(made, parameters):
        values = body.defaults.repeat(len(parameters), 1)
        values[:, columns] = parameters[:, : len(others)]
        values[:, own] = parameters[:, len(others) :] @ torch.as_tensor(mix, dtype=torch.float32)
        return body.coefficients(body, values)

    return replace(body, name=name, parameters=(*others, *sliders), coefficients=coefficients)


def test_a_body_in_its_own_expressions_is_the_identity(anny):
    made = expression_map(anny, anny)
    assert made.source_names == made.target_names == anny.expression_names
    assert np.allclose(made.upwards, np.eye(52), atol=1e-3) and made.errors.max() < 1e-3
    rng = np.random.default_rng(0)
    curves = rng.random((20, 52))
    assert np.abs(made.solved(curves) - curves).max() < 0.02 and made.off(curves, made.solved(curves)).max() < 0.02


def test_a_known_mix_comes_out_again_and_nothing_leaves_its_ends(flame):
    rng = np.random.default_rng(1)
    mix = rng.random((4, 6)) * 0.4
    made = expression_map(mixed(flame, mix), flame)
    assert made.errors[:4].max() < 0.02 and np.abs(made.upwards[:4, :6] - mix).max() < 0.1
    curves = rng.random((10, 7)) * 6
    for found in (made.solved(curves), made.by_matrix(curves)):
        assert (found >= made.least).all() and (found <= made.most).all()
    curves = rng.random((10, 7)) * (1, 1, 1, 1, 0.3, 0.2, 0.2)
    assert (made.off(curves, made.solved(curves)) <= made.off(curves, made.by_matrix(curves)) + 0.05).all()


def test_what_goes_both_ways_has_a_matrix_for_each(flame):
    mix = np.zeros((1, len(flame.expressions)))
    mix[0, list(flame.expression_names).index("expression_0")] = 1.0
    made = expression_map(mixed(flame, mix, least=-1.0), flame)
    column = made.target_names.index("expression_0")
    assert made.upwards[0, column] == pytest.approx(1.0, abs=0.1)
    assert made.downwards[0, column] == pytest.approx(-1.0, abs=0.1)
    down = made.by_matrix(np.array([[-1.0, 0.0, 0.0, 0.0]]))
    assert down[0, column] == pytest.approx(-1.0, abs=0.1)


def test_a_jaw_that_is_a_bone_is_among_the_moves(flame, anny):
    assert moves_of(flame).names[-3:] == JAW and not set(JAW) & set(moves_of(anny).names)
    opened, aside, askew = moves_of(flame).offsets[-3:]
    chin = opened[:, 2].argmin()
    assert opened[chin, 2] < -0.01 and aside[chin, 0] > 0.01  # down, and to its own left, as in FLAME's files
    assert np.abs(askew[chin]).max() < np.abs(aside[chin]).max()
    made = expression_map(flame, flame)
    assert np.allclose(made.upwards, np.eye(len(made.source_names)), atol=0.1)


def test_bodies_of_unlike_meshes_are_brought_together_and_it_is_told_how_near(flame, anny):
    made = expression_map(flame, anny)
    assert made.face.apart > 0.5 and len(made.face.weights) > 500  # a head of tubes is no face
    assert (made.errors <= made.moved + 0.15).all()
    jaw = made.source_names.index("jaw_x")
    assert made.upwards[jaw, made.target_names.index("jawOpen")] > 0.2
    assert not made.upwards[:, [n.startswith("eyeLook") for n in made.target_names]].any()
