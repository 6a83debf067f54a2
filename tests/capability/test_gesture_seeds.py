"""Seeds gesture each in a way of their own: at another pace, from another moment on, with another trunk."""

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
