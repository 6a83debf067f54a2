"""Bakes what the painter must know of one body for a close look at its skin: finer maps than the masks of `masks`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from .blemishes import blemishes
from .eyes_and_mouth import eyes, mouth
from .geometry import Surface
from .ink import tattoos
from .limbs import limbs
from .make_up import face_paint, make_up
from .marks import marks
from .motifs import motifs
from .place import Place
from .skin import beard, complexion, creases, scalp
from .underwear import underwear
from .wrinkles import scars, wrinkles

FINE = ("wrinkles", "eyeliner", "tooth_gaps", "scars", "lip_lines", "iris_detail", "eye_veins", "eye_glint")
"""as they are baked"""
COARSE = ("blood", "veins", "oil", "sun", "freckled", "aged", "bare", "dirt", "crown", "midline", "cheek", "eye_shade",
          "eye_pink", "paint_face", "sunburn", "dark_circles", "left", "metal_arms",
          "metal_legs", "polish")  # fmt: skip
"""without fine detail, kept at a quarter; the others at half"""
LEVELS = 6
"""bits that are kept of what has no sharp edge"""


def bake_details(surface: Surface, regions: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Name -> (H, W) uint8; H = W is the surface's size, half or a quarter of it."""
    place = Place(surface, regions)
    maps = {
        **underwear(place),
        **complexion(place),
        **beard(place),
        **scalp(place),
        "creases": creases(place),
        "wrinkles": wrinkles(place),
        "scars": scars(place),
        **marks(place),
        **blemishes(place),
        **limbs(place),
        **make_up(place),
        **face_paint(place),
        **tattoos(place),
        **motifs(place),
        **eyes(place),
        **mouth(place),
    }
    return {name: _stored(name, mask.reshape(surface.size, surface.size)) for name, mask in maps.items()}


def _stored(name: str, mask: np.ndarray) -> np.ndarray:
    picture = Image.fromarray(np.rint(np.clip(mask, 0, 1) * 255).astype(np.uint8))
    side = mask.shape[0] if name in FINE else mask.shape[0] // (4 if name in COARSE else 2)
    small = np.asarray(picture.resize((side, side), Image.Resampling.BOX))
    step = 1 << (8 - LEVELS)
    return np.minimum((small.astype(int) + step // 2) // step * step, 255).astype(np.uint8)


def save_details(maps: Mapping[str, np.ndarray], path: Path) -> None:
    """Writes them as one compressed file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **maps)  # type: ignore[arg-type]
