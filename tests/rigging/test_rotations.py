"""Rotations: the same turn in every form, and the shortest turn is shortest."""

import numpy as np
import pytest

from rigging import rotations as r


def _unit(values):
    return values / np.linalg.norm(values, axis=-1, keepdims=True)


def test_quaternion_and_matrix_are_inverse_also_for_half_turns(rng):
    quaternions = np.concatenate((_unit(rng.normal(size=(200, 4))), np.eye(4), -np.eye(4)))
    back = r.quaternions_from_matrices(r.matrices_from_quaternions(quaternions))
    assert np.allclose(np.abs((quaternions * back).sum(-1)), 1.0, atol=1e-12)
    assert (back[:, 0] >= 0).all()


def test_multiplying_quaternions_multiplies_matrices(rng):
    a, b = _unit(rng.normal(size=(2, 50, 4)))
    product = r.matrices_from_quaternions(a) @ r.matrices_from_quaternions(b)
    assert np.allclose(r.matrices_from_quaternions(r.multiply(a, b)), product, atol=1e-12)
    identity = r.multiply(a, r.conjugate(a))
    assert np.allclose(identity, (1.0, 0.0, 0.0, 0.0), atol=1e-12)


@pytest.mark.parametrize("target", [(0.3, -2.0, 0.5), (0.0, 0.0, -1.0), (0.0, 0.0, 1.0)])
def test_turn_takes_source_to_target_about_their_common_normal(target):
    source, target = np.array((0.0, 0.0, 1.0)), _unit(np.array(target))
    rotation = r.turns(source[None], target[None])[0]
    assert np.allclose(rotation @ source, target, atol=1e-12)
    assert np.allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    angle = np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1, 1))
    assert angle == pytest.approx(np.arccos(np.clip(source @ target, -1, 1)), abs=1e-6)


@pytest.mark.parametrize("axis", "xyz")
def test_a_turn_about_an_axis_is_the_same_as_matrix_and_quaternion(axis):
    angles = np.linspace(-3, 3, 7)
    matrices = np.stack([r.about(axis, angle) for angle in angles])
    assert np.allclose(r.matrices_from_quaternions(r.quaternions_from_axis(axis, angles)), matrices, atol=1e-12)
    quarter = r.about(axis, np.pi / 2)
    following = np.eye(3)[("xyz".index(axis) + 1) % 3]
    assert np.allclose(quarter @ following, np.eye(3)[("xyz".index(axis) + 2) % 3], atol=1e-12)


def test_axes_are_right_handed_with_y_exact():
    frame = r.axes(np.array((0.0, -3.0, 0.0)), np.array((0.1, 0.2, 1.0)))
    assert np.allclose(frame.T @ frame, np.eye(3), atol=1e-12)
    assert np.linalg.det(frame) == pytest.approx(1.0)
    assert np.allclose(frame[:, 1], (0, -1, 0))
    assert frame[2, 2] > 0.9
