"""Squares of a picture that are cut from the part around them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from backend.landmarks.crop import Crop
from backend.landmarks.picture import Picture

PIXELS = np.random.default_rng(0).integers(0, 256, (120, 180, 3), np.uint8)


@pytest.mark.parametrize("crop", [Crop(90, 60, 40, 0.4), Crop(170, 5, 48, -1.0), Crop(2.5, 118.2, 33.3)])
def test_a_square_is_what_the_whole_picture_gives(crop):
    (ax, ay), (bx, by) = crop.axes * crop.side / 48
    left, top = crop.to_picture(np.zeros((1, 2)))[0]
    turn = (ax, bx, left, ay, by, top)
    whole = Image.fromarray(PIXELS).transform((48, 48), Image.Transform.AFFINE, turn, Image.Resampling.BILINEAR)
    picture = Picture(PIXELS)
    assert np.abs(crop.taken(picture, 48) * 255 - np.asarray(whole, float)).max() <= 1.0
    for _ in range(2):  # from a part that is kept as well
        again = crop.taken(picture, 48)
        Crop(90, 60, 80).taken(picture, 20)
        assert np.array_equal(crop.taken(picture, 48), again)


def test_beyond_the_picture_it_is_black():
    assert not Crop(900, 900, 40).taken(Picture(PIXELS), 16).any()
