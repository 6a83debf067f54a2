"""Belts, sashes and waistbands: drawn tight around what is below them, as the tape of a tailor is.

Bound to the skin like the rest of a piece, a band sinks into its own cloth where that bulges, stands off where the
body is slimmer than the one it was made on, and is bent up and down with every fold of skin. So each becomes level
again, and lies on the hull of the cross-section of its own cloth, the lower pieces and the skin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .columns import Around, Mix
from .garment import Garment
from .parts import parts_of
from .push import Standing
from .surface import Surface, among

HIGHEST = 0.153  # metres from the lower edge to the upper
AROUND = 0.05  # metres around it within which something may be below it
ALONG = 0.05  # metres around it within which small parts, such as buckles, go along with it
CLEAR = 0.0015  # metres that its inside keeps
LOOSEST = 0.007  # metres that a band may be off because of its own cloth
THICKEST = 0.009  # metres from its inside to its outside: what is thicker stands off as a ring
TALLEST = 0.6  # metres that it rises in each metre from front to back
_MIDDLE = 0.03  # metres from the middle of the body
_FROM, _TO = -0.06, 0.45  # metres above the crotch between which bands run
_TURN = 48  # directions around
_WINDOW = 0.008  # metres above and below an edge within which things count wholly
_STEEP = 1.5  # metres less that something counts in each metre further away
_FADES = 0.10  # metres above and below within which the piece's own cloth goes along when a band becomes level
_ROOM = 0.003  # metres that its own cloth needs below it
_BROAD, _BETWEEN = 0.09, 0.05  # metres high from which on it needs more, and how much in each: cloth bulges between
_FLARE = 0.5, 6.0  # metres that this may stand further out in each metre from the band, and in each square metre
_LEAST = 1e-6
_AWAY = 0.06  # metres out from the inside of the band from which on cloth is not drawn in: sleeves, tails
_AS_MADE = 0.05  # metres from the band from which on it may stand out as far as it was made to
_CLOSE = 0.002  # metres that it keeps from the skin
_Lower = tuple[int, np.ndarray, np.ndarray]
_Pieces = Mapping[int, np.ndarray] | Sequence[np.ndarray]
_ANGLES = np.arange(_TURN) * (2 * np.pi / _TURN)
_REACH = np.stack([np.cos(_ANGLES), np.sin(_ANGLES), np.full(_TURN, -_STEEP)], axis=1).astype(np.float32)
_APART = np.cos(_ANGLES[:, None] - _ANGLES[None])
_RAYS = np.where(_APART > 0.2, 1.0 / np.maximum(_APART, 0.2), np.inf).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Cloth:
    """Of a piece below a band the vertices near it, rows (C,), and the edges (2, E) that may cross it: the folds of a
    skirt have no vertex there."""

    rows: np.ndarray
    edges: np.ndarray


@dataclass(frozen=True, eq=False)
class Band:
    """rows: (B,) its vertices; level: (B,) metres above its plane; away: (B,) metres outside of its inside;
    ray, share: (B,) the direction around before each vertex, and how far it is on its way to the next;
    lower: of places of lower pieces their cloth below it; skin: of the base mesh's points below it;
    with_it: (G,) vertices of parts that go along, each with the vertex `leader` (G,) of the band; beside: (3, G) metres
    from it as they were made, of small parts that stay as they are; NaN of those that bend with the band;
    eased, eased_with, eased_by: (E,) vertices of the cloth around, the vertex of the band that each goes along with,
    and how much; foot: the skin below each of them; made: (E,) metres that they were made to stand out further than the
    inside of the band, infinite where they are not drawn in; loose: (3, _TURN) metres that the own cloth was made to
    stand out from what is below it; sides: of the other side of the cloth, among `eased`"""

    rows: np.ndarray
    level: np.ndarray
    away: np.ndarray
    ray: np.ndarray
    share: np.ndarray
    lower: Mapping[int, Cloth]
    skin: Mix
    with_it: np.ndarray
    leader: np.ndarray
    beside: np.ndarray
    eased: np.ndarray
    eased_with: np.ndarray
    eased_by: np.ndarray
    foot: Mix
    made: np.ndarray
    loose: np.ndarray
    sides: Around | None

    def laid(self, points: np.ndarray, fitted: Sequence[np.ndarray], skin: np.ndarray) -> np.ndarray:
        """The piece (3, N) with the band around what is below it. fitted: the pieces (3, M) by their places; skin:
        (3, 19158)"""
        points = points.copy()
        mine = points.take(self.rows, axis=1)
        middle = mine.mean(axis=1)
        plane = _plane(mine - middle[:, None])
        rest = mine[2] - middle[2] - plane @ (mine[:2] - middle[:2, None])
        size = float(np.clip(rest @ self.level / max(float(self.level @ self.level), 1e-12), 0.5, 1.5))
        up = size * self.level - rest
        points[2, self.eased] += self.eased_by * up[self.eased_with]
        ring = self._ring(middle, plane, size, fitted, skin)
        radius = ring.inside((self.ray, self.share), size * self.level) + size * self.away
        angle = (self.ray + self.share) * (2 * np.pi / _TURN)
        laid = np.stack([radius * np.cos(angle), radius * np.sin(angle), size * self.level])
        laid[2] += plane @ laid[:2]
        laid += middle[:, None]
        points[:, self.rows] = laid
        if len(self.with_it):
            bent = points[:, self.with_it] + (laid - mine)[:, self.leader]
            whole = laid[:, self.leader] + size * self.beside
            points[:, self.with_it] = np.where(np.isnan(whole), bent, whole)
        if len(self.eased):
            cloth = points.take(self.eased, axis=1) - middle[:, None]
            out, past, inside = ring.around(cloth)
            bare = self.foot(skin) - middle[:, None]
            made = self.made * np.minimum(past / _AS_MADE + _LEAST, 1.0)
            flare = np.maximum(_FLARE[0] * past + _FLARE[1] * past**2, made)
            most = np.maximum(inside - CLEAR + flare, np.hypot(bare[0], bare[1]) + _CLOSE)
            drawn = np.maximum(out - most, 0.0)
            if self.sides is not None:  # both sides of the cloth or plate alike
                drawn = self.sides.largest(drawn)
            points[:2, self.eased] -= cloth[:2] * (drawn / np.maximum(out, 1e-6))
        return points

    def _ring(
        self, middle: np.ndarray, plane: np.ndarray, size: float, fitted: _Pieces, skin: np.ndarray, *cloth: np.ndarray
    ) -> Ring:
        """The inside of the band, around skin (3, 19158), pieces (3, M) and points of cloth (3, N)."""
        below = [self.skin(skin), *cloth]
        below += [fitted[place].take(under.rows, axis=1) for place, under in self.lower.items()]
        under = self._above(np.concatenate(below, axis=1), middle, plane)
        edges = [fitted[place].take(under.edges, axis=1) for place, under in self.lower.items()]
        ends = np.concatenate([*edges, np.zeros((3, 2, 0), np.float32)], axis=2)
        first, second = self._above(ends[:, 0], middle, plane), self._above(ends[:, 1], middle, plane)
        low, high = size * float(self.level.min()), size * float(self.level.max())
        room = _ROOM + _BETWEEN * max(high - low - _BROAD, 0.0)
        rings = []
        for edge in (low, 0.5 * (low + high), high):
            part = (edge - first[2]) / np.where(np.abs(second[2] - first[2]) > _LEAST, second[2] - first[2], np.inf)
            met = np.concatenate([under, first + np.clip(part, 0.0, 1.0) * (second - first)], axis=1)
            missed = np.maximum(np.abs(met[2] - edge) - _WINDOW, 0.0)
            hull = (_REACH @ np.stack([met[0], met[1], missed]).astype(np.float32)).max(axis=1)
            rings.append((_RAYS * hull).min(axis=1) + CLEAR + (room if len(self.eased) else 0.0))
        return Ring(np.stack(rings) + size * self.loose, plane, low, high)

    @staticmethod
    def _above(points: np.ndarray, middle: np.ndarray, plane: np.ndarray) -> np.ndarray:
        """Points (3, N) seen from the middle, how high they are above the plane."""
        seen = points - middle[:, None]
        seen[2] -= plane @ seen[:2]
        return seen


@dataclass(frozen=True, eq=False)
class Ring:
    """metres: (3, _TURN) from the middle to the inside of a band at its lower edge, half way and at its upper edge;
    plane: (2,) as of `_plane`; low, high: metres above that plane"""

    metres: np.ndarray
    plane: np.ndarray
    low: float
    high: float

    def inside(self, at: tuple[np.ndarray, np.ndarray], level: np.ndarray) -> np.ndarray:
        """(B,) metres from the middle, of the direction around before each point and the way to the next, at (B,)
        metres above the plane."""
        ray, share = at
        following = (ray + 1) % _TURN
        around = [(1.0 - share) * ring[ray] + share * ring[following] for ring in self.metres]
        part = np.clip(2.0 * (level - self.low) / max(self.high - self.low, 1e-6), 0.0, 2.0)
        return np.where(
            part < 1.0,
            (1.0 - part) * around[0] + part * around[1],
            (2.0 - part) * around[1] + (part - 1.0) * around[2],
        ).astype(np.float32)

    def around(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of points (3, N) seen from the middle how far out they are, how far past the edges of the band, and how far
        out its inside is there, (N,) metres."""
        level = points[2] - self.plane @ points[:2]
        past = np.maximum(np.maximum(self.low - level, level - self.high), 0.0)
        ray, share = _turned(points)
        return np.hypot(points[0], points[1]), past, self.inside((ray, share), level)


def band_parts(standing: Standing, surface: Surface) -> list[np.ndarray]:
    """Vertices of each part of a piece that is a strip in one around the trunk."""
    if standing.rows is not None:
        return []
    label = parts_of(standing.faces, len(standing.points))
    parts = [np.flatnonzero(label == part) for part in np.unique(label)]
    return [rows for rows in parts if _is_band(standing, rows, surface)]


def bands_around(standing: Standing | None, surface: Surface) -> list[np.ndarray]:
    """Points (B, 3) of each such strip, on the average figure."""
    return [] if standing is None else [standing.points[rows] for rows in band_parts(standing, surface)]


def levels(band: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Of points (N, 3) the metres above the plane of a band (B, 3), half the height of the band, and how far out they
    are: (N,), 1 on the band."""
    middle = band.mean(axis=0)
    ahead, others = (band - middle).T, (points - middle).T
    plane = _plane(ahead)
    level = ahead[2] - plane @ ahead[:2]
    wide, deep = (np.abs(ahead[axis]).max() for axis in (0, 1))
    return others[2] - plane @ others[:2], 0.5 * float(np.ptp(level)), np.hypot(others[0] / wide, others[1] / deep)


def bands_of(garment: Garment, below: Sequence[_Lower], surface: Surface) -> list[Band]:
    """below: of lower pieces that it lies on the places, their points (M, 3) on the average figure and faces (F, 4)"""
    standing = garment.standing
    if standing is None or standing.rows is not None or garment.is_hair or garment.is_hat:
        return []
    label = parts_of(garment.piece.faces, len(standing.points))
    parts = [np.flatnonzero(label == part) for part in np.unique(label)]
    bands = [rows for rows in parts if _is_band(standing, rows, surface)]
    return [_band(standing, rows, parts, bands, below, surface) for rows in bands]


def _is_band(standing: Standing, rows: np.ndarray, surface: Surface) -> bool:
    """Whether a part is a strip in one around the trunk."""
    points = standing.points[rows]
    middle = points.mean(axis=0)
    if len(rows) < 60 or abs(middle[0]) > _MIDDLE or np.ptp(points[:, 0]) < 0.08 or np.ptp(points[:, 1]) < 0.06:
        return False
    crotch = surface.crotch
    if not crotch + _FROM < middle[2] < crotch + _TO:
        return False
    ahead = (points - middle).T
    plane = _plane(ahead)
    level, radius = ahead[2] - plane @ ahead[:2], np.hypot(ahead[0], ahead[1])
    turn = np.unique(((np.arctan2(ahead[1], ahead[0]) / (2 * np.pi)) * 24 % 24).astype(int))
    steep = float(np.linalg.norm(plane))
    return bool(
        len(turn) == 24 and np.ptp(level) < HIGHEST and steep < TALLEST and radius.min() > 0.35 * float(radius.max())
    )


def _band(
    standing: Standing, rows: np.ndarray, parts: Sequence[np.ndarray], bands: Sequence[np.ndarray],
    below: Sequence[_Lower], surface: Surface,
) -> Band:  # fmt: skip
    points = standing.points
    mine = points[rows]
    middle = mine.mean(axis=0)
    ahead = (mine - middle).T
    plane = _plane(ahead)
    level = ahead[2] - plane @ ahead[:2]
    ray, share = _turned(ahead)
    away = _thickness(np.hypot(ahead[0], ahead[1]), (ray + share) * (2 * np.pi / _TURN), level)
    along, leader, beside, own = [], [], [], np.zeros(len(points), bool)
    for part in parts:
        if any(part is other for other in bands):
            continue
        distance, nearest = _nearest(points[part], mine)
        if distance.max() < ALONG:
            whole = np.ptp(points[part], axis=0).max() < ALONG + 0.02
            along.append(part)
            leader.append(np.full(len(part), nearest[distance.argmin()]) if whole else nearest)
            beside.append(points[part] - mine[leader[-1]] if whole else np.full((len(part), 3), np.nan))
        else:
            own[part] = True
    near = np.flatnonzero(own)
    distance, nearest = _nearest(points[near], mine)
    eased = distance < _FADES
    skin = surface.vertices
    skin = skin[_nearest(surface.base[skin], mine)[0] < AROUND]
    lower = {place: _cloth(other, faces, mine) for place, other, faces in below}
    drawn = near[eased]
    band = Band(
        rows=rows,
        level=level.astype(np.float32),
        away=away.astype(np.float32),
        ray=ray,
        share=share,
        lower={place: cloth for place, cloth in lower.items() if len(cloth.rows)},
        skin=_samples(skin, surface.quads, len(surface.base)),
        with_it=np.concatenate(along) if along else np.zeros(0, np.intp),
        leader=np.concatenate(leader) if leader else np.zeros(0, np.intp),
        beside=np.concatenate(beside).T.astype(np.float32) if beside else np.zeros((3, 0), np.float32),
        eased=drawn,
        eased_with=nearest[eased],
        eased_by=(1.0 - distance[eased] / _FADES).astype(np.float32),
        foot=Mix(standing.at[drawn], standing.shares[drawn]),
        made=np.zeros(len(drawn), np.float32),
        loose=np.zeros((3, _TURN), np.float32),
        sides=None if standing.sides is None else Around(among(drawn, standing.sides[drawn])),
    )
    if not len(drawn):
        return band
    others = {place: other.T for place, other, _ in below}
    ring = band._ring(middle, plane, 1.0, others, surface.base.T)
    close = near[distance < AROUND]
    if len(close):
        cloth = _samples(close, standing.faces, len(points))(points.T)
        over = band._ring(middle, plane, 1.0, others, surface.base.T, cloth)
        loose = np.clip(over.metres - ring.metres, 0.0, LOOSEST).astype(np.float32)
        band, ring = replace(band, loose=loose), replace(ring, metres=ring.metres + loose)
    out, _, inside = ring.around((points[drawn] - middle).T)
    made = np.where(out - inside < _AWAY, out - inside, np.inf)
    return replace(band, made=made.astype(np.float32))


def _turned(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of points (3, N) seen from the middle the direction around before each, and how far it is to the next, 0..1."""
    turn = (np.arctan2(points[1], points[0]) * (_TURN / (2 * np.pi))) % _TURN
    ray = np.floor(turn).astype(np.intp) % _TURN
    return ray, turn - np.floor(turn)


def _cloth(points: np.ndarray, faces: np.ndarray, band: np.ndarray) -> Cloth:
    near = _nearest(points, band)[0] < AROUND
    close = faces[near[faces].any(axis=1)]
    edges = np.stack([close, np.roll(close, -1, axis=1)], axis=2).reshape(-1, 2)
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    return Cloth(np.flatnonzero(near), edges[np.abs(np.diff(points[edges, 2], axis=1)[:, 0]) > _WINDOW].T)


def _samples(close: np.ndarray, faces: np.ndarray, count: int) -> Mix:
    """The vertices, and the middles of the faces between them."""
    among = np.zeros(count, bool)
    among[close] = True
    faces = faces[among[faces].all(axis=1)]
    k = faces.shape[1]
    shares = np.zeros((len(close), k), np.float32)
    shares[:, 0] = 1.0
    at = np.concatenate([np.tile(close[:, None], (1, k)), faces])
    return Mix(at, np.concatenate([shares, np.full((len(faces), k), 1.0 / k, np.float32)]))


def _thickness(radius: np.ndarray, angle: np.ndarray, level: np.ndarray) -> np.ndarray:
    """(B,) metres outside of the inside, at most THICKEST: what a smooth cone around does not explain."""
    waves = [np.ones_like(angle)] + [wave(k * angle) for k in range(1, 6) for wave in (np.cos, np.sin)]
    terms = np.stack([*waves, level / 0.05], axis=1)
    rest = radius - terms @ np.linalg.lstsq(terms, radius, rcond=None)[0]
    away = np.clip(rest - np.quantile(rest, 0.05), 0.0, None)
    return away * min(1.0, THICKEST / max(float(away.max()), 1e-9))


def _plane(ahead: np.ndarray) -> np.ndarray:
    """(2,) how points (3, B) around their middle rise along x and y."""
    flat = ahead[:2]
    return np.linalg.solve(flat @ flat.T + 1e-6 * np.eye(2, dtype=flat.dtype), flat @ ahead[2])


def _nearest(points: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N,) metres to the nearest of the others, and which that is."""
    distance, found = np.full(len(points), np.inf), np.zeros(len(points), np.intp)
    low, high = others.min(axis=0) - 0.15, others.max(axis=0) + 0.15
    near = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
    for part in np.array_split(near, len(near) // 512 + 1):
        if len(part):
            away = np.linalg.norm(points[part][:, None] - others[None], axis=2)
            found[part] = away.argmin(axis=1)
            distance[part] = away[np.arange(len(part)), found[part]]
    return distance, found
