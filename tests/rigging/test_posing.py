"""Poses of names stand on the floor, have their hands where they belong, and mirror each other."""

import numpy as np
import pytest
from toy_avatar import toy_avatar

from backend.figure.motions import body_of_rig
from rigging.poses.arm_poses import ARMS, Touch
from rigging.poses.limb_frames import bent_elbow
from rigging.poses.lowest_point import lowest_of
from rigging.poses.posed import heads_of, swing_of
from rigging.poses.posing import PoseSpec, posed
from rigging.poses.postures import POSTURES, Trunk


@pytest.fixture(scope="module", params=[("t", 1.0), ("a", 0.6)], ids=["adult", "child"])
def body(request):
    pose, size = request.param
    return body_of_rig(toy_avatar(pose, scale=size).rig)


def test_every_posture_stands_on_the_floor(body):
    for name, posture in POSTURES.items():
        pose = posed(body, PoseSpec(name))
        assert np.allclose(pose.turned @ np.swapaxes(pose.turned, -1, -2), np.eye(3), atol=1e-6), name
        assert lowest_of(body, pose) == pytest.approx(posture.raised * body.leg, abs=0.03 * body.leg), name


@pytest.mark.parametrize("name", ["raised", "wave", "on hip", "salute", "folded", "behind the back"])
def test_the_right_side_mirrors_the_left(body, name):
    flip = np.array((-1.0, 1.0, 1.0))
    left = heads_of(body, posed(body, PoseSpec(arms={"Left": name})))
    right = heads_of(body, posed(body, PoseSpec(arms={"Right": name})))
    for part in ("UpperArm", "LowerArm", "Hand"):
        one, other = left[body.place[f"Left{part}"]], right[body.place[f"Right{part}"]]
        assert np.allclose(one * flip, other, atol=1e-3 * body.leg), part


def test_limbs_are_where_they_are_said_to_be(body):
    heads = heads_of(body, posed(body, PoseSpec(arms={"Left": "raised", "Right": "down"}, legs={"Right": "raised"})))
    at = {joint: heads[bone] for joint, bone in body.place.items()}
    assert at["LeftHand"][2] > at["Head"][2] and at["RightHand"][2] < at["Hips"][2] + 0.1 * body.leg
    assert at["RightFoot"][1] < at["LeftFoot"][1] - 0.5 * body.leg  # in front is -Y
    to_left = heads_of(body, posed(body, PoseSpec("sitting cross-legged", points={"Left": (1.0, 0.0, 0.0)})))
    way = to_left[body.place["LeftHand"]] - to_left[body.place["LeftUpperArm"]]
    assert way[0] > 0.98 * np.linalg.norm(way)


def test_hands_that_touch_are_there_and_elbows_keep_their_length(body):
    joints = body.bones.heads[[body.place[f"Left{part}"] for part in ("UpperArm", "LowerArm", "Hand")]]
    arm = np.linalg.norm(np.diff(joints, axis=0), axis=1).sum()
    for name in ("on the head", "on the chin", "on the heart", "on hip", "behind the head", "phone"):
        touch = ARMS[name]
        assert isinstance(touch, Touch)
        pose = posed(body, PoseSpec(arms={"Left": name}))
        heads = heads_of(body, pose)
        joint = touch.joint if touch.joint in body.place else f"Left{touch.joint}"
        gap = np.linalg.norm(heads[body.place["LeftHand"]] - heads[body.place[joint]])
        assert gap == pytest.approx(np.linalg.norm(touch.at) * arm, abs=0.06 * arm), name
    elbow = bent_elbow(np.zeros(3), np.array((0.4, 0.0, 0.0)), 0.3, 0.25, np.array((0.0, 1.0, 0.0)))
    assert np.linalg.norm(elbow) == pytest.approx(0.3) and elbow[1] > 0.1


def test_a_pose_is_changed_only_where_it_is_told(body):
    start = posed(body, PoseSpec("lunging"))
    changed = posed(body, PoseSpec(arms={"Left": "raised"}, head=Trunk(twist=40.0)), start)
    before, after = swing_of(body, start), swing_of(body, changed)
    for joint in ("LeftUpperLeg", "RightLowerLeg", "RightUpperArm", "Hips"):
        assert np.allclose(before[joint], after[joint], atol=1e-6), joint
    assert not np.allclose(before["LeftUpperArm"], after["LeftUpperArm"], atol=0.1)
    assert not np.allclose(before["Head"], after["Head"], atol=0.1)


def test_who_has_hands_on_the_floor_stoops_until_they_are_there(body):
    hands = {"Left": "hand on floor", "Right": "hand on floor"}
    plain, stooped = (posed(body, PoseSpec("squatting", arms=arms)) for arms in ({}, hands))
    low, high = (
        heads_of(body, each)[[body.place["LeftHand"], body.place["RightHand"]], 2] for each in (stooped, plain)
    )
    assert (low < 0.1 * body.leg).all() and (high > 0.2 * body.leg).all()
    assert lowest_of(body, stooped) == pytest.approx(0.0, abs=0.03 * body.leg)
