"""A picture of who is in the footage, with numbers by which one of them is chosen."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .seen import Seen, from_the_left

FRAME, TAKEN = (255, 255, 255), (90, 230, 120)
LINE = 3
"""pixels of a frame"""
LEAST_TEXT = 18
"""pixels of the smallest number"""


def numbered(seen: Seen, taken: int) -> np.ndarray | None:
    """(H, W, 3) uint8 the picture that shows most of those who can be chosen, each in a frame with their number from
    the left, that of `taken` in another colour; None where there is one alone."""
    here = from_the_left(seen)
    if len(here) < 2:
        return None
    kept = max(seen.kept, key=lambda one: sum(one.frame in seen.people[who] for who in here))
    image = Image.fromarray(kept.pixels)
    draw = ImageDraw.Draw(image)
    for number, who in enumerate(here, 1):
        face = seen.people[who].get(kept.frame)
        if face is None:
            continue
        (x, y), _ = face.box * kept.factor
        reach = 0.6 * face.size * kept.factor
        colour = TAKEN if who == taken else FRAME
        draw.rectangle((x - reach, y - reach, x + reach, y + reach), outline=colour, width=LINE)
        font = ImageFont.load_default(max(0.7 * reach, LEAST_TEXT))
        draw.text(
            (max(x - reach, 0) + 2 * LINE, max(y - reach, 0)), str(number), colour, font, stroke_width=2,
            stroke_fill=(0, 0, 0),
        )  # fmt: skip
    return np.asarray(image)
