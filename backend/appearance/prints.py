"""Patterns that are printed or sewn from many parts: each a tile that meets itself at its borders."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from .noise import cells, noise

PERIODS = {
    "gingham": 0.035,
    "diamonds": 0.16,
    "zebra": 0.36,
    "tie_dye": 0.55,
    "patchwork": 0.36,
    "patches": 0.50,
    "stars": 0.10,
    "rainbow": 0.28,
    "splashes": 0.50,
    "stains": 0.80,
    "blood": 0.60,
    "paisley": 0.12,
}
"""metres after which each begins again"""
RAINBOW = ((0.86, 0.12, 0.14), (0.96, 0.55, 0.10), (0.98, 0.87, 0.16), (0.16, 0.62, 0.26), (0.13, 0.35, 0.78),
           (0.50, 0.18, 0.62))  # fmt: skip
_QUILT = ((0.72, 0.16, 0.15), (0.18, 0.30, 0.58), (0.92, 0.72, 0.22), (0.22, 0.48, 0.28), (0.88, 0.84, 0.74))
_DROPS = ((0.85, 0.15, 0.15), (0.15, 0.35, 0.80), (0.95, 0.80, 0.15), (0.20, 0.60, 0.30))


def tile_of(pattern: str, n: int) -> list[np.ndarray]:
    """(n, n) 0..1 for each colour of the pattern."""
    return _MAKERS[pattern](n)


def colours_of(pattern: str, main: np.ndarray, second: np.ndarray) -> list[np.ndarray]:
    """(3,) each: what the masks are painted in."""
    if pattern == "rainbow":
        return [np.array(colour) for colour in RAINBOW]
    if pattern == "patchwork":
        return [second, *(np.array(colour) for colour in _QUILT)]
    if pattern == "splashes":
        return [np.array(colour) for colour in _DROPS]
    if pattern == "blood":
        return [np.array((0.42, 0.015, 0.02))]
    if pattern == "stains":
        return [main * 0.35 + np.array((0.13, 0.095, 0.055))]
    if pattern == "patches":
        return [main * 0.2, second, np.clip(main * 0.5 + 0.25, 0, 1)]
    if pattern == "tie_dye":
        return [second, np.array((0.98, 0.86, 0.20)), np.array((0.96, 0.95, 0.92))]
    if pattern == "paisley":
        return [second, main * 0.5]
    return [second]


def _grid(n: int) -> tuple[np.ndarray, np.ndarray]:
    at = (np.arange(n, dtype=np.float32) + 0.5) / n
    return at[None], at[:, None]


def _gingham(n: int) -> list[np.ndarray]:
    x, y = (np.clip((0.25 - np.abs(v - 0.5)) * n + 0.5, 0, 1) for v in _grid(n))
    return [(x + y) * 0.5 + np.zeros((n, n), np.float32)]


def _diamonds(n: int) -> list[np.ndarray]:
    """Harlequin: tall lozenges, half of them in the other colour."""
    x, y = _grid(n)
    return [np.clip((0.25 - np.abs(x - 0.5) * 0.5 - np.abs(y - 0.5) * 0.5) * 2 * n + 0.5, 0, 1)]


def _zebra(n: int) -> list[np.ndarray]:
    x, y = _grid(n)
    bent = 0.10 * noise(n, n / 2.6, 301) + 0.02 * noise(n, n / 8, 302)
    wave = np.sin(2 * np.pi * (6 * y + bent * 3.2))
    return [np.clip((wave + 0.5 * noise(n, n / 5, 303) + 0 * x) * n / 40 + 0.5, 0, 1)]


def _tie_dye(n: int) -> list[np.ndarray]:
    """A spiral of dyes that run into each other, with white between."""
    x, y = _grid(n)
    dx, dy = x - 0.5, y - 0.5
    radius = np.sqrt(dx * dx + dy * dy)
    # at the borders of the tile nothing is left of the turn
    inside = np.clip((0.5 - radius) * 6, 0, 1)
    turn = np.arctan2(dy, dx) / (2 * np.pi) + radius * 1.6 + 0.012 * noise(n, n / 6, 311)
    arms = (turn * 4) % 1
    other = (0.5 + 0.5 * np.sin(6 * np.pi * x)) * (0.5 + 0.5 * np.sin(6 * np.pi * y))
    first = np.clip(1 - np.abs(arms - 0.25) * 5, 0, 1) * inside + other * (1 - inside)
    second = np.clip(1 - np.abs(arms - 0.55) * 6, 0, 1) * inside
    return [np.clip(first * 1.6, 0, 1), np.clip(second * 1.6, 0, 1), np.clip(1 - np.abs(arms - 0.8) * 9, 0, 1) * inside]


def _patchwork(n: int) -> list[np.ndarray]:
    """Squares, six to a side, in six colours."""
    which = np.random.default_rng(321).permutation(36).reshape(6, 6) % 7
    at = (np.arange(n) * 6) // n
    chosen = which[np.ix_(at, at)]
    return [(chosen == k + 1).astype(np.float32) for k in range(6)]


def _patches(n: int) -> list[np.ndarray]:
    """Squares that are sewn on, a little turned, with their stitches."""
    rng = np.random.default_rng(331)
    pictures = [Image.new("L", (n, n)) for _ in range(3)]
    drawing = [ImageDraw.Draw(picture) for picture in pictures]
    for number, (x, y) in enumerate(((0.22, 0.25), (0.70, 0.18), (0.45, 0.60), (0.85, 0.72), (0.12, 0.82))):
        turned, half = rng.uniform(-0.3, 0.3), rng.uniform(0.085, 0.12)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
        spin = np.array([(np.cos(turned), np.sin(turned)), (-np.sin(turned), np.cos(turned))])
        for shift in np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1)), -1).reshape(-1, 2):
            placed = (corners @ spin + (x, y) + shift) * n
            points = [(float(a), float(b)) for a, b in placed]
            drawing[0].polygon([(a, b) for a, b in (placed - placed.mean(0)) * 1.13 + placed.mean(0)], fill=255)
            drawing[1 + number % 2].polygon(points, fill=255)
    return [np.asarray(picture, np.float32) / 255 for picture in pictures]


def _stars(n: int) -> list[np.ndarray]:
    picture = Image.new("L", (n, n))
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        ImageDraw.Draw(picture).polygon(star(x * n, y * n, 0.19 * n), fill=255)
    return [np.asarray(picture, np.float32) / 255]


def star(x: float, y: float, radius: float, points: int = 5) -> list[tuple[float, float]]:
    """Corners of a star that stands on two of its points."""
    turns = np.arange(2 * points) * np.pi / points - np.pi / 2
    reach = np.where(np.arange(2 * points) % 2, 0.42, 1.0) * radius
    return [(float(x + r * np.cos(t)), float(y + r * np.sin(t))) for r, t in zip(reach, turns, strict=True)]


def _rainbow(n: int) -> list[np.ndarray]:
    band = (np.arange(n) * len(RAINBOW)) // n
    return [np.repeat((band == k).astype(np.float32)[:, None], n, axis=1) for k in range(len(RAINBOW))]


def _splashes(n: int) -> list[np.ndarray]:
    first, _, which = cells(n, 9, 341)
    rng = np.random.default_rng(343)
    radius, colour = rng.uniform(0.02, 0.42, 81) * (rng.random(81) < 0.75), rng.integers(0, 4, 81)
    drop = np.clip((radius[which] - first * (1 + 0.25 * noise(n, n / 40, 345))) * n / 12, 0, 1).astype(np.float32)
    return [drop * (colour[which] == k) for k in range(4)]


def _blood(n: int) -> list[np.ndarray]:
    return [np.max([*_splashes(n), *(0.8 * each for each in _stains(n))], axis=0)]


def _stains(n: int) -> list[np.ndarray]:
    lumps = noise(n, n / 6, 351) + 0.45 * noise(n, n / 30, 352)
    return [np.clip((lumps - 0.15) * 0.8, 0, 0.7)]


def _paisley(n: int) -> list[np.ndarray]:
    x, y = _grid(n)
    drops, hearts = np.zeros((n, n), np.float32), np.zeros((n, n), np.float32)
    for cx, cy, way in ((0.27, 0.27, 1), (0.77, 0.77, -1)):
        dx, dy = ((x - cx + 0.5) % 1 - 0.5) * way, ((y - cy + 0.5) % 1 - 0.5) * way
        dx = dx + 1.6 * np.clip(-dy, 0, 1) ** 1.5
        shape = np.sqrt((dx * (1 + 2.2 * np.clip(-dy, 0, 1))) ** 2 + (dy * np.where(dy < 0, 0.62, 1.0)) ** 2)
        drops = np.maximum(drops, np.clip((0.19 - shape) * n, 0, 1))
        hearts = np.maximum(hearts, np.clip((0.022 - np.abs(shape - 0.115)) * n, 0, 1))
        hearts = np.maximum(hearts, np.clip((0.05 - shape) * n, 0, 1))
    return [drops, hearts]


_MAKERS = {
    "gingham": _gingham,
    "diamonds": _diamonds,
    "zebra": _zebra,
    "tie_dye": _tie_dye,
    "patchwork": _patchwork,
    "patches": _patches,
    "stars": _stars,
    "rainbow": _rainbow,
    "splashes": _splashes,
    "stains": _stains,
    "blood": _blood,
    "paisley": _paisley,
}
