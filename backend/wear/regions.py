"""Named parts of a piece: where on it its cuffs, its band or its left half are, by its form and its place on the body.

Each is a field: metres that a place lies inside the part, negative outside. It is asked of vertices, for what is fixed
to a part, and of texels, for what is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .piece import Piece
from .piece_places import Places

ZONES: Mapping[str, tuple[str, ...]] = {
    "band": ("band", "ribbon", "cuff", "zigzag"),
    "brim": ("brim",),
    "peak": ("visor", "peak"),
    "collar": ("collar",),
    "lapels": ("silk",),
    "cuffs": ("cuff", "cuffs"),
    "lining": ("lining",),
    "toes": ("cap",),
    "soles": ("sole",),
    "laces": ("laces",),
    "straps": ("straps", "strap", "strings"),
    "buttons": ("buttons", "toggles", "clasps"),
    "buckle": ("metal", "buckle"),
    "fringe": ("fringe",),
    "tassels": ("tassel",),
    "plume": ("plume", "vane", "feather", "crest"),
    "pom_pom": ("bobble",),
    "bells": ("bells",),
    "coins": ("coins",),
    "gem": ("jewels",),
    "fur": ("fluff", "trim"),
}
"""part -> zones of pieces that are it where a piece has them"""
LEGS = ("bottom", "legs")
TRUNK = ("top", "outer", "one_piece", "back", "underwear")
_NECK = np.array((0.0, -0.035))
_ARM = np.array((0.51, -0.857))
"""x and z of the way that an arm goes in the body's own rest pose"""


@dataclass(frozen=True, eq=False)
class Form:
    """What of a whole piece its parts are measured by."""

    slot: str
    low: np.ndarray
    high: np.ndarray
    """(3,) metres, its corners"""
    crown: float = 0.0
    """of a hat the metres from the middle of the head to the wall of its crown"""
    sill: float = 0.0
    """of a hat the height at which that wall begins"""
    middle: float = 0.0
    """of a hat the place of the middle of its crown along y"""
    seam: tuple[float, ...] = (0.0,)
    """of legs and skirts the polynomial of height that tells where along y they are the widest"""


def form_of(piece: Piece, places: Places) -> Form:
    """places: of all vertices of the piece"""
    points = places.points
    low, high = points.min(axis=0), points.max(axis=0)
    if piece.entry.slot in LEGS:
        outer = points[np.sign(points[:, 0]) * places.normals[:, 0] > 0.85]
        bend = 3 if high[2] - low[2] > 0.3 else 1
        seam = np.polyfit(outer[:, 2], outer[:, 1], bend) if len(outer) > 9 else np.zeros(1)
        return Form(piece.entry.slot, low, high, seam=tuple(map(float, seam)))
    if piece.entry.slot != "head":
        return Form(piece.entry.slot, low, high)
    upper = points[points[:, 2] > low[2] + 0.6 * (high[2] - low[2])]
    middle = float((upper[:, 1].min() + upper[:, 1].max()) / 2)
    crown = float(np.quantile(np.hypot(upper[:, 0], upper[:, 1] - middle), 0.9))
    away = np.hypot(points[:, 0], points[:, 1] - middle)
    wall = points[(np.abs(places.normals[:, 2]) < 0.6) & (away < 1.15 * crown), 2]
    sill = float(np.quantile(wall, 0.02)) if len(wall) else float(low[2])
    return Form(piece.entry.slot, low, high, crown, sill, middle)


def _sleeves(at: Places) -> np.ndarray:
    x, z = np.abs(at.points[..., 0]), at.points[..., 2]
    return np.minimum(x - (0.185 + 0.25 * np.clip(0.45 - z, 0.0, None)), z + 0.03)


def _cuffs(at: Places, form: Form) -> np.ndarray:
    if form.slot in LEGS:
        return np.minimum(0.06 - at.edge, form.low[2] + 0.16 - at.points[..., 2])
    if form.slot == "shoes":
        return np.minimum(0.035 - at.edge, at.points[..., 2] - (form.low[2] + 0.05))
    if form.slot == "hands":
        return 0.045 - at.edge
    return np.minimum(_sleeves(at), 0.058 - at.edge)


def _collar(at: Places, form: Form) -> np.ndarray:
    x, z = np.abs(at.points[..., 0]), at.points[..., 2]
    ring = np.minimum(np.minimum(0.034 - at.edge, z - 0.45), 0.16 - x)
    away = np.hypot(x, at.points[..., 1] - _NECK[1])
    return np.maximum(ring, np.minimum(z - 0.562, 0.135 - away))


def _lapels(at: Places, form: Form) -> np.ndarray:
    x, z = np.abs(at.points[..., 0]), at.points[..., 2]
    front = np.where(at.normals[..., 1] < 0.1, 1.0, -1.0)
    return np.min([0.06 - at.edge, 0.15 - x, z - 0.2, front], axis=0)


def _hem(at: Places, form: Form) -> np.ndarray:
    lowest = np.minimum(0.05 - at.edge, form.low[2] + 0.2 - at.points[..., 2])
    return np.minimum(lowest, -_sleeves(at)) if form.slot in TRUNK else lowest


def _side_stripes(at: Places, form: Form) -> np.ndarray:
    side = np.sign(at.points[..., 0])
    if form.slot in LEGS:
        off = np.abs(at.points[..., 1] - np.polyval(form.seam, at.points[..., 2]))
        return np.where(side * at.normals[..., 0] > 0.3, 0.02 - off, -1.0)
    out = side * at.normals[..., 0] * -_ARM[1] + at.normals[..., 2] * _ARM[0]
    return np.minimum((out - 0.955) * 0.3, _sleeves(at) + 0.05)


def _yoke(at: Places, form: Form) -> np.ndarray:
    return np.minimum(at.points[..., 2] - 0.40, 0.02 - _sleeves(at))


def _placket(at: Places, form: Form) -> np.ndarray:
    front = np.where(at.normals[..., 1] < -0.2, 1.0, -1.0)
    return np.min([0.02 - np.abs(at.points[..., 0]), front, 0.56 - at.points[..., 2]], axis=0)


def _pockets(at: Places, form: Form) -> np.ndarray:
    x, z, level = np.abs(at.points[..., 0]), at.points[..., 2], 0.37 if form.slot in TRUNK else 0.02
    front = np.where(at.normals[..., 1] < -0.2, 1.0, -1.0)
    return np.min([0.043 - np.abs(x - 0.088), 0.048 - np.abs(z - level), front], axis=0)


def _band(at: Places, form: Form) -> np.ndarray:
    if form.slot != "head":
        return 0.03 - at.edge
    z, away = at.points[..., 2], np.hypot(at.points[..., 0], at.points[..., 1] - form.middle)
    return np.min([form.sill + 0.042 - z, z - form.sill + 0.01, 1.25 * form.crown - away], axis=0)


def _brim(at: Places, form: Form) -> np.ndarray:
    away = np.hypot(at.points[..., 0], at.points[..., 1] - form.middle)
    return np.maximum(away - 1.15 * form.crown, form.sill - 0.004 - at.points[..., 2])


def _edges(at: Places, form: Form) -> np.ndarray:
    return (0.032 if form.slot in ("top", "outer", "bottom", "one_piece", "back") else 0.022) - at.edge


def _piping(at: Places, form: Form) -> np.ndarray:
    """Along the borders, and on the outside of arms and legs."""
    edge = 0.013 - at.edge
    if form.slot not in (*TRUNK, *LEGS):
        return edge
    out = np.sign(at.points[..., 0]) * at.normals[..., 0]
    legs = np.where(at.points[..., 2] < 0.0, (out - 0.988) * 0.5, -1.0)
    seams = np.maximum(legs, np.minimum(_side_stripes(at, form) - 0.006, at.edge)) if form.slot != "back" else legs
    return np.maximum(edge, seams)


_FIELDS: Mapping[str, Callable[[Places, Form], np.ndarray]] = {
    "band": _band,
    "brim": _brim,
    "crown": lambda at, form: -_brim(at, form),
    "peak": lambda at, form: (form.middle - form.crown - 0.005) - at.points[..., 1],
    "collar": _collar,
    "lapels": _lapels,
    "yoke": _yoke,
    "placket": _placket,
    "pockets": _pockets,
    "sleeves": lambda at, form: _sleeves(at),
    "side_stripes": _side_stripes,
    "cuffs": _cuffs,
    "waistband": lambda at, form: np.minimum(0.05 - at.edge, at.points[..., 2] - (form.high[2] - 0.12)),
    "hem": _hem,
    "edges": _edges,
    "piping": _piping,
    "half": lambda at, form: at.points[..., 0],
    "toes": lambda at, form: form.low[1] + 0.085 - at.points[..., 1],
    "heels": lambda at, form: at.points[..., 1] - (form.high[1] - 0.07),
    "soles": lambda at, form: form.low[2] + 0.022 - at.points[..., 2],
}
_TRUNK_ONLY = frozenset(("collar", "lapels", "yoke", "placket", "sleeves"))
_OF_SLOT = {"band": ("head", "hands"), "brim": ("head",), "crown": ("head",), "peak": ("head",), "waistband": LEGS}
_OF_SLOT |= dict.fromkeys(("toes", "heels", "soles"), ("shoes",)) | dict.fromkeys(_TRUNK_ONLY, TRUNK)
_OF_SLOT |= {"side_stripes": (*TRUNK, *LEGS), "pockets": (*TRUNK, *LEGS)}


def part_at(name: str, at: Places, form: Form) -> np.ndarray | None:
    """(…) metres inside the part; None where a piece of that slot has none."""
    if name not in _FIELDS or form.slot not in _OF_SLOT.get(name, (form.slot,)):
        return None
    return _FIELDS[name](at, form)


def zones_of(name: str, piece: Piece) -> tuple[str, ...]:
    """The zones of a piece that are this part of it, or ()."""
    return tuple(zone for zone in ZONES.get(name, ()) if zone in piece.zones)
