"""The fine shape of skin that meshes do not have, as normals, and how glossy it is where."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..protocol.requests import Look, Skin
from .canvas import Canvas
from .complexion import wrinkled
from .covering import covering
from .few_colours import few_leans
from .limbs import GLOSS, metal_texels
from .maps import load_maps, sparse_mask
from .noise import cells, noise, tiled
from .traits import Traits

DEEP = {
    "wrinkles": -1.7,
    "creases": -0.40,
    "lip_lines": -0.12,
    "tooth_gaps": -0.45,
    "papillae": 0.20,
    "scars": 0.35,
    "burns": 0.55,
    "acne": 0.45,
    "warts": 1.5,
    "plaster": 0.35,
    "plaster_pad": 0.35,
}
"""millimetres up from the skin"""
SEAM = -1.2
"""millimetres that gaps between plates of metal are deep"""
PORES = 0.07
"""millimetres, in a picture of 1024"""
SMOOTH = 0.6
"""how much of the pores a child lacks"""
TEXEL = 0.95
"""millimetres that a texel of a face is wide in a picture of 1024"""
STEEPEST = 1.6
_TILE, _PORES_ACROSS = 256, 96


def normal_map(name: str, look: Look, size: int, traits: Traits) -> np.ndarray:
    """(size, size, 4) uint8: tangent space, OpenGL's way (red to the right, green up)."""
    suit = covering(look, traits).suit
    skin = look.skin
    shares = (
        ("wrinkles", round(wrinkled(skin, traits), 2)),
        ("creases", round(0.45 + 0.55 * wrinkled(skin, traits), 2)),
        *((mark, round(getattr(skin, mark), 2)) for mark in ("scars", "burns", "acne", "warts", "plaster")),
        ("plaster_pad", round(skin.plaster, 2)),
        ("pores", round(1 - SMOOTH * traits.childlike, 2)),
    )
    return _normals(name, size, shares, _metal_alone(skin), suit)


@lru_cache(maxsize=1)
def _normals(name: str, size: int, raised: tuple[tuple[str, float], ...], metal: Skin, suit: bool) -> np.ndarray:
    canvas = Canvas(np.zeros((0, 3), np.float32), name, size)
    shares = dict(raised)
    height = (np.float32(PORES * shares["pores"]) * _pores(size)).reshape(-1)
    for texels in (sparse_mask(name, size, part)[0] for part in ("eyes", "teeth", "mouth_cavity", "nails")):
        height[texels] = 0
    for which, deep in DEEP.items():
        if share := shares.get(which, 1.0):
            texels, density = canvas.detail(which)
            height[texels] += np.float32(deep * share) * density
    if suit:
        texels, density = sparse_mask(name, size, "suit")
        height[texels] *= 1 - density
    texels, density = metal_texels(name, size, metal)
    if len(texels):
        height[texels] *= 1 - density
        height[texels] += density * np.float32(SEAM) * canvas.detail_value("seams", texels)[:, 0]
    height = height.reshape(size, size)
    step = np.float32(size / 1024 / TEXEL / 2)
    across, down = np.zeros_like(height), np.zeros_like(height)
    across[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * step
    down[1:-1] = (height[2:] - height[:-2]) * step
    np.clip(across, -STEEPEST, STEEPEST, out=across)
    np.clip(down, -STEEPEST, STEEPEST, out=down)
    up = np.float32(127) / np.sqrt(across * across + down * down + 1)
    found = np.full((size, size, 4), 255, np.uint8)
    # rows run downwards and green upwards
    found[..., 0] = 128.5 - across * up
    found[..., 1] = 128.5 + down * up
    found[..., 2] = 128.5 + up
    found = few_leans(found)
    found.setflags(write=False)
    return found


def _pores(size: int) -> np.ndarray:
    """(size, size) about -1 to 1: little cells with a pit in the middle of some, finer where there are more texels."""
    # a texel twice as fine shows slopes half as high
    return tiled(_pore_tile() * np.float32(max(1024 / size, 0.25)), size)


@lru_cache(maxsize=1)
def _pore_tile() -> np.ndarray:
    nearest, second, which = cells(_TILE, _PORES_ACROSS, 61)
    pit = np.clip(1 - nearest / 0.42, 0, 1) * (np.random.default_rng(67).uniform(0, 1, which.max() + 1) ** 2)[which]
    return 0.8 * np.minimum(second - nearest, 0.35) / 0.35 - 1.5 * pit + 0.25 * noise(_TILE, 1.5, 63)


def roughness_map(name: str, look: Look, size: int, traits: Traits) -> np.ndarray:
    """(size, size, 4) uint8, grey: 0 a mirror to 255 chalk."""
    skin = look.skin
    on = (round(wrinkled(skin, traits), 1), round(skin.lipstick, 1), round(skin.dirt, 1), skin.face_paint != "")
    covered = covering(look, traits)
    return _roughness(name, size, *on, covered.suit, covered.bald, _metal_alone(skin))


def _metal_alone(skin: Skin) -> Skin:
    return Skin(metal_arms=skin.metal_arms, metal_legs=skin.metal_legs)


@lru_cache(maxsize=1)
def _roughness(
    name: str, size: int, lined: float, lipstick: float, dirty: float, painted: bool, suit: bool, bald: bool,
    metal: Skin,
) -> np.ndarray:  # fmt: skip
    dry = 0.50 + 0.06 * lined
    value = np.float32(dry) + np.float32(0.035) * tiled(noise(_TILE, 1.3, 43), size)
    value += np.float32(0.10) * (load_maps(name, size)["pale"].astype(np.float32) / 255)
    canvas = Canvas(np.repeat(value.reshape(-1, 1), 1, axis=1), name, size)
    canvas.cover_detail("oil", np.array([0.36]), 0.9)
    canvas.cover("lips", np.array([0.36 - 0.10 * lipstick]))
    canvas.cover("nails", np.array([0.28]))
    canvas.cover_detail("scars", np.array([0.40]), 0.3)
    if painted:
        canvas.cover_detail("paint_face", np.array([0.62]))
    if dirty:
        canvas.cover_detail("dirt", np.array([0.85]), dirty)
    canvas.cover("hair", np.array([0.38 if bald else 0.55]), 0.7)
    for part, gloss in (("mouth_cavity", 0.25), ("tongue", 0.26), ("teeth", 0.14), ("gums", 0.20)):
        canvas.cover(part, np.array([gloss]))
    canvas.cover_detail("lash_line", np.array([0.16]), 0.9)
    if suit:
        canvas.cover("suit", np.array([0.66]))
    canvas.cover("eyes", np.array([0.05]))
    canvas.lay(*metal_texels(name, size, metal), np.array([GLOSS]))
    found = np.full((size, size, 4), 255, np.uint8)
    found[..., :3] = np.rint(np.clip(canvas.pixels, 0, 1) * 255).astype(np.uint8).reshape(size, size, 1)
    found.setflags(write=False)
    return found
