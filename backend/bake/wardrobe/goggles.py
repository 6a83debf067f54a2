"""Goggles: two round glasses in thick rims, and a strap around the head; before the eyes, or pushed up."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held
from .glasses import LENS, _bent, _bridge, face_spans, hangs
from .shaping import hugging, ring, triangles_of, tube, xyz
from .sheets import Sheet, mirrored, nearest, piece, sheet
from .skulls import skull
from .waists import band as strap


def goggles() -> Piece:
    on = skull()
    front = hangs()[0]
    turn = np.arange(32) * (2 * np.pi / 32)
    x = LENS[0] + 0.003 + 0.0265 * np.cos(turn)
    rim = np.stack([x, _bent(x) - 0.005, LENS[1] + 0.0255 * np.sin(turn)], axis=1)
    middle = rim.mean(axis=0)
    sides = [
        sheet(tube(rim, np.array([[0.0064, 0.0074]] * 32), 8, closed=True), front, closed=True, paint={"rim": 1.0})
    ]
    glass = np.stack([middle + (rim - middle) * share + xyz(0, -0.004 * (1 - share), 0) for share in (1.0, 0.7, 0.35)])
    sides.append(sheet(glass, front, closed=True, pole=middle - xyz(0, 0.004, 0), paint={"glass": 1.0}))
    sheets = [*sides, *(mirrored(one, front) for one in sides)]
    sheets.append(sheet(_bridge(0.005, 0.010, 0.0), front, closed=True, paint={"rim": 1.0}))
    sheets.append(head_strap(0.022))
    return piece(
        on.reference,
        Entry(
            name="goggles", label="Goggles", slot="glasses", layer=60,
            nouns=("goggles", "swimming goggles", "ski goggles", "flying goggles", "safety goggles"),
            tags=("aviator", "steampunk", "swimmer", "skier", "scientist", "welder", "male", "female", "child"),
            colours=((0.16, 0.10, 0.06), (0.06, 0.06, 0.07)), second_colour=(0.74, 0.58, 0.26), fabric="rubber",
        ),
        sheets, spans=face_spans(), bone="Head", side=128, roughness=0.3, double_sided=True,
        zone_colours={"rim": None, "glass": (0.08, 0.13, 0.16)},
    )  # fmt: skip


def head_strap(wide: float) -> Sheet:
    """Around the head behind both eyes, `wide` metres."""
    on = skull()
    head = triangles_of(on.reference, on.reference.region("head_skin"))
    loop = ring(on.reference, head, (0.0, on.middle, LENS[1] + 0.012), (0, -0.08, 1.0), (0, 1.0, 0), 72, 0.006)
    loop = hugging(on.reference, head, loop, 0.009)
    behind = np.flatnonzero(loop[:, 1] > -0.118)
    order = np.concatenate([behind[behind > 36], behind[behind <= 36]])
    return sheet(strap(loop, wide, 0.003)[:, order], nearest(on.reference, head))


def goggles_up() -> Piece:
    """Above the forehead, in leather cups; around a hat where one is worn."""
    on = skull()
    loop = on.ring(on.brow + 0.062, on.ear + 0.046, 0.0035, 72)
    front = loop[36]
    left = _cup(loop)
    sheets = [*left, *(mirrored(one, on.hang) for one in left)]
    inner = left[0].points.reshape(-1, 3)
    edge = inner[inner[:, 0].argmin()]
    bow = np.linspace(-1, 1, 7)[:, None]
    bridge = edge * (1, 1, 1) * np.concatenate([bow, np.ones((7, 2))], axis=1) + xyz(0, -0.004, 0) * (1 - bow**2)
    sheets.append(held(tube(bridge, 0.0048, 6), front, {"rim": 1.0}))
    rest = np.flatnonzero((loop[:, 1] > front[1] + 0.024) | (abs(loop[:, 0]) > 0.058))
    order = np.concatenate([rest[rest > 36], rest[rest <= 36]])
    sheets.append(sheet(strap(loop, 0.022, 0.003)[:, order], on.hang))
    return piece(
        on.reference,
        Entry(
            name="goggles_up", label="Goggles pushed up", slot="glasses", layer=75,
            nouns=("goggles on forehead", "goggles on hat", "goggles on head", "pushed up goggles"),
            tags=("aviator", "steampunk", "inventor", "skier", "welder", "male", "female", "child"),
            colours=((0.16, 0.10, 0.06), (0.06, 0.06, 0.07)), second_colour=(0.74, 0.58, 0.26), fabric="rubber",
        ),
        sheets, spans=on.spans, bone="Head", side=128, roughness=0.3, double_sided=True,
        zone_colours={"rim": None, "glass": (0.08, 0.13, 0.16)},
    )  # fmt: skip


def _cup(loop: np.ndarray) -> list[Sheet]:
    """The left glass in its rim and cup, on a loop (C, 3) around the head."""
    on = skull()
    middle = loop[np.argmin(np.hypot(loop[:, 0] - 0.036, np.maximum(loop[:, 1] - loop[36, 1], 0) * 0.2))]
    ahead = middle - xyz(0, on.middle, middle[2] - 0.055)
    ahead /= np.linalg.norm(ahead)
    across = np.cross((0, 0, 1.0), ahead)
    across /= np.linalg.norm(across)
    up = np.cross(ahead, across)
    turn = np.arange(28)[:, None] * (2 * np.pi / 28)

    def circle(radius: float, out: float) -> np.ndarray:
        return middle + ahead * out + radius * (np.cos(turn) * across + np.sin(turn) * up)

    rim = tube(circle(0.0262, 0.012), np.array([[0.0056, 0.0062]] * 28), 7, closed=True)
    cup = np.array([circle(0.031, -0.012), circle(0.0300, 0.0), circle(0.0275, 0.012)])
    glass = np.array([circle(0.0262, 0.013), circle(0.018, 0.0155), circle(0.009, 0.017)])
    pole = middle + ahead * 0.0175
    return [
        held(rim, loop[36], {"rim": 1.0}),
        held(cup, loop[36]),
        sheet(glass, on.hang, closed=True, pole=pole, anchors=np.broadcast_to(loop[36], glass.shape),
              paint={"glass": 1.0}),
    ]  # fmt: skip


MAKERS = {"goggles": goggles, "goggles_up": goggles_up}
