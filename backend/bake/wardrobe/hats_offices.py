"""Hats that tell what somebody is: a bishop's mitre, a nurse's cap, a tank driver's helmet; and the nightcap."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import BROWN, NAVY, RED, WHITE, crowned, hat, held, hollow, risen
from .horns import curved
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Spots, sheet
from .skulls import COLUMNS, ball, skull

GOLD = (0.83, 0.65, 0.22)


def _turned(band: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Level unit vectors (C, 3) away from the middle of a band, and how far each is ahead, 1 to -1 behind."""
    away = (band - band.mean(axis=0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    return away, -away[:, 1]


def mitre() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.016, on.ear + 0.012, 0.008, 64)
    away, ahead = _turned(band)
    span = abs(band[:, 0]).max()
    peak = np.clip(1 - abs(band[:, 0]) / span, 0, 1)
    rise = 0.100 + 0.205 * peak**0.85
    share = np.array((0, 0.1, 0.25, 0.45, 0.65, 0.85, 1.0))[:, None]
    out = 0.016 * np.sin(np.pi * (0.2 + 0.8 * share.clip(0, 1))) * abs(ahead)
    outer = band + away * out[..., None] + xyz(0, 0, 1.0) * (rise * share)[..., None]
    lean = outer - 0.005 * away
    wall = np.concatenate([lean[:1], outer, lean[::-1]])
    level = band.mean(axis=0)[2] + 0.085
    lid = np.array([lean[3] * (1, 1, 0) * (s, s, 0) + band.mean(axis=0) * (1 - s, 1 - s, 0) + xyz(0, 0, level)
                    for s in (0.97, 0.5)])  # fmt: skip
    sheets = [
        sheet(wall, on.hang, closed=True, anchors=np.broadcast_to(band, wall.shape),
              paint={"gold": _cross, "shade": _inside}),
        sheet(lid, on.hang, closed=True, pole=lid[-1].mean(axis=0), anchors=np.broadcast_to(band, lid.shape),
              paint={"shade": 0.5}),
    ]  # fmt: skip
    for sign in (1, -1):  # lappets down the back
        top = band[0] + xyz(0.030 * sign, 0.008, 0.010)
        rows = np.array([
            [top + xyz(w, 0.012 * t + 0.004, -0.24 * t) for w in (-0.020, 0, 0.020)] for t in np.linspace(1, 0, 6)
        ])  # fmt: skip
        made = slab(rows[:, ::-1], 0.003)
        sheets.append(sheet(made, on.hang, closed=True, anchors=np.broadcast_to(band[0], made.shape),
                            paint={"gold": _end}))  # fmt: skip
    return hat(
        Entry(
            name="mitre", label="Mitre", slot="head", layer=70,
            nouns=("mitre", "miter", "bishop's hat", "papal mitre", "pope's hat"),
            tags=("bishop", "pope", "clergy", "religious", "saint", "male", "female"),
            colours=(WHITE, (0.62, 0.09, 0.09)), second_colour=GOLD, fabric="silk",
        ),
        sheets, band, zone_colours={"gold": None}, roughness=0.6, side=320, double_sided=True,
    )  # fmt: skip


def _cross(spots: Spots) -> np.ndarray:
    low = skull().brow + 0.012
    seen = spots.t < 0.56
    upright = (abs(spots.x) < 0.013) & (spots.z > low + 0.02)
    arms = (abs(spots.z - low - 0.150) < 0.013) & (abs(spots.x) < 0.048)
    hem = (spots.z < low + 0.034) & (spots.t < 0.30)
    edge = (spots.t > 0.515) & (spots.t < 0.60)
    return seen * (upright | arms) | hem | edge


def _end(spots: Spots) -> np.ndarray:
    return (spots.t > 0.10) & (spots.t < 0.26)


def _inside(spots: Spots) -> np.ndarray:
    return 1 - 0.5 * smoothstep(spots.t, 0.62, 0.7)


def nurse_cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.058, on.ear + 0.050, 0.007, COLUMNS)
    away, ahead = _turned(band)
    front = smoothstep(ahead, -0.55, 0.55)
    rise = 0.022 + 0.062 * front
    share = np.array((0, 0.35, 0.7, 1.0))[:, None]
    outer = band + away * (share * (0.006 + 0.016 * front))[..., None] + xyz(0, 0, 1.0) * (rise * share)[..., None]
    inside = outer - 0.006 * away
    wall = np.concatenate([inside[:1], outer, inside[::-1]])
    dome, pole = on.dome(band + xyz(0, 0, 0.006), 6, 0.010, 0.022, 0.8)
    return hat(
        Entry(
            name="nurse_cap", label="Nurse's cap", slot="head", layer=70,
            nouns=("nurse cap", "nurse's cap", "nurse hat", "nursing cap"),
            tags=("nurse", "medical", "vintage", "female", "male"),
            colours=(WHITE,), second_colour=(0.80, 0.07, 0.09),
        ),
        [
            sheet(wall, on.hang, closed=True, anchors=np.broadcast_to(band, wall.shape), paint={"cross": _red_cross}),
            crowned(band, dome, {"shade": hollow}, pole),
        ],
        band, zone_colours={"cross": None}, roughness=0.8, side=256,
    )  # fmt: skip


def _red_cross(spots: Spots) -> np.ndarray:
    up = spots.z - skull().brow - 0.103
    ahead = (spots.y < skull().middle) & (spots.t < 0.62)
    upright = (abs(spots.x) < 0.0085) & (abs(up) < 0.026)
    level = (abs(spots.x) < 0.026) & (abs(up) < 0.0085)
    return ahead & (upright | level)


def tank_helmet() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.012, on.ear - 0.010, 0.010, COLUMNS)
    dome, pole = on.dome(band, 10, 0.010, 0.016, 0.9)
    sheets = [crowned(band, dome, {"shade": 0.55}, pole)]
    top = np.concatenate([dome, pole[None, None].repeat(COLUMNS, 1)])
    for x in (-0.060, -0.030, 0.0, 0.030, 0.060):  # padded ribs from the brow to the nape
        line = on.cleared(_over(top, x), 0.016)
        size = np.column_stack([np.full(len(line), 0.0155), np.full(len(line), 0.0125)])
        size *= np.sin(np.linspace(0.25, np.pi - 0.25, len(line)))[:, None] ** 0.3
        rib = tube(line, size, 10)
        sheets.append(sheet(rib, on.hang, closed=True, paint={"shade": _quilted}))
    roll = tube(on.cleared(band + xyz(0, 0, 0.010), 0.013), np.array([[0.008, 0.015]] * COLUMNS), 10, closed=True)
    sheets.append(sheet(roll, on.hang, closed=True, paint={"shade": 0.9}))
    for sign in (1, -1):
        at = band[COLUMNS // 2 + sign * COLUMNS // 4]
        flap = ball(at + xyz(0.004 * sign, 0.006, -0.045), (0.016, 0.044, 0.056), 9, 16)
        sheets.append(held(flap, at))
        phone = ball(at + xyz(0.016 * sign, 0.008, -0.040), (0.016, 0.026, 0.026), 7, 14)
        sheets.append(held(phone, at, {"phone": 1.0}))
        path = np.array([at + xyz(0.002 * sign, -0.010, -0.085), xyz(sign * 0.062, -0.085, 1.530),
                         xyz(sign * 0.030, -0.105, 1.492), xyz(0, -0.115, 1.484)])  # fmt: skip
        strap = tube(curved(path, 13), np.array([[0.002, 0.008]] * 13), 6)
        sheets.append(held(strap, band[COLUMNS // 2], {"strap": 1.0}))
    return hat(
        Entry(
            name="tank_helmet", label="Tank helmet", slot="head", layer=75,
            nouns=("tank helmet", "tanker helmet", "padded helmet", "tank crew helmet", "leather flying helmet",
                   "aviator cap", "flying helmet"),
            tags=("military", "tank", "pilot", "aviator", "soldier", "male", "female"),
            colours=(BROWN, (0.16, 0.14, 0.12), (0.30, 0.28, 0.18)), fabric="leather",
        ),
        sheets, band, side=256, roughness=0.5, zone_colours={"phone": 0.45, "strap": 0.7},
    )  # fmt: skip


def _over(top: np.ndarray, x: float) -> np.ndarray:
    """(18, 3) where the plane at `x` crosses a dome (R, C, 3), from the brow to the nape."""
    steps = np.linspace(0, len(top) - 1, 60)
    low = np.minimum(steps.astype(int), len(top) - 2)
    fine = top[low] + (top[low + 1] - top[low]) * (steps - low)[:, None, None]
    fine = np.concatenate([fine, fine[:, :1]], axis=1)
    one, two = fine[:, :-1], fine[:, 1:]
    across = (one[..., 0] > x) != (two[..., 0] > x)
    one, two = one[across], two[across]
    points = one + (two - one) * ((x - one[:, 0]) / (two[:, 0] - one[:, 0]))[:, None]
    turn = np.arctan2(points[:, 2] - skull().brow, points[:, 1] - skull().middle)
    order = np.argsort(-turn)
    at = np.linspace(np.pi, 0, 18)
    return np.stack([np.interp(-at, -turn[order], points[order, d]) for d in range(3)], axis=1)


def _quilted(spots: Spots) -> np.ndarray:
    return 0.88 + 0.12 * np.sin(spots.v * 260)


def nightcap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.022, on.ear + 0.004, 0.008, COLUMNS)
    steps = ((0, 1.0), (0.025, 1.01), (0.05, 0.97), (0.07, 0.88))
    rows, _ = risen(band, steps)
    rows[1:] = on.cleared(rows[1:], 0.009)
    last = rows[-1]
    middle = last.mean(axis=0)
    path = curved(np.array([
        middle, middle + xyz(0.005, 0.01, 0.040), middle + xyz(0.045, 0.02, 0.062), middle + xyz(0.098, 0.020, 0.035),
        middle + xyz(0.122, 0.010, -0.045), middle + xyz(0.126, -0.015, -0.150),
    ]), 11)  # fmt: skip
    ahead = np.gradient(path, axis=0)
    grown = []
    for k in range(1, 11):
        size = 0.84 * (1 - (k / 11) ** 0.9) + 0.13
        turn = _rotation(xyz(0, 0, 1.0), ahead[k])
        grown.append(path[k] + ((last - middle) * size) @ turn.T)
    grown = on.cleared(np.array(grown), 0.006)
    body = np.concatenate([rows, grown])
    fold = tube(on.cleared(band + xyz(0, 0, 0.016), 0.013), np.array([[0.007, 0.020]] * COLUMNS), 8, closed=True)
    bob = ball(path[-1] + xyz(0, 0, -0.022), 0.030, 8, 12)
    return hat(
        Entry(
            name="nightcap", label="Nightcap", slot="head", layer=70,
            nouns=("nightcap", "sleeping cap", "night cap", "santa hat", "elf hat", "gnome hat"),
            tags=("sleep", "vintage", "santa", "christmas", "dwarf", "male", "female", "child"),
            colours=(WHITE, RED, NAVY), second_colour=(0.92, 0.92, 0.90),
        ),
        [
            crowned(band, body, {"shade": hollow}),
            sheet(fold, on.hang, closed=True, paint={"fold": 1.0},
                  anchors=np.broadcast_to(np.concatenate([band, band[:1]])[:, None], fold.shape)),
            held(bob, band[COLUMNS * 3 // 4], {"fold": 1.0}),
        ],
        band, zone_colours={"fold": None}, roughness=0.9,
    )  # fmt: skip


def _rotation(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """(3, 3) the least that turns one direction to another."""
    one, two = one / np.linalg.norm(one), two / np.linalg.norm(two)
    axis, cos = np.cross(one, two), float(one @ two)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.eye(3) + cross + cross @ cross / (1 + cos)


MAKERS = {"mitre": mitre, "nurse_cap": nurse_cap, "tank_helmet": tank_helmet, "nightcap": nightcap}
