"""Beards, and what grows before the ears."""

from __future__ import annotations

import numpy as np

from ....protocol.results import Material
from ....wear.piece import Piece
from .cards import joined
from .head import head
from .moustaches import combed_lip, over_lip
from .tufts import BEARD, LIP, trimmed, tufts
from .whiskers import Measure, hung, whiskers

TRIMMED = Material(alpha_mode="mask", alpha_cutoff=0.5, double_sided=True, roughness=0.8)

# in degrees around the skull from the face's middle, and heights over the eyes
BEFORE_EARS = np.array([
    (66, 0.0060), (77, 0.0060), (80, -0.0200), (81, -0.0480), (74, -0.0620), (60, -0.0640), (57, -0.0520),
    (65, -0.0300),
])  # fmt: skip

# a beard that is kept short ends where the throat begins
CROPPED = np.concatenate([BEARD[:15], [(79, -0.0560), (72, -0.0800), (60, -0.1040), (44, -0.1200), (25, -0.1300),
                                       (0, -0.1320), (-20, -0.1320)]])  # fmt: skip
AROUND_MOUTH = np.array([
    (-20, -0.0905), (0, -0.0905), (9, -0.0900), (14, -0.0855), (16, -0.0780), (18, -0.0690), (23, -0.0690),
    (25, -0.0850), (25, -0.1030), (20, -0.1230), (0, -0.1300), (-20, -0.1300),
])  # fmt: skip
CHOPS = np.array([
    (71, 0.0040), (69, -0.0180), (63, -0.0340), (52, -0.0460), (40, -0.0580), (33, -0.0680), (32, -0.0860),
    (38, -0.1040), (52, -0.1120), (66, -0.0980), (76, -0.0700), (80, -0.0300), (78, 0.0040),
])  # fmt: skip


def full_beard() -> Piece:
    form, rng = head(), np.random.default_rng(41)
    sheet = joined(
        tufts(
            form,
            rng,
            BEARD,
            lambda p: hanging_down(p, -0.170, 0.014, 0.054),
            full=thick(0.005, 0.017),
            counts=(110, 170),
        ),
        over_lip(form, rng, wide=0.033, droop=0.020, full=0.0046, top=-0.0510, over=0.0022),
        combed_lip(form, rng),
    )  # fmt: skip
    return whiskers("full_beard", "Full beard", ("beard", "full beard"), ("male",), sheet)


def hanging_down(p: np.ndarray, low: float, least: float, most: float) -> np.ndarray:
    """(N,) metres of hair from roots (N, 3) down to a line that is `low` in the middle and rises to the ears."""
    line = np.interp(
        np.abs(p[:, 0]), [0, 0.02, 0.04, 0.06, 0.078], [low, low + 0.002, low + 0.011, low + 0.036, -0.060]
    )
    return np.clip(p[:, 2] - line, least, most)


def thick(cheek: float, chin: float) -> Measure:
    """Metres that locks stand off on the cheeks, and at the chin."""
    return lambda p: cheek + (chin - cheek) * chin_share(p)


def short_beard() -> Piece:
    sheet = trimmed(head(), CROPPED, LIP, (0.0010, 0.0022, 0.0034, 0.0046))
    nouns = ("short beard", "trimmed beard")
    return whiskers("short_beard", "Short beard", nouns, ("male",), sheet, "cropped", TRIMMED)


def goatee() -> Piece:
    form, rng = head(), np.random.default_rng(44)
    sheet = joined(
        # to a point below the chin
        tufts(form, rng, AROUND_MOUTH, lambda p: np.clip(p[:, 2] + 0.158 - 0.9 * np.abs(p[:, 0]), 0.010, 0.044),
              full=thick(0.003, 0.012), width=0.0052, counts=(70, 110)),
        over_lip(form, rng, wide=0.031, droop=0.018, full=0.0032, over=0.0016),
        combed_lip(form, rng, long=0.012, full=0.0036, width=0.0036, count=56),
    )  # fmt: skip
    return whiskers("goatee", "Goatee", ("goatee",), ("male",), sheet)


def soul_patch() -> Piece:
    form, rng = head(), np.random.default_rng(49)
    sheet = hung(
        form,
        rng,
        np.array([(5.5, -0.0905), (3, -0.0905), (0, -0.0905)]),
        lambda p: -0.104 + 8 * p[:, 0] ** 2 / 0.05,
        lambda p: np.full(len(p), 0.0025),
        columns=6,
        rows=5,
        locks=10,
        width=0.004,
        tip=0.003,
        soft=0.004,
    )
    return whiskers("soul_patch", "Soul patch", ("soul patch",), ("male",), sheet)


def sideburns() -> Piece:
    form, rng = head(), np.random.default_rng(45)
    sheet = tufts(form, rng, BEFORE_EARS, lambda p: np.full(len(p), 0.015), full=thick(0.0035, 0.0035), width=0.005,
                  points=4, counts=(90, 140))  # fmt: skip
    return whiskers("sideburns", "Sideburns", ("sideburns",), ("male",), sheet)


def mutton_chops() -> Piece:
    form, rng = head(), np.random.default_rng(50)
    sheet = tufts(form, rng, CHOPS, lambda p: np.interp(p[:, 2], [-0.11, -0.05, 0.0], [0.040, 0.034, 0.020]),
                  full=lambda p: np.interp(p[:, 2], [-0.09, 0.0], [0.016, 0.006]), counts=(110, 150))  # fmt: skip
    return whiskers("mutton_chops", "Mutton chops", ("mutton chops", "side whiskers"), ("male", "old"), sheet)


def chin_share(p: np.ndarray) -> np.ndarray:
    return np.clip((-0.075 - p[:, 2]) / 0.03, 0, 1) * np.clip((0.055 - np.abs(p[:, 0])) / 0.03, 0, 1)


MAKERS = {
    "full_beard": full_beard,
    "short_beard": short_beard,
    "goatee": goatee,
    "soul_patch": soul_patch,
    "sideburns": sideburns,
    "mutton_chops": mutton_chops,
}
