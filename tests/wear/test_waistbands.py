"""Belts and sashes lie around what is below them, level, on every build."""

from __future__ import annotations

import numpy as np
import pytest

from backend.body import parameter_vector
from backend.body.helpers import base_mesh, skin_surface
from backend.figure.try_on import _body
from backend.protocol.requests import Worn
from backend.wear.outfit import outfit
from backend.wear.wardrobe import piece

BUILDS = [
    {"age": 0.0, "gender": 0.5},
    {"gender": 0.0, "weight": 1.0, "age": 0.72, "muscle": 0.4},
    {"gender": 1.0, "age": 1.0, "weight": 0.0, "muscle": 0.1},
]


@pytest.mark.parametrize("name", ["robe", "tunic", "belt"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_band_is_level(name: str, build: dict[str, float]) -> None:
    body = _body()
    made = piece(name)
    dressed = outfit([(made, Worn(slot=made.entry.slot, piece=name))], skin_surface(body))
    (points,) = dressed.on(base_mesh(body, parameter_vector(body, build)))
    (band,) = dressed.bands[0]
    mine = points[band.rows]
    terms = np.column_stack([np.ones(len(mine)), mine[:, :2], band.level])
    rest = mine[:, 2] - terms @ np.linalg.lstsq(terms, mine[:, 2], rcond=None)[0]
    assert np.abs(rest).max() < 0.002
