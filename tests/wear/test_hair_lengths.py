"""Hair that is worn longer than it is, and hair beside collars and visors."""

from __future__ import annotations

import numpy as np
import pytest

from backend.protocol.requests import Worn
from backend.wear.binding import fit
from backend.wear.garment import sized
from backend.wear.headwear import skull
from backend.wear.outfit import outfit
from backend.wear.wardrobe import piece


def worn(surface, name, **values):
    of = piece(name)
    return fit(sized(of, Worn(slot=of.entry.slot, piece=name, **values), surface), surface.base)


@pytest.mark.parametrize("name", ["long_straight", "long_wavy", "braids", "long_beard", "braided_beard"])
def test_what_is_longer_hangs_lower_and_is_the_same_on_the_head(surface, name):
    usual, half, long = (worn(surface, name, length=length) for length in (0.0, 0.5, 1.0))
    lowest = [points[:, 2].min() for points in (usual, half, long)]
    assert lowest[0] - lowest[2] > 0.2
    assert abs(lowest[0] - lowest[1] - (lowest[1] - lowest[2])) < 0.02
    on_head = usual[:, 2] > surface.chin + 0.05
    assert np.allclose(usual[on_head], long[on_head], atol=1e-3)


def test_floor_length_hair_ends_above_the_floor(surface):
    ends = worn(surface, "long_straight", length=1.0)[:, 2].min() - surface.base[:, 2].min()
    assert 0.0 < ends < 0.40


def test_short_hair_goes_below_a_collar_and_is_not_spread_by_it(surface):
    hair, coat = piece("short_hair"), piece("parka")
    alone = outfit([(hair, Worn(slot="hair", piece="short_hair"))], surface).on(surface.base)[0]
    both = outfit([(hair, Worn(slot="hair", piece="short_hair")), (coat, Worn(slot="outer", piece="parka"))], surface)
    place = [garment.name for garment in both.garments].index("short_hair")
    far = [np.linalg.norm(points - skull(surface), axis=1) for points in (alone, both.on(surface.base)[place])]
    above = alone[:, 2] > surface.chin + 0.03
    assert np.abs(far[1] - far[0])[above].max() < 0.002


def together(surface, hair, slot, name, **values):
    """Hair as it is worn beside one garment: its vertices, which of them are shown, and the garment's."""
    pairs = [(piece(hair), Worn(slot="hair", piece=hair, **values)), (piece(name), Worn(slot=slot, piece=name))]
    dressed = outfit(pairs, surface)
    points = dressed.on(surface.base)
    at, below = ([garment.name for garment in dressed.garments].index(of) for of in (hair, name))
    garment = dressed.garments[at]
    shown = np.zeros(len(points[at]), bool)
    shown[garment.piece.faces[garment.shown]] = True
    return points[at], shown, points[below]


def test_long_hair_falls_into_a_hood_that_is_down_and_over_a_cape(surface):
    hair, shown, _ = together(surface, "long_wavy", "top", "hoodie")
    down_the_back = (hair[:, 2] < surface.chin - 0.2) & (hair[:, 1] > 0.1)
    assert down_the_back.any() and not shown[down_the_back].any()
    hair, shown, cape = together(surface, "long_straight", "back", "cape")
    low = shown & (hair[:, 2] < surface.chin - 0.15) & (hair[:, 1] > 0.09)
    near = np.abs(cape[:, None, [0, 2]] - hair[None, low][:, :, [0, 2]]).max(axis=2) < 0.015
    behind = np.where(near, cape[:, None, 1], -np.inf).max(axis=0)
    assert low.sum() > 200 and (hair[low, 1] > behind - 0.003).mean() > 0.95


def test_hair_to_the_knees_is_seen_behind_a_wide_skirt(surface):
    hair, shown, robe = together(surface, "long_straight", "one_piece", "robe", length=0.68)
    low = shown & (hair[:, 2] < surface.crotch) & (hair[:, 1] > 0)
    near = np.abs(robe[:, None, [0, 2]] - hair[None, low][:, :, [0, 2]]).max(axis=2) < 0.015
    behind = np.where(near, robe[:, None, 1], -np.inf).max(axis=0)
    assert low.sum() > 50 and (hair[low, 1] > behind - 0.003).mean() > 0.9
