"""What stands on a thin band over the head: ears of animals, antennae, a bow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .crowns import held, open_topped
from .horns import curved
from .shaping import smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import COLUMNS, ball, skull

BLACK, GREY, WHITE, BROWN = (0.08, 0.08, 0.085), (0.45, 0.45, 0.46), (0.93, 0.92, 0.90), (0.36, 0.23, 0.13)
PINK, FOX = (0.90, 0.62, 0.64), (0.72, 0.36, 0.13)


def _band() -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) over the head from one ear to the other, and (COLUMNS, 3) the ring that it stands on."""
    on = skull()
    ring = on.ring(on.brow + 0.030, on.ear + 0.010, 0.004)
    dome, pole = on.dome(ring, 12, 0.006, 0.009)
    quarter = COLUMNS // 4
    return np.concatenate([dome[:, quarter], pole[None], dome[::-1, 3 * quarter]]), ring


def _on(arc: np.ndarray, x: float) -> np.ndarray:
    """(3,) where the band is `x` metres to the left."""
    upper = arc[arc[:, 2] > np.median(arc[:, 2])]
    return upper[np.argmin(np.abs(upper[:, 0] - x))]


def _strap(arc: np.ndarray, dark: float = 1.0) -> Sheet:
    return sheet(tube(arc, 0.0034, 6), skull().hang, closed=True, paint={"band": dark})


def _ear(
    at: np.ndarray, sign: int, high: float, wide: Callable[[np.ndarray], np.ndarray], lean: float, back: float
) -> Sheet:
    """An ear `high` metres, hollow in front. wide: metres of half its width by the share of its height; lean, back:
    metres that its tip is further out and behind."""
    share = 1 - (1 - np.linspace(0, 1, 15)) ** 1.7
    middle = at + np.stack([sign * lean * share, back * share**2, high * share - 0.006], axis=1)
    turn = np.arange(16) * (2 * np.pi / 16)
    deep = np.where(np.sin(turn) < 0, -0.10, 0.42) * np.sin(turn) ** 2  # nearly flat in front, round behind
    rows = np.array([
        m + np.stack([w * np.cos(turn), w * deep, np.zeros(16)], axis=1)
        for m, w in zip(middle, np.maximum(wide(share), 0.0012), strict=True)
    ])  # fmt: skip
    return held(rows, at, {"inner": _inner, "shade": _soft})


def _inner(spots: Spots) -> np.ndarray:
    across = np.abs(np.cos(spots.s * 2 * np.pi))
    ahead = smoothstep(-np.sin(spots.s * 2 * np.pi), 0.0, 0.2)
    return (
        ahead
        * (1 - smoothstep(across, 0.56, 0.72))
        * smoothstep(spots.t, 0.0, 0.06)
        * smoothstep(-spots.t, -0.88, -0.76)
    )


def _soft(spots: Spots) -> np.ndarray:
    return 0.88 + 0.12 * np.sin(spots.s * 90) * np.sin(spots.t * 60)


def _ears(
    name: str,
    label: str,
    nouns: tuple[str, ...],
    tags: tuple[str, ...],
    colours: tuple[Colour, ...],
    shape: tuple[float, Callable[[np.ndarray], np.ndarray], float, float, float],
) -> Piece:
    """shape: high, wide, lean, back as of `_ear`, and metres from the middle of the head."""
    high, wide, lean, back, aside = shape
    arc, ring = _band()
    sheets = [_strap(arc)] + [_ear(_on(arc, sign * aside), sign, high, wide, lean, back) for sign in (1, -1)]
    entry = Entry(
        name=name, label=label, slot="head", layer=70, nouns=nouns, tags=(*tags, "costume", "male", "female", "child"),
        colours=colours, second_colour=PINK,
    )  # fmt: skip
    return open_topped(entry, sheets, ring, roughness=0.9, side=160,
                       zone_colours={"inner": None, "band": (0.10, 0.10, 0.11)})  # fmt: skip


def cat_ears() -> Piece:
    def wide(share: np.ndarray) -> np.ndarray:
        return 0.040 * (1 - share) ** 0.85 * (1 + 0.25 * share)

    return _ears(
        "cat_ears", "Cat ears", ("cat ears", "fox ears", "wolf ears", "pointed animal ears", "kitten ears"),
        ("cat", "fox", "wolf", "anime"), (BLACK, FOX, GREY, WHITE), (0.088, wide, 0.014, -0.004, 0.047),
    )  # fmt: skip


def rabbit_ears() -> Piece:
    def wide(share: np.ndarray) -> np.ndarray:
        return 0.032 * np.sin(np.pi * (0.16 + 0.84 * np.minimum(share, 0.9999))) ** 0.7 * (1 - 0.25 * share)

    return _ears(
        "rabbit_ears", "Rabbit ears", ("rabbit ears", "bunny ears", "hare ears", "easter bunny ears"),
        ("bunny", "easter", "playboy"), (WHITE, GREY, BROWN, BLACK), (0.225, wide, 0.040, 0.045, 0.038),
    )  # fmt: skip


def bear_ears() -> Piece:
    def wide(share: np.ndarray) -> np.ndarray:
        return 0.036 * np.sqrt(np.clip(1 - (1.45 * share - 0.45) ** 2, 0, 1))

    return _ears(
        "bear_ears", "Bear ears", ("bear ears", "mouse ears", "panda ears", "round animal ears", "teddy ears"),
        ("bear", "mouse", "panda", "koala"), (BROWN, BLACK, GREY), (0.064, wide, 0.010, 0.0, 0.056),
    )  # fmt: skip


def antennae() -> Piece:
    arc, ring = _band()
    sheets = [_strap(arc)]
    for sign in (1, -1):
        at = _on(arc, sign * 0.042)
        path = at + np.array([(sign * x, y, z) for x, y, z in (
            (0, 0, -0.006), (0.006, -0.006, 0.060), (0.022, -0.016, 0.120), (0.050, -0.030, 0.165))])  # fmt: skip
        line = curved(path, 14)
        sheets.append(held(tube(line, 0.0030, 6), at))
        sheets.append(held(ball(line[-1], 0.017, 9, 14), at, {"tip": 1.0}))
    return open_topped(
        Entry(
            name="antennae", label="Antennae", slot="head", layer=70,
            nouns=("antennae", "antennas", "feelers", "bee antennae", "deely boppers", "head boppers"),
            tags=("bee", "ladybird", "butterfly", "alien", "insect", "costume", "male", "female", "child"),
            colours=(BLACK, (0.25, 0.62, 0.25)), second_colour=(0.92, 0.74, 0.12),
        ),
        sheets, ring, roughness=0.5, side=96, zone_colours={"tip": None, "band": (0.10, 0.10, 0.11)},
    )  # fmt: skip


def hair_bow() -> Piece:
    """A large bow of ribbon on top of the head."""
    arc, ring = _band()
    at = _on(arc, 0.0)
    knot_at = at + xyz(0, -0.004, 0.022)
    sheets = [
        _strap(arc, 0.0),
        held(ball(knot_at, (0.020, 0.020, 0.024), 8, 14), at, {"shade": 0.86}),
    ]
    share = np.linspace(0, 1, 15)
    turn = np.arange(18) * (2 * np.pi / 18)
    for sign in (1, -1):
        high = 0.014 + 0.046 * np.sin(np.pi / 2 * np.clip(share / 0.7, 0, 1)) ** 1.2
        high = high * np.sqrt(np.clip(1 - np.clip((share - 0.80) / 0.2, 0, 1) ** 2, 0.002, 1))
        rows = np.array([
            knot_at + xyz(sign * (0.010 + 0.125 * s), 0, 0.030 * s)
            + np.stack([np.zeros(18), (0.35 * h + 0.004 * np.cos(3 * turn)) * np.cos(turn), h * np.sin(turn)], axis=1)
            for s, h in zip(share, high, strict=True)
        ])  # fmt: skip
        loop = held(rows if sign > 0 else rows[:, ::-1], at, {"shade": _gathered, "height": _gathered})
        sheets.append(loop)
    return open_topped(
        Entry(
            name="hair_bow", label="Hair bow", slot="head", layer=70,
            nouns=("hair bow", "big hair bow", "giant bow", "ribbon bow", "bow in the hair"),
            tags=("lolita", "schoolgirl", "anime", "party", "female", "child"),
            colours=((0.72, 0.08, 0.12), (0.90, 0.55, 0.66), (0.09, 0.09, 0.10), (0.20, 0.34, 0.66)), fabric="silk",
        ),
        sheets, ring, roughness=0.5, side=160,
    )  # fmt: skip


def _gathered(spots: Spots) -> np.ndarray:
    """Folds that run out from the knot and fade."""
    return 0.84 + 0.16 * np.cos(spots.s * 2 * np.pi * 7) * (1 - spots.t)


MAKERS = {
    "cat_ears": cat_ears,
    "rabbit_ears": rabbit_ears,
    "bear_ears": bear_ears,
    "antennae": antennae,
    "hair_bow": hair_bow,
}
