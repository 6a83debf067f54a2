"""The fool's cap: horns of cloth in two colours that bend over, a bell at the end of each."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .crowns import hat, held, hollow, inner
from .horns import curved
from .shaping import smoothstep, tube, xyz
from .sheets import Sheet, Spots, sheet
from .skulls import COLUMNS, ball, skull

_HORN = ((0.0, 0.0), (0.050, 0.052), (0.112, 0.078), (0.165, 0.040), (0.186, -0.028), (0.190, -0.066))
"""metres aside and up from its root, which is in the dome"""
_THICK = (0.046, 0.053, 0.043, 0.031, 0.019, 0.011)
"""metres of its radius there"""


def jester_cap() -> Piece:
    on = skull()
    band = on.ring(on.brow + 0.010, on.ear - 0.014, 0.006)
    dome, pole = on.dome(band, 9, 0.009, 0.020, 0.8, back=0.006)
    body = np.concatenate([inner(band, 0.02), dome])
    sheets = [
        sheet(
            body, on.hang, closed=True, pole=pole, paint={"shade": hollow, "half": lambda s: smoothstep(s.x, 0, 1e-3)}
        ),
        _points(band),
    ]
    for way, half in ((xyz(1, -0.12, 0), 0.0), (xyz(-1, -0.12, 0), 1.0), (xyz(0, 1, 0), 0.0)):
        sheets += _horn(pole, band, way / np.linalg.norm(way), half)
    return hat(
        Entry(
            name="jester_cap", label="Fool's cap", slot="head", layer=70,
            nouns=("jester cap", "fool's cap", "jester hat", "cap and bells", "belled cap", "harlequin hat"),
            tags=("jester", "fool", "harlequin", "carnival", "medieval", "joker", "male", "female", "child"),
            colours=((0.62, 0.07, 0.10), (0.40, 0.12, 0.44), (0.10, 0.32, 0.16)), second_colour=(0.86, 0.68, 0.14),
            fabric="velvet",
        ),
        sheets, band, zone_colours={"half": None, "bells": (0.85, 0.66, 0.20)}, roughness=0.7,
    )  # fmt: skip


def _horn(pole: np.ndarray, band: np.ndarray, way: np.ndarray, half: float) -> list[Sheet]:
    """One that goes the level way (3,), with its bell."""
    root = pole - xyz(0, 0, 0.028) + way * 0.032
    shorter = 1.0 if abs(way[0]) > 0.5 else 0.86
    path = root + shorter * np.array([way * aside + xyz(0, 0, up) for aside, up in _HORN])
    thick = np.interp(np.linspace(0, len(_HORN) - 1, 15), range(len(_HORN)), _THICK)
    at = band[np.linalg.norm(band - path[-1], axis=1).argmin()]
    line = curved(path, 15)
    bell = ball(line[-1] - xyz(0, 0, 0.013), 0.0165, 7, 12)
    body = tube(line, thick, 16)
    body[:3] = skull().cleared(body[:3], 0.008)
    return [
        held(body, at, {"half": half, "shade": _creased}),
        held(bell, at, {"bells": 1.0, "shade": _slit}),
    ]


def _creased(spots: Spots) -> np.ndarray:
    """Where it bends over, cloth lies in folds."""
    bend = np.exp(-(((spots.t - 0.52) / 0.20) ** 2))
    return 1 - 0.20 * bend * (0.5 + 0.5 * np.sin(spots.t * 70 + 1.5 * np.cos(spots.s * 2 * np.pi)))


def _slit(spots: Spots) -> np.ndarray:
    return 1 - 0.75 * (abs(spots.t - 0.30) < 0.05)


def _points(band: np.ndarray) -> Sheet:
    """Points of cloth all around the forehead, turned up over the band."""
    count = len(band)
    away = (band - band.mean(axis=0)) * (1, 1, 0)
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    high = np.where(np.arange(count) % 4 == 0, 0.040, np.where(np.arange(count) % 2 == 1, 0.024, 0.010))
    steps = ((0, 0.002), (0.05, 0.007), (0.5, 0.010), (1.0, 0.013), (0.97, 0.009))
    rows = np.array([band + away * out + xyz(0, 0, 1) * (high[:, None] * share - 0.004) for share, out in steps])
    return sheet(rows, skull().hang, closed=True, anchors=np.broadcast_to(band, rows.shape),
                 paint={"half": lambda s: (np.floor(s.s * COLUMNS / 4 + 0.5) % 2)})  # fmt: skip


MAKERS = {"jester_cap": jester_cap}
