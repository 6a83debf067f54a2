"""Around the head: headband, eyepatch, tiara."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import open_topped
from .glasses import face_spans, hangs
from .shaping import hugging, ring, slab, smoothstep, triangles_of, tube, xyz
from .sheets import Spots, facing, nearest, piece, sheet
from .skulls import ball, skull
from .waists import band as strap


def headband() -> Piece:
    on = skull()
    loop = on.ring(on.brow + 0.030, on.ear + 0.004, 0.0045, 64)
    cloth = strap(loop, 0.038, 0.003)
    made = sheet(cloth, on.hang, closed=True, paint={"stripe": _stripe})
    return piece(
        on.reference,
        Entry(
            name="headband", label="Headband", slot="head", layer=70,
            nouns=("headband", "sweatband", "bandeau", "hachimaki"),
            tags=("sport", "casual", "ninja", "hippie", "male", "female", "child"),
            colours=((0.70, 0.10, 0.10), (0.90, 0.90, 0.88), (0.12, 0.12, 0.14), (0.18, 0.32, 0.60)),
            second_colour=(0.92, 0.92, 0.90),
        ),
        [made], spans=on.spans, bone="Head", side=128, zone_colours={"stripe": None}, stand_off=0.003,
    )  # fmt: skip


def _stripe(spots: Spots) -> np.ndarray:
    return abs(spots.t - 0.43) < 0.07


def tiara() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.058, on.brow + 0.010, 0.006, 96)
    front = np.arange(22, 75)
    line = band[front]
    share = np.linspace(-1, 1, len(line))
    rise = 0.010 + 0.046 * np.cos(share * np.pi / 2) ** 1.4 * (0.62 + 0.38 * abs(np.cos(share * np.pi * 3.5)))
    middle = band.mean(axis=0)
    away = (line - middle) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    rows = np.array([line + away * (0.006 * t) + xyz(0, 0, 1.0) * (rise * t)[:, None] for t in np.linspace(0, 1, 6)])
    body = slab(rows, 0.003)
    sheets = [sheet(body, on.hang, closed=True, anchors=slab(np.broadcast_to(line, rows.shape), 0.0))]
    for k in range(4, len(line) - 3, 4):
        size = 0.003 + 0.003 * float(np.cos(share[k] * np.pi / 2))
        gem = ball(rows[3, k] + away[k] * 0.002, size)
        at = np.broadcast_to(line[k], gem.shape)
        sheets.append(sheet(gem, on.hang, closed=True, anchors=at, paint={"jewels": 1.0}))
    return open_topped(
        Entry(
            name="tiara", label="Tiara", slot="head", layer=70,
            nouns=("tiara", "diadem", "circlet"), tags=("royal", "princess", "bride", "elegant", "female"),
            colours=((0.82, 0.82, 0.84), (0.83, 0.65, 0.22)), second_colour=(0.75, 0.86, 0.95), fabric="metal",
        ),
        sheets, band, zone_colours={"jewels": None}, roughness=0.25,
    )  # fmt: skip


def eyepatch() -> Piece:
    on = skull()
    base, region = on.reference.base, on.reference.region
    head = triangles_of(on.reference, np.setdiff1d(region("head_skin"), region("ears")))
    hang = nearest(on.reference, head)
    eye = base[region("eye_left")]
    middle = np.array((eye[:, 0].mean(), eye[:, 1].min(), eye[:, 2].mean()))
    # a shield before the left eye
    turn = np.arange(24) * (2 * np.pi / 24)
    rows = []
    for size in (1.0, 0.8, 0.5, 0.25):
        x = middle[0] + 0.003 + 0.025 * size * np.sign(np.cos(turn)) * abs(np.cos(turn)) ** 0.85
        z = middle[2] + 0.002 + 0.022 * size * np.sin(turn) - 0.004 * size * np.cos(2 * turn)
        y = middle[1] - 0.019 + 0.018 * size**2 + 0.012 * size * np.cos(turn) * (np.cos(turn) > 0)
        rows.append(np.stack([x, y, z], axis=1))
    shield = np.array(rows)
    pole = np.array((middle[0] + 0.003, middle[1] - 0.0195, middle[2] + 0.002))
    front = hangs()[0]
    ahead = facing(sheet(shield, front, closed=True), (0, -1, 0))
    # the strap rises over the other brow and runs above the ears
    centre = np.array((0.0, on.middle, middle[2] + 0.032))
    normal = np.array((0.34, -0.10, 1.0))
    loop = ring(on.reference, head, centre, normal, (0, 1.0, 0), 72, 0.003)
    loop = hugging(on.reference, head, loop, 0.004)
    cord = tube(loop, np.array([[0.0012, 0.0042]] * 72), 6, closed=True)
    made = [
        sheet(shield, front, closed=True, pole=pole, turned=ahead.turned, paint={"shade": _rim}),
        sheet(cord, hang, closed=True),
    ]
    return piece(
        on.reference,
        Entry(
            name="eyepatch", label="Eyepatch", slot="glasses", layer=60,
            nouns=("eyepatch", "eye patch"), tags=("pirate", "villain", "medical", "male", "female"),
            colours=((0.07, 0.065, 0.065), (0.22, 0.12, 0.07)), fabric="leather",
        ),
        made, spans=face_spans(), bone="Head", side=128, double_sided=True,
    )  # fmt: skip


def _rim(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * smoothstep(spots.t, 0.12, 0.05)


MAKERS = {"headband": headband, "tiara": tiara, "eyepatch": eyepatch}
