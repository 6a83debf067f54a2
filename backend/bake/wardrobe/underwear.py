"""Next to the skin: briefs, bra and briefs, socks, tights."""

from __future__ import annotations

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .tailor import drape, features, folds, laid, pattern
from .tailor.canvas import Canvas, ridged
from .tailor.cloth import borders, hemmed, sewn
from .tailor.finish import MEDIUM, covered, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.sheet import Sheet, cut, whole


def _close(sheet: Sheet, least: float, rounds: int = 20) -> np.ndarray:
    wanted = np.full(len(sheet.skin), least)
    return drape.clear(sheet, drape.stretched(sheet, wanted, rounds), wanted)


def _briefs(g: Ground, waist: float, side: float, inner: float) -> Sheet:
    return pattern.trimmed(
        pattern.lower_body(g), -pattern.level(g, g.hip + waist, 0.015), pattern.leg_opening(g, side, inner)
    )


def briefs() -> Piece:
    g = ground()
    sheet = _briefs(g, 0.075, 0.055, -0.03)
    points = _close(sheet, 0.003)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.010, 0.0015)
    upper = features.highest(cloth, loops)

    def paint(c: Canvas) -> None:
        folds.crotch_folds(c, 0.25)
        folds.inner_shade(c)
        away = folds.distance(c, upper)
        outer = c.outer * 1.0
        c.zone("trim", smooth(away, 0.029, 0.027) * outer)
        c.groove(away - 0.028, 0.001, 0.003, outer)
        for loop in loops:
            if loop is not upper:
                folds.border_stitches(c, loop, (0.009,), 0.0006)
        p = c.of(cloth.points)
        front = (p[..., 1] < -0.03) * outer * (away > 0.028)
        c.groove(np.abs(p[..., 0]) - 0.045 * smooth(p[..., 2], g.crotch, g.hip + 0.04), 0.001, 0.003, front)

    entry = Entry(
        name="briefs",
        label="Briefs",
        slot="underwear",
        layer=10,
        nouns=(
            "briefs",
            "underpants",
            "underwear",
            "boxers",
            "pants",
            "knickers",
            "panties",
            "speedo",
            "swimming trunks",
        ),
        tags=("underwear", "beach", "male", "female", "child"),
        colours=((0.90, 0.90, 0.88), (0.12, 0.12, 0.13), (0.34, 0.36, 0.40)),
    )
    return piece(cloth, entry, covered(sheet, 0.014), paint, [[0, 1]], {"trim": 0.8, "stitches": 0.85}, size=MEDIUM)


def swim_briefs() -> Piece:
    """Low and narrow, of a swimmer or somebody who shows his muscles."""
    g = ground()
    sheet = _briefs(g, 0.045, 0.075, -0.032)
    points = _close(sheet, 0.003)
    cloth, loops = hemmed(sheet, points, pattern.leg_panels(sheet, points), 0.010, 0.0015)

    def paint(c: Canvas) -> None:
        folds.crotch_folds(c, 0.25)
        folds.inner_shade(c)
        for loop in loops:
            folds.border_stitches(c, loop, (0.009,), 0.0006)
        p = c.of(cloth.points)
        side = c.outer * (np.abs(np.abs(p[..., 1] + 0.02)) < 0.012) * (np.abs(p[..., 0]) > 0.08)
        c.zone("trim", side * 1.0)

    entry = Entry(
        name="swim_briefs",
        label="Swim briefs",
        slot="bottom",
        layer=20,
        nouns=("swim briefs", "trunks", "swimming trunks", "posing trunks", "speedo", "bathing trunks", "tiny trunks"),
        tags=("beach", "swimmer", "bodybuilder", "wrestler", "summer", "male", "child"),
        colours=((0.10, 0.22, 0.56), (0.62, 0.08, 0.10), (0.09, 0.09, 0.10)),
    )
    return piece(cloth, entry, covered(sheet, 0.014), paint, [[0, 1]], {"trim": 0.8, "stitches": 0.85}, size=MEDIUM)


def bra_set() -> Piece:
    g = ground(gender=1.0)
    x, y, z = g.across, g.base[:, 1], g.base[:, 2]
    lower = g.chest - 0.105
    heart = g.chest + 0.028 - 0.055 * np.exp(-((x / 0.030) ** 2)) - 0.05 * smooth(x, 0.10, 0.15)
    band = np.where(y < -0.03, z - heart, z - lower - 0.045)
    bra = pattern.trimmed(
        pattern.torso(g),
        pattern.armhole(g, 1.0 * float(g.joint["LeftArm"][0]), 0.86 * float(g.joint["LeftArm"][0]), 0.0),
        np.nan_to_num(band),
        pattern.level(g, lower),
    )
    below = _briefs(g, 0.055, 0.085, -0.02)
    cups, seat = _close(bra, 0.003, 40), _close(below, 0.0025)
    cloth = sewn(bra, cups, pattern.top_panels(bra, cups, False))
    cloth = sewn(below, seat, pattern.leg_panels(below, seat), cloth, 2)
    loops = borders(cloth)
    cloth.hem_all(loops, 0.007, 0.0015)
    skin = g.base[g.skin & (g.share["arm"] < 0.3)]

    def depth(at_x: float, at_z: float, side: int) -> float:
        near = np.hypot(np.abs(skin[:, 0]) - at_x, skin[:, 2] - at_z) < 0.022
        return float(skin[near, 1].min() if side < 0 else skin[near, 1].max())

    for number, sign in ((4, 1), (5, -1)):
        top = g.chest + 0.020
        controls = [
            (0.082 * sign, depth(0.082, top, -1), top),
            (0.088 * sign, depth(0.088, g.chest + 0.08, -1), g.chest + 0.08),
            (0.090 * sign, -0.02, g.throat + 0.02),
            (0.080 * sign, depth(0.08, g.chest + 0.05, 1), g.chest + 0.05),
            (0.072 * sign, depth(0.072, lower + 0.03, 1), lower + 0.03),
        ]
        laid.strap(cloth, np.array(controls), 0.013, 0.003, number, 22)

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        outer = c.outer * 1.0
        for loop in loops:
            away = folds.distance(c, loop)
            c.zone("trim", smooth(away, 0.0075, 0.006) * outer * (c.cloth.panel[c.face] < 4))
            c.groove(away - 0.008, 0.0008, 0.0025, outer * (c.cloth.panel[c.face] < 4))
        p = c.of(cloth.points)
        front = outer * (p[..., 1] < -0.04) * c.panel(0)
        c.groove(p[..., 0], 0.0012, 0.003, front)
        cup = np.hypot((np.abs(p[..., 0]) - 0.078) / 1.0, p[..., 2] - g.chest + 0.035) - 0.064
        c.groove(cup, 0.001, 0.003, front * (p[..., 2] < g.chest - 0.03))

    entry = Entry(
        name="bra_set",
        label="Bra and briefs",
        slot="underwear",
        layer=10,
        nouns=("bra", "bra and briefs", "bikini", "lingerie", "brassiere", "two-piece swimsuit"),
        tags=("underwear", "beach", "summer", "modern", "female"),
        colours=((0.88, 0.80, 0.74), (0.12, 0.12, 0.13), (0.90, 0.90, 0.88), (0.60, 0.14, 0.20)),
    )
    hides = np.concatenate([covered(bra, 0.014), covered(below, 0.014)])
    return piece(cloth, entry, hides, paint, [[0, 1], [2, 3], [4], [5]], {"trim": 0.8, "stitches": 0.85}, size=MEDIUM)


def _helper_legs(g: Ground, top: float) -> Sheet:
    """Of the helper "tights": legs with closed feet, up to `top` metres of height."""
    z = g.base[:, 2]
    return cut(whole(g, (g.share["arm"] < 0.2) & (z < top + 0.09), "tights"), z - top)


def _legs(
    name: str,
    label: str,
    top: float,
    slot: str,
    nouns: tuple[str, ...],
    tags: tuple[str, ...],
    colours: tuple[Colour, ...],
    thick: float,
    ribs: bool,
    female: bool,
    fabric: str,
) -> Piece:
    g = ground(gender=1.0) if female else ground()
    sheet = _helper_legs(g, top)
    least = np.full(len(sheet.skin), thick)
    points = drape.stretched(sheet, least, 8)
    cloth, loops = hemmed(
        sheet, points, pattern.with_soles(sheet, points, pattern.leg_panels(sheet, points)), 0.012, 0.0012
    )
    z = g.base[:, 2]
    hides = np.nonzero(g.skin & (g.share["arm"] < 0.05) & (g.share["leg"] > 0.2) & (z < top - 0.03))[0]

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        outer = c.outer * 1.0
        for loop in loops:
            away = folds.distance(c, loop)
            c.groove(away - 0.035, 0.0008, 0.003, outer)
            if ribs:
                features.ribs(c, smooth(away, 0.036, 0.032) * outer)
        if ribs:
            c.height += 0.0014 * ridged(np.sin(2 * np.pi * c.of(cloth.points)[..., 2] / 0.05)) * outer * 0.4

    entry = Entry(
        name=name,
        label=label,
        slot=slot,
        layer=15,
        nouns=nouns,
        tags=tags,
        colours=colours,
        fabric=fabric,
    )
    return piece(cloth, entry, hides, paint, [[0, 1], [2], [3]], {"stitches": 0.85}, size=192)


def socks() -> Piece:
    return _legs(
        "socks",
        "Socks",
        0.24,
        "legs",
        ("socks", "sock", "ankle socks", "sports socks"),
        ("casual", "sport", "modern", "male", "female", "child"),
        ((0.90, 0.90, 0.88), (0.12, 0.12, 0.13), (0.40, 0.41, 0.44)),
        0.001,
        True,
        False,
        "knit",
    )


def knee_socks() -> Piece:
    return _legs(
        "knee_socks",
        "Knee socks",
        ground().knee_height - 0.03,
        "legs",
        ("knee socks", "knee-high socks", "long socks", "football socks", "kilt hose"),
        ("sport", "school", "folk", "scottish", "formal", "modern", "male", "female", "child"),
        ((0.90, 0.90, 0.88), (0.12, 0.12, 0.13), (0.40, 0.41, 0.44)),
        0.001,
        True,
        False,
        "knit",
    )


def thigh_highs() -> Piece:
    g = ground(gender=1.0)
    return _legs(
        "thigh_highs",
        "Thigh-high stockings",
        g.knee_height + 0.55 * (g.hip - g.knee_height),
        "legs",
        ("thigh highs", "thigh-high socks", "over-the-knee socks", "hold-ups", "stay-ups"),
        ("casual", "anime", "dance", "modern", "female"),
        ((0.12, 0.12, 0.13), (0.90, 0.90, 0.88), (0.40, 0.41, 0.44)),
        0.001,
        False,
        True,
        "cotton",
    )


def tights() -> Piece:
    g = ground(gender=1.0)
    return _legs(
        "tights",
        "Tights",
        g.hip + 0.085,
        "legs",
        ("tights", "stockings", "pantyhose", "nylons", "fishnets", "hose"),
        ("formal", "casual", "modern", "female", "dance", "medieval", "superhero"),
        ((0.12, 0.12, 0.13), (0.74, 0.60, 0.50), (0.34, 0.34, 0.38)),
        0.001,
        False,
        True,
        "cotton",
    )


MAKERS = {
    "briefs": briefs,
    "swim_briefs": swim_briefs,
    "bra_set": bra_set,
    "socks": socks,
    "knee_socks": knee_socks,
    "thigh_highs": thigh_highs,
    "tights": tights,
}
