"""Bones of others are recognised by their names, by how the skeleton is built, or by a map that somebody edited."""

import dataclasses

import numpy as np
import pytest
from walking import named, person, plain_bones, walk

from rigging.bone_shapes import guessed
from rigging.joint_map import joint_map

JOINTS = ("Hips", "Spine", "LeftUpperLeg", "RightLowerLeg", "LeftFoot", "RightUpperArm", "LeftLowerArm", "RightHand")
OURS = ("pelvis", "spine1", "left_hip", "right_knee", "left_ankle", "right_shoulder", "left_elbow", "right_wrist")
FLAVOURS = {
    "Mixamo": "{p}Hips {p}Spine {p}LeftUpLeg {p}RightLeg {p}LeftFoot {p}RightArm {p}LeftForeArm {p}RightHand",
    "CMU (Daz": "hip abdomen lThigh rShin lFoot rShldr lForeArm rHand",
    "Rokoko": "Hips Spine1 LeftThigh RightShin LeftFoot RightArm LeftForeArm RightHand",
    "Xsens": "Hips Chest LeftHip RightKnee LeftAnkle RightShoulder LeftElbow RightWrist",
    "Bandai": "Hips Spine UpperLeg_L LowerLeg_R Foot_L UpperArm_R LowerArm_L Hand_R",
    "iClone": "CC_Base_Hip CC_Base_Waist CC_Base_L_Thigh CC_Base_R_Calf CC_Base_L_Foot CC_Base_R_Upperarm "
    "CC_Base_L_Forearm CC_Base_R_Hand",
    "SMPL": " ".join(OURS),
    "Unreal": "pelvis spine_01 thigh_l calf_r foot_l upperarm_r lowerarm_l hand_r",
    "Rigify": "DEF-spine DEF-spine.001 DEF-thigh.L DEF-shin.R DEF-foot.L DEF-upper_arm.R DEF-forearm.L DEF-hand.R",
    "Rigify (FK": "torso spine_fk.001 thigh_fk.L shin_fk.R foot_fk.L upper_arm_fk.R forearm_fk.L hand_fk.R",
    "VRM": "J_Bip_C_Hips J_Bip_C_Spine J_Bip_L_UpperLeg J_Bip_R_LowerLeg J_Bip_L_Foot J_Bip_R_UpperArm "
    "J_Bip_L_LowerArm J_Bip_R_Hand",
    "3ds": "Bip01_Pelvis Bip01_Spine Bip01_L_Thigh Bip01_R_Calf Bip01_L_Foot Bip01_R_UpperArm Bip01_L_Forearm "
    "Bip01_R_Hand",
    "Unity": "Hips Spine LeftUpperLeg RightLowerLeg LeftFoot RightUpperArm LeftLowerArm RightHand",
}
MIRRORED = (
    ("_L_", "_R_"),
    ("Left", "Right"),
    ("left", "right"),
    ("_L", "_R"),
    (".L", ".R"),
    ("_l", "_r"),
    ("L_", "R_"),
)


def other(name: str) -> str:
    for one, two in MIRRORED:
        for this, that in ((one, two), (two, one)):
            if this in name:
                return name.replace(this, that)
    return {"l": "r", "r": "l"}.get(name[0], name[0]) + name[1:] if name[1:2].isupper() else name


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_names_of_each_program_are_recognised(flavour):
    theirs = FLAVOURS[flavour].format(p="mixamorig:").split()
    names = dict(zip(OURS, theirs, strict=True))
    names |= {other(ours): other(bone) for ours, bone in names.items()}
    bones = named(walk(2), {**names, "head": "xyz"}).bones
    # the rest of the skeleton is called as no program does
    known = set(names.values())
    strange = tuple(name if name in known else f"q{n}" for n, name in enumerate(bones.names))
    found = joint_map(dataclasses.replace(bones, names=strange))
    assert found.told_by.startswith(flavour)
    assert {joint: found.joints.get(joint) for joint in JOINTS} == dict(zip(JOINTS, theirs, strict=True))
    assert found.joints["RightUpperLeg"] == other(theirs[2])


def test_a_skeleton_of_unknown_names_is_told_by_how_it_is_built():
    take = walk(2)
    wanted = joint_map(take.bones).joints
    rng = np.random.default_rng(0)
    strange = {name: f"j{number}" for name, number in zip(take.bones.names, rng.permutation(100), strict=False)}
    found = joint_map(named(take, strange).bones)
    assert found.told_by == "how it is built"
    told = {joint: found.joints[joint] for joint in wanted if joint in found.joints}
    assert told == {joint: strange[wanted[joint]] for joint in told} and len(told) >= 20
    assert guessed(dataclasses.replace(take.bones, parents=np.arange(-1, 23))) == {}


def test_a_map_of_yours_comes_first_and_can_be_edited():
    bones = named(walk(2), {"left_wrist": "Haken"}).bones
    found = joint_map(bones)
    assert "LeftHand" not in found.joints and "Haken" in found.unknown(bones)
    shown = found.plain(bones)
    assert shown["joints"]["LeftHand"] == "" and "Haken" in shown["unknown"]
    edited = joint_map(bones, {**shown["joints"], "LeftHand": "Haken"})
    assert edited.joints["LeftHand"] == "Haken" and edited.told_by == "a map of yours"
    for wrong, told in (({"Tail": "neck"}, "joint Tail"), ({"Head": "no"}, "bone no"), ({"Hips": "neck"}, "neck")):
        with pytest.raises(ValueError, match=told):
            joint_map(bones, wrong)


def test_too_few_known_names_are_listed():
    bones = plain_bones()
    flat = dataclasses.replace(bones, names=tuple(f"b{n}" for n in range(24)), parents=np.array([-1, *[0] * 23]))
    with pytest.raises(ValueError, match=r"not known which bone is Hips.*b0, b1"):
        joint_map(flat)
    assert person(walk(2)).leg == pytest.approx(0.85, abs=0.01)


def test_what_names_leave_open_is_told_by_how_the_skeleton_is_built():
    take = walk(2)
    wanted = joint_map(take.bones).joints
    strange = {wanted[joint]: f"odd {joint}" for joint in ("Hips", "LeftLowerArm", "RightLowerArm")}
    found = joint_map(named(take, strange).bones)
    assert found.told_by.endswith("how it is built")
    assert found.joints["Hips"] == "odd Hips" and found.joints["RightLowerArm"] == "odd RightLowerArm"
    assert found.joints["LeftUpperLeg"] == wanted["LeftUpperLeg"]
