"""Hair as it is painted: strips of strands in one square that the cards of a hairstyle share, in any colour.

The square's left three quarters are COLUMNS strips, roots at the top and soft uneven ends at the bottom; the first two
are darker, for what lies inside. The right quarter is dense hair for caps, sheets and plaits: at the top it grows out
of the skin, hair by hair, at the bottom it thins out in locks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..protocol.requests import Colour
from ..wear.piece import Piece
from .hairs import Drawn, Hairs, draw, hairs
from .noise import noise, tiled

COLUMNS = 6
CARDS = 0.75
"""how much of the width is strips"""
EDGE = 0.3
"""below this height, from the bottom, the dense quarter thins out"""
FULL = 0.86
"""above this height it is sparse: there its hairs begin"""
ROOT = 0.09
"""the first of a dark strip, in which its strands begin"""
_BEGIN = 0.24
"""the same of other strips, which lie in sight: one whose strands begin in one line is a chip"""
GLOSS = 0.30
"""how far down the square light is mirrored"""
SHELLS = 4
"""cropped hair: quarters of the square, the inner one the densest"""

_MOTTLED = 0.16
"""how much lighter and darker hair is in patches along its way"""
_STREAKED = 0.35
"""of a map with deviation 1: above it hair has its second colour, about a third of it"""
_FADES = 0.66, 0.36
"""heights in the square between which hair that fades comes to have its second colour"""
_SPECTRUM = (
    (0.80, 0.10, 0.22), (0.90, 0.42, 0.10), (0.92, 0.80, 0.16), (0.16, 0.62, 0.24), (0.10, 0.45, 0.80),
    (0.40, 0.16, 0.62),
)  # fmt: skip
_ROUND = 0.5
"""how far the sides of a strand turn away: rounder ones shine as wires do"""

KINDS = ("straight", "wavy", "curly", "coily", "cropped", "brow", "lash")

_TIPS = ((-0.62, 0.05, 0.66), (-0.70, -0.10, 0.55), (-0.55, 0.14, 0.72))
"""where across a strip the ends of its locks are, -1 to 1"""
_REACH = (1.0, 0.86, 0.74)
"""how far down the square its locks come"""

_LOCKS, _HOLLOW, _ROUNDED = 0.24, 0.16, 0.32
"""how much lighter and darker whole locks are, how much darker their sides, and how far these turn away"""

# how far strands sway in parts of the square, and how often
_SWAY = {"straight": (0.004, 1.2), "wavy": (0.020, 3.0), "curly": (0.030, 5.5), "coily": (0.020, 11.0)}


def paint_hair(
    piece: Piece,
    colour: Colour,
    size: int = 1024,
    seed: int = 0,
    second: Colour | None = None,
    *,
    pattern: str = "",
) -> dict[str, np.ndarray]:
    """ "albedo", "normal" and "roughness", each (size, size, 4) uint8, first row at the top.

    colour: sRGB, of the hair as a whole; roots are darker, tips lighter, and what is grey has white hairs and dark.
    second: of the streaks in it, or of its ends where the pattern is "ombre". pattern: "rainbow" has all colours from
    the roots to the tips.
    """
    drawn = _drawn(piece.strands, size, seed)
    hair = np.asarray(colour, np.float32)
    light, saturation = float(hair.max()), float(hair.max() - hair.min())
    grey = float(
        np.clip(1 - saturation / 0.14, 0, 1)
        * np.clip((light - 0.25) / 0.15, 0, 1)
        * np.clip((0.95 - light) / 0.2, 0, 1)
    )
    contrast = 0.62 - 0.20 * light + 0.20 * grey
    # white hair is as white at its roots, where dark hair lies in its own shade
    length = 1 + (1 - 0.6 * light) * (_along(drawn, size) - 1) if piece.strands in _SWAY else np.float32(1)
    weight = drawn.alpha / max(float(drawn.alpha.sum()), 1e-6)
    # no strand is as light all along, or hair would be as wood is
    tone = drawn.tone + _MOTTLED * tiled(noise(min(size, 512), 3.0, 71 + seed, 14.0), size)
    tone = tone - float((tone * weight).sum())
    factor = length * (1 + contrast * tone)
    factor = factor / max(float((factor * weight).sum()), 1e-6)
    seen = drawn.alpha[..., None] > 0.5 / 255
    share = _ends(drawn, size) if pattern == "ombre" else _streaks(size, seed)
    base = hair if second is None else hair + share[..., None] * (np.asarray(second, np.float32) - hair)
    if pattern == "rainbow":
        base = _rainbow(drawn, size)
    pixels = np.where(seen, base * factor[..., None] + 0.015 * tone[..., None], base)
    albedo = np.concatenate([pixels, drawn.alpha[..., None]], axis=2)
    across = _ROUND * drawn.across
    normal = np.stack([across, 0 * across, np.sqrt(1 - across**2), np.ones_like(across)], axis=2)
    normal[..., :3] = 0.5 + 0.5 * normal[..., :3]
    rough = np.clip(piece.material.roughness - 0.12 * drawn.tone, 0.05, 1)
    roughness = np.stack([rough, rough, rough, np.ones_like(rough)], axis=2)
    return {name: _bytes(image) for name, image in (("albedo", albedo), ("normal", normal), ("roughness", roughness))}


def _streaks(size: int, seed: int) -> np.ndarray:
    """(size, size) 0..1, how far hair has its second colour: in strands a few times as wide as one hair, from the root
    to the tip."""
    lumps = tiled(noise(min(size, 512), 7.0, 91 + seed, 60.0), size)
    return np.clip(0.5 + 1.3 * (lumps - _STREAKED), 0, 1).astype(np.float32)


def _ends(drawn: Drawn, size: int) -> np.ndarray:
    """(size, size) 0..1, how far hair has the colour of its ends: no two strands change at one height."""
    up = 1 - (np.arange(size, dtype=np.float32)[:, None] + 0.5) / size
    share = np.clip((_FADES[0] - up - 0.05 * drawn.tone) / (_FADES[0] - _FADES[1]), 0, 1)
    return (share * share * (3 - 2 * share)).astype(np.float32)


def _rainbow(drawn: Drawn, size: int) -> np.ndarray:
    """(size, size, 3) all colours one after the other from the roots down."""
    up = 1 - (np.arange(size, dtype=np.float32)[:, None] + 0.5) / size
    at = np.clip((0.84 - up - 0.03 * drawn.tone) / 0.66, 0, 1) * (len(_SPECTRUM) - 1)
    spectrum = np.array(_SPECTRUM, np.float32)
    return np.stack([np.interp(at, np.arange(len(spectrum)), channel) for channel in spectrum.T], axis=2)


def _along(drawn: Drawn, size: int) -> np.ndarray:
    """(size, size) how light hair is on its way: dark at the root, a band of gloss where it bends, faded at the tip."""
    down = (np.arange(size, dtype=np.float32)[:, None] + 0.5) / size
    # the band is ragged, for no two strands bend at one place
    gloss = np.exp(-(((down - GLOSS - 0.05 * drawn.tone) / 0.11) ** 2)) * (0.75 + 0.5 * drawn.tone)
    # strips lie over one another as scales do where their ends are much lighter than the next one's roots
    return 0.76 + 0.17 * np.clip(down / 0.2, 0, 1) ** 0.7 + 0.07 * drawn.along + 0.15 * gloss


def _bytes(image: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


@lru_cache(maxsize=6)  # colours are dragged over the same strands
def _drawn(kind: str, size: int, seed: int) -> Drawn:
    rng = np.random.default_rng((seed, KINDS.index(kind)))
    if kind == "cropped":
        return _cropped(rng, size)
    drawn = draw(_PICTURES[kind](rng), size)
    return _upside_down(drawn) if kind == "brow" else drawn


def _upside_down(drawn: Drawn) -> Drawn:
    return Drawn(*(image[::-1] for image in (drawn.alpha, drawn.tone, drawn.across, drawn.along)))


def _strips(kind: str, rng: np.random.Generator) -> Hairs:
    """Each strip ends in a few locks of unequal length whose strands come together in a point: seen from afar, where
    single strands are lost, it is still no straight edge."""
    sway, waves = _SWAY[kind]
    wide = CARDS / COLUMNS
    found = []
    for column in range(COLUMNS):
        dark = (0.24, 0.20, 0.05, -0.03, -0.09, 0.0)[column]
        thin = column == COLUMNS - 1
        begin = ROOT if column < 2 else _BEGIN
        room = wide / 2 - 0.012 - 0.6 * sway
        middle = wide * (column + 0.5)
        phase, own_waves = rng.uniform(0, 2 * np.pi), waves * rng.uniform(0.85, 1.15)
        tips = middle + room * (np.array(_TIPS[column % len(_TIPS)]) + rng.uniform(-0.08, 0.08, 3))
        reach = rng.permutation(_REACH)
        light = _LOCKS * rng.permutation([-1.0, 0.1, 0.9])
        for count, width, low, high, tone, spread in (
            (0 if thin else 24, 0.0058, 0.72, 0.86, -0.10, 0.10),
            (6 if thin else 36, 0.0028 if thin else 0.0019, 0.76, 0.98, 0.0, 0.16),
            (10 if thin else 44, 0.0018 if thin else 0.0010, 0.80, 1.06, 0.06, 0.24),
        ):
            x = middle + room * np.linspace(-1, 1, count) * rng.uniform(0.9, 1.0, count)
            lock = np.abs(x[:, None] - tips).argmin(axis=1)
            off = x - tips[lock]
            across = np.clip(off / (0.42 * room), -1, 1)
            # in each lock the outer ones are shorter, so that it ends in a point
            end = (
                reach[lock]
                * rng.uniform(low, high, count)
                * (1 - 0.30 * np.minimum(np.abs(off) / (0.5 * room), 1) ** 1.5)
            )
            tones = tone - dark + light[lock] - _HOLLOW * across**2 + spread * rng.standard_normal(count)
            order = rng.permutation(count)
            found.append(
                hairs(
                    count,
                    x=x[order],
                    # nor do all begin in one line; in a lock those in its middle do first
                    top=begin * (rng.uniform(0.0, 1.0, count) ** 1.3 * (0.55 + 0.45 * np.abs(across)))[order],
                    bottom=np.minimum(end[order], 1.0),
                    width=width * rng.uniform(0.8, 1.2, count),
                    tone=np.clip(tones[order], -1, 1),
                    slant=0.004 * rng.standard_normal(count),
                    sway=sway * rng.uniform(0.8, 1.1, count),
                    waves=own_waves * rng.uniform(0.97, 1.03, count),
                    phase=phase + 0.25 * rng.standard_normal(count),
                    taper=rng.uniform(0.35, 0.7, count),
                    gather=(0.0 if thin else -0.62) * off[order],
                    facing=(0.0 if thin else _ROUNDED) * across[order],
                    start=0.05 if column < 2 else 0.16,
                )
            )
    found.append(_dense(kind, rng))
    return _together(found)


def _dense(kind: str, rng: np.random.Generator) -> Hairs:
    sway, waves = (0.3 * _SWAY[kind][0], _SWAY[kind][1])
    left, wide, roots = CARDS + 0.004, 1 - CARDS - 0.004, 1 - FULL
    # what leaves no gap between the hairs: it begins and ends where they are close
    found = [
        hairs(
            24,
            x=left + wide * np.linspace(0, 1, 24),
            top=roots * rng.uniform(0.55, 0.80, 24),
            bottom=1 - EDGE * rng.uniform(0.70, 0.92, 24),
            width=0.009,
            tone=-0.2,
            taper=0.12,
        )
    ]
    count_of_locks = 9
    tips = left + wide * (np.arange(count_of_locks) + rng.uniform(0.3, 0.7, count_of_locks)) / count_of_locks
    reach = rng.permutation(np.linspace(0.35, 1.0, count_of_locks))
    # what is coily stands up in one ball, on which locks would be stripes
    light = (0.0 if kind == "coily" else _LOCKS) * np.clip(rng.standard_normal(count_of_locks), -1.2, 1.2)
    # at the hairline they are the finer and the fewer the further out
    for count, width, first, low, high, tone, spread in (
        (70, 0.0026, 0.55, 1 - 0.90 * EDGE, 1 - 0.50 * EDGE, -0.16, 0.08),
        (130, 0.0015, 0.25, 1 - 0.85 * EDGE, 1 - 0.20 * EDGE, -0.02, 0.14),
        (120, 0.0010, 0.0, 1 - 0.85 * EDGE, 0.99, 0.08, 0.20),
    ):
        x = left + wide * (np.arange(count) + rng.uniform(0.2, 0.8, count)) / count
        order = rng.permutation(count)
        lock = np.abs(x[:, None] - tips).argmin(axis=1)[order]
        off = x[order] - tips[lock]
        across = np.clip(2 * count_of_locks * off / wide, -1, 1)
        part = reach[lock] * rng.uniform(0.45, 1.0, count)
        tones = tone + light[lock] - _HOLLOW * across**2 + spread * rng.standard_normal(count)
        found.append(
            hairs(
                count,
                x=x[order],
                top=roots * (first + (1 - first) * rng.uniform(0, 1, count) ** 0.7),
                bottom=low + (high - low) * part,
                width=width * rng.uniform(0.8, 1.2, count),
                tone=np.clip(tones, -1, 1),
                slant=0.004 * rng.standard_normal(count),
                sway=sway,
                waves=waves * rng.uniform(0.9, 1.1, count),
                phase=rng.uniform(0, 2 * np.pi, count),
                taper=0.22,
                gather=-0.55 * off,
                facing=_ROUNDED * across,
            )
        )
    return _together(found)


def _cropped(rng: np.random.Generator, size: int) -> Drawn:
    """Too many hairs to draw one by one: grain that is drawn out downwards, each shell with less of it."""
    half = max(size // 2, 1)
    shape = (2 * half, 2 * half)
    long = max(round(size / 170), 1)
    grain, tone = (_drawn_out(rng.standard_normal(shape), long) for _ in range(2))
    v = 1 - (np.arange(half) + 0.5) / half
    alpha = np.zeros(shape)
    share = np.zeros(shape)
    for shell in range(SHELLS):
        rows, columns = (
            slice(half * (shell // 2), half * (shell // 2 + 1)),
            slice(half * (shell % 2), half * (shell % 2 + 1)),
        )
        least = (-1.3, -0.3, 0.2, 0.7)[shell] + 3.0 * np.clip(1 - v / 0.4, 0, 1)[:, None] ** 1.5
        # single hairs before the hairline are fine, or they would be dashes on the forehead
        fine = np.clip((v - 0.06) / 0.25, 0, 1)[:, None]
        alpha[rows, columns] = fine * np.clip(0.5 + 2.0 * (grain[rows, columns] - least), 0, 1)
        share[rows, columns] = (0.0, 0.3, 0.6, 1.0)[shell]
    light = np.clip(0.3 * tone + 0.25 * grain + 0.5 * (share - 0.5), -1, 1)
    across = np.clip(np.gradient(grain, axis=1), -1, 1)
    found = np.zeros((4, size, size), np.float32)
    for place, image in zip(found, (alpha, light, across, share), strict=True):
        place[...] = np.resize(image, (size, size)) if image.shape != (size, size) else image
    return Drawn(*found)


def _drawn_out(grain: np.ndarray, rows: int) -> np.ndarray:
    """Averaged downwards, as varied as before."""
    sums = np.cumsum(np.concatenate([grain, grain[:rows]]), axis=0)
    return (sums[rows:] - sums[:-rows]) / np.sqrt(rows)


def _brow(rng: np.random.Generator) -> Hairs:
    """From the nose on the left to the tail, roots at the top; the first half is the layer that lies below."""
    found = []
    for top, count, tone in ((0.0, 230, -0.2), (0.5, 170, 0.05)):
        u = rng.uniform(0.005, 0.93, count)
        # inner hairs rise, outer ones lie along
        root = rng.uniform(0.02, 0.60, count)
        tip = np.minimum(
            root + rng.uniform(0.26, 0.50, count) * np.interp(u, [0, 0.15, 0.7, 1], [0.8, 1.0, 0.8, 0.6]), 0.97
        )
        found.append(
            hairs(
                count,
                x=u,
                top=top + 0.5 * root,
                bottom=top + 0.5 * tip,
                width=0.0034 * rng.uniform(0.8, 1.2, count),
                tone=np.clip(tone + 0.25 * rng.standard_normal(count), -1, 1),
                slant=np.interp(u, [0, 0.25, 1], [0.01, 0.05, 0.09]) * rng.uniform(0.7, 1.3, count),
                sway=0.002,
                waves=0.5,
                taper=1.0,
            )
        )
    return _together(found)


def _lash(rng: np.random.Generator) -> Hairs:
    """Along the lid from the nose on the left; the upper half is for the upper lid, the lower half for the lower."""
    found = []
    for top, count, reach, width in ((0.0, 64, 0.47, 0.0042), (0.5, 40, 0.40, 0.0028)):
        u = (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count
        # in bunches of three or four whose tips come together
        bunch = (np.floor(u * count / 3.5) + 0.5) * 3.5 / count
        found.append(
            hairs(
                count,
                x=u,
                top=top,
                bottom=top
                + reach * rng.uniform(0.65, 1.0, count) * np.interp(u, [0, 0.25, 0.8, 1], [0.5, 0.85, 1.0, 0.8]),
                width=width * rng.uniform(0.85, 1.15, count),
                tone=0.1 * rng.standard_normal(count),
                slant=0.55 * (bunch - u) + np.interp(u, [0, 1], [-0.015, 0.03]),
                taper=0.95,
            )
        )
    return _together(found)


def _together(parts: list[Hairs]) -> Hairs:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.then(part)
    return whole


_PICTURES = {kind: (lambda rng, kind=kind: _strips(kind, rng)) for kind in _SWAY} | {
    "brow": _brow,
    "lash": _lash,
}
