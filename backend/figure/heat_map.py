"""A picture of how near a fitted body is to its scan: the scan, and the body in colours of the distance."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from ..body.fitting import Surface
from ..render import View, named_camera, preview_sheet, render, topology
from .pictures import BACKDROP, SHEET_VIEWS, small_bytes

COLOURS = ((0.0, (0.16, 0.36, 0.75)), (0.35, (0.35, 0.75, 0.55)), (0.7, (0.95, 0.82, 0.30)), (1.0, (0.80, 0.14, 0.12)))
"""share of the scale -> colour"""
NOTHING = (0.55, 0.55, 0.57)
SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100)
"""millimetres at the red end"""
_GREY = (0.74, 0.72, 0.70)


def heat_map(
    surface: Surface, vertices: np.ndarray, triangles: np.ndarray, away: np.ndarray, size: int, form: str
) -> np.ndarray:
    """(H, W, 3) uint8: the scan from the front, then the body from all sides, with its scale below. away: (V,) metres,
    no number where there is nothing to compare with."""
    known = away[~np.isnan(away)]
    high = float(np.quantile(known, 0.98) * 1000) if len(known) else 1.0
    scale = next((float(s) for s in SCALES if s >= high), float(SCALES[-1]))
    colours = colours_of(away * 1000 / scale)
    views: tuple[View, ...] = SHEET_VIEWS[form][:3]
    pictures = [_picture(vertices, triangles, colours, vertices, view, size) for view in views]
    if not surface.is_cloud:
        plain = np.tile(_GREY, (len(surface.vertices), 1))
        pictures.insert(0, _picture(surface.vertices, surface.triangles, plain, vertices, views[0], size))
    sheet = preview_sheet(pictures)
    return np.concatenate([sheet, _legend(sheet.shape[1], max(24, size // 12), scale)])


def colours_of(shares: np.ndarray) -> np.ndarray:
    """(V, 3) 0..1 of distances as shares of the scale."""
    places = [share for share, _ in COLOURS]
    out = np.stack([np.interp(shares, places, [colour[c] for _, colour in COLOURS]) for c in range(3)], axis=1)
    out[np.isnan(shares)] = NOTHING
    return out


@torch.inference_mode()
def _picture(
    vertices: np.ndarray, triangles: np.ndarray, colours: np.ndarray, framed: np.ndarray, view: View, size: int
) -> np.ndarray:
    camera = named_camera(view, torch.tensor(framed, dtype=torch.float32)[None])
    image, _ = render(
        torch.tensor(vertices, dtype=torch.float32)[None],
        topology(torch.tensor(triangles)),
        camera,
        (2 * size, 2 * size),
        vertex_colours=torch.tensor(colours, dtype=torch.float32),
        background=torch.tensor(BACKDROP),
        supersample=1,
        cull=False,
    )
    return small_bytes(image, 2)


def _legend(width: int, height: int, scale: float) -> np.ndarray:
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
