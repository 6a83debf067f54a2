"""What is carried by straps over the shoulders: a pack on the back, a bag at the hip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...wear.piece import Entry, Piece
from .backs import along_the_spine
from .shaping import moved_by, ring, slab, triangles_of, tube, xyz
from .sheets import Hang, Paint, Sheet, Spots, mirrored, nearest, piece, sheet
from .skulls import ball
from .trunks import Trunk, trunk
from .waists import band


def box(
    centre: Sequence[float], half: Sequence[float], power: float, rows: int = 12, columns: int = 32
) -> tuple[np.ndarray, np.ndarray]:
    """(R, C, 3) a box with round edges, the rounder the less `power`, and the pole (3,) that closes it above."""
    turn = np.arange(columns) * (2 * np.pi / columns)
    cos, sin = np.cos(turn), np.sin(turn)
    level = np.stack([np.sign(cos) * abs(cos) ** (2 / power), np.sign(sin) * abs(sin) ** (2 / power)], axis=1)
    lift = np.concatenate([[-1.0], np.tanh(np.linspace(-2.2, 2.2, rows)) / np.tanh(2.2) * 0.995])
    wide = (1 - abs(lift) ** power).clip(1e-4, 1) ** (1 / power)
    wide[0] = 0.02
    grid = np.zeros((len(lift), columns, 3))
    grid[..., :2] = level[None] * wide[:, None, None]
    grid[..., 2] = lift[:, None]
    return np.asarray(centre) + grid * np.asarray(half), np.asarray(centre) + xyz(0, 0, half[2])


def spine(on: Trunk) -> tuple[Hang, Hang, float]:
    """What a pack hangs on, what it moves with, and where the back is, in metres."""
    neck = float(on.joint["Neck"][2])
    skin = np.unique(on.triangles)
    points = on.reference.base[skin]
    near = (abs(points[:, 0]) < 0.12) & (abs(points[:, 2] - neck + 0.18) < 0.10)
    hang = along_the_spine(on.reference, (neck - 0.02, neck - 0.14, neck - 0.26, neck - 0.38))
    return hang, hang, float(points[near, 1].max())


def shoulder_straps(on: Trunk, paint: Mapping[str, Paint | float], wide: float = 0.024) -> list[Sheet]:
    """From the upper back over each shoulder and under the arm back again."""
    chest = triangles_of(
        on.reference, moved_by(on.reference, "Hips", "Spine*", "Neck", "LeftShoulder", "RightShoulder", least=0.45)
    )
    neck = float(on.joint["Neck"][2])
    middle = np.array((0.098, 0.0, neck - 0.16))
    loops = []
    for side in np.linspace(-wide, wide, 5):
        lean = (1.0, 0.0, 0.10)
        loops.append(ring(on.reference, chest, middle + xyz(side, 0, 0), lean, (0, 0, 1.0), 64, 0.010))
    grid = np.array(loops)
    # the part that lies on the back is behind the pack
    order = np.arange(-12, 26) if grid[0, 16, 1] < 0 else np.arange(-25, 13)
    grid = np.swapaxes(grid[:, order % 64], 0, 1)
    hang = nearest(on.reference, chest)
    strip = slab(grid, 0.008)
    out = np.cross(strip[2:, 1:3] - strip[1:-1, :2], strip[2:, :2] - strip[1:-1, 1:3])
    upper = strip[1:-1, :2, 2] > neck - 0.09
    one = sheet(strip if out[upper][:, 2].sum() < 0 else strip[::-1], hang, closed=True, paint=paint)
    low = float(grid[[0, -1], :, 2].min()) + 0.012
    belt = band(on.ring(low, low, 0.014, 64), 0.036, 0.006)
    return [one, mirrored(one, hang), sheet(belt, on.hang, closed=True, paint=paint)]


def slung(on: Trunk, high: np.ndarray, low: np.ndarray) -> np.ndarray:
    """(5, C, 3) a strap around the trunk from the top of one shoulder to a place at the other side, lower down."""
    chest = triangles_of(
        on.reference, moved_by(on.reference, "Hips", "Spine*", "LeftShoulder", "RightShoulder", "Neck")
    )
    way = (high - low) / np.linalg.norm(high - low)
    normal = np.cross(way, (0, 1.0, 0))
    normal = normal if normal[2] > 0 else -normal
    middle = (high + low) / 2 + xyz(0, -0.02, 0)
    edges = [middle + normal * k for k in (-0.019, 0.0, 0.019)]
    loops = np.array([ring(on.reference, chest, at, normal, (0, 1.0, 0), 72, 0.010, "arc") for at in edges])
    centre = loops.mean(axis=(0, 1))
    inside = loops - 0.005 * (loops - centre) / np.linalg.norm(loops - centre, axis=2, keepdims=True)
    return np.concatenate([inside[:1], loops, inside[-1:]])


def backpack() -> Piece:
    on = trunk()
    neck = float(on.joint["Neck"][2])
    hang, follow, back = spine(on)
    body, pole = box((0.0, back + 0.092, neck - 0.225), (0.145, 0.085, 0.225), 3.4)
    lid, lid_pole = box((0.0, back + 0.098, neck - 0.022), (0.150, 0.096, 0.042), 3.0, 8)
    pocket, pocket_pole = box((0.0, back + 0.172, neck - 0.310), (0.105, 0.040, 0.095), 3.0, 8)
    roll = np.array([(x, back + 0.092, neck + 0.058) for x in np.linspace(-0.20, 0.20, 15)])
    thick = 0.044 * np.r_[0.05, 0.9, np.ones(11), 0.9, 0.05]
    held = {"follow": follow, "closed": True}
    sheets = [
        sheet(body, hang, pole=pole, paint={"shade": _seams}, **held),
        sheet(lid, hang, pole=lid_pole, paint={"shade": 0.86}, **held),
        sheet(pocket, hang, pole=pocket_pole, paint={"shade": _seams}, **held),
        sheet(tube(roll, thick, 14), hang, paint={"roll": 1.0, "shade": _rolled}, **held),
        *shoulder_straps(on, {"straps": 1.0}),
    ]
    return piece(
        on.reference,
        Entry(
            name="backpack", label="Backpack", slot="back", layer=60,
            nouns=("backpack", "rucksack", "knapsack", "school bag", "hiking backpack", "haversack"),
            tags=("hiking", "school", "travel", "outdoor", "modern", "male", "female", "child"),
            colours=((0.62, 0.16, 0.10), (0.16, 0.30, 0.48), (0.24, 0.33, 0.20), (0.80, 0.45, 0.10)),
            second_colour=(0.16, 0.15, 0.15),
        ),
        sheets, spans=on.spans, side=256, stand_off=0.004,
        zone_colours={"straps": None, "roll": (0.45, 0.42, 0.33)},
    )  # fmt: skip


def satchel() -> Piece:
    """A bag at the left hip, its strap over the right shoulder."""
    on = trunk()
    strap = slung(on, xyz(-0.105, 0, float(on.joint["LeftArm"][2]) + 0.06), xyz(0.165, 0, on.hip + 0.04))
    hip = on.ring(on.hip + 0.01, on.hip + 0.01, 0.010, 240)
    at = hip[np.argmax(hip[:, 0])] * (1, 0, 1) + xyz(0.036, -0.005, -0.05)
    bag, pole = box(tuple(at), (0.036, 0.150, 0.115), 3.6)
    flap, flap_pole = box(tuple(at + xyz(0.006, 0, 0.042)), (0.039, 0.154, 0.080), 4.0, 8)
    held = np.broadcast_to(at - xyz(0.036, 0, -0.05), bag.shape)
    clasp = ball(at + xyz(0.044, 0, -0.018), (0.006, 0.016, 0.012), 5, 8)
    hung = {"closed": True}
    sheets = [
        sheet(strap, on.hang, paint={"straps": 1.0, "shade": _strap}, **hung),
        sheet(bag, on.hang, pole=pole, anchors=held, paint={"shade": 0.82}, **hung),
        sheet(flap, on.hang, pole=flap_pole, anchors=held[: len(flap)], paint={"shade": _flap_edge}, **hung),
        sheet(clasp, on.hang, anchors=np.broadcast_to(held[0, 0], clasp.shape), paint={"metal": 1.0}, **hung),
    ]
    return piece(
        on.reference,
        Entry(
            name="satchel", label="Satchel", slot="back", layer=60,
            nouns=("satchel", "messenger bag", "shoulder bag", "mailbag", "crossbody bag", "saddlebag"),
            tags=("postman", "student", "school", "travel", "explorer", "modern", "male", "female", "child"),
            colours=((0.42, 0.25, 0.13), (0.58, 0.40, 0.22), (0.24, 0.27, 0.20), (0.12, 0.12, 0.13)),
            second_colour=(0.24, 0.14, 0.08), fabric="leather",
        ),
        sheets, spans=on.spans, side=256, stand_off=0.005,
        zone_colours={"straps": None, "metal": (0.76, 0.64, 0.34)},
    )  # fmt: skip


def quiver() -> Piece:
    """Slanted across the back, its mouth behind the right shoulder, with arrows in it."""
    on = trunk()
    neck = float(on.joint["Neck"][2])
    hang, follow, back = spine(on)
    mouth, foot = xyz(-0.112, back + 0.048, neck + 0.005), xyz(0.050, back + 0.062, neck - 0.455)
    up = (mouth - foot) / np.linalg.norm(mouth - foot)
    share = np.array((0.0, 0.0, 0.04, 0.35, 0.70, 0.96, 1.0, 1.0, 0.93))
    radius = np.array((0.004, 0.030, 0.036, 0.042, 0.046, 0.048, 0.052, 0.044, 0.042))
    across = np.cross(up, (0, 1.0, 0))
    across /= np.linalg.norm(across)
    deep = np.cross(across, up)
    turn = np.arange(18)[:, None] * (2 * np.pi / 18)
    circle = np.cos(turn) * across - np.sin(turn) * deep
    case = (foot + (mouth - foot) * share[:, None])[:, None] + radius[:, None, None] * circle
    held = {"follow": follow, "closed": True}
    sheets = [
        sheet(case, hang, paint={"rim": _quiver_bands, "shade": _quiver_seams}, **held),
        sheet(slung(on, xyz(-0.105, 0, neck - 0.04), xyz(0.150, 0, on.hip + 0.20)), on.hang, closed=True,
              paint={"rim": 1.0, "shade": _strap}),
    ]  # fmt: skip
    for number in range(6):
        around = number * 2.399
        beside = 0.034 * np.sqrt((number + 0.5) / 6) * (np.cos(around) * across + np.sin(around) * deep)
        end = mouth + beside * 1.25 + up * (0.165 + 0.022 * np.sin(5.0 * number))
        shaft = tube(np.array([mouth + beside - up * 0.08, end]), 0.0032, 5)
        sheets.append(sheet(shaft, hang, paint={"wood": 1.0}, **held))
        for side in range(3):
            out = np.cos(around + side * 2.094) * across + np.sin(around + side * 2.094) * deep
            sheets.append(sheet(_vane(end - up * 0.012, up, out), hang, paint={"vanes": 1.0}, **held))
    return piece(
        on.reference,
        Entry(
            name="quiver", label="Quiver", slot="back", layer=60,
            nouns=("quiver", "quiver of arrows", "arrows", "arrow case"),
            tags=("archer", "elf", "hunter", "fantasy", "medieval", "male", "female", "child"),
            colours=((0.42, 0.25, 0.13), (0.24, 0.15, 0.09), (0.20, 0.26, 0.16)), second_colour=(0.86, 0.84, 0.78),
            fabric="leather",
        ),
        sheets, spans=on.spans, side=128, stand_off=0.005, double_sided=True,
        zone_colours={"rim": 0.6, "vanes": None, "wood": (0.62, 0.47, 0.29)},
    )  # fmt: skip


def _vane(end: np.ndarray, up: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(4, 4, 3) one feather of an arrow, thin, that ends below its nock."""
    root = end + np.array((-0.075, -0.055, -0.012, 0.0))[:, None] * up
    edge = root + np.array((0.001, 0.014, 0.016, 0.006))[:, None] * out
    thick = np.cross(up, out) * 0.0007
    return np.stack([root - thick, root + thick, edge + thick, edge - thick], axis=1)


def _quiver_bands(spots: Spots) -> np.ndarray:
    return (abs(spots.t - 0.30) < 0.025) | (abs(spots.t - 0.56) < 0.025) | (spots.t > 0.70)


def _quiver_seams(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (abs(spots.s - 0.5) < 0.012) - 0.55 * (spots.t > 0.90)


def _strap(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * (abs(spots.t - 0.5) > 0.28)


def _flap_edge(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (spots.t < 0.22) - 0.2 * (abs(spots.t - 0.30) < 0.015)


def _seams(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * (abs(spots.t - 0.72) < 0.02) - 0.25 * (spots.t < 0.14)


def _rolled(spots: Spots) -> np.ndarray:
    straps = abs(abs(spots.x) - 0.11) < 0.013
    return 1 - 0.55 * straps


MAKERS = {"backpack": backpack, "satchel": satchel, "quiver": quiver}
