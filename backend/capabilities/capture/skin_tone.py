"""How light or dark the skin of a face is in pictures, as the tone whose paint comes nearest to it.

What is compared is the individual typology angle (Chardon et al. 1991): from lightness and yellowness, which a camera's
exposure changes less than brightness alone. Light of a colour is taken for the skin's, so this is a first guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...appearance.colours import skin_colour
from ...appearance.srgb import linear
from ...landmarks.faces import Face
from .seen import Kept

BARE = (9, 108, 337, 50, 280, 117, 346, 205, 425)
"""points of the mesh on forehead and cheeks, where skin shows"""
PATCH = 0.06
"""side of the square that is looked at around each, in distances between the eyes"""
LIT = 0.6
"""quantile of the points' lightness that counts: what is not in shadow, and not a gleam"""
TONES = np.linspace(0.0, 1.0, 41)


def skin_tone_of(kept: Sequence[Kept], faces: Mapping[int, Face]) -> float | None:
    """0 lightest to 1 darkest; None where no kept picture shows the face. faces: frame -> face"""
    colours = [colour for one in kept if one.frame in faces and (colour := _colour(one, faces[one.frame])) is not None]
    if not colours:
        return None
    seen = _angle(np.median(colours, axis=0)[None])[0]
    painted = _angle(np.stack([skin_colour(float(tone)) for tone in TONES]))
    return round(float(TONES[np.abs(painted - seen).argmin()]), 3)


def _colour(kept: Kept, face: Face) -> np.ndarray | None:
    """(3,) sRGB 0..1 of the skin in one picture."""
    height, width = kept.pixels.shape[:2]
    half = max(PATCH * face.between_eyes * kept.factor / 2, 0.5)
    found = []
    for x, y in face.points[list(BARE), :2] * kept.factor:
        left, top = max(int(x - half), 0), max(int(y - half), 0)
        patch = kept.pixels[top : min(int(y + half) + 1, height), left : min(int(x + half) + 1, width)]
        if patch.size:
            found.append(np.median(patch.reshape(-1, patch.shape[2])[:, :3], axis=0) / 255)
    if not found:
        return None
    colours = np.stack(found)
    lightness = colours.sum(1)
    return colours[np.abs(lightness - np.quantile(lightness, LIT)).argmin()]


def _angle(colours: np.ndarray) -> np.ndarray:
    """(N,) degrees of sRGB colours (N, 3): the higher the lighter."""
    light = linear(colours)
    y = light @ (0.2126, 0.7152, 0.0722)
    z = light @ (0.0193, 0.1192, 0.9505) / 1.089
    fy, fz = (np.where(v > 0.008856, np.cbrt(v), 7.787 * v + 16 / 116) for v in (y, z))
    return np.degrees(np.arctan2(116 * fy - 16 - 50, np.maximum(200 * (fy - fz), 1e-3)))
