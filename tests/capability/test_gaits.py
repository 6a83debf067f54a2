"""Gaits are even: a leap in a walk, a standstill, and legs that go together count against a motion; so does who should
stand and does not."""

import math

import torch
from small_model import small_model

from backend.capabilities.motion.worded.gaits import stooped, uneven
from backend.motion.features import HEIGHT, PACE, ROTATIONS, six_of
from backend.motion.joint_turns import FORWARD, about
from backend.words.moving.reading import read_script

SKELETON = small_model().skeleton


def gait(together=False):
    """(1, 80, 134) thighs that swing in turn at an even pace and height."""
    swing = torch.sin(2.0 * math.pi * torch.arange(80)[None] / 20.0)
    turned = torch.eye(3).repeat(1, 80, len(SKELETON.names), 1, 1)
    for side, sign in (("l", 1.0), ("r", 1.0 if together else -1.0)):
        turned[:, :, SKELETON.at(f"{side}Thigh")] = about(FORWARD, 0.4 * sign * swing)
    rows = torch.zeros(1, 80, 134)
    rows[..., ROTATIONS] = six_of(turned).flatten(-2)
    rows[..., HEIGHT] = 0.9
    rows[..., PACE] = torch.tensor([1.2, 0.0])
    return rows


def off(rows, text="a person walks forward"):
    return float(uneven(SKELETON, rows, read_script(text).parts[0]))


def test_what_is_uneven_counts():
    even, leaps, stands = gait(), gait(), gait()
    leaps[:, 40:50, HEIGHT] = 1.3
    stands[:, 20:60, PACE] = 0.0
    assert off(even) == 0.0
    assert off(leaps) > 0.5 and off(stands) > 0.3 and off(gait(together=True)) > 0.5
    assert off(gait(together=True), "a person steps sideways to the left") == 0.0
    assert off(leaps, "a person jumps forward") == 0.0 == off(leaps, "a person dances")


def test_who_stands_up_stands_in_the_end():
    low = gait()
    low[:, :30, HEIGHT] = 0.5
    (rises,) = read_script("a person stands up").parts
    assert float(stooped(low, rises, True)) == 0.0 < float(stooped(low.flip(1), rises, True))
    (bows,) = read_script("a person squats").parts
    assert float(stooped(low, bows, True)) > 0.5 and float(stooped(low, bows, False)) == 0.0
