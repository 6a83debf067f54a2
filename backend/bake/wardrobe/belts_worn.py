"""Belts that carry something: two that cross on the chest, and a worker's with pouches and a hammer."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .sashes import slung
from .shaping import smoothstep, tube, xyz
from .sheets import Sheet, Spots, mirrored, piece, sheet
from .skulls import ball
from .trunks import outward, trunk
from .waists import band, frame

WHITE, BROWN = (0.92, 0.92, 0.89), (0.34, 0.20, 0.11)


def crossbelts() -> Piece:
    on = trunk()
    high, low = xyz(-0.112, 0, float(on.joint["LeftArm"][2]) + 0.06), xyz(0.150, 0, on.hip + 0.08)

    def strap(gap: float) -> Sheet:
        loops, inside = slung(high, low, np.array((-0.026, -0.010, 0.010, 0.026)), gap)
        body = np.concatenate([inside[:1], loops, inside[-1:]])
        return sheet(body, on.hang, closed=True, paint={"shade": _edges})

    first, second = strap(0.009), mirrored(strap(0.0145), on.hang)
    front = first.points[2][first.points[2, :, 1] < -0.05]
    at = front[abs(front[:, 0]).argmin()] * (0, 1, 1) + xyz(0, -0.008, 0)
    plate = ball(at, (0.026, 0.006, 0.031), 6, 14)
    return piece(
        on.reference,
        Entry(
            name="crossbelts", label="Crossed belts", slot="waist", layer=53,
            nouns=("crossbelts", "crossed belts", "bandoliers", "crossed bandoliers", "cross straps"),
            tags=("redcoat", "soldier", "bandit", "napoleonic", "revolutionary", "male", "female", "child"),
            colours=(WHITE, BROWN, (0.09, 0.09, 0.09)), second_colour=(0.80, 0.62, 0.24), fabric="leather",
        ),
        [first, second, sheet(plate, on.hang, closed=True, anchors=np.broadcast_to(at, plate.shape),
                              paint={"plate": 1.0})],
        spans=on.spans, stand_off=0.005, side=256, roughness=0.55, zone_colours={"plate": None},
    )  # fmt: skip


def _edges(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * ((abs(spots.t - 0.22) < 0.03) | (abs(spots.t - 0.78) < 0.03))


def tool_belt() -> Piece:
    on = trunk()
    middle = on.hip + 0.080
    loop = on.ring(middle - 0.014, middle, 0.012, 72)
    away = outward(loop)
    strap = band(loop, 0.050, 0.004)
    front = loop[36]
    buckle = frame(front + xyz(0, -0.0066, 0), 0.060, 0.056, 0.0040)
    sheets = [
        sheet(strap, on.hang, closed=True, paint={"shade": _edges}),
        sheet(buckle, on.hang, closed=True, anchors=np.broadcast_to(front, buckle.shape), paint={"metal": 1.0}),
    ]
    for k, wide, high in ((24, 0.062, 0.105), (50, 0.070, 0.120), (45, 0.040, 0.085), (12, 0.060, 0.090)):
        sheets.append(_pouch(loop[k] + away[k] * 0.004, away[k], wide, high))
    side = loop[19] + away[19] * 0.022
    shaft = tube(side + np.linspace(0.045, -0.235, 7)[:, None] * xyz(0, 0, 1.0), 0.0095, 8)
    head = tube(side + xyz(0, 0, 0.050) + np.linspace(-0.050, 0.046, 7)[:, None] * xyz(0, 1.0, 0),
                np.array((0.015, 0.017, 0.014, 0.016, 0.016, 0.018, 0.018)), 10)  # fmt: skip
    for part, zone in ((shaft, "wood"), (head, "metal")):
        sheets.append(
            sheet(part, on.hang, closed=True, anchors=np.broadcast_to(loop[19], part.shape), paint={zone: 1.0})
        )
    return piece(
        on.reference,
        Entry(
            name="tool_belt", label="Tool belt", slot="waist", layer=53,
            nouns=("tool belt", "toolbelt", "utility belt", "belt with pouches", "carpenter's belt"),
            tags=("builder", "carpenter", "plumber", "electrician", "work", "superhero", "male", "female", "child"),
            colours=(BROWN, (0.10, 0.09, 0.09), (0.58, 0.38, 0.18)), second_colour=(0.70, 0.70, 0.72), fabric="leather",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=224, roughness=0.6,
        zone_colours={"metal": None, "wood": (0.66, 0.48, 0.28), "flap": 0.78},
    )  # fmt: skip


def _pouch(at: np.ndarray, out: np.ndarray, wide: float, high: float) -> Sheet:
    """A bag that hangs from a belt at `at`, before it by the way `out`."""
    on, side = trunk(), np.cross((0, 0, 1.0), out)
    turn = np.arange(20) * (2 * np.pi / 20)
    x, y = (np.sign(v) * abs(v) ** 0.5 for v in (np.cos(turn), np.sin(turn)))
    rows = []
    for down, size in ((high, 0.20), (high, 0.86), (0.85 * high, 1.0), (0.4 * high, 1.0), (0.05 * high, 0.92),
                       (-0.012, 0.90), (-0.012, 0.20)):  # fmt: skip
        deep = 0.021 * (0.75 + 0.25 * min(1.0, down / high + 0.3))
        rows.append(at + out * deep + side * (wide / 2 * size * x)[:, None] + out * (deep * size * y)[:, None]
                    - xyz(0, 0, down))  # fmt: skip
    body = np.array(rows)[:, ::-1]
    return sheet(body, on.hang, closed=True, anchors=np.broadcast_to(at, body.shape), paint={"flap": _flap})


def _flap(spots: Spots) -> np.ndarray:
    return smoothstep(spots.t, 0.55, 0.57)


MAKERS = {"crossbelts": crossbelts, "tool_belt": tool_belt}
