"""What befalls skin: soot, burns that have healed, bruises, sunburn, vitiligo; and a colour that no skin has."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Look, Skin
from .canvas import Canvas
from .colours import PALM, paleness, skin_colour
from .maps import load_maps

SOOT = np.array([0.055, 0.050, 0.047])
BURNT, FRESH = np.array([0.90, 0.62, 0.57]), np.array([0.56, 0.15, 0.14])
PURPLE, YELLOW = np.array([0.27, 0.09, 0.24]), np.array([0.58, 0.44, 0.26])
UNPIGMENTED = np.array([0.95, 0.83, 0.77])
_KEEPS = ("lips", "nails")
"""less of a tint lies on these"""


def tint(canvas: Canvas, look: Look) -> None:
    """The whole skin in another colour, with the light and shade that it has."""
    skin = look.skin
    if not skin.tint:
        return
    usual = np.float32(np.maximum(skin_colour(look.skin_tone), 0.05).mean())
    # palms are no paler than the rest of a skin of another colour
    usual = usual + paleness(load_maps(canvas.name, canvas.size), look).reshape(-1, 1) * (PALM.mean() - usual)
    light = np.clip(canvas.pixels.mean(axis=1, keepdims=True) / usual, 0, 1.5)
    share = np.full((len(canvas.pixels), 1), np.float32(skin.tint))
    for part in _KEEPS:
        texels, density = canvas.mask(part)
        share[texels] *= 1 - 0.25 * density[:, None]
    for part in ("eyes", "teeth", "mouth_cavity", "tongue", "gums", "eye_socket"):
        share[canvas.mask(part)[0]] = 0
    colour = np.asarray(skin.tint_colour, np.float32)
    canvas.pixels += share * (np.clip(light**1.25 * colour, 0, 1) - canvas.pixels)


def vitiligo(canvas: Canvas, skin: Skin) -> None:
    if skin.vitiligo:
        texels, density = canvas.detail("vitiligo")
        light = load_maps(canvas.name, canvas.size)["openness"].reshape(-1)[texels, None] / np.float32(255)
        canvas.lay(texels, density, UNPIGMENTED.astype(np.float32) * (0.80 + 0.20 * light), 0.95 * skin.vitiligo)


def sunburn(canvas: Canvas, skin: Skin) -> None:
    if skin.sunburn:
        canvas.tint_detail("sunburn", (1.0, 0.62, 0.58), skin.sunburn)


def burns(canvas: Canvas, skin: Skin) -> None:
    """Shiny and pale on ridges, red between them; nothing of the skin's own colour stays in them."""
    if skin.burns:
        texels, density = canvas.detail("burns")
        share = np.clip((density - 0.5) * 2, 0, 1)[:, None]
        own = canvas.pixels[texels]
        colour = own * 0.25 + 0.75 * (FRESH + share * (BURNT - FRESH)).astype(np.float32)
        canvas.lay(texels, np.clip(density * 2, 0, 1), colour, 0.92 * skin.burns)


def bruises(canvas: Canvas, skin: Skin) -> None:
    """Yellow at the rim, purple within."""
    if skin.bruises:
        texels, density = canvas.detail("bruises")
        inner = np.clip((density - 0.15) / 0.45, 0, 1)[:, None]
        own = canvas.pixels[texels]
        colour = own * (YELLOW + inner * (PURPLE - YELLOW)).astype(np.float32) ** 0.5 * (1 - 0.25 * inner)
        blue = inner * (PURPLE.astype(np.float32) - colour)
        canvas.lay(texels, np.clip(density * 2.2, 0, 1), colour + 0.5 * blue, 0.95 * skin.bruises)


def soot(canvas: Canvas, skin: Skin) -> None:
    if skin.soot:
        texels, density = canvas.detail("soot")
        canvas.lay(texels, density, SOOT, 0.90 * skin.soot)
