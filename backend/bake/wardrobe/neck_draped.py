"""What lies around the nape with both ends before the chest: a doctor's stethoscope, a tailor's tape measure."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .neck_cords import part
from .shaping import hugging, tube, xyz
from .sheets import Spots, piece, sheet
from .skulls import ball
from .trinkets import SILVER
from .trunks import trunk


def draped(left: float, right: float, wide: float = 0.082, gap: float = 0.008, count: int = 80) -> np.ndarray:
    """(count, 3) metres from the end before the left breast over the nape to that before the right one. left, right:
    metres from the pit of the throat down to the ends."""
    on, base = trunk(), trunk().throat
    nape = np.array([(0.074, 0.0, base + 0.052), (0.045, 0.045, base + 0.068), (0, 0.065, base + 0.070)])

    def end(drop: float) -> np.ndarray:
        heights = np.linspace(base + 0.006, base - drop, 12)
        y = on.front(heights, gap + 0.002, 0.11)
        y[0] = max(y[0], -0.105)
        for k in range(2, len(y)):
            y[k] = min(y[k], y[k - 1])
        return np.stack([np.full(12, wide) - 0.012 * np.linspace(0, 1, 12), y, heights], axis=1)

    across = np.array((-1.0, 1.0, 1.0))
    path = np.concatenate([end(left)[::-1], nape, nape[1::-1] * across, end(right) * across])
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1)))
    line = np.stack([np.interp(np.linspace(0, length[-1], count), length, path[:, d]) for d in range(3)], axis=1)
    above = line[:, 2] > base - 0.01
    for _ in range(8):
        line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
        line[above] = hugging(on.reference, on.upper, line[above], gap + 0.002)
        line = on.cleared(line, gap, on.upper)
    return line


def stethoscope() -> Piece:
    """Its disc before the left breast, its two ear tubes before the right one."""
    on, hang = trunk(), trunk().upper_hang
    line = draped(0.235, 0.085, gap=0.010)
    disc = line[0] + xyz(0, -0.006, -0.016)
    turn = np.arange(18) * (2 * np.pi / 18)
    rows = [
        disc + np.stack([size * 0.027 * np.cos(turn), np.full(18, y), size * 0.027 * np.sin(turn)], axis=1)
        for y, size in ((0.007, 0.15), (0.007, 0.95), (-0.006, 1.0), (-0.010, 0.86), (-0.010, 0.1))
    ]
    fork = line[-1]
    sheets = [
        sheet(tube(line, 0.0068, 7), hang, closed=True),
        part(np.array(rows), line[0], hang, metal=1.0, face=_face),
        part(ball(fork, (0.010, 0.009, 0.012), 5, 8), fork, hang),
    ]
    for sign in (1, -1):
        down = np.linspace(0, 1, 9)
        path = fork + np.stack(
            [sign * (0.028 * np.sin(0.85 * np.pi * down)), -0.004 - 0.006 * down, -0.130 * down], axis=1
        )
        sheets.append(part(tube(path, 0.0038, 6), fork, hang, metal=1.0))
        sheets.append(part(ball(path[-1], (0.0075, 0.0075, 0.009), 5, 8), fork, hang))
    return piece(
        on.reference,
        Entry(
            name="stethoscope", label="Stethoscope", slot="neck", layer=57,
            nouns=("stethoscope", "doctor's stethoscope", "stethoscope around the neck"),
            tags=("doctor", "nurse", "medical", "vet", "paramedic", "male", "female", "child"),
            colours=((0.07, 0.07, 0.08), (0.10, 0.20, 0.46), (0.45, 0.06, 0.12)), second_colour=SILVER, fabric="rubber",
        ),
        sheets, spans=on.spans, stand_off=0.004, side=128, roughness=0.3,
        zone_colours={"metal": None, "face": (0.94, 0.94, 0.93)},
    )  # fmt: skip


def _face(spots: Spots) -> np.ndarray:
    return spots.t > 0.80


def tape_measure() -> Piece:
    on, hang = trunk(), trunk().upper_hang
    line = draped(0.300, 0.250, wide=0.076)
    band = tube(line, np.array([[0.0135, 0.0016]] * len(line)), 8)
    return piece(
        on.reference,
        Entry(
            name="tape_measure", label="Tape measure", slot="neck", layer=57,
            nouns=("tape measure", "measuring tape", "tailor's tape", "tape measure round the neck"),
            tags=("tailor", "seamstress", "dressmaker", "fashion", "male", "female"),
            colours=((0.97, 0.82, 0.16), (0.94, 0.93, 0.90)), second_colour=(0.08, 0.08, 0.08),
        ),
        [sheet(band, hang, closed=True, paint={"marks": _marks})],
        spans=on.spans, stand_off=0.004, side=256, roughness=0.5, zone_colours={"marks": None},
    )  # fmt: skip


def _marks(spots: Spots) -> np.ndarray:
    return (spots.v % 0.030 < 0.0050) | (spots.v < 0.014) | (spots.t > 0.985)


MAKERS = {"stethoscope": stethoscope, "tape_measure": tape_measure}
