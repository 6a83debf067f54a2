"""What is small on a face and seen at once: acne, warts, a plaster, a bindi, dark circles under the eyes."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Look, Skin
from .canvas import Canvas
from .colours import skin_colour

INFLAMED, HEAD = np.array([0.74, 0.20, 0.19]), np.array([0.95, 0.86, 0.66])
BLOOD = np.array([0.40, 0.012, 0.016])
GOLD, SHADE = np.array([0.93, 0.72, 0.26]), np.array([0.42, 0.28, 0.08])
PLASTER, PAD = np.array([0.80, 0.58, 0.39]), np.array([0.95, 0.86, 0.74])


def dark_circles(canvas: Canvas, skin: Skin) -> None:
    if skin.dark_circles:
        canvas.tint_detail("dark_circles", (0.62, 0.48, 0.55), skin.dark_circles)


def acne(canvas: Canvas, look: Look) -> None:
    """Red spots, with a light head where they are large; redder skin around them."""
    amount = look.skin.acne
    if not amount:
        return
    canvas.tint_detail("cheek", (1.0, 0.84, 0.82), 0.8 * amount)
    texels, density = canvas.detail("acne")
    own = canvas.pixels[texels]
    red = 0.35 * own * np.array([1.0, 0.5, 0.5], np.float32) + 0.65 * INFLAMED.astype(np.float32)
    heads = np.clip((density - 0.5) * 2, 0, 1)[:, None]
    canvas.lay(texels, np.clip(density * 2, 0, 1), red + heads * (HEAD - red), 0.92 * amount)


def warts(canvas: Canvas, look: Look) -> None:
    if look.skin.warts:
        texels, density = canvas.detail("warts")
        brown = skin_colour(look.skin_tone) * np.array([0.62, 0.44, 0.36])
        canvas.lay(texels, density, brown + 0.10 * density[:, None] ** 4, 0.92 * look.skin.warts)


def plaster(canvas: Canvas, skin: Skin) -> None:
    if skin.plaster:
        canvas.cover_detail("plaster", PLASTER, skin.plaster)
        canvas.cover_detail("plaster_pad", PAD, 0.9 * skin.plaster)


def bindi(canvas: Canvas, skin: Skin) -> None:
    if skin.bindi:
        canvas.cover_detail("bindi", np.asarray(skin.bindi_colour), 0.97 * skin.bindi)


def nose_ring(canvas: Canvas, skin: Skin) -> None:
    """In the septum and one nostril."""
    if skin.nose_ring:
        texels, density = canvas.detail("nose_ring")
        gold = np.clip(density * 2 - 1, 0, 1)[:, None]
        canvas.lay(texels, np.clip(density * 2, 0, 1), SHADE + gold * (GOLD - SHADE), skin.nose_ring)


def blood(canvas: Canvas, skin: Skin) -> None:
    if skin.blood:
        texels, density = canvas.detail("bloody")
        canvas.lay(texels, density, BLOOD, 0.95 * skin.blood)
