"""What people put on their skin: make-up, face paint, tattoos."""

from __future__ import annotations

import numpy as np

from ..protocol.requests import Look, Skin
from .canvas import Canvas

INK = np.array([0.075, 0.10, 0.12])
WHITE, BLACK = np.array([0.90, 0.89, 0.86]), np.array([0.035, 0.032, 0.03])
ORANGE, RED, BLUE = np.array([0.86, 0.43, 0.10]), np.array([0.80, 0.06, 0.07]), np.array([0.12, 0.30, 0.72])
LINER = np.array([0.03, 0.025, 0.025])

_TATTOOS = {"body": ("sleeves", "neck", "chest", "back", "thighs")}


def make_up(canvas: Canvas, look: Look) -> None:
    skin = look.skin
    if skin.eye_shadow:
        canvas.cover_detail("eye_shadow", np.asarray(skin.eye_shadow_colour), 0.80 * skin.eye_shadow)
    if skin.lipstick:
        texels, density = canvas.mask("lips")
        lines = 1 - 0.08 * canvas.detail_value("lip_lines", texels)
        canvas.lay(
            texels, np.clip(density * 1.25, 0, 1), np.asarray(skin.lipstick_colour) * lines, 0.92 * skin.lipstick
        )
    if skin.eyeliner:
        canvas.cover_detail("eyeliner", LINER, 0.95 * skin.eyeliner)
    if skin.nail_polish:
        canvas.cover("nails", np.asarray(skin.nail_polish_colour), 0.97 * skin.nail_polish)


def tattoo(canvas: Canvas, skin: Skin) -> None:
    """Ink shows through the skin, so that some of its colour stays."""
    for which in _TATTOOS.get(skin.tattoo, (skin.tattoo,)):
        if which:
            texels, density = canvas.detail(f"tattoo_{which}")
            canvas.lay(texels, density, INK + 0.10 * canvas.pixels[texels], 0.96)


def face_paint(canvas: Canvas, skin: Skin) -> None:
    layers: dict[str, tuple[tuple[str, np.ndarray, float], ...]] = {
        "": (),
        "warrior": (("warrior", np.asarray(skin.face_paint_colour), 0.90),),
        "skull": (("paint_face", WHITE, 0.92), ("skull", BLACK, 0.95)),
        "tiger": (("paint_face", ORANGE, 0.90), ("tiger_white", WHITE, 0.90), ("tiger_stripes", BLACK, 0.94)),
        "clown": (("paint_face", WHITE, 0.92), ("clown_blue", BLUE, 0.90), ("clown_red", RED, 0.94)),
        "white": (("paint_face", WHITE, 0.94),),
        "lightning": (("lightning_rim", BLUE, 0.94), ("lightning", RED, 0.96)),
        "whole": (("paint_face", np.asarray(skin.face_paint_colour), 0.90),),
        "halves": (("paint_face", np.asarray(skin.face_paint_colour), 0.92),),
        "butterfly": (
            ("butterfly", np.asarray(skin.face_paint_colour), 0.92),
            ("butterfly_spots", WHITE, 0.90),
            ("butterfly_edge", BLACK, 0.94),
        ),
        "stripes": (("paint_stripes", np.asarray(skin.face_paint_colour), 0.92),),
    }
    for which, colour, opacity in layers[skin.face_paint]:
        texels, density = canvas.detail(which)
        if skin.face_paint == "halves":
            left = canvas.detail_value("left", texels)
            colour = WHITE + left * (colour - WHITE)
        # paint lies on the skin and keeps its shade
        shade = 0.80 + 0.20 * canvas.value("openness", texels)
        canvas.lay(texels, density, colour * shade, opacity)
