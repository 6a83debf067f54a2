"""Which piece is worn over which, and what is tucked into another: trousers over shoes or into boots, ties below
collars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..protocol.requests import SLOTS, Worn
from .binding import Binding, fit, scales
from .garment import LEGGED, standing_of
from .parts import parts_of
from .piece import Piece
from .surface import Surface
from .trims import onto_skin

Sized = tuple[Piece, Worn, Binding]
SHIRTS = frozenset(("shirt", "shirt and waistcoat", "blouse", "polo shirt", "t shirt", "tank top"))
"""what is tucked in below a belt, braces, a jacket or a tie"""
GIRDS = frozenset(("belt", "rope belt", "waist sash"))
"""what is worn around a closed coat and not below it"""
GIRT = 0.55  # of a belt that lies on what a coat covers, at least, where the coat is closed
BELOW_BELT = 0.2  # metres that a coat reaches below a belt which is worn over it
BLOUSES = frozenset(("shirt", "blouse"))
"""what is tucked into every skirt"""
APRONS = 50  # layer from which things around the waist do not ask for that
HIGH = 0.25  # metres above the floor to which a boot reaches that trousers are tucked into
OVER_BOOTS = frozenset(("chaps", "flares"))
"""legs that no boot is worn over"""
LOOSE_HEM = 0.006  # metres off the skin, above which a hem is wide enough to go over a shoe
TUCKED_INTO = {"top": "bottom", **dict.fromkeys(LEGGED, "shoes")}
DOWN = 0.07  # metres below the edge that it is tucked into, from which on nothing of it is seen
_HEM = 0.06  # metres of a leg that are its hem
TUCKED = 0.003  # metres off the skin of what is tucked into a boot
WIDENS = 0.05, 0.35  # metres that it may be further off in each metre above the boot, and in each square metre
PUFFS = 0.15  # metres above the edge of trousers in which a shirt that is tucked in comes to hang as it was made
TRUNK = 0.40  # metres from the middle, beyond which are arms
TIES = frozenset(("tie", "bow tie"))
COLLAR = 0.03  # metres around the band within which a collar is

WHOLLY = 0.9  # of the band that is near a collar


def in_layers(pieces: Sequence[Sized], surface: Surface) -> list[Sized]:
    """From the skin outwards."""
    ordered = sorted(pieces, key=lambda sized: (sized[0].entry.layer, SLOTS.index(sized[0].entry.slot)))
    legged = [k for k, (piece, *_) in enumerate(ordered) if piece.entry.slot in LEGGED]
    for shoe in [sized for sized in ordered if sized[0].entry.slot == "shoes"]:
        over = [ordered[k] for k in legged if _hangs_over(ordered[k], shoe, surface)]
        if over:
            ordered.remove(shoe)
            ordered.insert(min(ordered.index(sized) for sized in over), shoe)
    for belt in [sized for sized in ordered if GIRDS & set(sized[0].entry.nouns)]:
        coats = [coat for coat in ordered if _is_girt(coat, belt, surface)]
        if coats and (highest := max(map(ordered.index, coats))) > ordered.index(belt):
            ordered.insert(highest, ordered.pop(ordered.index(belt)))
    bottoms = [sized for sized in ordered if sized[0].entry.slot == "bottom"]
    skirt = any(_is_skirt(sized, surface) for sized in bottoms)
    for top in [s for s in ordered if _is_tucked_in(s[0], [p for p, *_ in ordered], skirt)] if bottoms else []:
        ordered.remove(top)
        ordered.insert(min(ordered.index(sized) for sized in bottoms), top)
    return ordered


def _is_girt(coat: Sized, belt: Sized, surface: Surface) -> bool:
    """Whether it is closed where a belt runs, and reaches so far below it that the belt is worn over it."""
    piece, _, binding = coat
    if piece.entry.slot != "outer" or not len(piece.hides):
        return False
    below = np.isin(belt[2].indices, piece.hides).all(axis=1).mean()
    low = float(fit(belt[2], surface.base)[:, 2].min() - fit(binding, surface.base)[:, 2].min())
    return bool(below > GIRT) and low > BELOW_BELT


def _is_skirt(bottom: Sized, surface: Surface) -> bool:
    standing = standing_of(bottom[0], bottom[2], surface)
    return standing is not None and standing.hanging is not None


def _is_tucked_in(top: Piece, worn: Sequence[Piece], skirt: bool) -> bool:
    """Whether it is a shirt that goes below the trousers or the skirt."""
    asks = (skirt and bool(BLOUSES & set(top.entry.nouns))) or any(
        p.entry.slot == "outer" or (p.entry.slot == "waist" and p.entry.layer < APRONS) or TIES & set(p.entry.nouns)
        for p in worn
    )
    return asks and top.entry.slot == "top" and bool(SHIRTS & set(top.entry.nouns))


def _hangs_over(trousers: Sized, shoe: Sized, surface: Surface) -> bool:
    """Whether loose legs reach down to a shoe that is no high boot, or go over any."""
    piece, _, binding = trousers
    points, top = fit(binding, surface.base), float(fit(shoe[2], surface.base)[:, 2].max())
    hem = float(points[:, 2].min())
    into = top > HIGH and not OVER_BOOTS & set(piece.entry.nouns)
    if into or hem > top + 0.05:
        return False
    standing = standing_of(piece, binding, surface)
    if standing is None or standing.hanging is not None:
        return False
    height, _ = standing.heights_of(points, surface.base, surface.normals(surface.base))
    return float(np.median(height[points[:, 2] < hem + _HEM])) > LOOSE_HEM


def tucked(piece: Piece, binding: Binding, higher: Sequence[Sized], surface: Surface) -> Binding:
    """Legs drawn in to where a boot over them ends, a shirt to where trousers over it do, on the same skin as these."""
    over = [b for p, _, b in higher if p.entry.slot == TUCKED_INTO.get(piece.entry.slot)]
    if not over:
        return binding
    standing = standing_of(piece, binding, surface)
    if standing is None or standing.hanging is not None:
        return binding
    top = max(float(fit(one, surface.base)[:, 2].max()) for one in over)
    points = standing.points
    height, out = standing.heights_of(points, surface.base, surface.normals(surface.base))
    above = np.maximum(points[:, 2] - top, 0.0)
    room = TUCKED + WIDENS[0] * above + WIDENS[1] * above**2
    near = points[:, 2] < (top + PUFFS if piece.entry.slot == "top" else surface.crotch)
    near &= np.abs(points[:, 0]) < TRUNK
    drawn = np.where(near, np.maximum(height - room, 0.0), 0.0)
    if not drawn.any():
        return binding
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    found = replace(binding, offsets=(binding.offsets - drawn[:, None] * out / scale).astype(np.float32))
    free = np.flatnonzero(near & ~_on_skin(binding, surface))
    if not len(free) or not all(_on_skin(one, surface).all() for one in over):
        return found  # with a skirt it hangs from the same helper
    return onto_skin(found, free, fit(found, surface.base)[free], surface)


def _on_skin(binding: Binding, surface: Surface) -> np.ndarray:
    """(N,) bool"""
    return np.all(np.isin(binding.indices, surface.vertices), axis=1)


def tucked_away(piece: Piece, binding: Binding, higher: Sequence[Sized], surface: Surface) -> np.ndarray:
    """(N,) bool: of legs what is down in boots, of a shirt what is down in trousers or a skirt."""
    found = np.zeros(len(binding), bool)
    for over, _, hung in higher:
        if over.entry.slot != TUCKED_INTO.get(piece.entry.slot):
            continue
        standing = standing_of(piece, binding, surface)
        if standing is None or standing.hanging is not None:
            continue
        points = standing.points
        outer = fit(hung, surface.base)
        top, low = float(outer[:, 2].max()), float(outer[:, 2].min())
        if over.entry.slot == "shoes" and top < HIGH:
            continue
        found |= (points[:, 2] < top - DOWN) & (points[:, 2] > low - DOWN) & (np.abs(points[:, 0]) < TRUNK)
    return found


def under_collar(piece: Piece, binding: Binding, lower: Sequence[Sized], surface: Surface) -> np.ndarray:
    """(N,) bool: of a tie what runs round the neck below a collar that somebody wears."""
    none = np.zeros(len(binding), bool)
    if not TIES & set(piece.entry.nouns):
        return none
    points = fit(binding, surface.base)
    band = _round_the_neck(points, piece.faces)
    for other, _, hung in lower:
        near = fit(hung, surface.base)
        near = near[np.abs(near - points[band].mean(axis=0)).max(axis=1) < 0.3]
        if other.entry.slot not in ("top", "one_piece") or not len(near):
            continue
        away = np.linalg.norm(points[band][:, None] - near, axis=2).min(axis=1)
        if near[:, 2].max() > points[band, 2].max() - COLLAR and np.mean(away < COLLAR) > WHOLLY:
            return band
    return none


def _round_the_neck(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N,) bool, the part of a tie that is the deepest from front to back."""
    label = parts_of(faces, len(points))
    parts = [label == part for part in np.unique(label)]
    return max(parts, key=lambda part: float(np.ptp(points[part, 1])))
