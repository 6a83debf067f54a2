"""What is worn shorter than it was made shows the skin that it uncovers."""

import numpy as np
import pytest

from backend.body import load_body
from backend.body.helpers import skin_surface
from backend.protocol.requests import Worn
from backend.wear import wardrobe
from backend.wear.outfit import outfit


@pytest.mark.parametrize("name", ["thobe", "cargo_trousers", "kirtle"])
def test_a_shortened_hem_uncovers_the_shins(name):
    surface = skin_surface(load_body("anny", "cpu"))
    piece = wardrobe.piece(name)
    lowest = []
    for length in (0.0, -1.0):
        made = outfit([(piece, Worn(slot=piece.entry.slot, piece=name, length=length))], surface)
        hem = float(made.on(surface.base)[0][:, 2].min())
        hidden = surface.base[made.covered, 2].min()
        assert hidden > hem - 0.02
        lowest.append(hidden)
    assert lowest[1] > lowest[0] + 0.2
    assert np.isfinite(lowest).all()
