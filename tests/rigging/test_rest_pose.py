"""Rest poses: limbs exactly where the standard says, the same axes for every body, nothing but turns."""

import numpy as np
import pytest
from toy_avatar import joints

from rigging.bone_axes import rest_axes
from rigging.rest_pose import to_rest_pose
from rigging.rotations import matrices_from_quaternions
from rigging.skeletons import MIXAMO, SKELETONS

NAMES = tuple(bone.name for bone in MIXAMO.bones if not bone.leaf)
OWN = [MIXAMO.index(name) for name in NAMES]


def slumped(seed: int, scale: float = 1.0, amount: float = 0.25):
    """Joints of a body whose own rest pose is a random turn of every bone away from the standard T-pose."""
    rng = np.random.default_rng(seed)
    heads, tails, _ = joints(scale=scale)
    turned, moved = np.tile(np.eye(3), (len(heads), 1, 1)), heads.copy()
    for k, bone in enumerate(MIXAMO.bones):
        if bone.parent >= 0:
            moved[k] = moved[bone.parent] + turned[bone.parent] @ (heads[k] - heads[bone.parent])
            vector = rng.normal(0, amount, 3)
            angle = np.linalg.norm(vector)
            quaternion = np.concatenate(([np.cos(angle / 2)], np.sin(angle / 2) * vector / angle))
            free = bone.part.split(" ")[0] not in ("Spine", "Chest", "UpperChest", "Neck", "Head", "Shoulder", "Foot")
            turned[k] = turned[bone.parent] @ (matrices_from_quaternions(quaternion) if free else np.eye(3))
    ends = moved + np.einsum("kij,kj->ki", turned, tails - heads)
    return moved[OWN], ends[OWN]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scale", [0.4, 1.0, 1.3])
def test_arms_are_level_legs_straight_and_fingers_in_line(seed, scale):
    found = to_rest_pose(MIXAMO, "t", NAMES, *slumped(seed, scale))

    def place(name):
        return found.rest_matrices[MIXAMO.index(f"mixamorig:{name}"), :3, 3]

    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        arm = np.stack([place(f"{side}{part}") for part in ("Arm", "ForeArm", "Hand")])
        assert np.allclose(arm[:, 1:], arm[0, 1:], atol=1e-9)
        assert (np.diff(arm[:, 0]) * sign > 0.05).all()
        leg = np.stack([place(f"{side}{part}") for part in ("UpLeg", "Leg", "Foot")])
        thigh, shin = (v / np.linalg.norm(v) for v in np.diff(leg, axis=0))
        assert np.degrees(np.arccos(thigh @ shin)) < 5.0 and thigh[0] == pytest.approx(shin[0], abs=1e-9)
        finger = np.stack([place(f"{side}HandMiddle{n}") for n in (1, 2, 3, 4)])
        assert np.allclose(np.diff(finger, axis=0)[:, 1:], 0.0, atol=1e-9)
        forward = place(f"{side}ToeBase") - place(f"{side}Foot")
        assert abs(forward[0]) < 1e-9 and forward[1] < 0


@pytest.mark.parametrize("pose", ["t", "a"])
def test_axes_are_the_same_for_every_body(pose):
    axes = [to_rest_pose(MIXAMO, pose, NAMES, *slumped(s, 0.5 + s / 4)).rest_matrices[:, :3, :3] for s in range(4)]
    assert all(np.array_equal(axes[0], other) for other in axes[1:])


def test_a_body_in_the_t_pose_is_left_alone():
    heads, tails, lengths = joints()
    found = to_rest_pose(MIXAMO, "t", NAMES, heads[OWN], tails[OWN])
    moved = [MIXAMO.bones[k].part for k, g in zip(OWN, found.rotations, strict=True) if abs(np.trace(g) - 3) > 1e-9]
    assert all(part.startswith(("Shoulder", "UpperArm", "LowerArm", "Hand", "Thumb")) or " " in part for part in moved)
    assert np.allclose(found.lengths, lengths, atol=1e-9)
    known = to_rest_pose(MIXAMO, "t", NAMES, heads[OWN], tails[OWN], native="t")
    shoulders = [j for j, k in enumerate(OWN) if MIXAMO.bones[k].part == "Shoulder"]
    assert np.allclose(known.rotations[shoulders], np.eye(3)), "a body that says so has its collar bones lifted already"


def test_a_body_lowers_and_lifts_its_collar_bones_by_the_same():
    heads, tails, _ = joints()
    lowered = to_rest_pose(MIXAMO, "a", NAMES, heads[OWN], tails[OWN], native="t")
    ends = lowered.heads + (lowered.rotations @ (tails - heads)[OWN, :, None])[..., 0]
    back = to_rest_pose(MIXAMO, "t", NAMES, lowered.heads, ends, native="a")
    assert np.allclose(back.heads, heads[OWN], atol=1e-6)


def test_turns_keep_the_distance_between_joint_and_parent():
    heads, tails = slumped(7)
    found = to_rest_pose(MIXAMO, "t", NAMES, heads, tails)
    for j, k in enumerate(OWN):
        parent = MIXAMO.bones[k].parent
        if parent >= 0:
            p = OWN.index(parent)
            assert np.linalg.norm(found.heads[j] - found.heads[p]) == pytest.approx(np.linalg.norm(heads[j] - heads[p]))
            local = found.rotations[p].T @ found.rotations[j]
            assert np.allclose(local, found.local_rotations[j], atol=1e-12)
    assert np.allclose(found.rotations @ found.rotations.transpose(0, 2, 1), np.eye(3), atol=1e-9)


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=SKELETONS)
@pytest.mark.parametrize("pose", ["t", "a"])
def test_right_mirrors_left(skeleton, pose):
    axes = rest_axes(skeleton, pose)
    mirror = np.diag((-1.0, 1.0, 1.0))
    by_key = {}
    for k, bone in enumerate(skeleton.bones):
        by_key.setdefault((bone.part, bone.side), axes[k])
    for (part, side), left in by_key.items():
        if side == "Left":
            right = by_key[part, "Right"]
            assert np.allclose(right[:, 1], mirror @ left[:, 1])
            assert np.allclose(right[:, 2], mirror @ left[:, 2])
            assert np.linalg.det(right) == pytest.approx(1.0)


def test_arms_of_the_a_pose_hang_at_45_degrees():
    k = MIXAMO.index("mixamorig:LeftArm")
    assert np.allclose(rest_axes(MIXAMO, "a")[k][:, 1], (0.5**0.5, 0.0, -(0.5**0.5)))


def test_palms_face_down_also_where_the_hand_is_twisted():
    heads, tails = slumped(11, amount=0.5)
    found = to_rest_pose(MIXAMO, "t", NAMES, heads, tails)
    for side in ("Left", "Right"):
        index, little = (found.heads[NAMES.index(f"mixamorig:{side}Hand{f}1")] for f in ("Index", "Pinky"))
        assert index[2] == pytest.approx(little[2], abs=1e-9)
        assert index[1] < little[1]


def test_other_bones_are_refused():
    heads, tails = slumped(0)
    with pytest.raises(ValueError, match=r"missing.*RightToeBase"):
        to_rest_pose(MIXAMO, "t", NAMES[:-1], heads[:-1], tails[:-1])


@pytest.mark.parametrize("skeleton", [SKELETONS["smpl"], SKELETONS["anny"]], ids=["smpl", "anny"])
def test_bodies_without_knuckles_or_bone_tails(skeleton):
    heads, _, _ = joints(skeleton, "a")
    found = to_rest_pose(skeleton, "t", skeleton.names, heads, heads)
    arm = [skeleton.index(skeleton.humanoid[f"Left{part}"]) for part in ("UpperArm", "LowerArm", "Hand")]
    assert np.allclose(found.rest_matrices[arm][:, 1:3, 3], found.rest_matrices[arm[0], 1:3, 3], atol=1e-9)
    assert (found.lengths > 0.003).all() and np.isfinite(found.rotations).all()
    assert np.allclose(found.rotations @ found.rotations.transpose(0, 2, 1), np.eye(3), atol=1e-9)
