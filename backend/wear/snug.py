"""What lies close because of something else that is worn: cloth below a belt is drawn in, a belt takes the place of
another, and what is thin, such as a chain, runs below collars and sleeves instead of around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .bands import band_parts, bands_around, levels
from .bind import nearest_places
from .binding import Binding, scales
from .garment import CORDED, standing_of
from .over import outward
from .parts import SMALL, parts_of, thin_parts
from .piece import Piece
from .surface import Surface

CLOTH = ("top", "one_piece", "outer")
EASE = 0.005  # metres that cloth keeps from the skin below a belt
FADES = 0.10  # metres above and below a belt in which cloth comes to hang as it was made
AT = 0.06  # metres around a belt within which another belt is the same one
BELOW = 0.005, -0.006  # metres that cloth is ahead of what runs below it, and around the neck, where a collar closes
COLLAR = 0.12  # metres below the chin, down to which collars are
CLOSE = 0.012  # metres from a collar within which a strap runs below it
NEAR = 0.05  # metres within which cloth is looked for
STRAPS = 0.20  # metres below the chin, down to which straps and chains may run below collars


def drawn_in(
    piece: Piece, binding: Binding, higher: Sequence[tuple[Piece, object, Binding]], surface: Surface
) -> Binding:
    """Cloth as a belt or sash over it draws it in."""
    if piece.entry.slot not in CLOTH:
        return binding
    belts = [(p, b) for p, _, b in higher if p.entry.slot == "waist"]
    standing = standing_of(piece, binding, surface) if belts else None
    if standing is None:
        return binding
    points = standing.points
    height, out = standing.heights_of(points, surface.base, surface.normals(surface.base))
    drawn = np.zeros(len(points))
    for belt, hung in belts:
        over = standing_of(belt, hung, surface)
        for band in bands_around(over, surface):
            away, half, reach = levels(band, points)
            share = np.clip(1.0 - np.maximum(np.abs(away) - half, 0.0) / FADES, 0.0, 1.0) * (reach < 1.6)
            drawn = np.maximum(drawn, share**2 * (3.0 - 2.0 * share) * np.maximum(height - EASE, 0.0))
    if not drawn.any():
        return binding
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    return replace(binding, offsets=(binding.offsets - drawn[:, None] * out / scale).astype(np.float32))


def belted_anew(
    piece: Piece, binding: Binding, higher: Sequence[tuple[Piece, object, Binding]], surface: Surface
) -> np.ndarray:
    """(N,) bool: the piece's own belt, where another is worn over it."""
    found = np.zeros(len(binding), bool)
    belts = [(p, b) for p, _, b in higher if p.entry.slot == "waist"]
    standing = standing_of(piece, binding, surface) if belts and piece.entry.slot in CLOTH else None
    if standing is None:
        return found
    own, points = band_parts(standing, surface), standing.points
    for belt, hung in belts if own else []:
        over = standing_of(belt, hung, surface)
        for band in bands_around(over, surface):
            for mine in own:
                away, half, _ = levels(band, points[mine])
                if float(np.median(np.abs(away))) < half + AT:
                    found[mine] = True
    return found


def below_cloth(
    piece: Piece, binding: Binding, lower: Sequence[tuple[Piece, object, Binding]], surface: Surface
) -> np.ndarray:
    """(N,) bool: of thin parts around neck and wrists what runs below cloth that somebody wears there."""
    found = np.zeros(len(binding), bool)
    standing = standing_of(piece, binding, surface) if piece.entry.slot in CORDED else None
    if standing is None:
        return found
    points = standing.points
    thin = thin_parts(points, piece.faces)
    if piece.entry.slot != "hands":
        thin &= points[:, 2] > surface.chin - STRAPS
    rows = np.flatnonzero(thin)
    label = parts_of(piece.faces, len(points))
    long = np.isin(label, [name for name in np.unique(label) if np.ptp(points[label == name], axis=0).max() > SMALL])
    least = np.where(long & (points[:, 2] > surface.chin - COLLAR), BELOW[1], BELOW[0])
    out = standing.on(surface.base, surface.normals(surface.base))[1]
    for other, _, hung in lower:
        if not len(rows) or other.entry.slot not in CLOTH:
            continue
        cloth = standing_of(other, hung, surface)
        if cloth is None:
            continue
        faces = outward(cloth.points, other.faces, cloth.on(surface.base, surface.normals(surface.base))[1])
        low, high = points[rows].min(axis=0) - NEAR, points[rows].max(axis=0) + NEAR
        faces = faces[((cloth.points[faces] > low) & (cloth.points[faces] < high)).all(axis=(1, 2))]
        if not len(faces):
            continue
        *_, places = nearest_places(points[rows], cloth.points.astype(np.float64), faces)
        away = places - points[rows]
        ahead = np.einsum("nd,nd->n", away, out[rows])
        distance = np.linalg.norm(away, axis=1)
        under = (ahead > 0.5 * distance) & (distance < NEAR)
        touches = (distance < CLOSE) & (least[rows] < 0.0)
        found[rows] |= (ahead > least[rows]) & (under | touches)
    small = [part for part in (label == name for name in np.unique(label[found])) if part.sum() < 60]
    for part in small:  # beads and buckles go wholly
        found[part] = True
    return found
