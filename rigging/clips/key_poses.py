"""A clip that comes through given poses, each at its time, and goes on as it would have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..motion import continuous
from ..rotations import about
from ..take import Take, deltas, mixed, pose_rotations
from .clip import Clip

BLEND = 0.5
"""seconds before and after a pose in which the clip comes to it and leaves it"""


def through(clip: Clip, poses: Take, seconds: Sequence[float], blend: float = BLEND) -> Clip:
    """poses: on the clip's own bones, each at its second. The hips keep whereto they face and where they are over the
    ground; they lean, and are as high, as the pose has them: who kneels or lies does so on the floor."""
    rotations, travel = continuous(clip.take.rotations), clip.take.travel.copy()
    bones, hips = clip.body.bones, clip.body.place["Hips"]
    faces, (posed, _) = _turns(clip.deltas[0][:, hips]), deltas(poses)
    for place, second in enumerate(seconds):
        frame = second * clip.fps
        apart = np.abs(np.arange(clip.frames) - frame) / max(blend * clip.fps, 1.0)
        share = np.clip(1.0 - apart, 0.0, 1.0)
        share = share * share * (3.0 - 2.0 * share)
        near = int(np.clip(round(frame), 0, clip.frames - 1))
        turn = about("z", float(faces[near] - _turns(posed[place, hips])))
        wanted = pose_rotations(bones, (turn @ posed[place] @ bones.rest[:, :3, :3])[None])
        rotations = mixed(
            rotations, np.broadcast_to(wanted, rotations.shape), share[:, None] * np.ones(wanted.shape[1])
        )
        travel[:, 2] += share * (poses.travel[place, 2] - travel[:, 2])
    return clip.with_take(replace(clip.take, rotations=continuous(rotations), travel=travel))


def _turns(turned: np.ndarray) -> np.ndarray:
    """Radians about the vertical of rotations (..., 3, 3), whichever way they lean."""
    return np.arctan2(turned[..., 1, 0] - turned[..., 0, 1], turned[..., 0, 0] + turned[..., 1, 1])
