"""Cloth that is laid around the trunk: a sash over the shoulder, a sash around the waist; and a sporran before it."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import moved_by, ring, slab, smoothstep, triangles_of, tube, xyz
from .sheets import Sheet, Spots, nearest, piece, sheet
from .skulls import ball
from .trunks import Trunk, outward, trunk
from .wraps import wound

RED, BLUE = (0.70, 0.07, 0.09), (0.10, 0.20, 0.55)


def _tail(on: Trunk, start: np.ndarray, way: np.ndarray, long: float, half: float, lean: float) -> Sheet:
    """An end of cloth that hangs down from `start`; way: (3,) level, out of the body; lean: metres that it swings to
    the left."""
    share, across = np.linspace(1, 0, 9), np.linspace(-1, 1, 5)
    side = np.cross((0, 0, 1.0), way)
    wide = half * np.interp(share, (0, 0.2, 1.0), (0.45, 0.9, 1.15))
    rows = np.array([
        start + xyz(lean * s, 0, -long * s) + way * (0.010 + 0.020 * s)
        + side * (w * across)[:, None] + way * (0.007 * np.cos(across * np.pi * 1.5))[:, None]
        for s, w in zip(share, wide, strict=True)
    ])  # fmt: skip
    made = slab(rows, 0.003)
    a, b = rows[1, 1] - rows[0, 0], rows[1, 0] - rows[0, 1]
    made = made if np.cross(a, b) @ way > 0 else slab(rows[:, ::-1], 0.003)
    return sheet(made, on.hang, closed=True, anchors=np.broadcast_to(start, made.shape), paint={"fringe": _fringe})


def _fringe(spots: Spots) -> np.ndarray:
    return (spots.t < 0.16) & ((spots.u * 130) % 1 > 0.3)


def slung(high: np.ndarray, low: np.ndarray, across: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray]:
    """(R, 80, 3) the outside and the inside of a strap around the trunk through two places (3,), `gap` metres off it.

    across: (R,) metres of its rows from its middle."""
    on = trunk()
    skin = triangles_of(on.reference, moved_by(on.reference, "Hips", "Spine*", "LeftShoulder", "RightShoulder", "Neck"))
    normal = np.cross((high - low) / np.linalg.norm(high - low), (0, 1.0, 0))
    normal = normal if normal[2] > 0 else -normal
    middle = (high + low) / 2 + xyz(0, -0.02, 0)
    outer = np.array(
        [ring(on.reference, skin, middle + normal * k, normal, (0, 1.0, 0), 80, gap, "arc") for k in across]
    )
    centre = outer.mean(axis=(0, 1))
    return outer, outer - 0.004 * (outer - centre) / np.linalg.norm(outer - centre, axis=2, keepdims=True)


def sash() -> Piece:
    on = trunk()
    high, low = xyz(-0.105, 0, float(on.joint["LeftArm"][2]) + 0.06), xyz(0.150, 0, on.hip + 0.09)
    outer, inside = slung(high, low, np.linspace(-0.046, 0.046, 5), 0.009)
    middle = (high + low) / 2 + xyz(0, -0.02, 0)
    body = np.concatenate([inside[:1], outer, inside[-1:]])
    at = outer[2, np.argmin(np.linalg.norm(outer[2] - (low + xyz(0, -0.06, 0)), axis=1))]
    out = (at - middle) * (1, 1, 0)
    out /= np.linalg.norm(out)
    knot = ball(at + out * 0.010, (0.026, 0.024, 0.030), 6, 10)
    sheets = [
        sheet(body, on.hang, closed=True, paint={"border": _border, "shade": _laid}),
        sheet(knot, on.hang, closed=True, anchors=np.broadcast_to(at, knot.shape), paint={"shade": 0.85}),
        _tail(on, at + xyz(0, 0, -0.01), out, 0.20, 0.036, 0.02),
        _tail(on, at + xyz(0, 0, -0.01), out * 0.9, 0.25, 0.034, -0.03),
    ]
    return piece(
        on.reference,
        Entry(
            name="sash", label="Sash", slot="waist", layer=53,
            nouns=("sash", "shoulder sash", "ceremonial sash", "pageant sash", "baldric"),
            tags=("royal", "military", "pageant", "scout", "mayor", "male", "female", "child"),
            colours=(RED, BLUE, (0.12, 0.42, 0.22), (0.94, 0.93, 0.90)), second_colour=(0.85, 0.66, 0.22),
            fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.005, side=256, zone_colours={"border": None, "fringe": None},
    )  # fmt: skip


def _border(spots: Spots) -> np.ndarray:
    across = (spots.t - 1 / 6) * 1.5
    return (abs(across - 0.12) < 0.055) | (abs(across - 0.88) < 0.055)


def _laid(spots: Spots) -> np.ndarray:
    return 0.90 + 0.10 * np.cos(spots.t * 5 * np.pi)


def waist_sash() -> Piece:
    on = trunk()
    skin = triangles_of(on.reference, moved_by(on.reference, "Hips", "Spine*", "LeftUpLeg", "RightUpLeg"))
    low, high = on.hip + 0.100, on.hip + 0.180
    body = wound(on, low, high, 0.006, 0.010, 0.006, 8)
    front = body[4, 36 + 9] if body[4, 45, 0] > 0 else body[4, 27]
    out = outward(body[4])[int(np.argmin(np.linalg.norm(body[4] - front, axis=1)))]
    knot = tube(front + out * 0.012 + np.linspace(0.030, -0.030, 5)[:, None] * xyz(0, 0, 1.0),
                np.array((0.016, 0.026, 0.030, 0.026, 0.014)), 10)  # fmt: skip
    hang = nearest(on.reference, skin)
    sheets = [
        sheet(body, hang, closed=True, paint={"shade": _turns, "height": _turns}),
        sheet(knot, hang, closed=True, anchors=np.broadcast_to(front, knot.shape), paint={"shade": 0.85}),
        _tail(on, front + xyz(0, 0, -0.02), out, 0.30, 0.040, 0.02),
        _tail(on, front + xyz(0, 0, -0.02), out * 0.9, 0.36, 0.036, -0.035),
    ]  # fmt: skip
    return piece(
        on.reference,
        Entry(
            name="waist_sash", label="Waist sash", slot="waist", layer=42,
            nouns=("waist sash", "sash around the waist", "cummerbund", "obi", "wide cloth belt", "pirate sash"),
            tags=("pirate", "dancer", "japanese", "ottoman", "gypsy", "martial arts", "male", "female", "child"),
            colours=(RED, (0.36, 0.10, 0.36), (0.85, 0.66, 0.22), (0.09, 0.09, 0.10)), second_colour=(0.85, 0.66, 0.22),
            fabric="silk",
        ),
        sheets, spans=on.spans, stand_off=0.003, side=256, zone_colours={"fringe": None},
    )  # fmt: skip


def _turns(spots: Spots) -> np.ndarray:
    wave = (spots.t * 5 + 0.35 * np.sin(spots.s * 2 * np.pi * 2)) % 1
    return 0.62 + 0.38 * smoothstep(wave, 0.0, 0.45) * (1 - 0.4 * smoothstep(wave, 0.7, 1.0))


def sporran() -> Piece:
    on = trunk()
    loop = on.ring(on.hip + 0.050, on.hip + 0.085, 0.012, 64)
    chain = tube(loop, 0.0045, 6, closed=True)
    at = loop[32] + xyz(0, -0.012, 0)
    y = float(on.front(np.array([at[2], at[2] - 0.05]), 0.0)[0]) - 0.030
    top = xyz(0, min(y, at[1]), at[2] - 0.004)
    turn = np.arange(20) * (2 * np.pi / 20)
    rows = []
    for down, wide, deep in ((0.0, 0.058, 0.010), (0.012, 0.066, 0.018), (0.05, 0.074, 0.024), (0.10, 0.080, 0.026),
                             (0.145, 0.072, 0.024), (0.172, 0.050, 0.018), (0.184, 0.022, 0.010)):  # fmt: skip
        rows.append(top + np.stack([wide * np.cos(turn), deep * np.sin(turn), np.full(20, -down)], axis=1))
    pouch = np.array(rows)[::-1]
    held = np.broadcast_to(loop[32], pouch.shape)
    sheets = [
        sheet(chain, on.hang, closed=True, paint={"metal": 1.0}),
        sheet(pouch, on.hang, closed=True, pole=top + xyz(0, 0, 0.001), anchors=held, paint={"flap": _flap}),
    ]
    for x, drop in ((-0.036, 0.085), (0.0, 0.075), (0.036, 0.085)):
        start = top + xyz(x, -0.027, -0.052)
        line = start + np.linspace(0, 1, 7)[:, None] * xyz(0, -0.004, -drop)
        tassel = tube(line, np.array((0.005, 0.0085, 0.0065, 0.010, 0.0125, 0.014, 0.012)), 8)
        sheets.append(sheet(tassel, on.hang, closed=True, anchors=np.broadcast_to(loop[32], tassel.shape),
                            paint={"tassel": 1.0, "metal": _cap}))  # fmt: skip
    return piece(
        on.reference,
        Entry(
            name="sporran", label="Sporran", slot="waist", layer=44,
            nouns=("sporran", "highland pouch", "kilt pouch", "fur pouch"),
            tags=("scottish", "highlander", "kilt", "piper", "male", "female"),
            colours=((0.88, 0.85, 0.80), (0.30, 0.20, 0.13), (0.12, 0.11, 0.11)), second_colour=(0.10, 0.09, 0.09),
            fabric="fur",
        ),
        sheets, spans=on.spans, stand_off=0.010, side=192, roughness=0.9,
        zone_colours={"metal": (0.76, 0.76, 0.78), "flap": None, "tassel": None},
    )  # fmt: skip


def _flap(spots: Spots) -> np.ndarray:
    return (spots.t > 0.66) & (spots.t < 0.99)


def _cap(spots: Spots) -> np.ndarray:
    return spots.t < 0.28


MAKERS = {"sash": sash, "waist_sash": waist_sash, "sporran": sporran}
