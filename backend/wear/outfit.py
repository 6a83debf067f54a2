"""What somebody wears together: from the skin outwards, each piece out of what is below it, what is covered hidden.

All that does not depend on the shape is made once, by `outfit`; `Outfit.on` puts it on a shape in about a millisecond a
piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from ..protocol.requests import SLOTS, Worn
from .binding import BASE_VERTICES, Binding, fit, moved, scales
from .hang import skin_lists
from .headwear import under_hat
from .piece import Piece, seen_through
from .push import Below, Over, Standing, over_loose
from .surface import Surface

SHAPED = ("lashes", "brows", "hair", "facial_hair", "glasses", "head")
"""slots whose pieces keep their shape and push nothing; hair and beards yield where they fall over clothes"""
HAIR = ("hair", "facial_hair")
HATS = "head"
FOOTWEAR = ("shoes", "legs")
CLOSE = 0.015  # metres; what stands farther off the leg, as a skirt does, hangs over shoes and not inside of them
OVER_CLOTHES = 0.004  # metres that hair keeps from clothes
ROOTED = 0.0015  # metres that the roots of hair may be in the skin
NEAR_SKIN = 0.012  # metres above it, within which hair is kept out of the skin


@dataclass(frozen=True, eq=False)
class Garment:
    """One piece of an outfit, in the size that it is worn in."""

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


@dataclass(frozen=True, eq=False)
class Outfit:
    """garments: from the skin outwards; covered: (19158,) bool, vertices of the base mesh that some piece covers"""

    garments: tuple[Garment, ...]
    surface: Surface
    covered: np.ndarray

    @cached_property
    def over(self) -> dict[int, list[tuple[int, Over]]]:
        """Of each garment by its place the lower ones that hang free, by theirs."""
        points = [fit(g.binding, self.surface.base) for g in self.garments]
        found: dict[int, list[tuple[int, Over]]] = {}
        for place, upper in enumerate(self.garments):
            for below, lower in enumerate(self.garments[:place]):
                if upper.standing and lower.standing and not upper.is_hair and not upper.is_footwear:
                    pair = over_loose(upper.standing, points[place], lower.standing, points[below])
                    if pair:
                        found.setdefault(place, []).append((below, pair))
        return found

    def on(self, base: np.ndarray) -> tuple[np.ndarray, ...]:
        """Vertices (N, 3) float32 metres of each garment on a shape, in the body's own rest pose.

        base: (19158, 3) float32 metres with a neutral face, as `base_mesh` of the body gives it.
        """
        normals = self.surface.normals(base) if any(g.standing for g in self.garments) else np.zeros((0, 3))
        below = Below()
        fitted: dict[int, np.ndarray] = {}
        # hair lies below clothes in the order of layers, but falls over them
        for place in sorted(range(len(self.garments)), key=lambda k: self.garments[k].is_hair):
            garment = self.garments[place]
            points = fit(garment.binding, base)
            if garment.standing:
                lower = below.without(CLOSE) if garment.is_footwear else below
                over = [(pair, fitted[k]) for k, pair in self.over.get(place, ())]
                points, height = garment.standing.pushed(points, base, normals, lower, over)
                if not garment.is_hair:
                    below.add(garment.standing, points, height)
            fitted[place] = points.astype(np.float32)
        return tuple(fitted[place] for place in range(len(self.garments)))

    def hidden(self, quads: np.ndarray) -> np.ndarray:
        """(P,) bool: faces of the body, in the base mesh's numbers, that are covered with all their vertices."""
        return np.all(self.covered[quads], axis=1)

    def weights(self, base_weights: np.ndarray, bones: Mapping[str, int]) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """Of each garment the bones (N, 4) int32 and weights (N, 4) float32 of its vertices.

        base_weights: (19158, J); bones: names as pieces know them ("Head", "LeftFoot"), without prefix -> column.
        """
        return tuple(skin_lists(g.piece, g.binding, base_weights, bones, self.surface) for g in self.garments)

    def keys(self, base_keys: Callable[[], np.ndarray]) -> tuple[np.ndarray | None, ...]:
        """Of each garment that follows the face its keys (K, N, 3), else None. base_keys: gives (K, 19158, 3), and is
        called when there is such a one."""
        if not any(g.piece.face for g in self.garments):
            return tuple(None for _ in self.garments)
        offsets = base_keys()
        return tuple(moved(g.binding, offsets) if g.piece.face else None for g in self.garments)


def outfit(pieces: Sequence[tuple[Piece, Worn]], surface: Surface) -> Outfit:
    """Pieces in any order, each as it is worn."""
    ordered = sorted(pieces, key=lambda pair: (pair[0].entry.layer, SLOTS.index(pair[0].entry.slot)))
    covered = np.zeros(BASE_VERTICES, bool)
    hats = [(fit(sized(p, w), surface.base), p.faces) for p, w in ordered if p.entry.slot == HATS]
    garments: list[Garment] = []
    for piece, worn in reversed(ordered):
        binding = sized(piece, worn)
        under = np.all(covered[binding.indices] | (binding.weights < 0.01), axis=1)
        if keeps_shape(piece):
            under[:] = False
        if piece.entry.slot == "hair" and hats:
            binding, under = _under_hats(binding, hats, surface)
        shown = ~np.all(under[piece.faces], axis=1)
        standing = _standing(piece, binding, surface)
        garments.append(Garment(piece, worn, binding, standing, shown))
        if not seen_through(piece, worn):
            covered[piece.hides] = True
    return Outfit(tuple(reversed(garments)), surface, covered)


def sized(piece: Piece, worn: Worn) -> Binding:
    """How it hangs at the length and looseness that it is worn in."""
    added = np.zeros_like(piece.binding.offsets)
    for name, value in (("length", worn.length), ("looseness", worn.looseness)):
        step = piece.sizes.get(f"{name}{'+' if value > 0 else '-'}")
        if value and step is not None:
            added += abs(value) * step
    return replace(piece.binding, offsets=piece.binding.offsets + added) if added.any() else piece.binding


def keeps_shape(piece: Piece) -> bool:
    return bool(piece.bone) or piece.face or piece.entry.slot in SHAPED


_STANDINGS: WeakKeyDictionary[Binding, Standing] = WeakKeyDictionary()


def _standing(piece: Piece, binding: Binding, surface: Surface) -> Standing | None:
    """Kept as long as the binding is."""
    if keeps_shape(piece) and piece.entry.slot not in HAIR:
        return None
    found = _STANDINGS.get(binding)
    if found is None or found.surface is not surface:
        make = _hair_standing if piece.entry.slot in HAIR else _cloth_standing
        found = _STANDINGS[binding] = make(piece, binding, surface)
    return found


def _cloth_standing(piece: Piece, binding: Binding, surface: Surface) -> Standing:
    at, shares = surface.feet(binding)
    # what hangs further along in another size stands on what is nearest to it
    afar = np.linalg.norm(binding.offsets - piece.binding.offsets, axis=1) > 0.02
    loose = np.any(np.isin(binding.indices, surface.skirt), axis=1)
    if afar.any():
        at[afar], shares[afar] = surface.nearest(fit(binding, surface.base)[afar])
    return Standing(at, shares, piece.stand_off, piece.faces, surface, loose=loose)


def _hair_standing(piece: Piece, binding: Binding, surface: Surface) -> Standing:
    """Roots stay as deep as they were made, or nearly, what lies on the skin stays, what falls lies on clothes."""
    points = fit(binding, surface.base)
    at, shares = surface.nearest(points)
    whole = Standing(at, shares, 0.0, piece.faces, surface)
    height, _ = whole.heights_of(points, surface.base, surface.normals(surface.base))
    low = (points[:, 2] < surface.chin + 0.02) & ~np.isin(at[:, 0], surface.head)
    rows = np.flatnonzero(low | (height < NEAR_SKIN))
    stand_off = np.where(low, OVER_CLOTHES, np.clip(height, -ROOTED, ROOTED))[rows]
    return Standing(at[rows], shares[rows], stand_off.astype(np.float32), piece.faces, surface, rows)


def _under_hats(
    binding: Binding, hats: Sequence[tuple[np.ndarray, np.ndarray]], surface: Surface
) -> tuple[Binding, np.ndarray]:
    """Hair drawn in below hats, and which of its vertices (N,) they cover."""
    points = fit(binding, surface.base)
    drawn, under = points, np.zeros(len(points), bool)
    for hat, faces in hats:
        drawn, covers = under_hat(drawn, hat, faces, surface)
        under |= covers
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    return replace(binding, offsets=(binding.offsets + (drawn - points) / scale).astype(np.float32)), under
