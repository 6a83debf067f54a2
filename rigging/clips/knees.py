"""Legs that stand are made straight again: hips rise as far as they were set too low for the length of the legs.

Motion capture that was brought onto one skeleton for everybody has the hips of the one and the legs of the other, and
who stands at ease in it stands with bent knees. Two centimetres of the hips are some 20 degrees of a knee.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .clip import Clip
from .contacts import SIDES, smoothed
from .grounding import ROUNDS, STEADY, Legs, bent_legs

STRAIGHT = 5.0
"""degrees that a knee is bent when somebody stands on it"""
SHARE = 30.0
"""percent of the frames in which a standing leg is straighter than the leg that is taken for straight"""


def straighten(clip: Clip, degrees: float) -> Clip:
    """The hips higher by one height throughout, so that standing legs become straight, but no more than brings a knee
    bent by `degrees` there: who crouches goes on crouching. The feet stay where they are."""
    turned, heads = clip.deltas
    place = clip.body.place
    stands = clip.stands(clip.soles())
    bent = np.stack([_bent(heads, place, side) for side in SIDES], axis=1)
    if not stands.any():
        return clip
    now = float(np.percentile(bent[stands], SHARE))
    least = np.radians(STRAIGHT)
    rise = clip.body.leg * (np.cos(least / 2) - np.cos(min(now, np.radians(degrees)) / 2))
    if rise <= 0.0:
        return clip
    shift = np.full(clip.frames, rise)
    legs = Legs(np.zeros(stands.shape), np.ones(stands.shape), clip.body.leg, clip.fps)
    out = turned
    for left in reversed(range(ROUNDS)):
        out, short = bent_legs(turned, heads, shift, np.repeat(-shift[:, None], 2, axis=1), clip.body, legs)
        if short.max() < 1e-4 or not left:
            break
        shift = shift - smoothed(short, STEADY * clip.fps)
    return clip.of_world(out, heads[:, place["Hips"]] + shift[:, None] * (0.0, 0.0, 1.0))


def _bent(heads: np.ndarray, place: Mapping[str, int], side: str) -> np.ndarray:
    """(N,) radians that a knee is bent."""
    hip, knee, ankle = (heads[:, place[side + part]] for part in ("UpperLeg", "LowerLeg", "Foot"))
    upper, lower = knee - hip, ankle - knee
    lengths = np.linalg.norm(upper, axis=-1) * np.linalg.norm(lower, axis=-1)
    return np.arccos(np.clip((upper * lower).sum(-1) / np.maximum(lengths, 1e-9), -1.0, 1.0))
