"""What words say of a pose, as the names that a pose on a figure is made of."""

from __future__ import annotations

from rigging.poses.posing import PoseSpec
from rigging.poses.postures import Trunk

from ..words.pose_words import PoseWords


def spec_of(words: PoseWords) -> PoseSpec:
    return PoseSpec(
        posture=words.posture or "standing",
        arms=words.arms,
        points=words.points,
        legs=words.legs,
        trunk=Trunk(*words.trunk),
        head=Trunk(*words.head),
        fingers=words.fingers,
        turn=words.turn,
        mirrored=words.mirrored,
    )
