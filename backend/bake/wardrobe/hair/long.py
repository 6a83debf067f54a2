"""Hair down to the jaw, the shoulders and the back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined, lying_on
from .curtains import DARK, DENSE, ROOTS, Parting, between, falling_paths, hairline, on_head, woven
from .growing import pushed_out, resampled, unit
from .head import Head, head
from .piece import entry, hanging, rigid
from .short import OUTER

STRAY_TO = -0.085
"""metres over the eyes down to which single hairs stand off: lower ones would be drawn over the shoulders"""
TO_THE_FLOOR = 1.05
"""metres that the longest hair hangs lower than to the middle of the back"""


def fall(
    form: Head,
    rng: np.random.Generator,
    parting: Parting,
    level: Callable[[np.ndarray], np.ndarray],
    *,
    full: float = 0.016,
    flare: float = 0.0,
    tuck: float = 0.0,
    soft: float = 0.03,
    rows: int = 14,
    locks: int = 18,
    wide: float = 0.016,
    body: bool = False,
    waves: tuple[float, float] = (0.0, 0.0),
    ragged: float = 0.004,
    line: str = "woman",
    apart: float = 1.5,
) -> Sheet:
    """Two sheets over one another on each side of a parting over a cap, with locks of single strands on them. waves:
    metres, how many on the way; apart: radians that neighbouring strands sway apart."""
    inner, outer, over = [], [], []
    inside = 0.010 if body else 0.003  # where it is cut, what is inside is seen between the ends
    for side in (1, -1):
        for layer, found in ((0, inner), (1, outer)):
            share = 0.55 + 0.45 * layer
            paths = falling_paths(
                form,
                side,
                parting,
                lambda a, shorter=inside * (1 - layer): level(a) + shorter,
                rows=rows,
                full=full * share,
                flare=flare * share,
                tuck=tuck,
                body=body,
                columns=(16, 26)[layer],
                ragged=unequal(rng, 26, ragged) if layer else 0.0,
            )
            if layer:
                paths = uneven(form, paths, rng, 0.0016)
            if waves[0]:
                paths = waved(form, paths, waves, 0.35 * layer * min(apart, 1.0), apart)
            found.append(woven(paths, soft, kind=DENSE if layer else DARK))
            if layer:
                over.append(locks_on(form, rng, paths, locks, wide, ragged))
                over.append(stray(form, rng, paths))
    front = [hairline(form, rng, line)] if parting.front < 50 else []
    return joined(cap(form, line, deep=ROOTS), *inner, *outer, *over, *front)


def uneven(form: Head, paths: np.ndarray, rng: np.random.Generator, by: float) -> np.ndarray:
    """Locks stand out and lie back by some millimetres, more at the ends."""
    n, k = paths.shape[:2]
    wave = np.repeat(rng.standard_normal(-(-n // 2)), 2)[:n] + 0.5 * rng.standard_normal(n)
    out = unit((paths - form.middle) * (1, 1, 0.3))
    return paths + out * (by * wave[:, None] * np.clip(np.linspace(0, 1, k) / 0.3, 0, 1))[..., None]


def unequal(rng: np.random.Generator, columns: int, ragged: float) -> np.ndarray:
    """(columns,) metres by which neighbouring hair is of another length, a few columns alike."""
    wave = np.repeat(rng.uniform(-1, 1, -(-columns // 3)), 3)[:columns] + 0.5 * rng.uniform(-1, 1, columns)
    return ragged * wave


def stray(form: Head, rng: np.random.Generator, paths: np.ndarray, count: int = 18, face: int = 7) -> Sheet:
    """Single hairs that stand off a falling sheet (N, K, 3) a little, more of them beside the face, where they soften
    its edge: without them an outline is that of a cap."""
    n, k = paths.shape[:2]
    at = np.concatenate([rng.uniform(0, n - 1.001, count), rng.uniform(0, 1.6, face)])
    before, part = np.floor(at).astype(int), (at % 1)[:, None, None]
    own = paths[before] * (1 - part) + paths[before + 1] * part
    low = form.local(own)[..., 2] < STRAY_TO
    ends = np.where(low.any(axis=1), low.argmax(axis=1), k - 1) * rng.uniform(0.5, 1.0, len(at))
    own = resampled(own, 6, ends)
    out = unit((own - form.middle) * (1, 1, 0.5))
    share = np.linspace(0, 1, 6)
    bow = np.sin(np.pi * (0.02 + 0.8 * share)) ** 0.8
    own = own + (0.0012 + rng.uniform(0.001, 0.007, len(at))[:, None] * bow)[..., None] * out
    side = unit(np.cross(np.gradient(own, axis=1), out))
    own = own + (share**1.5 * 0.006 * rng.standard_normal(len(at))[:, None])[..., None] * side
    return cards(form, own, 0.009, rng, columns=(5,), roll=0.5, tip=0.8, outward=out)


def locks_on(form: Head, rng: np.random.Generator, paths: np.ndarray, count: int, width: float, ragged: float) -> Sheet:
    """Strips that lie close over a sheet and end a little before or after it."""
    n, k = paths.shape[:2]
    at = np.sort(rng.uniform(0, n - 1.001, count))
    low, part = np.floor(at).astype(int), (at % 1)[:, None, None]
    own = paths[low] * (1 - part) + paths[low + 1] * part
    tip = own[:, -1:] + unit(own[:, -1:] - own[:, -2:-1]) * rng.uniform(-1, 1, (count, 1, 1)) * ragged
    own = np.concatenate([own[:, :-1], tip], axis=1)
    out = unit((own - form.middle) * (1, 1, 0.6))
    start = rng.integers(0, max(k // 3, 1), count).astype(float)
    own = np.stack([resampled(own[i : i + 1], k - 3, start=s)[0] for i, s in enumerate(start)])
    out = resampled(out, k - 3)
    return lying_on(form, own, width, rng, lift=0.0032, columns=OUTER, roll=0.0, tip=0.9, outward=out)


def waved(
    form: Head, paths: np.ndarray, waves: tuple[float, float], phase: float = 0.0, apart: float = 1.5
) -> np.ndarray:
    """Sideways and outwards; neighbours sway nearly together."""
    n = len(paths)
    gone = np.cumsum(np.linalg.norm(np.diff(paths, axis=1, prepend=paths[:, :1]), axis=-1), axis=1)
    # in metres and not in shares of each, or what ends on a shoulder would sway against its neighbours
    share = gone / gone[:, -1].max()
    own = apart * (np.sin(0.55 * np.arange(n)) + 0.08 * np.arange(n))
    turn = 2 * np.pi * (waves[1] * share + phase) + own[:, None]
    size = waves[0] * np.clip((share - 0.12) / 0.3, 0, 1)
    out = unit((paths - form.middle) * (1, 1, 0))
    side = np.cross(out, np.array([0.0, 0.0, 1.0]))
    moved = paths + size[..., None] * (0.7 * side * np.sin(turn)[..., None] + 0.8 * out * np.cos(turn)[..., None])
    return pushed_out(form.skin, moved, 0.004)


def ending(face: float, ear: float, back: float) -> Callable[[np.ndarray], np.ndarray]:
    """Heights over the eyes where hair ends, by degrees around the head."""
    return lambda around: np.interp(around, [60, 100, 180], [face, ear, back])


def bob() -> Piece:
    form, rng = head(), np.random.default_rng(11)
    parting = Parting(x=0.036, face=64.0)
    sheet = fall(form, rng, parting, ending(-0.098, -0.096, -0.088), tuck=0.022, flare=0.006, ragged=0.007)
    of = entry("bob", "Bob", "hair", ("bob", "bob cut", "bobbed hair"), ("female", "child", "short", "casual"))
    return rigid(form, of, sheet)


def fringe_bob() -> Piece:
    form, rng = head(), np.random.default_rng(12)
    parting = Parting(x=0.0, front=62.0, face=60.0, sweep=0.10)
    sheet = fall(form, rng, parting, ending(-0.090, -0.090, -0.086), tuck=0.020, flare=0.004, ragged=0.006)
    of = entry(
        "fringe_bob", "Bob with a fringe", "hair", ("fringe", "bangs", "bob with a fringe", "pageboy"),
        ("female", "child", "short"),
    )  # fmt: skip
    return rigid(form, of, joined(sheet, fringe(form, rng)))


def fringe(form: Head, rng: np.random.Generator, low: float = 0.027, half: float = 64.0, side: float = 0.0) -> Sheet:
    """Hair combed over the forehead down to a height over the eyes. half: degrees that it reaches to each side; side:
    how much it is swept to one."""
    sheets = []
    for layer, lift in enumerate((0.006, 0.011)):
        around = np.radians(np.linspace(-half, half, 27))
        up = np.radians(66.0)
        whole = np.ones(len(around))
        start = unit(np.stack([0.88 * np.sin(around) * np.cos(up), -np.cos(up) * whole, np.sin(up) * whole], axis=1))
        turn = around + side * np.cos(around)
        end = unit(np.stack([np.sin(turn), -np.cos(turn), -0.02 * whole], axis=1))
        share = np.linspace(0, 1, 40)
        rise = np.clip(share / 0.3, 0, 1)
        paths = on_head(form, between(start, end, share), 0.003 + lift * rise * (2 - rise))
        paths = pushed_out(form.skin, paths, 0.003 + 0.3 * lift)
        edge = low + 0.012 * side * np.sin(around) - 0.010 * np.abs(np.sin(around)) ** 3
        below = form.local(paths)[..., 2] < edge[:, None]
        ends = np.where(below.any(axis=1), below.argmax(axis=1), 39).astype(float)
        paths = resampled(paths, 9, ends)
        if layer:
            paths = uneven(form, paths, rng, 0.0008)
        sheets.append(woven(paths, 0.016, kind=DENSE if layer else DARK))
    sheets.append(locks_on(form, rng, paths, 12, 0.013, 0.004))
    return joined(*sheets)


def long_straight() -> Piece:
    form, rng = head(), np.random.default_rng(13)
    sheet = fall(
        form, rng, Parting(x=0.004, face=66.0), ending(-0.33, -0.36, -0.42),
        full=0.013, rows=18, body=True, soft=0.07, ragged=0.02, locks=16, wide=0.020,
    )  # fmt: skip
    of = entry(
        "long_straight", "Long straight hair", "hair", ("long hair", "straight hair", "long straight hair"),
        ("female", "child", "long"),
    )  # fmt: skip
    return hanging(form, of, sheet, longer=TO_THE_FLOOR)


def long_wavy() -> Piece:
    form, rng = head(), np.random.default_rng(14)
    sheet = fall(
        form, rng, Parting(x=0.030, face=66.0), ending(-0.31, -0.34, -0.38),
        full=0.020, flare=0.006, rows=28, body=True, soft=0.08, ragged=0.008, locks=16, wide=0.024, waves=(0.015, 3.6),
        apart=0.35,
    )  # fmt: skip
    of = entry("long_wavy", "Long wavy hair", "hair", ("wavy hair", "long wavy hair", "waves"), ("female", "long"))
    return hanging(form, of, sheet, strands="wavy", longer=TO_THE_FLOOR)


def shoulder_length() -> Piece:
    form, rng = head(), np.random.default_rng(15)
    sheet = fall(
        form, rng, Parting(x=0.026, face=66.0), ending(-0.17, -0.175, -0.185), full=0.016, rows=15, body=True,
        soft=0.04, ragged=0.012,
    )  # fmt: skip
    nouns = ("shoulder-length hair", "medium hair")
    return hanging(
        form, entry("shoulder_length", "Shoulder-length hair", "hair", nouns, ("female", "male", "long")), sheet
    )


def long_curls() -> Piece:
    form, rng = head(), np.random.default_rng(16)
    sheet = fall(
        form, rng, Parting(x=0.020, face=66.0), ending(-0.24, -0.27, -0.30), full=0.026, flare=0.012, rows=26,
        body=True, soft=0.06, ragged=0.03, locks=24, wide=0.026, waves=(0.011, 6.0),
    )  # fmt: skip
    nouns = ("long curls", "ringlets", "long curly hair")
    of = entry("long_curls", "Long curls", "hair", nouns, ("female", "long"))
    return hanging(form, of, sheet, strands="curly", longer=TO_THE_FLOOR)


def bowl_cut() -> Piece:
    form, rng = head(), np.random.default_rng(18)
    parting = Parting(x=0.0, front=75.0, face=58.0, sweep=0.0)
    sheet = fall(form, rng, parting, ending(-0.004, -0.012, -0.030), full=0.016, rows=10, soft=0.016, ragged=0.002)
    sheet = joined(sheet, fringe(form, rng, low=0.030, half=64.0))
    of = entry(
        "bowl_cut", "Bowl cut", "hair", ("bowl cut", "pudding basin cut"), ("male", "child", "short", "medieval")
    )
    return rigid(form, of, sheet)


MAKERS = {
    "shoulder_length": shoulder_length,
    "long_curls": long_curls,
    "bowl_cut": bowl_cut,
    "bob": bob,
    "fringe_bob": fringe_bob,
    "long_straight": long_straight,
    "long_wavy": long_wavy,
}
