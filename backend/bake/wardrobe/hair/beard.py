"""Facial hair: strips that grow on cheeks, lip and chin and go where their roots go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from ....protocol.results import Material
from ....wear.piece import Piece
from ...appearance.fields import smooth_curve
from .cards import Sheet, cap, cards, joined, mirrored, tubes
from .curtains import DENSE, woven
from .fields import DOWN
from .gathered import band, plait, tail
from .growing import grow, pushed_out, resampled, rooted, smoothed, unit
from .head import ARC, MIDDLE, Head, apart, head, resampled_line
from .piece import entry, on_face
from .short import INNER, OUTER

# in degrees around the skull from the face's middle, and heights over the eyes
BEFORE_EARS = np.array([
    (66, 0.0060), (77, 0.0060), (80, -0.0200), (81, -0.0480), (74, -0.0620), (60, -0.0640), (57, -0.0520),
    (65, -0.0300),
])  # fmt: skip
SOFT = Material(alpha_mode="blend", double_sided=True, roughness=0.55)
"""strips lie over one another from the skin outwards, so that they can be drawn in the order of their faces"""
COARSE = Material(alpha_mode="mask", alpha_cutoff=0.4, double_sided=True, roughness=0.55)

# half of where hair begins, from before the ear to the middle under the lip
CHEEK_LINE = np.array([
    (72, 0.0000), (69, -0.0220), (63, -0.0400), (53, -0.0530), (41, -0.0630), (31, -0.0690), (23, -0.0735),
    (18.5, -0.0790), (15, -0.0870), (8, -0.0915), (0, -0.0920),
])  # fmt: skip
CHIN_LINE = np.array([(20, -0.0720), (18.5, -0.0800), (15, -0.0870), (8, -0.0915), (0, -0.0920)])
CHOPS_LINE = CHEEK_LINE[:8]
UPPER_LIP = np.array([
    (0, -0.0629), (0.005, -0.0623), (0.010, -0.0626), (0.015, -0.0645), (0.020, -0.0662), (0.025, -0.0705),
    (0.032, -0.078),
])  # fmt: skip

Measure = Callable[[np.ndarray], np.ndarray]


def _grown(
    form: Head,
    rng: np.random.Generator,
    outlines: tuple[np.ndarray, ...],
    length: Measure,
    *,
    counts: tuple[int, ...],
    full: Measure | float = 0.006,
    width: float = 0.006,
    points: int = 4,
    soft: float = 0.014,
    under: bool = True,
    lowest: float = -0.15,
    clings: float = 0.4,
    body: bool = False,
) -> Sheet:
    lips = KDTree(form.of.base[form.of.region("lips")])

    def inside(p: np.ndarray) -> np.ndarray:
        of_any = np.max([form.within(p, outline) for outline in outlines], axis=0)
        return np.minimum(of_any, lips.query(p)[0] - 0.0034)

    sheets = [cap(form, inside, height=0.0012, fade=0.009, shown=True, lowest=lowest)] if under else []
    spots = form.skull.spots(160000, rng)
    local = form.local(spots)
    spots = spots[(local[:, 1] < 0.09) & (local[:, 2] < 0.01) & (local[:, 2] > lowest)]
    spots = spots[inside(spots) > 0.0012]
    for layer, count in enumerate(counts):
        roots = apart(spots, count)
        p = form.local(roots)
        part = (layer + 1) / len(counts)
        out = full(p) if callable(full) else np.full(count, full)
        rise = 0.0008 + part * out[:, None] * np.linspace(0, 1, 33) ** 0.7
        lengths = length(p) * rng.uniform(0.85, 1.15, count)
        # finer and shorter towards the edge
        edge = np.clip(inside(roots) / soft, 0, 1)
        lengths *= 0.6 + 0.4 * edge
        paths = resampled(grow(form, roots, lengths, _falls, rise, keeps=0.4, clings=clings, body=body), points)
        paths = rooted(form, pushed_out(form.skin, paths, 0.001))
        columns = INNER if layer == 0 and len(counts) > 1 else OUTER
        near = edge < 0.6
        for some, strip, start in ((~near, columns, 0.25), (near, (5, 5, *columns), 0.55)):
            if some.any():
                wide = width * (0.55 + 0.45 * edge[some])
                sheets.append(cards(form, paths[some], wide, rng, columns=strip, reach=(start, 1.0), roll=0.2, tip=0.9))
    return joined(*sheets)


def _falls(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
    """On the lip outwards, elsewhere down, and towards the middle."""
    lip = np.clip((root[:, 2:3] + 0.070) / 0.006, 0, 1) * np.clip((0.034 - np.abs(root[:, :1])) / 0.006, 0, 1)
    aside = np.sign(root[:, :1]) * np.array([1.0, 0.0, 0.0])
    inward = -2.5 * p[:, :1] * (np.abs(p[:, :1]) < 0.05)
    down = np.concatenate([inward, np.full((len(p), 1), -0.25), np.full((len(p), 1), -1.0)], axis=1)
    return lip * (aside + np.array([0.0, -0.25, -0.45])) + (1 - lip) * down


def _chin(p: np.ndarray) -> np.ndarray:
    return np.clip((-0.075 - p[:, 2]) / 0.03, 0, 1) * np.clip((0.055 - np.abs(p[:, 0])) / 0.03, 0, 1)


def _hung(
    form: Head,
    rng: np.random.Generator,
    line: np.ndarray,
    end: Measure,
    full: Measure,
    *,
    columns: int = 25,
    rows: int = 9,
    soft: float = 0.012,
    both: bool = True,
    body: bool = False,
    locks: int = 60,
    width: float = 0.007,
    tip: float = 0.010,
    ends: np.ndarray | None = None,
) -> Sheet:
    """Sheets from a line on the cheeks, in degrees around the skull and heights over the eyes, down to a height `end`,
    of roots (N, 3); full: metres over the skin at their ends; both: whether left and right meet in the middle."""
    half = form.place(resampled_line(smooth_curve(line * (ARC, 1)), columns))
    if both:
        half[-1, 0] = 0.0
    sides = [np.concatenate([half, half[-2::-1] * (-1, 1, 1)])] if both else [half, half * (-1, 1, 1)]
    under, over, strips = [], [], []
    for roots in sides:
        for layer, found in ((0, under), (1, over)):
            own = roots.copy()
            own[..., 2] += (0.0010 if layer else -0.0025) + 0.0008 * rng.standard_normal(len(own))
            p = form.local(own)
            lengths = np.maximum((p[:, 2] - end(p)) * 1.06, 0.012) * (0.9 + 0.1 * layer)
            share = np.linspace(0, 1, 33)
            rise = 0.0007 + full(p)[:, None] * (0.45 + 0.55 * layer) * np.minimum(share / 0.6, 1) ** 0.8
            paths = grow(form, own, lengths, _falls, rise, keeps=0.45, clings=0.35, body=body)
            if ends is not None:
                paths = _to(form, paths, ends - (0, 0, 0.004 * (1 - layer)), 0.002 + 0.004 * layer)
            for _ in range(3):
                paths = np.concatenate([paths[:1], 0.5 * paths[1:-1] + 0.25 * (paths[:-2] + paths[2:]), paths[-1:]])
            paths = pushed_out(form.skin, smoothed(paths, 2), 0.0007)
            thin = resampled(paths, rows)
            found.append(woven(thin, soft, at="start" if layer else "end", kind=DENSE))
        at = rng.integers(0, len(paths), locks)
        begin = rng.uniform(2, 18, locks)
        some = np.stack([resampled(paths[i : i + 1], 5, start=s)[0] for i, s in zip(at, begin, strict=True)])
        some[:, -1] += unit(some[:, -1] - some[:, -2]) * rng.uniform(0, tip, (locks, 1))
        out = unit(some - form.middle)
        some = some + out * np.array([0.0, 0.0012, 0.0015, 0.0015, 0.001])[:, None]
        strips.append(cards(form, some, width, rng, columns=OUTER, reach=(0.06, 1.0), roll=0.1, tip=0.8))
        # hung on the skin where the strand that they lie on begins
        first = np.repeat(paths[at, :1], 10, axis=1).reshape(-1, 3)
        order = np.argsort(np.linalg.norm(some[:, 2] - form.eyes - MIDDLE, axis=1), kind="stable")
        strips[-1] = replace(strips[-1], root=first.reshape(locks, 10, 3)[order].reshape(-1, 3))
    return joined(*under, *over, *strips)


def _to(form: Head, paths: np.ndarray, ends: np.ndarray, off: float) -> np.ndarray:
    """The same roots, from which strands hang in a curve to places (N, 3) from between the eyes."""
    share = np.linspace(0, 1, paths.shape[1])[:, None]
    root, end = form.local(paths[:, :1]), ends[:, None]
    first = form.local(paths[:, 4:5]) + np.array([0.0, -0.012, -0.020])
    second = end + np.array([0.0, 0.0, 0.10])
    curve = (
        (1 - share) ** 3 * root
        + 3 * (1 - share) ** 2 * share * first
        + 3 * (1 - share) * share**2 * second
        + share**3 * end
    )
    return pushed_out(form.skin, curve + form.eyes, 0.0007 + off * np.minimum(share[:, 0] / 0.3, 1))


def _over_lip(
    form: Head,
    rng: np.random.Generator,
    *,
    wide: float = 0.029,
    full: float = 0.0030,
    droop: float = 0.0,
    over: float = 0.0,
    top: float = -0.0525,
    aside: float = 0.30,
    gap: float = 0.0,
) -> Sheet:
    """Hair over the mouth, combed to the sides. wide, droop: metres that it reaches to each side, and falls beside the
    mouth; over: how far it hangs over the lip; gap: half of what is left free in the middle."""
    sheets = []
    sides = ((-wide, wide),) if not gap else ((-wide, -gap), (gap, wide))
    for layer in range(3):
        for first, last in sides:
            x = np.linspace(first, last, 31 if not gap else 17)
            far = np.abs(x) / wide
            begin = top - 0.0012 * (2 - layer) - (0.009 + 0.3 * droop) * far**2.5 + 0.0006 * rng.standard_normal(len(x))
            lip = np.interp(np.abs(x), UPPER_LIP[:, 0], UPPER_LIP[:, 1]) + 0.0012 - over
            # beside the mouth nothing is in its way
            last_z = np.minimum(lip, lip - droop * np.clip((far - 0.55) / 0.45, 0, 1))
            last_z = np.minimum(last_z + 0.0007 * rng.standard_normal(len(x)), begin - 0.003)
            end_x = x + np.sign(x) * aside * (0.006 + 0.5 * np.abs(x)) * np.clip(np.abs(x) / 0.006, 0, 1)
            share = np.linspace(0, 1, 6)[:, None]
            across = (x + (end_x - x) * share**0.8).T
            height = (begin + (last_z - begin) * share**1.1).T
            skin, normals = form.front(np.stack([across, height], axis=-1).reshape(-1, 2))
            off = 0.0005 + full * (0.25 + 0.375 * layer) * np.minimum(share / 0.5, 1) ** 0.7 * np.ones(len(x))
            points = (skin + normals * off.T.reshape(-1, 1)).reshape(len(x), 6, 3)
            sheets.append(woven(pushed_out(form.skin, points, 0.0004), 0.006, at="end"))
    return joined(*sheets)


def _piece(
    name: str,
    label: str,
    nouns: tuple[str, ...],
    tags: tuple[str, ...],
    sheet: Sheet,
    strands: str = "straight",
    material: Material = SOFT,
) -> Piece:
    return on_face(head(), entry(name, label, "facial_hair", nouns, tags), sheet, strands, material, sheet.root)


def _beard(form: Head, rng: np.random.Generator, low: float, full: float, **more: object) -> Sheet:
    """From before the ears over cheeks and chin, ending `low` metres under the eyes in the middle."""
    return _hung(
        form,
        rng,
        CHEEK_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0, 0.03, 0.06, 0.075], [low, low * 0.985, -0.120, -0.098]),
        lambda p: 0.0035 + (full - 0.0035) * _chin(p),
        **more,  # type: ignore[arg-type]
    )


def full_beard() -> Piece:
    form, rng = head(), np.random.default_rng(41)
    sheet = joined(
        _beard(form, rng, -0.146, 0.018, locks=80, width=0.009, tip=0.016),
        _over_lip(form, rng, droop=0.012, full=0.0048, top=-0.0510),
    )
    return _piece("full_beard", "Full beard", ("beard", "full beard"), ("male",), sheet)


def short_beard() -> Piece:
    form, rng = head(), np.random.default_rng(46)
    sheet = _beard(form, rng, -0.125, 0.0035, locks=50, width=0.0055, tip=0.004)
    sheet = joined(sheet, _over_lip(form, rng, droop=0.010, full=0.0018))
    return _piece("short_beard", "Short beard", ("short beard", "trimmed beard"), ("male",), sheet)


def long_beard() -> Piece:
    form, rng = head(), np.random.default_rng(42)
    q = np.linspace(-1, 1, 49)
    ends = np.stack([-0.060 * np.sin(q * np.pi / 2), -0.040 + 0.060 * q**2, -0.285 + 0.14 * q**2], axis=1)
    sheet = _hung(
        form,
        rng,
        CHEEK_LINE,
        lambda p: np.full(len(p), -0.12),
        lambda p: 0.008 + 0.014 * _chin(p),
        rows=14,
        locks=70,
        width=0.012,
        tip=0.03,
        soft=0.05,
        ends=ends,
    )
    sheet = joined(sheet, _over_lip(form, rng, droop=0.014, full=0.0042, over=0.001))
    return _piece(
        "long_beard", "Long beard", ("long beard", "wizard beard"), ("male", "old", "long"), sheet, "wavy", COARSE
    )


def moustache() -> Piece:
    form, rng = head(), np.random.default_rng(43)
    return _piece(
        "moustache",
        "Moustache",
        ("moustache", "mustache"),
        ("male",),
        _over_lip(form, rng, full=0.0058, top=-0.0505, over=0.0015, wide=0.031),
    )


def walrus_moustache() -> Piece:
    form, rng = head(), np.random.default_rng(47)
    sheet = _over_lip(form, rng, wide=0.036, full=0.0105, over=0.0048, droop=0.014, aside=0.2, top=-0.0500)
    return _piece("walrus_moustache", "Walrus moustache", ("walrus moustache",), ("male", "old"), sheet)


def handlebar_moustache() -> Piece:
    form, rng = head(), np.random.default_rng(48)
    sheet = _over_lip(form, rng, wide=0.024, full=0.0042, aside=0.45)
    turn = np.array([
        (0.013, -0.0605), (0.022, -0.0640), (0.032, -0.0665), (0.042, -0.0655), (0.050, -0.0600), (0.0535, -0.0530),
        (0.0525, -0.0470), (0.0490, -0.0445),
    ])  # fmt: skip
    flat = resampled(smooth_curve(turn)[None], 18)[0]
    skin, normals = form.front(flat)
    away = np.interp(np.linspace(0, 1, 18), [0, 0.3, 1], [0.0020, 0.0055, 0.011])
    radius = np.interp(np.linspace(0, 1, 18), [0, 0.2, 0.5, 0.85, 1], [0.0020, 0.0045, 0.0036, 0.0016, 0.0006])
    left = tubes((skin + normals * away[:, None])[None], radius, sides=7)
    # all of it goes with the lip that it grows on
    left = replace(left, root=np.broadcast_to(skin[1], left.points.shape).copy())
    sheet = joined(sheet, left, mirrored(left))
    nouns = ("handlebar moustache", "curled moustache")
    return _piece("handlebar_moustache", "Handlebar moustache", nouns, ("male",), sheet)


def fu_manchu() -> Piece:
    """Two long thin ends that hang beside the mouth below the chin."""
    form, rng = head(), np.random.default_rng(51)
    sheet = _over_lip(form, rng, wide=0.027, full=0.0036, aside=0.40)
    hang = np.array([
        (0.014, -0.0600), (0.024, -0.0650), (0.032, -0.0740), (0.0345, -0.0880), (0.0340, -0.1020), (0.0320, -0.1100),
    ])  # fmt: skip
    flat = resampled(smooth_curve(hang)[None], 12)[0]
    skin, normals = form.front(flat)
    on_skin = skin + normals * np.interp(np.linspace(0, 1, 12), [0, 0.3, 1], [0.0025, 0.0045, 0.0060])[:, None]
    free = on_skin[-1] + np.array([(0, -0.002, -0.014), (-0.001, -0.002, -0.034), (-0.003, 0.000, -0.062)])
    line = smoothed(resampled(np.concatenate([on_skin, free])[None], 18), 2)
    radius = np.interp(np.linspace(0, 1, 18), [0, 0.15, 0.5, 0.85, 1], [0.0020, 0.0050, 0.0048, 0.0032, 0.0006])
    left = tubes(line, radius, sides=7)
    left = replace(left, root=np.broadcast_to(skin[1], left.points.shape).copy())
    nouns = ("fu manchu", "long thin moustache")
    return _piece("fu_manchu", "Fu Manchu moustache", nouns, ("male",), joined(sheet, left, mirrored(left)))


def braided_beard() -> Piece:
    """A full beard that is plaited below the chin, one thick plait and a thinner one on each side."""
    form, rng = head(), np.random.default_rng(52)
    parts = [
        _beard(form, rng, -0.150, 0.016, locks=70, width=0.009, tip=0.010),
        _over_lip(form, rng, droop=0.014, full=0.0048, top=-0.0510),
    ]
    chin = form.front(np.array([[0.0, -0.112]]))[0][0]
    for x, width, end in ((0.0, 0.0185, -0.300), (0.034, 0.0115, -0.235), (-0.034, 0.0115, -0.235)):
        y = -0.004 + 12.0 * x * x
        spine = np.array(
            [(x, y, -0.122), (0.98 * x, y - 0.010, -0.160), (0.95 * x, y - 0.014, -0.200), (0.9 * x, y - 0.012, end)]
        )
        woven_beard = joined(
            plait(form, spine, 40, width, 3.6, slims=0.3),
            band(spine[-1], DOWN, 0.62 * width, 0.0045, form),
            tail(form, rng, spine[-1] + np.array([(0, 0, 0.002), (0, 0, -0.016), (0, 0.001, -0.036)]),
                 np.array([0.42, 0.80, 0.45]) * width, around=7, points=6, soft=0.02, locks=4, width=0.009),
        )  # fmt: skip
        parts.append(
            replace(woven_beard, root=np.broadcast_to(chin + np.array([x, 0, 0]), woven_beard.points.shape).copy())
        )
    nouns = ("braided beard", "plaited beard")
    return _piece("braided_beard", "Braided beard", nouns, ("male", "long"), joined(*parts), material=COARSE)


def goatee() -> Piece:
    form, rng = head(), np.random.default_rng(44)
    chin = _hung(
        form,
        rng,
        CHIN_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0, 0.012, 0.028, 0.034], [-0.140, -0.136, -0.120, -0.110]),
        lambda p: np.full(len(p), 0.006),
        columns=13,
        locks=36,
        width=0.006,
    )
    sheet = joined(chin, _over_lip(form, rng, wide=0.030, droop=0.012))
    return _piece("goatee", "Goatee", ("goatee",), ("male",), sheet)


def soul_patch() -> Piece:
    form, rng = head(), np.random.default_rng(49)
    sheet = _hung(
        form,
        rng,
        np.array([(5.5, -0.0905), (3, -0.0905), (0, -0.0905)]),
        lambda p: -0.104 + 8 * p[:, 0] ** 2 / 0.05,
        lambda p: np.full(len(p), 0.0025),
        columns=6,
        rows=5,
        locks=10,
        width=0.004,
        tip=0.003,
        soft=0.004,
    )
    return _piece("soul_patch", "Soul patch", ("soul patch",), ("male",), sheet)


def sideburns() -> Piece:
    form, rng = head(), np.random.default_rng(45)
    sheet = _grown(
        form, rng, (BEFORE_EARS,), lambda p: np.full(len(p), 0.018), counts=(90, 140), full=0.004, width=0.006
    )
    return _piece("sideburns", "Sideburns", ("sideburns",), ("male",), sheet)


def mutton_chops() -> Piece:
    form, rng = head(), np.random.default_rng(50)
    sheet = _hung(
        form,
        rng,
        CHOPS_LINE,
        lambda p: np.interp(np.abs(p[:, 0]), [0.025, 0.04, 0.06, 0.075], [-0.100, -0.112, -0.116, -0.100]),
        lambda p: np.full(len(p), 0.010),
        both=False,
        columns=22,
        locks=44,
        width=0.008,
    )
    return _piece("mutton_chops", "Mutton chops", ("mutton chops", "side whiskers"), ("male", "old"), sheet)


MAKERS = {
    "full_beard": full_beard,
    "short_beard": short_beard,
    "long_beard": long_beard,
    "moustache": moustache,
    "walrus_moustache": walrus_moustache,
    "handlebar_moustache": handlebar_moustache,
    "fu_manchu": fu_manchu,
    "braided_beard": braided_beard,
    "goatee": goatee,
    "soul_patch": soul_patch,
    "sideburns": sideburns,
    "mutton_chops": mutton_chops,
}
