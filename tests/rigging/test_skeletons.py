"""Skeletons: the counts and names other programs expect, parents first, every part on both sides."""

import itertools

import pytest

from rigging.skeletons import (
    ANNY,
    HUMANOID_OPTIONAL,
    HUMANOID_REQUIRED,
    MIXAMO,
    MIXAMO_PREFIX,
    SKELETONS,
    SMPL,
)

EVERY = pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=SKELETONS)


def test_counts():
    assert [len(s.bones) for s in (MIXAMO, ANNY, SMPL)] == [65, 104, 24]
    assert sum(bone.leaf for bone in MIXAMO.bones) == 13
    assert all(name.startswith(MIXAMO_PREFIX) for name in MIXAMO.names)
    assert len(HUMANOID_REQUIRED) == 15
    assert len(HUMANOID_REQUIRED + HUMANOID_OPTIONAL) == 55


@EVERY
def test_one_root_parents_first_names_unique(skeleton):
    assert skeleton.parents[0] == -1
    assert all(0 <= parent < index for index, parent in enumerate(skeleton.parents) if index)
    assert len(set(skeleton.names)) == len(skeleton.names)


@EVERY
def test_every_required_humanoid_bone_has_a_bone(skeleton):
    assert set(HUMANOID_REQUIRED) <= set(skeleton.humanoid)


@EVERY
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
