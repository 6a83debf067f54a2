"""Skeletons: the counts and names other programs expect, parents first, every part on both sides."""

import itertools

import pytest

from rigging.skeletons import (
    ANNY,
    FINGERS,
    HEAD,
    HUMANOID_OPTIONAL,
    HUMANOID_REQUIRED,
    MIXAMO,
    MIXAMO_PREFIX,
    SKELETONS,
    SMPL,
    skeleton_of,
    with_bones,
)

EVERY = pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=SKELETONS)
PERSONS = pytest.mark.parametrize("skeleton", [MIXAMO, ANNY, SMPL], ids=["mixamo", "anny", "smpl"])


def test_counts():
    assert [len(s.bones) for s in (MIXAMO, ANNY, SMPL, HEAD)] == [65, 104, 24, 5]
    assert sum(bone.leaf for bone in MIXAMO.bones) == 13
    assert all(name.startswith(MIXAMO_PREFIX) for name in MIXAMO.names)
    assert len(HUMANOID_REQUIRED) == 15
    assert len(HUMANOID_REQUIRED + HUMANOID_OPTIONAL) == 55


@EVERY
def test_one_root_parents_first_names_unique(skeleton):
    assert skeleton.parents[0] == -1
    assert all(0 <= parent < index for index, parent in enumerate(skeleton.parents) if index)
    assert len(set(skeleton.names)) == len(skeleton.names)


@PERSONS
def test_every_required_humanoid_bone_has_a_bone(skeleton):
    assert set(HUMANOID_REQUIRED) <= set(skeleton.humanoid)


@PERSONS
def test_the_humanoid_hierarchy_holds(skeleton):
    def above(index):
        while index >= 0:
            yield index
            index = skeleton.parents[index]

    chains = [("Hips", "Spine", "Head")]
    chains += [("Spine", f"{s}UpperArm", f"{s}LowerArm", f"{s}Hand") for s in ("Left", "Right")]
    chains += [("Hips", f"{s}UpperLeg", f"{s}LowerLeg", f"{s}Foot") for s in ("Left", "Right")]
    for chain in chains:
        for upper, lower in itertools.pairwise(chain):
            found = [skeleton.index(skeleton.humanoid[part]) for part in (upper, lower)]
            assert found[0] in list(above(found[1]))


@EVERY
def test_left_and_right_are_the_same_tree(skeleton):
    def tree(side):
        return [
            (bone.part, bone.moves, bone.leaf, skeleton.bones[bone.parent].part)
            for bone in skeleton.bones
            if bone.side == side
        ]

    assert tree("Left") == tree("Right")
    assert tree("Left")


def test_leaves_have_no_children_and_no_joint():
    for index, bone in enumerate(MIXAMO.bones):
        if bone.leaf:
            assert index not in MIXAMO.parents
            assert bone.joint == ""


def test_a_body_without_fingers_has_mixamos_skeleton_without_fingers():
    fingers = [bone.name for bone in MIXAMO.bones if bone.part.split(" ")[0] in FINGERS]
    kept = tuple(bone.name for bone in MIXAMO.bones if bone.name not in fingers and not bone.leaf)
    found = with_bones(MIXAMO, kept)
    assert len(found.bones) == 25  # as Mixamo's own "No Fingers"
    assert set(HUMANOID_REQUIRED) <= set(found.humanoid)
    for bone in found.bones:
        whole = MIXAMO.bones[MIXAMO.index(bone.name)]
        assert (bone.part, bone.side, bone.leaf, bone.aim) == (whole.part, whole.side, whole.leaf, whole.aim)
        parent = MIXAMO.names[whole.parent] if whole.parent >= 0 else None
        assert parent == (found.names[bone.parent] if bone.parent >= 0 else None)
    assert skeleton_of("mixamo", found.names) is found
    assert skeleton_of("mixamo", MIXAMO.names) is MIXAMO is with_bones(MIXAMO, MIXAMO.names)


def test_what_hangs_on_a_missing_bone_hangs_on_the_one_above_and_limbs_point_at_their_ends():
    missing = {"mixamorig:Spine1", "mixamorig:LeftForeArm"}
    found = with_bones(MIXAMO, tuple(bone.name for bone in MIXAMO.bones if bone.name not in missing))
    assert found.names[found.bones[found.index("mixamorig:Spine2")].parent] == "mixamorig:Spine"
    assert found.names[found.bones[found.index("mixamorig:LeftHand")].parent] == "mixamorig:LeftArm"
    assert found.bones[found.index("mixamorig:LeftArm")].aim == "tail"


ARMS = ("mixamorig:LeftArm", "mixamorig:RightArm")
OTHERS = [("mixamo", ("Hips",)), ("biped", MIXAMO.names), ("mixamo", MIXAMO.names[::-1]), ("mixamo", ARMS)]


@pytest.mark.parametrize(("kind", "names"), OTHERS)
def test_a_rig_of_other_bones_is_no_skeleton_of_ours(kind, names):
    assert skeleton_of(kind, names) is None
