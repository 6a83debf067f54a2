"""Hair under a hat: what would stick through it is pressed to the head, what it covers whole is not shown; and what is
worn around a hat, let out to lie around it.

Seen from the middle of the skull, a hat is as far away in each direction as its inside; hair is drawn in to that. It is
done once, on an average head: hair and hats grow with the head alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .parts import parts_of
from .surface import Surface, unit

CELLS = 48  # of the map of directions, along each side
CLEAR = 0.003  # metres between hair and the inside of a hat, and between hair and skin
TUCKED = 8  # cells below a rim within which hair is still drawn in, less from one to the next
EASE = 0.005  # metres that each of these lets it out further
BULGE = 0.016  # the same above what is open on top, as a visor is: hair swells out there
BESIDE = 0.002  # metres past hair within which glasses are still below it
SIDES = 36  # around a head
LEVEL = 0.015  # metres above and below a band within which a hat's crown is measured
WIDEST = 1.45  # times as far from the middle as a band: a brim
STIFF = 0.55  # of the way ahead, from which on what goes around the head keeps its shape
LOW = -0.35, -0.70  # heights of directions, of 1, between which a hat closes around the neck
FACE = -0.5  # of a direction's way back, of 1, from which on it does not look out of the face
CLOSED = 0.85  # of those directions in which it must be for that
AHEAD, BROW = -0.55, (0.3, 0.8)  # directions of the forehead: how far ahead, of 1, and between which heights
OPEN_TOP = 0.92  # height of directions, of 1, above which a hat that is open on top has nothing
SNUG = 0.012  # metres off it at most of what hides all hair
LOCK = 24  # vertices of a single lock, at most
_STEPS = 6  # samples along a side of a face


def under_hat(
    hair: np.ndarray, hat: np.ndarray, hat_faces: np.ndarray, surface: Surface, hides: Sequence[int] | np.ndarray = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Hair (N, 3) drawn in below a hat (M, 3) metres, both on the average figure; and which of it (N,) it covers. Skin
    whose vertices it hides, ears above all, takes no room below it."""
    middle = skull(surface)
    inside = _reach(_samples(hat, hat_faces) - middle, np.minimum, np.inf)
    known = np.isfinite(inside)
    limit = inside
    ease = _ease(known)
    for _ in range(TUCKED):
        grown = _smallest_around(limit) + ease
        limit = np.where(np.isfinite(limit), limit, grown)
    seen = ~np.isin(surface.quads, hides).all(axis=1)
    skin = _reach(_samples(surface.base, surface.quads[seen]) - middle, np.maximum, 0.0)
    away = hair - middle
    far = np.linalg.norm(away, axis=1)
    cell = _cells(away)
    room = np.maximum(limit[cell] - CLEAR, skin[cell] + CLEAR)
    share = np.minimum(room / np.maximum(far, 1e-6), 1.0)
    covered = known[cell]
    if _closes(known):
        covered |= (hair[:, 2] < surface.chin) | _is_snug(inside, skin)
    return middle + away * share[:, None], covered


def behind_hat(points: np.ndarray, hat: np.ndarray, hat_faces: np.ndarray, surface: Surface) -> np.ndarray:
    """(N,) which of points (N, 3) have a hat (M, 3), both metres on the average figure, before them or behind, seen
    from the middle of the skull."""
    middle = skull(surface)
    inside = _reach(_samples(hat, hat_faces) - middle, np.minimum, np.inf)
    return np.isfinite(inside)[_cells(points - middle)]


def below_hair(points: np.ndarray, hair: np.ndarray, hair_faces: np.ndarray, surface: Surface) -> np.ndarray:
    """(N,) which of points (N, 3) lie nearer to the middle of the skull than hair (M, 3) around them all, or within
    BESIDE of it; both metres on the average figure."""
    middle = skull(surface)
    away = points - middle
    reach = _reach(_samples(hair, hair_faces) - middle, np.maximum, 0.0)
    inner = _smallest_around(reach)  # what hair only borders on is seen
    over = inner[_cells(away)]
    return (over > 0) & (np.linalg.norm(away, axis=1) < over + BESIDE)


def _ease(known: np.ndarray) -> np.ndarray:
    """(CELLS²,) metres that hair is let out further from one cell to the next, beside a hat that is seen from within in
    the directions `known` (CELLS²,)."""
    height = _directions()[:, 2]
    if not known.any() or known[height > OPEN_TOP].any():
        return np.full(len(height), EASE)
    return np.where(height > float(height[known].mean()), BULGE, EASE)


def _closes(known: np.ndarray) -> bool:
    """Whether a hat, seen from within in the directions `known` (CELLS²,), closes around the neck as hoods, coifs and
    headscarves do: long hair is inside of it then, and does not come out below."""
    way = _directions()
    around = (way[:, 2] < LOW[0]) & (way[:, 2] > LOW[1]) & (way[:, 1] > FACE)
    return bool(known[around].mean() > CLOSED)


def _is_snug(inside: np.ndarray, skin: np.ndarray) -> bool:
    """Whether what closes around the neck lies close on the forehead, as hijabs and coifs do and hoods do not: no hair
    is seen before the face then."""
    way = _directions()
    brow = (way[:, 1] < AHEAD) & (way[:, 2] > BROW[0]) & (way[:, 2] < BROW[1]) & np.isfinite(inside) & (skin > 0)
    return bool(brow.any() and np.median(inside[brow] - skin[brow]) < SNUG)


def mostly(covered: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(N,) bool: locks of which half and more is covered. What is left of them would be specks along the rim; larger
    parts go on below it."""
    label = parts_of(faces, len(covered))
    size, under = (np.bincount(label, weights, len(covered)) for weights in (None, covered))
    return ((size <= LOCK) & (under >= 0.5 * size))[label]


def around_hat(band: np.ndarray, hat: np.ndarray, hat_faces: np.ndarray, surface: Surface) -> np.ndarray:
    """What goes around the head (N, 3) let out to go around the crown of a hat (M, 3), both metres on the average
    figure: evenly before the forehead, where it is stiff. As it was where the hat is not within it."""
    middle, samples = skull(surface), _samples(hat, hat_faces)
    sides, own = _around(band - middle)
    reach = np.full(SIDES, np.inf)
    np.minimum.at(reach, sides, own)
    level = np.array([np.median(band[sides == k, 2]) if (sides == k).any() else np.nan for k in range(SIDES)])
    places, far = _around(samples - middle)
    near = (np.abs(samples[:, 2] - level[places]) < LEVEL) & (far < WIDEST * reach[places])  # a brim is no crown
    crown = np.zeros(SIDES)
    np.maximum.at(crown, places[near], far[near])
    more = np.maximum((crown + CLEAR) / reach, 1.0)
    more = np.maximum.reduce([np.roll(more, -1), more, np.roll(more, 1)])
    ahead = np.cos((np.arange(SIDES) + 0.5) * 2 * np.pi / SIDES + np.pi / 2) > STIFF
    more[ahead] = more[ahead].max()
    more = (np.roll(more, -1) + 2 * more + np.roll(more, 1)) / 4
    more[ahead] = more[ahead].max()
    turn = np.arctan2(*(band - middle)[:, 1::-1].T) / (2 * np.pi) % 1.0 * SIDES - 0.5
    found = np.interp(turn, np.arange(SIDES), more, period=SIDES)[:, None]
    return middle + (band - middle) * np.concatenate([found, found, np.ones_like(found)], axis=1)


def _around(away: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of points (N, 3) from the middle of the skull the side (N,) on which they are, and how far off (N,) level."""
    turn = np.arctan2(away[:, 1], away[:, 0]) / (2 * np.pi) % 1.0
    return (turn * SIDES).astype(int) % SIDES, np.hypot(away[:, 0], away[:, 1])


def skull(surface: Surface) -> np.ndarray:
    """(3,) metres, about the middle of the average figure's brain."""
    head = surface.base[surface.head]
    upper = head[head[:, 2] > head[:, 2].max() - 0.12]
    low, high = upper.min(axis=0), upper.max(axis=0)
    return np.array([0.0, 0.5 * (low[1] + high[1]), high[2] - 0.125])


def _cells(directions: np.ndarray) -> np.ndarray:
    """(N,) number of the cell of an octahedral map that each direction (N, 3) falls in."""
    x, y, z = (directions / np.maximum(np.abs(directions).sum(axis=1, keepdims=True), 1e-12)).T
    below = z < 0.0
    u = np.where(below, (1.0 - np.abs(y)) * np.where(x < 0, -1.0, 1.0), x)
    v = np.where(below, (1.0 - np.abs(x)) * np.where(y < 0, -1.0, 1.0), y)
    column, row = (np.clip(((w + 1.0) * 0.5 * CELLS).astype(int), 0, CELLS - 1) for w in (u, v))
    return row * CELLS + column


def _reach(away: np.ndarray, nearer: np.ufunc, empty: float) -> np.ndarray:
    """(CELLS²,) the nearest or furthest of points (N, 3) in each direction."""
    field = np.full(CELLS * CELLS, empty)
    nearer.at(field, _cells(away), np.linalg.norm(away, axis=1))
    return field


def _smallest_around(field: np.ndarray) -> np.ndarray:
    """Of each cell the smallest of itself and the eight directions around it."""
    here = _directions()
    across = unit(np.cross(here, np.where(np.abs(here[:, 2:]) < 0.9, (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))))
    step = 2.6 / CELLS
    found = field
    for turn in range(8):
        c, s = np.cos(turn * np.pi / 4), np.sin(turn * np.pi / 4)
        found = np.minimum(found, field[_cells(here + step * (c * across + s * np.cross(here, across)))])
    return found


def _directions() -> np.ndarray:
    """(CELLS², 3) unit vectors, the middle of each cell."""
    side = (np.arange(CELLS) + 0.5) / CELLS * 2.0 - 1.0
    u, v = (w.reshape(-1) for w in np.meshgrid(side, side))
    z = 1.0 - np.abs(u) - np.abs(v)
    fold = np.maximum(-z, 0.0)
    return unit(np.stack([u - np.copysign(fold, u), v - np.copysign(fold, v), z], axis=1))


def _samples(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(K, 3) points all over the faces, (F, 3 or 4)."""
    a, b, c, d = (vertices[faces[:, k % faces.shape[1]]] for k in (0, 1, 2, -1))
    shares = (np.arange(_STEPS) + 0.5) / _STEPS
    points = [(a * (1 - s) + b * s) * (1 - t) + (d * (1 - s) + c * s) * t for s in shares for t in shares]
    return np.concatenate(points)
