"""Rigs that are not ours as targets: names, rest poses, axes, root and twist bones of the programs that make them."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from walking import person, plain_bones, walk

from backend.capabilities.motion.measures import limb_angles, sole_heights
from rigging.clips.body import body_of
from rigging.clips.retarget import Choices, retargeted
from rigging.joint_map import joint_map
from rigging.rotations import about, quaternions_from_axis
from rigging.take import Bones, deltas

MIDDLE = ("pelvis", "spine1", "spine2", "spine3", "neck", "head")
SIDED = ("collar", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot")


@dataclass(frozen=True)
class Rig:
    """How a program builds its skeletons."""

    middle: str
    """names of hips, spine, chest, upper chest, neck, head"""
    sided: str
    """of collar bone, arm, forearm, hand, thigh, shin, foot, toes, with # for the side"""
    sides: tuple[str, str]
    root: str = ""
    """a bone on the floor above the hips"""
    lowered: float = 0.0
    """radians that arms hang at rest"""
    axes: tuple[tuple[str, float], ...] = ()
    """turns of each bone's axes"""
    in_line: str = ""
    """added to the name of a limb for a second bone on the way to the next joint"""
    beside: str = ""
    """added for a twist bone that hangs on the limb"""
    size: float = 1.0


RIGS = {
    "Mixamo": Rig(
        "mixamorig:Hips mixamorig:Spine mixamorig:Spine1 mixamorig:Spine2 mixamorig:Neck mixamorig:Head",
        "mixamorig:#Shoulder mixamorig:#Arm mixamorig:#ForeArm mixamorig:#Hand mixamorig:#UpLeg mixamorig:#Leg "
        "mixamorig:#Foot mixamorig:#ToeBase",
        ("Left", "Right"),
        size=1.2,
    ),
    "Rigify": Rig(
        "DEF-spine DEF-spine.001 DEF-spine.002 DEF-spine.003 DEF-spine.004 DEF-spine.006",
        "DEF-shoulder.# DEF-upper_arm.# DEF-forearm.# DEF-hand.# DEF-thigh.# DEF-shin.# DEF-foot.# DEF-toe.#",
        ("L", "R"),
        root="root",
        lowered=0.6,
        axes=(("x", 1.3), ("y", 0.4)),
        in_line=".001",
    ),
    "Unreal": Rig(
        "pelvis spine_01 spine_02 spine_03 neck_01 head",
        "clavicle_# upperarm_# lowerarm_# hand_# thigh_# calf_# foot_# ball_#",
        ("l", "r"),
        root="root",
        lowered=0.8,
        axes=(("z", -1.57), ("x", 1.57)),
        beside="_twist_01",
        size=0.8,
    ),
    "VRM": Rig(
        "J_Bip_C_Hips J_Bip_C_Spine J_Bip_C_Chest J_Bip_C_UpperChest J_Bip_C_Neck J_Bip_C_Head",
        "J_Bip_#_Shoulder J_Bip_#_UpperArm J_Bip_#_LowerArm J_Bip_#_Hand J_Bip_#_UpperLeg J_Bip_#_LowerLeg "
        "J_Bip_#_Foot J_Bip_#_ToeBase",
        ("L", "R"),
        root="Root",
        size=0.7,
    ),
    "Unity": Rig(
        "Hips Spine Chest UpperChest Neck Head",
        "#Shoulder #UpperArm #LowerArm #Hand #UpperLeg #LowerLeg #Foot #Toes",
        ("Left", "Right"),
        lowered=0.3,
        axes=(("z", 0.7),),
    ),
}
LIMBS = {"shoulder": "elbow", "elbow": "wrist", "hip": "knee", "knee": "ankle"}


def built(rig: Rig) -> Bones:
    """SMPL's joints as that program would build them."""
    plain = plain_bones()
    heads, tails = plain.heads * rig.size, plain.tails * rig.size
    names = dict(zip(MIDDLE, rig.middle.split(), strict=True))
    for side, mark, sign in zip(("left", "right"), rig.sides, (1.0, -1.0), strict=True):
        names |= {
            f"{side}_{ours}": theirs.replace("#", mark) for ours, theirs in zip(SIDED, rig.sided.split(), strict=True)
        }
        arm = plain.place[f"{side}_shoulder"]
        for bone in (n for n in range(len(heads)) if arm in plain.above(n)):
            turn = about("y", sign * rig.lowered)
            heads[bone], tails[bone] = ((turn @ (p[bone] - heads_arm) + heads_arm) for p, heads_arm in
                                        ((heads, heads[arm].copy()), (tails, heads[arm].copy())))  # fmt: skip
    rows: list[tuple[str, str, np.ndarray, np.ndarray]] = []
    if rig.root:
        rows.append((rig.root, "", np.zeros(3), np.array((0.0, 0.0, 0.1))))
    known = {own: names[own] for own in plain.names if own in names}
    ends = dict(known)
    for own in known:
        bone, above = plain.place[own], plain.parents[plain.place[own]]
        parent = ends[plain.names[above]] if above >= 0 else rig.root
        rows.append((known[own], parent, heads[bone], tails[bone]))
        side, _, part = own.partition("_")
        if part in LIMBS and (more := rig.in_line or rig.beside):
            middle = 0.5 * (heads[bone] + heads[plain.place[f"{side}_{LIMBS[part]}"]])
            stem, dot, mark = known[own].rpartition("." if rig.in_line else "_")
            second = f"{known[own]}{more}" if rig.in_line else f"{stem}{more}{dot}{mark}"
            rows.append((second, known[own], middle, tails[bone]))
            ends[own] = second if rig.in_line else known[own]
    order = [name for name, *_ in rows]
    axes = np.eye(3)
    for axis, angle in rig.axes:
        axes = axes @ about(axis, angle)
    rest = np.tile(np.eye(4), (len(rows), 1, 1))
    rest[:, :3, :3], rest[:, :3, 3] = axes, [head for _, _, head, _ in rows]
    parents = np.array([order.index(parent) if parent else -1 for _, parent, *_ in rows])
    return Bones(tuple(order), parents, rest, np.array([tail for *_, tail in rows]))


def twisting():
    """A walk whose left forearm and hand twist far, there and back."""
    take = walk(45)
    turns = take.rotations.copy()
    for bone in ("left_wrist", "right_wrist"):
        turns[:, take.bones.place[bone]] = quaternions_from_axis("x", 1.5 * np.sin(np.linspace(0.0, 2 * np.pi, 45)))
    return replace(take, rotations=turns)


@pytest.mark.parametrize("program", RIGS)
def test_a_motion_goes_onto_a_rig_of_another_program(program):
    """Limbs point as they did, wrists twist as they did without a jump, feet stand on the floor, no bone is left."""
    source, rig = twisting(), built(RIGS[program])
    known, theirs = joint_map(rig), joint_map(source.bones)
    assert program in known.told_by and len(known.joints) >= 21
    body = body_of(rig, known.joints)
    made = retargeted(source, theirs.joints, body)
    angles = np.stack(list(limb_angles(source, theirs, body, made.take).values()))
    assert np.mean(angles) < 1.0 and np.percentile(angles, 95) < 3.0
    heights = sole_heights(body, made.take)
    assert np.abs(heights[made.stands]).max() < 0.01 and heights.min() > -0.005
    steps = np.abs((made.take.rotations[1:] * made.take.rotations[:-1]).sum(axis=-1)).clip(0.0, 1.0)
    assert np.degrees(2.0 * np.arccos(steps)).max() < 35.0
    straight = retargeted(source, theirs.joints, body, Choices(feet=False, hands=False)).take
    turned, own = deltas(straight)[0], deltas(source)[0]
    for joint in ("LeftHand", "LeftLowerArm", "RightUpperLeg"):
        bone = source.bones.place[theirs.joints[joint]]
        wanted = own[:, bone] @ person(source).to_t_pose[bone].T @ body.to_t_pose[body.place[joint]]
        assert np.abs(turned[:, body.place[joint]] - wanted).max() < 1e-9, joint
    heads = deltas(made.take)[1]
    lengths = np.linalg.norm(heads[:, 1:] - heads[:, np.maximum(rig.parents[1:], 0)], axis=-1)
    above = rig.parents[1:] >= (1 if RIGS[program].root else 0)
    assert np.ptp(lengths[:, above], axis=0).max() < 1e-6  # bones turn and are never stretched
