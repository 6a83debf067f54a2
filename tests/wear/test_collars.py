"""Collars stand close to the neck on every build."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.protocol.requests import Worn
from backend.wear.binding import fit
from backend.wear.collars import beside_the_neck, drawn_to_the_neck
from backend.wear.outfit import outfit
from backend.wear.piece_file import load_piece

MUSCULAR = {"gender": 0.0, "muscle": 1.0, "weight": 0.75, "age": 0.6}


@pytest.mark.parametrize("name", ["shirt", "polo_shirt"])
def test_a_collar_is_close_to_a_neck_that_it_was_not_made_on(body, surface, name):
    piece = load_piece(asset(f"wardrobe/{name}.npz"))
    made = fit(piece.binding, surface.base)
    rows, _ = beside_the_neck(made, surface)
    rows = rows[made[rows, 2] > surface.chin - 0.09]
    base = base_mesh(body, parameter_vector(body, MUSCULAR))
    worn = outfit([(piece, Worn(slot="top", piece=name))], surface).on(base)[0]
    skin = KDTree(base[surface.vertices])
    before, now = (float(np.median(skin.query(points[rows])[0])) for points in (fit(piece.binding, base), worn))
    assert len(rows) > 50 and now < 0.85 * before and now < 0.010
    assert skin.query(worn[rows])[0].min() > 0.0005, "no collar is in the neck"


def test_cloth_that_does_not_reach_the_neck_stays(surface):
    binding = load_piece(asset("wardrobe/jeans.npz")).binding
    assert drawn_to_the_neck(binding, False, surface) is binding
