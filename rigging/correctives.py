"""How much of each corrective shape shows in a pose: shapes that mend the skin where a bone is turned far.

A turn is taken apart into a swing, which aims the bone (its own Y), and a twist about it, which comes first. A
corrective belongs to one way of a bone: a swing about an axis across it, or a twist about ±Y. Linear blend skinning
takes from a joint what goes with the square of half the turn's sine (Lewis, Cordner and Fong, Pose Space Deformation,
2000, drive shapes by the pose; the square is of the skinning itself), and so does the share. Where a bone is swung and
twisted together, both show less, for what they mend does not add up.
"""

from __future__ import annotations

import numpy as np

ACROSS = 0.5
"""of Y in an axis; one with more is that of a twist"""


def swing_and_twist(rotations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turns (…, 4) wxyz as swings about axes across Y and twists about Y, each by the sine of half its angle.

    Returns (…, 3), whose Y is 0, and (…,), from -1 to 1. A turn that points Y back the way it came has any twist: 0.
    """
    w, x, y, z = np.moveaxis(np.asarray(rotations, np.float64), -1, 0)
    about = np.hypot(w, y)
    known = about > 1e-9
    cosine = np.where(known, w, 1.0) / np.where(known, about, 1.0)
    sine = np.where(known, y, 0.0) / np.where(known, about, 1.0)
    sign = np.where(cosine < 0.0, -1.0, 1.0)
    swing = np.stack([cosine * x + sine * z, np.zeros_like(x), cosine * z - sine * x], axis=-1)
    return swing, sine * sign


def shares(rotations: np.ndarray, axes: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """(…, S) from 0 to 1: how much of each corrective shows.

    rotations: (…, S, 4) wxyz of each one's bone, relative to its rest; axes: (S, 3) unit vectors in the
    bone's own frame at rest, ±Y for twists; angles: (S,) radians of the turn that shows all of it.
    """
    swing, twist = swing_and_twist(rotations)
    twisted = np.abs(axes[:, 1]) > ACROSS
    along = np.where(twisted, twist * np.sign(axes[:, 1]), (swing * axes).sum(axis=-1))
    along = along * np.sqrt(1.0 - np.where(twisted, (swing**2).sum(axis=-1), twist**2).clip(0.0, 1.0))
    return np.clip(along / np.sin(angles / 2), 0.0, 1.0) ** 2
