"""Short hair: combed forward, parted, swept back, tousled, and the fringe around a bald crown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .fields import parted, swept, whorl
from .growing import Field, grow, pushed_out, resampled, rooted
from .head import Head, head
from .piece import entry, rigid

INNER, OUTER = (0, 1), (2, 3, 4)

Rise = Callable[[np.ndarray], np.ndarray]
"""roots (N, 3) from between the eyes -> (N,) metres"""


def combed(
    form: Head,
    rng: np.random.Generator,
    field: Field,
    line: str,
    lengths: Rise,
    heights: Rise,
    width: float = 0.013,
    counts: tuple[int, ...] = (120, 180, 200),
    points: int = 5,
    start: float = 0.15,
    ruffled: float = 0.12,
    curve: float = 0.8,
) -> Sheet:
    """Layers of strips over a cap. heights: of the outermost layer's ends over the skin."""
    sheets = [cap(form, line)]
    for layer, count in enumerate(counts):
        roots = form.roots(count, rng, line, 0.0005)
        p = form.local(roots)
        part = (layer + 1) / len(counts)
        rise = 0.0012 + 0.001 * layer + (part * heights(p))[:, None] * np.linspace(0.05, 1, 33) ** curve
        # it is shorter where it ends at the nape and before the ears
        low = np.clip((0.02 - p[:, 2]) / 0.03, 0, 1)
        near = 1 - low * (1 - np.clip(form.inside(roots, line) / 0.025, 0.35, 1))
        rise = 0.0012 + (rise - 0.0012) * near[:, None]
        length = lengths(p) * near * rng.uniform(1 - ruffled, 1 + ruffled, count)
        paths = rooted(form, pushed_out(form.skin, resampled(grow(form, roots, length, field, rise), points), 0.0012))
        wide = width * np.clip(length / 0.035, 0.45, 1.1) * (1.25 - 0.25 * part)
        columns = INNER if layer == 0 else OUTER if layer < len(counts) - 1 else (*OUTER, 5)
        sheets.append(cards(form, paths, wide, rng, columns=columns, reach=(start, 1.0), roll=ruffled * 1.4))
    return joined(*sheets)


def on_top(p: np.ndarray) -> np.ndarray:
    """(N,) 0 at the sides and the nape to 1 on top."""
    t = np.clip((p[:, 2] - 0.015) / 0.085, 0, 1)
    return t * t * (3 - 2 * t)


def in_front(p: np.ndarray) -> np.ndarray:
    return np.clip(1 - (p[:, 1] - 0.0) / 0.07, 0, 1) * on_top(p)


def short_hair() -> Piece:
    form, rng = head(), np.random.default_rng(1)
    sheet = combed(
        form,
        rng,
        whorl(swirl=0.4, forward=0.6, down=0.25),
        "man",
        lambda p: 0.024 + 0.032 * on_top(p) + 0.012 * in_front(p),
        lambda p: 0.005 + 0.010 * on_top(p),
        counts=(120, 190, 220),
    )
    of = entry(
        "short_hair",
        "Short hair",
        "hair",
        ("short hair", "crop", "short haircut"),
        ("male", "child", "short", "casual"),
    )
    return rigid(form, of, sheet)


def side_parting() -> Piece:
    form, rng = head(), np.random.default_rng(2)
    comb, sides = parted(0.032, back=0.25, fall=0.9), whorl(swirl=0.1, forward=-0.5, down=0.9)

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        t = on_top(root)[:, None]
        front = np.clip(1 - root[:, 1:2] / 0.05, 0, 1) * np.array([0.0, 0.6, 0.35])
        return t * (comb(p, share, root) + front) + (1 - t) * sides(p, share, root)

    sheet = combed(
        form,
        rng,
        field,
        "man",
        lambda p: 0.020 + 0.055 * on_top(p) * (p[:, 0] < 0.032) + 0.025 * on_top(p) * (p[:, 0] >= 0.032),
        lambda p: 0.004 + 0.009 * on_top(p) + 0.013 * in_front(p),
        counts=(120, 190, 210),
        ruffled=0.06,
        curve=0.45,
    )
    of = entry("side_parting", "Side parting", "hair", ("side parting", "side part"), ("male", "short", "formal"))
    return rigid(form, of, sheet)


def slicked_back() -> Piece:
    form, rng = head(), np.random.default_rng(3)
    sheet = combed(
        form,
        rng,
        swept(back=1.0, down=0.3),
        "man",
        lambda p: 0.040 + 0.050 * on_top(p),
        lambda p: 0.004 + 0.010 * on_top(p),
        width=0.018,
        counts=(110, 150, 150),
        points=6,
        ruffled=0.04,
        start=0.1,
        curve=0.4,
    )
    of = entry(
        "slicked_back", "Slicked-back hair", "hair", ("slicked-back hair", "slick back"), ("male", "short", "formal")
    )
    return rigid(form, of, sheet)


def pixie_cut() -> Piece:
    form, rng = head(), np.random.default_rng(4)
    comb, sides = parted(0.030, back=-0.25, fall=0.9), whorl(swirl=0.2, forward=0.35, down=0.6)

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        t = (on_top(root) * np.clip(1.6 - root[:, 1] / 0.06, 0, 1))[:, None]
        return t * comb(p, share, root) + (1 - t) * sides(p, share, root)

    sheet = combed(
        form,
        rng,
        field,
        "woman",
        lambda p: 0.028 + 0.045 * on_top(p),
        lambda p: 0.006 + 0.016 * on_top(p),
        counts=(120, 190, 210),
    )
    of = entry("pixie_cut", "Pixie cut", "hair", ("pixie cut", "pixie"), ("female", "short", "casual"))
    return rigid(form, of, sheet)


def thinning() -> Piece:
    form, rng = head(), np.random.default_rng(5)
    sheet = combed(
        form,
        rng,
        whorl(swirl=0.1, forward=-0.15, down=0.7),
        "bald",
        lambda p: np.full(len(p), 0.024),
        lambda p: np.full(len(p), 0.007),
        width=0.013,
        counts=(80, 120, 130),
        ruffled=0.15,
    )
    of = entry(
        "thinning", "Thinning hair", "hair", ("thinning hair", "bald crown", "balding"), ("male", "old", "short")
    )
    return rigid(form, of, sheet)


MAKERS = {
    "short_hair": short_hair,
    "side_parting": side_parting,
    "slicked_back": slicked_back,
    "pixie_cut": pixie_cut,
    "thinning": thinning,
}
