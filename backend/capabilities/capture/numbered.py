"""A picture of who is in the footage, with numbers by which one of them is chosen."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .seen import Seen, from_the_left

FRAME, TAKEN = (255, 255, 255), (90, 230, 120)
AROUND = 1.9
"""halves of a face's frame that are shown to each side of it"""
LINE, LEAST_TEXT = 0.006, 0.12
"""of the picture's longer side: a frame's line, and the smallest number, which is read in a thumbnail too"""


def numbered(seen: Seen, taken: int) -> np.ndarray | None:
    """(H, W, 3) uint8 of the picture that shows most of those who can be chosen what is around them, each in a frame
    with their number from the left, that of `taken` in another colour; None where there is one alone."""
    here = from_the_left(seen)
    if len(here) < 2:
        return None
    kept = max(seen.kept, key=lambda one: sum(one.frame in seen.people[who] for who in here))
    boxes = {who: face.box * kept.factor for who in here if (face := seen.people[who].get(kept.frame)) is not None}
    if not boxes:
        return kept.pixels
    middles = np.stack([box[0] for box in boxes.values()])
    reaches = np.array([0.6 * box[1].max() for box in boxes.values()])
    low, high = (middles - AROUND * reaches[:, None]).min(0), (middles + AROUND * reaches[:, None]).max(0)
    left, top = np.maximum(low, 0).astype(int)
    right, bottom = np.minimum(high, kept.pixels.shape[1::-1]).astype(int)
    image = Image.fromarray(np.ascontiguousarray(kept.pixels[top:bottom, left:right]))
    draw, line = ImageDraw.Draw(image), max(round(LINE * max(image.size)), 2)
    for (who, _), (x, y), reach in zip(boxes.items(), middles - (left, top), reaches, strict=True):
        colour = TAKEN if who == taken else FRAME
        draw.rectangle((x - reach, y - reach, x + reach, y + reach), outline=colour, width=line)
        size = max(0.7 * reach, LEAST_TEXT * max(image.size))
        above = y - reach - 1.2 * size >= 0  # a small face is not hidden by its number
        place = (max(x - reach, 0) + line, y - reach - 1.2 * size if above else max(y - reach, 0))
        draw.text(place, str(here.index(who) + 1), colour, ImageFont.load_default(size), stroke_width=line,
                  stroke_fill=(0, 0, 0))  # fmt: skip
    return np.asarray(image)
