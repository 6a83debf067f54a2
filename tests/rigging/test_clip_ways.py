"""A clip along a curve, with a limb pinned, with fingers that take shapes."""

import dataclasses

import numpy as np
import pytest
from walking import person, walk

from rigging.clips.clip import Clip
from rigging.clips.clip_path import along
from rigging.clips.clip_space import ground_path
from rigging.clips.fingers import bent_fingers
from rigging.clips.steps import cleaned, read_steps
from rigging.poses.finger_curves import bends_of
from rigging.poses.finger_shapes import SHAPES
from rigging.take import deltas

WALK = walk(120)
CLIP = Clip(WALK, person(WALK), np.zeros((120, 0)))


def test_a_walk_goes_along_a_curve_facing_where_it_goes():
    points = np.array([(0.0, 0.0), (1.5, -1.5), (0.0, -3.0), (-1.5, -1.5)])
    path = ground_path(along(CLIP, points))
    assert np.abs(path[0, :2] - points[0]).max() < 0.15 and np.abs(path[-1, :2] - points[-1]).max() < 0.15
    for point in points:
        assert np.linalg.norm(path[:, :2] - point, axis=1).min() < 0.4
    step = np.gradient(path[:, :2], axis=0)
    way = np.arctan2(step[:, 0], -step[:, 1])
    off = np.angle(np.exp(1j * (way - path[:, 2])))[20:-20]
    assert np.abs(off).max() < 0.5
    knees = [[deltas(clip.take)[1][60, clip.body.place[j]] for j in ("LeftUpperLeg", "LeftFoot")] for clip in
             (CLIP, along(CLIP, points))]  # fmt: skip
    assert np.linalg.norm(knees[0][1] - knees[0][0]) == pytest.approx(np.linalg.norm(knees[1][1] - knees[1][0]))
    with pytest.raises(ValueError, match="goes somewhere"):
        still = dataclasses.replace(WALK, travel=np.zeros((120, 3)))
        along(dataclasses.replace(CLIP, take=still), points)


@pytest.mark.parametrize("joint", ["LeftHand", "RightFoot"])
def test_a_pinned_limb_stays_while_the_rest_goes_on(joint):
    still = dataclasses.replace(CLIP, take=dataclasses.replace(WALK, travel=np.zeros((120, 3))))
    place = still.body.place[joint]
    pinned = cleaned(still, read_steps([f"pin {joint} 1 2"]))
    held, free = deltas(pinned.take)[1][30:61, place], deltas(still.take)[1][30:61, place]
    assert np.ptp(free, axis=0).max() > 0.05 and np.ptp(held, axis=0).max() < 0.02
    assert np.abs(pinned.take.rotations[90:] - still.take.rotations[90:]).max() < 1e-6
    with pytest.raises(ValueError, match="cannot be pinned"):
        cleaned(still, read_steps(["pin Head 1 2"]))
    with pytest.raises(ValueError, match="no time"):
        cleaned(still, read_steps(["pin LeftHand 3 2"]))


def test_fingers_take_one_shape_after_the_other():
    take = walk(60, fingers=True)
    body = person(take)
    bends = {"Left": bends_of([(0.0, "relaxed"), (1.0, "fist")], 60, 30.0)}
    turned, _ = deltas(take)
    out = bent_fingers(turned, body, bends)
    one, other = body.place["LeftHand"], body.place["Left Middle Proximal"]
    local = np.swapaxes(out[:, one], -1, -2) @ out[:, other]
    angle = np.degrees(np.arccos(np.clip((np.trace(local, axis1=-2, axis2=-1) - 1) / 2, -1, 1)))
    assert angle[0] == pytest.approx(SHAPES["relaxed"]["Middle"][0], abs=0.1)
    assert angle[-1] == pytest.approx(SHAPES["fist"]["Middle"][0], abs=0.1) and (np.diff(angle) > -1e-6).all()
    assert np.array_equal(out[:, body.place["Right Middle Proximal"]], turned[:, body.place["Right Middle Proximal"]])
