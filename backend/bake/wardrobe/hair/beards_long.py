"""Beards down to the chest: flowing, forked, plaited."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ....wear.piece import Piece
from .beards import CROPPED, hanging_down, thick
from .cards import Sheet, cards, joined
from .fields import DOWN
from .gathered import band, plait, tail
from .growing import pushed_out, resampled, smoothed, unit
from .head import Head, apart, head
from .lengths import drawn_out, widened
from .moustaches import combed_lip, over_lip
from .short import OUTER
from .tufts import BEARD, rooted_at, tufts
from .whiskers import COARSE, whiskers

TO_THE_BELT = 0.26
"""metres that the longest beards hang lower"""

Ends = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""roots (N, 3) -> places (N, 3) where their locks end, both from between the eyes"""


def flowing(
    form: Head,
    rng: np.random.Generator,
    ends: Ends,
    *,
    counts: tuple[int, ...] = (60, 70, 50),
    width: float = 0.015,
    points: int = 8,
    wave: float = 0.003,
    tip: float = 0.45,
    late: float = 0.0,
) -> Sheet:
    """Long locks that leave the jaw and the chin, and come together on their way down; each ends where `ends` says.
    late: how long they fall straight before they go there, 0 to 1."""
    spots = form.skull.spots(120000, rng)
    p = form.local(spots)
    spots = spots[(p[:, 1] < 0.075) & (p[:, 2] < -0.070) & (p[:, 2] > -0.150)]
    spots = spots[(form.within(spots, BEARD) > 0.004)]
    sheets = []
    for layer, count in enumerate(counts):
        roots = apart(spots, count)
        count = len(roots)
        _, normals = form.skull.distance(roots)
        start = form.local(roots + 0.001 * normals)
        end = ends(start, rng)
        part = layer / max(len(counts) - 1, 1)
        # inner ones hang behind outer ones
        end[:, 1] += 0.012 * (1 - part)
        out = unit(normals * (0.9, 1.0, 0.4) + np.array([0.0, -0.35, -0.25]))
        first = start + out * (0.016 + 0.010 * part) + np.array([0.0, 0.0, -0.012])
        second = 0.40 * start + 0.60 * end
        second[:, :2] = end[:, :2] + (late, 0.0) * (start - end)[:, :2] - (0.0, 0.004)
        share = np.linspace(0, 1, 33)[:, None]
        a, b, c, d = (each[:, None] for each in (start, first, second, end))
        paths = (1 - share) ** 3 * a + 3 * (1 - share) ** 2 * share * b + 3 * (1 - share) * share**2 * c + share**3 * d
        turn = share[None] * rng.uniform(5, 9, (count, 1, 1)) + rng.uniform(0, 6.3, (count, 1, 3))
        paths = paths + wave * np.sin(turn) * np.minimum(share * 2, 1) * np.array([1.0, 0.6, 0.0])
        paths = pushed_out(form.skin, resampled(smoothed(paths + form.eyes, 2), points), 0.0030)
        wide = width * rng.uniform(0.75, 1.2, count)
        outward = np.broadcast_to(np.array([0.0, -1.0, 0.0]) + 9.0 * paths * (1, 0, 0), paths.shape)
        columns = (1, 2, 3) if layer == 0 else OUTER
        sheets.append(
            cards(form, paths, wide, rng, columns=columns, reach=(0.02, 1.0), roll=0.22, tip=tip, outward=unit(outward))
        )
    return joined(*sheets)


def _lip_and_cheeks(form: Head, rng: np.random.Generator, low: float = -0.165) -> tuple[Sheet, ...]:
    return (
        tufts(form, rng, CROPPED, lambda p: hanging_down(p, low, 0.014, 0.050), full=thick(0.005, 0.014),
              counts=(60, 90)),
        over_lip(form, rng, wide=0.033, droop=0.022, full=0.0050, top=-0.0510, over=0.0022),
        combed_lip(form, rng, long=0.020, full=0.0062, width=0.0050, count=60),
    )  # fmt: skip


def long_beard() -> Piece:
    form, rng = head(), np.random.default_rng(42)

    def ends(p: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        x = 0.74 * p[:, 0] + 0.007 * rng.standard_normal(len(p))
        far = np.abs(p[:, 0]) / 0.06
        z = -0.308 + 0.085 * far**2 + 0.020 * rng.standard_normal(len(p))
        return np.stack([x, -0.044 + 9.0 * x**2, np.minimum(z, p[:, 2] - 0.04)], axis=1)

    cheeks, *lip = _lip_and_cheeks(form, rng)
    sheet = joined(cheeks, flowing(form, rng, ends), *lip)
    nouns = ("long beard", "wizard beard")
    longer = drawn_out(form, sheet.points, TO_THE_BELT)
    sizes = {"length+": longer + widened(form, sheet.points, 0.80, 0.050)}
    return whiskers("long_beard", "Long beard", nouns, ("male", "old", "long"), sheet, "wavy", COARSE, sizes)


def forked_beard() -> Piece:
    """Parted below the chin into two points."""
    form, rng = head(), np.random.default_rng(53)

    def ends(p: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        side = np.where(p[:, 0] + 0.004 * rng.standard_normal(len(p)) > 0, 1.0, -1.0)
        x = 0.066 * side + 0.10 * (p[:, 0] - 0.03 * side) + 0.003 * rng.standard_normal(len(p))
        z = -0.290 + 1.1 * np.abs(np.abs(p[:, 0]) - 0.030) + 0.014 * rng.standard_normal(len(p))
        return np.stack([x, np.full(len(p), -0.040), np.minimum(z, p[:, 2] - 0.04)], axis=1)

    cheeks, *lip = _lip_and_cheeks(form, rng, -0.155)
    sheet = joined(cheeks, flowing(form, rng, ends, counts=(60, 80, 60), width=0.011, tip=0.3, late=0.15), *lip)
    nouns = ("forked beard", "two-pointed beard")
    return whiskers("forked_beard", "Forked beard", nouns, ("male", "long"), sheet, "wavy", COARSE)


def braided_beard() -> Piece:
    """Drawn together below the chin into one thick plait and a thinner one on each side."""
    form, rng = head(), np.random.default_rng(52)
    starts = np.array([(0.0, -0.034, -0.158), (0.036, -0.026, -0.146), (-0.036, -0.026, -0.146)])

    def ends(p: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        near = np.abs(p[:, :1] - starts[:, 0] * 0.9).argmin(axis=1)
        return starts[near] + np.array([0.004, 0.003, 0.006]) * rng.standard_normal((len(p), 3)) - (0, 0.004, 0.004)

    cheeks, *lip = _lip_and_cheeks(form, rng, -0.145)
    parts = [cheeks, flowing(form, rng, ends, counts=(40, 60), width=0.011, points=6, wave=0.0012, tip=0.5), *lip]
    chin = form.front(np.array([[0.0, -0.112]]))[0][0]
    for (x, y, z), width, end in zip(starts, (0.0165, 0.0100, 0.0100), (-0.315, -0.250, -0.250), strict=True):
        low = np.array([0.92 * x, -0.046 + 8.0 * x * x, end])
        spine = np.array([(x, y, z + 0.010), (x, y - 0.006, z - 0.016), 0.5 * (low + np.array([x, y - 0.010, z])), low])
        woven_beard = joined(
            plait(form, spine, 30, width, slims=0.3),
            band(np.array([x, y - 0.001, z + 0.002]), DOWN, 0.80 * width, 0.0040, form),
            band(low, DOWN, 0.62 * width, 0.0045, form),
            tail(form, rng, low + np.array([(0, 0, 0.002), (0, 0, -0.016), (0, 0.001, -0.040)]),
                 np.array([0.42, 0.85, 0.35]) * width, around=7, points=6, soft=0.02, locks=5, width=0.008),
        )  # fmt: skip
        parts.append(rooted_at(woven_beard, chin + np.array([x, 0, 0])))
    nouns = ("braided beard", "plaited beard")
    sheet = joined(*parts)
    sizes = {"length+": drawn_out(form, sheet.points, TO_THE_BELT, begin=-0.150)}
    return whiskers("braided_beard", "Braided beard", nouns, ("male", "long"), sheet, material=COARSE, sizes=sizes)


MAKERS = {"long_beard": long_beard, "forked_beard": forked_beard, "braided_beard": braided_beard}
