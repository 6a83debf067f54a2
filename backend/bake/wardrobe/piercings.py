"""Small things of the face: fangs, rings in lip and nose, a monocle; and a halo over the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import held, open_topped
from .glasses import LENS, face_spans, hangs
from .horns import curved
from .jewellery import GOLD
from .masks import face_of
from .shaping import tube, xyz
from .sheets import Sheet, Spots, nearest, piece, sheet
from .skulls import skull

SILVER = (0.80, 0.81, 0.84)


def _on_face(x: float, height: float, within: float = 0.004) -> np.ndarray:
    """(3,) metres, the foremost skin of the face about there."""
    on = skull().reference
    skin = np.setdiff1d(on.region("head_skin"), on.region("mouth_cavity"))
    points = on.base[np.union1d(skin, on.region("lips"))]
    near = points[np.hypot(points[:, 0] - x, points[:, 2] - height) < within]
    return near[near[:, 1].argmin()]


def _small(entry: Entry, sheets: list[Sheet], **more: object) -> Piece:
    on = skull().reference
    return piece(on, entry, sheets, spans=face_spans(), bone="Head", side=64, roughness=0.25, **more)  # type: ignore[arg-type]


def _fixed(points: np.ndarray, at: np.ndarray) -> Sheet:
    face = face_of()
    return sheet(points, nearest(face.reference, face.triangles), closed=True,
                 anchors=np.broadcast_to(at, points.shape), paint={"shade": _root})  # fmt: skip


def _root(spots: Spots) -> np.ndarray:
    return 0.80 + 0.20 * np.clip(spots.t * 2, 0, 1)


def fangs() -> Piece:
    """Two teeth that come from below the upper lip and lie on the lower one."""
    sheets = []
    for sign in (1, -1):
        lip = _on_face(sign * 0.0125, 1.5497, 0.0025)
        steps = ((0, 0.004, 0.001), (0, 0.0005, -0.002), (sign * 0.0003, -0.0025, -0.006),
                 (sign * 0.0006, -0.0018, -0.0125))  # fmt: skip
        path = curved(lip + np.array(steps), 9)
        sheets.append(_fixed(tube(path, 0.0034 * (1 - np.linspace(0, 1, 9) ** 1.4) + 0.0003, 8), lip))
    made = _small(
        Entry(
            name="fangs", label="Fangs", slot="face", layer=58,
            nouns=("fangs", "vampire fangs", "vampire teeth", "sharp fangs", "pointed teeth"),
            tags=("vampire", "werewolf", "demon", "halloween", "male", "female", "child"),
            colours=((0.95, 0.93, 0.86),),
        ),
        sheets,
    )  # fmt: skip
    return replace(made, bone="", face=True)


def _ring(middle: np.ndarray, radius: float, thick: float, across: np.ndarray) -> np.ndarray:
    """(R, 6, 3) a ring around `middle` in the plane of `across` and up."""
    turn = np.arange(20)[:, None] * (2 * np.pi / 20)
    return tube(middle + radius * (np.cos(turn) * across + np.sin(turn) * xyz(0, 0, 1.0)), thick, 6, closed=True)


def lip_ring() -> Piece:
    """Around the lower lip, to its left."""
    lip = _on_face(0.0105, 1.5400, 0.0030)
    out = xyz(0.25, -1.0, 0) / np.hypot(0.25, 1.0)
    return _small(
        Entry(
            name="lip_ring", label="Lip ring", slot="face", layer=58,
            nouns=("lip ring", "lip piercing", "labret", "pierced lip"),
            tags=("punk", "goth", "emo", "rocker", "male", "female"), colours=(SILVER, GOLD), fabric="metal",
        ),
        [_fixed(_ring(lip + xyz(0, 0, -0.001) - out * 0.0012, 0.0062, 0.0012, out), lip)],
    )  # fmt: skip


def nose_ring() -> Piece:
    """In the septum, below the tip of the nose."""
    root = _on_face(0.0, 1.5712, 0.0030)
    return _small(
        Entry(
            name="nose_ring", label="Nose ring", slot="face", layer=58,
            nouns=("nose ring", "septum ring", "septum piercing", "bull ring"),
            tags=("punk", "tribal", "indian", "goth", "male", "female"), colours=(GOLD, SILVER), fabric="metal",
        ),
        [_fixed(_ring(root + xyz(0, 0.0032, -0.0050), 0.0066, 0.0013, xyz(1.0, 0, 0)), root)],
    )  # fmt: skip


def monocle() -> Piece:
    """Before the left eye, on a cord that runs back to the ear."""
    front, arm, _ = hangs()
    turn = np.arange(32) * (2 * np.pi / 32)
    eye = _on_face(LENS[0] + 0.006, 1.5955, 0.005)
    rim = np.stack([LENS[0] + 0.0215 * np.cos(turn), np.full(32, float(eye[1]) - 0.0155) + 0.006 * np.cos(turn),
                    LENS[1] + 0.0215 * np.sin(turn)], axis=1)  # fmt: skip
    glass = np.stack([rim.mean(axis=0) + (rim - rim.mean(axis=0)) * share for share in (0.97, 0.6, 0.25)])
    cord = curved(np.array([rim[28], rim[28] + xyz(0.004, 0.004, -0.022), (0.066, -0.110, 1.556),
                            (0.074, -0.070, 1.560), (0.077, -0.040, 1.588), (0.0785, -0.024, 1.612)]), 24)  # fmt: skip
    made = _small(
        Entry(
            name="monocle", label="Monocle", slot="glasses", layer=60,
            nouns=("monocle", "eyeglass", "quizzing glass", "gold monocle"),
            tags=("victorian", "aristocrat", "banker", "villain", "detective", "male", "female"),
            colours=(GOLD, SILVER), fabric="metal",
        ),
        [
            sheet(tube(rim, 0.0021, 6, closed=True), front, closed=True),
            sheet(glass, front, closed=True, pole=rim.mean(axis=0), paint={"alpha": 0.28, "glass": 1.0}),
            sheet(tube(cord, 0.0009, 5), arm, closed=True, paint={"cord": 1.0}),
        ],
        zone_colours={"glass": (0.80, 0.88, 0.90), "cord": (0.08, 0.08, 0.08)}, double_sided=True,
    )  # fmt: skip
    return replace(made, material=replace(made.material, alpha_mode="blend"))


def halo() -> Piece:
    """A ring of light that hangs over the head."""
    on = skull()
    turn = np.arange(48) * (2 * np.pi / 48)
    middle = xyz(0, on.middle + 0.020, on.top + 0.075)
    loop = middle + np.stack([0.105 * np.cos(turn), 0.105 * np.sin(turn), 0.022 * np.sin(turn)], axis=1)
    top = xyz(0, on.middle, on.top)
    return open_topped(
        Entry(
            name="halo", label="Halo", slot="head", layer=70,
            nouns=("halo", "golden halo", "angel halo", "ring of light", "nimbus"),
            tags=("angel", "saint", "holy", "costume", "male", "female", "child"), colours=((0.98, 0.84, 0.36),),
        ),
        [held(tube(loop, 0.0075, 10, closed=True), top)], on.ring(on.brow + 0.05, on.ear + 0.04, 0.004),
        side=64, roughness=0.2,
    )  # fmt: skip


MAKERS = {
    "fangs": fangs,
    "lip_ring": lip_ring,
    "nose_ring": nose_ring,
    "monocle": monocle,
    "halo": halo,
}
