"""How light or dark the skin of a face is in pictures, as the tone whose paint comes nearest to it.

What is compared is the individual typology angle (Chardon et al. 1991), from lightness and yellowness, and how much
less blue than red the skin is. Where the whites of the eyes are seen, they tell most of what of that is the light's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...appearance.colours import skin_colour
from ...appearance.srgb import linear
from ...landmarks.faces import Face
from .eye_whites import eye_whites
from .seen import Kept

BARE = (9, 108, 337, 50, 280, 117, 346, 205, 425)
"""points of the mesh on forehead and cheeks, where skin shows"""
PATCH = 0.06
"""side of the square that is looked at around each, in distances between the eyes"""
LIT = 0.6
"""quantile of the points' lightness that counts: what is not in shadow, and not a gleam"""
TONES = np.linspace(0.0, 1.0, 41)
ANGLE, HUE = 1 / 50, 8**0.5
"""what a degree of the angle, and an e-fold of blue by red, count: chosen on 110 renders, as are the next two"""
WHITES = -0.3
"""logarithm of blue by red, as light, that the whites of eyes have in white light"""
BELIEVED = 0.6
"""how much of their colour is taken for the light's"""


def skin_tone_of(kept: Sequence[Kept], faces: Mapping[int, Face]) -> float | None:
    """0 lightest to 1 darkest; None where no kept picture shows the face. faces: frame -> face"""
    seen = [each for one in kept if one.frame in faces and (each := _seen(one, faces[one.frame])) is not None]
    if not seen:
        return None
    painted = _told(np.stack([skin_colour(float(tone)) for tone in TONES]))
    return round(float(TONES[np.linalg.norm(painted - np.median(seen, axis=0), axis=1).argmin()]), 3)


def _seen(kept: Kept, face: Face) -> np.ndarray | None:
    """(2,) what the skin in one picture tells, in white light."""
    colour = _colour(kept, face)
    if colour is None:
        return None
    told, whites = _told(colour[None])[0], eye_whites(kept, face)
    cast = _hue(whites[None])[0] - WHITES if whites is not None else 0.0
    if whites is None or _hue(whites[None])[0] <= _hue(colour[None])[0]:
        return told  # no whites: eyes that are closed, or dark glasses
    return told - (0.0, HUE * BELIEVED * cast)


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


def _told(colours: np.ndarray) -> np.ndarray:
    """(N, 2) angle and hue of sRGB colours (N, 3), so that both count as much."""
    return np.stack([ANGLE * _angle(colours), HUE * _hue(colours)], axis=1)


def _hue(colours: np.ndarray) -> np.ndarray:
    """(N,) logarithm of blue by red, as light, of sRGB colours (N, 3)."""
    light = np.maximum(linear(colours), 1e-3)
    return np.log(light[:, 2] / light[:, 0])


def _angle(colours: np.ndarray) -> np.ndarray:
    """(N,) degrees of sRGB colours (N, 3): the higher the lighter."""
    light = linear(colours)
    y = light @ (0.2126, 0.7152, 0.0722)
    z = light @ (0.0193, 0.1192, 0.9505) / 1.089
    fy, fz = (np.where(v > 0.008856, np.cbrt(v), 7.787 * v + 16 / 116) for v in (y, z))
    return np.degrees(np.arctan2(116 * fy - 16 - 50, np.maximum(200 * (fy - fz), 1e-3)))
