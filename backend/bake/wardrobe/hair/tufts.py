"""Tapered locks of unequal length that grow from cheeks, chin and lip: a beard without an edge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from .cards import Sheet, cap, cards, joined
from .growing import grow, pushed_out, resampled, rooted
from .head import Head, apart
from .short import OUTER
from .volume import cropped
from .whiskers import Measure, falls

# half of where a beard grows, in degrees around the skull from the face's middle and heights over the eyes; it crosses
# the middle, so that no parting is left there
BEARD = np.array([
    (-20, -0.0905), (0, -0.0905), (9, -0.0900), (14, -0.0855), (17, -0.0780), (20, -0.0690), (26, -0.0655),
    (34, -0.0640), (44, -0.0590), (54, -0.0500), (63, -0.0360), (69, -0.0180), (71, 0.0040), (78, 0.0040),
    (80, -0.0300), (79, -0.0640), (74, -0.0920), (62, -0.1180), (45, -0.1340), (25, -0.1440), (0, -0.1460),
    (-20, -0.1460),
])  # fmt: skip
LIP = np.array([(-12, -0.0495), (0, -0.0500), (8, -0.0490), (15, -0.0540), (23, -0.0640), (25, -0.0720), (19, -0.0760),
                (12, -0.0640), (0, -0.0615), (-12, -0.0640)])  # fmt: skip
"""half of what a moustache grows on"""


def tufts(
    form: Head,
    rng: np.random.Generator,
    area: np.ndarray,
    lengths: Measure,
    *,
    counts: tuple[int, ...] = (110, 150),
    full: Measure,
    width: float = 0.0085,
    points: int = 5,
    under: bool = True,
    ragged: float = 0.22,
    roll: float = 0.14,
    lean: float = 0.10,
    gap: float = 0.0034,
    tip: float = 0.5,
    sparse: float = 0.35,
) -> Sheet:
    """Layers of locks on dense short hair. area: outline as BEARD; lengths, full: metres, and how far their ends stand
    off, of roots (N, 3) from between the eyes; ragged: how unequal they are; lean: how far each goes its own way; gap:
    metres to the lips that stay free; sparse: how far from the edge, 1 is 12 mm, most locks are single strands."""
    lips = KDTree(form.of.base[form.of.region("lips")])

    def inside(p: np.ndarray) -> np.ndarray:
        return np.minimum(form.within(p, area), lips.query(p)[0] - gap)

    sheets = [cap(form, inside, height=0.0014, fade=0.010, shown=True, lowest=-0.155)] if under else []
    spots = form.skull.spots(120000, rng)
    local = form.local(spots)
    spots = spots[(local[:, 1] < 0.09) & (local[:, 2] < 0.01) & (local[:, 2] > -0.155)]
    spots = spots[inside(spots) > 0.0006]
    for layer, count in enumerate(counts):
        roots = apart(spots, count)
        count = len(roots)
        p = form.local(roots)
        share = np.linspace(0, 1, 33)
        edge = np.clip(inside(roots) / 0.012, 0, 1)
        off = full(p) * (layer + 1) / len(counts) * (0.35 + 0.65 * edge)
        rise = 0.0008 + off[:, None] * share**0.8
        own = lengths(p) * (0.45 + 0.55 * edge) * rng.uniform(1 - ragged, 1 + ragged, count)
        aside = lean * rng.standard_normal((count, 3))

        def field(q: np.ndarray, gone: np.ndarray, root: np.ndarray, aside: np.ndarray = aside) -> np.ndarray:
            return falls(q, gone, root) + aside

        paths = resampled(grow(form, roots, own, field, rise, keeps=0.5, clings=0.12), points)
        paths = rooted(form, pushed_out(form.skin, paths, 0.0012), 0.0002)
        wide = np.minimum(width * rng.uniform(0.8, 1.2, count), own / 2.6) * (0.65 + 0.35 * edge)
        columns = (1, 2, 3) if layer < len(counts) - 1 else OUTER
        thin = edge < sparse
        for some, strip in ((~thin, columns), (thin, (5, 5, *columns))):
            if some.any():
                sheets.append(
                    cards(form, paths[some], wide[some], rng, columns=strip, reach=(0.06, 1.0), roll=roll, tip=tip)
                )
    return joined(*sheets)


def trimmed(form: Head, area: np.ndarray, lip: np.ndarray, heights: tuple[float, ...]) -> Sheet:
    """Shells of hair cut short, for the strands "cropped". lip: outline of the moustache; heights: metres over the
    skin."""
    lips = KDTree(form.of.base[form.of.region("lips")])

    def inside(p: np.ndarray) -> np.ndarray:
        within = np.maximum(form.within(p, area), form.within(p, lip))
        return np.minimum(within, lips.query(p)[0] - 0.0014)

    return cropped(form, heights, line=inside, lowest=-0.155, fade=0.008)


def rooted_at(sheet: Sheet, place: np.ndarray) -> Sheet:
    """The same, all of it going where one place (3,) of the skin goes."""
    return replace(sheet, root=np.broadcast_to(place, sheet.points.shape).copy())
