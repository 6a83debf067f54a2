"""Poses of names are ones that people can take; what is not is told with how far it is off."""

import numpy as np
import pytest
from toy_avatar import toy_avatar

from backend.figure.motions import body_of_rig
from rigging.poses.arm_poses import ARMS
from rigging.poses.joint_range import beyond_range
from rigging.poses.leg_poses import LEGS
from rigging.poses.posed import swing_of
from rigging.poses.posing import PoseSpec, posed
from rigging.poses.postures import POSTURES, Trunk
from rigging.rotations import about


@pytest.fixture(scope="module")
def body():
    return body_of_rig(toy_avatar().rig)


def swing(body, **spec):
    return swing_of(body, posed(body, PoseSpec(**spec)))


def test_every_pose_by_name_is_within_human_range(body):
    for name in POSTURES:
        assert not beyond_range(swing(body, posture=name)), name
    for name in ARMS:
        assert not beyond_range(swing(body, arms={"Left": name, "Right": name})), name
    for name in LEGS:
        assert not beyond_range(swing(body, legs={"Left": name})), name


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_what_nobody_can_do_is_told(body, side):
    plain = swing(body)
    knee = plain | {f"{side}LowerLeg": plain[f"{side}UpperLeg"] @ about("x", np.radians(-40.0))}
    assert beyond_range(knee) == {f"{side}LowerLeg": pytest.approx(32.0, abs=1.0)}
    straight = swing(body, arms={side: "side"})
    turn = about("z", np.radians(-60.0 if side == "Right" else 60.0))
    assert f"{side}LowerArm" in beyond_range(straight | {f"{side}LowerArm": turn @ straight[f"{side}UpperArm"]})
    assert not beyond_range(straight)
    head = swing(body, head=Trunk(twist=150.0))
    assert beyond_range(head).keys() == {"Head"}
