"""Which frames of a clip tell it best on one picture: those between which the body moves furthest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rigging.bone_names import recognised
from rigging.skeletons import HUMANOID_REQUIRED

_NEAREST, _FURTHEST = 0.4, 2.2
"""times the even step between two frames that are shown, at least and at most"""


def telling_frames(places: np.ndarray, count: int) -> np.ndarray:
    """(N, J, 3) joints beside where the body is -> (count,) frames in their order, the first and the last among them;
    all of a clip that has no more.

    Frames at even times show a walk again and again at the same step, and a jump without its height. Of all ways
    through the clip in so many steps, none much longer or shorter than others, that is taken which is longest, the
    joints of a pose as one point, so that the ends of swings are shown. (Lim and Thalmann 2001 choose key postures by
    simplifying the same curve; here all choices are compared, by dynamic programming.)
    """
    total = len(places)
    if total <= count:
        return np.arange(total)
    flat = places.reshape(total, -1)
    square = (flat**2).sum(1)
    far = np.sqrt(np.maximum(square[:, None] + square[None] - 2.0 * flat @ flat.T, 0.0))
    even = (total - 1) / (count - 1)
    step = np.arange(total)[None] - np.arange(total)[:, None]
    allowed = (step >= max(1, round(_NEAREST * even))) & (step <= np.ceil(_FURTHEST * even))
    gains = np.where(allowed, far, -np.inf)
    best = np.full(total, -np.inf)
    best[0] = 0.0
    came = np.zeros((count, total), int)
    for at in range(1, count):
        reached = best[:, None] + gains
        came[at] = reached.argmax(0)
        best = reached.max(0)
    frames = [total - 1]
    for at in range(count - 1, 0, -1):
        frames.append(int(came[at, frames[-1]]))
    return np.array(frames[::-1])


def frames_of(names: Sequence[str], heads: np.ndarray, count: int) -> np.ndarray:
    """(count,) the telling frames of bones that begin at `heads` (N, J, 3), the first the hips: of trunk, head and
    limbs where they are those of a person."""
    joints = recognised(names)[1]
    kept = [names.index(joints[joint]) for joint in HUMANOID_REQUIRED if joint in joints] or range(len(names))
    return telling_frames(heads[:, kept] - heads[:, :1] * (1.0, 1.0, 0.0), count)
