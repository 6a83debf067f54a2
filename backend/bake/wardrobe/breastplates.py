"""A breastplate as soldiers of old wore it over a tunic: a shell with the form of the chest, and strips of leather."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .armours import BRASS, STEEL, Shell, paint_plates
from .tailor import folds, laid, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.drape import clear, hanging_trunk, stretched
from .tailor.finish import covered, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.plates import Plate, Smith, above_axis, shell, toward_body
from .tailor.sheet import whole
from .tailor.skirt import matched, sew_skirt, shaped, skirt

_COLUMNS, _STRIPS = 60, 20


def breastplate() -> Piece:
    g = ground()
    edge = g.base[g.body.group("skirt"), 2]
    waist = float(edge[edge > edge.max() - 0.04].min())
    smith = Smith(Cloth(g), 0)
    chest = _chest(g, waist - 0.012)
    smith.lay(chest.sheet, chest.points, name=chest.name)
    sleeve = _shoulder(g)
    for each in (sleeve, sleeve.mirrored):
        smith.lay(each.sheet, each.points, np.asarray(each.axis), each.halves, name=each.name)
    lower = min(smith.plates[0].rims, key=lambda rim: smith.cloth.points[rim, 2].mean())
    made = skirt(g, g.crotch - 0.02, 9, _COLUMNS)
    points = shaped(made, np.maximum(matched(made, smith.cloth.points[lower], -0.007), 0.008), 0.16, start=0.02)
    first, panel = len(smith.cloth.points), smith.following
    _, hem = sew_skirt(smith.cloth, made, points, panel)
    smith.cloth.hem(hem, 0.006, 0.003)
    below_waist = Plate("strips", [panel, panel + 1], [hem])
    laid.sash(smith.cloth, lower, panel + 2, 0.050, 0.018, above=0.5)
    smith.plates += [below_waist, Plate("belt", [panel + 2], [])]
    turn = np.zeros((len(smith.cloth.points), 2))
    angle = made.turn.reshape(-1)
    turn[first : first + len(angle)] = np.stack([np.cos(angle), np.sin(angle)], axis=1)

    def paint(c: Canvas) -> None:
        paint_plates(c, smith, plain=("strips", "sleeve", "belt"))
        around = np.arctan2(*np.moveaxis(c.of(turn), -1, 0)[::-1]) / (2 * np.pi) * _STRIPS
        below = np.isin(c.cloth.panel[c.face], below_waist.panels)
        c.zone("belt", c.panel(panel + 2) * 1.0)
        _strips(c, around, below * 1.0, folds.distance(c, hem))
        for plate, sign in zip(smith.plates[1:3], (-1, 1), strict=True):
            here = np.isin(c.cloth.panel[c.face], plate.panels)
            _strips(
                c, c.field(above_axis(g, "arm", sign, (0.0, -1.0, 0.0))) / 0.026, here * 1.0, np.full(here.shape, 1.0)
            )

    entry = Entry(
        name="breastplate", label="Breastplate", slot="outer", layer=50,
        nouns=("breastplate", "cuirass", "chest plate", "chest armour"),
        tags=("medieval", "roman", "knight", "soldier", "fantasy", "male", "female"),
        colours=(STEEL, BRASS), second_colour=(0.30, 0.17, 0.09), fabric="metal",
    )  # fmt: skip
    return piece(
        smith.cloth, entry, covered(chest.sheet), paint, smith.blocks,
        {"trim": 0.72, "gleam": (0.97, 0.98, 1.0), "strips": None, "belt": None, "studs": (0.86, 0.72, 0.38)},
        roughness=0.3,
    )  # fmt: skip


def _chest(g: Ground, low: float) -> Shell:
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.082, 0.050, 0.018),
        pattern.armhole(g, 0.80 * wide, 0.80 * wide, 0.010),
        pattern.level(g, low),
    )
    least = np.full(len(sheet.skin), 0.014)
    points = hanging_trunk(sheet, stretched(sheet, least), np.ones(len(least)), 0.7, 0.35)
    for _ in range(6):
        points = points + 0.5 * (sheet.average @ points - points)
    return Shell("chest", sheet, clear(sheet, points, 0.9 * least))


def _shoulder(g: Ground) -> Shell:
    over = above_axis(g, "arm", -1, (0.0, 0.0, 1.0))
    near = (g.arm > -0.06) & (g.arm < 0.16) & (g.base[:, 0] < -0.06) & (over > -0.09)
    sheet = whole(g, near & (g.share["leg"] < 0.1) & (g.share["head"] < 0.2))
    sheet = pattern.trimmed(sheet, g.arm - 0.115, -0.012 - g.arm, -0.028 - over)
    share = ((sheet.at(g.arm) + 0.012) / 0.127).clip(0, 1)
    points = shell(sheet, 0.020 + 0.010 * share)
    return Shell("sleeve", sheet, points, toward_body(g, "arm", -1, sheet), False)


def _strips(c: Canvas, across: np.ndarray, where: np.ndarray, from_end: np.ndarray) -> None:
    """Straps side by side: `across` counts them."""
    place = (across % 1.0 - 0.5) * 2
    c.zone("strips", where)
    c.height += 0.003 * smooth(np.abs(place), 1.0, 0.7) * where
    c.shade *= 1 - 0.65 * smooth(np.abs(place), 0.78, 0.97) * where
    end = smooth(from_end, 0.030, 0.026) * where
    c.zone("studs", end * smooth(np.abs(place), 0.62, 0.52))


MAKERS = {"breastplate": breastplate}
