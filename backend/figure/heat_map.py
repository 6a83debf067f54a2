"""A picture of how near a fitted body is to its scan: the scan, and the body in colours of the distance."""

from __future__ import annotations

import numpy as np
import torch

from ..body.fitting import Surface
from ..render import View, named_camera, preview_sheet, render, topology
from .heat_colours import colours_of, legend, scale_of
from .pictures import BACKDROP, SHEET_VIEWS, small_bytes

_GREY = (0.74, 0.72, 0.70)


def heat_map(
    surface: Surface, vertices: np.ndarray, triangles: np.ndarray, away: np.ndarray, size: int, form: str
) -> np.ndarray:
    """(H, W, 3) uint8: the scan from the front, then the body from all sides, with its scale below. away: (V,) metres,
    no number where there is nothing to compare with."""
    scale = scale_of(away)
    colours = colours_of(away * 1000 / scale)
    views: tuple[View, ...] = SHEET_VIEWS[form][:3]
    pictures = [_picture(vertices, triangles, colours, vertices, view, size) for view in views]
    if not surface.is_cloud:
        plain = np.tile(_GREY, (len(surface.vertices), 1))
        pictures.insert(0, _picture(surface.vertices, surface.triangles, plain, vertices, views[0], size))
    sheet = preview_sheet(pictures)
    return np.concatenate([sheet, legend(sheet.shape[1], max(24, size // 12), scale)])


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
