"""Masks over the whole face: a gas mask, and the beaked mask of a plague doctor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import LENS, face_spans
from .horns import curved
from .masks import Face, eased, face_of, outside
from .shaping import hugging, ring, smoothstep, triangles_of, tube, xyz
from .sheets import Paint, Sheet, Spots, mirrored, nearest, piece, sheet
from .skulls import skull
from .waists import band as strap


def _shell(face: Face, wide: float, high: float, low: float, gap: float) -> np.ndarray:
    """(R, 41, 3) over the face, up to `wide` degrees to either side; high, low: metres, its edges in the middle."""
    angles = np.linspace(-wide, wide, 41)
    aside = np.abs(angles) / wide
    top = high - 0.016 * smoothstep(aside, 0.3, 1.0)
    bottom = low + 0.040 * smoothstep(aside, 0.35, 1.0)
    heights = bottom + (top - bottom) * np.linspace(0, 1, 24)[:, None]
    rows = outside(face, eased(face.around(angles, heights, gap), 3), gap - 0.001)
    middle = xyz(0, -0.06, 0)
    edges = [(rows[k] - middle) * (0.955, 0.955, 1.0) + middle for k in (0, -1)]
    return np.concatenate([edges[:1], rows, edges[1:]])


def _eye(face: Face, shell: np.ndarray, radius: float, out: float) -> list[Sheet]:
    """The left glass: a rim, and a pane, `out` metres before the shell."""
    at = shell.reshape(-1, 3)
    near = at[np.hypot(at[:, 0] - LENS[0] - 0.003, at[:, 2] - LENS[1]) < radius]
    middle = xyz(LENS[0] + 0.003, near[:, 1].mean() - 0.002, LENS[1])
    ahead = xyz(0.30, -1.0, 0) / np.hypot(0.30, 1.0)
    across, up = np.cross((0, 0, 1.0), ahead), xyz(0, 0, 1.0)
    turn = np.arange(24)[:, None] * (2 * np.pi / 24)

    def circle(size: float, before: float) -> np.ndarray:
        return middle + ahead * before + size * (np.cos(turn) * across + np.sin(turn) * up)

    def still(points: np.ndarray, **more: object) -> Sheet:
        return sheet(points, face.hang, closed=True, anchors=np.broadcast_to(middle, points.shape), **more)

    rim = np.array([circle(radius + 0.003, -0.012), circle(radius + 0.003, out), circle(radius, out + 0.003),
                    circle(radius - 0.004, out)])  # fmt: skip
    pane = np.array([circle(radius - 0.003, out - 0.001), circle(0.6 * radius, out + 0.001),
                     circle(0.25 * radius, out + 0.002)])  # fmt: skip
    return [
        still(rim, paint={"rim": 1.0}),
        still(pane, pole=middle + ahead * (out + 0.002), paint={"glass": 1.0}),
    ]


def _straps(face: Face, shell: np.ndarray, wide: float) -> list[Sheet]:
    """Around the head, above the ears and below them."""
    on = skull()
    head = triangles_of(on.reference, on.reference.region("head_skin"))
    found = []
    for row, tilt, height in ((-5, -0.16, 1.645), (7, 0.10, 1.560)):
        loop = ring(on.reference, head, (0.0, on.middle, height), (0, tilt, 1.0), (0, 1.0, 0), 72, 0.006)
        loop = hugging(on.reference, face.triangles, loop, 0.008)
        behind = np.flatnonzero(loop[:, 1] > float(shell[row, 0, 1]) - 0.012)
        order = np.concatenate([behind[behind > 36], behind[behind <= 36]])
        found.append(sheet(strap(loop, wide, 0.0028)[:, order], nearest(on.reference, head), paint={"strap": 1.0}))
    return found


def _mask(entry: Entry, face: Face, sheets: list[Sheet], **more: object) -> Piece:
    return piece(face.reference, entry, sheets, spans=face_spans(), bone="Head", side=192, double_sided=True, **more)  # type: ignore[arg-type]


def gas_mask() -> Piece:
    """Rubber over the face, two round panes, a filter before the mouth."""
    face = face_of()
    shell = _shell(face, 86, 1.655, 1.497, 0.009)
    eyes = _eye(face, shell, 0.0275, 0.010)
    mouth = xyz(0, -0.172, 1.546)
    way = xyz(0, -0.80, -0.60)
    steps = ((-0.022, 0.024), (0.006, 0.025), (0.010, 0.037), (0.014, 0.040), (0.052, 0.040), (0.056, 0.037),
             (0.057, 0.030), (0.052, 0.026), (0.052, 0.004))  # fmt: skip
    turn = np.arange(28)[:, None] * (2 * np.pi / 28)
    side, up = xyz(1.0, 0, 0), np.cross(way, xyz(1.0, 0, 0))
    rows = np.array([mouth + way * out + size * (np.cos(turn) * side - np.sin(turn) * up) for out, size in steps])
    can = sheet(rows, face.hang, closed=True, anchors=np.broadcast_to(mouth, rows.shape),
                paint={"can": 1.0, "shade": _grille})  # fmt: skip
    can = replace(can, turned=_looks_in(can))
    return _mask(
        Entry(
            name="gas_mask", label="Gas mask", slot="face", layer=58,
            nouns=("gas mask", "respirator", "gasmask", "filter mask", "hazmat mask"),
            tags=("soldier", "post-apocalyptic", "wasteland", "hazmat", "steampunk", "male", "female", "child"),
            colours=((0.10, 0.105, 0.10), (0.30, 0.31, 0.24)), second_colour=(0.34, 0.36, 0.30), fabric="rubber",
        ),
        face,
        [sheet(shell, face.hang, paint={"shade": _moulded}), *eyes, *(mirrored(one, face.hang) for one in eyes), can,
         *_straps(face, shell, 0.018)],
        roughness=0.5,
        zone_colours={"rim": (0.16, 0.16, 0.16), "glass": (0.30, 0.36, 0.36), "can": None, "strap": 0.7},
    )  # fmt: skip


def _looks_in(one: Sheet) -> bool:
    """Whether a closed sheet's outside is on its inner side."""
    p = one.points
    normal = np.cross(p[2, 1] - p[1, 0], p[2, 0] - p[1, 1])
    return bool(normal @ (p[1, 0] - p[1].mean(axis=0)) < 0)


def _grille(spots: Spots) -> np.ndarray:
    rings = (spots.t > 0.86) * (((spots.t * 40) % 1) < 0.5)
    return 1 - 0.5 * rings - 0.35 * (abs((spots.t * 24) % 1 - 0.5) < 0.12) * (spots.t > 0.4) * (spots.t < 0.7)


def _moulded(spots: Spots) -> np.ndarray:
    edge = np.minimum(np.minimum(spots.t, 1 - spots.t) * 7, np.minimum(spots.s, 1 - spots.s) * 14)
    return 1 - 0.30 * np.exp(-(((edge - 0.8) / 0.16) ** 2))


def plague_mask() -> Piece:
    """Leather over the face, round panes in brass, a long beak that bends down."""
    face = face_of()
    shell = _shell(face, 84, 1.657, 1.500, 0.009)
    eyes = _eye(face, shell, 0.0235, 0.006)
    path = curved(np.array([(0, -0.120, 1.578), (0, -0.180, 1.576), (0, -0.240, 1.566), (0, -0.300, 1.542),
                            (0, -0.350, 1.505), (0, -0.372, 1.480)]), 16)  # fmt: skip
    share = np.linspace(0, 1, 16)
    thick = np.column_stack([0.034 * (1 - share) ** 0.75 + 0.0012, 0.044 * (1 - share) ** 0.75 + 0.0012])
    rows = tube(path, thick, 18)
    paint: dict[str, Paint | float] = {"shade": _seamed, "stitches": _stitched}
    beak = sheet(rows, face.hang, closed=True, anchors=np.broadcast_to(xyz(0, -0.150, 1.578), rows.shape), paint=paint)
    return _mask(
        Entry(
            name="plague_mask", label="Plague doctor's mask", slot="face", layer=58,
            nouns=("plague mask", "plague doctor mask", "beaked mask", "beak mask", "bird mask", "raven mask"),
            tags=("plague doctor", "medieval", "carnival", "steampunk", "male", "female", "child"),
            colours=((0.16, 0.11, 0.08), (0.08, 0.075, 0.075), (0.88, 0.85, 0.78)), second_colour=(0.70, 0.54, 0.24),
            fabric="leather",
        ),
        face,
        [sheet(shell, face.hang, paint={"shade": _moulded}), *eyes, *(mirrored(one, face.hang) for one in eyes), beak,
         *_straps(face, shell, 0.016)],
        roughness=0.5,
        zone_colours={"rim": None, "glass": (0.05, 0.05, 0.055), "strap": 0.7, "stitches": (0.62, 0.52, 0.36)},
    )  # fmt: skip


def _side(spots: Spots) -> np.ndarray:
    """0 on the two seams of a beak, above and below."""
    return abs(((spots.s * 2 + 0.5) % 1) - 0.5)


def _seamed(spots: Spots) -> np.ndarray:
    return 1 - 0.35 * np.exp(-((_side(spots) / 0.03) ** 2)) - 0.2 * (spots.t < 0.2) * smoothstep(-spots.t, -0.2, 0.0)


def _stitched(spots: Spots) -> np.ndarray:
    return (abs(_side(spots) - 0.07) < 0.016) & ((spots.v * 130) % 1 < 0.55) & (spots.t < 0.9)


MAKERS = {"gas_mask": gas_mask, "plague_mask": plague_mask}
