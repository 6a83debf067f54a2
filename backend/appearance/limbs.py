"""Arms and legs of metal in the place of skin."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Skin
from .canvas import Canvas
from .maps import sparse_detail

DARK, BRIGHT = np.array([0.16, 0.17, 0.19]), np.array([0.93, 0.95, 0.97])
GAP = np.array([0.03, 0.03, 0.035])
GLOSS = 0.22
_LIMBS = ("arms", "legs")


def metal_texels(name: str, size: int, skin: Skin) -> tuple[np.ndarray, np.ndarray]:
    """Flat texel indices of what is of metal, and its density there, 0..1; both empty where nothing is."""
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for limb in _LIMBS:
        which = getattr(skin, f"metal_{limb}")
        if which:
            texels, density = sparse_detail(name, size, f"metal_{limb}")
            if which != "both":
                left = np.zeros(size * size, bool)
                left[sparse_detail(name, size, "left")[0]] = True
                own = left[texels] == (which == "left")
                texels, density = texels[own], density[own]
            found.append((texels, density))
    if not found:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    return np.concatenate([texels for texels, _ in found]), np.concatenate([density for _, density in found])


def metal(canvas: Canvas, skin: Skin) -> None:
    """Polished plates, which mirror a bright sky over a dark horizon, with gaps between them."""
    texels, density = metal_texels(canvas.name, canvas.size, skin)
    if len(texels):
        polish = canvas.detail_value("polish", texels)
        canvas.lay(texels, density, DARK + polish * (BRIGHT - DARK))
        canvas.lay(texels, density * canvas.detail_value("seams", texels)[:, 0], GAP)
