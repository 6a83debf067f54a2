"""Hair that is long at one place and short at another: undercut, mullet, comb-over, fringes over long hair."""

from __future__ import annotations

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cards, joined
from .curtains import DARK, DENSE, Parting, between, on_head, woven
from .fields import parted, whorl
from .growing import grow, pushed_out, resampled, unit
from .head import Head, apart, head
from .long import TO_THE_FLOOR, ending, fall, fringe, locks_on, uneven
from .piece import entry, hanging, rigid
from .short import around_a_bald_crown, combed, in_front, on_top


def undercut() -> Piece:
    """Long on top and combed to one side, the sides and the nape shaved."""
    form, rng = head(), np.random.default_rng(61)
    comb = parted(0.046, back=0.35, fall=0.9)

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        front = np.clip(1 - root[:, 1:2] / 0.05, 0, 1) * np.array([0.0, 0.5, 0.35])
        return comb(p, share, root) + front

    sheet = combed(
        form,
        rng,
        field,
        "top",
        lambda p: 0.030 + 0.050 * on_top(p) * (p[:, 0] < 0.046),
        lambda p: 0.006 + 0.012 * on_top(p) + 0.012 * in_front(p),
        ruffled=0.07,
        counts=(110, 150, 100),
    )
    nouns = ("undercut", "shaved sides", "disconnected undercut")
    return rigid(form, entry("undercut", "Undercut", "hair", nouns, ("male", "female", "short", "casual")), sheet)


def mullet() -> Piece:
    """Short in front and at the sides, long down the nape."""
    form, rng = head(), np.random.default_rng(62)
    behind = Parting(x=0.0, front=118.0, crown=118.0, face=102.0, sweep=0.0)
    long = fall(
        form, rng, behind, ending(-0.13, -0.13, -0.18), full=0.012, rows=13, body=True, soft=0.05, ragged=0.022,
        locks=20, waves=(0.004, 2.2), line="man",
    )  # fmt: skip
    short = combed(
        form,
        rng,
        whorl(swirl=0.25, forward=0.35, down=0.35),
        "man",
        lambda p: 0.030 + 0.034 * on_top(p),
        lambda p: 0.008 + 0.014 * on_top(p),
        where=lambda p: 0.135 - p[:, 1] + 0.5 * (p[:, 2] - 0.06),
    )
    nouns = ("mullet", "shag", "wolf cut")
    return hanging(form, entry("mullet", "Mullet", "hair", nouns, ("male", "female", "long")), joined(long, short))


def comb_over() -> Piece:
    """A fringe of hair around a bald crown, and thin strands from one side laid over it."""
    form, rng = head(), np.random.default_rng(63)
    around = around_a_bald_crown(form, rng, (80, 120, 110), 0.12)
    spots = form.skull.spots(40000, rng)
    p = form.local(spots)
    edge = (p[:, 0] > 0.044) & (p[:, 0] < 0.072) & (p[:, 2] > 0.064) & (p[:, 1] > -0.004) & (p[:, 1] < 0.140)
    roots = apart(spots[edge], 52)

    def across(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        over = np.clip((p[:, :1] + 0.05) / 0.04, 0, 1)
        return np.array([-1.0, 0.10, 0.30]) * over + (1 - over) * np.array([-0.35, 0.10, -1.0])

    share = np.linspace(0, 1, 33)
    lengths = rng.uniform(0.125, 0.170, len(roots))
    lift = 0.0016 + 0.0070 * np.sin(np.pi * share) * np.ones((len(roots), 1))
    paths = pushed_out(form.skin, resampled(grow(form, roots, lengths, across, lift), 9), 0.0016)
    out = unit(paths - form.middle)
    paths[:, 0] -= out[:, 0] * 0.002
    over = cards(form, paths, 0.0105, rng, columns=(2, 3, 4), reach=(0.05, 0.95), roll=0.05, outward=out, tip=0.8)
    nouns = ("comb-over", "combover")
    return rigid(form, entry("comb_over", "Comb-over", "hair", nouns, ("male", "old", "short")), joined(around, over))


def side_fringe() -> Piece:
    """Down to the shoulders, with hair swept over the forehead to one side."""
    form, rng = head(), np.random.default_rng(64)
    sheet = fall(
        form, rng, Parting(x=0.034, face=62.0, sweep=0.12), ending(-0.15, -0.16, -0.17), full=0.016, rows=14, body=True,
        soft=0.045, ragged=0.012,
    )  # fmt: skip
    sheet = joined(sheet, _swept(form, rng))
    nouns = ("side-swept fringe", "side-swept bangs", "side fringe")
    return hanging(form, entry("side_fringe", "Side-swept fringe", "hair", nouns, ("female", "child", "long")), sheet)


def _swept(form: Head, rng: np.random.Generator) -> Sheet:
    """From a parting on the left over the forehead to the right temple."""
    n = 18
    up, turn, low = (np.radians(np.linspace(*ends, n)) for ends in ((40, 82), (-33, -68), (-10, 6)))
    start = unit(np.stack([np.full(n, 0.27), -np.cos(up), np.sin(up)], axis=1))
    end = np.stack([np.sin(turn) * np.cos(low), -np.cos(turn) * np.cos(low), np.sin(low)], axis=1)
    share = np.linspace(0, 1, 40)
    sheets = []
    for layer, lift in enumerate((0.006, 0.012)):
        rise = np.clip(share / 0.3, 0, 1)
        ways = between(start, end, share)
        # over the forehead before it falls
        ways = unit(ways + (0.22 * np.sin(np.pi * share))[:, None] * np.array([0.3, -0.5, 0.0]))
        paths = on_head(form, ways, 0.003 + lift * rise * (2 - rise))
        ends = 39 * rng.uniform(0.90, 1.0, n) if layer else np.full(n, 37.0)
        paths = resampled(pushed_out(form.skin, paths, 0.003 + 0.3 * lift), 10, ends)
        if layer:
            paths = uneven(form, paths, rng, 0.0010)
        sheets.append(woven(paths, 0.035, kind=DENSE if layer else DARK))
    return joined(*sheets, locks_on(form, rng, paths, 11, 0.014, 0.012))


def long_fringe() -> Piece:
    form, rng = head(), np.random.default_rng(65)
    sheet = fall(
        form, rng, Parting(x=0.0, front=58.0, face=58.0, sweep=0.06), ending(-0.28, -0.32, -0.40),
        full=0.013, rows=18, body=True, soft=0.05, ragged=0.012, locks=16, wide=0.020,
    )  # fmt: skip
    nouns = ("long hair with a fringe", "hime cut", "long hair with bangs")
    return hanging(
        form,
        entry("long_fringe", "Long hair with a fringe", "hair", nouns, ("female", "child", "long")),
        joined(sheet, fringe(form, rng)),
        longer=TO_THE_FLOOR,
    )


MAKERS = {
    "undercut": undercut,
    "mullet": mullet,
    "comb_over": comb_over,
    "side_fringe": side_fringe,
    "long_fringe": long_fringe,
}
