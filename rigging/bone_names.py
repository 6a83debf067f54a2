"""What other programs call the joints: one table a flavour, by which the bones of any file are recognised.

In a table `#` stands for the side as that program writes it, and a word for a finger stands for all five. Names are
compared without their prefix ("mixamorig:", "DEF-", "CC_Base_", a namespace), in small letters and without separators.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .skeletons import FINGERS, HUMANOID_OPTIONAL, HUMANOID_REQUIRED, PHALANGES

JOINTS = (*HUMANOID_REQUIRED, *HUMANOID_OPTIONAL)
SIDES = ("Left", "Right")


@dataclass(frozen=True)
class Flavour:
    name: str
    """of the program, for people"""
    joints: Mapping[str, str]
    """joint as in Unity's humanoid -> name, as it is compared"""


def compared(name: str) -> str:
    """A bone's name as the tables have it."""
    name = re.sub(r"^.*[:|]", "", name.strip())
    name = re.sub(
        r"^(mixamorig\d*|DEF-|ORG-|MCH-|CC_Base|RL_|J_(Bip|Sec|Adj)|Bip\d+|Character\d+|Actor\d*)[_ -]*", "", name
    )
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _flavour(
    name: str, sides: tuple[str, str], middle: str, sided: str, fingers: str = "", count: str = "123"
) -> Flavour:
    """middle, sided: "Part=name" apart by blanks; fingers: a name with @ for the finger and % for the phalanx, then the
    program's words for thumb, index, middle, ring and little finger; count: how it numbers the phalanges."""
    joints = dict[str, str](pair.split("=") for pair in middle.split())  # pyright: ignore
    for side, mark in zip(SIDES, sides, strict=True):
        for pair in sided.split():
            part, bone = pair.split("=")
            joints[side + part] = bone.replace("#", mark)
        if fingers:
            pattern, *words = fingers.split()
            for finger, word in zip(FINGERS, words, strict=True):
                for phalanx, number in zip(PHALANGES, count.split() if " " in count else count, strict=True):
                    bone = pattern.replace("#", mark).replace("@", word).replace("%", number)
                    joints[f"{side} {finger} {phalanx}"] = bone
    return Flavour(name, {joint: compared(bone) for joint, bone in joints.items()})


FLAVOURS: tuple[Flavour, ...] = (
    _flavour(
        "Mixamo, MotionBuilder",
        SIDES,
        "Hips=Hips Spine=Spine Chest=Spine1 UpperChest=Spine2 Neck=Neck Head=Head LeftEye=LeftEye RightEye=RightEye",
        "Shoulder=#Shoulder UpperArm=#Arm LowerArm=#ForeArm Hand=#Hand "
        "UpperLeg=#UpLeg LowerLeg=#Leg Foot=#Foot Toes=#ToeBase",
        "#Hand@% Thumb Index Middle Ring Pinky",
    ),
    _flavour(
        "CMU (MotionBuilder-friendly)",
        SIDES,
        "Hips=Hips Spine=LowerBack Chest=Spine UpperChest=Spine1 Neck=Neck Head=Head",
        "Shoulder=#Shoulder UpperArm=#Arm LowerArm=#ForeArm Hand=#Hand "
        "UpperLeg=#UpLeg LowerLeg=#Leg Foot=#Foot Toes=#ToeBase",
    ),
    _flavour(
        "CMU (Daz-friendly), Poser",
        ("l", "r"),
        "Hips=hip Spine=abdomen Chest=chest Neck=neck Head=head LeftEye=leftEye RightEye=rightEye",
        "Shoulder=#Collar UpperArm=#Shldr LowerArm=#ForeArm Hand=#Hand "
        "UpperLeg=#Thigh LowerLeg=#Shin Foot=#Foot Toes=#Toe",
        "#@% Thumb Index Mid Ring Pinky",
    ),
    _flavour(
        "CMU (ASF), AMC",
        ("l", "r"),
        "Hips=root Spine=lowerback Chest=upperback UpperChest=thorax Neck=lowerneck Head=head",
        "Shoulder=#clavicle UpperArm=#humerus LowerArm=#radius Hand=#wrist "
        "UpperLeg=#femur LowerLeg=#tibia Foot=#foot Toes=#toes",
    ),
    _flavour(
        "Rokoko",
        SIDES,
        "Hips=Hips Spine=Spine1 Chest=Spine2 UpperChest=Spine3 Neck=Neck Head=Head",
        "Shoulder=#Shoulder UpperArm=#Arm LowerArm=#ForeArm Hand=#Hand "
        "UpperLeg=#Thigh LowerLeg=#Shin Foot=#Foot Toes=#Toe",
        "#Finger@% 1 2 3 4 5",
        "Proximal Medial Distal",
    ),
    _flavour(
        "Xsens, Biovision, Qualisys",
        SIDES,
        "Hips=Hips Spine=Chest Chest=Chest2 UpperChest=Chest4 Neck=Neck Head=Head",
        "Shoulder=#Collar UpperArm=#Shoulder LowerArm=#Elbow Hand=#Wrist "
        "UpperLeg=#Hip LowerLeg=#Knee Foot=#Ankle Toes=#Toe",
    ),
    _flavour(
        "Xsens MVN",
        SIDES,
        "Hips=Pelvis Spine=L5 Chest=T12 UpperChest=T8 Neck=Neck Head=Head",
        "Shoulder=#Shoulder UpperArm=#UpperArm LowerArm=#ForeArm Hand=#Hand "
        "UpperLeg=#UpperLeg LowerLeg=#LowerLeg Foot=#Foot Toes=#Toe",
    ),
    _flavour(
        "Bandai Namco",
        ("_L", "_R"),
        "Hips=Hips Spine=Spine Chest=Chest Neck=Neck Head=Head",
        "Shoulder=Shoulder# UpperArm=UpperArm# LowerArm=LowerArm# Hand=Hand# "
        "UpperLeg=UpperLeg# LowerLeg=LowerLeg# Foot=Foot# Toes=Toes#",
    ),
    _flavour(
        "iClone, Character Creator",
        ("L_", "R_"),
        "Hips=CC_Base_Hip Spine=CC_Base_Waist Chest=CC_Base_Spine01 UpperChest=CC_Base_Spine02 "
        "Neck=CC_Base_NeckTwist01 "
        "Head=CC_Base_Head LeftEye=CC_Base_L_Eye RightEye=CC_Base_R_Eye Jaw=CC_Base_JawRoot",
        "Shoulder=CC_Base_#Clavicle UpperArm=CC_Base_#Upperarm LowerArm=CC_Base_#Forearm Hand=CC_Base_#Hand "
        "UpperLeg=CC_Base_#Thigh LowerLeg=CC_Base_#Calf Foot=CC_Base_#Foot Toes=CC_Base_#ToeBase",
        "CC_Base_#@% Thumb Index Mid Ring Pinky",
    ),
    _flavour(
        "SMPL, SMPL-X, AMASS",
        ("left_", "right_"),
        "Hips=pelvis Spine=spine1 Chest=spine2 UpperChest=spine3 Neck=neck Head=head Jaw=jaw",
        "Shoulder=#collar UpperArm=#shoulder LowerArm=#elbow Hand=#wrist "
        "UpperLeg=#hip LowerLeg=#knee Foot=#ankle Toes=#foot Eye=#eye",
        "#@% thumb index middle ring pinky",
    ),
    _flavour(
        "DeepMimic",
        ("left_", "right_"),
        "Hips=root Chest=chest Neck=neck",
        "UpperArm=#shoulder LowerArm=#elbow Hand=#wrist UpperLeg=#hip LowerLeg=#knee Foot=#ankle",
    ),
    _flavour(
        "Unreal",
        ("_l", "_r"),
        "Hips=pelvis Spine=spine_01 Chest=spine_02 UpperChest=spine_03 Neck=neck_01 Head=head",
        "Shoulder=clavicle# UpperArm=upperarm# LowerArm=lowerarm# Hand=hand# "
        "UpperLeg=thigh# LowerLeg=calf# Foot=foot# Toes=ball#",
        "@_%# thumb index middle ring pinky",
        "01 02 03",
    ),
    _flavour(
        "Rigify (FK controls)",
        (".L", ".R"),
        "Hips=torso Spine=spine_fk.001 Chest=spine_fk.002 UpperChest=spine_fk.003 Neck=neck Head=head",
        "Shoulder=shoulder# UpperArm=upper_arm_fk# LowerArm=forearm_fk# Hand=hand_fk# "
        "UpperLeg=thigh_fk# LowerLeg=shin_fk# Foot=foot_fk# Toes=toe_fk#",
        "@.%# thumb f_index f_middle f_ring f_pinky",
        "01 02 03",
    ),
    _flavour(
        "Rigify",
        (".L", ".R"),
        "Hips=spine Spine=spine.001 Chest=spine.002 UpperChest=spine.003 Neck=spine.004 Head=spine.006",
        "Shoulder=shoulder# UpperArm=upper_arm# LowerArm=forearm# Hand=hand# "
        "UpperLeg=thigh# LowerLeg=shin# Foot=foot# Toes=toe#",
        "@.%# thumb f_index f_middle f_ring f_pinky",
        "01 02 03",
    ),
    _flavour(
        "VRM, VRoid",
        ("J_Bip_L_", "J_Bip_R_"),
        "Hips=J_Bip_C_Hips Spine=J_Bip_C_Spine Chest=J_Bip_C_Chest UpperChest=J_Bip_C_UpperChest Neck=J_Bip_C_Neck "
        "Head=J_Bip_C_Head",
        "Shoulder=#Shoulder UpperArm=#UpperArm LowerArm=#LowerArm Hand=#Hand "
        "UpperLeg=#UpperLeg LowerLeg=#LowerLeg Foot=#Foot Toes=#ToeBase",
        "#@% Thumb Index Middle Ring Little",
    ),
    _flavour(
        "3ds Max Biped",
        ("L ", "R "),
        "Hips=Bip01_Pelvis Spine=Bip01_Spine Chest=Bip01_Spine1 UpperChest=Bip01_Spine2 "
        "Neck=Bip01_Neck Head=Bip01_Head",
        "Shoulder=Bip01_#Clavicle UpperArm=Bip01_#UpperArm LowerArm=Bip01_#Forearm Hand=Bip01_#Hand "
        "UpperLeg=Bip01_#Thigh LowerLeg=Bip01_#Calf Foot=Bip01_#Foot Toes=Bip01_#Toe0",
    ),
    Flavour("Unity, VRM (humanoid names)", {joint: compared(joint) for joint in JOINTS}),
    _flavour(
        "Blender (sides at the end)",
        (".L", ".R"),
        "Hips=Hips Spine=Spine Chest=Chest UpperChest=UpperChest Neck=Neck Head=Head Jaw=Jaw",
        "Shoulder=Shoulder# UpperArm=UpperArm# LowerArm=LowerArm# Hand=Hand# "
        "UpperLeg=UpperLeg# LowerLeg=LowerLeg# Foot=Foot# Toes=Toes# Eye=Eye#",
        "@%# Thumb Index Middle Ring Little",
    ),
    _flavour(
        "Anny",
        (".L", ".R"),
        "Hips=root Spine=spine03 Chest=spine02 UpperChest=spine01 Neck=neck01 Head=head LeftEye=eye.L RightEye=eye.R",
        "Shoulder=clavicle# UpperArm=upperarm01# LowerArm=lowerarm01# Hand=wrist# "
        "UpperLeg=upperleg01# LowerLeg=lowerleg01# Foot=foot# Toes=toe2-1#",
        "finger@-%# 1 2 3 4 5",
    ),
)


def recognised(names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The flavour that knows most of these bones, and joint -> bone; no flavour and nothing where none knows enough.

    Required joints count most; of several bones of one name the first counts.
    """
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(compared(name), name)

    def score(flavour: Flavour) -> tuple[int, int]:
        known = [joint for joint, name in flavour.joints.items() if name in by_name]
        return sum(joint in HUMANOID_REQUIRED for joint in known), len(known)

    best = max(FLAVOURS, key=score)
    if score(best)[0] < ENOUGH:
        return "", {}
    return best.name, {joint: by_name[name] for joint, name in best.joints.items() if name in by_name}


ENOUGH = 9
"""required joints of 15 that a flavour must know"""
