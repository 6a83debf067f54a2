"""How far people's joints turn: told apart from the range-of-motion clip, which has a table of its own, and kept."""

import numpy as np
import pytest
from toy_avatar import toy_avatar

from backend.figure.motions import body_of_rig, clip_of
from rigging.clips.clip_space import mirror, other_side
from rigging.clips.joint_ranges import beyond, joint_angles, limits, share_within
from rigging.clips.steps import cleaned, read_steps
from rigging.take import deltas


@pytest.fixture(scope="module")
def healthy():
    figure = toy_avatar(motion=True)
    return clip_of(figure.motion, body_of_rig(figure.rig))


def test_a_range_of_motion_stays_within_and_is_left_as_it_is(healthy):
    assert share_within(healthy) == 1.0
    assert limits(healthy) is healthy
    knee, elbow = (joint_angles(healthy)[name] for name in ("LeftLowerLeg", "RightLowerArm"))
    assert knee[:, 0].min() == pytest.approx(-140.0, abs=3.0) and elbow[:, 2].min() == pytest.approx(-140.0, abs=3.0)


@pytest.mark.parametrize(
    ("joint", "offset", "by"),
    [
        ("LeftLowerLeg", "bend=40", 23.6),
        ("RightLowerLeg", "lean=-60", 35.0),
        ("RightUpperLeg", "twist=80", 15.0),
        ("LeftLowerArm", "twist=130", 20.0),
        ("Head", "bend=95", 15.0),
    ],
)
def test_a_joint_that_is_turned_too_far_is_named_and_brought_back(healthy, joint, offset, by):
    still = cleaned(healthy, read_steps(["trim 0 0.2", f"offset {joint} {offset}"]))
    over = {name: value[0] for name, value in beyond(still).items() if value[0] > 0.0}
    assert over == {joint: pytest.approx(by, abs=0.5)}
    assert share_within(still) < 0.5
    mirrored = {name for name, value in beyond(mirror(still)).items() if value[0] > 0.0}
    assert mirrored == {other_side(joint)}
    kept = cleaned(still, read_steps(["limits"]))
    assert share_within(kept) == 1.0
    # what is above the joint is where it was, and bones keep their lengths
    before, after = deltas(still.take)[1], deltas(kept.take)[1]
    bone = still.body.place[joint]
    assert np.abs(before[:, bone] - after[:, bone]).max() < 1e-6


def test_an_elbow_that_bends_backwards_is_beyond(healthy):
    for bend, wanted in ((100.0, set()), (-100.0, {"LeftLowerArm"})):
        clip = cleaned(healthy, read_steps(["trim 0 0.2", f"offset LeftLowerArm lean={bend}"]))
        assert {name for name, value in beyond(clip).items() if value[0] > 0.0} == wanted
        assert share_within(limits(clip)) == 1.0
