"""Hats that are knitted: the beanie, and the bobble hat with its pompom."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import GREY, NAVY, RED, WHITE, hat, held, hollow, inner
from .shaping import xyz
from .sheets import Sheet, Spots, sheet
from .skulls import ball, skull


def _knitted() -> tuple[np.ndarray, np.ndarray, list[Sheet]]:
    """Its band (C, 3), its pole (3,) and the sheets of crown and cuff."""
    on = skull()
    band = on.ring(on.brow + 0.006, on.ear - 0.012, 0.005)
    dome, pole = on.dome(band, 9, 0.009, 0.026, 0.75, back=0.012)
    body = np.concatenate([inner(band), dome])
    fine = np.linspace(0, 1, 9)
    up = np.array([[np.interp(share * 0.050, dome[:, k, 2] - band[k, 2], dome[:, k, d]) for d in range(3)]
                   for share in fine for k in range(len(band))]).reshape(9, len(band), 3)  # fmt: skip
    middle = xyz(0.0, on.middle, 0)
    out = (up - middle) * (1, 1, 0)
    out /= np.linalg.norm(out, axis=2, keepdims=True)
    roll = 0.007 * np.sin(np.linspace(0.25, np.pi - 0.1, 9)) ** 0.4
    cuff = up + out * roll[:, None, None] - xyz(0, 0, 0.004)
    return (
        band,
        pole,
        [
            sheet(body, on.hang, closed=True, pole=pole, paint={"shade": hollow, "height": _ribs}),
            sheet(cuff, on.hang, closed=True, paint={"cuff": 1.0, "height": _ribs}),
        ],
    )


def beanie() -> Piece:
    band, _, sheets = _knitted()
    return hat(
        Entry(
            name="beanie", label="Beanie", slot="head", layer=70,
            nouns=("beanie", "woolly hat", "knit cap", "watch cap", "toque", "skullcap"),
            tags=("casual", "winter", "street", "sailor", "male", "female", "child"),
            colours=(GREY, NAVY, RED, (0.18, 0.30, 0.22), (0.72, 0.52, 0.16)), fabric="knit",
        ),
        sheets, band, zone_colours={"cuff": 0.85},
    )  # fmt: skip


def bobble_hat() -> Piece:
    """A beanie with a ball of cut wool on top, in the second colour."""
    band, pole, sheets = _knitted()
    centre = pole + xyz(0, 0.004, 0.027)
    wool = ball(centre, 0.037, 11, 20)
    ragged = np.random.default_rng(11).uniform(-0.0045, 0.0045, wool.shape[:2])
    way = wool - centre
    wool = wool + way / np.linalg.norm(way, axis=2, keepdims=True) * ragged[..., None]
    return hat(
        Entry(
            name="bobble_hat", label="Bobble hat", slot="head", layer=70,
            nouns=("bobble hat", "pom-pom hat", "pompom beanie", "ski hat", "pom-pom beanie"),
            tags=("winter", "ski", "snow", "football", "male", "female", "child"),
            colours=(RED, NAVY, (0.18, 0.30, 0.22), GREY), second_colour=WHITE, fabric="knit",
        ),
        [*sheets, held(wool, pole, {"bobble": 1.0, "shade": _yarn, "height": _yarn})],
        band, zone_colours={"cuff": 0.85, "bobble": None}, roughness=0.9,
    )  # fmt: skip


def _ribs(spots: Spots) -> np.ndarray:
    return 0.5 + 0.25 * np.sin(spots.s * 2 * np.pi * 60)


def _yarn(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * np.sin(spots.s * 2 * np.pi * 23 + 3 * np.sin(spots.t * 31)) * np.sin(spots.t * 67)


MAKERS = {"beanie": beanie, "bobble_hat": bobble_hat}
