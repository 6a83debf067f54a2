"""Hair down to the jaw, the shoulders and the back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .fields import parted
from .growing import Field, cut, grow, pushed_out, resampled, rooted, smoothed
from .head import Head, head
from .piece import entry, hanging, rigid
from .short import INNER, OUTER


def falling(
    form: Head,
    rng: np.random.Generator,
    field: Field,
    end: Callable[[np.ndarray], np.ndarray],
    *,
    length: float,
    full: float = 0.020,
    flare: float = 0.0,
    width: float = 0.024,
    counts: tuple[int, ...] = (90, 110, 110),
    points: int = 8,
    reach: tuple[float, float] = (0.05, 1.0),
    waves: tuple[float, float] = (0.0, 0.0),
    body: bool = False,
    where: Callable[[np.ndarray], np.ndarray] | None = None,
    ragged: float = 0.006,
) -> Sheet:
    """Layers of long strips over a cap. end: (N,) height over the eyes where the strands of roots (N, 3) end; full: how
    far the outermost lie from the skin; flare: how much farther at their ends; waves: metres, how many on the way."""
    sheets = [cap(form, "woman")]
    for layer, count in enumerate(counts):
        roots = form.roots(count, rng, "woman", 0.001)
        if where is not None:
            roots = roots[where(form.local(roots))]
        count = len(roots)
        p = form.local(roots)
        part = (layer + 1) / len(counts)
        share = np.linspace(0, 1, 33)
        rise = 0.0015 + 0.001 * layer + part * (full * np.minimum(share / 0.18, 1) ** 0.7 + flare * share)
        paths = grow(form, roots, np.full(count, length), field, rise, keeps=0.55, clings=0.35, body=body)
        paths = cut(paths, form.eyes[2] + end(p) + ragged * rng.uniform(-1, 1, count))
        paths = pushed_out(form.skin, smoothed(resampled(paths, 4 * points), 3), 0.003 + 0.002 * layer)
        paths = _narrow(form, smoothed(paths, 2))
        if waves[0]:
            paths = paths + _waves(paths, waves, p, rng)
        paths = rooted(form, pushed_out(form.skin, resampled(paths, points), 0.003 + 0.001 * layer))
        # what lies on a shoulder instead of falling is left out
        paths = paths[paths[:, -1, 2] < form.eyes[2] + end(p) + 0.05]
        columns = (
            INNER
            if layer == 0
            else OUTER
            if layer < len(counts) - 1
            else (*OUTER, *OUTER, 5)
            if not waves[0]
            else OUTER
        )
        sheets.append(cards(form, paths, width, rng, columns=columns, reach=reach, roll=0.10, tip=0.85))
    return joined(*sheets)


def _narrow(form: Head, paths: np.ndarray) -> np.ndarray:
    """Hair that reached the shoulders slides off to the chest and the back, not along the arms."""
    low = np.clip((-0.09 - form.local(paths)[..., 2]) / 0.06, 0, 1)
    wide = np.maximum(np.abs(paths[..., 0]) - 0.095, 0)
    paths = paths.copy()
    paths[..., 0] -= np.sign(paths[..., 0]) * 0.75 * low * wide
    return paths


def _waves(paths: np.ndarray, waves: tuple[float, float], roots: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sideways and outwards; neighbours sway nearly together."""
    n, k = paths.shape[:2]
    share = np.linspace(0, 1, k)
    phase = 14 * roots[:, 0] + 9 * roots[:, 1] + 0.5 * rng.standard_normal(n)
    turn = 2 * np.pi * waves[1] * share + phase[:, None]
    size = waves[0] * np.clip(share / 0.35, 0, 1)
    out = paths - paths.mean(axis=0, keepdims=True)
    out[..., 2] = 0
    out = out / np.maximum(np.linalg.norm(out, axis=-1, keepdims=True), 1e-6)
    side = np.cross(out, np.array([0.0, 0.0, 1.0]))
    return size[:, None] * (side * np.sin(turn)[..., None] + 0.6 * out * np.cos(turn)[..., None])


def curtains(x: float, back: float) -> Field:
    """Parted, and at the temples kept from the face."""
    comb = parted(x, back=back)

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        face = np.clip((0.012 - p[:, 1:2]) / 0.03, 0, 1) * np.clip((0.045 - p[:, 2:3]) / 0.03, 0, 1)
        side = np.sign(p[:, :1] - x) * np.array([1.0, 0.0, 0.0])
        return comb(p, share, root) + face * (np.array([0.0, 1.3, 0.0]) + 0.3 * side)

    return field


def fringed(back: float, line: float = 0.016) -> Field:
    """Parted in the middle behind a fringe that is combed over the forehead."""
    comb = curtains(0.0, back)

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        front = _fringe(root)[:, None]
        down = np.clip((-0.005 - p[:, 1:2]) / 0.02, 0, 1)
        over = np.array([0.0, -1.0, 0.1]) * (1 - down) + np.array([0.0, -0.12, -1.0]) * down
        return front * over + (1 - front) * comb(p, share, root)

    return field


def _fringe(root: np.ndarray) -> np.ndarray:
    return ((root[:, 1] < 0.045) & (np.abs(root[:, 0]) < 0.058) & (root[:, 2] > 0.045)).astype(float)


def bob() -> Piece:
    form, rng = head(), np.random.default_rng(11)
    sheet = falling(
        form,
        rng,
        curtains(0.018, 0.30),
        lambda p: np.full(len(p), -0.098),
        length=0.36,
        full=0.022,
        flare=0.010,
        reach=(0.05, 0.62),
        counts=(100, 120, 130),
        ragged=0.003,
    )
    of = entry("bob", "Bob", "hair", ("bob", "bob cut", "bobbed hair"), ("female", "child", "short", "casual"))
    return rigid(form, of, sheet)


def fringe_bob() -> Piece:
    form, rng = head(), np.random.default_rng(12)
    sheet = falling(
        form,
        rng,
        fringed(0.30),
        lambda p: np.where(_fringe(p) > 0, 0.024, -0.094),
        length=0.36,
        full=0.022,
        flare=0.008,
        reach=(0.05, 0.62),
        counts=(110, 130, 150),
        ragged=0.002,
    )
    of = entry(
        "fringe_bob",
        "Bob with a fringe",
        "hair",
        ("fringe", "bangs", "bob with a fringe", "pageboy"),
        ("female", "child", "short"),
    )
    return rigid(form, of, sheet)


def long_straight() -> Piece:
    form, rng = head(), np.random.default_rng(13)
    sheet = falling(
        form,
        rng,
        curtains(0.0, 0.45),
        lambda p: np.where(p[:, 1] < 0.05, -0.33, -0.42),
        length=0.72,
        full=0.018,
        width=0.026,
        points=10,
        counts=(80, 100, 110),
        body=True,
        ragged=0.02,
    )
    of = entry(
        "long_straight",
        "Long straight hair",
        "hair",
        ("long hair", "straight hair", "long straight hair"),
        ("female", "child", "long"),
    )
    return hanging(form, of, sheet)


def long_wavy() -> Piece:
    form, rng = head(), np.random.default_rng(14)
    sheet = falling(
        form,
        rng,
        curtains(0.015, 0.40),
        lambda p: np.where(p[:, 1] < 0.05, -0.30, -0.38),
        length=0.70,
        full=0.024,
        flare=0.008,
        width=0.030,
        points=13,
        counts=(70, 85, 95),
        waves=(0.013, 2.4),
        body=True,
        ragged=0.025,
    )
    of = entry("long_wavy", "Long wavy hair", "hair", ("wavy hair", "long wavy hair", "waves"), ("female", "long"))
    return hanging(form, of, sheet, strands="wavy")


MAKERS = {
    "bob": bob,
    "fringe_bob": fringe_bob,
    "long_straight": long_straight,
    "long_wavy": long_wavy,
}
