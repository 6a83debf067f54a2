"""A clip that comes through given poses, each at its time, and goes on as it would have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..motion import continuous
from ..take import mixed
from .clip import Clip

BLEND = 0.5
"""seconds before and after a pose in which the clip comes to it and leaves it"""


def through(clip: Clip, poses: Iterable[tuple[float, np.ndarray]], blend: float = BLEND) -> Clip:
    """poses: second and rotations (J, 4) of the clip's own bones. The hips keep whereto they face and where they are
    over the ground; they are as high as the pose stands on its feet."""
    rotations, travel = continuous(clip.take.rotations), clip.take.travel.copy()
    root = clip.body.bones.above(clip.body.place["Hips"])[0]
    for second, pose in poses:
        frame = second * clip.fps
        apart = np.abs(np.arange(clip.frames) - frame) / max(blend * clip.fps, 1.0)
        share = np.clip(1.0 - apart, 0.0, 1.0)
        share = share * share * (3.0 - 2.0 * share)
        near = int(np.clip(round(frame), 0, clip.frames - 1))
        wanted = np.asarray(pose, np.float64).copy()
        wanted[root] = rotations[near, root]
        held = replace(clip.take, rotations=wanted[None], travel=travel[near : near + 1])
        low = clip.with_take(held).soles()[..., 2].min()
        rotations = mixed(rotations, np.broadcast_to(wanted, rotations.shape), share[:, None] * np.ones(len(wanted)))
        travel[:, 2] -= share * low
    return clip.with_take(replace(clip.take, rotations=continuous(rotations), travel=travel))
