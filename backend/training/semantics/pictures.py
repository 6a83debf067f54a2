"""Pictures for people: how words go together, and where on a body each one works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from backend.figure.photographer import Photographer
from backend.render import orbit_camera, preview_sheet, render

CELL, TURNS, SIZE = 26, tuple(range(0, 360, 45)), 220
# YlOrRd and a scale from blue over white to red, as ColorBrewer publishes them (Apache-2.0), each from low to high
HEAT = ((255, 255, 204), (254, 217, 118), (253, 141, 60), (227, 26, 28), (128, 0, 38))
SIGNED = ((33, 102, 172), (146, 197, 222), (247, 247, 247), (244, 165, 130), (178, 24, 43))


def coloured(values: np.ndarray, scale: Sequence[tuple[int, int, int]] = HEAT) -> np.ndarray:
    """(..., 3) 0..1 of values 0..1."""
    at = np.linspace(0.0, 1.0, len(scale))
    table = np.array(scale) / 255.0
    return np.stack([np.interp(values, at, table[:, c]) for c in range(3)], -1)


def matrix_picture(words: Sequence[str], values: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 of a table (N, N) from -1 (blue) to 1 (red), the words beside it."""
    font = ImageFont.load_default(13)
    margin = 16 + int(max(font.getlength(word) for word in words))
    side = margin + CELL * len(words)
    sheet = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(sheet)
    tints = (coloured((values.clip(-1, 1) + 1) / 2, SIGNED) * 255).round().astype(int)
    for i, word in enumerate(words):
        middle = margin + CELL * i + CELL // 2
        pen.text((margin - 8, middle), word, "black", font, anchor="rm")
        upright = Image.new("RGB", (margin, CELL), "white")
        ImageDraw.Draw(upright).text((8, CELL // 2), word, "black", font, anchor="lm")
        sheet.paste(upright.rotate(90, expand=True), (middle - CELL // 2, 0))
        for j in range(len(words)):
            left, top = margin + CELL * j, margin + CELL * i
            pen.rectangle((left, top, left + CELL - 2, top + CELL - 2), fill=tuple(tints[i, j]))
            if abs(values[i, j]) >= 0.1:
                dark = abs(values[i, j]) > 0.7
                text = f"{values[i, j]:.1f}".replace("0.", ".").replace("-.", "-.")
                pen.text((left + CELL // 2 - 1, top + CELL // 2 - 1), text, "white" if dark else "black",
                         ImageFont.load_default(10), anchor="mm")  # fmt: skip
    return np.asarray(sheet)


def heat_picture(at_work: Photographer, moved: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8: the default body from eight sides, coloured by how far a word moves each vertex, (V,) metres."""
    colours = torch.from_numpy(coloured(moved / max(float(moved.max()), 1e-9)).astype(np.float32))
    vertices = at_work.vertices(at_work.space.column("default")[None])
    framed = vertices
    if at_work.space.name != "body" and at_work.body.form == "person" and "head" in at_work.body.regions:
        framed = vertices[:, torch.as_tensor(at_work.body.regions["head"])]
    shown = []
    for turn in TURNS:
        camera = orbit_camera(framed, float(turn), aspect=0.75)
        picture, alpha = render(
            vertices, at_work.mesh, camera, (SIZE, SIZE * 3 // 4), vertex_colours=colours, light="lit"
        )
        shown.append(torch.cat([picture, alpha], -1)[0].clamp(0, 1))
    return preview_sheet(shown)
