"""Patterns that have their place on the body: bands, trim along borders, emblems on chest and back."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from ..wear.piece import Piece
from ..wear.piece_places import Places
from .noise import noise, tiled
from .on_body import on_body
from .patterns import pattern_masks
from .prints import star

PLACED = (
    "hoops", "reflective", "trim", "embroidered", "cross", "number", "star", "heart", "skull", "badge", "bones",
    "elbow_patches", "knee_patches", "rank_stripes", "fur_trim", "medals", "ombre",
    "lightning",
)  # fmt: skip
YELLOW, SILVER = np.array((0.86, 0.93, 0.10)), np.array((0.86, 0.88, 0.90))
GOLD = np.array((0.86, 0.68, 0.22))
SUEDE = np.array((0.34, 0.21, 0.12))
_ARM = 0.235
"""metres from the middle where arms begin"""
_CHEST = 0.31
_EMBLEM = 0.105
"""metres from its middle to its borders"""
_PATCHES = {
    "elbow_patches": ((0.327, -0.005, 0.339), (0.51, -0.857), 1, (0.068, 0.047), 2.0),
    "knee_patches": ((0.184, -0.047, -0.355), (0.0, -1.0), -1, (0.085, 0.068), 4.0),
}
"""of patches on both sides the middle of the left one, metres, which way the limb goes in x and z, whether they are
behind it (1) or before (-1), how far they reach along and across it, metres, and how square they are"""
_RIP, _THREAD = 0.085, 0.0040
"""metres of the smallest rips, and between threads that are left across them"""
_SIDES = {"cross": 2, "number": 2, "bones": 1}
_PICTURE = 256


@lru_cache(maxsize=8)
def placed_masks(pattern: str, piece: Piece, size: int) -> tuple[np.ndarray, ...]:
    """(size, size) uint8 each: how densely each colour of `placed_colours` lies there."""
    at = on_body(piece, size)
    masks = _bands(pattern, at) or _borders(pattern, at, piece, size) or _patches(pattern, at) or [_emblem(pattern, at)]
    return tuple(np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8) for mask in masks)


def placed_colours(pattern: str, main: np.ndarray, second: np.ndarray) -> list[np.ndarray]:
    """(3,) each."""
    if pattern == "reflective":
        return [YELLOW if np.abs(main - YELLOW).max() > 0.35 else np.array((0.90, 0.36, 0.08)), SILVER]
    if pattern == "embroidered":
        red = np.array((0.78, 0.10, 0.12))
        thread = second if np.ptp(second) > 0.25 else red
        thread = thread if np.abs(thread - main).max() > 0.3 else GOLD
        return [thread, np.array((0.16, 0.45, 0.22)), thread, GOLD]
    if pattern == "badge":
        return [GOLD]
    if pattern == "medals":
        return [np.array((0.62, 0.08, 0.10)), np.array((0.12, 0.18, 0.46)), np.array((0.92, 0.90, 0.84)), GOLD]
    if pattern == "rank_stripes":
        braid = second if np.abs(second - main).max() > 0.3 else GOLD
        return [main * 0.45, braid]
    if pattern == "fur_trim":
        fur = second if np.abs(second - main).max() > 0.25 else np.array((0.90, 0.87, 0.80))
        return [fur, fur * 0.55]
    if pattern == "cross":
        red = np.array((0.82, 0.06, 0.08))
        return [red if np.abs(red - main).max() > 0.35 else np.array((0.95, 0.95, 0.93))]
    if pattern == "lightning" and np.abs(second - main).max() < 0.3:
        return [np.array((0.96, 0.84, 0.12))]
    if pattern in ("skull", "bones"):
        return [np.array((0.93, 0.92, 0.88)) if main.mean() < 0.55 else np.array((0.06, 0.06, 0.06))]
    if pattern in _PATCHES:
        cloth = second if np.ptp(second) > 0.15 and np.abs(second - main).max() > 0.15 else SUEDE
        cloth = cloth if np.abs(cloth - main).max() > 0.12 else cloth * 0.4
        return [cloth, cloth * 0.55]
    return [second]


def _band(values: np.ndarray, middle: float, half: float) -> np.ndarray:
    return np.clip((half - np.abs(values - middle)) / 0.004 + 0.5, 0, 1)


def _bands(pattern: str, at: Places) -> list[np.ndarray]:
    side, up = np.abs(at.points[..., 0]), at.points[..., 2]
    arm = (side > _ARM) & (up > -0.10)
    if pattern == "ombre":
        low, high = np.percentile(up[~arm] if (~arm).any() else up, (2, 98))
        share = np.clip((high - up) / max(float(high - low), 1e-6), 0, 1)
        return [share * share * (3 - 2 * share)]
    if pattern == "hoops":
        along = np.where(arm, side, up)
        return [np.clip((0.035 - np.abs(along % 0.14 - 0.07)) / 0.004 + 0.5, 0, 1)]
    if pattern == "reflective":
        levels, reaches = (0.30, 0.10, -0.46, -0.60), (0.285, 0.375)
        return [
            np.where(
                arm,
                np.max([_band(side, middle, half) for middle in reaches], axis=0),
                np.max([_band(up, middle, half) for middle in levels], axis=0),
            )
            for half in (0.034, 0.017)
        ]
    return []


def _borders(pattern: str, at: Places, piece: Piece, size: int) -> list[np.ndarray]:
    if pattern == "trim":
        return [np.clip((0.040 - at.edge) / 0.003, 0, 1)]
    if pattern == "rank_stripes":
        return _rank(at)
    if pattern == "medals":
        return _medals(at)
    if pattern == "fur_trim":
        n = 256
        tufts = tiled(noise(n, n / 26, 371), size) + 0.7 * tiled(noise(n, n / 70, 372, 2.0), size)
        hairs = tiled(noise(n, 1.1, 373, 4.0), size) + tiled(noise(n, 3.0, 374, 2.5), size)
        fur = np.clip((0.062 + 0.008 * tufts - at.edge) / 0.004, 0, 1)
        return [fur, fur * np.clip(0.22 + 0.30 * hairs, 0, 0.8)]
    if pattern != "embroidered":
        return []
    up = at.points[..., 2]
    chest = (up > 0.10) & (up < 0.55) & (at.normals[..., 1] < -0.2)
    front = chest & (np.abs(at.points[..., 0]) < 0.075)
    within = np.maximum(np.clip((0.075 - at.edge) / 0.003, 0, 1), front)
    lines = np.maximum(_band(at.edge, 0.006, 0.004), _band(at.edge, 0.075, 0.004))
    beside = np.clip((0.004 - np.abs(np.abs(at.points[..., 0]) - 0.075)) / 0.002, 0, 1) * chest
    lines = np.maximum(lines, beside)
    leaves, petals, middles = (mask / np.float32(255) for mask in pattern_masks("floral", size, piece.texel * 2.2))
    return [lines, leaves * within, petals * within, middles * within]


def _rank(at: Places) -> list[np.ndarray]:
    """Of an officer: boards on the shoulders, and four rings of braid above the cuffs and across the boards."""
    side, up = np.abs(at.points[..., 0]), at.points[..., 2]
    sleeve = (side > _ARM + 0.10) & (up > -0.15)
    rings = np.max([_band(at.edge, 0.030 + 0.019 * k, 0.006) for k in range(4)], axis=0) * sleeve
    along = (side - 0.145) / 0.052
    board = np.clip((1.0 - np.abs(along)) * 12, 0, 1) * (at.normals[..., 2] > 0.35) * (up > 0.30)
    board = board * _band(at.points[..., 1], 0.004, 0.027)
    bars = np.max([_band(side, 0.125 + 0.018 * k, 0.005) for k in range(4)], axis=0)
    return [board, np.maximum(rings, board * bars)]


def _medals(at: Places) -> list[np.ndarray]:
    """Four on the left of the chest, side by side: ribbons of two colours with a pale middle, and discs below."""
    up, front = at.points[..., 2], at.normals[..., 1] < -0.15
    first, step, wide, top = 0.082, 0.026, 0.0105, 0.385
    masks = [np.zeros(up.shape, np.float32) for _ in range(4)]
    for number in range(4):
        x = at.points[..., 0] - (first + number * step)
        ribbon = _band(x, 0.0, wide) * _band(up, top, 0.024) * front
        masks[number % 2] = np.maximum(masks[number % 2], ribbon)
        masks[2] = np.maximum(masks[2], ribbon * _band(x, 0.0, 0.003))
        masks[3] = np.maximum(masks[3], np.clip((0.0135 - np.hypot(x, up - top + 0.038)) / 0.003 + 0.5, 0, 1) * front)
    return masks


def _patches(pattern: str, at: Places) -> list[np.ndarray]:
    """A patch and its seam."""
    if pattern not in _PATCHES:
        return []
    middle, limb, behind, reach, square = _PATCHES[pattern]
    x, up = np.abs(at.points[..., 0]) - middle[0], at.points[..., 2] - middle[2]
    along, across = x * limb[0] + up * limb[1], x * limb[1] - up * limb[0]
    away = (np.abs(along / reach[0]) ** square + np.abs(across / reach[1]) ** square) ** (1 / square)
    here = at.normals[..., 1] * behind > 0.05
    patch = np.clip((1.0 - away) / 0.06 + 0.5, 0, 1) * here
    return [patch, np.clip(1 - np.abs(away - 0.93) / 0.06, 0, 1) * here]


def _emblem(pattern: str, at: Places) -> np.ndarray:
    """On the chest; a cross and a number on the back too; a badge small on the left of the chest."""
    picture = np.asarray(_drawn(pattern), np.float32) / 255
    x, up, facing = at.points[..., 0], at.points[..., 2], at.normals[..., 1]
    found = np.zeros(x.shape, np.float32)
    radius, middle = (0.042, 0.085) if pattern == "badge" else (0.20 if pattern == "bones" else _EMBLEM, 0.0)
    level = 0.36 if pattern == "badge" else 0.22 if pattern == "bones" else _CHEST
    sides = (-1, 1) if _SIDES.get(pattern) == 2 else (-1,)
    for way in sides:
        # who stands before them reads from their right to their left; from behind it is the other way round
        across = (x - middle) * -way / radius
        column = np.rint((across * 0.5 + 0.5) * (_PICTURE - 1)).astype(int)
        row = np.rint((0.5 - (up - level) / radius * 0.5) * (_PICTURE - 1)).astype(int)
        inside = (facing * way > 0.15) & (column >= 0) & (column < _PICTURE) & (row >= 0) & (row < _PICTURE)
        inside &= np.abs(x) < _ARM
        found[inside] = np.maximum(found[inside], picture[row[inside], column[inside]])
    return found


@lru_cache(maxsize=8)
def _drawn(pattern: str) -> Image.Image:
    """Grey, as it is seen by who stands before it."""
    n = _PICTURE
    picture = Image.new("L", (n, n))
    draw = ImageDraw.Draw(picture)
    if pattern == "cross":
        draw.rectangle((n * 0.36, n * 0.04, n * 0.64, n * 0.96), fill=255)
        draw.rectangle((n * 0.04, n * 0.36, n * 0.96, n * 0.64), fill=255)
    elif pattern == "number":
        draw.polygon([(n * a, n * b) for a, b in ((0.2, 0.05), (0.8, 0.05), (0.8, 0.2), (0.5, 0.95), (0.32, 0.95),
                                                  (0.6, 0.22), (0.2, 0.22))], fill=255)  # fmt: skip
    elif pattern in ("star", "badge"):
        draw.polygon(star(n / 2, n * 0.53, n * 0.5), fill=255)
    elif pattern == "lightning":
        draw.polygon([(n * a, n * b) for a, b in ((0.62, 0.0), (0.20, 0.56), (0.47, 0.56), (0.30, 1.0), (0.82, 0.38),
                                                  (0.53, 0.38), (0.76, 0.0))], fill=255)  # fmt: skip
    elif pattern == "heart":
        draw.pieslice((n * 0.04, n * 0.08, n * 0.54, n * 0.58), 150, 360, fill=255)
        draw.pieslice((n * 0.46, n * 0.08, n * 0.96, n * 0.58), 180, 390, fill=255)
        draw.polygon([(n * 0.075, n * 0.44), (n * 0.925, n * 0.44), (n * 0.5, n * 0.95)], fill=255)
        draw.rectangle((n * 0.3, n * 0.33, n * 0.7, n * 0.5), fill=255)
    elif pattern == "skull":
        draw.ellipse((n * 0.12, n * 0.04, n * 0.88, n * 0.72), fill=255)
        draw.rectangle((n * 0.30, n * 0.60, n * 0.70, n * 0.95), fill=255)
        for left in (0.24, 0.56):
            draw.ellipse((n * left, n * 0.32, n * (left + 0.2), n * 0.55), fill=0)
        draw.polygon([(n * 0.5, n * 0.54), (n * 0.44, n * 0.66), (n * 0.56, n * 0.66)], fill=0)
        for tooth in (0.40, 0.50, 0.60):
            draw.line((n * tooth, n * 0.76, n * tooth, n * 0.95), fill=0, width=n // 40)
    elif pattern == "bones":
        for rib in range(6):
            top = n * (0.05 + 0.10 * rib)
            draw.arc((n * 0.22, top, n * 0.78, top + n * 0.22), 150, 390, fill=255, width=n // 24)
        draw.rectangle((n * 0.47, n * 0.02, n * 0.53, n * 0.98), fill=255)
    return picture


@lru_cache(maxsize=4)
def worn_through(piece: Piece, size: int) -> tuple[np.ndarray, np.ndarray]:
    """(size, size) uint8 each: 0 where cloth is torn, which are slits with threads across them, holes and a ragged hem;
    and how much it is frayed around them."""
    n = 512
    lumps = n * _RIP / piece.texel
    field = noise(n, lumps, 361, 0.5) + 0.22 * noise(n, lumps / 5, 362, 0.6) + 0.08 * noise(n, lumps / 20, 365)
    depth = _resized(field, size) - 1.55
    at = on_body(piece, size)
    ragged = tiled(noise(256, 256 / 14, 363, 2.0), size) * 0.016 + tiled(noise(256, 256 / 60, 364, 3.0), size) * 0.009
    hem = (ragged + 0.004 - at.edge) / 0.05
    depth = np.maximum(depth, np.where(at.edge < 0.07, hem, -9.0))
    wobble = _resized(noise(n, lumps / 8, 366), size)
    row = np.arange(size, dtype=np.float32)[None] * (piece.texel / size)
    thread = np.clip(2.2 * np.cos((row / _THREAD + 0.35 * wobble) * 2 * np.pi) - 0.9, 0, 1)
    left = thread * np.clip((0.34 + 0.22 * wobble - depth) * 6, 0, 1) * (hem < 0)
    hole = np.clip(depth * (0.022 * size) + 0.5, 0, 1) * (1.0 - left)
    frayed = np.clip(1.0 - np.abs(depth + 0.03) / 0.13, 0, 1) * 0.55 + left * (depth > 0)
    return np.rint((1 - hole) * 255).astype(np.uint8), np.rint(np.clip(frayed, 0, 1) * 255).astype(np.uint8)


def _resized(values: np.ndarray, size: int) -> np.ndarray:
    picture = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC))
