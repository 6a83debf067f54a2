"""How long arms are: by known tubes, as the skeleton has it, and as people were surveyed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from backend.body import load_body, measure, parameter_vector, rest, rest_shape
from backend.body.arm_length import arm_lengths, arm_parts
from backend.body.measure import measurable


def arm(body, **values):
    return float(measure(body, rest_shape(body, parameter_vector(body, values)), ["arm"])["arm"])


def test_the_arm_of_tubes_is_as_long_as_its_tubes():
    """Joints are 0.26 and 0.25 m apart, and the ring of a shoulder reaches 0.06 m above it."""
    body = load_body("toy-smpl")
    vertices = rest_shape(body, body.defaults[None])
    assert arm_parts(body, vertices)[0].tolist() == pytest.approx([0.26, 0.25], abs=1e-3)
    assert float(arm_lengths(body, vertices)) == pytest.approx(0.57, abs=0.006)
    longer = float(arm_parts(body, rest_shape(body, parameter_vector(body, {"beta_3": 2.0}))).sum())
    assert longer == pytest.approx(1.06 * 0.51, rel=0.004)


def test_arms_follow_the_skeleton_and_nothing_else_of_anybody():
    body = load_body("anny")
    rolled = np.random.default_rng(2)
    names = ("gender", "muscle", "weight", "height", "measure-upperarm-length-incr", "measure-lowerarm-length-incr")
    values = {name: torch.tensor(rolled.uniform(0.1, 0.8, 12)) for name in names}
    vertices, heads, _ = rest(body, "mixamo", parameter_vector(body, values, 12))
    own = [name.rpartition(":")[2] for name in body.rigs["mixamo"].bone_names]
    chain = heads[:, [own.index(name) for name in ("LeftArm", "LeftForeArm", "LeftHand")]]
    joints = (chain[:, 1:] - chain[:, :-1]).norm(dim=-1).sum(dim=-1)
    assert arm_parts(body, vertices).sum(dim=1).tolist() == pytest.approx(joints.tolist(), rel=0.03)
    away = vertices @ torch.linalg.matrix_exp(torch.tensor([[0, -0.7, 0], [0.7, 0, 0], [0, 0, 0]])).T + 0.3
    assert arm_lengths(body, away).tolist() == pytest.approx(arm_lengths(body, vertices).tolist(), abs=1e-5)


def test_a_man_s_arms_are_those_of_surveyed_men_and_a_head_has_none():
    """ANSUR II: 34.3 % of the height, with a standard deviation of 1 %."""
    body = load_body("anny")
    height = float(measure(body, rest_shape(body, parameter_vector(body, {"gender": 0.0})), ["height"])["height"])
    assert arm(body, gender=0.0) / height == pytest.approx(0.343, abs=0.01)
    assert "arm" not in measurable(load_body("toy-flame")) and "arm" in measurable(body)
