"""Parts of a piece in colours, patterns and cloth of their own: a band, cuffs, a half, an emblem."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np
from PIL import Image, ImageChops

from ..protocol.requests import Detail
from ..wear.fixings.fixed import is_fixed
from ..wear.fixings.kinds import LIGHT
from ..wear.fixings.ornaments import lights_at
from ..wear.fixings.placing import host_of
from ..wear.piece import Piece
from ..wear.regions import Form, form_of, part_at, zones_of
from .fabrics import fabric
from .on_body import at_vertices, on_body
from .patterns import palette, pattern_masks
from .placed import PLACED, placed_colours, placed_masks
from .zone_masks import zone_mask

Layer = tuple[Image.Image, np.ndarray]
"""a mask "L" and the (3,) colour that lies there"""
_SMALLER = 2.4
"""times as small as on a whole garment a pattern is on a part of one"""
_SMALL = ("band", "brim", "cuffs", "collar", "waistband", "edges", "hem", "peak", "toes", "heels", "straps")
_SOFT = 0.003
"""metres over which a part fades at its border"""
_METALS = ("buttons", "buckle", "coins", "bells")
_GOLD, _BLACK, _WHITE = np.array((0.83, 0.65, 0.22)), np.array((0.04, 0.04, 0.045)), np.array((0.95, 0.95, 0.93))


def shows(detail: Detail, piece: Piece) -> bool:
    """Whether a piece has the part that a detail is of, or a place for it."""
    if is_fixed(detail):
        return True
    if piece.paint != "cloth":
        return False
    if detail.kind == "emblem" or zones_of(detail.kind, piece):
        return True
    return part_at(detail.kind, at_vertices(piece), _form(piece)) is not None


def detail_layers(detail: Detail, piece: Piece, main: np.ndarray, second: np.ndarray, size: int) -> list[Layer]:
    """What is painted of a detail on a piece of colours `main` and `second` (3,), in order; [] where it has no such
    part, or where nothing of it is painted."""
    if detail.kind == "emblem":
        return _emblem(detail, piece, main, second, size)
    if detail.kind == "lights":
        return [(_halo(piece, size), np.asarray(detail.colour or LIGHT))]
    mask = _mask(detail.kind, piece, size)
    if mask is None:
        return []
    colour = _colour(detail, main, second)
    found: list[Layer] = [(mask, colour)]
    other = second if np.abs(second - colour).max() > 0.2 else _WHITE if colour.mean() < 0.5 else _BLACK
    if detail.pattern in PLACED:
        marks = placed_masks(detail.pattern, piece, size)
        colours = placed_colours(detail.pattern, colour, other)
    else:
        texel = piece.texel * (_SMALLER if detail.kind in _SMALL else 1.0)
        marks, colours = pattern_masks(detail.pattern, size, texel), palette(detail.pattern, colour, other)
    for mark, own in zip(marks, colours, strict=False):
        found.append((ImageChops.multiply(mask, Image.fromarray(mark)), own))
    if detail.fabric:
        woven = 255 - np.asarray(fabric(detail.fabric, size, piece.texel).shade)
        found.append((ImageChops.multiply(mask, Image.fromarray(np.ascontiguousarray(woven))), colour * 0.35))
    return found


def _colour(detail: Detail, main: np.ndarray, second: np.ndarray) -> np.ndarray:
    if detail.colour is not None:
        return np.asarray(detail.colour)
    if detail.kind in _METALS:
        return _GOLD
    if detail.kind == "fur":
        return _WHITE
    if detail.pattern == "checks":  # of police and racing
        return _BLACK
    return second


def _mask(kind: str, piece: Piece, size: int) -> Image.Image | None:
    zones = zones_of(kind, piece)
    if zones:
        return reduce(ImageChops.lighter, [zone_mask(piece, zone, size) for zone in zones])
    found = _field(kind, piece, size)
    return None if found is None else Image.fromarray(found)


@lru_cache(maxsize=16)
def _field(kind: str, piece: Piece, size: int) -> np.ndarray | None:
    at = on_body(piece, size)
    inside = part_at(kind, at, _form(piece))
    if inside is None:
        return None
    return np.rint(np.clip(inside / _SOFT + 0.5, 0, 1) * 255).astype(np.uint8)


@lru_cache(maxsize=16)
def _form(piece: Piece) -> Form:
    return form_of(piece, at_vertices(piece))


def _emblem(detail: Detail, piece: Piece, main: np.ndarray, second: np.ndarray, size: int) -> list[Layer]:
    pattern = detail.pattern if detail.pattern in PLACED else "star"
    masks, usual = placed_masks(pattern, piece, size), placed_colours(pattern, main, second)
    colours = [np.asarray(detail.colour), *usual[1:]] if detail.colour is not None else usual
    return [(Image.fromarray(mask), colour) for mask, colour in zip(masks, colours, strict=False)]


def _halo(piece: Piece, size: int) -> Image.Image:
    """The shine of lights on the cloth around them."""
    at = on_body(piece, size).points
    shine = np.zeros(at.shape[:2], np.float32)
    host = host_of(piece, at_vertices(piece))
    for vertex, radius in lights_at(host):
        away = np.linalg.norm(at - host.at.points[vertex], axis=-1) / radius
        shine = np.maximum(shine, np.exp(-0.5 * (away / 1.4) ** 2))
    return Image.fromarray(np.rint(np.clip(shine, 0, 1) * 200).astype(np.uint8))
