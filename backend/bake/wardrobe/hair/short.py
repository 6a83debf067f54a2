"""Short hair: combed forward, parted, swept back, tousled, and the fringe around a bald crown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ....wear.piece import Piece
from .cards import FOLDS, Sheet, cap, cards, joined, lying_on
from .curtains import frayed, swept_paths, woven
from .fields import parted, whorl
from .growing import Field, grow, pushed_out, resampled, smoothed, unit
from .head import Head, head
from .piece import entry, rigid

INNER, OUTER = (0, 1), (2, 3, 4)
FORWARD = 0.008
"""metres that hair comes forward at the least to be combed over the forehead"""

Rise = Callable[[np.ndarray], np.ndarray]
"""roots (N, 3) from between the eyes -> (N,) metres"""


def combed(
    form: Head,
    rng: np.random.Generator,
    field: Field,
    line: str,
    lengths: Rise,
    heights: Rise,
    width: float = 0.010,
    counts: tuple[int, ...] = (130, 210, 150),
    points: int = 5,
    start: float = 0.0,
    ruffled: float = 0.12,
    curve: float = 0.6,
    where: Rise | None = None,
) -> Sheet:
    """Layers of strips that lie on a filled shell. heights: of the outermost layer's ends over the skin; where: metres
    inside what of the head they grow on."""
    shell = 0.30 if line == "bald" else 0.46  # of the hair's height; strips come out of it
    sheets = [cap(form, line, fade=0.014, full=lambda p: shell * heights(p), folds=FOLDS - 2)]
    if line != "bald":
        sheets += over_the_forehead(form, rng, field, "woman" if line == "woman" else "man", lengths, heights)
    for layer, count in enumerate(counts):
        roots = form.roots(count, rng, line, 0.0005 if layer else -0.0015)
        # fine tips below the nape would be specks
        roots = roots[(form.local(roots)[:, 2] > -0.005) | (form.inside(roots, line) > 0.009)]
        if where is not None:
            roots = roots[where(form.local(roots)) > 0]
        count = len(roots)
        p = form.local(roots)
        part = (layer + 1) / len(counts)
        inside = form.inside(roots, line)
        # it is shorter where it ends at the nape and before the ears
        low = np.clip((0.02 - p[:, 2]) / 0.03, 0, 1)
        near = 1 - low * (1 - np.clip(inside / 0.025, 0.30, 1))
        own = heights(p) * near
        if line in ("bald", "tonsure"):  # what is left lies flat where it ends
            own = own * np.clip(inside / 0.03, 0.25, 1)
        # what grows behind the hairline comes out of the shell, not of the skin
        deep = np.clip((inside - 0.006) / 0.028, 0, 1)
        share = np.linspace(0, 1, 33)
        rise = (
            0.0010
            + 0.0006 * layer
            + own[:, None]
            * (deep[:, None] * 0.52 + (0.12 + 0.36 * part) * share**curve * (0.55 + 0.45 * (1 - deep))[:, None])
        )
        length = lengths(p) * near * rng.uniform(1 - ruffled, 1 + ruffled, count)
        paths = pushed_out(form.skin, resampled(grow(form, roots, length, field, rise), points), 0.0012)
        out = unit(paths - form.middle)
        # a root that comes out steeply is turned to other light than the hair around it, a chip in it
        paths[:, 0] -= out[:, 0] * np.minimum(0.002, 0.03 * length)[:, None]
        # a strip that is not several times as long as wide ends as a scale does
        most = length / (2.2 if layer == 0 else 3.8)
        wide = np.minimum(width * np.clip(length / 0.035, 0.40, 1.2), most) * rng.uniform(0.75, 1.2, count)
        columns = INNER if layer == 0 else OUTER if layer < len(counts) - 1 else (*OUTER, 5)
        sheets.append(
            cards(form, paths, wide, rng, columns=columns, reach=(start, 1.0), roll=0.5 * ruffled, outward=out, tip=0.6)
        )
    return joined(*sheets)


def over_the_forehead(
    form: Head, rng: np.random.Generator, field: Field, line: str, lengths: Rise, heights: Rise, behind: float = 0.016
) -> list[Sheet]:
    """One unbroken sheet from out of the shell over the hairline, that strips lie on: no skin is seen between their
    roots. None where hair is combed along the hairline and not over it. behind: metres from the hairline that it
    begins."""
    half = form.along_line(line, 64, behind)
    half = resampled(half[None, form.local(half)[:, 2] > 0.066], 25)[0]
    roots = np.concatenate([half[:0:-1] * (-1, 1, 1), half])
    p, share = form.local(roots), np.linspace(0, 1, 33)
    rise = 0.0016 + heights(p)[:, None] * (0.30 - 0.12 * share)
    length = lengths(p) * rng.uniform(0.82, 0.98, len(roots)) + 0.4 * behind
    paths = pushed_out(form.skin, resampled(grow(form, roots, length, field, rise), 7), 0.0012)
    forward = float((paths[:, 0] - paths[:, -1])[:, 1].mean())
    return [woven(smoothed(paths, 1), 0.018)] if forward > FORWARD else []


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
        lambda p: 0.032 + 0.026 * on_top(p) + 0.010 * in_front(p),
        lambda p: 0.005 + 0.010 * on_top(p),
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
        lambda p: 0.030 + 0.045 * on_top(p) * (p[:, 0] < 0.032) + 0.015 * on_top(p) * (p[:, 0] >= 0.032),
        lambda p: 0.004 + 0.009 * on_top(p) + 0.013 * in_front(p),
        ruffled=0.06,
    )
    of = entry("side_parting", "Side parting", "hair", ("side parting", "side part"), ("male", "short", "formal"))
    return rigid(form, of, sheet)


def backwards(
    form: Head,
    rng: np.random.Generator,
    full: float,
    height: float,
    locks: int = 28,
    low: float = -38.0,
    line: str = "man",
) -> Sheet:
    """From the forehead over the head to the nape, in one sheet with locks on it."""
    paths = frayed(swept_paths(form, line, full=full, height=height, low=low), rng)
    sheet = woven(paths, 0.018, at="start")
    at = rng.integers(2, len(paths) - 2, locks)
    own = resampled(paths[at], 6, start=0.6)
    over = lying_on(form, own, 0.016, rng, lift=0.002, columns=OUTER, ends=0.9, roll=0.0)
    return joined(cap(form, line, inset=0.006), sheet, over)


def slicked_back() -> Piece:
    form, rng = head(), np.random.default_rng(3)
    sheet = joined(backwards(form, rng, 0.007, 0.002), nape(form, rng))
    of = entry(
        "slicked_back", "Slicked-back hair", "hair", ("slicked-back hair", "slick back"), ("male", "short", "formal")
    )
    return rigid(form, of, sheet)


def widows_peak() -> Piece:
    """Combed back from a hairline that comes to a point in the middle of the forehead."""
    form, rng = head(), np.random.default_rng(8)
    sheet = joined(backwards(form, rng, 0.007, 0.002, line="peak"), nape(form, rng))
    of = entry("widows_peak", "Widow's peak", "hair", ("widow's peak",), ("male", "female", "short", "formal"))
    return rigid(form, of, sheet)


def nape(form: Head, rng: np.random.Generator, count: int = 90, line: str = "man") -> Sheet:
    """Short hair that lies down behind and beside the ears."""
    roots = form.roots(3 * count, rng, line, 0.013)
    p = form.local(roots)
    roots = roots[(p[:, 2] < 0.012) & (p[:, 1] > 0.06)][:count]
    share = np.linspace(0, 1, 33)
    length = 0.026 * np.clip(form.inside(roots, line) / 0.025, 0.45, 1)
    paths = grow(form, roots, length, whorl(swirl=0.0, forward=-0.4, down=1.0), 0.0012 + 0.002 * share)
    paths = pushed_out(form.skin, resampled(paths, 4), 0.0012)
    return cards(form, paths, 0.009, rng, columns=OUTER, reach=(0.15, 1.0), roll=0.08)


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
    )
    of = entry("pixie_cut", "Pixie cut", "hair", ("pixie cut", "pixie"), ("female", "short", "casual"))
    return rigid(form, of, sheet)


def around_a_bald_crown(form: Head, rng: np.random.Generator, counts: tuple[int, ...], ruffled: float) -> Sheet:
    return combed(
        form,
        rng,
        whorl(swirl=0.1, forward=-0.15, down=0.7),
        "bald",
        lambda p: np.full(len(p), 0.024),
        lambda p: np.full(len(p), 0.0055),
        width=0.013,
        counts=counts,
        ruffled=ruffled,
    )


def thinning() -> Piece:
    form, rng = head(), np.random.default_rng(5)
    sheet = around_a_bald_crown(form, rng, (80, 120, 130), 0.15)
    of = entry(
        "thinning", "Thinning hair", "hair", ("thinning hair", "bald crown", "balding"), ("male", "old", "short")
    )
    return rigid(form, of, sheet)


def tonsure() -> Piece:
    form, rng = head(), np.random.default_rng(6)
    sheet = combed(
        form,
        rng,
        whorl(swirl=0.1, forward=0.25, down=0.6),
        "tonsure",
        lambda p: np.full(len(p), 0.026),
        lambda p: np.full(len(p), 0.009),
        counts=(80, 120, 90),
    )
    return rigid(form, entry("tonsure", "Tonsure", "hair", ("tonsure", "monk's haircut"), ("male", "short")), sheet)


def quiff() -> Piece:
    form, rng = head(), np.random.default_rng(7)
    sheet = joined(backwards(form, rng, 0.009, 0.046, locks=36), nape(form, rng))
    of = entry("quiff", "Quiff", "hair", ("quiff", "pompadour"), ("male", "short", "formal"))
    return rigid(form, of, sheet)


MAKERS = {
    "tonsure": tonsure,
    "quiff": quiff,
    "short_hair": short_hair,
    "side_parting": side_parting,
    "slicked_back": slicked_back,
    "widows_peak": widows_peak,
    "pixie_cut": pixie_cut,
    "thinning": thinning,
}
