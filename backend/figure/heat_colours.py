"""Colours of distances on a body in millimetres, and the strip that tells what they mean."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

COLOURS = ((0.0, (0.16, 0.36, 0.75)), (0.35, (0.35, 0.75, 0.55)), (0.7, (0.95, 0.82, 0.30)), (1.0, (0.80, 0.14, 0.12)))
"""share of the scale -> colour"""
NOTHING = (0.55, 0.55, 0.57)
SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100)
"""millimetres at the red end"""
_NEARLY_ALL = 0.98


def scale_of(away: np.ndarray) -> float:
    """Millimetres at the red end for (V,) distances in metres; what is no number does not count."""
    known = away[~np.isnan(away)]
    high = float(np.quantile(known, _NEARLY_ALL) * 1000) if len(known) else 1.0
    return next((float(s) for s in SCALES if s >= high), float(SCALES[-1]))


def colours_of(shares: np.ndarray) -> np.ndarray:
    """(V, 3) 0..1 of distances as shares of the scale."""
    places = [share for share, _ in COLOURS]
    out = np.stack([np.interp(shares, places, [colour[c] for _, colour in COLOURS]) for c in range(3)], axis=1)
    out[np.isnan(shares)] = NOTHING
    return out


def legend(width: int, height: int, scale: float) -> np.ndarray:
    """(height, width, 3) uint8: the colours with their millimetres."""
    strip = np.full((height, width, 3), 235, np.uint8)
    bar = slice(width // 4, width - width // 4)
    ramp = colours_of(np.linspace(0, 1, bar.stop - bar.start))
    strip[height // 3 : 2 * height // 3, bar] = np.round(ramp * 255)[None]
    picture = Image.fromarray(strip)
    drawing, font = ImageDraw.Draw(picture), ImageFont.load_default(size=max(10, height // 2))
    middle = height / 2
    drawing.text((bar.start - 8, middle), "0 mm", (40, 40, 40), font=font, anchor="rm")
    drawing.text((bar.stop + 8, middle), f"{scale:g} mm", (40, 40, 40), font=font, anchor="lm")
    return np.asarray(picture)
