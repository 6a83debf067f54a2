"""Linen around the neck: a ruff in stiff pleats, a cravat with a fall of lace."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .necks import neck_band
from .shaping import smoothstep, tube, xyz
from .sheets import Sheet, Spots, facing, piece, sheet
from .skulls import ball
from .trunks import outward, trunk

WHITE = (0.94, 0.93, 0.90)
PLEATS = 26


def ruff() -> Piece:
    on = trunk()
    count = 6 * PLEATS
    loop = on.neck_loop(0.034, 0.080, 0.006, count)
    away = outward(loop)
    turn = np.arange(count) * (2 * np.pi / count)
    share = np.linspace(0, 1, 5)[:, None]
    wave = np.sin(PLEATS * turn) * (0.005 + 0.013 * share)
    rows = loop + away * (0.001 + 0.094 * share)[..., None] + xyz(0, 0, 1.0) * (wave - 0.052 * share**1.5)[..., None]
    held = np.broadcast_to(loop, rows.shape)
    disc = sheet(rows, on.neck_hang, closed=True, anchors=held, paint={"shade": _pleats, "edge": _edge})
    return piece(
        on.reference,
        Entry(
            name="ruff", label="Ruff", slot="neck", layer=56,
            nouns=("ruff", "elizabethan collar", "millstone collar", "ruffled collar", "pleated collar"),
            tags=("elizabethan", "renaissance", "tudor", "clown", "royal", "male", "female", "child"),
            colours=(WHITE,), second_colour=(0.98, 0.97, 0.95),
        ),
        [facing(disc, (0, 0, 1.0)), neck_band(0.030, 0.003)],
        spans=on.spans, stand_off=0.002, side=320, double_sided=True, zone_colours={"edge": None}, roughness=0.85,
    )  # fmt: skip


def _pleats(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * (0.5 + 0.5 * np.sin(PLEATS * spots.s * 2 * np.pi))


def _edge(spots: Spots) -> np.ndarray:
    return spots.t > 0.90


def cravat() -> Piece:
    on = trunk()
    sheets = []
    for front, back, thick in ((0.018, 0.060, 0.008), (0.038, 0.080, 0.007)):
        loop = on.neck_loop(front, back, thick)
        roll = tube(loop, np.array([[0.014, thick]] * 48), 8, closed=True)
        held = np.broadcast_to(np.concatenate([loop, loop[:1]])[:, None], roll.shape)
        sheets.append(sheet(roll, on.neck_hang, closed=True, anchors=held, paint={"shade": _wound}))
    top = on.throat + 0.016
    for start, long, half, ahead in ((0.150, 0.085, 0.075, 0.016), (0.075, 0.095, 0.062, 0.024),
                                     (0.0, 0.095, 0.050, 0.032)):  # fmt: skip
        sheets.append(_frill(top - start, long, half, ahead))
    y = float(on.front(np.array([top, top - 0.02]), 0.0)[0])
    knot = ball(xyz(0, y - 0.034, top), (0.022, 0.016, 0.017), 6, 10)
    sheets.append(sheet(knot, on.upper_hang, closed=True,
                        anchors=np.broadcast_to(xyz(0, y, top), knot.shape), paint={"shade": 0.92}))  # fmt: skip
    return piece(
        on.reference,
        Entry(
            name="cravat", label="Cravat", slot="neck", layer=55,
            nouns=("cravat", "jabot", "lace jabot", "neckcloth", "stock", "lace cravat", "ascot"),
            tags=("georgian", "baroque", "regency", "judge", "pirate", "dandy", "male", "female"),
            colours=(WHITE,), second_colour=(0.84, 0.82, 0.78), fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.002, side=176, double_sided=True, zone_colours={"lace": None},
        roughness=0.8,
    )  # fmt: skip


def _frill(top: float, long: float, half: float, ahead: float) -> Sheet:
    """A fan of cloth before the chest, gathered above, in folds below."""
    on = trunk()
    share, across = np.linspace(1, 0, 7), np.linspace(-1, 1, 31)
    heights = top - long * share
    y = on.front(heights, 0.0, 0.05) - ahead
    wide = half * (0.30 + 0.70 * (1 - (1 - share) ** 2))
    fold = np.cos(across * 6 * np.pi) * 0.014 * smoothstep(share, 0.0, 0.8)[:, None]
    rows = np.stack(
        [
            wide[:, None] * across,
            y[:, None] + 0.020 * across**2 - fold,
            heights[:, None] + (0.014 * across**2 + 0.004 * np.cos(across * 6 * np.pi)) * share[:, None],
        ],
        axis=2,
    )
    made = sheet(rows, on.upper_hang, paint={"shade": _falling, "lace": _lace})
    return facing(made, (0, -1.0, 0))


def _falling(spots: Spots) -> np.ndarray:
    return (0.78 + 0.22 * np.cos((spots.s - 0.5) * 12 * np.pi)) * (1 - 0.25 * smoothstep(spots.t, 0.6, 1.0))


def _lace(spots: Spots) -> np.ndarray:
    return (spots.t < 0.26) & (np.sin(spots.u * 420) * np.sin(spots.v * 420) > -0.2) | (abs(spots.t - 0.28) < 0.03)


def _wound(spots: Spots) -> np.ndarray:
    return 0.84 + 0.16 * np.sin(spots.t * 2 * np.pi * 6 + 4 * np.cos(spots.s * 2 * np.pi))


MAKERS = {"ruff": ruff, "cravat": cravat}
