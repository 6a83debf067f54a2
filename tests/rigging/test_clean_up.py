"""Steps of clean-up: each does what it says, and leaves the clip that it was given as it is."""

import dataclasses

import numpy as np
import pytest
from toy_avatar import toy_avatar
from walking import walk

from backend.figure.motions import body_of_rig
from rigging.clips.clip import Clip
from rigging.clips.clip_join import joined
from rigging.clips.clip_space import ground_path
from rigging.clips.clip_time import angles, kept_keys
from rigging.clips.grounding import Legs, bent_legs
from rigging.clips.retarget import retargeted
from rigging.clips.steps import STEPS, cleaned, read_steps
from rigging.joint_map import joint_map
from rigging.take import deltas


@pytest.fixture(scope="module")
def clip():
    source, body = walk(90), body_of_rig(toy_avatar().rig)
    made = retargeted(source, joint_map(source.bones).joints, body)
    curves = np.stack([np.linspace(0.0, 1.0, 90), np.zeros(90)], axis=1)
    return Clip(made.take, body, curves, ("mouthSmileLeft", "mouthSmileRight"))


def done(clip, *texts):
    return cleaned(clip, read_steps(texts))


def slid(clip):
    """Metres a second that standing feet slide, the mean."""
    soles = clip.soles()
    stands = clip.stands(soles)
    lowest = np.argmin(soles[..., 2], axis=-1)
    speed = np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=-1) * clip.fps
    own = np.take_along_axis(speed, lowest[:-1, :, None], axis=-1)[..., 0]
    return own[stands[1:] & stands[:-1]].mean()


@pytest.mark.parametrize("name", STEPS)
def test_every_step_gives_a_whole_clip_and_changes_nothing_that_it_was_given(clip, name):
    before = clip.take.rotations.copy(), clip.take.travel.copy(), clip.curves.copy()
    out = done(clip, {"offset": "offset LeftHand bend=20", "pin": "pin LeftHand"}.get(name, name))
    assert out.frames >= 2 and out.curves.shape == (out.frames, 2) and len(out.take.travel) == out.frames
    assert np.abs(np.linalg.norm(out.take.rotations, axis=-1) - 1.0).max() < 1e-6 and np.isfinite(out.take.travel).all()
    for now, then in zip((clip.take.rotations, clip.take.travel, clip.curves), before, strict=True):
        assert np.array_equal(now, then)


def test_time(clip):
    assert done(clip, "trim 1 2").frames == 31 and done(clip, "trim 1 2").curves[0, 0] == pytest.approx(30 / 89)
    assert done(clip, "speed 2").frames == 45 and done(clip, "fps 60").frames == 179
    slow = done(clip, "fps 60", "fps 30")
    assert angles(slow.take.rotations[:-1], clip.take.rotations[: slow.frames - 1]).max() < 0.1


def test_a_locked_foot_does_not_slide_and_stands_on_the_floor(clip):
    drift = np.linspace(0.0, 0.3, clip.frames)[:, None] * (1.0, 0.0, 0.0) + np.array((0.0, 0.0, 0.015))
    sliding = clip.with_take(dataclasses.replace(clip.take, travel=clip.take.travel + drift))
    locked = done(sliding, "lock")
    assert slid(sliding) > 0.09 and slid(locked) < 0.03
    low = locked.soles()[..., 2].min(axis=-1)
    assert np.median(np.abs(low[locked.stands(locked.soles())])) < 0.005 and low.min() > -0.005
    jerk = [
        np.abs(np.diff(deltas(each.take)[1], 3, axis=0)).mean()
        for each in (done(sliding, "smooth 0.8", "lock"), sliding)
    ]
    assert jerk[0] < 1.3 * jerk[1]


def test_knees_that_stand_are_straight_and_the_feet_stay(clip):
    turned, heads = deltas(clip.take)
    body, sunk = clip.body, np.full(clip.frames, -0.03)
    legs = Legs(np.zeros((clip.frames, 2)), np.zeros((clip.frames, 2)), body.leg, clip.fps)
    bent, _ = bent_legs(turned, heads, sunk, np.full((clip.frames, 2), 0.03), body, legs)
    low = clip.of_world(bent, clip.hips() - (0.0, 0.0, 0.03))
    straight = done(low, "straighten 40")
    assert np.abs((straight.hips() - clip.hips())[:, 2]).mean() < 0.01
    assert np.abs(straight.soles() - low.soles()).max() < 0.01
    crouched = done(clip, "offset LeftLowerLeg bend=60", "offset RightLowerLeg bend=60", "floor")
    assert (done(crouched, "straighten 25").hips() - crouched.hips())[:, 2].max() < 0.03 * clip.body.leg


def test_a_loop_ends_as_it_begins_and_goes_on_walking(clip):
    out = done(clip, "loop")
    assert angles(out.take.rotations[0], out.take.rotations[-1]).max() < 0.01
    assert out.take.travel[-1, 2] == pytest.approx(out.take.travel[0, 2]) and out.frames > 40
    assert np.linalg.norm(out.take.travel[-1, :2]) > 0.5
    still = done(clip, "loop", "in_place")
    assert np.abs(still.take.travel[:, :2]).max() < 0.15
    assert np.ptp(done(clip, "in_place sway=0").take.travel[:, :2], axis=0).max() < 1e-9


def test_spikes_go_and_fast_turns_stay(clip):
    rotations = clip.take.rotations.copy()
    rotations[40, 10] = (0.0, 1.0, 0.0, 0.0)
    spiked = clip.with_take(dataclasses.replace(clip.take, rotations=rotations))
    out = done(spiked, "denoise")
    assert angles(out.take.rotations, clip.take.rotations).max() < 2.0


def test_mirrored_twice_is_the_same_and_once_swaps_the_sides(clip):
    once, twice = done(clip, "mirror"), done(clip, "mirror", "mirror")
    assert angles(twice.take.rotations, clip.take.rotations).max() < 1e-4
    assert np.abs(twice.take.travel - clip.take.travel).max() < 1e-9
    place, flip = clip.body.place, np.array((-1.0, 1.0, 1.0))
    one, other = deltas(once.take)[1], deltas(clip.take)[1]
    assert np.abs(one[:, place["LeftFoot"]] - other[:, place["RightFoot"]] * flip).max() < 1e-4
    assert np.array_equal(once.curves[:, 1], clip.curves[:, 0])


def test_fewer_keys_tell_the_same_to_the_tolerance(clip):
    out = done(clip, "keys 1")
    assert angles(out.take.rotations, clip.take.rotations).max() < 1.0
    rotations = out.take.rotations[:, clip.body.place["LeftUpperLeg"]]
    kept = kept_keys(rotations, 1e-6, unit=True)
    assert len(kept) < 0.7 * clip.frames
    assert kept_keys(np.linspace(0, 1, 50)[:, None], 1e-6).tolist() == [0, 49]


def test_an_offset_turns_a_joint_about_its_anatomical_axes(clip):
    out = done(clip, "offset RightLowerLeg bend=-30")
    heads, before = deltas(out.take)[1], deltas(clip.take)[1]
    place = clip.body.place
    assert np.abs(heads[:, place["RightLowerLeg"]] - before[:, place["RightLowerLeg"]]).max() < 1e-9
    assert (heads[:, place["RightFoot"], 1] > before[:, place["RightFoot"], 1] + 0.05).all()  # knees bend backwards


def test_a_clip_goes_on_as_another_where_the_first_ends(clip):
    out = joined(done(clip, "turn 90"), clip, 0.4)
    assert out.frames == 2 * clip.frames - 12
    path = ground_path(out)
    most = [np.linalg.norm(np.diff(each.take.travel, axis=0), axis=1).max() for each in (out, clip)]
    assert most[0] < 1.1 * most[1]
    assert np.degrees(np.ptp(path[:, 2])) < 25.0 and np.linalg.norm(path[-1, :2] - path[0, :2]) > 1.5
    steps = (out.take.rotations[1:] * out.take.rotations[:-1]).sum(-1)
    assert steps.min() > 0.9


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dance", "no step 'dance'"),
        ("smooth fast", "not known in the step"),
        ("smooth 900", "not 0 to 60"),
        ("trim 9 10", "nothing is left"),
        ("offset bend=3", "names no joint"),
        ("offset Tail bend=3", "no joint Tail"),
        ("speed nan", "not known"),
    ],
)
def test_steps_that_are_none_are_told(clip, text, told):
    with pytest.raises(ValueError, match=told):
        done(clip, text)
