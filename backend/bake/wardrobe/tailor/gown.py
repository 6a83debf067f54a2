"""Gowns: a bodice that is cut from the skin, and a skirt that hangs from it, as dresses, robes and coats have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ....protocol.requests import Colour
from ....wear.piece import Entry, Piece
from . import features, folds, pattern
from .canvas import Canvas
from .cloth import Cloth, borders, sewn
from .finish import LEAN, covered, piece
from .ground import Ground
from .shapes import gathered, shirt_shape
from .sheet import Sheet
from .skirt import dropped, matched, sew_skirt, shaped, skirt, under


@dataclass(frozen=True, eq=False)
class Gown:
    """A cloth of panels 0 to 3 (front, back, sleeves) and 4 and 5 (skirt), with its borders."""

    cloth: Cloth
    sheet: Sheet
    neck: np.ndarray
    waist: np.ndarray
    hem: np.ndarray
    hides: np.ndarray
    top: float
    low: float


def gown(
    g: Ground,
    cuts: tuple[np.ndarray, ...],
    hem: float,
    shape: dict[str, float],
    flare: float,
    count: int = 0,
    deep: float = 0.0,
    rows: int = 16,
    neck_hem: bool = True,
    rake: float = 0.0,
    gap: int = 0,
    tiers: int = 0,
    ruffle: float = 0.024,
    columns: int = 72,
    cuffs: float = 0.0,
    flare_from: float = 0.03,
) -> Gown:
    """hem: height in metres of the lower border; shape: as `shirt_shape` takes it; gap: columns by which the
    skirt stands open on both sides of the middle front, as the bodice must by a cut; tiers: how many flounces, which
    stand out by `ruffle` metres; columns: of the skirt's mesh; cuffs: metres of the sleeves' ends that are drawn in, 0
    for none; flare_from: metres below the waist from which the skirt is wider."""
    waist = waist_of(g)
    sheet = pattern.trimmed(pattern.torso(g), *cuts, pattern.level(g, waist))
    points = shirt_shape(sheet, **shape)
    if cuffs:
        points = gathered(sheet, points, cuffs=cuffs, hem=0.0, tight=0.006)
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    loops = borders(cloth)
    neck, seam = features.highest(cloth, loops), features.lowest(cloth, loops)
    if gap:
        neck = max(loops, key=len)
        seam = neck[sheet.skin[neck, 2] < waist + 0.004]
    made = skirt(g, hem, rows, columns, rake=rake)
    falling = shaped(made, matched(made, cloth.points[seam]), flare, count, deep, start=flare_from)
    if tiers:
        step = (made.fall / float(made.fall.max()) * tiers) % 1.0
        falling = falling + made.normals * (ruffle * step**1.5 * (made.fall > 0.02))[..., None]
    _, lower = sew_skirt(cloth, made, falling, 4, gap)
    cloth.hem_all(loops, 0.012, 0.002, but=None if neck_hem else neck)
    cloth.hem(lower, 0.02, 0.0025)
    below = under(g, waist + 0.01, hem)
    if gap:
        below = below[(g.across[below] > 0.025 * gap) | (g.base[below, 1] > 0)]
    hides = np.concatenate([covered(sheet), below])
    return Gown(cloth, sheet, neck, seam, lower, hides, waist, hem)


def waist_of(g: Ground) -> float:
    """Height in metres at which a skirt hangs from a bodice."""
    edge = g.base[g.body.group("skirt"), 2]
    return float(edge[edge > edge.max() - 0.04].min()) - 0.002


def gown_piece(
    made: Gown,
    entry: Entry,
    paint: Callable[[Canvas], None],
    zones: dict[str, Colour | float | None],
    longer: float,
    shorter: float,
    size: int = LEAN,
) -> Piece:
    """longer, shorter: metres by which its hem may be lower or higher; panels from 6 on, which are sewn on, stand alone
    in the texture."""
    sewn_on = [[panel] for panel in range(6, int(made.cloth.panel.max()) + 1)]
    blocks = pattern.used_blocks(made.cloth, [[0, 1], [2, 3], [4, 5], *sewn_on])
    sizes = dropped(made.cloth, made.top, made.low, longer, shorter)
    return piece(made.cloth, entry, made.hides, paint, blocks, {"stitches": 0.85, **zones}, sizes, size=size)


def gown_paint(made: Gown, amount: float = 0.8, seam: float = 0.3) -> Callable[[Canvas], None]:
    """seam: how dark the waist's is."""

    def paint(c: Canvas) -> None:
        p = c.of(made.cloth.points)
        folds.armpit_folds(c, 0.6 * amount)
        folds.elbow_folds(c, amount)
        folds.waist_folds(c, made.top + 0.05, amount)
        folds.side_seams(c)
        height = c.height.copy()
        folds.skirt_folds(c, made.top, made.low, amount)
        c.height = np.where(p[..., 2] > made.top + 0.02, height, c.height)
        folds.border_stitches(c, made.hem, (0.02,), 0.0005)
        c.shade *= 1 - seam * np.exp(-((folds.distance(c, made.waist) / 0.008) ** 2)) * c.panel(4, 5)

    return paint
