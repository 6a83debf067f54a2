"""Believable colours of people: skin from a tone, lips from skin, and looks drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..protocol.requests import Colour, Look

# tone -> sRGB, lightest to darkest; read off photographs of people in even light
_TONES = np.array([0.0, 0.15, 0.30, 0.45, 0.60, 0.75, 0.88, 1.0])
_SKIN = np.array([
    (0.955, 0.835, 0.765), (0.925, 0.765, 0.665), (0.870, 0.680, 0.555), (0.770, 0.560, 0.420),
    (0.625, 0.425, 0.295), (0.475, 0.308, 0.210), (0.340, 0.215, 0.150), (0.245, 0.155, 0.115),
])  # fmt: skip

HAIR_COLOURS: tuple[Colour, ...] = (
    (0.05, 0.04, 0.04), (0.09, 0.07, 0.06), (0.16, 0.10, 0.07), (0.25, 0.16, 0.10), (0.36, 0.24, 0.15),
    (0.50, 0.36, 0.22), (0.68, 0.54, 0.36), (0.80, 0.69, 0.50), (0.48, 0.20, 0.10), (0.62, 0.62, 0.62),
    (0.84, 0.84, 0.83),
)  # fmt: skip
EYE_COLOURS: tuple[Colour, ...] = (
    (0.18, 0.10, 0.06), (0.30, 0.20, 0.11), (0.42, 0.30, 0.16), (0.36, 0.40, 0.24), (0.30, 0.45, 0.60),
    (0.45, 0.55, 0.62), (0.42, 0.46, 0.48),
)  # fmt: skip


PALM = np.array([0.80, 0.58, 0.47], np.float32)
"""sRGB of the inside of hands and feet of dark skin"""


def paleness(maps: Mapping[str, np.ndarray], look: Look) -> np.ndarray:
    """(S, S) float32 0..1: how much the skin is as pale as palms. maps: as of `load_maps`"""
    return maps["pale"].astype(np.float32) / 255 * np.float32(np.clip(look.skin_tone - 0.25, 0, 1))


def skin_colour(tone: float) -> np.ndarray:
    """(3,) sRGB of bare skin; tone from 0 lightest to 1 darkest."""
    return np.array([np.interp(tone, _TONES, _SKIN[:, k]) for k in range(3)], np.float32)


def lip_colour(tone: float) -> np.ndarray:
    """(3,) sRGB: rosier than light skin, darker and less red on dark skin."""
    light, dark = np.array([0.88, 0.66, 0.66]), np.array([0.80, 0.66, 0.68])
    share = np.clip((tone - 0.35) / 0.5, 0, 1)
    return (skin_colour(tone) * (light * (1 - share) + dark * share)).astype(np.float32)


def random_look(rng: np.random.Generator) -> Look:
    """A look drawn from human variety: dark skin seldom comes with light hair and eyes."""
    tone = float(rng.beta(1.1, 1.3))
    dark = np.clip((tone - 0.30) / 0.25, 0, 1)
    hair_weights = np.array([2, 2, 3, 3, 2, 1.5, 1.2, 1.0, 0.8, 1.2, 0.8])
    hair_weights[4:9] *= 1 - 0.97 * dark
    hair_weights[9:] *= 1 - 0.5 * dark
    eye_weights = np.array([2, 2.5, 1.2, 1, 1.5, 1, 0.8])
    eye_weights[2:] *= 1 - 0.96 * dark
    return Look(
        skin_tone=tone,
        hair_colour=_near(HAIR_COLOURS, hair_weights, 0.02, rng),
        eye_colour=_near(EYE_COLOURS, eye_weights, 0.02, rng),
        suit_colour=_colour(rng.uniform(0.04, 0.9) + rng.uniform(-0.25, 0.25, 3)),
    )


def _near(choices: Sequence[Colour], weights: np.ndarray, spread: float, rng: np.random.Generator) -> Colour:
    chosen = choices[int(rng.choice(len(choices), p=weights / weights.sum()))]
    return _colour(np.asarray(chosen) + rng.uniform(-spread, spread) + rng.uniform(-spread, spread, 3) / 3)


def _colour(values: np.ndarray) -> Colour:
    red, green, blue = (float(v) for v in np.clip(values, 0.02, 0.97))
    return red, green, blue
