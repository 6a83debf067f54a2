"""Patterns of cloth: masks for the colours that lie over the main one, in the size that they have in the world."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from . import prints
from .noise import cells, noise

PERIODS = {
    "stripes": 0.045,
    "pinstripes": 0.022,
    "checks": 0.04,
    "tartan": 0.13,
    "dots": 0.04,
    "studs": 0.055,
    "floral": 0.15,
    "camouflage": 0.6,
    "animal": 0.20,
    **prints.PERIODS,
}
"""metres after which each begins again"""
_FINEST = 8
"""pixels of the shortest period, below which a pattern would flicker"""


@lru_cache(maxsize=24)
def pattern_masks(pattern: str, size: int, texel: float) -> tuple[np.ndarray, ...]:
    """(size, size) uint8 each, first row at the top: how densely the second colour lies there, then the third …; whole
    periods on each side, so that opposite borders meet. Empty for "plain", and for those of `placed`. texel: metres
    along one side."""
    if pattern not in PERIODS:
        return ()
    times = repeats(PERIODS[pattern], size, texel)
    if pattern in prints.PERIODS:
        tile = prints.tile_of(pattern, _tile_size(size, times))
        masks = [_repeated(mask, size, times) for mask in tile]
    else:
        masks = _MAKERS[pattern](size, times)
    return tuple(np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8) for mask in masks)


def repeats(period: float, size: int, texel: float, finest: int = _FINEST) -> int:
    """How many whole periods fit one side of the texture."""
    return int(np.clip(round(texel / period), 1, max(1, size // finest)))


def palette(pattern: str, main: np.ndarray, second: np.ndarray) -> list[np.ndarray]:
    """(3,) each: the colours of the pattern's masks."""
    if pattern == "tartan":
        return [main * 0.45, second, np.clip(second * 0.5 + 0.5, 0, 1)]
    if pattern == "studs":
        return [np.array((0.66, 0.66, 0.68)), np.array((0.96, 0.96, 0.97))]
    if pattern == "floral":
        return [np.array((0.25, 0.42, 0.22)) * 0.6 + main * 0.2, second, np.array((0.93, 0.76, 0.28))]
    if pattern == "camouflage":
        dark = np.array((0.10, 0.10, 0.08)) * 0.75 + main * 0.15
        return [second, main * 0.55 + np.array((0.02, 0.0, 0.0)), dark]
    if pattern in prints.PERIODS:
        return prints.colours_of(pattern, main, second)
    if pattern == "animal":
        return [main * 0.72, second]
    return [second]


def _phase(size: int, times: int) -> np.ndarray:
    """(size,) 0..1 within each period."""
    return ((np.arange(size, dtype=np.float32) + 0.5) * times / size) % 1.0


def _band(phase: np.ndarray, start: float, end: float, soft: float) -> np.ndarray:
    """1 between start and end, with edges of one pixel."""
    middle, half = (start + end) / 2, (end - start) / 2
    away = np.abs((phase - middle + 0.5) % 1.0 - 0.5)
    return np.clip((half - away) / soft + 0.5, 0, 1)


def _stripes(size: int, times: int) -> list[np.ndarray]:
    rows = _band(_phase(size, times), 0.25, 0.75, times / size)
    return [np.broadcast_to(rows[:, None], (size, size))]


def _pinstripes(size: int, times: int) -> list[np.ndarray]:
    columns = _band(_phase(size, times), 0.46, 0.54, times / size) * 0.7
    return [np.broadcast_to(columns[None], (size, size))]


def _checks(size: int, times: int) -> list[np.ndarray]:
    line = _band(_phase(size, times), 0.25, 0.75, times / size)
    return [(line[:, None] + line[None]) * 0.5]


def _tartan(size: int, times: int) -> list[np.ndarray]:
    """Broad dark bands, bands of the second colour beside them, thin light lines; across and down weave in a twill."""
    phase, soft = _phase(size, times), times / size
    broad = _band(phase, 0.06, 0.44, soft)
    colour = np.maximum(_band(phase, 0.46, 0.58, soft), _band(phase, 0.92, 1.04, soft))
    thin = np.maximum(_band(phase, 0.235, 0.265, soft), _band(phase, 0.735, 0.765, soft))
    diagonal = np.add.outer(np.arange(size), np.arange(size)) % 4 < 2
    over, under = np.float32(0.75), np.float32(0.35)
    across = np.where(diagonal, over, under)
    return [np.maximum(line[:, None] * across, line[None] * (over + under - across)) for line in (broad, colour, thin)]


def _dots(size: int, times: int) -> list[np.ndarray]:
    phase = _phase(size, times)
    near, far = np.abs(phase - 0.25), np.abs((phase - 0.75 + 0.5) % 1.0 - 0.5)
    soft = times / size
    found = np.zeros((size, size), np.float32)
    for away in (near, far):
        distance = np.sqrt(np.add.outer(away * away, away * away))
        found = np.maximum(found, np.clip((0.17 - distance) / soft + 0.5, 0, 1))
    return [found]


def _studs(size: int, times: int) -> list[np.ndarray]:
    """Domes of metal in a quincunx, and where they shine."""
    phase, soft = _phase(size, times), times / size
    domes, lights = np.zeros((size, size), np.float32), np.zeros((size, size), np.float32)
    for shift in (0.25, 0.75):
        for found, way, radius in ((domes, phase - shift, 0.15), (lights, phase - shift + 0.04, 0.06)):
            away = (way + 0.5) % 1.0 - 0.5
            distance = np.sqrt(np.add.outer(away * away, away * away))
            np.maximum(found, np.clip((radius - distance) / soft + 0.5, 0, 1), out=found)
    return [domes, lights]


def _floral(size: int, times: int) -> list[np.ndarray]:
    tile = _tile_size(size, times)
    petals, leaves, middles = (np.zeros((tile, tile), np.float32) for _ in range(3))
    rng = np.random.default_rng(5)
    at = (np.arange(tile, dtype=np.float32) + 0.5) / tile
    spots = [(0.2, 0.22, 0.13), (0.68, 0.16, 0.09), (0.45, 0.55, 0.145), (0.88, 0.62, 0.11), (0.14, 0.80, 0.10)]
    spots += [(0.62, 0.88, 0.115), (0.95, 0.93, 0.06), (0.40, 0.03, 0.06), (0.03, 0.48, 0.06)]
    for x, y, radius in spots:
        dx, dy = (at[None] - x + 0.5) % 1 - 0.5, (at[:, None] - y + 0.5) % 1 - 0.5
        distance = np.sqrt(dx * dx + dy * dy) + 1e-6
        angle = np.arctan2(dy, dx) + rng.uniform(0, 6)
        edge = radius * (0.72 + 0.28 * np.cos(5 * angle))
        soft = 1.2 / tile
        petals = np.maximum(petals, np.clip((edge - distance) / soft + 0.5, 0, 1))
        petals *= 1 - 0.35 * np.clip((radius * 0.55 - distance) / (radius * 0.4), 0, 1)
        middles = np.maximum(middles, np.clip((radius * 0.24 - distance) / soft + 0.5, 0, 1))
        leaf = radius * 1.45 * np.clip(np.cos(2 * (angle + 0.5)), 0, 1) ** 3
        leaves = np.maximum(leaves, np.clip((leaf - distance) / soft + 0.5, 0, 1))
    return [_repeated(mask, size, times) for mask in (leaves, petals, middles)]


def _camouflage(size: int, times: int) -> list[np.ndarray]:
    tile = _tile_size(size, times)
    found = []
    for seed, threshold in ((11, 0.15), (12, 0.45), (13, 0.95)):
        lumps = noise(tile, tile / 11, seed) + 0.30 * noise(tile, tile / 40, seed + 20)
        found.append(_repeated(np.clip((lumps - threshold) * tile / 22 + 0.5, 0, 1), size, times))
    return found


def _animal(size: int, times: int) -> list[np.ndarray]:
    """A leopard's broken rosettes around darker middles."""
    tile = _tile_size(size, times)
    first, second, _ = cells(tile, 5, 3)
    wobble = 0.07 * noise(tile, tile / 40, 4)
    inner = np.clip((0.30 - first + wobble) * tile / 12, 0, 1)
    ring = np.clip((0.085 - np.abs(first + wobble - 0.36)) * tile / 9, 0, 1)
    gaps = np.clip((noise(tile, tile / 26, 6) + 0.75) * 4, 0, 1)
    apart = np.clip((second - first - 0.06) * 16, 0, 1)
    return [_repeated(mask, size, times) for mask in (inner * apart, ring * gaps * apart)]


def _tile_size(size: int, times: int) -> int:
    return max(_FINEST, round(size / times))


def _repeated(tile: np.ndarray, size: int, times: int) -> np.ndarray:
    """As many whole tiles as `times` on each side."""
    whole = np.tile(tile, (times, times)).astype(np.float32)
    if whole.shape[0] == size:
        return whole
    return np.asarray(Image.fromarray(whole).resize((size, size), Image.Resampling.BILINEAR))


_MAKERS = {
    "stripes": _stripes,
    "pinstripes": _pinstripes,
    "checks": _checks,
    "tartan": _tartan,
    "dots": _dots,
    "studs": _studs,
    "floral": _floral,
    "camouflage": _camouflage,
    "animal": _animal,
}
