"""A motion on a body of another size, rest pose and skeleton: limbs point as they did, feet stand on the floor."""

import dataclasses
import itertools

import numpy as np
import pytest
from bvh_text import bvh_text
from toy_avatar import toy_avatar
from walking import named, person, walk

from backend.capabilities.motion.measures import limb_angles, sole_heights
from backend.figure.motions import body_of_rig
from rigging.clips.limbs import reached
from rigging.clips.retarget import Choices, retargeted
from rigging.clips.upright import upright
from rigging.joint_map import joint_map
from rigging.rotations import about, quaternions_from_axis
from rigging.take import Take, deltas, pose_rotations, resampled, turned

Y_UP = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))


def hanging(take: Take) -> Take:
    """The same motion from a rest pose with lowered arms, whose bones have axes of their own."""
    bones, rest = take.bones, take.bones.rest.copy()
    for side, sign in (("left", 1.0), ("right", -1.0)):
        arm = bones.place[f"{side}_shoulder"]
        below = [n for n in range(len(bones.names)) if arm in bones.above(n)]
        turn = about("y", sign * 0.9)
        for bone in below:
            rest[bone, :3, 3] = turn @ (rest[bone, :3, 3] - bones.heads[arm]) + bones.heads[arm]
    rng = np.random.default_rng(0)
    for bone in range(len(bones.names)):
        rest[bone, :3, :3] = about("x", rng.normal()) @ about("y", rng.normal())
    world = np.swapaxes(deltas(take)[0], -1, -2)  # what brings each bone from its pose back to the T-pose
    back = np.tile(np.eye(3), (len(bones.names), 1, 1))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        arm = bones.place[f"{side}_shoulder"]
        for bone in range(len(bones.names)):
            if arm in bones.above(bone):
                back[bone] = about("y", -sign * 0.9)
    own = np.swapaxes(world, -1, -2) @ back @ rest[None, :, :3, :3]
    lowered = dataclasses.replace(bones, rest=rest, tails=rest[:, :3, 3] + 0.01)
    return Take(take.name, take.fps, lowered, pose_rotations(lowered, own), take.travel)


@pytest.mark.parametrize("pose", ["t", "a"])
@pytest.mark.parametrize("size", [0.6, 1.0, 1.3])
def test_limbs_point_as_they_did_and_feet_stand_on_the_floor(pose, size):
    source = walk(90)
    body = body_of_rig(toy_avatar(pose, scale=size).rig)
    made = retargeted(source, joint_map(source.bones).joints, body)
    angles = limb_angles(source, joint_map(source.bones), body, made.take)
    assert np.mean(list(angles.values())) < 1.5 and np.percentile(list(angles.values()), 95) < 4.0
    assert np.max([angles[limb] for limb in angles if "Arm" in limb]) < 0.01  # no hand is at anything
    heights = sole_heights(body, made.take)
    assert 0.35 < made.stands.mean() < 0.95 and np.abs(heights[made.stands]).max() < 0.01 and heights.min() > -0.01
    way, theirs = (np.linalg.norm(np.diff(take.travel[:, :2], axis=0), axis=1).sum() for take in (made.take, source))
    assert way / theirs == pytest.approx(made.scale, rel=0.01) and made.scale == pytest.approx(
        size * 0.83 / 0.85, rel=0.03
    )
    steps = (made.take.rotations[1:] * made.take.rotations[:-1]).sum(-1)
    assert steps.min() > 0.9  # neighbours lie near each other: no flips of sign, no jumps of twist


@pytest.mark.parametrize("unit", [1.0, 100.0, 39.37])
def test_axes_units_rest_pose_and_bone_axes_of_the_source_do_not_matter(unit):
    plain = walk(30)
    body = body_of_rig(toy_avatar().rig)
    straight = Choices(feet=False, hands=False)
    joints = joint_map(plain.bones).joints
    wanted = retargeted(plain, joints, body, straight).take
    for source in (plain, hanging(plain)):
        other = upright(turned(source, about("z", 0.0) @ Y_UP, unit), joints)
        made = retargeted(other, joints, body, straight).take
        off = np.abs((made.rotations * wanted.rotations).sum(-1))
        arms = [n for n, name in enumerate(body.bones.names) if "Shoulder" not in name and "Arm" not in name]
        assert off[:, arms].min() > 1.0 - 1e-6
        assert np.abs(deltas(made)[1] - deltas(wanted)[1]).max() < 0.035  # a lowered collar bone is lifted


def test_the_same_body_gets_its_own_motion_back():
    source = walk(40)
    made = retargeted(source, joint_map(source.bones).joints, person(source), Choices(feet=False, hands=False))
    assert np.abs(np.abs((made.take.rotations * source.rotations).sum(-1)) - 1.0).max() < 1e-9
    assert np.abs(made.take.travel - source.travel + source.travel[0] * (1, 1, 0)).max() < 1e-9


def test_a_file_in_the_names_of_mixamo_plays_upright():
    from backend.capabilities.motion.reading.bvh import read_bvh

    avatar = toy_avatar(motion=True)
    assert avatar.motion is not None
    body = body_of_rig(avatar.rig)
    first = retargeted(walk(30), joint_map(walk(2).bones).joints, body).take
    take, told = read_bvh(bvh_text(first), "walk")
    known = joint_map(take.bones)
    assert known.told_by.startswith("Mixamo") and not told and len(known.joints) == 52
    made = retargeted(upright(take, known.joints), known.joints, body_of_rig(toy_avatar(scale=0.7).rig))
    heads = deltas(made.take)[1]
    place = body.place
    up = heads[:, place["Head"]] - heads[:, place["Hips"]]
    assert (up[:, 2] / np.linalg.norm(up, axis=1)).min() > 0.95
    assert np.mean(list(limb_angles(upright(take, known.joints), known, body, first).values())) < 0.1


def test_hands_that_meet_meet_on_other_arms_too():
    source = walk(20)
    rotations = source.rotations.copy()
    for side, sign in (("left", 1.0), ("right", -1.0)):
        rotations[:, source.bones.place[f"{side}_shoulder"]] = quaternions_from_axis("z", np.full(20, -sign * 1.2))
        rotations[:, source.bones.place[f"{side}_elbow"]] = quaternions_from_axis("z", np.full(20, -sign * 2.0))
    source = dataclasses.replace(source, rotations=rotations)
    joints = joint_map(source.bones).joints
    theirs = deltas(source)[1]
    gap = np.linalg.norm(
        theirs[:, source.bones.place["left_wrist"]] - theirs[:, source.bones.place["right_wrist"]], axis=1
    )
    body = body_of_rig(toy_avatar(scale=1.4).rig)
    gaps = []
    for choices in (Choices(), Choices(hands=False)):
        heads = deltas(retargeted(source, joints, body, choices).take)[1]
        gaps.append(np.linalg.norm(heads[:, body.place["LeftHand"]] - heads[:, body.place["RightHand"]], axis=1))
    ratio = 0.52 * 1.4 / 0.502
    assert gap.max() < 0.15 and np.abs(gaps[0] - gap * ratio).max() < 0.3 * np.abs(gaps[1] - gap * ratio).max() + 0.005


@pytest.mark.parametrize("anchor", ["head", "left_hip"])
def test_a_hand_at_the_head_or_the_hip_is_there_on_other_arms_too(anchor):
    source = walk(6)
    place, head, best = source.bones.place, None, np.inf
    for lift, bend in itertools.product(np.linspace(-2.6, 2.6, 27), np.linspace(1.4, 2.6, 13)):
        rotations = source.rotations.copy()
        rotations[:, place["left_shoulder"]] = quaternions_from_axis("y", np.full(6, lift))
        rotations[:, place["left_elbow"]] = quaternions_from_axis("y", np.full(6, np.sign(lift) * bend))
        moved = dataclasses.replace(source, rotations=rotations)
        heads = deltas(moved)[1]
        away = float(np.linalg.norm(heads[:, place["left_wrist"]] - heads[:, place[anchor]], axis=1).max())
        if away < best:
            best, head = away, moved
    assert head is not None and best < 0.13
    joints, body = joint_map(source.bones).joints, body_of_rig(toy_avatar(scale=1.4).rig)
    ours = {"head": "Head", "left_hip": "LeftUpperLeg"}[anchor]
    theirs = deltas(head)[1]
    wanted = (theirs[:, place["left_wrist"]] - theirs[:, place[anchor]]) * 0.52 * 1.4 / 0.502
    off = []
    for choices in (Choices(), Choices(hands=False)):
        heads = deltas(retargeted(head, joints, body, choices).take)[1]
        way = heads[:, body.place["LeftHand"]] - heads[:, body.place[ours]]
        off.append(float(np.linalg.norm(way - wanted, axis=1).max()))
    assert off[0] < 0.5 * off[1], off


def test_a_limb_reaches_its_goal_by_bending_about_its_hinge():
    rng = np.random.default_rng(1)
    start, n = rng.normal(size=(50, 3)), 50
    middle = start + np.array((0.0, 0.0, -0.4))
    end = middle + np.array((0.0, 0.02, -0.38))
    goal = start + np.concatenate((rng.uniform(-0.3, 0.3, (n, 2)), rng.uniform(-0.6, -0.3, (n, 1))), axis=1)
    above, below = reached(start, middle, end, goal, np.tile((1.0, 0.0, 0.0), (n, 1)))
    knee = start + np.einsum("nab,nb->na", above, middle - start)
    foot = knee + np.einsum("nab,nb->na", below, end - middle)
    assert np.abs(foot - goal).max() < 1e-6
    forward = knee - 0.5 * (start + foot)
    assert (forward[:, 1] < 0.0).mean() > 0.9  # knees bend forwards, along -Y


def test_a_clip_of_unknown_names_and_other_rates_comes_over():
    source = walk(40)
    strange = named(source, {name: f"n{k}" for k, name in enumerate(source.bones.names)})
    slow = resampled(strange, 24.0)
    assert slow.frames == 32 and slow.fps == 24.0
    known = joint_map(slow.bones)
    made = retargeted(slow, known.joints, body_of_rig(toy_avatar().rig))
    assert np.mean(list(limb_angles(slow, known, body_of_rig(toy_avatar().rig), made.take).values())) < 2.0
