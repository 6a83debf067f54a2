"""Hair that is dressed with art, or with none: a high updo of rolls and loops, a messy bun, a braid with a ribbon."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ....appearance.strands import CARDS, COLUMNS
from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined, mirrored, tubes
from .curtains import ROOTS, on_head
from .fields import DOWN
from .gathered import band, drawn_cap, drawn_to, knot, plait, tail
from .growing import pushed_out, resampled, smoothed, unit
from .head import Head, head
from .piece import entry, hanging, rigid
from .short import OUTER
from .updos import roll, swept_up


def ornate_updo() -> Piece:
    """Swept up high from the forehead, wings over the ears, three loops on top and a large knot behind."""
    form, rng = head(), np.random.default_rng(85)
    ways = unit(np.array([(0.74, -0.52, 0.42), (0.92, -0.22, 0.30), (0.96, 0.14, 0.16), (0.86, 0.44, 0.06)]))
    wing = roll(on_head(form, ways, 0.016), np.array([0.85, 0.0, 0.5]), 0.034, turns=2.0, columns=11)
    wing = replace(wing, points=pushed_out(form.skin, wing.points, 0.001))
    loops = []
    for lean, high in ((-0.80, 0.086), (0.0, 0.112), (0.80, 0.086)):
        turn = np.linspace(-0.35 * np.pi, 1.35 * np.pi, 26)
        up = np.array([np.sin(lean), 0.10, np.cos(lean)])
        side = unit(np.cross(up, [0.0, 1.0, 0.0]))
        arc = 0.56 * np.cos(turn)[:, None] * side + (0.46 + 0.54 * np.sin(turn))[:, None] * up
        loops.append(form.eyes + np.array([0.026 * np.sign(lean), 0.112, 0.140]) + 0.62 * high * arc)
    tied = tubes(np.stack(loops), np.interp(np.linspace(0, 1, 26), [0, 0.5, 1], [0.015, 0.021, 0.015]), sides=7)
    axis = unit(np.array([0.0, 0.95, 0.25]))
    sheet = joined(
        cap(form, "woman", inset=0.006, deep=ROOTS),
        swept_up(form, rng, "woman", 0.026, 0.040, -36.0),
        wing,
        mirrored(wing),
        band(np.array([0.0, 0.112, 0.146]), np.array([0.0, 0.1, 1.0]), 0.030, 0.011, form),
        tied,
        knot(form, np.array([0.0, 0.198, 0.020]), axis, 1.15),
    )
    sheet = replace(sheet, points=pushed_out(form.skin, sheet.points, -0.0018))
    nouns = ("ornate updo", "elaborate updo", "geisha hair")
    return rigid(form, entry("ornate_updo", "Ornate updo", "hair", nouns, ("female", "formal")), sheet)


def messy_bun() -> Piece:
    """A loose knot high on the head out of which ends stick, and strands that have come down at the temples."""
    form, rng = head(), np.random.default_rng(86)
    centre = np.array([0.0, 0.150, 0.160])
    loops = []
    for _ in range(8):
        first = unit(rng.standard_normal(3))
        second = unit(np.cross(first, rng.standard_normal(3)))
        turn = np.linspace(0, 1.7 * np.pi, 16)[:, None] + rng.uniform(0, 6)
        wide = rng.uniform(0.026, 0.038)
        loops.append(centre + wide * (np.cos(turn) * first + np.sin(turn) * second) + 0.006 * rng.standard_normal(3))
    thick = np.interp(np.linspace(0, 1, 16), [0, 0.5, 1], [0.010, 0.016, 0.008])
    knotted = tubes(np.stack(loops) + form.eyes, thick, sides=5)
    way = unit(rng.standard_normal((26, 3)) + np.array([0.0, 0.1, -0.1]))
    bent = unit(rng.standard_normal((26, 3)))
    share = np.linspace(0, 1, 5)[None, :, None]
    reach = rng.uniform(0.022, 0.042, (26, 1, 1))
    ends = centre + form.eyes + 0.022 * way[:, None] + reach * share * (way[:, None] + 0.7 * share * bent[:, None])
    spikes = cards(form, ends, 0.010, rng, columns=(3, 4, 5), outward=unit(np.cross(way, bent)), roll=0.6, tip=0.7)
    loose = []
    for x, y, z, length in ((0.058, -0.012, 0.046, 0.10), (0.070, 0.012, 0.026, 0.13), (0.064, 0.000, 0.038, 0.075)):
        t = np.linspace(0, 1, 9)[:, None]
        line = np.array([x, y, z]) + np.array([0.030, -0.010, 0.012]) * np.sin(1.6 * t) + length * t**1.2 * DOWN
        line = line + 0.007 * np.sin(7 * t + 60 * x) * np.array([1.0, 0.6, 0.0])
        loose.append(line + form.eyes)
    loose = pushed_out(form.skin, np.stack(loose), 0.003)
    loose[:, 0] -= 0.004 * unit(loose[:, 0] - form.middle)
    left = cards(form, loose, 0.009, rng, columns=OUTER, roll=0.1, tip=0.8)
    nape = np.array([(0.020 * k, 0.150 - 0.3 * (0.020 * k) ** 2, -0.034) for k in (-2, -1, 0, 1, 2)])
    t = np.linspace(0, 1, 6)[None, :, None]
    fallen = nape[:, None] + form.eyes + rng.uniform(0.04, 0.075, (5, 1, 1)) * t * DOWN
    fallen = pushed_out(form.skin, fallen + 0.006 * rng.standard_normal((5, 1, 3)) * t, 0.004)
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, np.array([0.0, 0.140, 0.122]), full=0.016, locks=26),
        cards(form, fallen, 0.008, rng, columns=OUTER, roll=0.1),
        left,
        mirrored(left),
        knotted,
        spikes,
    )
    return rigid(form, entry("messy_bun", "Messy bun", "hair", ("messy bun",), ("female", "casual")), sheet)


RIBBON = (CARDS / COLUMNS, 2 * CARDS / COLUMNS)
"""the strip of the texture, which no strand of these pieces has, that a ribbon takes"""


def ribbon_zone() -> dict[str, np.ndarray]:
    """The zone of it: one row is enough."""
    zone = np.zeros((4, 64), np.uint8)
    zone[:, int(64 * RIBBON[0]) : int(64 * RIBBON[1])] = 255
    return {"ribbon": zone}


def of_ribbon(sheet: Sheet) -> Sheet:
    """The same mesh as a ribbon."""
    u = np.full(len(sheet.uvs), (RIBBON[0] + RIBBON[1]) / 2)
    return replace(sheet, uvs=np.stack([u, np.full(len(u), 0.5)], axis=1))


def bow(form: Head, place: np.ndarray, out: np.ndarray, size: float, ends: float) -> Sheet:
    """Two loops, a knot and two ends that hang down, each as wide as a finger. place: from between the eyes; out: the
    way that it looks; size: metres of a loop; ends: metres that its ends hang."""
    out = unit(out)
    side = unit(np.cross(out, DOWN))
    up = np.cross(side, out)
    bands = []
    for way in (1.0, -1.0):
        turn = np.linspace(-np.pi, np.pi, 13)[:, None]
        middle = way * size * (0.5 + 0.5 * np.cos(turn)) * side + 0.26 * size * np.sin(turn) * out
        middle = middle + 0.16 * size * (0.5 + 0.5 * np.cos(turn)) * up
        wide = np.interp(np.linspace(0, 1, 13), [0, 0.5, 1], [0.14, 0.34, 0.14])[:, None] * size
        bands.append((middle, wide, up))
        t = np.linspace(0, 1, 13)[:, None]
        hang = way * (0.10 + 0.34 * t) * size * side + t * ends * DOWN + 0.10 * size * np.sin(5 * t + way) * out
        bands.append((hang, np.full((13, 1), 0.20 * size), side))
    sheets = []
    for middle, wide, across in bands:
        paths = np.stack([middle - wide * across, middle + wide * across]) + place + form.eyes
        sheets.append(_strip(paths))
    heart = resampled((place + form.eyes + 0.12 * size * np.array([[-1.0], [1.0]]) * up)[None], 5)
    return of_ribbon(joined(*sheets, tubes(heart, np.full(5, 0.17 * size), sides=6)))


def _strip(paths: np.ndarray) -> Sheet:
    """Cloth between two borders (2, K, 3)."""
    n, k = paths.shape[:2]
    first = np.arange(k - 1)
    faces = np.stack([first, first + 1, first + k + 1, first + k], axis=1)
    points = paths.reshape(-1, 3)
    none = np.zeros(0, np.int32)
    return Sheet(points, faces, np.zeros((n * k, 2)), np.zeros(n * k), points.copy(), none)


def ribboned_braid() -> Piece:
    """One plait down the back with a ribbon in it from its beginning to its end."""
    form, rng = head(), np.random.default_rng(29)
    spine = np.array([
        (0, 0.188, 0.040), (0, 0.200, 0.010), (0, 0.196, -0.030), (0, 0.190, -0.070), (0, 0.186, -0.130),
        (0, 0.192, -0.200), (0, 0.196, -0.270), (0, 0.196, -0.360), (0, 0.200, -0.440),
    ])  # fmt: skip
    spine = form.local(pushed_out(form.skin, resampled((spine + form.eyes)[None], 30), 0.022)[0])
    end = spine[-1]
    tuft = end + np.array([(0, 0, 0), (0, 0, -0.025), (0, 0.002, -0.06)])
    line = smoothed(resampled(spine[None], 40), 3)[0]
    turn = np.linspace(0, 10 * np.pi, 40)[:, None]
    around = line + 0.021 * np.sin(turn) * np.array([1.0, 0, 0]) + 0.020 * (0.55 + 0.45 * np.cos(turn)) * [0, 1.0, 0]
    wound = of_ribbon(tubes((around + form.eyes)[None], np.full(40, 0.0052), sides=5))
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, np.array([0.0, 0.188, 0.036])),
        plait(form, spine, 60, 0.0185, slims=0.25),
        tail(form, rng, tuft, np.array([0.008, 0.018, 0.012]), around=9, points=5, soft=0.03, locks=6),
        wound,
        of_ribbon(band(end, DOWN, 0.012, 0.008, form)),
        bow(form, end - (0, -0.022, -0.004), np.array([0.0, 1.0, 0.0]), 0.085, 0.16),
        bow(form, spine[2] - (0, -0.024, 0.0), np.array([0.0, 1.0, 0.25]), 0.060, 0.05),
    )
    nouns = ("braid with a ribbon", "ribboned braid")
    of = entry("ribboned_braid", "Braid with a ribbon", "hair", nouns, ("female", "child", "long"))
    of = replace(of, second_colour=(0.72, 0.06, 0.09))
    return hanging(form, of, sheet, zones=ribbon_zone())


MAKERS = {"ornate_updo": ornate_updo, "messy_bun": messy_bun, "ribboned_braid": ribboned_braid}
