"""A hand or a foot that stays where it is for a while, by bending its limb."""

from __future__ import annotations

import math

import numpy as np

from .clip import Clip
from .limbs import reached

EASE = 0.2
"""seconds in which a limb comes to its place and leaves it"""
_LIMBS = {"Hand": ("UpperArm", "LowerArm"), "Foot": ("UpperLeg", "LowerLeg")}


def pin(clip: Clip, joint: str, start: float, end: float) -> Clip:
    """A joint ("LeftHand", "RightFoot" …) stays where it is at second `start` until second `end`; 0 is the clip's end.

    Raises ValueError where there is no such joint, or no time.
    """
    side = next((side for side in ("Left", "Right") if joint.startswith(side)), "")
    parts = _LIMBS.get(joint.removeprefix(side))
    place = clip.body.place
    if not side or parts is None or joint not in place:
        raise ValueError(f"{joint} cannot be pinned; LeftHand, RightHand, LeftFoot and RightFoot can")
    last = (clip.frames - 1) / clip.fps
    end = end if end > 0.0 else last
    if not 0.0 <= start < end or start >= last:
        raise ValueError(f"from {start:g} s to {end:g} s is no time in a clip of {last:.2f} s")
    turned, heads = clip.deltas
    upper, lower, tip = (place[side + parts[0]], place[side + parts[1]], place[joint])
    times = np.arange(clip.frames) / clip.fps
    near = np.clip(np.minimum(times - start, end - times) / EASE + 1.0, 0.0, 1.0)
    near = near * near * (3.0 - 2.0 * near)
    anchor = heads[min(round(start * clip.fps), clip.frames - 1), tip]
    goal = heads[:, tip] + near[:, None] * (anchor - heads[:, tip])
    hinge = (turned[:, upper] @ clip.body.to_t_pose[upper].T)[:, :, 0 if parts[0] == "UpperLeg" else 2]
    if parts[0] == "UpperArm":
        hinge = hinge * (-1.0 if side == "Left" else 1.0)
    above, below = reached(heads[:, upper], heads[:, lower], heads[:, tip], goal, hinge)
    out, moves = turned.copy(), near > 1e-6
    for bone, ancestor in clip.body.between(upper, lower, tip):
        turn = above if ancestor == upper else below
        out[moves, bone] = turn[moves] @ turned[moves, bone]
    return clip.of_world(out, clip.hips())


def strayed(clip: Clip, joint: str, start: float, end: float) -> float:
    """Metres by which a joint that is pinned leaves its place, where its limb is too short for it."""
    _, heads = clip.deltas
    last = clip.frames if end <= 0.0 else min(math.floor(end * clip.fps) + 1, clip.frames)
    ways = heads[min(round(start * clip.fps), clip.frames - 1) : last, clip.body.place[joint]]
    return float(np.linalg.norm(ways - ways[:1], axis=1).max(initial=0.0))
