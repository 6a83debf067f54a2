"""Textures of few colours: what they change is not seen, and what would be seen stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from backend.appearance.few_colours import MOST, NEAR, NEAR_LEANS, few_colours, few_leans

RNG = np.random.default_rng(11)


def colours_in(texture: np.ndarray) -> int:
    return len(np.unique(texture.reshape(-1, 4), axis=0))


def cloth() -> np.ndarray:
    """(256, 256, 4): two colours in more or less light, blended where they meet."""
    light = np.clip(RNG.normal(200, 12, (256, 256, 1)), 100, 255) / 255
    share = np.clip((np.arange(256) - 128) / 24, 0, 1)[None, :, None]
    found = np.full((256, 256, 4), 255, np.uint8)
    found[..., :3] = ((1 - share) * (160, 40, 30) + share * (30, 50, 120)) * light
    return found


def normals(slope: float) -> np.ndarray:
    across, down = RNG.normal(0, slope, (2, 256, 256))
    up = 127 / np.sqrt(across**2 + down**2 + 1)
    found = np.full((256, 256, 4), 255, np.uint8)
    found[..., 0], found[..., 1], found[..., 2] = 128 - across * up, 128 + down * up, 128 + up
    return found


def test_cloth_gets_few_colours_that_are_near():
    before = cloth()
    after = few_colours(before)
    assert colours_in(before) > 2 * MOST and colours_in(after) <= MOST
    off = after.astype(float) - before
    assert 0 < np.sqrt((off**2).mean()) <= NEAR and (after[..., 3] == 255).all()


def test_normals_get_few_directions_that_are_near_and_of_length_one():
    before = normals(0.1)
    after = few_leans(before)
    assert colours_in(before) > 2 * MOST and colours_in(after) <= MOST
    off = (after.astype(float) - before)[..., :2]
    assert 0 < np.sqrt((off**2).mean()) <= NEAR_LEANS
    length = np.linalg.norm((after[..., :3].astype(float) - 128) / 127, axis=-1)
    assert np.abs(length - 1).max() < 0.02


@pytest.mark.parametrize("made", (lambda: normals(0.6), lambda: few_leans(normals(0.1))), ids=("wild", "few"))
def test_normals_that_would_be_seen_to_change_or_are_few_stay(made):
    before = made()
    assert few_leans(before) is before


def test_colours_that_would_be_seen_to_change_stay():
    noise = RNG.integers(0, 256, (64, 64, 4)).astype(np.uint8)
    noise[..., 3] = 255
    holes = cloth()
    holes[:8, :8, 3] = 0
    plain = np.full((16, 16, 4), 255, np.uint8)
    assert all(few_colours(each) is each for each in (noise, holes, plain))
