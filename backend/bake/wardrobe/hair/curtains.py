"""Sheets of hair that lie unbroken on the head: falling from a parting, or drawn from the hairline to a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ....appearance.strands import CARDS, COLUMNS, EDGE, FULL
from .cards import Sheet, cards
from .growing import pushed_out, resampled, smoothed, unit
from .head import SKULL_DEPTH, Head

FOLD = 5
"""columns of a sheet across the dense quarter of the texture, after which it is mirrored"""
DENSE, DARK = "dense", "dark"
FLAT = 0.25
"""of the columns of a falling sheet, beside the face, in which it comes to its full height"""
ROOTS = 0.70
"""how far down the texture hair comes that goes on in other parts: its first part is of the colour of roots alone"""
ROUND_ROWS = 0.65
"""of the rows of a falling sheet that are on the head"""
SHOULDER = 102.0
"""degrees around the head between what falls before a shoulder and what falls behind it"""


def on_head(form: Head, ways: np.ndarray, lift: np.ndarray | float) -> np.ndarray:
    """(…, 3) places over the skull that are seen from its middle in directions (…, 3), `lift` metres above it."""
    return form.middle + ways * (form.radius(ways) + lift)[..., None]


def between(first: np.ndarray, last: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(N, K, 3) directions on the way from one (N, 3) to another along the sphere; share: (K,)."""
    angle = np.arccos(np.clip((first * last).sum(-1), -1, 1))[:, None]
    a, b = np.sin((1 - share) * angle), np.sin(share * angle)
    return unit(a[..., None] * first[:, None] + b[..., None] * last[:, None])


def woven(
    paths: np.ndarray, soft: float, at: str = "end", kind: str = DENSE, closed: bool = False, low: float = EDGE
) -> Sheet:
    """One sheet through neighbouring paths (N, K, 3) from root to tip, whose strands thin out over the last `soft`
    metres, or at="start" grow out of the skin over the first, or at="both". low: how far down the dense texture it
    comes before that."""
    if closed:
        paths = np.concatenate([paths, paths[:1]])
    n, k = paths.shape[:2]
    steps = np.linalg.norm(np.diff(paths, axis=1), axis=-1)
    gone = np.concatenate([np.zeros((n, 1)), np.cumsum(steps, axis=1)], axis=1)
    whole = np.maximum(gone[:, -1:], 1e-6)
    soft_of = np.minimum(soft, 0.45 * whole)
    rooted, ended = (soft_of * (at in (side, "both")) for side in ("start", "end"))
    left = whole - gone
    v = FULL + (low - FULL) * (gone - rooted) / np.maximum(whole - rooted - ended, 1e-6)
    v = np.where(gone < rooted, 1 - (1 - FULL) * gone / np.maximum(rooted, 1e-6), v)
    v = np.where(left < ended, 0.01 + (EDGE - 0.01) * left / np.maximum(ended, 1e-6), v)
    # mirrored on a column: between two of one place in it the texture would be drawn out over a plate
    turn = np.abs(np.arange(n) / FOLD % 2 - 1)
    if kind == DENSE:
        u = CARDS + 0.02 + (0.96 - CARDS) * turn
    else:
        u = CARDS / COLUMNS * (0.10 + 0.80 * turn)
        # where the dark strip is whole, down to the ends of its locks
        v = np.where(left < ended, 0.04 + 0.41 * left / np.maximum(ended, 1e-6), 0.45 + 0.5 * np.minimum(v, FULL))
    row = np.arange(n - 1)[:, None] * k + np.arange(k - 1)
    faces = np.stack([row, row + 1, row + k + 1, row + k], axis=-1).reshape(-1, 4)
    points = paths.reshape(-1, 3)
    return Sheet(
        points=points,
        faces=outside(points, faces),
        uvs=np.stack([np.broadcast_to(u[:, None], (n, k)), v], axis=-1).reshape(-1, 2),
        along=(gone / whole).reshape(-1),
        root=np.repeat(paths[:, :1], k, axis=1).reshape(-1, 3),
        hides=np.zeros(0, np.int32),
    )


def outside(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The faces of one sheet, turned so that most of them look away from its middle."""
    a, b, c, d = (points[faces[:, k]] for k in range(4))
    normals = np.cross(c - a, d - b)
    away = (a + b + c + d) / 4 - points.mean(axis=0) * (1, 1, 0.4) - (0, 0, 0.6 * points[:, 2].min())
    return faces if (normals * away).sum() > 0 else faces[:, ::-1]


@dataclass(frozen=True, kw_only=True)
class Parting:
    """x: metres to the left of the middle; front, crown: degrees over the horizon, from the front; face: degrees around
    the head from its front where hair begins beside it; sweep: how much it is kept off the face on its way."""

    x: float = 0.0
    front: float = 27.0
    crown: float = 112.0
    face: float = 66.0
    sweep: float = 0.10


def falling_paths(
    form: Head,
    side: int,
    parting: Parting,
    level: Callable[[np.ndarray], np.ndarray],
    *,
    columns: int = 28,
    rows: int = 14,
    full: float = 0.016,
    flare: float = 0.0,
    tuck: float = 0.0,
    body: bool = False,
    phase: float = 0.0,
    ragged: np.ndarray | float = 0.0,
) -> np.ndarray:
    """(columns, rows, 3) of one side, 1 the left, from the face to the middle of the back.

    level: height over the eyes where they end, by degrees around the head (N,) from its front; full: metres over the
    skin; flare, tuck: metres that their ends stand off, and are bent in; body: whether they lie on chest and back;
    ragged: metres that each of them, (columns,), ends above that.
    """
    around = np.linspace(parting.face, 180.0, columns) + phase * (180.0 - parting.face) / (columns - 1)
    around = np.minimum(around, 180.0)
    behind = np.clip((around - parting.face) / (118.0 - parting.face), 0, 1)
    up = np.radians(parting.front + (parting.crown - parting.front) * behind)
    x = parting.x * side / 0.12 * (1 - 0.85 * behind**3)
    start = unit(np.stack([side * x, -np.cos(up), np.sin(up)], axis=1))
    turn, low = np.radians(around), np.radians(-14.0)
    end = np.stack([side * np.sin(turn), -np.cos(turn), np.full(columns, np.tan(low))], axis=1) * np.cos(low)
    share = np.linspace(0, 1, 40)
    ways = between(start, end, share)
    off_the_face = np.clip((115.0 - around) / 40.0, 0, 1)[:, None] * np.sin(np.pi * share) ** 1.2 * parting.sweep
    ways = unit(ways + off_the_face[..., None] * np.array([0.25 * side, 0.55, 0.8]))
    rise = np.clip(share / 0.32, 0, 1)
    # what lies along the hairline is flat, or it would be the rim of a hood
    own = full * np.interp(np.arange(columns), [0, FLAT * columns], [0.12, 1.0])[:, None]
    # it stands up steeply from the parting, or the head would have two humps
    head_part = on_head(form, ways, 0.0018 + own * np.sin(np.pi / 2 * rise) ** 0.6)
    # below, straight down
    drop = np.arange(1, 64) * 0.009
    last = head_part[:, -1]
    out = unit((last - form.middle) * (1, 1, 0))
    fall = np.repeat(last[:, None], len(drop), axis=1)
    fall[..., 2] -= drop
    depth = np.clip(drop / 0.10, 0, 1.5)
    fall += out[:, None] * (flare * depth - tuck * np.clip((depth - 0.35) / 0.65, 0, 1) ** 2)[None, :, None]
    paths = np.concatenate([head_part, fall], axis=1)
    if body:
        paths = on_the_body(form, paths, around)
    paths = pushed_out(form.skin, paths, 0.0025 + 0.5 * own * np.minimum(np.linspace(0, 2, paths.shape[1]), 1))
    for _ in range(3):
        paths = _even(smoothed(paths, 2))
    paths = pushed_out(form.skin, paths, 0.0025)
    lowest = level(around) + ragged
    if body:  # what comes down on the shoulder itself ends there, or it would be torn between chest and back
        on_shoulder = np.clip(1.8 - np.abs(around - SHOULDER) / 8.5, 0, 1)
        lowest = lowest + on_shoulder * np.maximum(-0.135 - lowest, 0)
    below = form.local(paths)[..., 2] < lowest[:, None]
    ends = np.where(below.any(axis=1), below.argmax(axis=1), paths.shape[1] - 1).astype(float)
    # most of the rows are on the round of the head, few where hair hangs straight
    early = np.clip(np.log(np.clip(39 / ends, 0.1, 0.9)) / np.log(ROUND_ROWS), 1.0, 1.8)
    return resampled(paths, rows, ends, early=early)


def on_the_body(form: Head, paths: np.ndarray, around: np.ndarray) -> np.ndarray:
    """What reaches the shoulders goes before or behind them."""
    p = form.local(paths)
    low = np.clip((-0.085 - p[..., 2]) / 0.07, 0, 1)
    low = low * low * (3 - 2 * low)
    p = p.copy()
    wide = np.maximum(np.abs(p[..., 0]) - 0.088, 0)
    p[..., 0] -= np.sign(p[..., 0]) * 0.8 * low * wide
    before = np.clip((SHOULDER + 5.0 - around) / 10.0, 0, 1)[:, None]
    # before a shoulder it lies spread on the chest, not in one string
    spread = np.interp(around, [60.0, SHOULDER], [0.050, 0.108])[:, None]
    p[..., 0] += 0.75 * low * before * (np.sign(p[..., 0]) * spread - p[..., 0])
    p[..., 1] += low * (before * (0.010 - p[..., 1]) + (1 - before) * np.maximum(0.165 - p[..., 1], 0) * 0.8)
    return p + form.eyes


def _even(paths: np.ndarray) -> np.ndarray:
    """Neighbouring paths drawn a little together; the first and last stay."""
    inner = 0.5 * paths[1:-1] + 0.25 * (paths[:-2] + paths[2:])
    mixed = np.concatenate([paths[:1], inner, paths[-1:]])
    mixed[:, 0] = paths[:, 0]
    return mixed


def drawn_paths(
    form: Head,
    place: np.ndarray,
    line: str = "woman",
    *,
    columns: int = 64,
    rows: int = 10,
    full: float = 0.006,
    side: int = 0,
    neck: float = 0.010,
    begin: float = -0.003,
) -> np.ndarray:
    """(columns, rows, 3) from the hairline to a place, from between the eyes, all around it; `side`: 1 or -1 for what
    grows on one half alone, from a little beyond a parting in the middle, so that no skin shows there. neck: radius of
    the bundle that they meet in."""
    target = place + form.eyes - form.middle
    way = unit(target)
    if side:
        half = form.along_line(line, columns * 5 // 8, begin)
        half[:, 0] *= side
        up = np.radians(np.linspace(205, 24, columns - len(half)))
        mid = unit(np.stack([np.full(len(up), -0.07 * side), -np.cos(up), np.sin(up)], axis=1))
        starts = np.concatenate([unit(half - form.middle), mid])
    else:
        half = form.along_line(line, columns // 2 + 1, begin)
        other = half[-2:0:-1] * (-1, 1, 1)
        starts = unit(np.concatenate([half, other]) - form.middle)
    reach = float(np.linalg.norm(target))
    share = np.linspace(0, 1, 32)
    angle = np.arccos(np.clip((starts * way).sum(-1), -1, 1))
    last = np.clip(1 - neck / reach / np.maximum(angle, 0.1), 0.3, 1)
    ways = np.stack([between(starts, np.broadcast_to(way, starts.shape), share * e)[k] for k, e in enumerate(last)])
    if side:  # not over the forehead
        front = np.clip(-starts[:, 1] - 0.15, 0, 1)[:, None] * np.sin(np.pi * share) * 0.42
        ways = unit(ways + front[..., None] * np.array([0.1 * side, 0.5, 0.85]))
    lift = 0.001 + full * np.sin(np.pi * np.clip(share, 0, 0.5)) ** 0.8
    paths = on_head(form, ways, lift[None, :])
    # it leaves the head for a place that lies higher
    rest = np.clip((share - 0.72) / 0.28, 0, 1) ** 2
    height = np.linalg.norm(paths - form.middle, axis=-1)
    paths = form.middle + ways * (height + rest * np.maximum(reach - height, 0))[..., None]
    paths = pushed_out(form.skin, paths, np.where(share < 0.1, 0.0008, 0.0015)[None, :])
    return resampled(smoothed(paths, 2), rows)


def swept_paths(
    form: Head,
    line: str,
    *,
    columns: int = 44,
    rows: int = 11,
    full: float = 0.008,
    height: float = 0.0,
    low: float = -38.0,
) -> np.ndarray:
    """(columns, rows, 3) from the hairline of forehead and temples back over the head down to the nape, from right to
    left. height: metres that it rises over the forehead besides; low: degrees under the horizon where it ends."""
    half = form.along_line(line, 70, -0.004)
    around = np.degrees(np.arctan2(half[:, 0], SKULL_DEPTH - form.local(half)[:, 1]))
    half = half[np.flatnonzero(around < 74)]
    half = resampled(half[None], columns // 2)[0]
    starts = np.concatenate([half[::-1] * (-1, 1, 1), half[1:]])
    begin = unit(starts - form.middle)
    share_of_side = np.linspace(-1, 1, len(starts))
    turn, down = np.radians(180 - 76 * share_of_side), np.radians(low + 14 * np.abs(share_of_side) ** 3)
    end = np.stack([np.sin(turn) * np.cos(down), -np.cos(turn) * np.cos(down), np.sin(down)], axis=1)
    # over the top of the head, not through the face
    up = (0.15 + 0.85 * (1 - np.abs(share_of_side)))[:, None] * np.array([0.0, 0.0, 1.0])
    over_top = unit(0.5 * begin + 0.5 * end + up)
    share = np.linspace(0, 1, 40)
    first, second = between(begin, over_top, share[::2] / share[-2]), between(over_top, end, share[1::2])
    ways = unit(np.concatenate([first, second], axis=1))
    for _ in range(3):
        ways = unit(smoothed(ways, 2))
    over = np.clip(1 - np.abs(share_of_side) * 1.5, 0, 1)[:, None] ** 0.8
    lift = 0.001 + full * np.sin(np.pi * np.clip(share / 0.5, 0, 1) / 2) * np.clip((1.05 - share) / 0.3, 0.25, 1)
    lift = lift[None, :] + over * height * np.interp(share, [0, 0.10, 0.22, 0.5, 1], [0.0, 0.75, 1.0, 0.45, 0.0])
    paths = pushed_out(form.skin, on_head(form, ways, lift), np.where(share < 0.1, 0.0008, 0.0018)[None, :])
    return resampled(smoothed(paths, 2), rows)


def frayed(paths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Paths (N, K, 3) that begin a little before or behind the hairline: none is a line."""
    begin = (paths[:, 1] - paths[:, 0]) * np.clip(0.10 * rng.standard_normal((len(paths), 1)), -0.15, 0.25)
    return np.concatenate([(paths[:, 0] + begin)[:, None], paths[:, 1:]], axis=1)


def hairline(
    form: Head,
    rng: np.random.Generator,
    line: str,
    *,
    aside: float = 0.8,
    length: float = 0.040,
    begin: float = -0.004,
    columns: int = 15,
    reach: float = 0.080,
) -> Sheet:
    """What grows at the forehead's hairline, back and to the sides, and goes under the sheet that falls behind it.
    aside: how far it bends to the sides; begin: metres behind the line that it begins; columns: of one half; reach:
    metres from the middle."""
    half, inner = (form.along_line(line, 120, margin) for margin in (begin, begin + 0.02))
    on = (half[:, 0] < reach) & (form.local(half)[:, 2] > 0.014)
    half, inner = (resampled(places[None, on], columns)[0] for places in (half, inner))
    out = unit(half - form.middle)
    back = unit(inner - half)
    down = unit(np.array([0.9, 0.45, -0.35]) - out * (out @ np.array([0.9, 0.45, -0.35]))[:, None])
    share = np.linspace(0, 1, 17)
    # from the middle it is parted
    turn = aside * np.clip(share + 0.4, 0, 1) * np.clip(np.arange(columns) / 4, 0.1, 1)[:, None]
    ways = unit((1 - turn)[..., None] * back[:, None] + turn[..., None] * down[:, None])
    # short where it is parted, or its tips would come out between the sheets
    long = length * np.interp(np.arange(columns), [0, 5], [0.45, 1.0]) * rng.uniform(0.85, 1.15, columns)
    steps = long[:, None, None] / 16
    paths = half[:, None] + np.cumsum(ways * steps, axis=1) - ways[:, :1] * steps
    away, normals = form.skull.distance(paths.reshape(-1, 3))
    wanted = np.tile(0.0004 + 0.0026 * np.sin(np.pi * np.minimum(share * 1.2, 1)), columns)
    paths = (paths.reshape(-1, 3) + normals * (wanted - away)[:, None]).reshape(paths.shape)
    paths = resampled(smoothed(paths, 2), 6)
    return woven(np.concatenate([paths[:0:-1] * (-1, 1, 1), paths]), 0.014, at="both")


def wisps(
    form: Head,
    rng: np.random.Generator,
    paths: np.ndarray,
    count: int,
    *,
    length: float = 0.022,
    width: float = 0.007,
    off: float = 0.0012,
    rows: int = 4,
    shift: float = 0.004,
    shows: tuple[float, float] = (0.0, 1.0),
) -> Sheet:
    """Fine single strands that begin about where paths (N, K, 3) do and go their way. shows: `reach` of `cards`."""
    of = rng.choice(len(paths), count)
    chosen = resampled(paths[of], 24)
    steps = np.linalg.norm(np.diff(chosen, axis=1), axis=-1).sum(axis=1)
    reach = np.clip(length * rng.uniform(0.6, 1.3, count) / np.maximum(steps, 1e-6), 0.05, 1.0)
    chosen = resampled(chosen, rows, 23 * reach)
    tangent = unit(chosen[:, 1] - chosen[:, 0])
    side = unit(np.cross(tangent, chosen[:, 0] - form.middle))
    chosen = chosen - tangent[:, None] * rng.uniform(-0.2, 1.0, (count, 1, 1)) * shift
    bend = np.linspace(0, 1, rows)[:, None] ** 2 * length * 0.2
    chosen = chosen + side[:, None] * bend * rng.standard_normal((count, 1, 1))
    chosen = pushed_out(form.skin, chosen, off)
    return cards(form, chosen, width, rng, columns=(5,), reach=shows, roll=0.1, tip=0.8)
