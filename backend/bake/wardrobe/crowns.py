"""What hats share: crowns over a band, the inside of it, what is painted of ribbons and brims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ...wear.piece import Entry, Piece
from .shaping import smoothstep, xyz
from .sheets import Paint, Sheet, Spots, piece, sheet
from .skulls import skull

NAVY, BLACK, RED, WHITE = (0.10, 0.14, 0.26), (0.09, 0.09, 0.095), (0.62, 0.09, 0.09), (0.92, 0.92, 0.90)
BROWN, STRAW, GREY = (0.30, 0.19, 0.11), (0.82, 0.68, 0.42), (0.38, 0.38, 0.40)


def hat(entry: Entry, sheets: list[Sheet], band: np.ndarray, **more: object) -> Piece:
    """Stiff, on the head bone; what is above its band is hidden."""
    on = skull()
    return piece(
        on.reference,
        entry,
        sheets,
        hides=on.under(band),
        spans=on.spans,
        bone="Head",
        **{"side": 256, **more},  # type: ignore[arg-type]
    )


def open_topped(entry: Entry, sheets: list[Sheet], band: np.ndarray, **more: object) -> Piece:
    """As `hat`, but hair and scalp are seen in the middle of it."""
    return replace(hat(entry, sheets, band, **more), hides=np.zeros(0, np.int32))


def held(points: np.ndarray, at: np.ndarray, paint: Mapping[str, Paint | float] | None = None) -> Sheet:
    """A part (R, C, 3) that keeps its form, for it hangs at one place (3,), metres."""
    return sheet(points, skull().hang, closed=True, anchors=np.broadcast_to(at, points.shape), paint=paint or {})


def inner(band: np.ndarray, deep: float = 0.030, thick: float = 0.004) -> np.ndarray:
    """(2, C, 3) rows before a band: up its inside, seen where the hat stands off."""
    middle = band.mean(axis=0)
    inward = (middle - band) * (1, 1, 0)
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    rows = np.stack([band + thick * inward + xyz(0, 0, deep), band + thick * inward])
    return skull().cleared(rows, 0.0035)


def crowned(
    band: np.ndarray,
    rows: np.ndarray,
    paint: Mapping[str, Paint | float],
    pole: np.ndarray | None = None,
    deep: float = 0.030,
) -> Sheet:
    """A stiff crown of these rows from its band up, `deep` metres of its inside before them; all hang on the band.
    pole: a millimetre over the last row where it is not told."""
    body = np.concatenate([inner(band, deep), rows])
    top = rows[-1].mean(axis=0) + xyz(0, 0, 0.001) if pole is None else pole
    return sheet(body, skull().hang, closed=True, pole=top, anchors=np.broadcast_to(band, body.shape), paint=paint)


def risen(band: np.ndarray, steps: Sequence[tuple[float, float]], flat: float = 0.06) -> tuple[np.ndarray, np.ndarray]:
    """(R, C, 3) rows over a band by height in metres and size, level from `flat` metres on; (R, C) how far ahead each
    column is, 1 to -1 behind."""
    on = skull()
    middle = xyz(0.0, on.middle, band[:, 2].mean())
    away = (band - middle) * (1, 1, 0)
    ahead = -away[:, 1] / np.linalg.norm(away, axis=1)
    rows = []
    for height, size in steps:
        even = smoothstep(height, 0.0, flat)
        level = band[:, 2] * (1 - even) + middle[2] * even + height
        rows.append(middle * (1, 1, 0) + away * size + xyz(0, 0, 1.0) * level[:, None])
    return np.array(rows), np.broadcast_to(ahead, (len(rows), len(band)))


def creased(
    band: np.ndarray, high: float, narrow: float, crease: float = 0.0, pinch: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """(10, C, 3) a stiff crown with a crease from front to back, pinched in front, and its pole."""
    on = skull()
    middle = np.array((0.0, on.middle, band[:, 2].mean()))
    up = np.array((0, 0, 1.0))
    top = max(high, on.top + 0.014 - middle[2] + crease)
    away = (band - middle) * (1, 1, 0)
    rows = []
    shares = np.array((0, 0.14, 0.3, 0.5, 0.7, 0.86, 0.96, 1.0))
    sizes = np.interp(shares, (0, 0.3, 0.86), (1, 0.5 + 0.5 * narrow + 0.05, narrow)) - 0.09 * (shares == 1)
    for share, flat in zip(shares, sizes, strict=True):
        height = band[:, 2] * (1 - smoothstep(share, 0, 0.6)) + middle[2] * smoothstep(share, 0, 0.6)
        front = smoothstep(-away[:, 1], 0.0, 0.09) * smoothstep(share, 0.3, 1.0)
        row = middle * (1, 1, 0) + away * flat + up * (height + share * top)[:, None]
        row[:, 0] *= 1 - pinch / 0.05 * front * 0.8
        rows.append(row)
    last = rows[-1]
    for size, drop in ((0.55, 0.7), (0.25, 1.0)):
        level = xyz(0, 0, last[:, 2].mean() - crease * drop)
        row = middle * (1, 1, 0) + (last - middle) * (size, 0.35 + 0.6 * size, 0) + level
        rows.append(row)
    grid = np.array(rows)
    pole = np.array((0.0, on.middle, last[:, 2].mean() - crease))
    return grid, pole


def hollow(spots: Spots) -> np.ndarray:
    """The shade of a crown whose inside is dark."""
    return 0.55 + 0.45 * smoothstep(spots.t, 0.08, 0.12)


def ribboned(high: float, start: float):
    """A band `high` metres wide, from `start` metres along the crown on."""

    def paint(spots: Spots) -> np.ndarray:
        return (spots.v > start) & (spots.v < start + high)

    return paint


def under_brim(spots: Spots) -> np.ndarray:
    """The shade of a brim that is darker below."""
    return 0.65 + 0.35 * smoothstep(spots.t, 0.44, 0.5)
