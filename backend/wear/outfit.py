"""What somebody wears together: from the skin outwards, each piece out of what is below it, what is covered hidden.

All that does not depend on the shape is made once, by `outfit`; `Outfit.on` puts it on a shape in a fraction of a
millisecond a piece.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..protocol.requests import Worn
from .bands import Band, bands_of
from .binding import BASE_VERTICES, Binding, fit, moved, scales
from .columns import columns
from .garment import EARS, GLASSES, HATS, Garment, goes_around_hats, keeps_shape, sized, standing_of
from .hair_over import beside_clothes
from .hairline import Youth, forward
from .hang import pruned, skin_weights
from .headwear import around_hat, behind_hat, below_hair, mostly, under_hat
from .inside import Inside, drawn_inside, go_inside
from .layers import in_layers, tucked, tucked_away, under_collar
from .lying import Lying, lie_on_each_other
from .piece import Piece, seen_through
from .skirt_hang import SkirtHang
from .snug import below_cloth, belted_anew, drawn_in
from .surface import Surface
from .together import Together

SHORTER = 0.02
"""metres by which a hem must be higher for skin below it to be seen"""
OPEN = "back"
"""slot of shawls and cloaks, which hang open: one looks below them at what they cover of other clothes"""
UNDER_HEM = 0.06
"""metres above a shortened hem in which one looks below it"""


@dataclass(frozen=True, eq=False)
class Outfit:
    """garments: from the skin outwards; covered: (19158,) bool, vertices of the base mesh that some piece covers"""

    garments: tuple[Garment, ...]
    surface: Surface
    covered: np.ndarray

    @cached_property
    def _order(self) -> list[int]:
        """Places of the garments as they are put on: hair lies below clothes in the order of layers, but falls over
        them."""
        return sorted(range(len(self.garments)), key=lambda k: self.garments[k].is_hair)

    @cached_property
    def _together(self) -> Together:
        return Together(self.garments)

    @cached_property
    def _youth(self) -> Youth:
        return Youth(self.surface)

    @cached_property
    def _skirt(self) -> SkirtHang:
        return SkirtHang(self.surface)

    @cached_property
    def _forward(self) -> dict[int, np.ndarray]:
        """Of hair by its place (3, N) metres by which a child's is drawn forward."""
        return {
            place: columns(forward(fit(garment.binding, self.surface.base), self.surface))
            for place, garment in enumerate(self.garments)
            if garment.piece.entry.slot == "hair"
        }

    @cached_property
    def lying(self) -> dict[int, list[Lying]]:
        """Of each garment by its place how it lies on lower ones."""
        return lie_on_each_other([self.garments[k] for k in self._order], self._order, self.surface)

    @cached_property
    def bands(self) -> dict[int, list[Band]]:
        """Of each garment by its place the belts and bands that lie around it."""
        points = [fit(garment.binding, self.surface.base) for garment in self.garments]
        return {
            place: bands_of(
                garment,
                [(on.below, points[on.below], self.garments[on.below].piece.faces) for on in self.lying.get(place, ())],
                self.surface,
            )
            for place, garment in enumerate(self.garments)
        }

    @cached_property
    def inside(self) -> dict[int, list[Inside]]:
        """Of each garment by its place what it goes in below."""
        base = self.surface.base
        normals, skin = self.surface.normals(base), columns(base)
        ways = [np.zeros((len(garment.binding), 3), np.float32) for garment in self.garments]
        for way, garment in zip(ways, self.garments, strict=True):
            if garment.standing is not None and garment.standing.rows is None:
                way[:] = garment.standing.on(base, normals)[1]
        points = [one.T for one in self._lifted(skin, base, self._below(skin))]
        pairs = [(place, on.below) for place, below in self.lying.items() for on in below]
        return go_inside(self.garments, points, ways, pairs)

    def on(self, base: np.ndarray) -> tuple[np.ndarray, ...]:
        """Vertices (N, 3) float32 metres of each garment on a shape, in the body's own rest pose.

        base: (19158, 3) float32 metres with a neutral face, as `base_mesh` of the body gives it. What is given back
        lies axis by axis in memory, which is how it is used next.
        """
        skin = self._skirt.hung(columns(base))
        below = self._below(skin)
        fitted = self._lifted(skin, base, below)
        for place in reversed(self._order):
            if pairs := self.inside.get(place):
                foot, out = below[place]
                fitted[place] = drawn_inside(fitted[place], out, foot, pairs, fitted)
        return tuple(points.T for points in fitted)

    def _below(self, skin: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each garment the skin's place (3, S) under all that stands on it, and the ways out (3, S)."""
        return [
            (foot, garment.standing.ways_out(normals) if garment.standing else normals)
            for garment, (foot, normals) in zip(self.garments, self._together.below(skin), strict=True)
        ]

    def _lifted(
        self, skin: np.ndarray, base: np.ndarray, below: Sequence[tuple[np.ndarray, np.ndarray]]
    ) -> list[np.ndarray]:
        """Each garment (3, N) out of what is below it; skin: `base`, (3, 19158); below: as of `_below`"""
        fitted = self._together.fitted(skin, base)
        for place, drawn in self._forward.items() if (young := self._youth.of(base)) else ():
            fitted[place] += np.float32(young) * drawn
        for place in self._order:
            if standing := self.garments[place].standing:
                for on in self.lying.get(place, ()):
                    if on.carried is not None:
                        fitted[place] = on.carried.along(fitted[place], fitted[on.below])
                over = [(on.over, on.gap, fitted[on.below]) for on in self.lying.get(place, ())]
                fitted[place] = standing.lifted(fitted[place], *below[place], over)
            for band in self.bands[place]:
                fitted[place] = band.laid(fitted[place], fitted, skin)
        return fitted

    def hidden(self, quads: np.ndarray) -> np.ndarray:
        """(P,) bool: faces of the body, in the base mesh's numbers, that are covered with all their vertices."""
        return np.all(self.covered[quads], axis=1)

    def weights(self, base_weights: np.ndarray, bones: Mapping[str, int]) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """Of each garment the bones (N, 4) int32 and weights (N, 4) float32 of its vertices.

        base_weights: (19158, J); bones: names as pieces know them ("Head", "LeftFoot"), without prefix -> column.
        """
        dense: dict[int, np.ndarray] = {}
        for place in self._order:
            garment = self.garments[place]
            own = skin_weights(garment.piece, garment.binding, base_weights, bones, self.surface)
            if garment.clings:
                for on in self.lying.get(place, ()):
                    on.cling_to(own, dense[on.below])
            dense[place] = own
        return tuple(pruned(dense[place]) for place in range(len(self.garments)))

    def keys(self, base_keys: Callable[[], np.ndarray]) -> tuple[np.ndarray | None, ...]:
        """Of each garment that follows the face its keys (K, N, 3), else None. base_keys: gives (K, 19158, 3), and is
        called when there is such a one."""
        if not any(g.piece.face for g in self.garments):
            return tuple(None for _ in self.garments)
        offsets = base_keys()
        return tuple(moved(g.binding, offsets) if g.piece.face else None for g in self.garments)


def outfit(pieces: Sequence[tuple[Piece, Worn]], surface: Surface) -> Outfit:
    """Pieces in any order, each as it is worn."""
    ordered = in_layers([(p, w, sized(p, w, surface)) for p, w in pieces], surface)
    covered, covered_cloth = np.zeros(BASE_VERTICES, bool), np.zeros(BASE_VERTICES, bool)
    over_hair = [(p, w, b) for p, w, b in ordered if p.entry.slot == HATS or goes_around_hats(p)]
    hats = [
        _Hat(fit(b, surface.base), p.faces, p.hides, seen_through(p, w) or goes_around_hats(p)) for p, w, b in over_hair
    ]
    crowns = [hat for hat, (p, _, _) in zip(hats, over_hair, strict=True) if not goes_around_hats(p)]
    garments: list[Garment] = []
    for place, (piece, worn, binding) in reversed(list(enumerate(ordered))):
        under = np.all(covered_cloth[binding.indices] | (binding.weights < 0.01), axis=1)
        if keeps_shape(piece) and piece.entry.slot != EARS:
            under[:] = False
        own = binding
        if piece.entry.slot == GLASSES and not goes_around_hats(piece):
            under = _behind_cloth(binding, hats, covered_cloth, surface) | _behind_hair(binding, ordered, surface)
        if piece.entry.slot == "hair" and hats:
            binding, under = _under_hats(binding, hats, surface)
            under |= mostly(under, piece.faces)
        if piece.entry.slot == "hair":
            binding, in_hood = beside_clothes(piece, binding, ordered, surface)
            under |= in_hood
        if goes_around_hats(piece):
            binding = _around_hats(binding, crowns, surface)
        binding = tucked(piece, binding, ordered[place + 1 :], surface)
        binding = drawn_in(piece, binding, ordered[place + 1 :], surface)
        under |= tucked_away(piece, binding, ordered[place + 1 :], surface)
        under |= belted_anew(piece, binding, ordered[place + 1 :], surface)
        under |= under_collar(piece, binding, ordered[:place], surface)
        under |= below_cloth(piece, binding, ordered[:place], surface)
        shown = ~np.all(under[piece.faces], axis=1)
        garments.append(Garment(piece, worn, binding, standing_of(piece, binding, surface), shown))
        if not seen_through(piece, worn):
            hides = _hides(piece, own, surface)
            covered[hides] = True
            if piece.entry.slot != OPEN:
                covered_cloth[hides] = True
    return Outfit(tuple(reversed(garments)), surface, covered)


def _hides(piece: Piece, binding: Binding, surface: Surface) -> np.ndarray:
    """Vertices of the base mesh that a piece covers: fewer where its hem or its sleeves are worn shorter."""
    if binding is piece.binding or not len(piece.hides):
        return piece.hides
    whole, worn = fit(piece.binding, surface.base), fit(binding, surface.base)
    at = surface.base[piece.hides]
    seen = np.zeros(len(at), bool)
    for reach, ends in (
        (-at[:, 2], (-whole[:, 2], -worn[:, 2])),
        (np.abs(at[:, 0]), np.abs((whole[:, 0], worn[:, 0]))),
    ):
        before, now = (float(end.max()) for end in ends)
        if now < before - SHORTER:
            seen |= reach > now - UNDER_HEM
    return piece.hides[~seen]


class _Hat(NamedTuple):
    points: np.ndarray
    """(M, 3) metres, on the average figure"""
    faces: np.ndarray
    hides: np.ndarray
    """vertices of the base mesh"""
    thin: bool
    """whether hair is seen through it or beside it"""


def _under_hats(binding: Binding, hats: Sequence[_Hat], surface: Surface) -> tuple[Binding, np.ndarray]:
    """Hair drawn in below hats, and which of its vertices (N,) they cover."""
    points = fit(binding, surface.base)
    drawn, under = points, np.zeros(len(points), bool)
    for hat in hats:
        drawn, covers = under_hat(drawn, hat.points, hat.faces, surface, hat.hides)
        under |= covers & (not hat.thin)
    return _shifted(binding, drawn - points, surface), under


def _behind_cloth(binding: Binding, hats: Sequence[_Hat], covered: np.ndarray, surface: Surface) -> np.ndarray:
    """(N,) which vertices of glasses are below a cloth over the ears that they rest on."""
    found = np.any(covered[binding.indices] & (binding.weights > 0.01), axis=1)
    points = fit(binding, surface.base)
    below = np.zeros(len(points), bool)
    for hat in hats if found.any() else ():
        below |= (not hat.thin) & behind_hat(points, hat.points, hat.faces, surface)
    return found & below


def _behind_hair(binding: Binding, ordered: Sequence[tuple[Piece, Worn, Binding]], surface: Surface) -> np.ndarray:
    """(N,) which vertices of glasses are below hair that falls over the temples."""
    points = fit(binding, surface.base)
    found = np.zeros(len(points), bool)
    for piece, _, own in ordered:
        if piece.entry.slot == "hair":
            found |= below_hair(points, fit(own, surface.base), piece.faces, surface)
    return found


def _around_hats(binding: Binding, hats: Sequence[_Hat], surface: Surface) -> Binding:
    points = fit(binding, surface.base)
    let_out = points
    for hat in hats:
        let_out = around_hat(let_out, hat.points, hat.faces, surface)
    return _shifted(binding, let_out - points, surface)


def _shifted(binding: Binding, by: np.ndarray, surface: Surface) -> Binding:
    """by: (N, 3) metres, on the average figure."""
    scale = np.maximum(scales(binding, surface.base), 1e-6)
    return replace(binding, offsets=(binding.offsets + by / scale).astype(np.float32))
