"""Masks over nose and mouth: the surgeon's with loops around the ears, and a cloth that is tied at the nape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...wear.piece import Entry, Piece
from .glasses import face_spans
from .reference import Reference, vertex_normals
from .shaping import pushed_out, ring, smoothstep, triangles_of, tube, xyz
from .sheets import Hang, Spots, nearest, piece, sheet
from .skins import cut, from_skin
from .skulls import skull

_HEIGHTS = np.linspace(1.500, 1.660, 41)
"""metres, from under the chin to above the eyes, at which the head is cut"""


@dataclass(frozen=True, eq=False)
class Face:
    reference: Reference
    triangles: np.ndarray
    hang: Hang

    def around(self, angles: np.ndarray, heights: np.ndarray, clearance: float) -> np.ndarray:
        """(R, C, 3) off a head without hollows, at angles (C,) from its front, left positive, and heights (R, C)."""
        turn = np.linspace(0, 360, 180, endpoint=False)
        known = np.stack([
            ring(self.reference, self.triangles, (0, -0.06, z), (0, 0, 1.0), (0, -1.0, 0), 180, clearance)
            for z in _HEIGHTS
        ])  # fmt: skip
        row = np.interp(heights, _HEIGHTS, np.arange(len(_HEIGHTS)))
        low = np.minimum(row.astype(int), len(_HEIGHTS) - 2)
        share = (row - low)[..., None]
        column = np.broadcast_to(np.interp(angles % 360, np.append(turn, 360), np.arange(181)), heights.shape)
        left = column.astype(int)
        part = (column - left)[..., None]
        right = (left + 1) % 180
        one = known[low, left % 180] * (1 - part) + known[low, right] * part
        two = known[low + 1, left % 180] * (1 - part) + known[low + 1, right] * part
        return one * (1 - share) + two * share


def face_of() -> Face:
    on = skull().reference
    head = triangles_of(on, np.setdiff1d(on.region("head_skin"), on.region("ears")))
    return Face(on, head, nearest(on, head))


def eased(rows: np.ndarray, rounds: int) -> np.ndarray:
    for _ in range(rounds):
        rows[1:-1] = (rows[:-2] + 2 * rows[1:-1] + rows[2:]) / 4
        rows[:, 1:-1] = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 4
    return rows


def outside(face: Face, rows: np.ndarray, gap: float) -> np.ndarray:
    base = np.nan_to_num(face.reference.base)
    return pushed_out(base, face.triangles, vertex_normals(base, face.triangles), rows, np.full(rows.shape[:2], gap))


def face_mask() -> Piece:
    face = face_of()
    angles = np.linspace(-70, 70, 37)
    aside = np.abs(angles) / 70
    top = 1.608 - 0.022 * smoothstep(aside, 0.05, 0.5) - 0.006 * aside
    low = 1.503 + 0.030 * smoothstep(aside, 0.25, 1.0)
    heights = low + (top - low) * np.linspace(0, 1, 18)[:, None]
    rows = outside(face, eased(face.around(angles, heights, 0.006), 3), 0.004)
    under = rows[:1] * (0.86, 0.90, 1.0) + xyz(0, -0.006, -0.008)
    rows = np.concatenate([under, rows])
    sheets = [
        sheet(rows, face.hang, paint={"height": _pleats, "shade": _pleat_shade, "edge": _edge}),
    ]
    for sign, side in ((-1, 0), (1, -1)):
        upper, lower = rows[-1, side], rows[3, side]
        path = np.array([
            upper, (sign * 0.074, -0.080, 1.610), (sign * 0.078, -0.050, 1.6255), (sign * 0.080, -0.033, 1.618),
            (sign * 0.078, -0.027, 1.600), (sign * 0.074, -0.030, 1.580), (sign * 0.070, -0.048, 1.5655),
            (sign * 0.067, -0.070, 1.558), lower,
        ])  # fmt: skip
        fine = np.stack([np.interp(np.linspace(0, 8, 25), np.arange(9), path[:, k]) for k in range(3)], axis=1)
        for _ in range(2):
            fine[1:-1] = (fine[:-2] + 2 * fine[1:-1] + fine[2:]) / 4
        sheets.append(sheet(tube(fine, 0.0018, 6), nearest(face.reference), closed=True, paint={"edge": 1.0}))
    return piece(
        face.reference,
        Entry(
            name="face_mask", label="Face mask", slot="face", layer=58,
            nouns=("face mask", "surgical mask", "medical mask", "mask"),
            tags=("surgeon", "doctor", "nurse", "dentist", "medical", "male", "female", "child"),
            colours=((0.42, 0.68, 0.80), (0.93, 0.94, 0.94)),
        ),
        sheets, spans=face_spans(), bone="Head", side=128, double_sided=True, roughness=0.8,
        zone_colours={"edge": (0.94, 0.95, 0.95)},
    )  # fmt: skip


def _pleats(spots: Spots) -> np.ndarray:
    return 0.5 + 0.4 * (((spots.t - 0.25) * 8) % 1 - 0.5) * (abs(spots.t - 0.52) < 0.25)


def _pleat_shade(spots: Spots) -> np.ndarray:
    return 1 - 0.3 * smoothstep(((spots.t - 0.25) * 8) % 1, 0.80, 1.0) * (abs(spots.t - 0.52) < 0.25)


def _edge(spots: Spots) -> np.ndarray:
    return spots.t > 0.955


def cloth_mask() -> Piece:
    face = face_of()
    angles = np.linspace(-104, 104, 45)
    aside = np.abs(angles) / 104
    top = 1.607 - 0.018 * smoothstep(aside, 0.05, 0.35)
    low = 1.500 + 0.055 * smoothstep(aside, 0.45, 1.0)
    heights = low + (top - low) * np.linspace(0, 1, 18)[:, None]
    rows = outside(face, eased(face.around(angles, heights, 0.007), 4), 0.005)
    hanging = []
    for share in (1.0, 0.75, 0.5, 0.25):  # the point before the throat
        drop = rows[0] + xyz(0, 0, -0.085 * share) * np.clip(1 - 1.6 * aside, 0, 1)[:, None]
        hanging.append(drop + xyz(0, 0.012 * share, 0))
    folded = np.concatenate([np.array(hanging), rows])
    return piece(
        face.reference,
        Entry(
            name="cloth_mask", label="Cloth mask", slot="face", layer=58,
            nouns=("cloth mask", "ninja mask", "bandana mask", "outlaw mask", "bandit mask"),
            tags=("ninja", "bandit", "outlaw", "thief", "assassin", "male", "female", "child"),
            colours=((0.06, 0.06, 0.07), (0.62, 0.08, 0.09), (0.14, 0.20, 0.42)), second_colour=(0.92, 0.92, 0.90),
        ),
        [sheet(folded, face.hang, paint={"shade": _folds, "height": _folds})],
        spans=face_spans(), bone="Head", side=128, double_sided=True, roughness=0.85,
    )  # fmt: skip


def _folds(spots: Spots) -> np.ndarray:
    return 0.88 + 0.12 * np.cos(spots.t * 30 + 10 * (spots.s - 0.5) ** 2)


def wrestling_mask() -> Piece:
    """Over the whole head down to the neck, with openings for eyes, nostrils and mouth."""
    on = skull().reference
    base, head = on.base, on.region("head_skin")
    left, right = (base[on.region(f"eye_{side}")].mean(axis=0) for side in ("left", "right"))
    mouth = _mouth()
    x, y, z = base[head].T
    open_ = np.zeros(len(head), bool)
    for eye in (left, right):
        open_ |= (((x - eye[0]) / 0.025) ** 2 + ((z - eye[2]) / 0.0165) ** 2 < 1) & (y < eye[1] + 0.012)
    open_ |= ((x / 0.031) ** 2 + ((z - mouth[2]) / 0.0175) ** 2 < 1) & (y < mouth[1] + 0.03)
    hidden = np.concatenate([on.region("mouth_cavity"), on.region("eyelids")])
    kept = np.setdiff1d(head[~open_ & (z > 1.463 + 0.35 * (y + 0.09))], hidden)
    return from_skin(
        on,
        Entry(
            name="wrestling_mask", label="Wrestling mask", slot="head", layer=70,
            nouns=("wrestling mask", "lucha mask", "luchador mask", "lucha libre mask", "wrestler's mask"),
            tags=("wrestler", "luchador", "mexican", "superhero", "male", "female"),
            colours=((0.10, 0.25, 0.62), (0.68, 0.07, 0.09), (0.12, 0.45, 0.22), (0.10, 0.10, 0.11)),
            second_colour=(0.92, 0.76, 0.25),
        ),
        [cut(on, kept, 0.0030, 0.0050, 0.006)],
        paint={"flames": _flames, "seam": _seam}, zone_colours={"flames": None, "seam": 0.5},
        side=384, bone="Head", hides=0.004, roughness=0.35,
    )  # fmt: skip


def _mouth() -> np.ndarray:
    """(3,) metres, the middle of the lips."""
    on = skull().reference
    lips = on.base[on.region("lips")]
    return lips.mean(axis=0)


def _flames(at: np.ndarray) -> np.ndarray:
    """Around eyes and mouth, drawn out to points."""
    on = skull().reference
    x, z = abs(at[..., 0]), at[..., 2]
    eye = on.base[on.region("eye_left")].mean(axis=0)
    ahead = at[..., 1] < eye[1] + 0.055
    turn = np.arctan2(z - eye[2], x - eye[0])
    reach = 0.036 + 0.016 * np.clip(np.cos(turn - 0.7), 0, 1) ** 6 + 0.010 * np.clip(np.cos(turn + 0.9), 0, 1) ** 4
    eyes = np.hypot((x - eye[0]) / 1.15, (z - eye[2]) * 1.30) < reach
    mouth = _mouth()
    lips = np.hypot(x / 1.55, (z - mouth[2]) * 1.15) < 0.026
    brow = (x < 0.030 * np.clip((z - eye[2] - 0.02) / 0.09, 0, 1)) & (z > eye[2] + 0.02)
    return ahead & (eyes | lips | brow)


def _seam(at: np.ndarray) -> np.ndarray:
    behind = at[..., 1] > skull().middle + 0.02
    laces = abs((at[..., 2] * 55) % 1 - 0.5) < 0.16
    return behind & ((abs(at[..., 0]) < 0.0035) | ((abs(at[..., 0]) < 0.020) & laces & (at[..., 2] < 1.64)))


def tusks() -> Piece:
    on, mouth = skull().reference, _mouth()
    hang = nearest(on, face_of().triangles)
    sheets = []
    for sign in (1, -1):
        root = mouth + xyz(sign * 0.0145, 0.003, 0.0)
        steps = ((-0.002, 0.024, -0.010), (0.000, 0.008, -0.003), (0.003, -0.010, 0.006), (0.006, -0.018, 0.021),
                 (0.006, -0.017, 0.039))  # fmt: skip
        path = root + np.array([(sign * a, b, c) for a, b, c in steps])
        fine = np.stack([np.interp(np.linspace(0, 4, 11), np.arange(5), path[:, k]) for k in range(3)], axis=1)
        tooth = tube(fine, 0.0078 * (1 - np.linspace(0, 1, 11)) ** 0.6 + 0.0008, 10)
        sheets.append(sheet(tooth, hang, closed=True, anchors=np.broadcast_to(root, tooth.shape),
                            paint={"shade": _root}))  # fmt: skip
    return piece(
        on,
        Entry(
            name="tusks", label="Tusks", slot="face", layer=58,
            nouns=("tusks", "orc tusks", "boar tusks", "fangs"),
            tags=("orc", "troll", "ogre", "goblin", "fantasy", "male", "female"),
            colours=((0.92, 0.87, 0.72),),
        ),
        sheets, spans=face_spans(), bone="Head", side=64, roughness=0.35,
    )  # fmt: skip


def _root(spots: Spots) -> np.ndarray:
    return 0.70 + 0.30 * smoothstep(spots.t, 0.1, 0.6)


MAKERS = {"face_mask": face_mask, "cloth_mask": cloth_mask, "wrestling_mask": wrestling_mask, "tusks": tusks}
