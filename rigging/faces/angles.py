"""Angles of head and eyes as phones tell them, and the quaternions of a take.

ARKit's face looks along +z of its own frame with y up and x to its own left; a take's face looks to -Y with Z up, its
own left is +X too. So ARKit's turns about x, y, z are turns about X, Z and -Y.
"""

from __future__ import annotations

import numpy as np

from ..rotations import matrices_from_quaternions, multiply, quaternions_from_axis


def from_yaw_pitch_roll(yaw: np.ndarray, pitch: np.ndarray, roll: np.ndarray) -> np.ndarray:
    """Quaternions (N, 4) of a face turned to its own left by `yaw`, down by `pitch` and tilted to its own left shoulder
    by `roll`, all (N,) in radians; yaw turns last."""
    turned = multiply(quaternions_from_axis("z", yaw), quaternions_from_axis("x", pitch))
    return multiply(turned, quaternions_from_axis("y", roll))


def yaw_pitch_roll(turns: np.ndarray) -> np.ndarray:
    """(N, 3) radians, of which `from_yaw_pitch_roll` makes the same quaternions (N, 4)."""
    m = matrices_from_quaternions(turns)
    pitch = np.arcsin(np.clip(m[:, 2, 1], -1.0, 1.0))
    yaw = np.arctan2(-m[:, 0, 1], m[:, 1, 1])
    roll = np.arctan2(-m[:, 2, 0], m[:, 2, 2])
    return np.stack((yaw, pitch, roll), axis=1)


def from_live_link(angles: np.ndarray) -> np.ndarray:
    """(N, 4) of Live Link Face's yaw, pitch, roll (N, 3) in radians: its yaw is positive to the person's own right."""
    return from_yaw_pitch_roll(-angles[:, 0], angles[:, 1], angles[:, 2])


def live_link(turns: np.ndarray) -> np.ndarray:
    """(N, 3) radians for Live Link Face of quaternions (N, 4)."""
    return yaw_pitch_roll(turns) * (-1.0, 1.0, 1.0)


def from_arkit_degrees(angles: np.ndarray) -> np.ndarray:
    """(N, 4) of turns (N, 3) in degrees about ARKit's x, y and z, as iFacialMocap sends them; yaw (y) turns last."""
    x, y, z = np.radians(np.asarray(angles, np.float64)).T
    return from_yaw_pitch_roll(y, x, -z)


def arkit_degrees(turns: np.ndarray) -> np.ndarray:
    """(N, 3) degrees about ARKit's x, y and z of quaternions (N, 4)."""
    yaw, pitch, roll = yaw_pitch_roll(turns).T
    return np.degrees(np.stack((pitch, yaw, -roll), axis=1))
