"""A picture of who is in the footage, with numbers by which one of them is chosen."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .seen import Seen, from_the_left

FRAME, TAKEN = (255, 255, 255), (90, 230, 120)
LINE, LEAST_TEXT = 0.01, 0.13
"""of the picture's height: a frame's line, and the smallest number, which is read where the picture is a thumbnail"""


def numbered(seen: Seen, taken: int) -> np.ndarray | None:
    """(H, W, 3) uint8 the picture that shows most of those who can be chosen, each in a frame with their number from
    the left, that of `taken` in another colour; None where there is one alone."""
    here = from_the_left(seen)
    if len(here) < 2:
        return None
    kept = max(seen.kept, key=lambda one: sum(one.frame in seen.people[who] for who in here))
    image = Image.fromarray(kept.pixels)
    draw, line = ImageDraw.Draw(image), max(round(LINE * image.height), 2)
    for number, who in enumerate(here, 1):
        face = seen.people[who].get(kept.frame)
        if face is None:
            continue
        (x, y), _ = face.box * kept.factor
        reach = 0.6 * face.size * kept.factor
        colour = TAKEN if who == taken else FRAME
        draw.rectangle((x - reach, y - reach, x + reach, y + reach), outline=colour, width=line)
        high = max(0.7 * reach, LEAST_TEXT * image.height)
        above = y - reach - high >= 0  # a small face is not hidden by its number
        place = (max(x - reach, 0) + line, y - reach - high if above else max(y - reach, 0))
        font = ImageFont.load_default(high)
        draw.text(place, str(number), colour, font, stroke_width=line, stroke_fill=(0, 0, 0))
    return np.asarray(image)
