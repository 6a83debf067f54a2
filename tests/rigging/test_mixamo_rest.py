"""The bones of "mixamo" stand as in Mixamo's own files, so that its clips can be played by the bones' names."""

import numpy as np
import pytest
from angles import angle_between
from toy_avatar import toy_avatar

from rigging.bone_axes import anatomical_axes, rest_axes
from rigging.rotations import matrices_from_quaternions, quaternions_from_matrices
from rigging.skeletons import MIXAMO, SKELETONS

Y_BOT = {
    "Hips": (1.000, 0.006, 0.000, 0.000),
    "Spine": (0.997, -0.080, 0.000, 0.000),
    "Spine1": (1.000, 0.000, 0.000, 0.000),
    "Spine2": (1.000, 0.013, 0.000, 0.000),
    "Neck": (1.000, 0.000, 0.000, 0.000),
    "Head": (1.000, 0.000, 0.000, 0.000),
    "LeftShoulder": (-0.403, -0.484, -0.571, 0.526),
    "LeftArm": (0.994, -0.025, -0.003, 0.104),
    "LeftForeArm": (1.000, 0.000, 0.000, 0.000),
    "LeftHand": (1.000, 0.000, 0.000, 0.000),
    "LeftHandThumb1": (0.938, 0.253, -0.061, 0.227),
    "LeftHandThumb2": (1.000, -0.002, 0.001, -0.008),
    "LeftHandThumb3": (1.000, -0.002, 0.001, -0.006),
    "LeftHandIndex1": (1.000, 0.000, 0.000, 0.000),
    "LeftHandMiddle2": (1.000, 0.000, 0.000, 0.000),
    "LeftHandRing3": (1.000, 0.000, 0.000, 0.000),
    "LeftHandPinky1": (1.000, 0.000, 0.000, 0.002),
    "LeftUpLeg": (0.000, 0.000, 0.010, 1.000),
    "LeftLeg": (0.999, -0.038, 0.000, 0.000),
    "LeftFoot": (0.888, 0.460, 0.000, 0.000),
    "LeftToeBase": (0.942, 0.335, 0.000, 0.000),
    "RightShoulder": (-0.403, -0.484, 0.571, -0.526),
    "RightHandThumb1": (0.938, 0.253, 0.062, -0.228),
    "RightUpLeg": (0.000, 0.000, 0.010, 1.000),
    "RightFoot": (0.888, 0.460, 0.000, 0.000),
}
"""Rotation wxyz of each node relative to its parent in the T-pose, as an FBX file of Mixamo's Y Bot tells it: Y is up,
the figure faces +Z."""

Y_UP = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))


@pytest.mark.parametrize("name", Y_BOT)
def test_each_bone_is_turned_against_its_parent_as_in_mixamos_files(name):
    k = MIXAMO.index(f"mixamorig:{name}")
    axes, parent = rest_axes(MIXAMO, "t"), MIXAMO.parents[k]
    local = axes[parent].T @ axes[k] if parent >= 0 else Y_UP @ axes[k] @ Y_UP.T
    wanted = np.array(Y_BOT[name]) / np.linalg.norm(Y_BOT[name])
    found = quaternions_from_matrices(local) if parent >= 0 else quaternions_from_matrices(Y_UP @ axes[k])
    assert np.degrees(angle_between(found, wanted)) < 0.35


def test_thumbs_curl_about_the_axis_about_which_mixamos_do():
    """In its clips a left thumb closes by a turn about -Z of its bones, fingers by one about +X."""
    axes, anatomy = rest_axes(MIXAMO, "t"), anatomical_axes(MIXAMO, "t")
    thumb, finger = (MIXAMO.index(f"mixamorig:LeftHand{part}") for part in ("Thumb2", "Index2"))
    assert (axes[thumb].T @ anatomy[thumb][:, 0])[2] < -0.85
    assert (axes[finger].T @ anatomy[finger][:, 0])[0] > 0.98


def test_other_skeletons_rest_on_the_anatomical_axes():
    for name in ("anny", "smpl"):
        for pose in ("t", "a"):
            assert np.array_equal(rest_axes(SKELETONS[name], pose), anatomical_axes(SKELETONS[name], pose))


def test_a_clip_by_bone_name_turns_every_limb_as_it_turns_mixamos():
    """Whole rotations of nodes, played on our bones: what they do to the figure is what they do to Mixamo's own."""
    rng = np.random.default_rng(3)
    rig = toy_avatar().rig
    clip = rng.normal(size=(len(MIXAMO.bones), 4))
    clip = matrices_from_quaternions(clip / np.linalg.norm(clip, axis=1, keepdims=True))
    theirs, rest_theirs = np.empty((2, len(MIXAMO.bones), 3, 3))
    known = [k for k, name in enumerate(MIXAMO.names) if name.removeprefix("mixamorig:") in Y_BOT]
    for k in known:
        parent, local = MIXAMO.parents[k], np.array(Y_BOT[MIXAMO.names[k].removeprefix("mixamorig:")])
        own = matrices_from_quaternions(local / np.linalg.norm(local))
        if parent >= 0 and parent not in known:
            continue
        theirs[k] = clip[k] if parent < 0 else theirs[parent] @ clip[k]
        rest_theirs[k] = own if parent < 0 else rest_theirs[parent] @ own
        rest = Y_UP @ rig.rest_matrices[k, :3, :3].astype(float)
        moved_ours, moved_theirs = theirs[k] @ rest.T, theirs[k] @ rest_theirs[k].T
        off = np.degrees(angle_between(*map(quaternions_from_matrices, (moved_ours, moved_theirs))))
        assert off < 1.0, MIXAMO.names[k]
