"""The soles of a figure, how high they are over the floor in a motion, and when a foot stands on it.

Sizes: N frames; F = 2 feet, the left first; S = 3 points of a sole: heel, ball, tip of the toes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..take import Bones

SIDES = ("Left", "Right")
LOW = 0.05
"""share of the leg; a foot whose lowest point is no higher may stand"""
SLOW = 0.6
"""lengths of the leg a second; a point that is faster slides or swings"""
HEEL_BACK = 0.3
"""share of the way from the ankle to the ball that the heel lies behind the ankle"""
FLOOR_SHARE = 5.0
"""percent of the frames whose lowest points may be under the floor"""


@dataclass(frozen=True, eq=False)
class Soles:
    bones: np.ndarray
    """(F, S) the bone that each point goes along with"""
    points: np.ndarray
    """(F, S, 3) metres at rest in the world"""


def soles_of(bones: Bones, place: Mapping[str, int], floor: float = 0.0) -> Soles:
    """place: joint -> bone; floor: how high the soles are at rest."""
    which, points = [], []
    for side in SIDES:
        foot = place[f"{side}Foot"]
        toes = place.get(f"{side}Toes", -1)
        ankle = bones.heads[foot]
        ball = bones.heads[toes] if toes >= 0 else ankle + 0.7 * (bones.tails[foot] - ankle)
        tip = bones.tails[toes] if toes >= 0 else bones.tails[foot]
        if np.linalg.norm((tip - ball)[:2]) < 1e-4:
            tip = ball + 0.4 * (ball - ankle)
        heel = ankle - HEEL_BACK * (ball - ankle)
        which.append([foot, foot, toes if toes >= 0 else foot])
        points.append([[*each[:2], floor] for each in (heel, ball, tip)])
    return Soles(np.array(which), np.array(points))


def placed(soles: Soles, rest_heads: np.ndarray, turns: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """(N, F, S, 3) where the soles are; turns: (N, J, 3, 3) from rest in the world, heads: (N, J, 3)."""
    arms = soles.points - rest_heads[soles.bones]
    return heads[:, soles.bones] + np.einsum("nfsab,fsb->nfsa", turns[:, soles.bones], arms)


def floor_of(points: np.ndarray) -> float:
    """How high the floor is under a motion with these soles (N, F, S, 3): nearly nothing is under it."""
    return float(np.percentile(points[..., 2].min(axis=(1, 2)), FLOOR_SHARE))


def standing(points: np.ndarray, floor: float, leg: float, fps: float) -> np.ndarray:
    """(N, F) bool: whether a foot stands on the floor; points: (N, F, S, 3)"""
    heights = points[..., 2] - floor
    lowest = np.argmin(heights, axis=-1)[..., None]
    if len(points) < 2:
        speed = np.zeros(heights.shape)
    else:
        step = np.linalg.norm(np.diff(points, axis=0), axis=-1) * fps
        speed = np.minimum(np.concatenate((step, step[-1:])), np.concatenate((step[:1], step)))
    low = np.take_along_axis(heights, lowest, -1)[..., 0] < LOW * leg
    slow = np.take_along_axis(speed, lowest, -1)[..., 0] < SLOW * leg
    return _steady(low & slow)


def _steady(flags: np.ndarray) -> np.ndarray:
    """Without what lasts a single frame: the majority of each frame and its neighbours."""
    if len(flags) < 3:
        return flags
    padded = np.concatenate((flags[:1], flags, flags[-1:])).astype(int)
    return padded[:-2] + padded[1:-1] + padded[2:] >= 2


def softened(flags: np.ndarray, frames: float) -> np.ndarray:
    """(N, F) 0..1: rises to 1 within so many frames before a foot stands, falls as slowly afterwards."""
    width = max(round(frames), 1)
    count = len(flags)
    times = np.arange(count)[:, None]
    out = np.zeros(flags.shape)
    for column in range(flags.shape[1]):
        on = np.flatnonzero(flags[:, column])
        if len(on):
            after = np.searchsorted(on, times[:, 0])
            near = np.minimum(
                np.abs(times[:, 0] - on[np.clip(after, 0, len(on) - 1)]),
                np.abs(times[:, 0] - on[np.clip(after - 1, 0, len(on) - 1)]),
            )
            share = np.clip(1.0 - near / (width + 1.0), 0.0, 1.0)
            out[:, column] = share * share * (3.0 - 2.0 * share)
    return out


def smoothed(values: np.ndarray, sigma: float, goes_on: bool = False) -> np.ndarray:
    """Along the first axis by a Gaussian of so many frames; the ends are held or, as of a way, go on as they went."""
    if sigma <= 0.0 or len(values) < 2:
        return values
    reach = int(np.ceil(3.0 * sigma))
    reach = min(reach, len(values) - 1) if goes_on else reach
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    edge = [(reach, reach)] + [(0, 0)] * (values.ndim - 1)
    padded = np.pad(values, edge, "reflect", reflect_type="odd") if goes_on else np.pad(values, edge, "edge")
    return sum(weight * padded[k : k + len(values)] for k, weight in enumerate(kernel))  # pyright: ignore
