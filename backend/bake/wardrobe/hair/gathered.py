"""Hair that is drawn together: ponytail, pigtails, bun, braids, dreadlocks."""

from __future__ import annotations

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined, lying_on, mirrored, tubes
from .curtains import DARK, DENSE, ROOTS, Parting, drawn_paths, falling_paths, frayed, swept_paths, wisps, woven
from .fields import DOWN, parted, whorl
from .growing import grow, pushed_out, resampled, smoothed, unit
from .head import SKULL_DEPTH, Head, head
from .piece import entry, hanging, rigid
from .short import OUTER


def drawn_to(
    form: Head,
    rng: np.random.Generator,
    place: np.ndarray,
    full: float = 0.006,
    side: int = 0,
    line: str = "woman",
    neck: float = 0.011,
    locks: int = 24,
) -> Sheet:
    """Hair drawn over the head to a place, from between the eyes; side: 1 or -1 for that of one half alone."""
    paths = frayed(drawn_paths(form, place, line, full=full, side=side, neck=neck), rng)
    sheet = woven(paths, 0.020, at="start", closed=True, low=ROOTS)
    at = rng.integers(0, len(paths), locks)
    own = resampled(paths[at], 6, start=1.0)
    over = lying_on(form, own, 0.017, rng, lift=0.002, columns=OUTER, ends=0.36, roll=0.0, tip=0.35)
    # short hair along the hairline that the tie does not hold, or it would be a hood
    fine = wisps(
        form, rng, paths, 2 * locks, length=0.030, width=0.006, off=0.0014, rows=3, shift=0.005, shows=(0.9, 0.1)
    )
    return joined(sheet, over, fine)


def parted_cap(form: Head) -> Sheet:
    """Under hair drawn to both sides: it reaches the hairline where the parting does."""
    return cap(
        form,
        lambda points: form.inside(points) - 0.003 + 0.005 * np.exp(-((form.local(points)[:, 0] / 0.022) ** 2)),
        deep=ROOTS,
    )


def drawn_cap(form: Head, line: str = "woman") -> Sheet:
    """Under hair drawn to one place."""
    return cap(form, line, inset=0.008, deep=ROOTS)


def tail(
    form: Head,
    rng: np.random.Generator,
    spine: np.ndarray,
    radius: np.ndarray,
    *,
    around: int = 13,
    points: int = 12,
    soft: float = 0.06,
    locks: int = 16,
    width: float = 0.016,
) -> Sheet:
    """A bundle of hair along a curve (K, 3) from between the eyes, with the radius (K,) of the bundle on the way: two
    closed sheets over one another, which thin out over the last `soft` metres, with strips on them."""
    line = _rounded(spine, points) + form.eyes
    radius = _rounded(radius[:, None], points)[:, 0]
    first, second = _across(line)
    angle = 2 * np.pi * np.arange(around) / around
    out = first * np.cos(angle)[:, None, None] + second * np.sin(angle)[:, None, None]
    sheets = []
    for share, kind in ((0.62, DARK), (1.0, DENSE)):
        thick = share * radius * (1 + 0.07 * rng.standard_normal((around, 1)))
        ends = (points - 1) * rng.uniform(0.90, 1.0, around)
        # the inner one comes to a point, so that nobody looks into the bundle as into a pipe
        thick = thick * (np.linspace(1, 0.08, points) ** 0.6 if kind == DARK else 1.0)
        paths = resampled(line + out * thick[..., None], points, ends)
        sheets.append(woven(pushed_out(form.skin, paths, 0.0005), soft, kind=kind, closed=True))
    at = rng.integers(0, around, locks)
    # some stand off a little towards their ends
    loose = 1.03 + 0.16 * np.abs(rng.standard_normal((locks, 1))) * np.linspace(0, 1, points) ** 2
    own = line + out[at] * (loose * np.maximum(radius, 0.35 * radius.max()))[..., None]
    own = resampled(own, points - 3, (points - 1) * rng.uniform(0.80, 1.0, locks), start=1.5)
    outward = np.broadcast_to(out[at][:, points // 2][:, None], own.shape)
    sheets.append(cards(form, own, width, rng, columns=OUTER, outward=outward, reach=(0.10, 0.80), roll=0.1, tip=0.6))
    return joined(*sheets)


def _rounded(curve: np.ndarray, points: int) -> np.ndarray:
    """(points, D) along a curve through a few places (K, D), without their corners."""
    fine = smoothed(resampled(curve[None], 6 * len(curve)), 9)
    return resampled(fine, points)[0]


def _across(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two directions across a curve (K, 3) that turn no more on the way than it does."""
    tangent = unit(np.gradient(line, axis=0))
    first = [unit(np.cross(tangent[0], np.array([0.3, 0.2, 1.0])))]
    for along in tangent[1:]:
        first.append(unit(first[-1] - (first[-1] @ along) * along))
    return np.stack(first), np.cross(tangent, np.stack(first))


def band(place: np.ndarray, axis: np.ndarray, radius: float, thick: float, form: Head) -> Sheet:
    """A lock wound around where hair is tied."""
    axis = unit(axis)
    first = unit(np.cross(axis, [0.3, 0.2, 1.0]))
    turn = np.linspace(0, 2 * np.pi, 17)[:, None]
    ring = form.eyes + place + radius * (first * np.cos(turn) + np.cross(axis, first) * np.sin(turn))
    return tubes(ring[None], np.full(17, thick), sides=6)


def ponytail() -> Piece:
    form, rng = head(), np.random.default_rng(21)
    place = np.array([0.0, 0.180, 0.108])
    curve = np.array([
        (0, 0.166, 0.104), (0, 0.188, 0.120), (0, 0.210, 0.124), (0.002, 0.231, 0.106), (0.006, 0.241, 0.062),
        (0.007, 0.238, 0.0), (0.003, 0.228, -0.065), (-0.001, 0.216, -0.130), (0, 0.206, -0.195),
        (0.002, 0.204, -0.255),
    ])  # fmt: skip
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, place - (0, 0.010, 0.004)),
        tail(
            form,
            rng,
            curve,
            np.array([0.012, 0.013, 0.020, 0.027, 0.032, 0.034, 0.032, 0.027, 0.019, 0.008]),
            soft=0.11,
            locks=26,
        ),
        band(place, np.array([0, 0.75, 0.66]), 0.014, 0.006, form),
    )
    of = entry(
        "ponytail", "Ponytail", "hair", ("ponytail", "pony tail"), ("female", "child", "long", "sport", "casual")
    )
    return hanging(form, of, sheet)


def pigtails() -> Piece:
    form, rng = head(), np.random.default_rng(22)
    place = np.array([0.088, 0.110, 0.045])
    curve = np.array([
        (0.072, 0.104, 0.046), (0.100, 0.114, 0.052), (0.124, 0.122, 0.042), (0.140, 0.124, 0.005),
        (0.141, 0.120, -0.05), (0.132, 0.112, -0.110), (0.122, 0.104, -0.170), (0.118, 0.100, -0.205),
    ])  # fmt: skip
    left = joined(
        drawn_to(form, rng, place - (0.008, 0, 0), side=1),
        tail(form, rng, curve, np.array([0.011, 0.012, 0.023, 0.031, 0.033, 0.030, 0.022, 0.010]), locks=12),
        band(place, np.array([1.0, 0.3, 0.2]), 0.013, 0.006, form),
    )
    of = entry("pigtails", "Pigtails", "hair", ("pigtails", "bunches"), ("female", "child", "long", "casual"))
    return hanging(form, of, joined(parted_cap(form), left, mirrored(left)))


def knot(form: Head, place: np.ndarray, axis: np.ndarray, size: float = 1.0) -> Sheet:
    """Two locks wound around one another, on a third around their foot. size: 1 is 8 cm across."""
    turn = np.linspace(0, 1, 56)[:, None]
    first = unit(np.cross(axis, np.array([0.0, 0.9, -0.3])))
    second = np.cross(axis, first)
    locks = []
    for begin in (0.0, np.pi):
        angle = begin + 2 * np.pi * 2.2 * turn
        radius = size * 0.037 * (1 - 0.80 * turn**1.5)
        path = place + size * axis * (-0.004 + 0.034 * turn**0.8)
        locks.append(path + radius * (first * np.cos(angle) + second * np.sin(angle)) + form.eyes)
    wound = tubes(np.stack(locks), size * np.linspace(0.017, 0.012, 56), sides=8)
    return joined(wound, band(place - size * 0.010 * axis, axis, size * 0.030, size * 0.009, form))


def bun() -> Piece:
    form, rng = head(), np.random.default_rng(23)
    place, axis = np.array([0.0, 0.165, 0.128]), unit(np.array([0.0, 0.62, 0.78]))
    drawn = drawn_to(form, rng, place - 0.01 * axis)
    sheet = joined(drawn_cap(form), drawn, knot(form, place, axis))
    of = entry("bun", "Bun", "hair", ("bun", "chignon", "updo"), ("female", "old", "formal"))
    return rigid(form, of, sheet)


def man_bun() -> Piece:
    form, rng = head(), np.random.default_rng(26)
    place, axis = np.array([0.0, 0.185, 0.090]), unit(np.array([0.0, 0.88, 0.48]))
    drawn = drawn_to(form, rng, place - 0.008 * axis, line="man")
    sheet = joined(drawn_cap(form, "man"), drawn, knot(form, place, axis, 0.62))
    return rigid(form, entry("man_bun", "Man bun", "hair", ("man bun",), ("male", "casual")), sheet)


def space_buns() -> Piece:
    form, rng = head(), np.random.default_rng(27)
    place, axis = np.array([0.062, 0.100, 0.128]), unit(np.array([0.62, 0.15, 0.77]))
    left = joined(drawn_to(form, rng, place - 0.008 * axis, side=1), knot(form, place, axis, 0.72))
    sheet = joined(parted_cap(form), left, mirrored(left))
    of = entry("space_buns", "Space buns", "hair", ("space buns", "twin buns"), ("female", "child", "casual"))
    return rigid(form, of, sheet)


def topknot() -> Piece:
    """A tail that is folded forward over the crown and tied twice, as samurai and sumo wrestlers have it."""
    form, rng = head(), np.random.default_rng(28)
    place = np.array([0.0, 0.150, 0.118])
    drawn = drawn_to(form, rng, place, line="man", full=0.012, locks=20)
    fold = np.array([
        (0, 0.150, 0.112), (0, 0.160, 0.126), (0, 0.160, 0.140), (0, 0.148, 0.149), (0, 0.126, 0.150),
        (0, 0.098, 0.147), (0, 0.072, 0.141),
    ])  # fmt: skip
    radius = np.array([0.012, 0.0125, 0.0135, 0.0150, 0.0160, 0.0140, 0.0060])
    folded = tail(form, rng, fold, radius, around=9, points=10, soft=0.022, locks=8, width=0.012)
    ties = [
        band(np.array([0.0, 0.158, 0.128]), np.array([0.0, 0.5, 0.85]), 0.0125, 0.0036, form),
        band(np.array([0.0, 0.140, 0.150]), np.array([0.0, 1.0, -0.15]), 0.0150, 0.0030, form),
    ]
    sheet = joined(drawn_cap(form, "man"), drawn, folded, *ties)
    return rigid(
        form, entry("topknot", "Topknot", "hair", ("topknot", "chonmage", "samurai bun"), ("male", "formal")), sheet
    )


def single_braid() -> Piece:
    form, rng = head(), np.random.default_rng(29)
    start = np.array([0.0, 0.188, 0.036])
    spine = np.array([
        (0, 0.188, 0.040), (0, 0.200, 0.010), (0, 0.196, -0.030), (0, 0.190, -0.070), (0, 0.186, -0.130),
        (0, 0.192, -0.200), (0, 0.196, -0.270), (0, 0.196, -0.330),
    ])  # fmt: skip
    spine = form.local(pushed_out(form.skin, resampled((spine + form.eyes)[None], 30), 0.020)[0])
    end = spine[-1]
    tuft = end + np.array([(0, 0, 0), (0, 0, -0.025), (0, 0.002, -0.06)])
    sheet = joined(
        drawn_cap(form),
        drawn_to(form, rng, start),
        plait(form, spine, 58, 0.0185),
        tail(form, rng, tuft, np.array([0.008, 0.018, 0.012]), around=9, points=5, soft=0.03, locks=6),
        band(end, DOWN, 0.009, 0.0045, form),
    )
    of = entry("single_braid", "Single braid", "hair", ("french braid", "braid", "plait"), ("female", "child", "long"))
    return hanging(form, of, sheet, longer=0.32)


def cornrows() -> Piece:
    form = head()
    paths = swept_paths(form, "woman", columns=22, rows=28, full=0.0, low=-40.0)[1:-1]
    # they begin flat on the forehead
    off = np.interp(np.linspace(0, 1, 28), [0, 0.14, 1], [0.0006, 0.0028, 0.0028])
    paths = pushed_out(form.skin, paths + off[:, None] * unit(paths - form.middle), off + 0.0002)
    beat = 1 + 0.22 * np.sin(np.linspace(0, 2 * np.pi * 9, 28))
    rows = tubes(
        paths, 0.0052 * beat * np.interp(np.linspace(0, 1, 28), [0, 0.14, 1], [0.15, 1, 0.9]), sides=6, turns=3.0
    )
    of = entry("cornrows", "Cornrows", "hair", ("cornrows",), ("male", "female", "short"))
    return rigid(form, of, rows, strands="coily")


PITCH = 5.2
"""half widths of a plait in which a lock of it comes back to where it was: wound closer, it would fold over itself"""


def plait(
    form: Head,
    spine: np.ndarray,
    rings: int,
    width: float,
    slims: float = 0.35,
    upright: float = 0.2,
) -> Sheet:
    """Three locks that cross over one another along a curve (K, 3) from between the eyes, the closer the thinner it is.
    slims: the share of its width that it loses on the way; upright: how much of its broad side turns upwards on the
    head."""
    line = smoothed(resampled(spine[None], rings), 4)[0]
    tangent = unit(np.gradient(line, axis=0))
    outward = unit(np.cross(np.cross(tangent, unit(line - (0, SKULL_DEPTH, 0.0)) * (1, 1, upright)), tangent))
    side = np.cross(tangent, outward)
    slim = 1 - slims * np.linspace(0, 1, rings)[:, None]
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)[:, None] / (PITCH * width * slim[1:])
    turns = np.concatenate([np.zeros((1, 1)), np.cumsum(steps, axis=0)])
    turns = turns * max(np.round(turns[-1, 0]), 1.0) / turns[-1]
    locks = []
    for k in range(3):
        phase = 2 * np.pi * (turns + k / 3)
        locks.append(line + slim * width * (side * np.sin(phase) + 0.38 * outward * np.sin(2 * phase)) + form.eyes)
    return tubes(np.stack(locks), 0.62 * width * slim[:, 0], sides=6, turns=0.6)


def laid(form: Head, spine: np.ndarray, off: float, below: float) -> np.ndarray:
    """A curve (K, 3) from between the eyes, drawn back to `off` metres before the body where it is lower than
    `below`."""
    line = spine + form.eyes
    low = np.clip((below - spine[:, 2]) / 0.05, 0, 1)
    for _ in range(12):
        far = form.skin.distance(line)[0] - off
        line[:, 1] += 0.6 * low * np.clip(far, -0.02, 0.02)
    line = line + low[:, None] * (smoothed(line[None], 3)[0] - line)
    return form.local(pushed_out(form.skin, line, off * low))


def braids() -> Piece:
    form, rng = head(), np.random.default_rng(24)
    start = np.array([0.066, 0.110, -0.030])
    spine = np.array([
        (0.062, 0.112, -0.024), (0.073, 0.108, -0.050), (0.082, 0.090, -0.085), (0.088, 0.055, -0.125),
        (0.091, 0.012, -0.160),
        (0.091, -0.018, -0.200), (0.088, -0.030, -0.245), (0.085, -0.036, -0.300),
    ])  # fmt: skip
    spine = form.local(pushed_out(form.skin, resampled((spine + form.eyes)[None], 30), 0.019)[0])
    spine = laid(form, spine, 0.019, -0.20)
    end = spine[-1]
    tuft = end + np.array([(0, 0, 0), (0, 0, -0.02), (-0.002, -0.002, -0.05)])
    left = joined(
        drawn_to(form, rng, start, side=1),
        plait(form, spine, 56, 0.0155),
        tail(form, rng, tuft, np.array([0.007, 0.015, 0.010]), around=9, points=5, soft=0.03, locks=6),
        band(end, DOWN, 0.0075, 0.004, form),
    )
    of = entry(
        "braids", "Braids", "hair", ("braids", "plaits", "braid", "plait"), ("female", "child", "long", "medieval")
    )
    return hanging(form, of, joined(parted_cap(form), left, mirrored(left)), longer=0.30)


def dreadlocks() -> Piece:
    """Each lock grows from a place of its own, so that no seam parts them."""
    form, rng = head(), np.random.default_rng(25)
    comb, around = parted(0.0, back=0.75, fall=1.0), whorl(swirl=0.2, forward=-0.3, down=0.6)
    found, points = [], 14
    for layer, count in enumerate((30, 40)):
        roots = form.roots(count, rng, "woman", 0.004)
        count = len(roots)
        aside = np.array([0.020, 0.0, 0.0]) * rng.standard_normal((count, 3))
        lean = 0.08 * rng.standard_normal((count, 3))

        def field(
            p: np.ndarray, share: np.ndarray, root: np.ndarray, aside: np.ndarray = aside, lean: np.ndarray = lean
        ) -> np.ndarray:
            front = np.clip(1 - root[:, 1:2] / 0.09, 0, 1)
            combed = front * comb(p, share, root + aside) + (1 - front) * unit(around(p, share, root))
            # heavy, so that they hang as soon as they have left the head
            falls = np.clip(share[:, None] * 3.0 - 0.5, 0, 1)
            inward = -np.clip((np.abs(p) - (0.085, 9, 9)) / 0.03, 0, 1) * np.sign(p)
            return combed * (1 - 0.8 * falls) + falls * (1.6 * DOWN + 0.5 * inward) + lean

        p = form.local(roots)
        share = np.linspace(0, 1, 33)
        rise = 0.005 + (0.008 + 0.012 * layer) * np.minimum(share / 0.15, 1) * np.ones((count, 1))
        # to one depth about, so that those from the crown are the longest
        length = np.clip(p[:, 2] + np.where(p[:, 1] < 0.05, 0.20, 0.25), 0.10, 0.36) * rng.uniform(0.80, 1.08, count)
        grown = grow(form, roots, length, field, rise, keeps=0.55, clings=0.06, body=True)
        bend = np.linspace(0, 12, 33)[None, :, None] + rng.uniform(0, 6, (count, 1, 3))
        grown = grown + 0.004 * np.sin(bend) * np.clip(np.linspace(0, 3, 33) - 0.4, 0, 1)[:, None]
        q = form.local(grown)
        before_the_face = ((np.abs(q[..., 0]) < 0.060) & (q[..., 1] < 0.01) & (q[..., 2] < 0.055)).any(axis=1)
        found.append(resampled(smoothed(grown[~before_the_face], 1), points))
    paths = pushed_out(form.skin, np.concatenate(found), 0.006)
    middle = form.local(paths[:, 0]) - (0.0, 0.085, 0.02)  # from the middle of the head
    paths[:, 0] -= 0.007 * unit(middle)  # the closed end of a lock is at the skin, below the cap
    knots = 1 + 0.10 * rng.standard_normal((len(paths), points))
    radius = 0.0078 * np.interp(np.linspace(0, 1, points), [0, 0.1, 0.8, 1], [0.3, 1.0, 0.9, 0.45]) * knots
    locks = tubes(paths, radius * rng.uniform(0.8, 1.2, (len(paths), 1)), sides=5, turns=2.0)
    sheet = joined(cap(form, "woman", inset=0.004), *_behind_the_neck(form), locks)
    of = entry(
        "dreadlocks", "Dreadlocks", "hair", ("dreadlocks", "dreads", "locs"), ("male", "female", "long", "casual")
    )
    return hanging(form, of, sheet, strands="coily")


def _behind_the_neck(form: Head) -> list[Sheet]:
    """Dark sheets inside hair that hangs in single locks, or the neck would be seen between them."""
    behind = Parting(x=0.0, front=104.0, crown=104.0, face=94.0, sweep=0.0)

    def level(around: np.ndarray) -> np.ndarray:
        return np.full(len(around), -0.150)

    paths = [
        falling_paths(form, side, behind, level, columns=9, rows=8, full=0.004, flare=0.010, body=True)
        for side in (1, -1)
    ]
    return [woven(each, 0.03, kind=DARK) for each in paths]


MAKERS = {
    "man_bun": man_bun,
    "space_buns": space_buns,
    "topknot": topknot,
    "single_braid": single_braid,
    "cornrows": cornrows,
    "ponytail": ponytail,
    "pigtails": pigtails,
    "bun": bun,
    "braids": braids,
    "dreadlocks": dreadlocks,
}
