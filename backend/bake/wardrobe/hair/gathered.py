"""Hair that is drawn together: ponytail, pigtails, bun, braids, dreadlocks."""

from __future__ import annotations

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined, mirrored, tubes
from .curtains import drawn_paths, middle, woven
from .fields import DOWN, parted
from .growing import grow, pushed_out, resampled, smoothed, unit
from .head import Head, head
from .piece import entry, hanging, rigid
from .short import INNER, OUTER


def drawn_to(
    form: Head,
    rng: np.random.Generator,
    place: np.ndarray,
    full: float = 0.006,
    side: int = 0,
    line: str = "woman",
    neck: float = 0.011,
    locks: int = 30,
) -> Sheet:
    """Hair drawn over the head to a place, from between the eyes; side: 1 or -1 for that of one half alone."""
    paths = drawn_paths(form, place, line, full=full, side=side, neck=neck)
    # no hairline is a line
    paths[:, 0] += (paths[:, 1] - paths[:, 0]) * np.clip(0.10 * rng.standard_normal((len(paths), 1)), -0.15, 0.25)
    sheet = woven(paths, 0.020, at="start", closed=True)
    at = rng.integers(0, len(paths), locks)
    own = resampled(paths[at], 7, start=1.0)
    out = unit(own - middle(form))
    own = own + out * 0.0016
    own[:, 0] -= out[:, 0] * 0.003
    over = cards(form, own, 0.016, rng, columns=OUTER, reach=(0.08, 0.60), roll=0.04, tip=0.35, outward=out)
    return joined(sheet, over)


def tail(
    form: Head,
    rng: np.random.Generator,
    spine: np.ndarray,
    count: int,
    radius: np.ndarray,
    width: float,
    points: int = 9,
    reach: tuple[float, float] = (0.0, 1.0),
) -> Sheet:
    """A bundle of strips along a curve (K, 3) from between the eyes, with the radius (K,) of the bundle on the way."""
    line = resampled(spine[None], points)[0] + form.eyes
    radius = np.interp(np.linspace(0, 1, points), np.linspace(0, 1, len(radius)), radius)
    tangent = unit(np.gradient(line, axis=0))
    first = unit(np.cross(tangent, np.array([1.0, 0.0, 0.0]) + 1e-3))
    second = np.cross(tangent, first)
    angle = 2.4 * np.arange(count) + 0.3 * rng.standard_normal(count)
    depth = np.sqrt((np.arange(count) + 0.5) / count)
    out = first * np.cos(angle)[:, None, None] + second * np.sin(angle)[:, None, None]
    paths = line + out * (depth[:, None] * radius)[..., None]
    length = rng.uniform(0.86, 1.0, count)
    paths = resampled(paths, points, (points - 1) * length)
    inner = count // 3
    first_part = cards(
        form, paths[:inner], width, rng, columns=INNER, outward=out[:inner] + 0 * paths[:inner], reach=reach, roll=0.2
    )
    rest = cards(
        form, paths[inner:], width, rng, columns=OUTER, outward=out[inner:] + 0 * paths[inner:], reach=reach, roll=0.2
    )
    return joined(first_part, rest)


def band(place: np.ndarray, axis: np.ndarray, radius: float, thick: float, form: Head) -> Sheet:
    """A lock wound around where hair is tied."""
    axis = unit(axis)
    first = unit(np.cross(axis, [0.3, 0.2, 1.0]))
    turn = np.linspace(0, 2 * np.pi, 17)[:, None]
    ring = form.eyes + place + radius * (first * np.cos(turn) + np.cross(axis, first) * np.sin(turn))
    return tubes(ring[None], np.full(17, thick), sides=6)


def ponytail() -> Piece:
    form, rng = head(), np.random.default_rng(21)
    place = np.array([0.0, 0.196, 0.062])
    curve = np.array([
        (0, 0.180, 0.062), (0, 0.205, 0.066), (0, 0.232, 0.052), (0, 0.243, 0.010), (0, 0.240, -0.050),
        (0, 0.232, -0.110),
        (0, 0.222, -0.175), (0, 0.212, -0.240),
    ])  # fmt: skip
    sheet = joined(
        cap(form, "woman", inset=0.008),
        drawn_to(form, rng, place - (0, 0.010, 0)),
        tail(
            form, rng, curve, 96, np.array([0.010, 0.013, 0.024, 0.030, 0.031, 0.028, 0.022, 0.012]), 0.020, points=11
        ),
        band(place, np.array([0, 1, 0.05]), 0.013, 0.006, form),
    )
    of = entry(
        "ponytail", "Ponytail", "hair", ("ponytail", "pony tail"), ("female", "child", "long", "sport", "casual")
    )
    return hanging(form, of, sheet)


def pigtails() -> Piece:
    form, rng = head(), np.random.default_rng(22)
    place = np.array([0.088, 0.110, 0.045])
    curve = np.array([
        (0.076, 0.106, 0.046), (0.100, 0.114, 0.050), (0.122, 0.122, 0.036), (0.132, 0.126, -0.005),
        (0.131, 0.124, -0.06),
        (0.122, 0.118, -0.115), (0.112, 0.110, -0.165),
    ])  # fmt: skip
    left = joined(
        drawn_to(form, rng, place - (0.008, 0, 0), side=1),
        tail(form, rng, curve, 54, np.array([0.009, 0.012, 0.022, 0.027, 0.027, 0.022, 0.010]), 0.018, points=9),
        band(place, np.array([1.0, 0.3, 0.2]), 0.012, 0.0055, form),
    )
    of = entry("pigtails", "Pigtails", "hair", ("pigtails", "bunches"), ("female", "child", "long", "casual"))
    return hanging(form, of, joined(cap(form, "woman", inset=0.008), left, mirrored(left)))


def bun() -> Piece:
    form, rng = head(), np.random.default_rng(23)
    place = np.array([0.0, 0.165, 0.128])
    axis = unit(np.array([0.0, 0.62, 0.78]))
    # two locks wound into a knot, and loose strips over it
    turn = np.linspace(0, 1, 70)[:, None]
    first, second = np.array([1.0, 0, 0]), np.cross(axis, np.array([1.0, 0, 0]))
    locks = []
    for begin in (0.0, np.pi):
        angle = begin + 2 * np.pi * 2.2 * turn
        radius = 0.037 * (1 - 0.80 * turn**1.5)
        path = place + axis * (-0.004 + 0.034 * turn**0.8) + radius * (first * np.cos(angle) + second * np.sin(angle))
        locks.append(path + form.eyes)
    knot = tubes(np.stack(locks), np.linspace(0.017, 0.012, 70), sides=8)
    sheet = joined(
        cap(form, "woman", inset=0.008),
        drawn_to(form, rng, place - 0.01 * axis),
        knot,
        band(place - 0.010 * axis, axis, 0.030, 0.009, form),
    )
    of = entry("bun", "Bun", "hair", ("bun", "topknot", "chignon", "updo"), ("female", "old", "formal"))
    return rigid(form, of, sheet)


def plait(form: Head, spine: np.ndarray, rings: int, width: float, turns: float) -> Sheet:
    """Three locks that cross over one another along a curve (K, 3) from between the eyes."""
    line = smoothed(resampled(spine[None], rings), 4)[0]
    tangent = unit(np.gradient(line, axis=0))
    outward = unit(np.cross(np.cross(tangent, unit(line - (0, 0.085, 0.0)) * (1, 1, 0.2)), tangent))
    side = np.cross(tangent, outward)
    share = np.linspace(0, 1, rings)[:, None]
    slim = 1 - 0.35 * share
    locks = []
    for k in range(3):
        phase = 2 * np.pi * (turns * share + k / 3)
        locks.append(line + slim * width * (side * np.sin(phase) + 0.42 * outward * np.sin(2 * phase)) + form.eyes)
    return tubes(np.stack(locks), 0.62 * width * slim[:, 0], sides=6, turns=0.6)


def braids() -> Piece:
    form, rng = head(), np.random.default_rng(24)
    start = np.array([0.066, 0.110, -0.030])
    spine = np.array([
        (0.062, 0.112, -0.024), (0.073, 0.108, -0.050), (0.082, 0.090, -0.085), (0.088, 0.055, -0.125),
        (0.091, 0.012, -0.160),
        (0.091, -0.018, -0.200), (0.088, -0.030, -0.245), (0.085, -0.036, -0.300),
    ])  # fmt: skip
    spine = form.local(pushed_out(form.skin, resampled((spine + form.eyes)[None], 30), 0.019)[0])
    end = spine[-1]
    tuft = end + np.array([(0, 0, 0), (0, 0, -0.02), (-0.002, -0.002, -0.05)])
    left = joined(
        drawn_to(form, rng, start, side=1),
        plait(form, spine, 64, 0.0125, 5.5),
        tail(form, rng, tuft, 16, np.array([0.006, 0.010, 0.007]), 0.012, points=4, reach=(0.3, 1.0)),
        band(end, DOWN, 0.0075, 0.004, form),
    )
    of = entry(
        "braids", "Braids", "hair", ("braids", "plaits", "braid", "plait"), ("female", "child", "long", "medieval")
    )
    return hanging(form, of, joined(cap(form, "woman", inset=0.008), left, mirrored(left)))


def dreadlocks() -> Piece:
    form, rng = head(), np.random.default_rng(25)
    roots = form.roots(92, rng, "woman", 0.004)
    p = form.local(roots)
    field = parted(0.004, back=0.55)
    length = 0.30 * rng.uniform(0.85, 1.1, len(roots)) + 0.03 * np.clip(p[:, 2] / 0.1, 0, 1)
    thick = 0.0075
    layer = np.clip(p[:, 2:3] / 0.13, 0, 1)
    share = np.linspace(0, 1, 33)
    rise = 0.003 + (thick + 0.016 * layer) * np.minimum(share / 0.12, 1)
    paths = grow(form, roots, length, field, rise, keeps=0.5, clings=0.3, body=True)
    paths = pushed_out(form.skin, smoothed(resampled(paths, 24), 2), thick + 0.001)
    wobble = 0.003 * np.sin(np.linspace(0, 14, 24)[None, :, None] + rng.uniform(0, 6, (len(roots), 1, 3)))
    paths = resampled(smoothed(paths + wobble, 1), 13)
    radius = thick * np.array([0.7, 0.95, 1, 1.05, 0.95, 1.05, 1, 0.95, 1.05, 1, 0.95, 0.9, 0.35])
    locks = tubes(paths, radius * rng.uniform(0.85, 1.15, (len(roots), 1)), sides=4, turns=2.0)
    sheet = joined(cap(form, "woman", inset=0.004), locks)
    of = entry(
        "dreadlocks", "Dreadlocks", "hair", ("dreadlocks", "dreads", "locs"), ("male", "female", "long", "casual")
    )
    return hanging(form, of, sheet, strands="coily")


MAKERS = {
    "ponytail": ponytail,
    "pigtails": pigtails,
    "bun": bun,
    "braids": braids,
    "dreadlocks": dreadlocks,
}
