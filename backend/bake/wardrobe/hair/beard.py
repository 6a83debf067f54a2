"""Facial hair: strips that grow on cheeks, lip and chin and go where their roots go."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.spatial import KDTree

from ....protocol.results import Material
from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .growing import grow, pushed_out, resampled, rooted
from .head import Head, apart, head
from .piece import entry, on_face
from .short import INNER, OUTER

# outlines in degrees around the skull from the face's middle, and heights over the eyes
CHEEKS = np.array([
    (-4, -0.0560), (6, -0.0555), (11, -0.0575), (18, -0.0640), (26, -0.0700), (38, -0.0640), (50, -0.0490),
    (60, -0.0270),
    (67, -0.0020), (77, -0.0020), (80, -0.0200), (82, -0.0500), (81, -0.0740), (66, -0.0980), (45, -0.1170),
    (22, -0.1265), (-4, -0.1285),
])  # fmt: skip
LIP = np.array([
    (-4, -0.0555), (5, -0.0550), (11, -0.0580), (17, -0.0650), (22, -0.0760), (19, -0.0780), (14, -0.0680),
    (8, -0.0625),
    (-4, -0.0630),
])  # fmt: skip
CHIN = np.array([
    (-4, -0.0860), (10, -0.0880), (16, -0.0790), (22, -0.0790), (24, -0.0900), (24, -0.1080), (16, -0.1240),
    (-4, -0.1270),
])  # fmt: skip
BEFORE_EARS = np.array([
    (66, 0.0060), (77, 0.0060), (80, -0.0200), (81, -0.0480), (74, -0.0620), (60, -0.0640), (57, -0.0520),
    (65, -0.0300),
])  # fmt: skip
COARSE = Material(alpha_mode="mask", alpha_cutoff=0.4, double_sided=True, roughness=0.55)

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
        return np.minimum(of_any, lips.query(p)[0] - 0.0022)

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
    """On the lip outwards, elsewhere down; at the cheeks a little forward."""
    lip = np.clip((root[:, 2:3] + 0.070) / 0.006, 0, 1) * np.clip((0.034 - np.abs(root[:, :1])) / 0.006, 0, 1)
    aside = np.sign(root[:, :1]) * np.array([1.0, 0.0, 0.0])
    tidy = np.concatenate(
        [-2.5 * p[:, :1] * (np.abs(p[:, :1]) < 0.05), np.full((len(p), 1), -0.25), np.full((len(p), 1), -1.0)], axis=1
    )
    return lip * (1.0 * aside + np.array([0.0, -0.25, -0.45])) + (1 - lip) * tidy


def _chin(p: np.ndarray) -> np.ndarray:
    return np.clip((-0.075 - p[:, 2]) / 0.03, 0, 1) * np.clip((0.055 - np.abs(p[:, 0])) / 0.03, 0, 1)


def _lip(
    form: Head, rng: np.random.Generator, length: float, counts: tuple[int, ...] = (90, 130), full: float = 0.004
) -> Sheet:
    """Hair over the mouth: short in the middle, where it would reach the lip."""

    def measure(p: np.ndarray) -> np.ndarray:
        return length * np.interp(np.abs(p[:, 0]), [0, 0.012, 0.022], [0.65, 0.9, 1.0])

    return _grown(form, rng, (LIP,), measure, counts=counts, full=full, width=0.0048, points=5, soft=0.004)


def _piece(
    name: str, label: str, nouns: tuple[str, ...], tags: tuple[str, ...], sheet: Sheet, strands: str = "straight"
) -> Piece:
    return on_face(head(), entry(name, label, "facial_hair", nouns, tags), sheet, strands, COARSE, sheet.root)


def full_beard() -> Piece:
    form, rng = head(), np.random.default_rng(41)
    sheet = _grown(
        form,
        rng,
        (CHEEKS,),
        lambda p: 0.019 + 0.020 * _chin(p),
        counts=(130, 190, 220),
        full=lambda p: 0.005 + 0.008 * _chin(p),
        width=0.0075,
    )
    sheet = joined(sheet, _lip(form, rng, 0.016, (70, 90)))
    return _piece("full_beard", "Full beard", ("beard", "full beard"), ("male",), sheet)


def long_beard() -> Piece:
    form, rng = head(), np.random.default_rng(42)
    sheet = _grown(
        form,
        rng,
        (CHEEKS,),
        lambda p: 0.024 + 0.140 * _chin(p) ** 0.6,
        counts=(110, 160, 180),
        full=lambda p: 0.006 + 0.018 * _chin(p),
        width=0.013,
        points=6,
        clings=0.0,
        body=True,
    )
    sheet = joined(sheet, _lip(form, rng, 0.024, (60, 80), 0.005))
    return _piece("long_beard", "Long beard", ("long beard", "wizard beard"), ("male", "old", "long"), sheet, "wavy")


def moustache() -> Piece:
    form, rng = head(), np.random.default_rng(43)
    sheet = _lip(form, rng, 0.024, (100, 150), 0.007)
    return _piece("moustache", "Moustache", ("moustache", "mustache"), ("male",), sheet)


def goatee() -> Piece:
    form, rng = head(), np.random.default_rng(44)
    chin = _grown(
        form,
        rng,
        (CHIN,),
        lambda p: 0.014 + 0.015 * _chin(p),
        counts=(80, 130, 130),
        full=0.004,
        width=0.006,
        soft=0.008,
    )
    return _piece("goatee", "Goatee", ("goatee",), ("male",), joined(chin, _lip(form, rng, 0.015, (70, 100), 0.003)))


def sideburns() -> Piece:
    form, rng = head(), np.random.default_rng(45)
    sheet = _grown(
        form, rng, (BEFORE_EARS,), lambda p: np.full(len(p), 0.018), counts=(90, 140), full=0.004, width=0.006
    )
    return _piece("sideburns", "Sideburns", ("sideburns", "mutton chops"), ("male",), sheet)


MAKERS = {
    "full_beard": full_beard,
    "long_beard": long_beard,
    "moustache": moustache,
    "goatee": goatee,
    "sideburns": sideburns,
}
