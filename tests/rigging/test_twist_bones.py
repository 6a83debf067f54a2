"""Twist bones: they turn about their limb alone, by their share, without a jump, and the skin is not wrung."""

import numpy as np
import pytest
from toy_avatar import toy_avatar

from rigging.clips.root_motion import Moving
from rigging.motion import posed_matrices, skinned
from rigging.rotations import multiply, quaternions_from_axis
from rigging.skeletons import ANNY, MIXAMO
from rigging.twist_bones import spread_weights, twist_angles, twist_bones, twists_wrong, with_twists

RIG = toy_avatar().rig
PARENTS = tuple(RIG.parents.tolist())
REST = RIG.rest_matrices.astype(np.float64)
MADE = twist_bones(RIG.bone_names, PARENTS)
BY_NAME = {each.name: n for n, each in enumerate(MADE)}


def moving(**turns):
    """The rig in N frames; turns: bone -> (N, 4)"""
    out = np.zeros((len(next(iter(turns.values()))), len(PARENTS), 4))
    out[..., 0] = 1.0
    for bone, each in turns.items():
        out[:, RIG.bone_names.index(f"mixamorig:{bone}")] = each
    return Moving(RIG.bone_names, PARENTS, REST, posed_matrices(PARENTS, REST, out))


def test_each_takes_its_share_of_a_twist_and_a_swing_moves_none():
    arm, fore, hand = np.radians((40.0, -50.0, 70.0))
    bent = quaternions_from_axis("x", np.array([0.9]))
    twist = {
        name: quaternions_from_axis("y", np.array([angle])) for name, angle in (("a", arm), ("f", fore), ("h", hand))
    }
    posed = moving(LeftArm=multiply(bent, twist["a"]), LeftForeArm=multiply(bent, twist["f"]), LeftHand=twist["h"])
    found = twist_angles(MADE, PARENTS, REST, posed.poses)[0]
    for name, wanted in (
        ("upperarm_twist_01_l", -arm), ("upperarm_twist_02_l", -arm / 2), ("lowerarm_twist_05_l", -fore),
        ("lowerarm_twist_03_l", (hand - fore) / 2), ("lowerarm_twist_01_l", hand), ("upperarm_twist_01_r", 0.0),
    ):  # fmt: skip
        assert found[BY_NAME[name]] == pytest.approx(wanted, abs=1e-6), name
    whole = with_twists(posed)
    assert whole.names[: len(PARENTS)] == RIG.bone_names and len(whole.names) == len(PARENTS) + len(MADE) == 87
    # where the arm begins, its skin is turned as if the arm did not twist at all
    plain = moving(LeftArm=bent)
    first = whole.names.index("upperarm_twist_01_l")
    arm_bone = RIG.bone_names.index("mixamorig:LeftArm")
    assert np.allclose(whole.poses[0, first], plain.poses[0, arm_bone], atol=1e-6)


def test_a_twist_beyond_half_a_turn_does_not_jump():
    posed = moving(RightHand=quaternions_from_axis("y", np.radians(np.linspace(0.0, 300.0, 31))))
    found = twist_angles(MADE, PARENTS, REST, posed.poses)[:, BY_NAME["lowerarm_twist_03_r"]]
    assert np.allclose(np.diff(found), np.radians(5.0))


def test_what_a_reader_finds_is_held_against_the_clip():
    posed = with_twists(moving(LeftHand=quaternions_from_axis("y", np.linspace(0.0, 1.0, 4))))
    asked = (posed.names, posed.parents, posed.rest)
    assert twists_wrong(*asked, posed.poses) == ""
    still, bone = posed.poses.copy(), posed.names.index("lowerarm_twist_02_l")
    still[:, bone, :3, :3] = posed.poses[:, posed.parents[bone], :3, :3]
    assert "lowerarm_twist_02_l does not turn" in twists_wrong(*asked, still)
    moved = posed.rest.copy()
    moved[bone, 0, 3] += 0.01
    assert "lies 10.0 mm from its place" in twists_wrong(posed.names, posed.parents, moved, posed.poses)
    assert "no bone upperarm_twist_01_l" in twists_wrong(RIG.bone_names, PARENTS, REST, posed.poses[:, : len(PARENTS)])


def test_a_tube_keeps_its_girth_where_a_forearm_is_wrung():
    """A sleeve around the left forearm and hand: with the hand turned by 90 degrees, no ring of it loses 8 percent."""
    fore, hand = (RIG.bone_names.index(f"mixamorig:Left{part}") for part in ("ForeArm", "Hand"))
    along, around = np.linspace(0.0, 1.0, 41), np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
    way = REST[hand, :3, 3] - REST[fore, :3, 3]
    rings = 0.03 * (np.cos(around)[:, None] * REST[fore, :3, 0] + np.sin(around)[:, None] * REST[fore, :3, 2])
    points = (REST[fore, :3, 3] + along[:, None, None] * way + rings).reshape(-1, 3)
    share = np.repeat(np.clip((along - 0.9) / 0.1, 0.0, 1.0), len(around))  # of the hand
    bones = np.tile((fore, hand, 0, 0), (len(points), 1))
    weights = np.stack([1.0 - share, share, 0 * share, 0 * share], axis=1)
    posed = with_twists(moving(LeftHand=quaternions_from_axis("y", np.radians([90.0]))))
    wrung = skinned(points, bones, weights, REST, posed.poses[0, : len(PARENTS)])
    spread = skinned(points, *spread_weights(MADE, REST, points, bones, weights), posed.rest, posed.poses[0])

    def least(tube):
        rings = tube.reshape(len(along), len(around), 3)
        return np.linalg.norm(rings - rings.mean(axis=1, keepdims=True), axis=2).min() / 0.03

    assert least(wrung) < 0.75 and least(spread) > 0.92


def test_of_equal_weights_the_same_are_kept_in_whatever_order_they_come():
    """A vertex between both legs, whose weights may stand in any order and be off by what floats lose."""
    bones = [RIG.bone_names.index(f"mixamorig:{name}") for name in ("LeftUpLeg", "RightUpLeg", "Hips", "Spine")]
    point = (0.5 * (REST[bones[0], :3, 3] + REST[bones[1], :3, 3]) - (0.0, 0.0, 0.05))[None]
    weights = np.array([0.2, 0.2, 0.4, 0.2])
    rows = []
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)):
        noise = 1e-8 * np.arange(4)
        indices, shares = spread_weights(
            MADE, REST, point, np.array(bones)[None, order], (weights + noise)[None, order]
        )
        rows.append(dict(zip(indices[0].tolist(), shares[0].round(4).tolist(), strict=True)))
    assert rows[0] == rows[1] == rows[2] and len(rows[0]) == 4


def test_skeletons_without_limbs_of_one_bone_are_told():
    with pytest.raises(ValueError, match="bones of its own on the way"):
        twist_bones(ANNY.names, ANNY.parents)
    names = (*MIXAMO.names, "calf_twist_01_r")
    with pytest.raises(ValueError, match="has a bone calf_twist_01_r already"):
        twist_bones(names, (*MIXAMO.parents, 0))
    with pytest.raises(ValueError, match="no arms and legs"):
        twist_bones(("a", "b"), (-1, 0))
