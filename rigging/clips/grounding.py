"""Feet on the floor: hips are raised or lowered for the foot that stands, and the legs bend for what is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..motion import levels
from .body import Body
from .contacts import SIDES, placed, smoothed, soles_of
from .limbs import FARTHEST, reached

NEAR = 0.15
"""share of the leg; hips take little note of feet that are higher"""
CLOSE = 0.03
"""share of the leg; legs whose feet swing higher are left as they are"""
STEADY = 0.07
"""seconds over which the hips' height is smoothed"""
AWAY = 0.02
"""weight of leaving the hips where they are"""
ROUNDS = 4
"""in which hips that are too high for a foot that stands come down"""


@dataclass(frozen=True, eq=False)
class Legs:
    """What is wanted of the feet. Sizes: N frames, 2 feet."""

    heights: np.ndarray
    """(N, 2) metres of the lowest point of each sole over the floor"""
    near: np.ndarray
    """(N, 2) 0..1 how much each stands"""
    leg: float
    """metres from hip to ankle"""
    fps: float
    above: float = 0.0
    """metres that a foot may be off where it is wanted; a straight leg would bend by degrees for as much"""
    below: float = 0.0
    """metres that it may be under the floor"""


def placed_heads(turned: np.ndarray, hips: np.ndarray, body: Body) -> np.ndarray:
    """(N, K, 3) where the bones begin; turned: (N, K, 3, 3) in the world, hips: (N, 3)."""
    bones, root = body.bones, body.place["Hips"]
    out, rest = np.empty((len(turned), len(bones.names), 3)), bones.heads
    for level in levels(bones.parents):
        parents = bones.parents[level]
        if parents[0] < 0:
            out[:, level] = rest[level]
        else:
            out[:, level] = out[:, parents] + (turned[:, parents] @ (rest[level] - rest[parents])[..., None])[..., 0]
    return out + (hips - out[:, root])[:, None]


def grounded(turned: np.ndarray, hips: np.ndarray, body: Body, legs: Legs) -> tuple[np.ndarray, np.ndarray]:
    """turned (N, K, 3, 3) and hips (N, 3) with the feet as high as wanted."""
    low = _floor(body)
    soles = soles_of(body.bones, body.place, low)
    heads = placed_heads(turned, hips, body)
    lowest = placed(soles, body.bones.heads, turned, heads)[..., 2].min(axis=-1) - low
    wanted = legs.heights * (1.0 - legs.near)
    near = np.exp(-np.square(legs.heights / (NEAR * legs.leg)))
    weights = np.square(legs.near) + 0.1 * near
    shift = (weights * (wanted - lowest)).sum(-1) / (weights.sum(-1) + AWAY)
    shift = smoothed(shift, STEADY * legs.fps)
    close = np.exp(-np.square(legs.heights / (CLOSE * legs.leg)))
    out = turned
    for left in reversed(range(ROUNDS)):
        off = wanted - lowest - shift[:, None]
        rest = np.sign(off) * np.maximum(np.abs(off) - legs.above, 0.0) * np.maximum(legs.near, close)
        rest = np.maximum(rest, -(lowest + shift[:, None]) - legs.below)  # nothing goes under the floor
        out, short = bent_legs(turned, heads, shift, rest, body, legs)
        if short.max() < 1e-4 or not left:
            break
        shift = shift - smoothed(short, STEADY * legs.fps)
    return out, hips + shift[:, None] * (0.0, 0.0, 1.0)


def _floor(body: Body) -> float:
    """How high the soles are at rest: 0 for a figure that stands on the floor, else its lowest bone."""
    heads, tails = body.bones.heads, body.bones.tails
    low = float(min(heads[:, 2].min(), tails[:, 2].min()))
    ankle = float(np.mean([heads[body.place[f"{side}Foot"], 2] for side in SIDES]))
    return 0.0 if -0.06 <= low <= ankle and low < 0.06 else low


def bent_legs(
    turned: np.ndarray,
    heads: np.ndarray,
    shift: np.ndarray,
    rest: np.ndarray,
    body: Body,
    legs: Legs,
) -> tuple[np.ndarray, np.ndarray]:
    """With the legs bent so that each ankle is `rest` (N, 2) higher over hips that are `shift` (N,) higher, and how
    much (N,) the hips are too high for a foot that stands."""
    up = np.array((0.0, 0.0, 1.0))
    return legs_reached(turned, heads, shift[:, None] * up, rest[..., None] * up, legs.near, body)


def legs_reached(
    turned: np.ndarray, heads: np.ndarray, over: np.ndarray, rest: np.ndarray, near: np.ndarray, body: Body
) -> tuple[np.ndarray, np.ndarray]:
    """With the legs bent so that each ankle is moved by `rest` (N, 2, 3) beside hips that are moved by `over` (N, 3),
    and how much (N,) is lacking for feet that stand as far as `near` (N, 2) says. Both legs are solved at once."""
    limbs = [[body.place[side + part] for part in ("UpperLeg", "LowerLeg", "Foot")] for side in SIDES]
    start, middle, end = (np.concatenate([heads[:, limb[part]] + over for limb in limbs]) for part in range(3))
    goal = end + np.concatenate([rest[:, side] for side in range(len(limbs))])
    hinge = np.concatenate([(turned[:, upper] @ body.to_t_pose[upper].T)[:, :, 0] for upper, _, _ in limbs])
    whole = np.linalg.norm(middle - start, axis=-1) + np.linalg.norm(end - middle, axis=-1)
    far = np.maximum(np.linalg.norm(goal - start, axis=-1) - whole * FARTHEST, 0.0)
    above, below = reached(start, middle, end, goal, hinge)
    moved = np.linalg.norm(goal - end, axis=-1) > 1e-6
    out, count = turned.copy(), len(turned)
    for side, (upper, lower, foot) in enumerate(limbs):
        own = slice(side * count, (side + 1) * count)
        moves = moved[own]
        for bone, ancestor in body.between(upper, lower, foot):
            turn = (above if ancestor == upper else below)[own]
            out[moves, bone] = turn[moves] @ turned[moves, bone]
    return out, (far.reshape(len(limbs), count).T * near).max(axis=1)
