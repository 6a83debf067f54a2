"""Tops: one sheet of trunk and arms that hangs below the waist, sewn and hemmed, and a piece of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ....protocol.requests import Colour
from ....wear.piece import Entry, Piece
from . import features, pattern
from .canvas import Canvas
from .cloth import Cloth, borders, sewn
from .finish import SIZE, piece
from .ground import Ground
from .hanging import covered, hang_below_waist
from .sheet import Sheet


def top_sheet(g: Ground, neck: np.ndarray, sleeve: float, hem: np.ndarray) -> Sheet:
    """neck, hem: what is cut off there, as of `pattern.collar_line` and `pattern.level`; sleeve: metres along the arm
    from the shoulder's joint."""
    return pattern.trimmed(pattern.torso(g), neck, pattern.sleeve_end(g, sleeve), hem)


def sewn_top(sheet: Sheet, points: np.ndarray) -> tuple[Cloth, list[np.ndarray], np.ndarray]:
    """A top still without hems, its panels as of `pattern.top_panels`; its borders, and the one at the neck."""
    cloth = sewn(sheet, points, pattern.top_panels(sheet, points))
    hang_below_waist(cloth)
    loops = borders(cloth)
    return cloth, loops, features.highest(cloth, loops)


def hemmed_top(
    sheet: Sheet, points: np.ndarray, depth: float = 0.015, thickness: float = 0.0025
) -> tuple[Cloth, list[np.ndarray], np.ndarray]:
    """As `sewn_top`, with a hem along each of its borders."""
    cloth, loops, neck = sewn_top(sheet, points)
    cloth.hem_all(loops, depth, thickness)
    return cloth, loops, neck


def top_piece(
    cloth: Cloth,
    sheet: Sheet,
    entry: Entry,
    paint: Callable[[Canvas], None],
    zones: Mapping[str, Colour | float | None],
    sizes: Mapping[str, np.ndarray] | None = None,
    size: int = SIZE,
    margin: float = 0.03,
) -> Piece:
    """zones, sizes, size: as `piece` takes them; margin: as `covered` does; panels from 4 on, which are sewn on, stand
    alone in the texture."""
    sewn_on = [[panel] for panel in range(4, int(cloth.panel.max()) + 1)]
    blocks = pattern.used_blocks(cloth, [[0, 1], [2, 3], *sewn_on])
    return piece(cloth, entry, covered(cloth, sheet, margin), paint, blocks, zones, sizes, size=size)
