"""Seeds gesture each in a way of their own: at another pace, from another moment on, with another trunk; and in the
manner of who they are."""

import numpy as np
from walking import person, walk

from backend.capabilities.motion.worded.holds import holds_of
from backend.words.moving.reading import read_script


def test_seeds_gesture_in_ways_of_their_own_and_one_seed_in_one_way():
    body = person(walk(30))
    script = read_script("a person waves with the right hand", 4.0)
    one, other, again = (holds_of(script, [0.0], body, True, seed)[-1] for seed in (1, 2, 1))
    assert one.beat != other.beat and one.start != other.start
    first, second, third = (each.poses[0].turned for each in (one, other, again))
    assert np.abs(first - second).max() > 0.01
    assert np.array_equal(first, third) and one.beat == again.beat


def test_who_is_old_and_limped_waves_stooped_and_off_the_hurt_leg():
    body = person(walk(30))

    def wave(text):
        return holds_of(read_script(text, 6.0), [0.0, 3.0], body, True, 1)

    plain, old = wave("a man walks forward, then waves"), wave("an old man limps on the left, then waves")
    stands, waves = (hold.poses[0] for hold in old)
    assert old[0].joints is None and len(plain) == 1
    place = body.place
    knees = {side: np.linalg.inv(stands.turned[place[f"{side}UpperLeg"]]) @ stands.turned[place[f"{side}LowerLeg"]]
             for side in ("Left", "Right")}  # fmt: skip
    bent = {
        side: np.degrees(np.arccos(np.clip((np.trace(turn) - 1.0) / 2.0, -1.0, 1.0))) for side, turn in knees.items()
    }
    assert bent["Left"] > 15.0 > 8.0 > bent["Right"]

    def stoop(pose):
        return np.degrees(np.arcsin(np.clip(-pose.turned[place["UpperChest"]][1, 2], -1.0, 1.0)))

    upright = stoop(plain[0].poses[0])
    assert 8.0 < stoop(waves) - upright < 20.0 and 5.0 < stoop(stands) - upright < 20.0, "old, and no bow"
