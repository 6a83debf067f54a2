"""Around the lower legs: knitted leg warmers, and bands of fur."""

from __future__ import annotations

import numpy as np

from ...wear.piece import Entry, Piece
from .reference import reference
from .shaping import hugging, moved_by, ring, smoothstep, triangles_of
from .sheets import Hang, Sheet, Spots, mirrored, nearest, piece, sheet
from .tailor.ground import ground
from .trunks import trunk

COLUMNS = 36


def _skin(side: str) -> np.ndarray:
    return triangles_of(reference(), moved_by(reference(), f"{side}Leg", f"{side}Foot", f"{side}UpLeg", least=0.6))


def _tube(off: np.ndarray, low: float, high: float) -> np.ndarray:
    """(R, COLUMNS, 3) around the left shin. off: (R,) or (R, COLUMNS) metres from the skin, from below up; low, high:
    shares of the way from the ankle to the knee"""
    on, joint = reference(), ground().joint
    foot, knee = joint["LeftFoot"], joint["LeftLeg"]
    up = (knee - foot) / np.linalg.norm(knee - foot)
    rows = []
    for share, away in zip(np.linspace(low, high, len(off)), off, strict=True):
        loop = ring(on, _skin("Left"), foot + (knee - foot) * share, up, (0, 1.0, 0), COLUMNS, 0.002)
        loop = hugging(on, _skin("Left"), loop, 0.003)
        level = (loop - loop.mean(axis=0)) - up * ((loop - loop.mean(axis=0)) @ up)[:, None]
        rows.append(loop + level / np.linalg.norm(level, axis=1, keepdims=True) * np.reshape(away, (-1, 1)))
    body = np.array(rows)
    inside = [body[k] - 0.85 * (body[k] - rows[k].mean(axis=0)) * 0.09 for k in (0, -1)]
    return np.concatenate([inside[:1], body, inside[1:]])


def _pair(entry: Entry, body: np.ndarray, paint: dict, **more: object) -> Piece:
    on = reference()
    hangs: dict[str, Hang] = {side: nearest(on, _skin(side)) for side in ("Left", "Right")}
    left: Sheet = sheet(body, hangs["Left"], closed=True, paint=paint)
    return piece(on, entry, [left, mirrored(left, hangs["Right"])], spans=trunk().spans, side=128, **more)  # type: ignore[arg-type]


def leg_warmers() -> Piece:
    """In soft folds from the ankle to below the knee."""
    share = np.linspace(0, 1, 26)
    turn = np.arange(COLUMNS) * (2 * np.pi / COLUMNS)
    fold = np.sin(share[:, None] * 2 * np.pi * 5.2 + 0.9 * np.sin(turn + 1) + 0.5 * np.sin(2 * turn))
    loose = 0.007 + 0.006 * (1 - share)[:, None]
    cuffs = smoothstep(np.minimum(share, 1 - share), 0.0, 0.10)[:, None]
    return _pair(
        Entry(
            name="leg_warmers", label="Leg warmers", slot="legs", layer=44,
            nouns=("leg warmers", "legwarmers", "knitted leg warmers", "dance leg warmers"),
            tags=("dance", "aerobics", "1980s", "ballet", "winter", "female", "male", "child"),
            colours=((0.86, 0.28, 0.52), (0.42, 0.42, 0.44), (0.20, 0.56, 0.60)), fabric="knit",
        ),
        _tube(0.004 + cuffs * (loose + 0.0055 * fold), 0.03, 0.80),
        {"shade": _folded, "height": _ribs}, stand_off=0.003, roughness=0.9,
    )  # fmt: skip


def _folded(spots: Spots) -> np.ndarray:
    fold = np.sin((spots.t * 27 - 1) / 25 * 2 * np.pi * 5.2 + 0.9 * np.sin(spots.s * 2 * np.pi + 1))
    return 0.88 + 0.12 * fold


def _ribs(spots: Spots) -> np.ndarray:
    return 0.5 + 0.25 * np.sin(spots.s * 2 * np.pi * 44)


def leg_furs() -> Piece:
    """Shaggy fur, wider below, bound with two thongs."""
    share = np.linspace(0, 1, 22)[:, None]
    tufts = np.random.default_rng(5).uniform(-1, 1, (22, COLUMNS))
    off = 0.012 + 0.024 * (1 - share) ** 1.2 + 0.006 * tufts * smoothstep(1 - share, 0.0, 0.2)
    bound = np.exp(-(((share - 0.42) / 0.04) ** 2)) + np.exp(-(((share - 0.86) / 0.04) ** 2))
    return _pair(
        Entry(
            name="leg_furs", label="Fur on the legs", slot="legs", layer=46,
            nouns=("furry leg bands", "fur leg wraps", "furry leg warmers", "fur leg warmers", "fur gaiters"),
            tags=("barbarian", "viking", "caveman", "shaman", "raver", "male", "female", "child"),
            colours=((0.36, 0.25, 0.16), (0.60, 0.56, 0.50), (0.16, 0.14, 0.13)), second_colour=(0.22, 0.13, 0.07),
            fabric="fur",
        ),
        _tube(off * (1 - 0.65 * bound), 0.10, 0.86),
        {"thong": _thongs, "shade": _shaggy, "height": _shaggy}, stand_off=0.004, roughness=0.95,
        zone_colours={"thong": None},
    )  # fmt: skip


def _thongs(spots: Spots) -> np.ndarray:
    share = (spots.t * 23 - 1) / 21
    return np.minimum(abs(share - 0.42), abs(share - 0.86)) < 0.016


def _shaggy(spots: Spots) -> np.ndarray:
    return 0.78 + 0.22 * np.sin(spots.s * 2 * np.pi * 41 + 5 * np.sin(spots.t * 27)) * np.sin(
        spots.t * 47 + spots.s * 60
    )


MAKERS = {"leg_warmers": leg_warmers, "leg_furs": leg_furs}
