"""What closes a suit of armour at hands and feet: gauntlets with cuffs of plate, and sabatons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .armours import STEEL, Shell, paint_plates
from .shaping import smoothstep
from .sheets import Hang, Spots, sheet
from .sheets import Sheet as Grid
from .sheets import piece as put_together
from .shoes import last
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import covered, piece
from .tailor.ground import Ground, ground, smooth
from .tailor.plates import Smith, front_of, limb, shell, toward_body
from .tailor.sheet import loops

_COLOURS = (STEEL, (0.60, 0.61, 0.65), (0.40, 0.41, 0.45))


def gauntlets() -> Piece:
    g = ground()
    cloth, hides = Cloth(g), []
    for panel, side in enumerate(("left", "right")):
        hides.append(_mitten(cloth, side, panel))
    smith = Smith(cloth, 2)
    cuff = _cuff(g)
    for each in (cuff, cuff.mirrored):
        smith.lay(each.sheet, each.points, np.asarray(each.axis), each.halves, name=each.name)
        hides.append(covered(each.sheet))

    def paint(c: Canvas) -> None:
        hand = (c.cloth.panel[c.face] < 2) * 1.0
        place = (c.field(g.arm) / 0.017) % 1.0
        c.height += 0.0015 * place * hand
        c.shade *= 1 - 0.5 * np.exp(-((np.minimum(place, 1 - place) * 0.017 / 0.0022) ** 2)) * hand
        paint_plates(c, smith)

    entry = Entry(
        name="gauntlets", label="Gauntlets", slot="hands", layer=56,
        nouns=("gauntlets", "steel gloves", "armoured gloves", "mail gloves"),
        tags=("medieval", "knight", "fantasy", "soldier", "male", "female"),
        colours=_COLOURS, second_colour=(0.25, 0.14, 0.08), fabric="metal",
    )  # fmt: skip
    made = piece(
        cloth, entry, np.concatenate(hides), paint, [[0], [1], *smith.blocks],
        {"trim": 0.72, "gleam": (0.97, 0.98, 1.0)}, roughness=0.3, size=256,
    )  # fmt: skip
    return replace(made, stand_off=0.0025)


def _mitten(cloth: Cloth, side: str, panel: int) -> np.ndarray:
    """Plates of the fingers close to the skin, as one with the glove below them, in the skin's own texture. Gives what
    it hides."""
    on = cloth.ground.body
    chosen = np.isin(on.quads, on.region(f"hand_{side}")).all(axis=1)
    ids, faces = np.unique(on.quads[chosen], return_inverse=True)
    faces = faces.reshape(-1, 4)
    border = np.concatenate(loops(faces))
    reach = np.linalg.norm(on.base[ids][:, None] - on.base[ids[border]][None], axis=2).min(axis=1)
    gap = 0.0026 + 0.002 * smooth(reach, 0.03, 0.0)
    points = on.base[ids] + on.normals[ids] * gap[:, None]
    uvs = np.asarray(on.body.uvs)[on.body.uv_polygons[chosen]].astype(np.float64)
    quads = on.base[on.quads[chosen]]
    scale = (
        np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1).sum() / np.linalg.norm(uvs[:, 0] - uvs[:, 1], axis=1).sum()
    )
    places = np.repeat(ids[:, None], 3, axis=1), np.tile((1.0, 0.0, 0.0), (len(ids), 1))
    cloth.add(points, places, faces, (uvs - uvs.min(axis=(0, 1))) * scale, panel)
    return ids[reach > 0.004]


def _cuff(g: Ground) -> Shell:
    start, end = g.wrist - 0.088, g.wrist + 0.002
    sheet = limb(g, "arm", -1, start, end)
    share = ((sheet.at(g.arm) - start) / (end - start)).clip(0, 1)
    points = shell(sheet, 0.010 + 0.018 * smooth(share, 0.75, 0.0) + 0.002 * smooth(share, 0.85, 1.0))
    above = sheet.normals[sheet.faces].mean(axis=1) @ np.array((-0.6, 0.0, 0.8)) > 0
    quarters = 2 * front_of(g, "arm", -1, sheet) + above
    return Shell("cuff", sheet, points, toward_body(g, "arm", -1, sheet), quarters)


def sabatons() -> Piece:
    on = last()
    outline = on.outline(0.008, longer=0.012, taper=0.25)
    collar = on.collar(0.085, 0.105, 0.004, 0.008)
    shoe = on.upper(outline, collar, clearance=0.005, toe_box=0.008, wall=0.020)
    shaft = on.shaft(collar, (0.115, 0.130, 0.145), (0.010, 0.012, 0.016))
    upper = on.lipped(np.concatenate([shoe, shaft]), 0.005, 0.015)

    def sheets(skin: Hang, level: Hang) -> list[Grid]:
        return [
            sheet(upper, skin, closed=True, paint={"shade": _lames, "height": _steps, "gleam": _gleam}),
            *on.sole(outline, _level, level, top=0.006, out=0.003, paint={"sole": 1.0}),
        ]

    return put_together(
        on.reference,
        Entry(
            name="sabatons", label="Sabatons", slot="shoes", layer=46,
            nouns=("sabatons", "armoured boots", "steel boots", "armoured shoes"),
            tags=("medieval", "knight", "fantasy", "soldier", "male", "female"),
            colours=_COLOURS, second_colour=(0.20, 0.12, 0.07), fabric="metal",
        ),
        on.both(sheets), hides=on.inside(shaft[-1]), spans=on.spans, side=320, roughness=0.3,
        zone_colours={"sole": (0.16, 0.10, 0.07), "gleam": (0.97, 0.98, 1.0)},
    )  # fmt: skip


def _level(share: np.ndarray) -> np.ndarray:
    return np.full(np.shape(share), -0.012)


def _place(spots: Spots) -> np.ndarray:
    """How many lames lie behind a spot, from the toes on, over the foot and up the shin."""
    way = np.where(spots.z < 0.09, -spots.y, 0.0) - np.maximum(spots.z - 0.06, 0.0)
    return way / 0.026


def _lames(spots: Spots) -> np.ndarray:
    part = _place(spots) % 1.0
    return 1 - 0.5 * np.exp(-((np.minimum(part, 1 - part) * 0.026 / 0.003) ** 2)) - 0.3 * smoothstep(spots.t, 0.9, 0.95)


def _steps(spots: Spots) -> np.ndarray:
    return 0.4 + 0.2 * (_place(spots) % 1.0)


def _gleam(spots: Spots) -> np.ndarray:
    return 0.6 * np.exp(-(((spots.s - 0.42) / 0.035) ** 2)) * (spots.t < 0.9)


MAKERS = {"gauntlets": gauntlets, "sabatons": sabatons}
