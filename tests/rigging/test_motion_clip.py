"""Motion: joints bend the anatomical way, every joint and key has its turn, other rest poses show the same poses."""

import numpy as np
import pytest
from angles import angle_between
from toy_avatar import toy_avatar

from backend.protocol.sliders import ARKIT_52
from rigging.bone_axes import anatomical_axes, rest_axes
from rigging.clips.range_of_motion import MOVE_FRAMES, MOVES, SETTLE_FRAMES, range_of_motion
from rigging.motion import (
    continuous,
    leg_length,
    on_other_rest,
    posed_matrices,
    skinned,
    travel_on_other_legs,
)
from rigging.skeletons import MIXAMO, SKELETONS

FORWARD = np.array((0.0, -1.0, 0.0))


@pytest.fixture(scope="module")
def clip():
    return range_of_motion(MIXAMO, "t", ARKIT_52)


@pytest.fixture(scope="module")
def posed(clip):
    rig = toy_avatar().rig
    return posed_matrices(rig.parents, rig.rest_matrices, clip.rotations, clip.root_translation)


def joint(posed, name, frame):
    return posed[frame, MIXAMO.index(f"mixamorig:{name}"), :3, 3]


def extreme(clip, marker):
    """The frame of a one-sided move's end."""
    return clip.markers[marker] + round(MOVE_FRAMES / 2)


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_joints_bend_as_they_do_in_people(clip, posed, side):
    at = extreme(clip, "LowerLeg: bend")
    heel = joint(posed, f"{side}Foot", at) - joint(posed, f"{side}Leg", at)
    assert heel @ FORWARD < -0.15, "the shin goes back"
    assert heel[2] > 0, "and up to the buttocks"
    at = extreme(clip, "LowerArm: bend")
    hand = joint(posed, f"{side}Hand", at) - joint(posed, f"{side}ForeArm", at)
    assert hand @ FORWARD > 0.1, "the hand comes forward"
    at = extreme(clip, "Index Intermediate: bend")
    tip = joint(posed, f"{side}HandIndex3", at) - joint(posed, f"{side}HandIndex2", at)
    assert tip[2] < -0.02, "fingers close to the palm, which faces down"
    frames = clip.markers["UpperLeg: forward"] + np.arange(MOVE_FRAMES)
    knees = np.stack([joint(posed, f"{side}Leg", f) - joint(posed, f"{side}UpLeg", f) for f in frames])
    assert (knees @ FORWARD).max() > 0.35 > 0.2 > -(knees @ FORWARD).min(), "the thigh lifts further than it goes back"
    frames = clip.markers["UpperLeg: aside"] + np.arange(MOVE_FRAMES)
    sign = 1.0 if side == "Left" else -1.0
    aside = [sign * (joint(posed, f"{side}Leg", f) - joint(posed, f"{side}UpLeg", f))[0] for f in frames]
    assert max(aside) > 0.25, "legs open outwards"
    frames = clip.markers["Foot: up and down"] + np.arange(MOVE_FRAMES)
    toes = [(joint(posed, f"{side}ToeBase", f) - joint(posed, f"{side}Foot", f))[2] for f in frames]
    rest = toes[0]
    assert rest - min(toes) > max(toes) - rest > 0.02, "the foot points down further than it lifts"


def test_trunk_and_head_bend_forward_further_than_back(clip, posed):
    frames = clip.markers["Spine: bend"] + np.arange(MOVE_FRAMES)
    lean = np.stack([joint(posed, "Head", f) - joint(posed, "Spine", f) for f in frames]) @ FORWARD
    lean -= lean[0]
    assert lean.max() > -lean.min() > 0.05


def test_sides_mirror_each_other(clip, posed):
    posed = posed[clip.markers["Shoulder: raise"] :]
    mirror = np.array((-1.0, 1.0, 1.0))
    for k, name in enumerate(MIXAMO.names):
        if "Left" in name:
            other = MIXAMO.index(name.replace("Left", "Right"))
            assert np.allclose(posed[:, k, :3, 3] * mirror, posed[:, other, :3, 3], atol=1e-5)


def test_every_joint_and_every_key_moves_alone(clip):
    angles = angle_between(clip.rotations, np.broadcast_to((1.0, 0.0, 0.0, 0.0), clip.rotations.shape))
    moving = angles > 1e-6
    joints_moved = {MIXAMO.bones[k].part for k in np.flatnonzero(moving.any(axis=0))}
    assert joints_moved == {bone.part for bone in MIXAMO.bones if bone.moves and bone.part != "Hips"}
    parts = np.array([bone.part for bone in MIXAMO.bones])
    assert all(len(set(parts[row])) <= 1 for row in moving)
    assert not moving[:, [bone.leaf for bone in MIXAMO.bones]].any()
    assert np.allclose(clip.shape_key_curves.max(axis=0), 1.0)
    assert ((clip.shape_key_curves > 0).sum(axis=1) <= 1).all()
    assert not (moving.any(axis=1) & (clip.shape_key_curves > 0).any(axis=1)).any()


def test_the_clip_reaches_both_ends_of_every_range(clip):
    k = MIXAMO.index("mixamorig:LeftUpLeg")
    frames = clip.markers["UpperLeg: forward"] + np.arange(MOVE_FRAMES + 1)
    w, x, y, z = clip.rotations[frames, k].T
    angles = 2 * np.arctan2(np.sign(x) * np.sqrt(x**2 + y**2 + z**2), w)
    move = next(m for m in MOVES if m.part == "UpperLeg" and m.axis == "x")
    assert np.degrees(angles.min()) == pytest.approx(move.low, abs=0.01)
    assert np.degrees(angles.max()) == pytest.approx(move.high, abs=0.01)


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=SKELETONS)
def test_it_begins_and_ends_in_the_t_pose_with_unit_quaternions(skeleton):
    made = range_of_motion(skeleton, "t", ("jawOpen",))
    assert np.allclose(np.linalg.norm(made.rotations, axis=-1), 1.0, atol=1e-6)
    assert np.allclose(np.abs(made.rotations[[0, -1], :, 0]), 1.0)
    assert made.rotations.shape[:2] == (len(made.root_translation), len(skeleton.bones))


def test_on_the_a_pose_it_shows_the_same_poses_between_its_own_rest(clip, posed):
    rig = toy_avatar("a").rig
    other = range_of_motion(MIXAMO, "a", ARKIT_52)
    shown = posed_matrices(rig.parents, rig.rest_matrices, other.rotations)
    assert np.allclose(shown[SETTLE_FRAMES:-SETTLE_FRAMES, :, :3, :3], posed[..., :3, :3], atol=1e-5)
    assert np.allclose(shown[[0, -1]], rig.rest_matrices, atol=1e-5), "a file opens in the pose that was asked for"
    steps = angle_between(other.rotations[1 : SETTLE_FRAMES + 1], other.rotations[:SETTLE_FRAMES])
    assert np.degrees(steps.max()) < 8.0
    assert other.markers["Spine: bend"] == SETTLE_FRAMES


@pytest.mark.parametrize("pose", ["t", "a"])
def test_an_expression_is_kept_all_through(pose):
    values = np.zeros(len(ARKIT_52))
    values[ARKIT_52.index("mouthSmileLeft")], values[ARKIT_52.index("jawOpen")] = 0.6, 1.0
    made = range_of_motion(MIXAMO, pose, ARKIT_52, key_values=values)
    curves = made.shape_key_curves
    assert np.allclose(curves[[0, -1]], values) and np.allclose(curves.max(axis=0), 1.0)
    assert np.allclose(curves[: made.markers[ARKIT_52[0]]], values)
    assert ((curves != values.astype(np.float32)).sum(axis=1) <= 1).all(), "one key after the other"
    assert (curves >= values - 1e-6).all()


def test_moves_are_about_anatomical_axes_whatever_axes_the_bones_have(clip, posed):
    """Mixamo's thumbs are rolled by a right angle; they still close to the palm as those of the other skeletons."""
    for name, marker in (("Thumb2", "Thumb Intermediate: bend"), ("Foot", "Foot: up and down")):
        k = MIXAMO.index(f"mixamorig:Left{'Hand' if 'Thumb' in name else ''}{name}")
        frame = clip.markers[marker] + 4
        turn = posed[frame, k, :3, :3] @ posed[0, k, :3, :3].T
        axis = np.array((turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]))
        along = anatomical_axes(MIXAMO, "t")[k][:, 0] @ axis / np.linalg.norm(axis)
        assert abs(along) == pytest.approx(1.0, abs=1e-5), name


def test_changing_the_rest_pose_and_back_changes_nothing(clip):
    t, a = rest_axes(MIXAMO, "t"), rest_axes(MIXAMO, "a")
    there = on_other_rest(MIXAMO.parents, clip.rotations, t, a)
    back = on_other_rest(MIXAMO.parents, there, a, t)
    assert angle_between(back, clip.rotations).max() < 1e-3


def test_continuous_changes_signs_only():
    rng = np.random.default_rng(0)
    rotations = np.array((1.0, 0, 0, 0)) + rng.normal(0, 0.1, (30, 3, 4))
    rotations /= np.linalg.norm(rotations, axis=-1, keepdims=True)
    flipped = rotations * rng.choice((-1.0, 1.0), (30, 3, 1))
    smooth = continuous(flipped)
    assert ((smooth[1:] * smooth[:-1]).sum(-1) > 0).all()
    assert np.allclose(np.abs((smooth * rotations).sum(-1)), 1.0)


def test_skinning_at_rest_and_under_a_turned_root():
    avatar = toy_avatar()
    rig, vertices = avatar.rig, avatar.mesh.vertices
    still = np.zeros((1, len(rig.bone_names), 4))
    still[..., 0] = 1.0
    rest = posed_matrices(rig.parents, rig.rest_matrices, still)
    assert np.allclose(
        skinned(vertices, rig.bone_indices, rig.weights, rig.rest_matrices, rest[0]), vertices, atol=1e-5
    )
    moved = posed_matrices(rig.parents, rig.rest_matrices, still, np.array([[0.1, 0.2, 0.3]]))
    shifted = skinned(vertices, rig.bone_indices, rig.weights, rig.rest_matrices, moved[0])
    assert np.allclose(shifted - vertices, (0.1, 0.2, 0.3), atol=1e-5)


def test_hips_travel_as_many_leg_lengths_on_every_body():
    tall, small = (toy_avatar(scale=scale).rig.rest_matrices for scale in (1.0, 0.5))
    legs = [leg_length(MIXAMO, rest) for rest in (tall, small)]
    assert legs[0] == pytest.approx(0.83, abs=1e-6) and legs[1] == pytest.approx(legs[0] / 2, abs=1e-6)
    walk = np.array([(0.0, 0.0, 0.0), (0.0, -1.2, 0.05)])
    steps = travel_on_other_legs(walk, *legs)
    assert np.allclose(steps / legs[1], walk / legs[0])
