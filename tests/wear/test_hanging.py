"""Tops hang from the waist on, and cover the waist of a skirt."""

import numpy as np
import pytest

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.wear.binding import fit
from backend.wear.outfit import outfit
from backend.wear.piece_file import load_piece
from backend.wear.wardrobe import piece

TOPS = ("t_shirt", "shirt", "jumper", "tank_top", "jacket", "polo_shirt", "hoodie")
_STEP = 0.012


@pytest.mark.parametrize("name", TOPS)
def test_the_hem_of_a_top_runs_level_across_the_seat_of_a_child(body, name):
    base = base_mesh(body, parameter_vector(body, {"age": 0.0, "gender": 0.5}))
    height = float(base[:, 2].max())
    points = fit(load_piece(asset("wardrobe", f"{name}.npz")).binding, base)
    behind = points[points[:, 1] > np.median(points[:, 1])]
    column = np.round(behind[:, 0] / _STEP).astype(int)
    middle = np.arange(-int(0.05 * height / _STEP), int(0.05 * height / _STEP) + 1)
    ends = [behind[column == k, 2].min() for k in middle if (column == k).sum() > 3]
    assert np.ptp(ends) < 0.004 * height


@pytest.mark.parametrize("name", ["jumper", "t_shirt"])
def test_the_waist_of_a_skirt_is_not_drawn_below_a_top(surface, name):
    worn = [(piece(one), Worn(slot=piece(one).entry.slot, piece=one)) for one in (name, "mini_skirt")]
    skirt = next(g for g in outfit(worn, surface).garments if g.name == "mini_skirt")
    waist = fit(skirt.binding, surface.base)[:, 2].max()
    heights = fit(skirt.binding, surface.base)[skirt.piece.faces, 2]
    assert not skirt.shown[(heights > waist - 0.03).all(axis=1)].any()
    assert skirt.shown[(heights < waist - 0.2).all(axis=1)].all()
