"""Hats of summer and sea: the boater of straw, the sailor's round white hat."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import NAVY, STRAW, WHITE, crowned, hat, hollow, inner, ribboned, risen
from .shaping import smoothstep, xyz
from .sheets import Spots, sheet
from .skulls import brim, skull


def boater() -> Piece:
    """Stiff straw: a low crown with a flat top, a flat brim, a wide ribbon."""
    on = skull()
    band = on.ring(on.brow + 0.038, on.brow + 0.014, 0.009, 56)
    high = max(0.082, on.top + 0.013 - float(band[:, 2].mean()))
    steps = (
        (0, 1.0), (0.03, 0.99), (0.06, 0.98), (high - 0.003, 0.97), (high, 0.95), (high + 0.001, 0.60),
        (high + 0.001, 0.20),
    )  # fmt: skip
    crown, _ = risen(band, steps, 0.075)
    edge, hung = brim(band, 0.064, lambda angle, share: 0.0 * share, thick=0.005, rows=4)
    return hat(
        Entry(
            name="boater", label="Boater", slot="head", layer=70,
            nouns=("boater", "straw boater", "skimmer", "gondolier hat", "barbershop hat"),
            tags=("summer", "edwardian", "gondolier", "school", "rowing", "male", "female", "child"),
            colours=(STRAW, (0.90, 0.82, 0.62)), second_colour=(0.12, 0.14, 0.30),
        ),
        [
            crowned(band, crown, {"band": ribboned(0.046, 0.031), "shade": _plaited, "height": _straws}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _ringed, "height": _straws}),
        ],
        band, zone_colours={"band": None}, roughness=0.55,
    )  # fmt: skip


def _straws(spots: Spots) -> np.ndarray:
    return 0.5 + 0.22 * np.sin(spots.v * 2 * np.pi / 0.0085) + 0.10 * np.sin(spots.u * 2 * np.pi / 0.006)


def _plaited(spots: Spots) -> np.ndarray:
    return hollow(spots) * (1 - 0.22 * (((spots.v / 0.0085) % 1) < 0.24))


def _ringed(spots: Spots) -> np.ndarray:
    below = 0.70 + 0.30 * smoothstep(spots.t, 0.44, 0.5)
    return below * (1 - 0.22 * (((spots.v / 0.0085) % 1) < 0.24))


def sailor_hat() -> Piece:
    """White canvas: a soft round crown in an upright brim with rows of stitches."""
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.006, 0.006, 56)
    dome, pole = on.dome(band, 8, 0.010, 0.020, 0.5)
    middle = band.mean(axis=0)
    away = (band - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    wall = ((0.002, 0.004), (0.008, -0.002), (0.012, 0.014), (0.016, 0.034), (0.018, 0.050), (0.0155, 0.0515),
            (0.012, 0.036), (0.008, 0.016))  # fmt: skip
    rows = np.array([band + away * out + xyz(0, 0, up) for out, up in wall])
    rows[-2:] = np.maximum(on.cleared(rows[-2:], 0.011), rows[-2:] * 0 - 9)
    return hat(
        Entry(
            name="sailor_hat", label="Sailor's hat", slot="head", layer=70,
            nouns=("sailor hat", "sailor's hat", "dixie cup hat", "sailor cap", "navy hat"),
            tags=("sailor", "navy", "sea", "popeye", "male", "female", "child"),
            colours=(WHITE, NAVY), second_colour=NAVY,
        ),
        [
            sheet(np.concatenate([inner(band, 0.02), dome]), on.hang, closed=True, pole=pole,
                  paint={"shade": _gores, "height": _seams}),
            sheet(rows, on.hang, closed=True, anchors=np.broadcast_to(band, rows.shape), paint={"shade": _rows}),
        ],
        band,
    )  # fmt: skip


def _near_seam(spots: Spots) -> np.ndarray:
    return abs((spots.s * 6 + 0.5) % 1 - 0.5) / 6


def _seams(spots: Spots) -> np.ndarray:
    return 0.5 - 0.3 * (1 - smoothstep(_near_seam(spots), 0.002, 0.006))


def _gores(spots: Spots) -> np.ndarray:
    return (0.72 + 0.28 * smoothstep(spots.t, 0.30, 0.55)) * (1 - 0.2 * (_near_seam(spots) < 0.003))


def _rows(spots: Spots) -> np.ndarray:
    """Five rows of stitches on the outside; the inside is darker."""
    outside = spots.t < 0.62
    stitched = (((spots.t - 0.18) * 14) % 1 < 0.18) & (spots.t > 0.2) & (spots.t < 0.56)
    return np.where(outside, 1 - 0.22 * stitched, 0.74)


MAKERS = {"boater": boater, "sailor_hat": sailor_hat}
