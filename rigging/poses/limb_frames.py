"""The frames of an arm from where its parts point: elbows bend as elbows do, wrists turn with the forearm."""

from __future__ import annotations

import numpy as np

from ..bone_axes import ANATOMICAL
from ..rotations import axes, turns, unit
from ..t_pose import mirrored

STRAIGHT = 0.15
"""sine of the angle at the elbow under which an arm counts as straight"""
ACROSS = -0.2
"""how far to the other side an upper arm points before it goes there by way of the front"""
PRONATION = 0.6
"""share of the hand's turn about the forearm that the forearm takes"""


def bent_elbow(shoulder: np.ndarray, goal: np.ndarray, upper: float, fore: float, pole: np.ndarray) -> np.ndarray:
    """(3,) where the elbow is when the wrist is at `goal`; pole: (3,) where it points. What is far is pointed at."""
    way = goal - shoulder
    far = np.linalg.norm(way)
    along = way / max(far, 1e-9)
    far = np.clip(far, abs(upper - fore) * 1.001 + 1e-6, 0.999 * (upper + fore))
    share = (far * far + upper * upper - fore * fore) / (2.0 * far)
    out = pole - (pole @ along) * along
    size = np.linalg.norm(out)
    if size < 1e-6:
        out = np.cross(along, (1.0, 0.0, 0.0))
        size = np.linalg.norm(out)
    return shoulder + share * along + np.sqrt(max(upper * upper - share * share, 0.0)) * out / size


def arm_frames(chest: np.ndarray, upper: np.ndarray, fore: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
    """Swings (3, 3) of upper arm and forearm from the T-pose; upper, fore: (3,) unit, in the world.

    The elbow's hinge stands on the plane of both; a straight arm is turned by the smallest angle.
    """
    rest = _rest(side)
    out = chest @ rest[:, 1]
    straight = _carried(chest, out, upper)
    hinge = np.cross(upper, fore) * (-1.0 if side == "Right" else 1.0)
    size = np.linalg.norm(hinge)
    wanted = straight @ rest[:, 2]
    share = np.clip(size / STRAIGHT, 0.0, 1.0)
    z = share * hinge / max(size, 1e-9) + (1.0 - share) * wanted
    if np.linalg.norm(z - (z @ upper) * upper) < 1e-3:
        z = wanted
    upper_swing = axes(upper, z) @ rest.T
    lower_swing = axes(fore, z - (z @ fore) * fore if np.linalg.norm(np.cross(z, fore)) > 1e-3 else wanted) @ rest.T
    return upper_swing, lower_swing


def hand_frame(lower: np.ndarray, fingers: np.ndarray | None, palm: np.ndarray | None, side: str) -> np.ndarray:
    """The swing (3, 3) of a hand whose fingers and palm point there, as far as its wrist lets it."""
    rest = _rest(side)
    own = lower @ rest[:, 1]
    y = own if fingers is None else unit(fingers)
    angle = np.arccos(np.clip(own @ y, -1.0, 1.0))
    most = np.radians(75.0)
    if angle > most:  # a wrist bends no further
        y = unit(own * np.sin(angle - most) + y * np.sin(most)) if angle < np.pi - 1e-3 else own
    z = lower @ rest[:, 2] if palm is None else palm
    if np.linalg.norm(np.cross(y, z)) < 1e-2 * np.linalg.norm(z):
        z = lower @ rest[:, 2]
    return axes(y, z) @ rest.T


def forearm_turned(lower: np.ndarray, hand: np.ndarray, side: str) -> np.ndarray:
    """The forearm's swing with its share of the hand's turn about it."""
    rest = _rest(side)
    along = lower @ rest[:, 1]
    untwisted = turns((hand @ rest[:, 1])[None], along[None])[0] @ hand
    z, wanted = lower @ rest[:, 2], untwisted @ rest[:, 2]
    angle = np.arctan2(np.cross(z, wanted) @ along, z @ wanted) * PRONATION
    c, s = np.cos(angle), np.sin(angle)
    return axes(along, z * c + np.cross(along, z) * s) @ rest.T


def _carried(chest: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The swing that takes the arm of the T-pose to `end` on the way that arms take."""
    if start @ end > ACROSS:
        return turns(start[None], end[None])[0] @ chest
    front = chest @ np.array((0.0, -1.0, 0.0))
    first = turns(start[None], front[None])[0]
    return turns(front[None], end[None])[0] @ first @ chest


def _rest(side: str) -> np.ndarray:
    y, z = (mirrored(each, side) for each in ANATOMICAL["UpperArm"])
    return axes(y, z)
