"""What words say of a pose: sides, limbs, postures, and what they do not say."""

import pytest

from backend.words.pose_tokens import phrases
from backend.words.pose_vocabulary import USUAL_SIDE
from backend.words.pose_words import read_pose
from rigging.poses.arm_poses import ARMS
from rigging.poses.finger_shapes import SHAPES
from rigging.poses.leg_poses import LEGS
from rigging.poses.postures import POSTURES

NAMES = {"posture": POSTURES, "arm": ARMS, "arms": ARMS, "other": ARMS, "leg": LEGS, "legs": LEGS,
         "finger": SHAPES, "fingers": SHAPES}  # fmt: skip


def test_every_name_of_the_table_is_known():
    for phrase in phrases().values():
        for what, value in phrase.items:
            assert what not in NAMES or value.rstrip("?") in NAMES[what], (phrase.text, what, value)
    assert set(USUAL_SIDE) <= set(POSTURES)


@pytest.mark.parametrize("side", ["Left", "Right"])
@pytest.mark.parametrize(
    ("words", "arm"),
    [
        ("raising the {} arm", "raised"),
        ("{} hand on the hip", "on hip"),
        ("{} arm stretched forward", "forward"),
        ("saluting with the {} hand", "salute"),
        ("waving with his {} hand", "wave"),
        ("his {} hand behind the back", "behind the back"),
    ],
)
def test_an_arm_is_of_the_side_that_is_said(side, words, arm):
    found = read_pose(words.format(side.lower()))
    assert found.arms[side] == arm and set(found.arms) == {side} and not found.rest


def test_directions_are_not_sides():
    left = read_pose("pointing left")
    assert set(left.points) == {"Left"} and left.points["Left"][0] > 0.9 and left.fingers == {"Left": "point"}
    across = read_pose("pointing left with the right hand")
    assert set(across.points) == {"Right"} and across.points["Right"][0] < -0.9
    assert read_pose("looking left").head[2] > 0 > read_pose("looking right").head[2]
    assert read_pose("leaning to the right").trunk[1] > 0 > read_pose("leaning to the left").trunk[1]
    assert read_pose("kicking with the left leg").mirrored != read_pose("kicking with the right leg").mirrored


def test_both_one_and_the_other():
    assert read_pose("raising both arms").arms == {"Left": "raised", "Right": "raised"}
    assert read_pose("one hand on the hip and the other arm raised").arms == {"Right": "on hip", "Left": "raised"}
    found = read_pose("left hand on the hip, right arm raised, right knee up")
    assert found.arms == {"Left": "on hip", "Right": "raised"} and found.legs == {"Right": "knee raised"}


def test_a_limb_that_is_said_comes_before_what_a_posture_does_with_it():
    found = read_pose("a ninja with the left arm raised")
    assert found.arms["Left"] == "raised" and found.posture == "fighting stance"
    found = read_pose("sitting cross-legged, pointing up")
    assert found.posture == "sitting cross-legged" and found.points["Right"][2] > 0.9


def test_words_that_mean_nothing_are_left_over():
    assert read_pose("glorping wildly").rest == ("glorping", "wildly")
    assert read_pose("").says_nothing and read_pose("   ").says_nothing


@pytest.mark.parametrize("text", ["arms crossed", "arms crossed over the chest", "kneeling with folded arms"])
def test_of_folded_arms_one_lies_under_the_other(text):
    said = read_pose(text)
    assert dict(said.arms) == {"Right": "folded", "Left": "folded under"} and not said.rest


def test_a_running_stride_runs():
    assert read_pose("a runner in full stride").posture == "running" and read_pose("mid-stride").posture == "walking"


@pytest.mark.parametrize(
    ("text", "posture", "arms"),
    [
        ("a tired man sitting with his head in his hands", "sitting", ("on the cheek", "on the cheek")),
        (
            "sitting on a chair with the legs crossed, arms folded",
            "sitting with crossed legs",
            ("folded under", "folded"),
        ),
        ("sitting on the floor, legs crossed", "sitting cross-legged", ()),
        ("sitting with the legs apart", "sitting", ()),
        ("standing with the legs apart", "wide stance", ()),
        ("legs apart, waving", "wide stance", (None, "wave")),
        ("covering the ears with both hands", "", ("over the ear", "over the ear")),
        ("covering his mouth with the left hand", "", ("over the mouth", None)),
        ("an archer aiming upward", "wide stance", ("bow", "bow string")),
        ("kneeling and offering a flower with both hands", "kneeling", ("offered", "offered")),
        ("kneeling, holding out both hands", "kneeling", ("offered", "offered")),
        ("crouching like a sprinter at the start", "squatting", ("hand on floor", "hand on floor")),
        ("crouching with both hands on the floor", "squatting", ("hand on floor", "hand on floor")),
        ("lying on the back, knees bent", "lying on the back", ()),
        ("a boxer throwing a left punch", "fighting stance", ("punch", "guard")),
        ("throwing a right punch", "fighting stance", ("guard", "punch")),
        ("leaning back on both hands", "", ("propped behind", "propped behind")),
    ],
)
def test_phrases_leave_one_another_what_they_say(text, posture, arms):
    found = read_pose(text)
    assert found.posture == posture
    if arms:
        assert (found.arms.get("Left"), found.arms.get("Right")) == arms
