"""What is thrown over the shoulders lies on both and hangs in a point."""

import numpy as np
import pytest

from assets import asset
from backend.body import parameter_vector
from backend.body.helpers import base_mesh
from backend.wear.binding import fit
from backend.wear.piece_file import load_piece

SHAPES = ({"gender": 0.5}, {"age": 0.0}, {"gender": 0.0, "weight": 1.0, "age": 0.7})


@pytest.mark.parametrize("name", ["poncho", "shawl"])
@pytest.mark.parametrize("sliders", SHAPES)
def test_it_hangs_in_a_point_behind_and_lies_on_both_upper_arms(body, surface, name, sliders):
    base = np.asarray(base_mesh(body, parameter_vector(body, sliders))).reshape(-1, 3)
    points = fit(load_piece(asset("wardrobe", f"{name}.npz")).binding, base)
    tall = np.ptp(base[surface.quads.reshape(-1), 2])
    behind = points[points[:, 1] > np.median(points[:, 1])]
    middle, beside = (behind[np.abs(np.abs(behind[:, 0]) - at * tall) < 0.012 * tall, 2].min() for at in (0.0, 0.09))
    assert middle < beside - 0.015 * tall
    assert points[:, 0].max() > 0.11 * tall and points[:, 0].min() < -0.11 * tall
    assert abs(points[:, 0].max() + points[:, 0].min()) < 0.01 * tall
