"""What astronauts wear: a padded suit with a ring collar, a helmet with a gold visor, life support on the back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat
from .packs import box, shoulder_straps, spine
from .sheets import Spots, sheet
from .sheets import piece as put_together
from .skulls import HAIR, skull
from .tailor import features, folds, pattern, strips
from .tailor.canvas import Canvas
from .tailor.cloth import borders, sewn
from .tailor.finish import covered, piece
from .tailor.ground import ground, smooth
from .tailor.shapes import gathered, suit_shape
from .trunks import trunk

WHITE, GOLD, GREY = (0.90, 0.90, 0.88), (0.80, 0.58, 0.16), (0.62, 0.64, 0.67)
_TAGS = ("astronaut", "space", "science fiction", "modern", "male", "female", "child")


def spacesuit() -> Piece:
    g = ground()
    sheet_ = pattern.trimmed(
        pattern.whole_body(g),
        pattern.collar_line(g, 0.080, 0.034, 0.006),
        pattern.sleeve_end(g, g.wrist + 0.008),
        pattern.leg_end(g, g.ankle - 0.012),
    )
    points = suit_shape(sheet_, 0.026, 0.06, 0.092, 0.014)
    points = gathered(sheet_, points, cuffs=0.045, hem=0.0, tight=0.014)
    cloth = sewn(sheet_, points, pattern.body_panels(sheet_, points, g.hip + 0.12))
    loops = borders(cloth)
    neck = features.highest(cloth, loops)
    strips.band(cloth, neck, 6, 0.036, 0.012, 0.016, 0.0)
    cloth.hem_all(loops, 0.016, 0.004, but=neck)

    def paint(c: Canvas) -> None:
        folds.armpit_folds(c)
        folds.waist_folds(c, g.waist, 0.8)
        features.leg_seams(c)
        features.cuffs(c, 0.045)
        p = c.of(cloth.points)
        suit = c.outer * (c.cloth.panel[c.face] < 6) * 1.0
        for along, share, at in ((g.arm, g.share["arm"], g.elbow), (g.leg, g.share["leg"], g.knee)):
            place, limb = c.field(along), c.field(share) > 0.6
            near = np.exp(-(((place - at) / 0.07) ** 4)) * limb * suit
            wave = 0.5 + 0.5 * np.cos(2 * np.pi * place / 0.030)
            c.height += 0.006 * wave * near
            c.shade *= 1 - 0.28 * (1 - wave) * near
        c.zone("stripes", (np.abs(c.field(g.arm) - 0.17) < 0.012) * (c.field(g.share["arm"]) > 0.7) * suit)
        c.zone("stripes", (np.abs(c.field(g.leg) - 0.26) < 0.016) * (c.field(g.share["leg"]) > 0.7) * suit)
        front = features.front(c) * (c.cloth.panel[c.face] < 6)
        _control_box(c, p, g.chest - 0.035, front)
        patch = np.maximum(np.abs(p[..., 0] - 0.095) - 0.030, np.abs(p[..., 2] - g.chest - 0.085) - 0.019)
        c.zone("blue", smooth(patch, 0.001, -0.001) * front)
        c.zone("ring", (c.cloth.panel[c.face] == 6) * 1.0)
        c.groove(np.abs(p[..., 2] - g.waist + 0.01) - 0.016, 0.002, 0.004, suit * (c.field(g.share["arm"]) < 0.3))

    entry = Entry(
        name="spacesuit", label="Spacesuit", slot="one_piece", also=("top", "bottom"), layer=32,
        nouns=("spacesuit", "space suit", "pressure suit", "astronaut suit"), tags=_TAGS,
        colours=(WHITE,), second_colour=(0.75, 0.15, 0.08),
    )  # fmt: skip
    return piece(
        cloth, entry, covered(sheet_), paint, [[0, 1], [2, 3], [4, 5], [6]],
        {"ring": GREY, "stripes": None, "box": (0.70, 0.71, 0.73), "knobs": None, "blue": (0.10, 0.20, 0.55),
         "stitches": 0.85, "dark": (0.12, 0.13, 0.15)},
    )  # fmt: skip


def _control_box(c: Canvas, p: np.ndarray, height: float, front: np.ndarray) -> None:
    edge = np.maximum(np.abs(p[..., 0]) - 0.078, np.abs(p[..., 2] - height) - 0.055)
    c.zone("box", smooth(edge, 0.001, -0.002) * front)
    c.height += 0.007 * smooth(edge, 0.004, -0.004) * front
    c.shade *= 1 - 0.5 * np.exp(-((edge / 0.004) ** 2)) * front
    for x in (-0.045, 0.0, 0.045):
        for z, zone in ((0.024, "dark"), (-0.022, "knobs")):
            away = np.hypot(p[..., 0] - x, p[..., 2] - height - z)
            c.zone(zone, smooth(away, 0.012, 0.010) * front)


def space_helmet() -> Piece:
    on = skull()
    base, region = on.reference.base, on.reference.region
    eyes = float(base[region("eyes")][:, 2].mean())
    count = 64
    low, high = eyes - 0.150, on.top + 0.035
    centre, radius = np.array((0.0, on.middle - 0.012, (low + high) / 2)), (high - low) / 2
    turn = np.arange(count) * (2 * np.pi / count)  # from behind over the right side
    around = np.stack([-np.sin(turn) * 0.150, np.cos(turn) * 0.168, np.zeros(count)], axis=1)
    if np.cross(around[0], around[1])[2] < 0:
        around = around * (-1, 1, 1)
    rows = []
    for lift in np.concatenate([np.linspace(-0.92, 1.0, 22)]) * (np.pi / 2):
        wide = max(np.cos(lift) ** 0.7, 0.0)
        wide = max(wide, 0.62) if lift < 0 else wide
        rows.append(centre + around * wide + np.array((0, 0, radius * np.sin(lift))))
    rows = rows[:-1]
    neck = rows[0]
    inside = [neck + (centre - neck) * (0.12, 0.12, 0.0), neck + (centre - neck) * (0.06, 0.06, 0.0) - (0, 0, 0.008)]
    ring = [neck * (1, 1, 1) + (neck - centre) * (0.06, 0.06, 0.0) + (0, 0, dz) for dz in (-0.010, 0.012)]
    body = np.array([*inside, *ring, *rows[1:]])
    anchor = on.ring(on.brow + 0.010, on.ear, 0.0, count)
    top = centre + np.array((0, 0, radius))
    made = hat(
        Entry(
            name="space_helmet", label="Space helmet", slot="head", layer=76,
            nouns=("space helmet", "astronaut helmet", "spacesuit helmet", "cosmonaut helmet"), tags=_TAGS,
            colours=(WHITE,), second_colour=GOLD, fabric="rubber",
        ),
        [
            sheet(
                body, on.hang, closed=True, pole=top, anchors=np.broadcast_to(anchor, body.shape),
                paint={"visor": _visor(eyes), "frame": _frame(eyes), "gleam": _gleam(eyes), "ring": _ring},
            )
        ],
        anchor, side=320, roughness=0.2,
        zone_colours={"visor": None, "frame": GREY, "ring": GREY, "gleam": (1.0, 0.95, 0.75)},
    )  # fmt: skip
    head = region("head")
    under = head[base[head, 2] > eyes - 0.115]
    hair = HAIR[base[HAIR, 2] > eyes - 0.13]
    return replace(made, hides=np.unique(np.concatenate([made.hides, under, hair])).astype(np.int32))


def _edge(spots: Spots, eyes: float) -> np.ndarray:
    """Metres outside of the visor's outline."""
    x, z = spots.x / 0.105, (spots.z - eyes + 0.005) / 0.082
    return np.where(spots.y < -0.02, ((abs(x) ** 2.6 + abs(z) ** 2.6) ** (1 / 2.6) - 1) * 0.09, 1.0)


def _visor(eyes: float):
    return lambda spots: smoothly(_edge(spots, eyes), 0.001, -0.001)


def _frame(eyes: float):
    return lambda spots: smoothly(abs(_edge(spots, eyes) - 0.006), 0.007, 0.005)


def _gleam(eyes: float):
    def paint(spots: Spots) -> np.ndarray:
        streak = np.exp(-(((spots.x - 0.045 - 0.3 * (spots.z - eyes)) / 0.012) ** 2)) * (spots.z > eyes - 0.03)
        return 0.8 * streak * (_edge(spots, eyes) < -0.008)

    return paint


def _ring(spots: Spots) -> np.ndarray:
    return (spots.t < 0.16) * 1.0


def smoothly(value: np.ndarray, low: float, high: float) -> np.ndarray:
    return smooth(np.asarray(value), low, high)


def life_support() -> Piece:
    on = trunk()
    neck = float(on.joint["Neck"][2])
    hang, follow, back = spine(on)
    y = back + 0.085
    pack, pole = box((0.0, y, neck - 0.235), (0.165, 0.075, 0.235), 5.0)
    lid, lid_pole = box((0.0, y + 0.004, neck - 0.005), (0.130, 0.062, 0.030), 4.0)
    sheets = [
        sheet(pack, hang, follow=follow, closed=True, pole=pole, paint={"shade": _panels}),
        sheet(lid, hang, follow=follow, closed=True, pole=lid_pole, paint={"grey": 1.0}),
        *shoulder_straps(on, {"grey": 1.0}),
    ]
    return put_together(
        on.reference,
        Entry(
            name="life_support", label="Life support", slot="back", layer=60,
            nouns=("life support pack", "oxygen tank", "air tank", "jetpack", "jet pack"), tags=_TAGS,
            colours=(WHITE,), second_colour=GREY, fabric="rubber",
        ),
        sheets, spans=on.spans, side=256, stand_off=0.004, zone_colours={"grey": None},
    )  # fmt: skip


def _panels(spots: Spots) -> np.ndarray:
    lines = (abs(abs(spots.x) - 0.10) < 0.003) | (abs((spots.z * 6.2) % 1 - 0.5) < 0.015)
    return 1 - 0.45 * (lines & (spots.y > 0.12))


MAKERS = {"spacesuit": spacesuit, "space_helmet": space_helmet, "life_support": life_support}
