"""Beards, and what grows before the ears."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, joined
from .fields import DOWN
from .gathered import band, plait, tail
from .head import Head, head
from .moustaches import over_lip
from .whiskers import COARSE, grown, hung, whiskers

# in degrees around the skull from the face's middle, and heights over the eyes
BEFORE_EARS = np.array([
    (66, 0.0060), (77, 0.0060), (80, -0.0200), (81, -0.0480), (74, -0.0620), (60, -0.0640), (57, -0.0520),
    (65, -0.0300),
])  # fmt: skip

# half of where hair begins, from before the ear to the middle under the lip
CHEEK_LINE = np.array([
    (72, 0.0000), (69, -0.0220), (63, -0.0400), (53, -0.0530), (41, -0.0630), (31, -0.0690), (23, -0.0735),
    (18.5, -0.0790), (15, -0.0870), (8, -0.0915), (0, -0.0920),
])  # fmt: skip
CHIN_LINE = np.array([(20, -0.0720), (18.5, -0.0800), (15, -0.0870), (8, -0.0915), (0, -0.0920)])
CHOPS_LINE = CHEEK_LINE[:8]


def full_beard() -> Piece:
    form, rng = head(), np.random.default_rng(41)
    sheet = joined(
        _beard(form, rng, -0.146, 0.018, locks=80, width=0.009, tip=0.016),
        over_lip(form, rng, droop=0.012, full=0.0048, top=-0.0510),
    )
    return whiskers("full_beard", "Full beard", ("beard", "full beard"), ("male",), sheet)


def short_beard() -> Piece:
    form, rng = head(), np.random.default_rng(46)
    sheet = _beard(form, rng, -0.125, 0.0035, locks=50, width=0.0055, tip=0.004)
    sheet = joined(sheet, over_lip(form, rng, droop=0.010, full=0.0018))
    return whiskers("short_beard", "Short beard", ("short beard", "trimmed beard"), ("male",), sheet)


def long_beard() -> Piece:
    form, rng = head(), np.random.default_rng(42)
    q = np.linspace(-1, 1, 49)
    ends = np.stack([-0.060 * np.sin(q * np.pi / 2), -0.040 + 0.060 * q**2, -0.285 + 0.14 * q**2], axis=1)
    sheet = hung(
        form,
        rng,
        CHEEK_LINE,
        lambda p: np.full(len(p), -0.12),
        lambda p: 0.008 + 0.014 * chin_share(p),
        rows=14,
        locks=70,
        width=0.012,
        tip=0.03,
        soft=0.05,
        ends=ends,
    )
    sheet = joined(sheet, over_lip(form, rng, droop=0.014, full=0.0042, over=0.001))
    return whiskers(
        "long_beard", "Long beard", ("long beard", "wizard beard"), ("male", "old", "long"), sheet, "wavy", COARSE
    )


def braided_beard() -> Piece:
    """A full beard that is plaited below the chin, one thick plait and a thinner one on each side."""
    form, rng = head(), np.random.default_rng(52)
    parts = [
        _beard(form, rng, -0.150, 0.016, locks=70, width=0.009, tip=0.010),
        over_lip(form, rng, droop=0.014, full=0.0048, top=-0.0510),
    ]
    chin = form.front(np.array([[0.0, -0.112]]))[0][0]
    for x, width, end in ((0.0, 0.0185, -0.300), (0.034, 0.0115, -0.235), (-0.034, 0.0115, -0.235)):
        y = -0.004 + 12.0 * x * x
        spine = np.array(
            [(x, y, -0.122), (0.98 * x, y - 0.010, -0.160), (0.95 * x, y - 0.014, -0.200), (0.9 * x, y - 0.012, end)]
        )
        woven_beard = joined(
            plait(form, spine, 40, width, 3.6, slims=0.3),
            band(spine[-1], DOWN, 0.62 * width, 0.0045, form),
            tail(form, rng, spine[-1] + np.array([(0, 0, 0.002), (0, 0, -0.016), (0, 0.001, -0.036)]),
                 np.array([0.42, 0.80, 0.45]) * width, around=7, points=6, soft=0.02, locks=4, width=0.009),
        )  # fmt: skip
        parts.append(
            replace(woven_beard, root=np.broadcast_to(chin + np.array([x, 0, 0]), woven_beard.points.shape).copy())
        )
    nouns = ("braided beard", "plaited beard")
    return whiskers("braided_beard", "Braided beard", nouns, ("male", "long"), joined(*parts), material=COARSE)


def goatee() -> Piece:
    form, rng = head(), np.random.default_rng(44)
    chin = hung(
        form,
        rng,
        CHIN_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0, 0.012, 0.028, 0.034], [-0.140, -0.136, -0.120, -0.110]),
        lambda p: np.full(len(p), 0.006),
        columns=13,
        locks=36,
        width=0.006,
    )
    sheet = joined(chin, over_lip(form, rng, wide=0.030, droop=0.012))
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
    sheet = grown(
        form, rng, (BEFORE_EARS,), lambda p: np.full(len(p), 0.018), counts=(90, 140), full=0.004, width=0.006
    )
    return whiskers("sideburns", "Sideburns", ("sideburns",), ("male",), sheet)


def mutton_chops() -> Piece:
    form, rng = head(), np.random.default_rng(50)
    sheet = hung(
        form,
        rng,
        CHOPS_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0.025, 0.04, 0.06, 0.075], [-0.100, -0.112, -0.116, -0.100]),
        lambda p: np.full(len(p), 0.010),
        both=False,
        columns=22,
        locks=44,
        width=0.008,
    )
    return whiskers("mutton_chops", "Mutton chops", ("mutton chops", "side whiskers"), ("male", "old"), sheet)


def _beard(form: Head, rng: np.random.Generator, low: float, full: float, **more: object) -> Sheet:
    """From before the ears over cheeks and chin, ending `low` metres under the eyes in the middle."""
    return hung(
        form,
        rng,
        CHEEK_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0, 0.03, 0.06, 0.075], [low, low * 0.985, -0.120, -0.098]),
        lambda p: 0.0035 + (full - 0.0035) * chin_share(p),
        **more,  # type: ignore[arg-type]
    )


def chin_share(p: np.ndarray) -> np.ndarray:
    return np.clip((-0.075 - p[:, 2]) / 0.03, 0, 1) * np.clip((0.055 - np.abs(p[:, 0])) / 0.03, 0, 1)


MAKERS = {
    "full_beard": full_beard,
    "short_beard": short_beard,
    "long_beard": long_beard,
    "braided_beard": braided_beard,
    "goatee": goatee,
    "soul_patch": soul_patch,
    "sideburns": sideburns,
    "mutton_chops": mutton_chops,
}
