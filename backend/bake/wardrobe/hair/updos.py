"""Hair that is pinned up or dressed: chignon, crown of plaits, victory rolls, beehive, and the wig of the rococo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, joined, lying_on, mirrored, tubes
from .curtains import frayed, on_head, swept_paths, woven
from .gathered import band, drawn_to, knot, plait, tail
from .growing import pushed_out, resampled, smoothed, unit
from .head import Head, head
from .piece import entry, hanging, rigid
from .short import OUTER, nape


def roll(axis: np.ndarray, out: np.ndarray, radius: float, *, turns: float = 1.6, columns: int = 13) -> Sheet:
    """Hair wound up along a curve (K, 3) of the world, open at its ends, where the winding is seen. out: (3,) the side
    on which it is outermost; radius: metres."""
    line = resampled(axis[None], columns)[0]
    along = unit(np.gradient(line, axis=0))
    side = unit(out - (along @ out)[:, None] * along)
    other = np.cross(along, side)
    share = np.linspace(0, 1, 26)
    angle = -np.pi + 2 * np.pi * turns * share
    size = radius * (1 - 0.78 * share)
    ring = side[:, None] * np.cos(angle)[:, None] + other[:, None] * np.sin(angle)[:, None]
    paths = line[:, None] + ring * size[:, None]
    # one looks into the winding, and not through it
    inner = resampled(line[None], 9, start=0.4, end=np.array([columns - 1.4]))
    return joined(tubes(inner, np.full(9, 0.74 * radius), sides=9), woven(paths, 0.002))


def _off(form: Head, sheet: Sheet) -> Sheet:
    """Without what would be inside the head."""
    return replace(sheet, points=pushed_out(form.skin, sheet.points, 0.001))


def low_bun() -> Piece:
    form, rng = head(), np.random.default_rng(71)
    place, axis = np.array([0.0, 0.192, 0.004]), unit(np.array([0.0, 0.98, -0.2]))
    sheet = joined(
        cap(form, "woman", inset=0.008),
        drawn_to(form, rng, np.array([0.0, 0.186, 0.032]), full=0.010),
        knot(form, place, axis, 1.15),
    )
    of = entry("low_bun", "Chignon", "hair", ("chignon", "low bun"), ("female", "old", "formal"))
    return rigid(form, of, sheet)


def crown_braid() -> Piece:
    """Drawn up all around into a plait that lies on the head as a crown does."""
    form, rng = head(), np.random.default_rng(72)
    turn = np.linspace(0, 2 * np.pi, 90)
    up = np.radians(42 + 14 * np.cos(turn))  # higher over the forehead than behind
    ways = np.stack([np.sin(turn) * np.cos(up), -np.cos(turn) * np.cos(up), np.sin(up)], axis=1)
    ring = form.local(on_head(form, ways, 0.007))
    plaited = _off(form, plait(form, ring, 110, 0.0155, slims=0.0, upright=1.0))
    sheet = joined(
        cap(form, "woman", inset=0.008),
        drawn_to(form, rng, np.array([0.0, 0.118, 0.122]), full=0.009, locks=20),
        plaited,
    )
    of = entry("crown_braid", "Crown braid", "hair", ("crown braid", "milkmaid braids"), ("female", "medieval"))
    return rigid(form, of, sheet)


def victory_rolls() -> Piece:
    """Two rolls high over the forehead, and one around the nape."""
    form, rng = head(), np.random.default_rng(73)
    drawn = drawn_to(form, rng, np.array([0.0, 0.186, 0.032]), full=0.012, locks=20)
    ways = unit(np.array([(0.34, -0.74, 0.58), (0.42, -0.46, 0.78), (0.50, -0.10, 0.84), (0.52, 0.20, 0.82)]))
    left = roll(on_head(form, ways, 0.018), np.array([0.55, 0.0, 0.84]), 0.036, turns=2.2)
    turn = np.radians(np.linspace(-66, 66, 13))
    low = np.radians(-33.0)
    ways = np.stack([np.sin(turn) * np.cos(low), np.cos(turn) * np.cos(low), np.full(13, np.sin(low))], axis=1)
    behind = roll(on_head(form, unit(ways), 0.004), np.array([0.0, 0.2, -1.0]), 0.024, columns=21)
    left, behind = _off(form, left), _off(form, behind)
    sheet = joined(cap(form, "woman", inset=0.008), drawn, left, mirrored(left), behind)
    nouns = ("victory rolls", "forties hair")
    return rigid(form, entry("victory_rolls", "Victory rolls", "hair", nouns, ("female", "formal")), sheet)


def swept_up(form: Head, rng: np.random.Generator, line: str, full: float, height: float, low: float) -> Sheet:
    """From the forehead high over the head to the nape, with locks on it."""
    paths = frayed(swept_paths(form, line, full=full, height=height, low=low), rng)
    own = resampled(paths[rng.integers(2, len(paths) - 2, 26)], 7, start=0.6)
    over = lying_on(form, own, 0.016, rng, lift=0.002, columns=OUTER, ends=0.9, roll=0.0)
    return joined(woven(paths, 0.018, at="start"), over)


def beehive() -> Piece:
    """Drawn up and back over a high dome."""
    form, rng = head(), np.random.default_rng(74)
    dome = cap(
        form,
        "woman",
        inset=0.004,
        full=lambda p: 0.012 + 0.075 * np.exp(-(((p[:, 1] - 0.115) / 0.075) ** 2 + (p[:, 0] / 0.085) ** 2))
        * np.clip((p[:, 2] + 0.02) / 0.08, 0, 1),
    )  # fmt: skip
    sheet = joined(dome, drawn_to(form, rng, np.array([0.0, 0.186, 0.010]), full=0.012, locks=24))
    of = entry("beehive", "Beehive", "hair", ("beehive", "bouffant"), ("female", "formal"))
    return rigid(form, of, sheet)


def powdered_wig() -> Piece:
    """High over the forehead, rolls over the ears, and a queue."""
    form, rng = head(), np.random.default_rng(75)
    curls = []
    for z in (0.032, -0.004):
        line = np.array([(0.094, 0.030, z), (0.103, 0.070, z), (0.100, 0.112, z)]) + form.eyes
        curls.append(
            roll(pushed_out(form.skin, smoothed(resampled(line[None], 9), 1)[0], 0.016), np.array([1.0, 0, 0]), 0.0195)
        )
    left = _off(form, joined(*curls))
    tie = np.array([0.0, 0.192, -0.052])
    queue = np.array([
        (0, 0.176, -0.040), (0, 0.196, -0.060), (0, 0.204, -0.100), (0, 0.204, -0.160), (0, 0.200, -0.215),
    ])  # fmt: skip
    sheet = joined(
        cap(form, "man", inset=0.006),
        swept_up(form, rng, "man", 0.016, 0.034, -40.0),
        nape(form, rng),
        left,
        mirrored(left),
        tail(form, rng, queue, np.array([0.013, 0.016, 0.024, 0.022, 0.012]), around=11, points=9, soft=0.03, locks=8),
        band(tie, np.array([0.0, 0.4, -1.0]), 0.017, 0.007, form),
    )
    nouns = ("powdered wig", "periwig")
    return hanging(form, entry("powdered_wig", "Powdered wig", "hair", nouns, ("male", "formal")), sheet)


MAKERS = {
    "low_bun": low_bun,
    "crown_braid": crown_braid,
    "victory_rolls": victory_rolls,
    "beehive": beehive,
    "powdered_wig": powdered_wig,
}
