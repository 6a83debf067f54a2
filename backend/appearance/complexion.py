"""What is in and on the skin: blood and veins under it, tan, freckles, moles, spots of age, wrinkles, scars, stubble,
dirt."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Look, Skin
from .canvas import Canvas
from .colours import skin_colour
from .maps import detail
from .noise import noise, tiled
from .traits import Traits

MOST_FRECKLES, MOST_MOLES, MOST_AGE_SPOTS = 5200, 60, 260
SCARRED = np.array([0.74, 0.40, 0.36])
DIRT = np.array([0.26, 0.19, 0.13])
_TILE = 256


def colour_under(canvas: Canvas, look: Look) -> None:
    """Blood in nose, cheeks, ears and joints, the blue under the eyes, uneven melanin and tan."""
    skin, pixels = look.skin, canvas.pixels
    light = float(1 - 0.62 * look.skin_tone)
    # red and brown lie in patches of their own, some millimetres wide
    patches = tiled(noise(_TILE, 3.2, 41), canvas.size).reshape(-1)
    pixels[:, 1] *= 1 - np.float32(0.012 * light) * patches
    pixels[:, 2] *= 1 - np.float32(0.016 * light) * patches
    pixels *= 1 + np.float32(0.012) * tiled(noise(_TILE, 1.3, 43), canvas.size).reshape(-1, 1)
    canvas.tint_detail("blood", (0.99, 0.89, 0.895), light)
    canvas.tint_detail("veins", (0.87, 0.86, 0.92), 0.75 * light)
    if skin.tan:
        drop = np.array([0.80, 0.69, 0.58]) if look.skin_tone < 0.5 else np.array([0.86, 0.80, 0.76])
        canvas.tint_detail("sun", (float(drop[0]), float(drop[1]), float(drop[2])), skin.tan)


def blush(canvas: Canvas, skin: Skin) -> None:
    if skin.blush:
        canvas.tint_detail("cheek", (0.985, 0.70, 0.72), 0.95 * skin.blush)


def spots(canvas: Canvas, look: Look, seed: int, traits: Traits) -> None:
    """Freckles, moles, and spots of age as far as there are wrinkles; the more there are, the same ones stay."""
    skin, tone = look.skin, skin_colour(look.skin_tone)
    brown = tone * np.array([0.72, 0.58, 0.48])
    freckles = round(MOST_FRECKLES * skin.freckles)
    _scatter(canvas, "freckled", freckles, (0.65, 1.5), brown, 0.42 + 0.44 * skin.freckles, (seed, 1))
    moles, spots_of_age = tone * np.array([0.42, 0.32, 0.28]), tone * np.array([0.66, 0.52, 0.42])
    _scatter(canvas, "bare", round(MOST_MOLES * skin.moles), (0.7, 1.7), moles, 0.85, (seed, 2))
    aged = max(0.0, (wrinkled(skin, traits) - 0.35) / 0.65)
    _scatter(canvas, "aged", round(MOST_AGE_SPOTS * aged), (1.0, 3.0), spots_of_age, 0.75, (seed, 3))


def wrinkled(skin: Skin, traits: Traits) -> float:
    return traits.wrinkles if skin.wrinkles is None else skin.wrinkles


def wrinkles(canvas: Canvas, look: Look, traits: Traits) -> None:
    """Grooves are darker and redder; the creases of hands and joints are always there, and deepen."""
    strength = wrinkled(look.skin, traits)
    canvas.tint_detail("creases", (0.80, 0.66, 0.62), 0.35 + 0.5 * strength)
    if strength:
        canvas.tint_detail("wrinkles", (0.36, 0.24, 0.21), 0.85 * strength**1.4)  # of the middle-aged faint


def scars(canvas: Canvas, skin: Skin) -> None:
    if skin.scars:
        texels, density = canvas.detail("scars")
        shown = np.clip(density * 1.2, 0, 1)
        pale = canvas.pixels[texels] * np.array([1.02, 0.74, 0.72], np.float32)
        canvas.lay(texels, shown, 0.55 * pale + 0.45 * SCARRED.astype(np.float32), 0.9 * skin.scars)


def stubble(canvas: Canvas, look: Look, traits: Traits, seed: int) -> None:
    """A bluish shade where a beard would grow, and single dots of it; a trace of it on every grown man."""
    strength = look.skin.stubble
    trace = 0.10 if traits.gender < 0.1 and not traits.is_child else 0.0
    if not max(strength, trace):
        return
    texels, density = canvas.detail("beard")
    grain = tiled(noise(_TILE, 0.9, 47), canvas.size).reshape(-1)[texels]
    dots = np.clip(0.62 + 0.34 * grain, 0.1, 1.3)
    hair = np.asarray(look.hair_colour) * 0.55 + 0.35 * skin_colour(look.skin_tone) * np.array([0.52, 0.54, 0.60])
    canvas.lay(texels, np.clip(density * dots, 0, 1), hair, max(0.62 * strength, trace))


def dirt(canvas: Canvas, skin: Skin) -> None:
    if skin.dirt:
        texels, density = canvas.detail("dirt")
        grain = np.clip(0.85 + 0.22 * tiled(noise(_TILE, 4.0, 53), canvas.size).reshape(-1)[texels], 0, 1.3)
        canvas.lay(texels, np.clip(density * grain, 0, 1), DIRT, 0.72 * skin.dirt)


def with_grain(image: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 with the finest unevenness, that enlarging cannot give."""
    grain = 1 + np.float32(0.016) * tiled(noise(512, 1.1, 59), image.shape[0])[..., None]
    return np.clip(image * grain, 0, 255).astype(np.uint8)


def _scatter(
    canvas: Canvas,
    where: str,
    count: int,
    radii: tuple[float, float],
    colour: np.ndarray,
    opacity: float,
    seed: tuple[int, int],
) -> None:
    """Soft round spots as densely as a map of the details says. radii: texels of a picture of 1024, least and most."""
    if not count:
        return
    rng, side = np.random.default_rng(seed), 512
    chance = np.cumsum(detail(canvas.name, side, where).reshape(-1).astype(np.float64) ** 1.5)
    most = max(count, MOST_FRECKLES)
    cell = np.searchsorted(chance, rng.uniform(0, chance[-1], most))[:count]
    jitter = rng.uniform(0, 1, (most, 2))[:count]
    spread = rng.uniform(0, 1, (most, 2))[:count]
    scale = canvas.size / 1024
    radius = np.maximum((radii[0] + (radii[1] - radii[0]) * spread[:, 0] ** 2) * scale, 0.45)
    row, column = ((np.stack([cell // side, cell % side], 1) + jitter) * (canvas.size / side)).T
    reach = int(np.ceil(radius.max())) + 1
    down, across = (k.reshape(-1) for k in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    y, x = np.floor(row)[:, None].astype(int) + down, np.floor(column)[:, None].astype(int) + across
    away = np.hypot(y + 0.5 - row[:, None], x + 0.5 - column[:, None]) / radius[:, None]
    density = np.clip(1.45 - away, 0, 1) * (0.45 + 0.55 * spread[:, 1:])
    inside = (density > 0) & (y >= 0) & (x >= 0) & (y < canvas.size) & (x < canvas.size)
    spotted = np.zeros(canvas.size * canvas.size, np.float32)
    np.maximum.at(spotted, y[inside] * canvas.size + x[inside], density[inside].astype(np.float32))
    texels = np.flatnonzero(spotted)
    bare = canvas.detail_value("bare", texels)[:, 0]
    canvas.lay(texels, spotted[texels] * bare, colour, opacity)
