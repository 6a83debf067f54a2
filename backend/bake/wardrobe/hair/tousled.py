"""Hair that nobody has combed: round locks that lie and stand every way."""

from __future__ import annotations

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .growing import grow, pushed_out, resampled, smoothed, unit
from .head import Head, head
from .piece import entry, rigid
from .short import OUTER, Rise, in_front, on_top

POINTS = 6
BULGE = 0.6


def ruffled(
    form: Head,
    rng: np.random.Generator,
    lengths: Rise,
    heights: Rise,
    *,
    counts: tuple[int, ...] = (110, 150),
    stands: float = 0.35,
    strays: float = 0.75,
    bends: float = 0.006,
    width: float = 0.015,
) -> Sheet:
    """Layers of locks over a full shell. lengths, heights: metres, of roots from between the eyes, heights over the
    skin; stands: how far a lock leaves the head, strays: how far it leaves its neighbours' way; bends: metres."""
    sheets = [cap(form, "man", fade=0.014, full=lambda p: 0.55 * heights(p))]
    share = np.linspace(0, 1, 33)
    for layer, count in enumerate(counts):
        roots = form.roots(count, rng, "man", 0.0005)
        p = form.local(roots)
        roots = roots[(p[:, 2] > -0.01) | (form.inside(roots, "man") > 0.010)]
        p, count = form.local(roots), len(roots)
        lean = rng.standard_normal(p.shape)

        def field(q: np.ndarray, gone: np.ndarray, root: np.ndarray, lean: np.ndarray = lean) -> np.ndarray:
            out = unit(root - np.array([0.0, 0.085, 0.01]))
            lean = lean - (lean * out).sum(axis=1, keepdims=True) * out
            away = unit(root - np.array([0.0, 0.120, 0.10]))
            falls = np.clip((0.09 - root[:, 2:3]) / 0.07, 0.15, 1) * np.array([0.0, -0.1, -0.9])
            return stands * (1 - gone[:, None]) * out + strays * lean + 0.6 * away + falls

        low = np.clip((0.01 - p[:, 2]) / 0.04, 0, 1)
        length = lengths(p) * (1 - 0.35 * low) * rng.uniform(0.75, 1.2, count)
        own = heights(p) * (0.75 + 0.35 * layer) * (1 - 0.5 * low)
        deep = np.clip((form.inside(roots, "man") - 0.002) / 0.022, 0.15, 1)
        rise = 0.003 + own[:, None] * (deep[:, None] * 0.6 + 0.4 * np.minimum(share / 0.4, 1))
        rise = rise + (stands * 0.022 * rng.uniform(0, 1, count) * (1 - low))[:, None] * share**2
        paths = resampled(grow(form, roots, length, field, rise, keeps=0.6, clings=0.4), POINTS)
        bend = bends * rng.standard_normal((count, 1, 3)) * np.sin(np.linspace(0, 1.6 * np.pi, POINTS))[:, None]
        paths = pushed_out(form.skin, smoothed(paths + bend, 2), 0.0015)
        wide = np.minimum(width, length / 3) * rng.uniform(0.7, 1.15, count)
        out = unit(paths - form.middle)
        sheets.append(
            cards(form, paths, wide, rng, columns=OUTER, roll=0.15, tip=0.45, outward=out, bulge=BULGE, reach=(0.06, 1))
        )
    return joined(*sheets)


def tousled_hair() -> Piece:
    """Over the ears and into the forehead, as it comes out of bed."""
    form, rng = head(), np.random.default_rng(67)
    sheet = ruffled(
        form, rng, lambda p: 0.052 + 0.022 * on_top(p) + 0.006 * in_front(p), lambda p: 0.008 + 0.013 * on_top(p)
    )
    nouns = ("messy hair", "shaggy hair", "tousled hair", "scruffy hair")
    of = entry("tousled_hair", "Tousled hair", "hair", nouns, ("male", "female", "child", "short", "casual"))
    return rigid(form, of, sheet)


def wild_hair() -> Piece:
    """Uncombed, its locks stand off to all sides."""
    form, rng = head(), np.random.default_rng(66)
    sheet = ruffled(
        form, rng, lambda p: 0.072 + 0.030 * on_top(p) - 0.046 * in_front(p), lambda p: 0.012 + 0.016 * on_top(p),
        counts=(120, 170), stands=1.3, strays=0.9, bends=0.009,
    )  # fmt: skip
    nouns = ("wild hair", "untamed hair", "unkempt hair")
    of = entry("wild_hair", "Wild hair", "hair", nouns, ("male", "female", "old"))
    return rigid(form, of, sheet, strands="wavy")


def spiky_hair() -> Piece:
    """In spikes that stand up from the head, on top more than at the sides."""
    form, rng = head(), np.random.default_rng(68)
    sheet = ruffled(
        form, rng, lambda p: 0.034 + 0.034 * on_top(p), lambda p: 0.005 + 0.006 * on_top(p),
        counts=(90, 130), stands=4.0, strays=0.45, bends=0.0, width=0.017,
    )  # fmt: skip
    nouns = ("spiky hair", "spikes", "gelled hair")
    of = entry("spiky_hair", "Spiky hair", "hair", nouns, ("male", "female", "punk", "short"))
    return rigid(form, of, sheet)


MAKERS = {"tousled_hair": tousled_hair, "wild_hair": wild_hair, "spiky_hair": spiky_hair}
