"""Cloth that is wound around the hips or tied before them: mawashi, loincloth, apron."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import hugging, moved_by, ring, slab, smoothstep, triangles_of, tube, xyz
from .sheets import Hang, Spots, facing, nearest, piece, sheet
from .tailor.ground import ground
from .tailor.hanging import hung
from .trunks import Trunk, outward, trunk

_BACK = 0.15
"""metres that an apron may come back to the legs in each metre below the waist"""
HIPS = ("Hips", "Spine*", "LeftUpLeg", "RightUpLeg")


def _skin(on: Trunk) -> np.ndarray:
    return triangles_of(on.reference, moved_by(on.reference, *HIPS))


def as_skirts_hang(skin: np.ndarray, waist: float | None = None) -> Hang:
    """Of cloth that falls from `waist` metres above the floor, or from the usual waist, and does not follow each leg;
    skin: (F, 3) triangles that it follows above."""
    on_skin = nearest(trunk().reference, skin)

    def hang(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return hung(ground(), points, *on_skin(points), waist)

    return hang


def wound(on: Trunk, low: float, high: float, off: float, thick: float, dip: float = 0.0, rows: int = 6) -> np.ndarray:
    """(R, 72, 3) a broad band around the hips, round at both edges, `dip` metres lower in front."""
    skin = _skin(on)
    loops = np.array([on.ring(h - dip, h, off, 72, skin) for h in np.linspace(low, high, rows)])
    away = np.array([outward(loop) for loop in loops])
    bulge = thick * np.sin(np.linspace(0.25, np.pi - 0.25, rows)) ** 0.5
    outer = loops + away * bulge[:, None, None]
    return np.concatenate([loops[:1], outer, loops[[-1, 0]]])


def between(on: Trunk, front: float, back: float, half: tuple[float, float, float], off: float) -> np.ndarray:
    """(R, C, 3) a strip from the front between the legs to the back, with its half widths in front, below, behind."""
    skin = _skin(on)
    share = np.linspace(0, 1, 33)
    loop = ring(on.reference, skin, (0.0, -0.01, on.hip + 0.02), (1.0, 0, 0), (0, 0, 1.0), 240, off)
    low = loop[loop[:, 2] < np.interp(loop[:, 1], (-0.2, 0.15), (front, back))]
    turn = np.arctan2(low[:, 1] + 0.01, -(low[:, 2] - on.hip - 0.02))
    low = low[np.argsort(turn)]
    path = np.stack([np.interp(share * (len(low) - 1), np.arange(len(low)), low[:, d]) for d in range(3)], axis=1)
    wide = np.interp(share, (0, 0.5, 1), half)
    across = np.linspace(-1, 1, 9)
    grid = path[:, None] + np.stack([wide[:, None] * across, np.zeros((33, 9)), np.zeros((33, 9))], axis=2)
    return on.cleared(grid, off * 0.7, skin)


def _strip(grid: np.ndarray, thick: float) -> np.ndarray:
    """A slab with its outside in front."""
    a, b = grid[1:6, 1:] - grid[:5, :-1], grid[1:6, :-1] - grid[:5, 1:]
    return slab(grid if np.cross(a, b)[..., 1].sum() < 0 else grid[:, ::-1], thick)


def mawashi() -> Piece:
    on = trunk()
    skin = _skin(on)
    hang = nearest(on.reference, skin)
    low, high = on.hip + 0.0, on.hip + 0.140
    band = wound(on, low, high, 0.007, 0.024, 0.020, 10)
    strip = _strip(between(on, low + 0.03, low + 0.06, (0.085, 0.045, 0.045), 0.011), 0.012)
    sheets = [
        sheet(band, hang, closed=True, paint={"shade": _layers, "height": _turns}),
        sheet(strip, hang, closed=True, paint={"shade": 0.92}),
    ]
    # the flap that hangs down in front, from under the upper edge over the belt
    front = float(band[..., 1].min())
    share, falls = np.linspace(-1, 1, 11), np.linspace(0.0, 0.30, 13)
    out = front - 0.006 - 0.010 * np.sin(np.pi * (falls / 0.14).clip(0, 1))
    rows = [
        np.stack([0.082 * share, at + 0.030 * share**2, np.full(11, high - 0.024 - fall)], axis=1)
        for fall, at in zip(falls, out, strict=True)
    ]
    held = np.array(rows)[::-1]
    held[..., 2] = np.clip(held[..., 2], low + 0.02, high)
    flap = slab(np.array(rows)[::-1], 0.006)
    sheets.append(sheet(flap, hang, closed=True, anchors=slab(held, 0.006), paint={"shade": _flap, "trim": _border}))
    # the knot behind
    behind = band[5, 0]
    knot = [behind + xyz(0, 0.006, dz) for dz in np.linspace(-0.060, 0.075, 9)]
    bulge = np.column_stack([0.050 - 0.014 * np.cos(np.linspace(0, 4 * np.pi, 9)), np.full(9, 0.022)])
    bow = tube(np.array(knot), bulge, 10)
    sheets.append(sheet(bow, hang, closed=True, anchors=np.broadcast_to(behind, bow.shape), paint={"shade": 0.9}))
    return piece(
        on.reference,
        Entry(
            name="mawashi", label="Mawashi", slot="bottom", layer=30,
            nouns=("mawashi", "sumo belt", "sumo loincloth", "fundoshi"),
            tags=("sumo", "sport", "japanese", "male", "female"),
            colours=((0.16, 0.12, 0.32), (0.09, 0.09, 0.10), (0.55, 0.08, 0.12)), fabric="silk",
        ),
        sheets, spans=on.spans, side=256, stand_off=0.004, zone_colours={"trim": (0.82, 0.66, 0.26)},
    )  # fmt: skip


def _turns(spots: Spots) -> np.ndarray:
    return 0.4 + 0.3 * ((spots.t * 6.0) % 1)


def _flap(spots: Spots) -> np.ndarray:
    return 0.86 + 0.14 * smoothstep(abs(spots.x), 0.0, 0.05)


def _border(spots: Spots) -> np.ndarray:
    return (spots.t > 0.09) & (spots.t < 0.14) & (spots.s < 0.5)


def _layers(spots: Spots) -> np.ndarray:
    return 1 - 0.45 * (abs((spots.t * 6.0) % 1 - 0.5) > 0.44)


def loincloth() -> Piece:
    on = trunk()
    skin = _skin(on)
    low, high = on.hip + 0.045, on.hip + 0.080
    hang, falling = nearest(on.reference, skin), as_skirts_hang(skin, low - 0.11)
    sheets = [
        sheet(wound(on, low, high, 0.004, 0.008, 0.015, 4), hang, closed=True, paint={"band": 1.0}),
        sheet(_strip(between(on, low + 0.012, low + 0.03, (0.060, 0.036, 0.060), 0.007), 0.004), hang, closed=True),
    ]
    for front in (True, False):
        rows = []
        y = None
        for down in np.linspace(0.0, 0.40, 14):
            height = high - 0.012 - down
            loop = on.ring(height, height, 0.014, 240, skin, "angle")
            found = loop[:, 1].min() if front else loop[:, 1].max()
            y = found if y is None else (min(y, found) if front else max(y, found))
            share = np.linspace(-1, 1, 13)
            wide = 0.105 + 0.03 * down / 0.4
            curve = 0.034 * share**2 * (1 - 0.4 * down / 0.4) + 0.006 * np.cos(share * 9) * smoothstep(down, 0.05, 0.3)
            ragged = 0.016 * np.sin(share * 11 + (1.0 if front else 2.0)) * smoothstep(down, 0.36, 0.40)
            z = height + ragged
            rows.append(np.stack([share * wide, y + (curve if front else -curve), z], axis=1))
        grid = np.array(rows)[::-1]
        grid = grid if front else grid[:, ::-1]
        sheets.append(sheet(slab(grid, 0.003), falling, closed=True, paint={"shade": _worn}))
    return piece(
        on.reference,
        Entry(
            name="loincloth", label="Loincloth", slot="bottom", layer=30,
            nouns=("loincloth", "breechcloth", "barbarian loincloth", "rags"),
            tags=("barbarian", "caveman", "castaway", "primitive", "fantasy", "male", "female"),
            colours=((0.42, 0.28, 0.16), (0.55, 0.46, 0.33), (0.24, 0.17, 0.12)), second_colour=(0.20, 0.12, 0.07),
            fabric="leather",
        ),
        sheets, spans=on.spans, side=256, stand_off=0.003, zone_colours={"band": None}, double_sided=True,
    )  # fmt: skip


def _worn(spots: Spots) -> np.ndarray:
    return 0.82 + 0.18 * smoothstep(spots.t, 0.0, 0.3)


def apron() -> Piece:
    on = trunk()
    skin = triangles_of(on.reference, moved_by(on.reference, *HIPS, "LeftLeg", "RightLeg"))
    hang = as_skirts_hang(skin)
    waist, top, bottom = on.hip + 0.125, float(on.joint["LeftArm"][2]) - 0.075, on.hip - 0.34
    share = np.linspace(-1, 1, 31)
    heights = np.concatenate([np.linspace(top, waist, 10), np.linspace(waist, bottom, 18)[1:]])
    rows, front, before = [], None, top
    for height in heights:
        loop = on.ring(height, height, 0.012, 240, skin, "angle")
        side = loop[loop[:, 1] < 0.035]
        side = side[np.argsort(side[:, 0])]
        bib = smoothstep(height, waist + 0.03, waist + 0.005)
        wide = (0.115 + 0.01 * smoothstep(height, top, waist)) * (1 - bib) + 0.215 * bib
        # as wide as it is along the body, not across
        length = np.append(0, np.cumsum(np.linalg.norm(np.diff(side[:, :2], axis=0), axis=1)))
        middle = np.interp(0.0, side[:, 0], length)
        at = np.clip(middle + share * wide, length[0], length[-1])
        flat = [np.interp(at, length, side[:, d]) for d in range(2)]
        row = np.stack([*flat, np.full(31, height)], axis=1)
        if front is not None:
            row[:, 1] = np.minimum(
                row[:, 1], front + (_BACK * (before - height) if height < waist else 0.003 * (1 - bib))
            )
        if height < waist:
            fold = smoothstep(height, waist - 0.04, bottom)
            row[:, 1] -= 0.005 * fold * (0.5 + 0.5 * np.cos(share * 13)) * (1 - abs(share) ** 4)
            row[:, 0] *= 1 + 0.06 * fold
        front, before = row[:, 1].copy(), height
        rows.append(row)
    grid = np.array(rows)[::-1]
    sheets = [facing(sheet(grid, hang, paint={"shade": _pocket}), (0, -1, 0))]
    # strings around the waist and over the neck
    loop = on.ring(waist - 0.004, waist + 0.004, 0.013, 72, skin)
    keep = loop[loop[:, 1] > -0.13]
    angle = np.argsort(np.arctan2(keep[:, 0], keep[:, 1]))
    back = keep[angle]
    flat_string = np.array([[0.0025, 0.010]] * len(back))
    sheets.append(sheet(tube(back, flat_string, 6), hang, closed=True, paint={"strings": 1.0}))
    behind = on.ring(waist, waist, 0.015, 72, skin)[0]
    strings = {"strings": 1.0}
    for sign in (1, -1):
        t = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        loop_z = 0.020 * np.sin(t) * (1 - 0.4 * np.cos(t))
        bow = behind + np.stack([sign * (0.036 - 0.036 * np.cos(t)), 0.004 + 0.004 * np.sin(t), loop_z], axis=1)
        down = np.linspace(0, 1, 6)
        tail = behind + np.stack([sign * 0.035 * down, np.full(6, 0.004), -0.15 * down], axis=1)
        for ribbon in (tube(bow, 0.0035, 6, closed=True), tube(tail, 0.0035, 6)):
            at = np.broadcast_to(behind, ribbon.shape)
            sheets.append(sheet(ribbon, hang, closed=True, anchors=at, paint=strings))
    bones = ("Hips", "Spine*", "Neck", "Head", "LeftShoulder", "RightShoulder")
    body = triangles_of(on.reference, moved_by(on.reference, *bones, least=0.45))
    neck = float(on.joint["Neck"][2])
    corner = max(grid[-1, 1], grid[-1, -2], key=lambda point: point[0])
    half = np.array(
        [
            corner, corner * 0.6 + xyz(0.042, -0.05, neck - 0.03) * 0.4, xyz(0.068, -0.015, neck + 0.01),
            xyz(0.045, 0.045, neck + 0.03), xyz(0, 0.06, neck + 0.035),
        ]
    )  # fmt: skip
    loop_path = np.concatenate([half, half[-2::-1] * (-1, 1, 1)])
    fine = np.stack([np.interp(np.linspace(0, 8, 41), np.arange(9), loop_path[:, d]) for d in range(3)], axis=1)
    for _ in range(8):  # close on the shoulders and around the neck
        fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
        fine[3:-3] = on.cleared(hugging(on.reference, body, fine[3:-3], 0.008), 0.006, body)
    fine = on.cleared(fine, 0.006, body)
    sheets.append(sheet(tube(fine, 0.0035, 6), nearest(on.reference, body), closed=True, paint={"strings": 1.0}))
    return piece(
        on.reference,
        Entry(
            name="apron", label="Apron", slot="waist", layer=52,
            nouns=("apron", "pinafore", "butcher's apron", "kitchen apron", "smock"),
            tags=("work", "cook", "baker", "blacksmith", "waiter", "maid", "male", "female"),
            colours=((0.90, 0.90, 0.88), (0.22, 0.26, 0.34), (0.36, 0.22, 0.13), (0.10, 0.10, 0.11)),
        ),
        sheets, spans=on.spans, side=256, stand_off=0.005, zone_colours={"strings": 0.92}, double_sided=True,
        hides=_behind_apron(on, waist, top, bottom),
    )  # fmt: skip


def _behind_apron(on: Trunk, waist: float, top: float, bottom: float) -> np.ndarray:
    """Vertices of skin and skirts that it covers, some centimetres within its borders."""
    base = np.nan_to_num(on.reference.base)
    below = np.unique(np.concatenate([_skin(on).reshape(-1), on.reference.group("skirt").reshape(-1)]))
    x, y, z = base[below].T
    wide = np.where(z > waist, 0.07, 0.12)
    inside = (np.abs(x) < wide) & (y < -0.03) & (z < top - 0.05) & (z > bottom + 0.05)
    return below[inside].astype(np.int32)


def _pocket(spots: Spots) -> np.ndarray:
    on = trunk()
    high, low = on.hip + 0.02, on.hip - 0.12
    x, z = abs(spots.x), spots.z
    edge = np.maximum(x - 0.10, np.maximum(z - high, low - z))
    seam = np.exp(-((edge / 0.005) ** 2)) + 0.6 * np.exp(-((x / 0.004) ** 2)) * (edge < 0)
    return 1 - 0.30 * np.minimum(seam, 1) * (spots.y < 0)


MAKERS = {"mawashi": mawashi, "loincloth": loincloth, "apron": apron}
