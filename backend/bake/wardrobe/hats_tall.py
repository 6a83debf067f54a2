"""Hats that show from afar: cowboy hat, top hat, pointed hat, chef's hat, turban."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import (
    BLACK,
    GREY,
    WHITE,
    creased,
    crowned,
    hat,
    hollow,
    inner,
    ribboned,
    under_brim,
)
from .shaping import smoothstep, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import ball, brim, skull
from .waists import frame


def cowboy_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.014, 0.007)
    crown, pole = creased(band, 0.120, 0.88, crease=0.034, pinch=0.018)
    edge, hung = brim(
        band,
        lambda angle: 0.090 + 0.012 * abs(np.cos(angle)),
        lambda angle, share: share**1.8 * (0.072 * np.sin(angle) ** 2 - 0.030 * np.cos(angle) ** 4),
        rows=7,
    )
    return hat(
        Entry(
            name="cowboy_hat", label="Cowboy hat", slot="head", layer=70,
            nouns=("cowboy hat", "stetson", "western hat", "ten-gallon hat"),
            tags=("western", "country", "cowboy", "male", "female"),
            colours=((0.45, 0.29, 0.16), (0.72, 0.58, 0.38), BLACK, WHITE), second_colour=(0.16, 0.09, 0.05),
            fabric="leather",
        ),
        [
            crowned(band, crown, {"band": ribboned(0.020, 0.034)}, pole),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
        ],
        band, zone_colours={"band": None},
    )  # fmt: skip


def top_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.032, on.ear + 0.020, 0.007)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    rows = []
    for share, size in ((0, 1.0), (0.25, 0.985), (0.5, 0.98), (0.8, 1.02), (0.97, 1.07), (1.0, 1.055)):
        height = band[:, 2] * (1 - share) + (middle[2] + 0.165) * share
        rows.append(middle * (1, 1, 0) + away * size + np.array((0, 0, 1.0)) * height[:, None])
    for size in (0.7, 0.3):
        rows.append(middle * (1, 1, 0) + away * size + xyz(0, 0, middle[2] + 0.166))
    edge, hung = brim(
        band, 0.048, lambda angle, share: share**2 * (0.024 * np.sin(angle) ** 2 - 0.008 * np.cos(angle) ** 2)
    )
    return hat(
        Entry(
            name="top_hat", label="Top hat", slot="head", layer=70,
            nouns=("top hat", "stovepipe hat", "bowler hat"),
            tags=("formal", "victorian", "magician", "vintage", "male", "female"),
            colours=(BLACK, GREY, (0.24, 0.10, 0.12)), second_colour=(0.35, 0.06, 0.09), fabric="silk",
        ),
        [
            crowned(band, np.array(rows), {"band": ribboned(0.032, 0.034)}, middle + xyz(0, 0, 0.1665)),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
        ],
        band, zone_colours={"band": None}, roughness=0.35,
    )  # fmt: skip


def pointed_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.034, on.ear + 0.018, 0.008)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    rows, high = [], 0.34
    for share in np.linspace(0, 0.96, 12):
        size = (1 - share) ** 0.86 * (1 + 0.05 * np.sin(share * 26) * smoothstep(share, 0.25, 0.5))
        height = band[:, 2] * (1 - share) + (middle[2] + high) * share
        bend = xyz(0.02 * float(smoothstep(share, 0.5, 1.0)), 0.075 * float(smoothstep(share, 0.45, 1.05)), 0)
        rows.append(middle * (1, 1, 0) + bend + away * size + np.array((0, 0, 1.0)) * height[:, None])
    tip = rows[-1].mean(axis=0) + xyz(0.002, 0.012, 0.012)
    edge, hung = brim(
        band, 0.095, lambda angle, share: share * (-0.014 + 0.010 * np.cos(2 * angle + 0.6) + 0.006 * np.sin(3 * angle))
    )
    front = len(band) // 2
    buckle = frame(rows[1][front] + xyz(0, -0.004, 0.0), 0.046, 0.044, 0.004)
    return hat(
        Entry(
            name="pointed_hat", label="Pointed hat", slot="head", layer=70,
            nouns=("pointed hat", "witch hat", "wizard hat", "witch's hat", "wizard's hat"),
            tags=("fantasy", "witch", "wizard", "halloween", "female", "male"),
            colours=(BLACK, (0.16, 0.10, 0.32), (0.12, 0.18, 0.42), (0.35, 0.35, 0.38)),
            second_colour=(0.40, 0.12, 0.45), fabric="wool",
        ),
        [
            crowned(band, np.array(rows), {"band": ribboned(0.034, 0.034)}, tip),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
            sheet(buckle, on.hang, closed=True, anchors=np.broadcast_to(band[front], buckle.shape),
                  paint={"metal": 1.0}),
        ],
        band, zone_colours={"band": None, "metal": (0.80, 0.66, 0.26)},
    )  # fmt: skip


def chef_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.016, on.ear + 0.010, 0.006)
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    turn = np.arange(len(band)) * (2 * np.pi / len(band))
    rows = []
    steps = (
        (0, 1.0), (0.03, 1.0), (0.06, 1.0), (0.075, 1.02), (0.10, 1.22), (0.125, 1.38), (0.15, 1.38), (0.17, 1.22),
        (0.18, 0.95), (0.182, 0.6), (0.178, 0.3),
    )  # fmt: skip
    for height, size in steps:
        level = band[:, 2] * (1 - smoothstep(height, 0, 0.1)) + middle[2] * smoothstep(height, 0, 0.1) + height
        puff = smoothstep(height, 0.07, 0.12) * min(size, 1.0)
        wave = 1 + 0.06 * puff * np.cos(12 * turn)
        sag = 0.012 * puff * np.cos(3 * turn + 0.8)
        rows.append(middle * (1, 1, 0) + away * (size * wave)[:, None] + np.array((0, 0, 1.0)) * (level + sag)[:, None])
    return hat(
        Entry(
            name="chef_hat", label="Chef's hat", slot="head", layer=70,
            nouns=("chef's hat", "chef hat", "toque", "cook's hat", "baker's hat"),
            tags=("work", "cook", "chef", "baker", "male", "female"), colours=(WHITE,),
        ),
        [crowned(band, np.array(rows), {"shade": _pleats}, middle + xyz(0, 0, 0.174))],
        band,
    )  # fmt: skip


def _pleats(spots: Spots) -> np.ndarray:
    above = smoothstep(spots.t, 0.40, 0.5)
    return (1 - 0.16 * above * (0.5 - 0.5 * np.cos(spots.s * 24 * np.pi))) * hollow(spots)


def wound_cloth() -> tuple[np.ndarray, np.ndarray, Sheet]:
    """The band (96, 3) around the head, the rows (R, 96, 3) and the sheet of a turban."""
    on = skull()
    band = on.ring(on.brow + 0.020, on.ear - 0.002, 0.006, 96)
    middle = band.mean(axis=0)
    away = (band - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    turn = np.arange(96) * (2 * np.pi / 96)
    dome, pole = on.dome(band, 22, 0.012, 0.030, 0.6)
    share = np.linspace(0, 1, 22)[:, None]
    thick = 0.034 * np.sin(np.pi * np.clip(share * 1.12 + 0.04, 0, 1)) ** 0.8
    # strips of cloth cross over the forehead: they rise to the middle on either side
    climb = abs(np.sin((turn - np.pi) / 2))
    fold = abs(np.sin(np.pi * (share * 5.0 + 1.1 * climb[None])))
    out = thick * (0.80 + 0.30 * fold)
    body = (
        dome
        + away[None] * (out * np.cos(share * 1.2))[..., None]
        + xyz(0, 0, 1.0) * (out * np.sin(share * 1.2))[..., None]
    )
    hung = np.concatenate([inner(band), dome])
    body = np.concatenate([inner(band), body])
    paint = {"shade": _wound, "height": lambda spots: 0.5 + 0.3 * (_wound(spots) - 0.8)}
    return band, body, sheet(body, on.hang, closed=True, pole=pole + xyz(0, 0, 0.006), anchors=hung, paint=paint)


def turban() -> Piece:
    on = skull()
    band, body, cloth = wound_cloth()
    jewel = ball(body[10, 48] + xyz(0, -0.006, 0.0), (0.011, 0.006, 0.014))
    return hat(
        Entry(
            name="turban", label="Turban", slot="head", layer=70,
            nouns=("turban", "pagri", "dastar", "head wrap"),
            tags=("traditional", "sultan", "genie", "fantasy", "male", "female"),
            colours=(WHITE, (0.80, 0.45, 0.10), (0.15, 0.20, 0.45), (0.55, 0.10, 0.14)),
            second_colour=(0.70, 0.05, 0.10),
        ),
        [
            cloth,
            sheet(jewel, on.hang, closed=True, anchors=np.broadcast_to(band[48], jewel.shape), paint={"jewels": 1.0}),
        ],
        band, zone_colours={"jewels": None},
    )  # fmt: skip


def _wound(spots: Spots) -> np.ndarray:
    row = (spots.t * 24 - 2) / 21
    climb = abs(np.sin((spots.s * 2 * np.pi - np.pi) / 2))
    fold = abs(np.sin(np.pi * (row * 5.0 + 1.1 * climb)))
    return (0.62 + 0.38 * smoothstep(fold, 0.0, 0.5)) * hollow(spots)


MAKERS = {
    "cowboy_hat": cowboy_hat,
    "top_hat": top_hat,
    "pointed_hat": pointed_hat,
    "chef_hat": chef_hat,
    "turban": turban,
}
