"""How the pieces of an outfit lie on each other: worked out once, on the average figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .binding import fit
from .carried import Carried, carried_by, over_ridges
from .collars import around_the_neck
from .columns import columns
from .garment import OVER_CLOTHES, Garment
from .over import HIDDEN, Over, lies_over, outward, room_between
from .parts import parts_of
from .surface import Surface

GAP = 0.003  # metres that a piece keeps from a lower one, at least
FREE = 0.006  # metres that it keeps from one that hangs free and moves otherwise
MOST_ROOM = 0.008  # metres that it keeps because of what lies between its vertices
LONGEST_EDGE = 0.025  # metres past a rim over which a face may reach
_CLOSE, _LOOSE = 0.010, 0.050  # metres over a lower piece at which it goes along with that wholly, and not at all
_HANGING = 0.060, 0.200  # the same where both hang free: all of a cape goes along with the skirt below it
AROUND_THE_NECK = "neck"
NOT_OVER_COLLARS = ("outer", AROUND_THE_NECK)
COLLAR_ENDS = 0.20  # metres below the chin, down to which the points of a collar reach
_BELOW_CHIN = 0.03  # metres from which on a beard lies on clothes
_BESIDE_CHIN = 0.045  # metres to each side of the middle within which it does
_BEFORE = 0.6  # of its way out, how much goes to the front
_FADES = 4  # rings of vertices within which it comes to go its own way


@dataclass(frozen=True, eq=False)
class Lying:
    """below: place of the lower piece; over: the A vertices that lie on it; gap: (A,) metres that they keep;
    clings: (A,) how much of their weights are those of the lower piece; carried: how it goes along with a skirt"""

    below: int
    over: Over
    gap: np.ndarray
    clings: np.ndarray
    carried: Carried | None = None

    def cling_to(self, weights: np.ndarray, lower: np.ndarray) -> None:
        """Changes weights (N, J) of the upper piece by those (M, J) of the lower."""
        under = np.einsum("nk,nkj->nj", self.over.shares, lower[self.over.corners])
        share = self.clings[:, None]
        weights[self.over.upper] = (1.0 - share) * weights[self.over.upper] + share * under


def lie_on_each_other(garments: Sequence[Garment], places: Sequence[int], surface: Surface) -> dict[int, list[Lying]]:
    """Of each place the lower pieces that its garment lies on. garments: in the order in which they are put on"""
    normals, found = surface.normals(surface.base), {}
    points: list[np.ndarray] = []
    ways: list[np.ndarray] = []
    feet: list[np.ndarray] = []
    for place, upper in zip(places, garments, strict=True):
        points.append(fit(upper.binding, surface.base))
        ways.append(np.zeros_like(points[-1]))
        feet.append(points[-1])
        standing = upper.standing
        if standing is None:
            continue
        foot, out = standing.on(surface.base, normals)
        if standing.rows is None:
            feet[-1] = foot
        ways[-1][slice(None) if standing.rows is None else standing.rows] = out
        level = min(LONGEST_EDGE, _edge(points[-1], upper.piece.faces))
        below = [k for k, lower in enumerate(garments[: len(points) - 1]) if _may_lie_on(upper, lower)]
        pairs: dict[int, Over] = {}
        seen = np.zeros(len(upper.binding), bool)  # what runs below cloth does not lie on it
        seen[upper.piece.faces[upper.shown]] = True
        for k in below:
            lower = garments[k]
            faces = lower.piece.faces[lower.shown]
            if upper.piece.entry.slot in NOT_OVER_COLLARS and not upper.is_jewellery:
                faces = faces[~_of_the_collar(lower, points[k], surface)[faces].all(axis=1)]
            hangs, thin = (v if standing.rows is None else v[standing.rows] for v in (upper.hangs, upper.thin))
            below_both = foot, feet[k]
            pair = lies_over(standing.mine, out, hangs, thin, points[k], faces, ways[k], lower.hangs, level, below_both)
            if pair:
                pair = pair.some(seen[pair.upper if standing.rows is None else standing.rows[pair.upper]])
            if pair and upper.is_beard:  # what is worn around the neck would spread it as wings beside the jaw
                before_chest = (standing.mine[:, 2] < surface.chin - _BELOW_CHIN) & (out[:, 1] < -_BEFORE)
                before_chest &= np.abs(standing.mine[:, 0]) < _BESIDE_CHIN
                pair = pair.some(before_chest[pair.upper])
            elif pair and upper.is_hair:  # what lies on the head goes below a collar, which would spread it as spikes
                pair = pair.some(np.broadcast_to(standing.stand_off, len(out))[pair.upper] >= OVER_CLOTHES)
            if pair:
                pairs[k] = replace(pair, folds=bool(lower.hangs[pair.corners].any()))
        pairs = _uppermost(pairs, standing.mine, out, points)
        gaps = {k: _gap(upper, garments[k], pair) for k, pair in pairs.items()}
        laid = np.zeros(len(upper.binding), bool)
        if standing.cords is not None:
            laid[standing.cords.rows] = True
        for _ in range(2):
            over = [(pair, gaps[k], points[k]) for k, pair in pairs.items()]
            points[-1] = standing.pushed(fit(upper.binding, surface.base), surface.base, normals, over)
            if standing.rows is None:
                for k, pair in pairs.items():
                    more = room_between(points[-1], upper.piece.faces, ways[-1], points[k], pair, 0.5 * GAP)
                    roomy = np.minimum(gaps[k] + more[pair.upper], MOST_ROOM).astype(np.float32)
                    gaps[k] = np.where(laid[pair.upper], gaps[k], roomy)
        if standing.rows is None and standing.hanging is not None:
            faces = outward(points[-1], upper.piece.faces, ways[-1])
            for k, pair in pairs.items():
                skirt = points[k][np.unique(garments[k].piece.faces[garments[k].shown])]
                if pair.folds and len(faces):
                    args = faces, ways[-1], standing.hanging, standing.neighbours, skirt, FREE
                    points[-1] = over_ridges(points[-1], *args)
        mine = points[-1] if standing.rows is None else points[-1][standing.rows]
        free = upper.hangs if standing.rows is None else upper.hangs[standing.rows]
        found[place] = [
            Lying(
                places[k],
                pair,
                gaps[k],
                _clinging(standing.neighbours, free[pair.upper] & on, mine, out, points[k], pair),
            )
            for k, pair in pairs.items()
            for on in [garments[k].hangs[pair.corners].all(axis=1)]
        ]
        if standing.rows is None:
            found[place] = [
                replace(on, carried=carried_by(mine, standing.hanging, standing.neighbours, on.over, points[k], hangs))
                for on, k in zip(found[place], pairs, strict=True)
                for hangs in [garments[k].hangs]
            ]
    return found


def _of_the_collar(lower: Garment, points: np.ndarray, surface: Surface) -> np.ndarray:
    """(M,) bool: its collar or hood, or what is worn around the neck, over which nothing is pushed out that closes
    around the neck itself: it comes to lie below that, or above."""
    around = around_the_neck(points, surface)
    if lower.piece.entry.slot == AROUND_THE_NECK:
        return around
    label = parts_of(lower.piece.faces, len(points))
    found = around & (label != np.bincount(label).argmax())
    if lower.standing is not None and lower.standing.trim is not None:
        sewn = lower.standing.trim.rows
        found[sewn] |= points[sewn, 2] > surface.chin - COLLAR_ENDS
    return found


def _edge(points: np.ndarray, faces: np.ndarray) -> float:
    return float(np.median(np.linalg.norm(points[faces] - points[np.roll(faces, 1, axis=1)], axis=2)))


def _may_lie_on(upper: Garment, lower: Garment) -> bool:
    if lower.standing is None or lower.is_hair or not lower.shown.any():
        return False
    if upper.is_footwear:  # what hangs free hangs over shoes
        return not lower.hangs.any()
    return not (upper.is_hair and (lower.is_hat or lower.is_jewellery))


def _gap(upper: Garment, lower: Garment, pair: Over) -> np.ndarray:
    own = OVER_CLOTHES if upper.is_hair else max(upper.piece.stand_off, GAP)
    gap = np.where(lower.hangs[pair.corners[:, 0]], max(own, FREE), own).astype(np.float32)
    cords = upper.standing.cords if upper.standing else None
    if cords is None:
        return gap
    closer = np.full(len(upper.binding), np.inf, np.float32)
    closer[cords.rows] = cords.gap
    return np.minimum(gap, closer[pair.upper])


def _uppermost(
    pairs: dict[int, Over], mine: np.ndarray, out: np.ndarray, points: Sequence[np.ndarray]
) -> dict[int, Over]:
    """Without what lies far below other pieces everywhere."""
    ahead = {k: _ahead(pair, mine, out, points[k]) for k, pair in pairs.items()}
    best = np.full(len(mine), -np.inf)
    for k, pair in pairs.items():
        best[pair.upper] = np.maximum(best[pair.upper], ahead[k])
    kept = {k: pair.some(ahead[k] > best[pair.upper] - HIDDEN) for k, pair in pairs.items()}
    return {k: pair for k, pair in kept.items() if len(pair)}


def _clinging(
    neighbours: np.ndarray, hanging: np.ndarray, mine: np.ndarray, out: np.ndarray, lower: np.ndarray, pair: Over
) -> np.ndarray:
    """(A,) float32, 1 where it lies close on the lower piece, falling to 0 towards where it does not. hanging: (A,)
    bool, where both hang free"""
    height = -(_ahead(pair, mine, out, lower) + pair.fall)
    close, loose = (np.where(hanging, free, on) for free, on in zip(_HANGING, (_CLOSE, _LOOSE), strict=True))
    share = np.zeros(len(mine), np.float32)
    share[pair.upper] = np.clip((loose - height) / (loose - close), 0.0, 1.0)
    for _ in range(_FADES):
        share = np.minimum(share, 0.3 * share + 0.7 * share[neighbours].mean(axis=1))
    return share[pair.upper]


def _ahead(pair: Over, mine: np.ndarray, out: np.ndarray, lower: np.ndarray) -> np.ndarray:
    return pair.ahead(columns(mine[pair.upper]), columns(out[pair.upper]), columns(lower))
