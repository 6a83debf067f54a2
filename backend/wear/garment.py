"""One piece of an outfit in the size that it is worn in, and where it stands on the skin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from ..protocol.requests import Worn
from .binding import Binding, fit
from .collars import around_the_neck, drawn_to_the_neck
from .cords import cords_of
from .parts import thin_parts
from .piece import Piece
from .push import Standing
from .shoulders_and_waists import hugs_of, on_hips, on_shoulders
from .skirts import joins_the_legs
from .slots import LAYERS
from .surface import Surface
from .trims import sewn_on, trim_of

SHAPED = ("lashes", "brows", "hair", "facial_hair", "glasses", "head", "ears")
"""slots whose pieces keep their shape and push nothing; hair and beards yield where they fall over clothes"""
HAIR = ("hair", "facial_hair")
HATS = "head"
EARS, GLASSES = "ears", "glasses"
CORDED = ("neck", "hands", "waist")
"""slots whose pieces may have thin parts"""
LAID = (*CORDED, "back")
"""slots whose thin parts are laid as close as they were made: those of capes and packs too"""
SEWN = ("top", "bottom", "one_piece", "outer", "back")
"""slots of cloth that parts may be sewn onto"""
HUNG = ("top", "one_piece", "outer", "back")
"""slots of what hangs from the shoulders"""
GIRT = "bottom"
"""slot of what hangs from the hips"""
COLLARED = ("top", "one_piece", "outer")
"""slots of cloth that closes around the neck"""
FOOTWEAR = ("shoes", "legs")
LEGGED = ("bottom", "one_piece")
OVER_CLOTHES = 0.004  # metres that hair keeps from clothes
ROOTED = 0.0015  # metres that the roots of hair may be in the skin
NEAR_SKIN = 0.012  # metres above it, within which hair is kept out of the skin
ON_HEAD = 0.001  # metres that cloth which is laid over head and shoulders keeps from the head
ANKLE = 0.13  # metres above the floor, below which legs of trousers hang around feet
SLOPING = 0.4  # of the way out of the skin that is level, at least, for a hem to be pushed that way
NEVER_PUSHED = -1.0  # metres that a piece keeps from the skin which stays as it was made
_FREE_FROM, _FREE_AT = 0.06, -0.06  # metres above and below the crotch between which a skirt comes to hang free


@dataclass(frozen=True, eq=False)
class Garment:
    piece: Piece
    worn: Worn
    binding: Binding
    standing: Standing | None
    """None where it keeps its shape"""
    shown: np.ndarray
    """(F,) bool, faces that no higher piece covers"""

    @property
    def name(self) -> str:
        return self.piece.entry.name

    @property
    def is_footwear(self) -> bool:
        return self.piece.entry.slot in FOOTWEAR

    @property
    def is_hair(self) -> bool:
        return self.piece.entry.slot in HAIR

    @property
    def is_beard(self) -> bool:
        return self.piece.entry.slot == "facial_hair"

    @property
    def is_jewellery(self) -> bool:
        """Whether it is too thin to hold up what falls over it."""
        entry = self.piece.entry
        return entry.slot == "neck" and ("jewellery" in entry.tags or entry.fabric == "metal")

    @property
    def is_hat(self) -> bool:
        return self.piece.entry.slot == HATS

    @property
    def clings(self) -> bool:
        """Whether it goes along with what it lies on."""
        return self.standing is not None and not (self.piece.bone or self.is_hair or self.is_hat or self.is_footwear)

    @cached_property
    def thin(self) -> np.ndarray:
        """(N,) bool, its cords, chains and beads."""
        if self.standing is None or self.piece.entry.slot not in CORDED:
            return np.zeros(len(self.binding), bool)
        return thin_parts(self.standing.points, self.piece.faces)

    @cached_property
    def hangs(self) -> np.ndarray:
        """(N,) bool, those that hang free of the skin."""
        hanging = self.standing.hanging if self.standing else None
        return np.zeros(len(self.binding), bool) if hanging is None else hanging > 0.5


def sized(piece: Piece, worn: Worn, surface: Surface) -> Binding:
    """How it hangs at the length and looseness that it is worn in, what is sewn onto it on its own cloth."""
    whole = _sewn(piece, surface)
    added = np.zeros_like(piece.binding.offsets)
    for name, value in (("length", worn.length), ("looseness", worn.looseness)):
        step = piece.sizes.get(f"{name}{'+' if value > 0 else '-'}")
        if value and step is not None:
            added += abs(value) * step
    return replace(whole, offsets=whole.offsets + added) if added.any() else whole


_SEWN: WeakKeyDictionary[Binding, Binding] = WeakKeyDictionary()


def _sewn(piece: Piece, surface: Surface) -> Binding:
    if piece.entry.slot not in SEWN or keeps_shape(piece):
        return piece.binding
    found = _SEWN.get(piece.binding)
    if found is None:
        trim = trim_of(fit(piece.binding, surface.base), piece.faces)
        found = sewn_on(piece.binding, trim, surface) if trim else replace(piece.binding)
        if _has_collar(piece):
            found = drawn_to_the_neck(found, piece.entry.slot == "outer", surface)
        _SEWN[piece.binding] = found
    return found


def goes_around_hats(piece: Piece) -> bool:
    """Whether it is worn over hair and hats though it is none: goggles pushed up."""
    return piece.entry.slot == "glasses" and piece.entry.layer > LAYERS[HATS]


def keeps_shape(piece: Piece) -> bool:
    return bool(piece.bone) or piece.face or piece.entry.slot in SHAPED


def _has_collar(piece: Piece) -> bool:
    return piece.entry.slot in COLLARED and piece.entry.fabric != "metal"


_STANDINGS: WeakKeyDictionary[Binding, Standing] = WeakKeyDictionary()


def standing_of(piece: Piece, binding: Binding, surface: Surface) -> Standing | None:
    """None where it keeps its shape. Kept as long as the binding is."""
    soft_hat = piece.entry.slot == HATS and not piece.bone
    if keeps_shape(piece) and piece.entry.slot not in HAIR and not soft_hat:
        return None
    found = _STANDINGS.get(binding)
    if found is None or found.surface is not surface:
        make = _hair_standing if piece.entry.slot in HAIR else _cloth_standing
        found = _STANDINGS[binding] = make(piece, binding, surface)
    return found


def _cloth_standing(piece: Piece, binding: Binding, surface: Surface) -> Standing:
    at, shares = surface.feet(binding)
    points = fit(binding, surface.base)
    # what hangs further along in another size stands on what is nearest to it
    afar = np.linalg.norm(points - fit(piece.binding, surface.base), axis=1) > 0.02
    if afar.any():
        at[afar], shares[afar] = surface.nearest(points[afar])
    stand_off = piece.stand_off
    if piece.entry.slot == HATS:  # a hood is as it was made on the head, but never in it, and lies on the shoulders
        stand_off = np.where(np.isin(at[:, 0], surface.head), ON_HEAD, stand_off).astype(np.float32)
    if _has_collar(piece):  # and a collar is as close to the neck as it was made
        rows = around_the_neck(points, surface)
        height = Standing(at, shares, 0.0, piece.faces, surface, points).heights_of(
            points, surface.base, surface.normals(surface.base)
        )[0]
        stand_off = np.full(len(points), stand_off, np.float32)
        stand_off[rows] = np.clip(height[rows], 0.0, stand_off[rows])
    trim = trim_of(points, piece.faces) if piece.entry.slot in SEWN else None
    rolls = piece.entry.slot in LAID
    standing = Standing(at, shares, stand_off, piece.faces, surface, points, trim=trim, rolls=rolls)
    if joins_the_legs(points, standing.neighbours, surface.crotch):
        free = np.clip((surface.crotch + _FREE_FROM - points[:, 2]) / (_FREE_FROM - _FREE_AT), 0.0, 1.0)
        standing = replace(standing, hanging=(free * free * (3.0 - 2.0 * free)).astype(np.float32))
    elif piece.entry.slot in LEGGED:
        out = standing.on(surface.base, surface.normals(surface.base))[1]
        hem = np.flatnonzero((points[:, 2] < ANKLE) & (np.hypot(out[:, 0], out[:, 1]) > SLOPING))
        standing = replace(standing, sideways=hem if len(hem) else None)
    if piece.entry.slot in (*HUNG, GIRT) and piece.entry.fabric != "metal":
        height, out = standing.heights_of(points, surface.base, surface.normals(surface.base))
        share = on_hips(points) if piece.entry.slot == GIRT else on_shoulders(points, out, height, surface)
        if trim is not None:
            share[trim.rows] = 0.0
        hugs = hugs_of(points, share, height, stand_off, standing.neighbours, standing.sides)
        standing = replace(standing, hugs=hugs)
    if piece.entry.slot in LAID and np.ndim(stand_off) == 0 and piece.stand_off > NEVER_PUSHED:
        height, _ = standing.heights_of(points, surface.base, surface.normals(surface.base))
        if (cords := cords_of(points, height, piece.faces)) is not None:
            kept = np.full(len(points), stand_off, np.float32)
            kept[cords.rows] = cords.gap
            standing = replace(standing, stand_off=kept, cords=cords)
    return standing


def _hair_standing(piece: Piece, binding: Binding, surface: Surface) -> Standing:
    """Roots stay as deep as they were made, or nearly, what lies on the skin stays, what falls lies on clothes."""
    points = fit(binding, surface.base)
    at, shares = surface.nearest(points)
    whole = Standing(at, shares, 0.0, piece.faces, surface, points)
    height, _ = whole.heights_of(points, surface.base, surface.normals(surface.base))
    low = (points[:, 2] < surface.chin + 0.02) & ~np.isin(at[:, 0], surface.head)
    rows = np.flatnonzero(low | (height < NEAR_SKIN))
    stand_off = np.where(low, OVER_CLOTHES, np.clip(height, -ROOTED, ROOTED))[rows]
    return Standing(at[rows], shares[rows], stand_off.astype(np.float32), piece.faces, surface, points, rows)
