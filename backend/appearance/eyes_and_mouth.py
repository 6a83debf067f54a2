"""Eyes with depth, lips, lashes, single teeth and a tongue, as they are seen from near."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Look
from .canvas import Canvas
from .colours import lip_colour, skin_colour
from .paint import IRIS, PUPIL
from .traits import Traits

SCLERA = np.array([0.84, 0.81, 0.78], np.float32)
PINK = np.array([0.74, 0.46, 0.42], np.float32)
GLINT = np.array([0.97, 0.98, 1.0])
CLOUDED = np.array([0.86, 0.88, 0.90], np.float32)
CHILDS_LIPS = 0.46
BARED = 0.72
"""least openness of teeth"""
LIMBAL = 0.050
"""radians over which the iris darkens into its ring"""


def lips_and_nails(canvas: Canvas, look: Look, traits: Traits) -> None:
    skin, lips = skin_colour(look.skin_tone), lip_colour(look.skin_tone)
    texels, density = canvas.mask("lips")
    lines = 1 - 0.07 * canvas.detail_value("lip_lines", texels)
    grown = 0.62 if traits.is_male or traits.is_child else 0.80
    canvas.lay(texels, density, lips * lines, grown + traits.childlike * (CHILDS_LIPS - grown))
    canvas.cover("nails", skin * 0.72 + np.array([0.26, 0.21, 0.20]), 0.60)
    canvas.tint_detail("nostril", (0.34, 0.24, 0.23))


def lashes(canvas: Canvas, look: Look, opacity: float) -> None:
    """The wet rim of the lids, and lashes where none are worn."""
    skin = skin_colour(look.skin_tone)
    canvas.cover_detail("lash_line", skin * np.array([0.86, 0.62, 0.58]), 0.55)
    canvas.cover("lash", skin * 0.10 + np.array([0.02, 0.012, 0.01]), opacity)


def inside(canvas: Canvas, look: Look) -> None:
    inner = {
        "mouth_cavity": (0.42, 0.17, 0.16),
        "tongue": (0.68, 0.36, 0.35),
        "teeth": (0.93, 0.89, 0.80),
        "gums": (0.70, 0.38, 0.37),
    }
    for part, colour in inner.items():
        texels, _ = canvas.mask(part)
        # the deeper, the redder; teeth that a smile bares lie where closed lips keep the light off
        depth = np.maximum(canvas.value("openness", texels), BARED if part == "teeth" else 0)
        light = (0.25 + 0.75 * depth) ** np.array([0.9, 1.1, 1.15], np.float32)
        canvas.cover(part, np.asarray(colour, np.float32) * light)
    canvas.tint_detail("tooth_gaps", (0.50, 0.40, 0.36), 0.9)
    canvas.tint_detail("papillae", (0.90, 0.80, 0.80), 0.7)
    canvas.cover("eye_socket", skin_colour(look.skin_tone) * (0.70, 0.50, 0.46))


def eyes(canvas: Canvas, look: Look) -> None:
    """Pupil, iris with fibres and a lighter ring within, its dark limbal ring, and a white that has many colours."""
    texels, density = canvas.mask("eyes")
    angle = canvas.value("eye_angle", texels)
    near = np.flatnonzero(angle[:, 0] < 0.995)  # the back of the ball is never seen
    texels, density, angle = texels[near], density[near], angle[near]
    soft = 0.016 * max(1.0, 1024 / canvas.size)
    colour = np.asarray(look.eye_colour, np.float32)

    white = SCLERA + canvas.detail_value("eye_pink", texels) * 0.75 * (PINK - SCLERA)
    white = white * (1 - canvas.detail_value("eye_veins", texels) * np.array([0.04, 0.22, 0.22], np.float32))
    white = white * (1 - 0.10 * _beyond(angle, 0.62, 0.4))
    fibre = canvas.detail_value("iris_detail", texels) * 2 - 1
    inner = np.clip((IRIS - angle) / (IRIS - PUPIL), 0, 1)
    collar = np.exp(-(((inner - 0.62) / 0.20) ** 2))
    warm = colour * np.array([1.22, 1.08, 0.86], np.float32) + np.array([0.05, 0.03, 0.0], np.float32)
    iris = colour + collar * 0.65 * (warm - colour)
    iris = iris * (0.94 + 0.42 * fibre) * (1.22 - 0.34 * inner) + 0.02
    iris = iris * (1 - 0.72 * _beyond(angle, IRIS - 0.030, 2 * LIMBAL))
    eye = iris + _beyond(angle, IRIS + 0.012, 2.4 * soft) * (white - iris)
    eye = np.float32(0.012) + _beyond(angle, PUPIL, 1.4 * soft) * (eye - np.float32(0.012))
    if look.skin.blind_eyes:
        eye += _clouded(canvas, look.skin.blind_eyes, texels, angle, soft) * (CLOUDED - eye)
    lid = canvas.detail_value("eye_shade", texels)
    canvas.lay(texels, density, np.clip(eye, 0, 1) * (1 - 0.42 * lid))
    canvas.cover_detail("eye_glint", GLINT, 0.92)


def _clouded(canvas: Canvas, which: str, texels: np.ndarray, angle: np.ndarray, soft: float) -> np.ndarray:
    """(n, 1) how densely the iris is clouded; its rim still shows."""
    left = canvas.detail_value("left", texels) > 0.5
    own = np.ones_like(left) if which == "both" else left == (which == "left")
    return own * 0.93 * (1 - 0.30 * _beyond(angle, IRIS - 0.045, LIMBAL)) * (1 - _beyond(angle, IRIS, 2 * soft))


def _beyond(angle: np.ndarray, radius: float, width: float) -> np.ndarray:
    t = np.clip((angle - radius) / width + 0.5, 0, 1)
    return t * t * (3 - 2 * t)
