"""Dresses, gowns and robes: a bodice that is cut from the skin, and a skirt that hangs from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .skirts import skirt_folds
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth, borders, sewn
from .tailor.finish import covered, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.shapes import gathered, shirt_shape
from .tailor.sheet import Sheet
from .tailor.skirt import dropped, matched, sew_skirt, shaped, skirt, under


@dataclass(frozen=True, eq=False)
class Gown:
    """A cloth of panels 0 to 3 (front, back, sleeves) and 4 and 5 (skirt), with its borders."""

    cloth: Cloth
    sheet: Sheet
    neck: np.ndarray
    waist: np.ndarray
    hem: np.ndarray
    hides: np.ndarray
    top: float
    low: float


def gown(
    g: Ground,
    cuts: tuple[np.ndarray, ...],
    hem: float,
    shape: dict[str, float],
    flare: float,
    count: int = 0,
    deep: float = 0.0,
    rows: int = 16,
    neck_hem: bool = True,
    rake: float = 0.0,
    gap: int = 0,
    tiers: int = 0,
    columns: int = 72,
    cuffs: float = 0.0,
) -> Gown:
    """hem: height in metres of the lower border; shape: as `shirt_shape` takes it; gap: columns by which the
    skirt stands open on both sides of the middle front, as the bodice must by a cut; tiers: how many flounces; columns:
    of the skirt's mesh; cuffs: metres of the sleeves' ends that are drawn in, 0 for none."""
    waist = waist_of(g)
    sheet = pattern.trimmed(pattern.torso(g), *cuts, pattern.level(g, waist))
    points = shirt_shape(sheet, **shape)
    if cuffs:
        points = gathered(sheet, points, cuffs=cuffs, hem=0.0, tight=0.006)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck, seam = features.highest(cloth, loops), features.lowest(cloth, loops)
    if gap:
        neck = max(loops, key=len)
        seam = neck[sheet.skin[neck, 2] < waist + 0.004]
    made = skirt(g, hem, rows, columns, rake=rake)
    falling = shaped(made, matched(made, cloth.points[seam]), flare, count, deep, start=0.03)
    if tiers:
        step = (made.fall / float(made.fall.max()) * tiers) % 1.0
        falling = falling + made.normals * (0.024 * step**1.5 * (made.fall > 0.02))[..., None]
    _, lower = sew_skirt(cloth, made, falling, 4, gap)
    for loop in loops:
        if neck_hem or loop is not neck:
            cloth.hem(loop, 0.012, 0.002)
    cloth.hem(lower, 0.02, 0.0025)
    below = under(g, waist + 0.01, hem)
    if gap:
        below = below[(g.across[below] > 0.025 * gap) | (g.base[below, 1] > 0)]
    hides = np.concatenate([covered(sheet), below])
    return Gown(cloth, sheet, neck, seam, lower, hides, waist, hem)


def waist_of(g: Ground) -> float:
    """Height in metres at which a skirt hangs from a bodice."""
    edge = g.base[g.body.group("skirt"), 2]
    return float(edge[edge > edge.max() - 0.04].min()) - 0.002


def _entry(
    name: str, label: str, nouns: tuple[str, ...], tags: tuple[str, ...], *colours: Colour, **more: object
) -> Entry:
    return Entry(
        name=name,
        label=label,
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=nouns,
        tags=tags,
        colours=colours,
        **more,  # type: ignore[arg-type]
    )


def _paint(made: Gown, amount: float = 0.8, seam: float = 0.3) -> Callable[[Canvas], None]:
    """seam: how dark the waist's is."""

    def paint(c: Canvas) -> None:
        p = c.of(made.cloth.points)
        folds.armpit_folds(c, 0.6 * amount)
        folds.elbow_folds(c, amount)
        folds.waist_folds(c, made.top + 0.05, amount)
        folds.side_seams(c)
        height = c.height.copy()
        skirt_folds(c, made.top, made.low, amount)
        c.height = np.where(p[..., 2] > made.top + 0.02, height, c.height)
        folds.border_stitches(c, made.hem, (0.02,), 0.0005)
        c.shade *= 1 - seam * np.exp(-((folds.distance(c, made.waist) / 0.008) ** 2)) * c.panel(4, 5)

    return paint


def _trimmed(made: Gown, paint: Callable[[Canvas], None], neck: float, hem: float) -> Callable[[Canvas], None]:
    """Seams of the bodice, and borders at neck and hem, so many metres wide; a waistband that is panel 6."""

    def painted(c: Canvas) -> None:
        paint(c)
        p = c.of(made.cloth.points)
        outer = c.outer * 1.0
        bodice = outer * c.panel(0, 1) * (p[..., 2] > made.top)
        c.groove(np.abs(p[..., 0]) - 0.075 + 0.02 * smooth(p[..., 2], made.top + 0.12, made.top), 0.0012, 0.003, bodice)
        for loop, wide, panels in ((made.neck, neck, (0, 1)), (made.hem, hem, (4, 5))):
            away = folds.distance(c, loop)
            c.zone("trim", smooth(away, wide, wide - 0.002) * outer * c.panel(*panels))
            c.groove(away - wide, 0.0010, 0.003, outer * c.panel(*panels))
        c.zone("trim", c.panel(6) * 1.0)

    return painted


_BLOCKS = [[0, 1], [2, 3], [4, 5]]


def short_dress() -> Piece:
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.085, 0.03), pattern.armhole(g, 0.86 * wide, 0.80 * wide, 0.012)),
        g.knee_height + 0.07,
        {"ease": 0.004, "waist": 0.003, "slope": 0.45, "bridge": 0.6},
        0.24,
        10,
        0.016,
        14,
    )
    strips.sash(made.cloth, made.waist, 6, 0.03, 0.006, above=0.95)
    entry = _entry(
        "short_dress",
        "Dress",
        ("dress", "short dress", "summer dress", "sundress", "cocktail dress", "frock", "party dress", "tunic dress"),
        ("casual", "summer", "modern", "female", "child", "party"),
        (0.62, 0.12, 0.18),
        (0.16, 0.24, 0.44),
        (0.82, 0.70, 0.36),
        (0.10, 0.10, 0.11),
        (0.44, 0.60, 0.56),
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        _trimmed(made, _paint(made), 0.012, 0.014),
        [*blocks_of(made), [6]],
        {"stitches": 0.85, "trim": 0.78},
        dropped(made.cloth, made.top, made.low, 0.14, 0.12),
    )


def long_dress() -> Piece:
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.085, 0.105, 0.03, 1.35), pattern.sleeve_end(g, 0.17)),
        0.07,
        {"ease": 0.004, "waist": 0.003, "slope": 0.5, "bridge": 0.55, "arm": 0.004},
        0.15,
        13,
        0.022,
        24,
    )
    strips.sash(made.cloth, made.waist, 6, 0.045, 0.006, above=0.95)
    entry = _entry(
        "long_dress",
        "Long dress",
        (
            "long dress",
            "gown",
            "evening dress",
            "evening gown",
            "maxi dress",
            "medieval dress",
            "bridesmaid dress",
            "dresses",
        ),
        ("formal", "party", "medieval", "fantasy", "female"),
        (0.34, 0.10, 0.20),
        (0.12, 0.22, 0.36),
        (0.18, 0.34, 0.26),
        (0.11, 0.10, 0.12),
        fabric="silk",
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        _trimmed(made, _paint(made), 0.014, 0.03),
        [*blocks_of(made), [6]],
        {"stitches": 0.85, "trim": 0.78},
        dropped(made.cloth, made.top, made.low, 0.05, 0.35),
    )


def ballgown() -> Piece:
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    z, x = g.base[:, 2], g.across
    heart = g.chest + 0.055 - 0.035 * np.exp(-((x / 0.035) ** 2)) + 0.012 * smooth(x, 0.04, 0.09) * smooth(x, 0.15, 0.1)
    bust = np.where(g.base[:, 1] < -0.02, z - heart, z - g.chest - 0.02)
    made = gown(
        g,
        (pattern.armhole(g, 0.95 * wide, 0.84 * wide, 0.0), np.nan_to_num(bust)),
        0.03,
        {"ease": 0.004, "waist": 0.001, "slope": 0.9, "bridge": 0.4},
        0.52,
        12,
        0.040,
        25,
        tiers=3,
    )
    strips.sash(made.cloth, made.waist, 6, 0.05, 0.006, above=0.95)
    entry = _entry(
        "ballgown",
        "Ball gown",
        (
            "ball gown",
            "ballgown",
            "wedding dress",
            "bridal gown",
            "princess dress",
            "wedding gown",
            "quinceanera dress",
            "crinoline",
        ),
        ("formal", "royal", "fantasy", "wedding", "party", "female"),
        (0.90, 0.89, 0.86),
        (0.56, 0.70, 0.86),
        (0.82, 0.56, 0.66),
        (0.50, 0.09, 0.14),
        fabric="silk",
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        _trimmed(made, _paint(made, 1.1), 0.016, 0.035),
        [*blocks_of(made), [6]],
        {"stitches": 0.85, "trim": 0.78},
        dropped(made.cloth, made.top, made.low, 0.02, 0.25),
    )


def robe() -> Piece:
    g = ground()
    made = gown(
        g,
        (pattern.collar_line(g, 0.068, 0.20, 0.010, 1.0), pattern.sleeve_end(g, g.wrist - 0.015)),
        0.10,
        {"ease": 0.012, "waist": 0.004, "slope": 0.25, "bridge": 0.7, "arm": 0.010, "bell": 0.030},
        0.14,
        11,
        0.016,
        22,
        neck_hem=False,
    )
    edge = strips.lapels(
        made.cloth, made.cloth.points[: len(made.sheet.skin)], made.neck, 6, 0.045, notch=False, stand=0.010
    )
    strips.sash(made.cloth, made.waist, 7, 0.055, 0.011, above=0.95)
    base = _paint(made, 1.2)

    def paint(c: Canvas) -> None:
        base(c)
        features.opening(c, 0.0, g.throat - 0.2, lap=0.03)
        features.shadow_of(c, edge, (0, 1), (6,))
        c.zone("trim", c.panel(6, 7) * 1.0)

    entry = _entry(
        "robe",
        "Robe",
        (
            "robe",
            "bathrobe",
            "kimono",
            "wizard robe",
            "monk's habit",
            "dressing gown",
            "habit",
            "cassock",
            "toga",
            "tunic",
        ),
        ("medieval", "fantasy", "religious", "home", "male", "female", "child"),
        (0.30, 0.22, 0.16),
        (0.22, 0.16, 0.36),
        (0.14, 0.22, 0.30),
        (0.55, 0.50, 0.42),
    )
    return piece(
        made.cloth,
        entry,
        made.hides,
        paint,
        [*blocks_of(made), [6], [7]],
        {"trim": None, "stitches": 0.85},
        dropped(made.cloth, made.top, made.low, 0.05, 0.35),
    )


def blocks_of(made: Gown) -> list[list[int]]:
    return pattern.used_blocks(made.cloth, _BLOCKS)


MAKERS = {"short_dress": short_dress, "long_dress": long_dress, "ballgown": ballgown, "robe": robe}
