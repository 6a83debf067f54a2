"""Gowns by their line: the empire gown, high in the waist, the trumpet gown, close down to the knees, and the dress of
the nineteenth century, high in the neck and with long sleeves."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import features, folds, laid, pattern, strips
from .tailor.canvas import Canvas
from .tailor.finish import MEDIUM
from .tailor.gown import gown, gown_paint, gown_piece, waist_of
from .tailor.ground import ground, smooth


def empire_gown() -> Piece:
    """A low neck, short puffed sleeves, a ribbon below the bust from which it falls straight to the floor."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.100, 0.095, 0.030, 2.4), pattern.sleeve_end(g, 0.115)),
        0.06,
        {"ease": 0.004, "waist": 0.030, "slope": 0.10, "bridge": 0.75, "arm": 0.022, "bell": 0.010},
        0.10,
        15,
        0.015,
        18,
        cuffs=0.018,
    )
    base = gown_paint(made, 0.7, 0.0)
    ribbon = g.chest - 0.070

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        z, outer = p[..., 2], c.outer * c.panel(0, 1)
        c.zone("ribbon", smooth(np.abs(z - ribbon), 0.0165, 0.0145) * outer)
        c.groove(np.abs(z - ribbon) - 0.016, 0.0016, 0.003, outer)
        turn = np.arctan2(p[..., 1], p[..., 0])
        gathers = np.sin(46 * turn + 2 * np.sin(3 * turn))
        below = smooth(ribbon - z, 0.012, 0.02) * smooth(ribbon - z, 0.085, 0.02) * outer
        c.height += 0.0018 * gathers * below
        c.shade *= 1 - 0.12 * (0.5 - 0.5 * gathers) * below
        features.border(c, made.neck, 0.010, c.panel(0, 1), 0.002, groove=0.0010)
        features.border(c, made.hem, 0.020, c.panel(4, 5), 0.002, groove=0.0010)

    entry = Entry(
        name="empire_gown",
        label="Empire gown",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=(
            "empire gown",
            "empire waist gown",
            "empire dress",
            "regency dress",
            "regency gown",
            "jane austen dress",
        ),
        tags=("regency", "bridgerton", "historic", "romantic", "formal", "female", "child"),
        colours=((0.92, 0.90, 0.85), (0.62, 0.74, 0.86), (0.88, 0.70, 0.74)),
        second_colour=(0.36, 0.46, 0.62),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"ribbon": None, "trim": 0.85}, 0.04, 0.35)


def trumpet_gown() -> Piece:
    """Without sleeves, close to the knees, and wide from there to the floor."""
    g = ground(gender=1.0)
    wide = float(g.joint["LeftArm"][0])
    made = gown(
        g,
        (pattern.collar_line(g, 0.088, 0.125, 0.030, 1.5), pattern.armhole(g, 0.88 * wide, 0.80 * wide, 0.012)),
        0.03,
        {"ease": 0.004, "waist": 0.001, "slope": 0.9, "bridge": 0.4},
        0.44,
        12,
        0.045,
        26,
        flare_from=waist_of(g) - g.knee_height - 0.04,
    )
    base = gown_paint(made, 0.5, 0.12)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        bodice = c.outer * c.panel(0, 1, 4, 5) * (p[..., 2] > g.knee_height)
        c.groove(np.abs(p[..., 0]) - 0.075 + 0.02 * smooth(p[..., 2], made.top + 0.12, made.top), 0.0012, 0.003, bodice)
        features.border(c, made.neck, 0.010, c.panel(0, 1), 0.002, groove=0.0010)
        folds.border_stitches(c, made.hem, (0.025,), 0.0006)

    entry = Entry(
        name="trumpet_gown",
        label="Trumpet gown",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("mermaid gown", "trumpet gown", "mermaid dress", "fishtail gown", "fishtail dress", "red carpet gown"),
        tags=("formal", "party", "red carpet", "wedding", "elegant", "jazz", "female"),
        colours=((0.56, 0.06, 0.12), (0.08, 0.08, 0.10), (0.10, 0.26, 0.34)),
        fabric="silk",
    )
    return gown_piece(made, entry, paint, {"trim": 0.85}, 0.02, 0.18)


def high_necked_dress() -> Piece:
    """Closed up to a standing collar, buttons down to the waist, long sleeves with cuffs, a full skirt to the floor."""
    g = ground(gender=1.0)
    made = gown(
        g,
        (pattern.collar_line(g, 0.062, 0.020, 0.000), pattern.sleeve_end(g, g.wrist - 0.015)),
        0.04,
        {"ease": 0.004, "waist": 0.002, "slope": 0.7, "bridge": 0.5, "arm": 0.007},
        0.22,
        12,
        0.022,
        18,
        neck_hem=False,
        columns=48,
    )
    strips.band(made.cloth, made.neck, 6, 0.044, 0.004)
    laid.sash(made.cloth, made.waist, 7, 0.034, 0.006, above=0.95)
    base = gown_paint(made, 0.9)

    def paint(c: Canvas) -> None:
        base(c)
        p = c.of(made.cloth.points)
        x, z = p[..., 0], p[..., 2]
        front = features.front(c) * c.panel(0) * 1.0
        c.groove(np.abs(x) - 0.014, 0.0012, 0.003, front * (z > made.top))
        for height in np.arange(made.top + 0.03, g.throat + 0.015, 0.030):
            c.zone("buttons", smooth(np.hypot(x, z - height), 0.0075, 0.0060) * front)
        for line in (0.040, 0.062):
            c.groove(np.abs(x) - line, 0.0012, 0.003, front * (z > made.top + 0.02))
        c.zone("trim", (c.panel(6) & (folds.distance(c, made.neck) > 0.034)) * 1.0)
        c.zone("trim", c.panel(7) * 1.0)
        features.sleeve_border(c, 0.040)
        for wide in (0.05, 0.085):
            c.groove(folds.distance(c, made.hem) - wide, 0.0016, 0.003, c.outer * c.panel(4, 5))

    entry = Entry(
        name="high_necked_dress",
        label="High-necked dress",
        slot="one_piece",
        also=("top", "bottom"),
        layer=30,
        nouns=("high-necked dress", "victorian dress", "edwardian dress", "mourning dress", "long-sleeved dress"),
        tags=("victorian", "edwardian", "governess", "puritan", "western", "modest", "female", "child"),
        colours=((0.10, 0.10, 0.11), (0.36, 0.37, 0.40), (0.32, 0.08, 0.13), (0.16, 0.22, 0.34)),
        second_colour=(0.80, 0.80, 0.78),
    )
    zones = {"buttons": None, "trim": 0.80}
    return gown_piece(made, entry, paint, zones, 0.04, 0.40, size=MEDIUM)


MAKERS = {"empire_gown": empire_gown, "trumpet_gown": trumpet_gown, "high_necked_dress": high_necked_dress}
