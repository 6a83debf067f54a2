"""Hats by their brims: sombrero, conical hat, sun hat, bowler, bucket hat, tricorne, sun visor; and the bearskin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import (
    BLACK,
    BROWN,
    GREY,
    NAVY,
    RED,
    STRAW,
    WHITE,
    crowned,
    hat,
    hollow,
    inner,
    ribboned,
    risen,
    under_brim,
)
from .shaping import smoothstep, tube, xyz
from .sheets import Spots, sheet
from .skulls import COLUMNS, brim, skull

GOLD = (0.83, 0.65, 0.22)


def sombrero() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.034, on.ear + 0.018, 0.009)
    steps = (
        (0, 1.0), (0.03, 0.98), (0.07, 0.84), (0.11, 0.66), (0.145, 0.52), (0.162, 0.42), (0.170, 0.28), (0.172, 0.12)
    )  # fmt: skip
    crown, _ = risen(band, steps, 0.10)
    edge, hung = brim(
        band, 0.185, lambda angle, share: -0.030 * share + 0.095 * share**3 - 0.010 * np.cos(2 * angle) * share**2,
        thick=0.004, rows=8,
    )  # fmt: skip
    cord = edge[-9:][0] + xyz(0, 0, 0.001)
    roll = tube(cord, 0.007, 6, closed=True)
    return hat(
        Entry(
            name="sombrero", label="Sombrero", slot="head", layer=70,
            nouns=("sombrero", "mexican hat", "mariachi hat"),
            tags=("mexican", "mariachi", "western", "male", "female"),
            colours=(STRAW, BLACK, (0.45, 0.20, 0.10)), second_colour=(0.70, 0.10, 0.10),
        ),
        [
            crowned(band, crown, {"trim": _stitched_crown, "shade": hollow}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"trim": _stitched_brim, "shade": under_brim}),
            sheet(roll, on.hang, closed=True, paint={"trim": 1.0},
                  anchors=np.broadcast_to(np.concatenate([band, band[:1]])[:, None], roll.shape)),
        ],
        band, zone_colours={"trim": None},
    )  # fmt: skip


def _stitched_crown(spots: Spots) -> np.ndarray:
    zig = 0.5 + 0.5 * abs(((spots.s * 14) % 1) * 2 - 1)
    return ((spots.v > 0.031) & (spots.v < 0.056)) | (abs(spots.t - 0.50 - 0.10 * zig) < 0.022)


def _stitched_brim(spots: Spots) -> np.ndarray:
    zig = abs(((spots.s * 22) % 1) * 2 - 1)
    place = (spots.t - 0.53) / 0.47
    return (spots.t > 0.53) & ((abs(place - 0.30 - 0.13 * zig) < 0.035) | (abs(place - 0.60) < 0.03))


def conical_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.050, on.ear + 0.040, 0.010)
    middle = xyz(0.0, on.middle, 0)
    top, low = on.top + 0.075, on.brow - 0.004
    wide = 0.225
    turn = np.arctan2(band[:, 1] - on.middle, band[:, 0])
    around = np.stack([np.cos(turn), np.sin(turn), np.zeros(COLUMNS)], axis=1)
    rows = []
    for share, drop in ((0.25, -0.006), (0.6, -0.006), (1.0, -0.004), (1.004, 0.0)):
        rows.append(middle + around * wide * share + xyz(0, 0, top - (top - low) * share + drop))
    for share in (0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.06):
        rows.append(middle + around * wide * share + xyz(0, 0, top - (top - low) * share))
    body = np.array(rows)
    cloth = [np.concatenate([inner(band, 0.02), band[None], band[None] + xyz(0, 0, 0.03)])]
    straps = []
    for sign in (1, -1):
        start = band[COLUMNS // 4 if sign < 0 else 3 * COLUMNS // 4]
        path = np.array([start, xyz(sign * 0.083, -0.072, 1.600), xyz(sign * 0.072, -0.085, 1.545),
                         xyz(sign * 0.030, -0.105, 1.492), xyz(0, -0.115, 1.484)])  # fmt: skip
        line = np.stack([np.interp(np.linspace(0, 4, 13), np.arange(5), path[:, d]) for d in range(3)], 1)
        straps.append(tube(line, np.array([[0.0015, 0.0045]] * 13), 6))
    return hat(
        Entry(
            name="conical_hat", label="Conical hat", slot="head", layer=70,
            nouns=("conical hat", "rice hat", "non la", "coolie hat", "asian straw hat"),
            tags=("farmer", "vietnamese", "asian", "traditional", "male", "female", "child"),
            colours=((0.84, 0.74, 0.50), STRAW), second_colour=(0.35, 0.24, 0.14),
        ),
        [
            sheet(body, on.hang, closed=True, pole=middle * (1, 1, 0) + xyz(0, 0, top + 0.003),
                  anchors=np.broadcast_to(band, body.shape), paint={"shade": _hoops, "height": _woven}),
            sheet(cloth[0], on.hang, closed=True),
            *(sheet(strap, on.hang, closed=True, paint={"strap": 1.0},
                    anchors=np.broadcast_to(band[COLUMNS // 2], strap.shape)) for strap in straps),
        ],
        band, zone_colours={"strap": None},
    )  # fmt: skip


def _hoops(spots: Spots) -> np.ndarray:
    return (1 - 0.22 * (((spots.t * 11) % 1) < 0.16) * (spots.t > 0.28)) * (0.65 + 0.35 * (spots.t > 0.26))


def _woven(spots: Spots) -> np.ndarray:
    return 0.5 + 0.2 * np.sin(spots.s * 2 * np.pi * 48)


def sun_hat() -> Piece:
    """A low round crown and a brim that is wide, wider still where it is longer, and waves a little."""
    on = skull()
    band = on.ring(on.brow + 0.028, on.ear + 0.010, 0.009)
    crown, pole = on.dome(band, 9, 0.012, 0.024, 1.3)
    edge, hung = brim(
        band, 0.125,
        lambda angle, share: (
            -share * 0.014 - share**2 * (0.012 + 0.016 * np.cos(2 * angle) - 0.007 * np.sin(5 * angle))
        ),
        rows=6,
    )  # fmt: skip
    bow = []
    side = band[3 * COLUMNS // 4 - 3] + xyz(0.003, 0, 0.018)
    for drop, back in ((0.012, 0.036), (-0.012, 0.036)):
        path = np.array([side, side + xyz(0.014, back * 0.5, drop * 0.6), side + xyz(0.010, back, drop * 1.6)])
        bow.append(tube(path, np.array([[0.003, 0.008], [0.004, 0.014], [0.003, 0.012]]), 8))
    return hat(
        Entry(
            name="sun_hat", label="Sun hat", slot="head", layer=70,
            nouns=("sun hat", "straw hat", "wide brimmed hat", "floppy hat", "picture hat", "garden hat"),
            tags=("summer", "garden", "beach", "edwardian", "elegant", "female", "child"),
            colours=(STRAW, (0.90, 0.86, 0.76), (0.60, 0.42, 0.25)), second_colour=(0.40, 0.10, 0.14),
        ),
        [
            crowned(band, crown, {"band": ribboned(0.030, 0.024), "shade": hollow}, pole),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _plaited}),
            *(sheet(one, on.hang, closed=True, anchors=np.broadcast_to(band[36], one.shape), paint={"band": 1.0})
              for one in bow),
        ],
        band, zone_colours={"band": None},
    )  # fmt: skip


def _plaited(spots: Spots) -> np.ndarray:
    return (0.68 + 0.32 * smoothstep(spots.t, 0.44, 0.5)) * (1 - 0.10 * (((spots.t * 26) % 1) < 0.3))


def bowler() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.034, on.ear + 0.018, 0.009)
    steps = (
        (0, 1.0), (0.02, 1.0), (0.045, 0.995), (0.068, 0.96), (0.086, 0.87), (0.098, 0.73), (0.106, 0.54),
        (0.110, 0.33), (0.111, 0.15),
    )  # fmt: skip
    crown, _ = risen(band, steps)
    edge, hung = brim(
        band, 0.040, lambda angle, share: 0.020 * share**2 * np.sin(angle) ** 2 - 0.006 * share * np.cos(angle) ** 2
    )
    return hat(
        Entry(
            name="bowler", label="Bowler hat", slot="head", layer=70,
            nouns=("bowler hat", "bowler", "derby hat"),
            tags=("victorian", "vintage", "business", "bolivian", "male", "female"),
            colours=(BLACK, BROWN, GREY), second_colour=(0.03, 0.03, 0.03), fabric="wool",
        ),
        [
            crowned(band, crown, {"band": ribboned(0.020, 0.032), "shade": hollow}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": under_brim}),
        ],
        band, zone_colours={"band": 0.45}, roughness=0.5,
    )  # fmt: skip


def bucket_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.022, on.ear + 0.006, 0.009)
    steps = (
        (0, 1.0),
        (0.03, 0.985),
        (0.06, 0.95),
        (0.084, 0.90),
        (0.092, 0.86),
        (0.096, 0.72),
        (0.098, 0.45),
        (0.098, 0.2),
    )
    crown, _ = risen(band, steps)
    crown[3:] = on.cleared(crown[3:], 0.008)
    edge, hung = brim(band, 0.046, lambda angle, share: -share * (0.034 + 0.003 * np.sin(4 * angle)))
    return hat(
        Entry(
            name="bucket_hat", label="Bucket hat", slot="head", layer=70,
            nouns=("bucket hat", "fishing hat", "boonie hat", "sou'wester", "rain hat", "cloche"),
            tags=("casual", "summer", "tourist", "fisherman", "male", "female", "child"),
            colours=((0.72, 0.66, 0.50), NAVY, WHITE, (0.30, 0.34, 0.20)), second_colour=(0.40, 0.34, 0.24),
        ),
        [
            crowned(band, crown, {"shade": _seam}),
            sheet(edge, on.hang, closed=True, anchors=hung, paint={"shade": _plaited}),
        ],
        band,
    )  # fmt: skip


def _seam(spots: Spots) -> np.ndarray:
    return hollow(spots) * (1 - 0.35 * (abs(spots.t - 0.66) < 0.012) - 0.35 * (abs(spots.t - 0.20) < 0.012))


def tricorne() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.030, on.ear + 0.016, 0.009, 96)
    crown, pole = on.dome(band, 9, 0.012, 0.022, 1.0)

    def turned_up(angle: np.ndarray) -> np.ndarray:
        """1 in the middle of a side, 0 at the three corners: one ahead, two behind."""
        return np.clip(0.5 - 0.5 * np.cos(3 * angle), 0, 1) ** 0.7

    def lift(angle: np.ndarray, share: np.ndarray) -> np.ndarray:
        return share * (0.012 + 0.094 * turned_up(angle))

    edge, hung = brim(band, lambda angle: 0.125 - 0.100 * turned_up(angle), lift, thick=0.005, rows=7)
    out = edge[7]
    lace = tube(out, np.array([[0.004, 0.006]] * 96), 6, closed=True)
    return hat(
        Entry(
            name="tricorne", label="Tricorne", slot="head", layer=70,
            nouns=("tricorne", "tricorn hat", "pirate hat", "three cornered hat", "cocked hat", "bicorne"),
            tags=("pirate", "captain", "colonial", "georgian", "soldier", "male", "female"),
            colours=(BLACK, BROWN, NAVY), second_colour=GOLD, fabric="wool",
        ),
        [
            crowned(band, crown, {"shade": hollow}, pole),
            sheet(edge, on.hang, closed=True, anchors=hung),
            sheet(lace, on.hang, closed=True, paint={"lace": 1.0},
                  anchors=np.broadcast_to(np.concatenate([band, band[:1]])[:, None], lace.shape)),
        ],
        band, zone_colours={"lace": None},
    )  # fmt: skip


def sun_visor() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.022, on.ear + 0.006, 0.005)
    away = (band - band.mean(axis=0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    rows = [band + xyz(0, 0, 0.025)]
    rows += [band + 0.005 * away + xyz(0, 0, h) for h in (-0.001, 0.008, 0.018, 0.027)]
    rows.append(band + xyz(0, 0, 0.027))
    strap = np.array([band - 0.0005 * away + xyz(0, 0, 0.0), *rows[1:]])
    front = np.arange(COLUMNS // 2 - 10, COLUMNS // 2 + 11)
    peak, hung = brim(
        band[front] + 0.004 * away[front],
        lambda angle: 0.105 * np.sqrt(np.clip(1 - (angle / 1.30) ** 2, 0, 1)) + 0.0008,
        lambda angle, share: (
            -share * 0.105 * np.sqrt(np.clip(1 - (angle / 1.30) ** 2, 0, 1)) * (0.30 + 0.20 * angle**2)
        ),
    )
    peak[..., 0] = hung[..., 0] + 0.55 * (peak[..., 0] - hung[..., 0])
    made = hat(
        Entry(
            name="sun_visor", label="Sun visor", slot="head", layer=70,
            nouns=("sun visor", "visor", "tennis visor", "golf visor", "eyeshade"),
            tags=("sport", "tennis", "golf", "summer", "female", "male"),
            colours=(WHITE, NAVY, RED), second_colour=(0.30, 0.45, 0.65),
        ),
        [sheet(strap, on.hang, closed=True, paint={"trim": lambda s: abs(s.t - 0.45) < 0.07}),
         sheet(peak, on.hang, anchors=hung, paint={"shade": under_brim})],
        band, zone_colours={"trim": 0.8},
    )  # fmt: skip
    return replace(made, hides=np.zeros(0, np.int32))


def bearskin_hat() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.004, on.ear + 0.006, 0.008, 64)
    steps = (
        (-0.004, 1.06), (0.010, 1.20), (0.050, 1.26), (0.110, 1.28), (0.170, 1.25), (0.215, 1.14), (0.245, 0.94),
        (0.262, 0.66), (0.268, 0.38), (0.269, 0.18),
    )  # fmt: skip
    fur, _ = risen(band, steps, 0.12)
    turn = np.arange(64) * (2 * np.pi / 64)
    tuft = 0.025 * np.sin(21 * turn[None] + 2.7 * np.arange(10)[:, None] ** 1.3)
    fur = fur + (fur - xyz(0.0, on.middle, 0)) * (1, 1, 0) * tuft[..., None]
    chin = np.array(
        [
            band[16],
            xyz(-0.080, -0.080, 1.600),
            xyz(-0.066, -0.112, 1.545),
            xyz(-0.03, -0.150, 1.522),
            xyz(0, -0.158, 1.520),
        ]
    )
    line = np.concatenate([chin, chin[-2::-1] * (-1, 1, 1)])
    fine = np.stack([np.interp(np.linspace(0, 8, 33), np.arange(9), line[:, d]) for d in range(3)], 1)
    fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
    chain = tube(fine, np.array([[0.003, 0.007]] * 33), 6)
    return hat(
        Entry(
            name="bearskin_hat", label="Bearskin hat", slot="head", layer=70,
            nouns=("bearskin", "busby", "bearskin hat", "royal guard hat", "grenadier hat", "shako"),
            tags=("guard", "soldier", "parade", "royal", "male", "female"),
            colours=((0.05, 0.045, 0.045),), second_colour=GOLD, fabric="fur",
        ),
        [
            crowned(band, fur, {"shade": hollow, "height": _hairy}),
            sheet(chain, on.hang, closed=True, paint={"chain": 1.0}, anchors=np.broadcast_to(band[32], chain.shape)),
        ],
        band, zone_colours={"chain": None}, roughness=0.9,
    )  # fmt: skip


def _hairy(spots: Spots) -> np.ndarray:
    return 0.5 + 0.35 * np.sin(spots.s * 2 * np.pi * 60 + 5 * np.sin(spots.t * 24))


MAKERS = {
    "sombrero": sombrero,
    "conical_hat": conical_hat,
    "sun_hat": sun_hat,
    "bowler": bowler,
    "bucket_hat": bucket_hat,
    "tricorne": tricorne,
    "sun_visor": sun_visor,
    "bearskin_hat": bearskin_hat,
}
