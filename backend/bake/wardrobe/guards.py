"""Guards that are worn alone: of one shoulder, of both shins."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .armours import BRASS, STEEL, Shell, paint_plates, pauldrons
from .reference import reference
from .shaping import moved_by, ring, smoothstep, triangles_of, xyz
from .sheets import Spots, mirrored, nearest
from .sheets import piece as of_sheets
from .sheets import sheet as grid_sheet
from .suits import depth_of
from .tailor import laid, pattern
from .tailor.canvas import Canvas
from .tailor.cloth import Cloth
from .tailor.finish import piece
from .tailor.ground import Ground, ground
from .tailor.plates import Plate, Smith, above_axis, shell, toward_body
from .tailor.sheet import whole
from .trunks import trunk

_COLUMNS = 32


def pauldron() -> Piece:
    """Three plates over one shoulder and the upper arm, held by a strap across the chest."""
    g = ground()
    smith = Smith(Cloth(g), 0)
    for number, (first, last, off) in enumerate(((0.105, 0.190, 0.014), (0.040, 0.130, 0.021), (-0.075, 0.070, 0.029))):
        made = _plate(g, first, last, off, f"plate{number}")
        smith.lay(made.sheet, made.points, np.asarray(made.axis), made.halves, name=made.name)
    panel = smith.following
    depth = depth_of(g)
    controls = [
        (-0.115, -0.02, g.throat + 0.020),
        (-0.060, depth(0.06, g.chest + 0.09, -1), g.chest + 0.09),
        (0.060, depth(0.06, g.chest - 0.03, -1), g.chest - 0.03),
        (0.150, 0.0, g.chest - 0.10),
        (0.060, depth(0.06, g.chest - 0.04, 1), g.chest - 0.04),
        (-0.050, depth(0.05, g.chest + 0.07, 1), g.chest + 0.07),
        (-0.115, 0.01, g.throat + 0.018),
    ]
    laid.strap(smith.cloth, np.array(controls), 0.034, 0.012, panel, 52)
    smith.plates.append(Plate("belt", [panel], []))

    def paint(c: Canvas) -> None:
        paint_plates(c, smith, plain=("belt",))
        c.zone("belt", c.panel(panel) * 1.0)

    entry = Entry(
        name="pauldron", label="Shoulder guard", slot="outer", layer=54,
        nouns=("pauldron", "shoulder guard", "shoulder armour", "shoulder plate", "spaulder", "single pauldron"),
        tags=("gladiator", "roman", "barbarian", "fantasy", "warrior", "male", "female", "child"),
        colours=(STEEL, BRASS), second_colour=(0.30, 0.17, 0.09), fabric="metal",
    )  # fmt: skip
    nothing = np.zeros(0, np.int32)
    return piece(
        smith.cloth, entry, nothing, paint, smith.blocks,
        {"trim": 0.72, "gleam": (0.97, 0.98, 1.0), "belt": None}, roughness=0.3,
    )  # fmt: skip


def shoulder_pads() -> Piece:
    """Three plates over each shoulder, held by straps that cross the chest and the back."""
    g = ground()
    smith = Smith(Cloth(g), 0)
    for sign in (1, -1):
        for made in pauldrons(g, sign):
            smith.lay(made.sheet, made.points, np.asarray(made.axis), made.halves, name=made.name)
    panel = smith.following
    depth = depth_of(g)
    front, back = (
        [(x, depth(abs(x), level, side), level) for x, level in ((0.075, g.chest + 0.05), (-0.075, g.chest + 0.05))]
        for side in (-1, 1)
    )
    controls = [(0.13, -0.02, g.chest + 0.075), *front, (-0.13, -0.02, g.chest + 0.075), *back[::-1]]
    laid.strap(smith.cloth, np.array([*controls, controls[0]]), 0.034, 0.012, panel, 60)
    smith.plates.append(Plate("belt", [panel], []))

    def paint(c: Canvas) -> None:
        paint_plates(c, smith, plain=("belt",))
        c.zone("belt", c.panel(panel) * 1.0)

    entry = Entry(
        name="shoulder_pads", label="Shoulder pads", slot="outer", layer=54,
        nouns=("shoulder pads", "pauldrons", "shoulder guards", "shoulder plates"),
        tags=("orc", "barbarian", "fantasy", "warrior", "gladiator", "male", "female", "child"),
        colours=((0.34, 0.33, 0.33), STEEL, (0.30, 0.20, 0.12)), second_colour=(0.22, 0.14, 0.08), fabric="metal",
    )  # fmt: skip
    return piece(
        smith.cloth, entry, np.zeros(0, np.int32), paint, smith.blocks,
        {"trim": 0.72, "gleam": (0.97, 0.98, 1.0), "belt": None}, roughness=0.35,
    )  # fmt: skip


def _plate(g: Ground, first: float, last: float, off: float, name: str) -> Shell:
    """From `first` to `last` metres along the right arm."""
    over = above_axis(g, "arm", -1, (0.0, 0.0, 1.0))
    near = (g.arm > first - 0.06) & (g.arm < last + 0.06) & (g.base[:, 0] < -0.05) & (over > -0.09)
    sheet = whole(g, near & (g.share["leg"] < 0.1) & (g.share["head"] < 0.2))
    sheet = pattern.trimmed(sheet, g.arm - last, first - g.arm, -0.022 - over)
    share = ((sheet.at(g.arm) - first) / (last - first)).clip(0, 1)
    return Shell(name, sheet, shell(sheet, off + 0.012 * share), toward_body(g, "arm", -1, sheet), False)


def shin_guards() -> Piece:
    """A stiff plate before each shin, on a stocking to the knee."""
    on, joint = reference(), ground().joint
    up = joint["LeftLeg"] - joint["LeftFoot"]
    long = float(np.linalg.norm(up))
    up = up / long
    skin = {side: triangles_of(on, moved_by(on, f"{side}Leg", f"{side}Foot", least=0.6)) for side in ("Left", "Right")}
    rows = []
    for level in np.linspace(0.17, 0.86, 12):
        at = joint["LeftFoot"] + up * (long * level)
        loop = ring(on, skin["Left"], at, up, (0, 1.0, 0), _COLUMNS, 0.004)
        ahead = smoothstep(-(loop - loop.mean(axis=0))[:, 1] / 0.05, 0.15, 0.60)
        inner = smoothstep(level, 0.22, 0.28) * (1 - smoothstep(level, 0.76, 0.82))
        rows.append(loop + xyz(0, -1.0, 0) * (0.013 * ahead * inner)[:, None])
    body = np.array(rows)
    inside = body[[0, -1]] - 0.0035 * (body[[0, -1]] - body[[0, -1]].mean(axis=1, keepdims=True)) / 0.05
    body = np.concatenate([inside[:1], body, inside[1:]])
    left = grid_sheet(body, nearest(on, skin["Left"]), closed=True, paint={"plate": _plate_zone, "shade": _plate_shade})
    return of_sheets(
        on,
        Entry(
            name="shin_guards", label="Shin guards", slot="legs", layer=46,
            nouns=("shin guards", "shin pads", "shinpads", "greaves", "leg guards"),
            tags=("football", "hockey", "sport", "cricket", "gladiator", "male", "female", "child"),
            colours=((0.93, 0.93, 0.91), (0.10, 0.10, 0.11), (0.12, 0.20, 0.46)), second_colour=(0.16, 0.17, 0.19),
        ),
        [left, mirrored(left, nearest(on, skin["Right"]))],
        spans=trunk().spans, side=160, stand_off=0.004, roughness=0.6, zone_colours={"plate": None},
    )  # fmt: skip


def _box(spots: Spots) -> np.ndarray:
    return np.maximum(abs(spots.s - 0.5) / 0.19, abs(spots.t - 0.50) / 0.36)


def _plate_zone(spots: Spots) -> np.ndarray:
    return (_box(spots) < 1.0) * 1.0


def _plate_shade(spots: Spots) -> np.ndarray:
    rim = np.exp(-(((_box(spots) - 1.0) / 0.05) ** 2))
    ribs = np.exp(-((((spots.s - 0.5) * 22) % 1 - 0.5) ** 2) / 0.02) * (_box(spots) < 0.9)
    return 1 - 0.5 * rim - 0.25 * ribs


MAKERS = {"pauldron": pauldron, "shoulder_pads": shoulder_pads, "shin_guards": shin_guards}
