"""Against weather and fire: parka, raincoat, puffer jacket, turnout coat."""

from __future__ import annotations

import numpy as np

from ...protocol.requests import Colour
from ...wear.piece import Entry, Piece
from .tailor import collars, features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.gown import Gown, gown, gown_piece
from .tailor.ground import ground, smooth

_SILVER: Colour = (0.86, 0.88, 0.90)
_LIME: Colour = (0.80, 0.93, 0.10)
_BLACK: Colour = (0.08, 0.08, 0.09)


def _straight(hem: float, neck: float, ease: float, cuffs: float, flare: float = 0.02) -> Gown:
    """A coat that falls straight down, `neck` metres deep in front."""
    g = ground()
    return gown(
        g,
        (pattern.collar_line(g, 0.078, neck, 0.006), pattern.sleeve_end(g, g.wrist + 0.002)),
        hem,
        {"ease": ease, "waist": 0.008, "slope": 0.02, "bridge": 0.9, "arm": 0.012},
        flare,
        rows=8,
        columns=54,
        neck_hem=False,
        cuffs=cuffs,
    )


def _folds(c: Canvas, made: Gown, amount: float = 1.0) -> None:
    folds.soft(c, amount)
    folds.hanging_folds(c, 0.6 * amount)
    folds.armpit_folds(c, 0.8 * amount)
    folds.elbow_folds(c, 1.2 * amount)
    folds.armhole_seams(c)
    folds.inner_shade(c)


def _front(c: Canvas) -> np.ndarray:
    return features.front(c) * c.panel(0, 4) * 1.0


def _flap(c: Canvas, half: float) -> None:
    """The flap over a zip, down the whole front."""
    x, here = np.abs(c.of(c.cloth.points)[..., 0]), _front(c)
    c.height += 0.003 * smooth(x, half + 0.002, half - 0.002) * here
    c.groove(x - half, 0.002, 0.004, here)
    c.shade *= 1 - 0.3 * np.exp(-(((x - half - 0.003) / 0.005) ** 2)) * here


def parka() -> Piece:
    """With a hood whose edge, the cuffs and the hem are of fur, in the second colour."""
    g = ground()
    made = _straight(g.crotch - 0.09, 0.05, 0.018, 0.0)
    hood = collars.hood_down(made.cloth, made.neck, 6)
    strips.ruff(made.cloth, hood[2], 7, 0.026)

    def paint(c: Canvas) -> None:
        _folds(c, made, 1.1)
        p = c.of(made.cloth.points)
        c.zone("trim", c.panel(7) * 1.0)
        features.border(c, made.hem, 0.062, c.panel(4, 5), 0.006)
        features.sleeve_border(c, 0.062, 0.006)
        fur = c.zones["trim"]
        u = np.arange(len(c.face)) * c.texel
        tufts = np.sin(2 * np.pi * u / 0.021)[None, :] * np.sin(2 * np.pi * u / 0.027 + 1)[:, None]
        c.height += (0.006 + 0.004 * tufts) * fur
        c.shade *= 1 - 0.18 * (0.5 - 0.5 * tufts) * fur
        _flap(c, 0.024)
        features.patch(c, 0.125, g.hip + 0.03, 0.075, 0.15, _front(c), 0.0, flap=0.05)
        toggles = np.maximum(np.abs(p[..., 0]) - 0.026, np.abs((g.throat - 0.06 - p[..., 2]) % 0.12 - 0.06) - 0.007)
        above = (p[..., 2] > made.low + 0.09) * (p[..., 2] < g.throat - 0.03)
        c.zone("toggles", smooth(toggles, 0.003, -0.003) * _front(c) * above)

    entry = Entry(
        name="parka",
        label="Parka",
        slot="outer",
        layer=50,
        nouns=("parka", "arctic parka", "fur trimmed parka", "fur hooded coat", "snorkel parka", "inuit parka"),
        tags=("winter", "arctic", "modern", "male", "female", "child"),
        colours=((0.24, 0.28, 0.18), (0.12, 0.16, 0.26), (0.46, 0.34, 0.22)),
        second_colour=(0.72, 0.62, 0.48),
    )
    zones = {"trim": None, "toggles": (0.22, 0.15, 0.09)}
    return gown_piece(made, entry, paint, zones, 0.30, 0.10)


def raincoat() -> Piece:
    """With a hood and snap buttons."""
    g = ground()
    made = _straight(g.knee_height + 0.10, 0.05, 0.016, 0.0, 0.09)
    collars.hood_down(made.cloth, made.neck, 6)

    def paint(c: Canvas) -> None:
        _folds(c, made, 0.9)
        _flap(c, 0.028)
        features.buttons(c, 0.0, np.arange(g.throat - 0.03, made.low + 0.15, -0.11), 0.011)
        features.patch(c, 0.125, g.hip + 0.02, 0.07, 0.15, _front(c), 0.0, flap=0.055)
        folds.border_stitches(c, made.hem, (0.025,), 0.0006)
        end, sleeve = features.sleeve(c)
        c.groove(end - 0.045, 0.002, 0.004, sleeve)

    entry = Entry(
        name="raincoat",
        label="Hooded raincoat",
        slot="outer",
        layer=50,
        nouns=("raincoat", "anorak", "hooded coat", "cagoule", "oilskin", "mackintosh", "waterproof coat"),
        tags=("rain", "sea", "outdoor", "modern", "male", "female", "child"),
        colours=((0.90, 0.74, 0.10), (0.14, 0.30, 0.50), (0.62, 0.12, 0.12)),
        fabric="rubber",
    )
    return gown_piece(made, entry, paint, {"buttons": 0.5}, 0.30, 0.28)


def puffer_jacket() -> Piece:
    """Quilted across, with a high collar."""
    g = ground()
    made = _straight(g.crotch + 0.02, 0.036, 0.024, 0.03, 0.0)
    strips.rolled_collar(made.cloth, made.neck, 6, 0.055, 0.008)

    def paint(c: Canvas) -> None:
        folds.inner_shade(c)
        p = c.of(made.cloth.points)
        end, sleeve = features.sleeve(c)
        for along, where in ((p[..., 2] - made.low, c.panel(0, 1, 4, 5) * c.outer * (1 - sleeve)), (end, sleeve)):
            part = (along / 0.072) % 1.0
            arch = np.sqrt(np.maximum(1 - (2 * part - 1) ** 2, 0.0))
            c.height += 0.012 * arch * where
            c.shade *= 1 - 0.45 * (1 - arch) ** 2 * where
        features.zip_fastener(c, made.low, g.throat + 0.06)
        folds.armpit_folds(c, 0.5)

    entry = Entry(
        name="puffer_jacket",
        label="Puffer jacket",
        slot="outer",
        layer=50,
        nouns=("puffer jacket", "puffer coat", "down jacket", "quilted jacket", "padded jacket", "ski jacket"),
        tags=("winter", "sport", "street", "modern", "male", "female", "child"),
        colours=((0.62, 0.12, 0.14), (0.10, 0.11, 0.13), (0.16, 0.26, 0.46)),
    )
    return gown_piece(made, entry, paint, {"zip": (0.70, 0.70, 0.72)}, 0.45, 0.04)


def turnout_coat() -> Piece:
    """Of firefighters: reflective bands around chest, hem and sleeves, clasps down the front."""
    g = ground()
    made = _straight(g.crotch - 0.06, 0.034, 0.018, 0.0, 0.05)
    strips.band(made.cloth, made.neck, 6, 0.055, 0.006, 0.010)

    def paint(c: Canvas) -> None:
        _folds(c, made, 0.8)
        p = c.of(made.cloth.points)
        end, sleeve = features.sleeve(c)
        trunk = c.panel(0, 1, 4, 5) * c.outer * (1 - sleeve)
        z = p[..., 2]
        for away, where in (
            (z - g.chest + 0.03, trunk),
            (z - made.low - 0.075, trunk),
            (end - 0.06, sleeve),
            (end - g.wrist + 0.16, sleeve),
        ):
            far = np.abs(away)
            c.zone("trim", smooth(far, 0.040, 0.038) * where)
            c.zone("bands", smooth(far, 0.020, 0.018) * where)
        _flap(c, 0.034)
        clasps = np.maximum(np.abs(p[..., 0]) - 0.040, np.abs((g.throat - 0.09 - z) % 0.15 - 0.075) - 0.011)
        c.zone("clasps", smooth(clasps, 0.003, -0.003) * _front(c) * (z < g.throat) * (z > made.low + 0.12))
        features.patch(c, 0.125, g.hip + 0.03, 0.075, 0.13, _front(c), 0.0, flap=0.05)

    entry = Entry(
        name="turnout_coat",
        label="Turnout coat",
        slot="outer",
        layer=50,
        nouns=(
            "turnout coat",
            "firefighter coat",
            "fireman's coat",
            "bunker coat",
            "high visibility coat",
            "fire coat",
        ),
        tags=("work", "fire", "safety", "uniform", "modern", "male", "female", "child"),
        colours=((0.70, 0.56, 0.34), (0.10, 0.11, 0.14)),
        second_colour=_LIME,
    )
    zones = {"trim": None, "bands": _SILVER, "clasps": _BLACK}
    return gown_piece(made, entry, paint, zones, 0.45, 0.05)


MAKERS = {"parka": parka, "raincoat": raincoat, "puffer_jacket": puffer_jacket, "turnout_coat": turnout_coat}
