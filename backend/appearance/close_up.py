"""The skin of a person for a close look: albedo, normals and roughness, from a Look and what the years tell."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from ..protocol.requests import Look
from . import blemishes, complexion, eyes_and_mouth, limbs, marks, painted_on
from .canvas import Canvas
from .covering import covering
from .maps import has_maps, load_maps
from .paint import (
    ANYBODY,
    PAINTED_AT_MOST,
    Painted,
    base_skin,
    bytes_of,
    check,
    opaque,
    paint_clothes,
    paint_hair,
    unmasked,
)
from .skin_relief import normal_map, roughness_map
from .traits import Traits


def paint_skin(
    body: Painted, look: Look, size: int = 1024, seed: int = 0, traits: Traits = ANYBODY
) -> dict[str, np.ndarray]:
    """ "albedo" (sRGB), "normal" (tangent space, OpenGL's way) and "roughness" (grey) on the body's UV layout.

    Each is (size, size, 4) uint8, first row at the top. A body without masks has an albedo alone.

    The seed places freckles and moles. Nobody is naked: see `paint_albedo`. Raises BadRequest for a look out of range.
    """
    check(look, size)
    if not has_maps(body.name):
        return {"albedo": opaque(unmasked(body, look, size))}
    traits = traits.told_apart()
    return {
        "albedo": opaque(_albedo(body.name, look, size, seed, traits)),
        "normal": normal_map(body.name, look, size, traits),
        "roughness": roughness_map(body.name, look, size, traits),
    }


@lru_cache(maxsize=1)
def _albedo(name: str, look: Look, size: int, seed: int, traits: Traits) -> np.ndarray:
    painted = min(size, PAINTED_AT_MOST)
    image = _painted(name, look, painted, seed, traits)
    if painted == size:
        return image
    large = np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC))
    return complexion.with_grain(large)


def _painted(name: str, look: Look, size: int, seed: int, traits: Traits) -> np.ndarray:
    canvas = Canvas(base_skin(load_maps(name, size), look, seed), name, size)
    covered, skin = covering(look, traits), look.skin
    complexion.colour_under(canvas, look)
    marks.vitiligo(canvas, skin)
    marks.sunburn(canvas, skin)
    blemishes.dark_circles(canvas, skin)
    complexion.wrinkles(canvas, look, traits)
    complexion.scars(canvas, skin)
    marks.burns(canvas, skin)
    eyes_and_mouth.lips_and_nails(canvas, look, traits)
    marks.tint(canvas, look)
    complexion.blush(canvas, skin)
    complexion.spots(canvas, look, seed, traits)
    blemishes.acne(canvas, look)
    blemishes.warts(canvas, look)
    marks.bruises(canvas, skin)
    complexion.stubble(canvas, look, traits, seed)
    painted_on.tattoo(canvas, skin)
    eyes_and_mouth.inside(canvas, look)
    paint_hair(canvas, look, covered)
    painted_on.face_paint(canvas, skin)
    painted_on.make_up(canvas, look)
    blemishes.bindi(canvas, skin)
    blemishes.nose_ring(canvas, skin)
    blemishes.blood(canvas, skin)
    eyes_and_mouth.lashes(canvas, look, covered.lashes)
    marks.soot(canvas, skin)
    paint_clothes(canvas, look, covered, traits)
    complexion.dirt(canvas, skin)
    blemishes.plaster(canvas, skin)
    limbs.metal(canvas, skin)
    eyes_and_mouth.eyes(canvas, look)
    return bytes_of(canvas)
