"""Curls: round locks that turn about the way they would lie."""

from __future__ import annotations

import numpy as np

from ....wear.piece import Piece
from .cards import Sheet, cap, cards, joined
from .fields import whorl
from .growing import grow, pushed_out, resampled, unit
from .head import Head, head
from .piece import entry, rigid
from .short import OUTER, on_top

POINTS = 9
BULGE = 0.75


def coiled(
    form: Head,
    rng: np.random.Generator,
    axis: np.ndarray,
    turns: tuple[float, float],
    radius: tuple[float, float],
    width: float,
    least: float = 0.0015,
) -> Sheet:
    """A lock that turns about each axis (N, K, 3), to either side. turns: how often, least and most; radius: metres
    between its middle and the axis; least: metres that it stays off the skin."""
    count, points = axis.shape[:2]
    share = np.linspace(0, 1, points)
    along = unit(np.gradient(axis, axis=1))
    out = unit(axis - form.middle)
    side = unit(np.cross(along, out))
    out = np.cross(side, along)
    way = np.where(rng.random(count) < 0.5, 1, -1)
    turn = 2 * np.pi * (rng.uniform(*turns, count) * way)[:, None] * share + rng.uniform(0, 2 * np.pi, count)[:, None]
    ring = np.cos(turn)[..., None] * side + 0.7 * np.sin(turn)[..., None] * out
    wide = rng.uniform(*radius, count)[:, None] * np.minimum(share / 0.2 + 0.25, 1)
    paths = pushed_out(form.skin, axis + ring * wide[..., None], least)
    faced = unit(out + 0.5 * ring)
    return cards(
        form, paths, width, rng, columns=OUTER, roll=0.0, tip=0.35, reach=(0.05, 0.92), outward=faced, bulge=BULGE
    )


def curly_hair() -> Piece:
    """Coils that lie on a dense shell, each turning round its own way."""
    form, rng = head(), np.random.default_rng(31)
    sheets = [cap(form, "woman", fade=0.014, full=lambda p: 0.009 + 0.010 * on_top(p))]
    field = whorl(swirl=0.5, forward=0.3, down=0.5)
    fine = np.linspace(0, 1, 33)
    for layer, count in enumerate((96, 132)):
        roots = form.roots(count, rng, "woman", 0.0)
        # below the nape they would be specks
        roots = roots[(form.local(roots)[:, 2] > 0.0) | (form.inside(roots) > 0.014)]
        p = form.local(roots)
        rise = 0.004 + (0.009 + 0.007 * layer + 0.012 * on_top(p))[:, None] * np.minimum(fine / 0.2 + 0.3, 1)
        length = 0.040 * rng.uniform(0.8, 1.2, len(roots))
        length = length * np.clip(0.6 + 6 * np.maximum(form.inside(roots) - 0.004, 0), 0.6, 1)
        axis = resampled(grow(form, roots, length, field, rise), POINTS)
        sheets.append(coiled(form, rng, axis, (0.8, 1.15), (0.0085, 0.0115), 0.0155))
    sheets.append(coiled(form, rng, _along_the_forehead(form, rng), (0.7, 1.0), (0.0050, 0.0070), 0.0110))
    of = entry("curly_hair", "Curly hair", "hair", ("curly hair", "curls"), ("female", "male", "child", "short"))
    return rigid(form, of, joined(*sheets), strands="wavy")


def _along_the_forehead(form: Head, rng: np.random.Generator) -> np.ndarray:
    """(N, POINTS, 3) short ways along the hairline, above it and before it, where the shell would show as a band."""
    half = form.along_line("woman", 64, 0.007)
    half = resampled(half[None, form.local(half)[:, 2] > 0.020], 14)[0]
    roots = np.concatenate([half[:0:-1] * (-1, 1, 1), half])
    along = unit(np.gradient(roots, axis=0)) * np.where(rng.random(len(roots)) < 0.5, 1, -1)[:, None]
    _, normals = form.skull.distance(roots)
    share = np.linspace(-0.5, 0.5, POINTS)[:, None]
    length = 0.026 * rng.uniform(0.8, 1.2, (len(roots), 1, 1))
    rise = 0.006 + 0.003 * rng.random((len(roots), 1, 1))
    return roots[:, None] + normals[:, None] * rise + along[:, None] * share * length


MAKERS = {"curly_hair": curly_hair}
