"""Hands keep their place at what they were at: the other hand, the head, the hips, the floor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .body import Body
from .contacts import SIDES
from .grounding import placed_heads
from .limbs import reached

AT = 0.30
"""lengths of the arm from which a hand is at something"""
BENT_FROM, BENT = 35.0, 75.0
"""degrees at the elbow from which a hand begins to be at something, and from which it is"""
_ANCHORS = ("Head", "LeftUpperLeg", "RightUpperLeg")


def hands_kept(
    turned: np.ndarray,
    hips: np.ndarray,
    body: Body,
    theirs: np.ndarray,
    source: Body,
) -> np.ndarray:
    """turned (N, K, 3, 3) with the arms bent for it. theirs: (N, J, 3) the heads of the source's bones over its floor;
    hips: (N, 3) of the target."""
    place, source_place = body.place, source.place
    hands = [f"{side}Hand" for side in SIDES]
    if not all(hand in place and hand in source_place for hand in hands):
        return turned
    ours = placed_heads(turned, hips, body)
    ratio = _arm(body) / max(_arm(source), 1e-6)
    reach = AT * _arm(source)
    now = {hand: theirs[:, source_place[hand]] for hand in hands}
    free = {hand: ours[:, place[hand]] for hand in hands}
    goals = {}
    for hand, other in (hands, hands[::-1]):
        moves, weights = np.zeros_like(hips), np.full(len(hips), 1e-6)
        anchors = [
            (theirs[:, source_place[a]], ours[:, place[a]]) for a in _ANCHORS if a in place and a in source_place
        ]
        bent = _bent(theirs, source_place, hand.removesuffix("Hand"))
        for anchor, here in anchors:
            weight = _near(now[hand] - anchor, reach) * bent
            moves += weight[:, None] * (here + (now[hand] - anchor) * ratio - free[hand])
            weights += weight
        # two hands meet half way
        apart = (now[hand] - now[other]) * ratio
        weight = _near(now[hand] - now[other], reach)
        moves += weight[:, None] * 0.5 * (apart - (free[hand] - free[other]))
        weights += weight
        low = _near(now[hand][:, 2:] * (0.0, 0.0, 1.0), 0.5 * reach)
        moves[:, 2] += low * (now[hand][:, 2] * ratio - free[hand][:, 2])
        weights += low
        goals[hand] = free[hand] + moves / np.maximum(weights, 1.0)[:, None]
    out, to = turned.copy(), body.to_t_pose
    for side, hand in zip(SIDES, hands, strict=True):
        upper, lower, end = (place[side + part] for part in ("UpperArm", "LowerArm", "Hand"))
        mirror = -1.0 if side == "Left" else 1.0
        hinge = (turned[:, upper] @ to[upper].T)[:, :, 2] * mirror
        above, below = reached(ours[:, upper], ours[:, lower], ours[:, end], goals[hand], hinge)
        moved = np.linalg.norm(goals[hand] - free[hand], axis=-1) > 1e-5
        for bone, ancestor in body.between(upper, lower, end):
            out[moved, bone] = (below if ancestor == lower else above)[moved] @ turned[moved, bone]
    return out


def _bent(heads: np.ndarray, place: Mapping[str, int], side: str) -> np.ndarray:
    """(N,) 1 where the arm is bent; one that hangs straight passes the hip and is not at it."""
    upper, lower, hand = (heads[:, place[side + part]] for part in ("UpperArm", "LowerArm", "Hand"))
    one, other = lower - upper, hand - lower
    size = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    angle = np.degrees(np.arccos(np.clip((one * other).sum(-1) / np.maximum(size, 1e-9), -1.0, 1.0)))
    share = np.clip((angle - BENT_FROM) / (BENT - BENT_FROM), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _near(way: np.ndarray, reach: float) -> np.ndarray:
    """(N,) 1 where something is at hand, falling to 0 at `reach` metres."""
    share = np.clip(2.0 * (1.0 - np.linalg.norm(way, axis=-1) / max(reach, 1e-6)), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _arm(body: Body) -> float:
    """metres from shoulder to wrist, the mean of both"""
    arms = [[body.bones.heads[body.place[s + p]] for p in ("UpperArm", "LowerArm", "Hand")] for s in SIDES]
    return float(np.mean([np.linalg.norm(np.diff(np.array(arm), axis=0), axis=1).sum() for arm in arms]))
