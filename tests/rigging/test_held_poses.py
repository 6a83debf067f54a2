"""Poses that a clip takes for a while: they are there, what they do not tell goes on, nothing sinks into the floor."""

import numpy as np
import pytest
from walking import person, walk

from rigging.clips.clip import Clip
from rigging.poses.held_poses import EASE, SETTLE, Hold, held, joints_of
from rigging.poses.lowest_point import lowest_of
from rigging.poses.posed import Posed, chest_of
from rigging.poses.posing import PoseSpec, posed
from rigging.rotations import about
from rigging.take import deltas

WALK = walk(150)
BODY = person(WALK)
CLIP = Clip(WALK, BODY, np.zeros((150, 0)))


def at(clip, frame):
    turned, heads = deltas(clip.take)
    return Posed(turned[frame], heads[frame, BODY.place["Hips"]])


def hand_to_chest(pose):
    """The forearm as the chest sees it."""
    return chest_of(BODY, pose).T @ pose.turned[BODY.place["RightLowerArm"]]


def test_an_arm_takes_its_pose_and_the_rest_goes_on_walking():
    goal = posed(BODY, PoseSpec(arms={"Right": "salute"}))
    joints = joints_of(arms=("Right",))
    clip = held(CLIP, [Hold(1.0, 3.5, 2.5, (goal,), joints)])
    told = [BODY.place[joint] for joint in joints if joint in BODY.place]
    others = [bone for bone in range(len(BODY.bones.names)) if bone not in told]
    assert np.array_equal(clip.take.travel, WALK.travel)
    assert np.allclose(np.abs((clip.take.rotations * WALK.rotations).sum(-1))[:, others], 1.0)
    for frame in (int((1.0 + EASE) * 30) + 1, 90, 104):
        assert np.allclose(hand_to_chest(at(clip, frame)), hand_to_chest(goal), atol=1e-6)
    assert np.allclose(clip.take.rotations[:29], WALK.rotations[:29])
    assert np.allclose(clip.take.rotations[-15:], WALK.rotations[-15:])  # left again


@pytest.mark.parametrize("posture", ["sitting", "kneeling", "push-up", "lying on the back"])
def test_a_posture_stands_where_the_clip_was_faces_as_it_did_and_comes_there_above_the_floor(posture):
    turned = CLIP.with_take(WALK).of_world(about("z", 0.8) @ deltas(WALK)[0], CLIP.hips())
    goal = posed(BODY, PoseSpec(posture=posture))
    clip = held(turned, [Hold(1.0, 9.0, 9.0, (goal,))])
    there = int((1.0 + SETTLE) * 30) + 1
    low = [lowest_of(BODY, at(clip, frame)) for frame in range(30, 150, 4)]
    assert min(low) > -0.012 and abs(low[-1] - lowest_of(BODY, goal)) < 1e-6
    assert np.ptp(clip.hips()[there:], axis=0).max() < 1e-9
    assert np.abs(clip.hips()[there, :2] - turned.hips()[there - 1, :2]).max() < 0.06
    way = at(clip, 149).turned[BODY.place["Hips"]] @ goal.turned[BODY.place["Hips"]].T
    assert np.allclose(way @ (0.0, 0.0, 1.0), (0.0, 0.0, 1.0))
    assert np.arctan2(way[1, 0], way[0, 0]) == pytest.approx(0.8, abs=0.15)


def test_poses_are_gone_through_over_and_over_or_once():
    poses = tuple(posed(BODY, PoseSpec(arms={"Right": name})) for name in ("wave", "wave out"))
    joints = joints_of(arms=("Right",))
    over, once = (held(CLIP, [Hold(0.0, 9.0, 0.5, poses, joints, once=once)]) for once in (False, True))
    for beat, pose in enumerate((0, 1, 0, 1)):
        frame = round((EASE + 0.5 * beat) * 30)
        assert np.allclose(hand_to_chest(at(over, frame)), hand_to_chest(poses[pose]), atol=1e-6)
        seen = hand_to_chest(at(once, frame))
        assert np.allclose(seen, hand_to_chest(poses[min(beat, 1)]), atol=1e-6)


def test_arms_of_who_sits_are_free_and_feet_on_the_floor_stay():
    high, low = (posed(BODY, PoseSpec(posture=name)) for name in ("push-up", "push-up low"))
    clip = held(CLIP, [Hold(0.0, 9.0, 0.6, (high, low))])
    ankles = deltas(clip.take)[1][60:, [BODY.place["LeftFoot"], BODY.place["RightFoot"]]].mean(1)
    assert np.ptp(ankles[:, :2], axis=0).max() < 0.008
    sits = Hold(0.0, 9.0, 9.0, (posed(BODY, PoseSpec(posture="sitting")),), free=joints_of(arms=("Left", "Right")))
    arm = BODY.place["LeftLowerArm"]
    assert np.allclose(held(CLIP, [sits]).take.rotations[:, arm], WALK.rotations[:, arm])


def test_who_climbs_comes_up_with_each_pose_and_one_hand_after_the_other():
    left, right = (posed(BODY, PoseSpec(posture="climbing", mirrored=each)) for each in (False, True))
    clip = held(CLIP, [Hold(0.0, 9.0, 0.5, (left, right), goes=(0.0, 0.2))])
    heads = deltas(clip.take)[1][45:]
    hips, hands = heads[:, BODY.place["Hips"], 2], heads[:, [BODY.place["LeftHand"], BODY.place["RightHand"]], 2]
    assert np.polyfit(np.arange(len(hips)) / 30, hips, 1)[0] > 0.3
    leads = np.sign(hands[:, 0] - hands[:, 1])
    assert (np.diff(leads[leads != 0]) != 0).sum() >= 2
