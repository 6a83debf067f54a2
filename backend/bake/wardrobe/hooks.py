"""A hook in the place of the left hand, in a cup on the forearm."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import smoothstep, tube, xyz
from .sheets import Spots, piece, sheet
from .tailor.ground import ground
from .trunks import trunk
from .wrists import _around, arm


def hook() -> Piece:
    on, joint = reference(), ground().joint
    _, hang = arm("Left")
    hand, elbow = joint["LeftHand"], joint["LeftForeArm"]
    down = (hand - elbow) / np.linalg.norm(hand - elbow)
    cuff = np.array([_around(up, 0.006, 32) for up in (0.085, 0.070, 0.045, 0.020)])
    wrist = cuff[-1]
    middle = wrist.mean(axis=0)
    cup = np.array([middle + (wrist - middle) * size + down * far
                    for far, size in ((0.022, 1.02), (0.044, 0.98), (0.060, 0.80), (0.066, 0.42))])  # fmt: skip
    inside = cuff[:1] - (cuff[:1] - cuff[:1].mean(axis=1, keepdims=True)) * 0.12
    body = np.concatenate([inside, cuff, cup])[:, ::-1]
    held = np.concatenate([inside, cuff, np.repeat(wrist[None], 4, axis=0)])[:, ::-1]
    ahead = xyz(0, -1.0, 0) - down * (xyz(0, -1.0, 0) @ down)
    ahead /= np.linalg.norm(ahead)
    start = middle + down * 0.062
    turn = np.linspace(-0.5 * np.pi, 0.78 * np.pi, 19)
    radius = 0.060
    bow = start + down * (0.038 + radius) + radius * (np.sin(turn)[:, None] * down + (np.cos(turn)[:, None]) * ahead)
    path = np.concatenate([start + np.linspace(0, 0.034, 4)[:, None] * down, bow])
    thick = np.concatenate([np.full(10, 0.0135), np.linspace(0.0135, 0.0012, len(path) - 10)])
    iron = tube(path, thick, 8)
    return piece(
        on,
        Entry(
            name="hook", label="Hook for a hand", slot="hands", layer=56,
            nouns=("hook", "hook hand", "pirate hook", "iron hook", "hand hook", "captain hook"),
            tags=("pirate", "captain hook", "fantasy", "villain", "male", "female", "child"),
            colours=((0.30, 0.18, 0.10), (0.10, 0.09, 0.09)), second_colour=(0.76, 0.77, 0.80), fabric="leather",
        ),
        [
            sheet(body, hang, closed=True, pole=start + down * 0.006, anchors=held, paint={"rim": _rims}),
            sheet(iron, hang, closed=True, anchors=np.broadcast_to(wrist[0], iron.shape),
                  paint={"iron": 1.0, "shade": _bright}),
        ],
        hides=on.region("hand_left"), spans=trunk().spans, side=128, stand_off=0.002, roughness=0.4,
        zone_colours={"iron": None, "rim": (0.70, 0.55, 0.24)},
    )  # fmt: skip


def _rims(spots: Spots) -> np.ndarray:
    return abs(spots.t - 0.20) < 0.05


def _bright(spots: Spots) -> np.ndarray:
    return 0.75 + 0.25 * smoothstep(np.cos(spots.s * 2 * np.pi), -0.4, 0.8)


MAKERS = {"hook": hook}
