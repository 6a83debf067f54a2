"""Masks that guard the whole face: a goalkeeper's, a welder's, a fencer's."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held
from .glasses import LENS, face_spans
from .masks import Face, eased, face_of
from .masks_whole import _shell, _straps
from .shaping import slab, smoothstep, tube, xyz
from .sheets import Paint, Sheet, Spots, piece, sheet
from .skulls import HAIR, skull


def _beyond(face: Face, angles: np.ndarray, heights: np.ndarray, off: np.ndarray | float) -> np.ndarray:
    """(R, C, 3) so many metres off the head, level, at angles (C,) from its front and heights (R, C)."""
    rows = eased(face.around(angles, heights, 0.004), 2)
    away = (rows - xyz(0, -0.055, 0)) * (1, 1, 0)
    return rows + away / np.linalg.norm(away, axis=2, keepdims=True) * np.asarray(off)[..., None]


def hockey_mask() -> Piece:
    """White and hard, with dark openings for the eyes, rows of holes and marks in the second colour."""
    face = face_of()
    shell = _shell(face, 78, 1.672, 1.494, 0.012)
    marks: dict[str, Paint | float] = {"eyes": _eyes, "marks": _marks, "holes": _holes}
    return piece(
        face.reference,
        Entry(
            name="hockey_mask", label="Hockey mask", slot="face", layer=58,
            nouns=("hockey mask", "goalie mask", "goalkeeper mask", "jason mask", "slasher mask"),
            tags=("ice hockey", "goalie", "horror", "slasher", "halloween", "male", "female", "child"),
            colours=((0.93, 0.92, 0.87), (0.10, 0.10, 0.11), (0.16, 0.24, 0.50)), second_colour=(0.66, 0.09, 0.08),
            fabric="rubber",
        ),
        [sheet(shell, face.hang, paint=marks), *_straps(face, shell, 0.020)],
        spans=face_spans(), bone="Head", side=224, double_sided=True, roughness=0.4,
        zone_colours={"eyes": (0.03, 0.03, 0.03), "holes": (0.06, 0.06, 0.06), "marks": None, "strap": 0.2},
    )  # fmt: skip


def _eyes(spots: Spots) -> np.ndarray:
    return np.hypot((abs(spots.x) - LENS[0] + 0.001) / 0.0205, (spots.z - LENS[1] + 0.002) / 0.0125) < 1


def _marks(spots: Spots) -> np.ndarray:
    brow = (spots.z > 1.640) & (abs(spots.x) < 0.55 * (spots.z - 1.640))
    cheeks = (abs(abs(spots.x) - 0.047) < 0.30 * (1.588 - spots.z)) & (spots.z < 1.588) & (spots.z > 1.560)
    return brow | cheeks


def _holes(spots: Spots) -> np.ndarray:
    x, z = (spots.x / 0.0165) % 1 - 0.5, (spots.z / 0.0165) % 1 - 0.5
    away = np.hypot((abs(spots.x) - LENS[0]) / 0.030, (spots.z - LENS[1]) / 0.022) > 1
    edge = (spots.t > 0.10) & (spots.t < 0.90) & (spots.s > 0.12) & (spots.s < 0.88)
    return (np.hypot(x, z) < 0.20) & away & edge & ((spots.z < 1.590) | (spots.z > 1.638))


def welding_mask() -> Piece:
    """A dark shield that stands before the whole face, a window of glass in it, on a band around the head."""
    face, on = face_of(), skull()
    angles = np.linspace(-84, 84, 33)
    aside = np.abs(angles) / 84
    low = 1.478 + 0.040 * smoothstep(aside, 0.45, 1.0)
    top = 1.690 - 0.022 * smoothstep(aside, 0.5, 1.0)
    share = np.linspace(0, 1, 14)[:, None]
    ahead = 0.030 + 0.016 * (1 - aside) + 0.012 * (1 - abs(share - 0.5) * 2)
    rows = _beyond(face, angles, np.clip(low + (top - low) * share, 1.5, 1.66), ahead)
    rows[..., 2] = low + (top - low) * share
    band = on.ring(on.brow + 0.026, on.ear + 0.006, 0.012, 64)
    strap = tube(band, np.array([[0.0022, 0.0120]] * 64), 6, closed=True)
    knobs = [held(tube(at + np.linspace(-0.006, 0.020, 4)[:, None] * xyz(np.sign(at[0]), 0, 0), 0.016, 12),
                  at, {"strap": 1.0}) for at in (band[16], band[48])]  # fmt: skip
    shield = slab(rows, 0.004)
    window: dict[str, Paint | float] = {"rim": _window(0.90, 1.16), "glass": _window(0, 0.90), "shade": _lip}
    return piece(
        face.reference,
        Entry(
            name="welding_mask", label="Welding mask", slot="face", layer=59,
            nouns=("welding mask", "welder's mask", "welding helmet", "face shield", "welding shield"),
            tags=("welder", "blacksmith", "mechanic", "work", "industrial", "male", "female", "child"),
            colours=((0.13, 0.13, 0.14), (0.45, 0.10, 0.08), (0.60, 0.46, 0.10)), second_colour=(0.05, 0.22, 0.12),
            fabric="rubber",
        ),
        [
            sheet(shield, face.hang, closed=True, paint=window),
            sheet(strap, on.hang, closed=True, paint={"strap": 1.0}), *knobs,
        ],
        spans=face_spans(), bone="Head", side=224, roughness=0.45,
        zone_colours={"rim": (0.42, 0.43, 0.45), "glass": (0.07, 0.24, 0.13), "strap": (0.08, 0.08, 0.08)},
    )  # fmt: skip


def _window(least: float, most: float):
    """What lies so many times the pane's size from its middle."""

    def paint(spots: Spots) -> np.ndarray:
        place = np.maximum(abs(spots.x) / 0.056, abs(spots.z - 1.622) / 0.027)
        return (place >= least) & (place < most) & (spots.y < -0.10)

    return paint


def _lip(spots: Spots) -> np.ndarray:
    return 1 - 0.4 * (np.minimum(spots.t, 1 - spots.t) < 0.07)


def fencing_mask() -> Piece:
    """A dome of fine dark mesh before the face, padded behind, with a bib over the throat."""
    face, on = face_of(), skull()
    turn = np.linspace(0, 360, 64, endpoint=False) + 180
    ahead = np.clip(np.cos(np.deg2rad(turn)), 0, 1)
    behind = np.clip(-np.cos(np.deg2rad(turn)), 0, 1)
    lowest = 1.498 + 0.036 * behind  # the nape stays free
    level = lowest + (1.655 - lowest) * np.linspace(0, 1, 10)[:, None]
    bulge = np.sin(np.linspace(0.5, 2.5, 10))[:, None]
    rows = _beyond(face, turn, level, 0.020 + 0.034 * ahead * bulge)
    pole = xyz(0, on.middle - 0.006, on.top + 0.036)
    rim = rows[-1]
    curve = np.linspace(0, np.pi / 2, 8)[1:-1]
    dome = np.array([pole + (rim - pole) * (1, 1, 0) * np.cos(a) ** 0.8 * xyz(1, 1, 1)
                     + (rim - pole) * (0, 0, 1) * (1 - np.sin(a)) for a in curve])  # fmt: skip
    body = np.concatenate([rows, on.cleared(dome, 0.016)])
    front = np.arange(16, 49)
    flare = np.array([(0.0, 0.000, 1.0), (-0.016, -0.010, 1.04), (-0.036, -0.018, 1.10), (-0.056, -0.022, 1.14)])
    middle = xyz(0, -0.055, 0)
    bib = np.array([(rows[0, front] - middle) * (size, size, 1) + middle + xyz(0, back, down)
                    for down, back, size in flare])[::-1]  # fmt: skip
    hidden = np.union1d(on.reference.region("head_skin"), np.concatenate([HAIR, on.reference.region("ears")]))
    points = on.reference.base[hidden]
    return piece(
        face.reference,
        Entry(
            name="fencing_mask", label="Fencing mask", slot="head", layer=70,
            nouns=("fencing mask", "fencer's mask", "mesh mask", "wire mask", "kendo mask", "mesh helmet"),
            tags=("fencer", "fencing", "kendo", "sport", "duel", "male", "female", "child"),
            colours=((0.20, 0.21, 0.23), (0.10, 0.10, 0.11)), second_colour=(0.92, 0.92, 0.90),
        ),
        [
            sheet(body, on.hang, closed=True, pole=pole, paint={"pad": _pad, "shade": _mesh, "height": _wires}),
            _bib(bib),
        ],
        hides=hidden[points[:, 2] > np.where(points[:, 1] > -0.06, 1.575, 1.52)], spans=on.spans, bone="Head", side=320,
        double_sided=True, roughness=0.55,
        zone_colours={"pad": None, "bib": None},
    )  # fmt: skip


def _bib(rows: np.ndarray) -> Sheet:
    return sheet(slab(rows, 0.006), skull().hang, closed=True, paint={"bib": 1.0, "height": _quilt})


def _pad(spots: Spots) -> np.ndarray:
    """Behind the ears, and the edge of the mesh."""
    return (spots.y > -0.035) | (spots.t < 0.05)


def _mesh(spots: Spots) -> np.ndarray:
    lines = ((spots.u * 260) % 1 < 0.35) | ((spots.v * 260) % 1 < 0.35)
    return np.where(spots.y > -0.035, 1.0, 0.72 + 0.28 * lines)


def _wires(spots: Spots) -> np.ndarray:
    return 0.5 + 0.2 * np.sin(spots.u * 2 * np.pi * 130) * (spots.y < -0.035)


def _quilt(spots: Spots) -> np.ndarray:
    return 0.5 + 0.25 * np.cos(spots.v * 2 * np.pi / 0.022)


MAKERS = {"hockey_mask": hockey_mask, "welding_mask": welding_mask, "fencing_mask": fencing_mask}
