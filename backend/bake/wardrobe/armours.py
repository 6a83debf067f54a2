"""A suit of armour: plates over mail, closed from the neck to the ankles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...wear.piece import Entry, Piece
from .tailor import folds, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import sewn
from .tailor.drape import clear, hanging_trunk, stretched
from .tailor.finish import covered, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.plates import Plate, Smith, above_axis, front_of, limb, shell, suit_panels, toward_body
from .tailor.sheet import Sheet, mirrored, whole, without
from .tailor.skirt import matched, sew_skirt, shaped, skirt, under

STEEL, DARK, BRASS = (0.67, 0.68, 0.71), (0.40, 0.41, 0.45), (0.80, 0.62, 0.26)
Off = Callable[[np.ndarray, Sheet], np.ndarray]
"""Metres over the skin by how far along a plate something is, 0 to 1, and by its sheet."""


@dataclass(frozen=True, eq=False)
class Shell:
    """A plate before it is sewn on: where it is cut from the skin, and how it is laid flat."""

    name: str
    sheet: Sheet
    points: np.ndarray
    axis: np.ndarray | tuple[float, float, float] = (0.0, 0.0, 1.0)
    halves: np.ndarray | bool = True
    """as `Smith.lay` takes it"""

    @property
    def mirrored(self) -> Shell:
        across = np.array((-1.0, 1.0, 1.0))
        return replace(
            self, sheet=mirrored(self.sheet), points=self.points * across, axis=np.asarray(self.axis) * across
        )


def cuirass(g: Ground, low: float) -> Shell:
    """Breast and back, `low` metres its lower edge."""
    wide = float(g.joint["LeftArm"][0])
    sheet = pattern.trimmed(
        pattern.torso(g),
        pattern.collar_line(g, 0.084, 0.050, 0.018),
        pattern.armhole(g, 0.86 * wide, 0.80 * wide, 0.008),
        pattern.level(g, low),
    )
    least = np.full(len(sheet.skin), 0.017)
    points = hanging_trunk(sheet, stretched(sheet, least), np.ones(len(least)), 0.62, 0.9)
    for _ in range(3):  # a plate has no muscles
        for _ in range(12):
            points = points + 0.6 * (sheet.average @ points - points)
        points = clear(sheet, points, 0.9 * least)
    x, y, z = points.T
    ahead = smooth(y, -0.02, -0.09)
    breast = np.exp(-(((z - g.chest + 0.02) / 0.11) ** 2))
    points[:, 1] -= ahead * (0.010 * np.exp(-abs(x) / 0.05) * smooth(z, g.throat, g.throat - 0.08) + 0.008 * breast)
    return Shell("cuirass", sheet, points)


def fauld(smith: Smith, breast: np.ndarray, hem: float, hoops: int = 5) -> None:
    """Hoops of plate around the hips that overlap downwards. breast: (n, 3) metres, the edge that they begin over;
    hem: metres, height of the lowest edge."""
    columns = 56
    made = skirt(smith.cloth.ground, hem, 3 * hoops + 1, columns)
    fall = made.fall / np.maximum(made.fall[-1:], 1e-6)
    row = np.repeat(np.arange(3 * hoops + 1.0), columns)
    step = 0.004 * np.r_[np.tile((0.0, 0.5, 1.0), hoops), 1.0][:, None]
    start = np.maximum(matched(made, breast, -0.007), 0.018)
    points = shaped(made, start + step + 0.004 * fall, 0.09, start=0.02)
    # each hoop begins under the edge of the one above
    points[3:-1:3, :, 2] += 0.5 * (points[2:-2:3, :, 2] - points[3:-1:3, :, 2])
    number, first = smith.following, len(smith.cloth.points)
    _, edge = sew_skirt(smith.cloth, made, points, number)
    smith.cloth.hem(edge, 0.008, 0.004)
    smith.hoops = np.zeros(len(smith.cloth.points))
    smith.hoops[first : first + len(row)] = row / 3
    smith.plates.append(Plate("fauld", [number, number + 1], [edge]))


def gorget(g: Ground) -> Shell:
    """Around the neck, over the edge of breast and back."""
    neck = g.joint["Neck"]
    top = float(neck[2]) + 0.040
    way = (g.base - neck - np.array((0.0, -0.020, -0.006))) / np.array((0.092, 0.108, 0.074))
    near = (1 - np.linalg.norm(way, axis=1)) * 0.10
    rise = g.base[:, 2] - top - 0.10 * (g.base[:, 1] - float(neck[1]))
    sheet = whole(g, (near > -0.06) & (rise < 0.03) & (g.share["arm"] < 0.3))
    sheet = pattern.trimmed(sheet, rise, -near)
    up = smooth(sheet.at(near), 0.02, 0.07)
    rim = smooth(sheet.at(rise), -0.015, 0.0)
    least = 0.028 - 0.013 * up + 0.006 * rim
    return Shell("gorget", sheet, shell(sheet, least, 20, 2))


def pauldrons(g: Ground, sign: int) -> list[Shell]:
    """Three lames over a shoulder."""
    over = above_axis(g, "arm", sign, (0.0, 0.0, 1.0))
    found = []
    for start, end, least, down in (
        (0.085, 0.165, 0.019, 0.055),
        (0.030, 0.110, 0.026, 0.050),
        (-0.062, 0.062, 0.035, 0.030),
    ):
        near = (g.arm > start - 0.05) & (g.arm < end + 0.05) & (g.base[:, 0] * sign > 0.06) & (over > -down - 0.05)
        sheet = whole(g, near & (g.share["leg"] < 0.1) & (g.share["head"] < 0.2))
        sheet = pattern.trimmed(sheet, g.arm - end, start - g.arm, -down - over)
        along = sheet.at(g.arm)
        bulge = 0.010 * np.sin(np.pi * ((along - start) / (end - start)).clip(0, 1)) + 0.004 * smooth(
            along, end - 0.02, end
        )
        halves = len(sheet.border) > 1 and front_of(g, "arm", sign, sheet)
        found.append(Shell("pauldron", sheet, shell(sheet, least + bulge), toward_body(g, "arm", sign, sheet), halves))
    return found


def _limb(g: Ground, name: str, part: str, sign: int, start: float, end: float, off: Off) -> Shell:
    """off: metres over the skin by how far along the plate is, 0 to 1, and the sheet."""
    sheet = limb(g, part, sign, start, end)
    field = sheet.at(g.arm if part == "arm" else g.leg)
    points = shell(sheet, off(((field - start) / (end - start)).clip(0, 1), sheet))
    return Shell(name, sheet, points, toward_body(g, part, sign, sheet), front_of(g, part, sign, sheet))


def _cop(way: tuple[float, float, float], most: float = 0.020) -> Off:
    """A bowl over a joint that stands out to one side."""

    def off(share: np.ndarray, sheet: Sheet) -> np.ndarray:
        there = smooth(sheet.normals @ np.asarray(way), -0.2, 0.9)
        return 0.017 + 0.004 * np.sin(np.pi * share) + most * there * np.sin(np.pi * share) ** 1.2

    return off


def _tube(off: float, first: float = 0.0, last: float = 0.0, middle: float = 0.0) -> Off:
    """Close to the limb, wider at its upper and lower end and in the middle."""

    def shape(share: np.ndarray, sheet: Sheet) -> np.ndarray:
        bell = first * smooth(share, 0.22, 0.0) + last * smooth(share, 0.8, 1.0)
        return off + bell + middle * np.sin(np.pi * share)

    return shape


def arm(g: Ground, sign: int) -> list[Shell]:
    return [
        _limb(g, "rerebrace", "arm", sign, 0.125, g.elbow - 0.040, _tube(0.011)),
        _limb(g, "vambrace", "arm", sign, g.elbow + 0.035, g.wrist - 0.004, _tube(0.010, 0.004, 0.004)),
        _limb(g, "cop", "arm", sign, g.elbow - 0.062, g.elbow + 0.062, _cop((0.5 * sign, 0.8, 0.2), 0.016)),
        *pauldrons(g, sign),
    ]


def leg(g: Ground, sign: int) -> list[Shell]:
    tasset = limb(g, "leg", sign, 0.035, 0.235)
    front = 0.9 * above_axis(g, "leg", sign, (0.0, -1.0, 0.0)) + 0.7 * above_axis(
        g, "leg", sign, (float(sign), 0.0, 0.0)
    )
    tasset = pattern.trimmed(tasset, -0.010 - front)
    fall = ((tasset.at(g.leg) - 0.035) / 0.20).clip(0, 1)
    return [
        _limb(g, "cuisse", "leg", sign, 0.13, g.knee - 0.045, _tube(0.010)),
        _limb(g, "greave", "leg", sign, g.knee + 0.045, g.ankle - 0.012, _tube(0.009, 0.003, 0.004, 0.003)),
        _limb(g, "cop", "leg", sign, g.knee - 0.075, g.knee + 0.070, _cop((0.15 * sign, -1.0, 0.0))),
        Shell("tasset", tasset, shell(tasset, 0.024 + 0.004 * fall), toward_body(g, "leg", sign, tasset)),
    ]  # fmt: skip


def mail_sheet(g: Ground) -> Sheet:
    return pattern.trimmed(
        pattern.whole_body(g),
        pattern.collar_line(g, 0.070, 0.020, 0.0, above=0.035),
        pattern.sleeve_end(g, g.wrist + 0.012),
        pattern.leg_end(g, g.ankle),
    )


def armour() -> Piece:
    g = ground()
    edge = g.base[g.body.group("skirt"), 2]
    waist = float(edge[edge > edge.max() - 0.04].min())
    shells = [cuirass(g, waist - 0.015), gorget(g)]
    for each in (*arm(g, -1), *leg(g, -1)):
        shells += [each, each.mirrored]
    suit = mail_sheet(g)
    least = np.full(len(suit.skin), 0.0055)
    points = clear(suit, stretched(suit, least, 20), 0.8 * least)
    mail, kept = without(suit, np.concatenate([covered(each.sheet, 0.022) for each in shells]))
    points = points[kept]
    panels = suit_panels(g, mail)
    cloth = sewn(mail, points, panels)
    smith = Smith(cloth, len(panels))
    for each in shells:
        smith.lay(each.sheet, each.points, np.asarray(each.axis), each.halves, name=each.name)
    breast = min(smith.plates[0].rims, key=lambda rim: cloth.points[rim, 2].mean())
    fauld(smith, cloth.points[breast], g.crotch - 0.02)
    blocks = [[k] for k in range(len(panels))] + smith.blocks
    entry = Entry(
        name="armour", label="Armour", slot="one_piece", also=("top", "bottom"), layer=50,
        nouns=("armour", "armor", "plate armour", "suit of armour", "plate mail", "chainmail"),
        tags=("medieval", "knight", "fantasy", "soldier", "male", "female"),
        colours=(STEEL, (0.60, 0.61, 0.65)), second_colour=(0.25, 0.14, 0.08), fabric="metal",
    )  # fmt: skip
    hides = np.concatenate([covered(suit), under(g, waist, g.crotch)])
    return piece(
        cloth, entry, hides, lambda c: paint_plates(c, smith, len(panels)), blocks,
        {"mail": 0.42, "trim": 0.72, "gleam": (0.97, 0.98, 1.0)}, roughness=0.3, size=512,
    )  # fmt: skip


def paint_plates(c: Canvas, smith: Smith, mail: int = 0, plain: tuple[str, ...] = ()) -> None:
    """Polish, edges and lames of plates but those called `plain`; rings of mail on the panels before `mail`."""
    if mail:
        on = c.cloth.panel[c.face] < mail
        _rings(c, on)
    outer = c.outer
    normal = c.of(c.cloth.normals())
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    turn = np.degrees(np.arctan2(normal[..., 0], -normal[..., 1]))
    for plate in smith.plates:
        if plate.name in plain:
            continue
        here = np.isin(c.cloth.panel[c.face], plate.panels) & outer
        away = np.min([folds.distance(c, rim) for rim in plate.rims], axis=0)
        c.zone("trim", smooth(away, 0.0095, 0.0075) * here)
        c.groove(away - 0.010, 0.0012, 0.0025, here * 1.0)
        # a shadow lies beside the edge, and what bends away is darker, as polish shows a dark room
        c.shade *= 1 - 0.18 * smooth(away, 0.030, 0.008) * (away > 0.008) * here
        streak = np.exp(-(((turn - 24) / 9) ** 2)) + 0.7 * np.exp(-(((turn + 42) / 14) ** 2))
        dark = np.exp(-(((np.abs(turn) - 78) / 16) ** 2)) + 0.5 * np.exp(-(((turn - 4) / 7) ** 2))
        level = smooth(np.abs(normal[..., 2]), 0.8, 0.4)
        c.zone("gleam", 0.75 * streak.clip(0, 1) * level * here)
        c.shade *= 1 - 0.34 * dark.clip(0, 1) * level * here
        c.shade *= 1 - 0.25 * smooth(normal[..., 2], -0.15, -0.8) * here
        if plate.name == "fauld":
            place = c.of(smith.hoops) % 1.0
            c.shade *= 1 - 0.5 * smooth(place, 0.30, 0.0) * here
            c.zone("trim", smooth(place, 0.84, 0.90) * here)
        if plate.name == "tasset":
            _lames(c, c.field(c.cloth.ground.leg), 0.040, here)


def _lames(c: Canvas, along: np.ndarray, step: float, where: np.ndarray) -> None:
    """Edges of hoops that lie over one another."""
    place = (along / step) % 1.0
    c.height += 0.0025 * place * where
    c.shade *= 1 - 0.42 * np.exp(-((np.minimum(place, 1 - place) * step / 0.0035) ** 2)) * where


def _rings(c: Canvas, where: np.ndarray, step: float = 0.011) -> None:
    size = len(c.face)
    u, v = np.meshgrid((np.arange(size) + 0.5) * c.texel / step, (np.arange(size) + 0.5) * c.texel / step * 1.25)
    row = np.floor(v)
    x, y = (u + 0.5 * (row % 2)) % 1.0 - 0.5, v % 1.0 - 0.5
    ring = np.exp(-(((np.hypot(x, y) - 0.33) / 0.13) ** 2))
    c.zone("mail", where * 1.0)
    c.height += 0.0015 * ring * where
    c.shade *= 1 - 0.55 * (1 - ring) * where


MAKERS = {"armour": armour}
