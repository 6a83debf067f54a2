"""How far two turns are apart."""

import numpy as np

from rigging.rotations import conjugate, multiply


def angle_between(a, b):
    """Angle in radians (...) between unit quaternions (..., 4)."""
    difference = multiply(conjugate(a), b)
    return 2.0 * np.arctan2(np.linalg.norm(difference[..., 1:], axis=-1), np.abs(difference[..., 0]))
