"""One piece over another: of each vertex of the upper piece the place of the lower one that it lies on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .bind import nearest_places
from .columns import crosses, dots
from .surface import triangles_of, unit

REACH = 0.25  # metres within which pieces may come to touch
ASIDE = 0.08  # metres that a place may lie beside the way out
BESIDE = 0.02  # the same of what is thin and does not reach there
STEEP = 0.3  # of a surface, beyond which the way out does not meet it
LEVEL = 0.55, 0.85  # of a surface, between which its slope comes to count outwards: rims and edges of belts are steep
DRIFT = 0.015, 0.050  # metres by which the slope of the surface may move the place inwards and outwards
STRAIGHT = 0.015, 0.040  # metres aside from which the slope counts less outwards, and beyond which not at all
DEEPEST = 0.030  # metres that a piece is made inside of a lower one at most, where neither hangs free
SAME = 0.05  # metres from foot to foot, within which both are over the same skin, and it may be made any deeper
BEYOND = 0.05  # metres past a rim within which a piece still lies over it
HANGING = 0.20  # metres below a rim within which what hangs does
FALL = 1.0, 0.35  # metres that it comes back to the body in each metre past a rim, and where it hangs
ACROSS = 0.6  # of a direction, above which it is across a face
ABOVE = 0.08  # metres that what goes in below a piece may be made to be above it
LEANING = 0.35  # metres aside that the place may lie in each metre between, of these and of what is thin
PAST = 0.08, 1.0  # metres past a rim within which what is below goes in as well, and how much less in each metre
UPRIGHT = 0.5  # of its way out, how much what is below a piece shares with that at least
FOLDED_OVER = 0.012  # metres from the cloth of a piece to the upper side of what lies folded over it
HIDDEN = 0.04  # metres below the uppermost within which a lower piece may come to be uppermost


@dataclass(frozen=True, eq=False)
class Over:
    """upper: (A,) rows of the upper piece, none twice; corners, shares: (A, 3) vertices of the lower one and how much
    of each is its place; fall: (A,) metres less that it must keep there, as it is past a rim; drift: (A,) metres by
    which the slope of the lower one may move the place outwards; folds: whether the lower one hangs in folds"""

    upper: np.ndarray
    corners: np.ndarray
    shares: np.ndarray
    fall: np.ndarray
    drift: np.ndarray
    folds: bool = False

    def __len__(self) -> int:
        return len(self.upper)

    def some(self, kept: np.ndarray) -> Over:
        """kept: (A,) bool"""
        return Over(
            self.upper[kept], self.corners[kept], self.shares[kept], self.fall[kept], self.drift[kept], self.folds
        )

    @cached_property
    def _corners(self) -> np.ndarray:
        """(3 * A,) the first corners, the second, the third."""
        return np.ascontiguousarray(self.corners.T, np.intp).reshape(-1)

    @cached_property
    def _shares(self) -> np.ndarray:
        """(3, A)"""
        return np.ascontiguousarray(self.shares.T, np.float32)

    def ahead(self, points: np.ndarray, out: np.ndarray, lower: np.ndarray) -> np.ndarray:
        """(A,) metres by which the lower piece (3, M) is ahead of points (3, A) along out (3, A), all axis by axis."""
        a, b, c = lower.take(self._corners, axis=1).reshape(3, 3, -1).transpose(1, 0, 2)
        away = self._shares[0] * a + self._shares[1] * b + self._shares[2] * c - points
        straight = dots(away, out)
        normal = crosses(b - a, c - a)
        along = dots(normal, out)
        size = np.sqrt(dots(normal, normal))
        meets = along > STEEP * size
        level = dots(away, normal) / np.where(meets, along, 1.0)
        flat = np.clip((along / np.maximum(size, 1e-12) - LEVEL[0]) / (LEVEL[1] - LEVEL[0]), 0.0, 1.0)
        outwards = straight + flat * self.drift
        return np.where(meets, np.clip(level, straight - DRIFT[0], outwards), straight) - self.fall


def lies_over(
    points: np.ndarray, out: np.ndarray, hanging: np.ndarray, thin: np.ndarray,
    lower: np.ndarray, lower_faces: np.ndarray, lower_out: np.ndarray, lower_hangs: np.ndarray, level: float,
    feet: tuple[np.ndarray, np.ndarray],
) -> Over | None:  # fmt: skip
    """Of points (N, 3) with their ways out (N, 3) over a lower piece (M, 3), both on the average figure; None where
    they are nowhere near each other. hanging: (N,) bool; thin: (N,) bool, what does not reach past a rim; lower_faces:
    those that are seen; lower_out: (M, 3); lower_hangs: (M,) bool; level: metres past a rim over which they stay as
    far out as on it; feet: (N, 3) and (M, 3) metres, the skin below both"""
    triangles = outward(lower, lower_faces, lower_out)
    if not len(triangles):
        return None
    used = lower[triangles.reshape(-1)]
    low, high = used.min(axis=0) - BEYOND, used.max(axis=0) + BEYOND
    low[2] -= HANGING
    near = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
    low, high = points.min(axis=0) - REACH, points.max(axis=0) + REACH
    triangles = triangles[((lower[triangles] > low) & (lower[triangles] < high)).all(axis=(1, 2))]
    if not len(near) or not len(triangles):
        return None
    corners, shares, places = _outermost(points[near], out[near], lower.astype(np.float64), triangles)
    away = places - points[near]
    along, aside = _parted(away, out[near])
    past = _past_the_rim(triangles, len(lower), corners, shares)
    hangs = past & hanging[near] & (away[:, 2] > 0.5 * aside)
    beside = np.where(thin[near], BESIDE + LEANING * np.abs(along), ASIDE)
    kept = np.where(past, ~thin[near] & (aside < np.where(hangs, HANGING, BEYOND)), aside < beside)
    kept &= np.abs(along) < REACH
    kept &= np.einsum("nd,nkd->n", out[near], lower_out[corners]) > 0.0  # a sleeve does not lie on the hips beside it
    free = hanging[near] | lower_hangs[corners].any(axis=1)
    foot, lower_foot = feet
    apart = np.linalg.norm(foot[near] - np.einsum("nk,nkd->nd", shares, lower_foot[corners]), axis=1)
    kept &= free | (along < DEEPEST) | (apart < SAME)  # an arm's cloth does not lie on the chest across the gap
    if not kept.any():
        return None
    drift = DRIFT[1] * np.clip((STRAIGHT[1] - aside) / (STRAIGHT[1] - STRAIGHT[0]), 0.0, 1.0).astype(np.float32)
    fall = np.where(past, np.maximum(aside - level, 0.0) * np.where(hangs, FALL[1], FALL[0]), 0.0).astype(np.float32)
    return Over(near[kept], corners[kept], shares[kept].astype(np.float32), fall[kept], drift[kept])


def _outermost(
    points: np.ndarray, out: np.ndarray, lower: np.ndarray, triangles: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As `nearest_places`; of points (N, 3) that are made inside of the lower piece the place that is nearest from
    above, which is on its collar where that lies on its cloth. out: (N, 3)"""
    found = nearest_places(points, lower, triangles)
    along, _ = _parted(found[2] - points, out)
    inside = np.flatnonzero(along > 0.0)
    if not len(inside):
        return found
    raised = points[inside] + (along[inside] + FOLDED_OVER)[:, None] * out[inside]
    again = nearest_places(raised, lower, triangles)
    further, aside = _parted(again[2] - points[inside], out[inside])
    taken = (further > along[inside]) & (aside < BESIDE)
    for old, new in zip(found, again, strict=True):
        old[inside[taken]] = new[taken]
    return found


def covered_by(
    points: np.ndarray, used: np.ndarray, out: np.ndarray,
    upper: np.ndarray, upper_faces: np.ndarray, upper_out: np.ndarray,
) -> Over | None:  # fmt: skip
    """Of points (N, 3) of a lower piece, with their ways out (N, 3), those below the faces of an upper one (M, 3), or
    near its rims; None where there are none. used: numbers of those that count; upper_faces: those that are seen"""
    triangles = outward(upper, upper_faces, upper_out)
    if not len(triangles):
        return None
    corners = upper[triangles]
    low, high = corners.min(axis=(0, 1)) - ASIDE, corners.max(axis=(0, 1)) + ASIDE
    rows = used[((points[used] > low) & (points[used] < high)).all(axis=1)]
    if not len(rows):
        return None
    low, high = points[rows].min(axis=0) - ASIDE, points[rows].max(axis=0) + ASIDE
    near = triangles[((corners > low) & (corners < high)).all(axis=(1, 2))]
    if not len(near):
        return None
    at, shares, places = nearest_places(points[rows], upper.astype(np.float64), near)
    along, aside = _parted(places - points[rows], out[rows])
    past = _past_the_rim(triangles, len(upper), at, shares)
    kept = np.where(past, aside < PAST[0], aside < BESIDE + LEANING * np.abs(along))
    kept &= (along < REACH) & (along > -ABOVE)
    kept &= np.einsum("nd,nkd->nk", out[rows], upper_out[at]).min(axis=1) > UPRIGHT
    if not kept.any():
        return None
    rise = np.where(past, -PAST[1] * aside, 0.0).astype(np.float32)[kept]
    return Over(rows[kept], at[kept], shares[kept].astype(np.float32), rise, np.zeros_like(rise))


def outward(vertices: np.ndarray, faces: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(F, 3) of quads or triangles, those that look away from the body."""
    faces = triangles_of(faces)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normals = np.cross(b - a, c - a)
    return faces[np.einsum("fd,fd->f", normals, out[faces].sum(axis=1)) > 0]


def room_between(
    upper: np.ndarray, upper_faces: np.ndarray, upper_out: np.ndarray, lower: np.ndarray, over: Over, gap: float
) -> np.ndarray:
    """(N,) metres more that vertices of an upper piece must keep, so that no vertex of the lower one that lies between
    them comes closer than `gap` to the faces. Both on the average figure."""
    more = np.zeros(len(upper), np.float32)
    touched = np.zeros(len(upper), bool)
    touched[over.upper] = True
    faces = outward(upper, upper_faces, upper_out)
    faces = faces[touched[faces].all(axis=1)]
    numbers = np.unique(over.corners)
    if not len(faces):
        return more
    corners, shares, places = nearest_places(lower[numbers], upper.astype(np.float64), faces)
    normals = unit(np.cross(upper[corners[:, 1]] - upper[corners[:, 0]], upper[corners[:, 2]] - upper[corners[:, 0]]))
    away = lower[numbers] - places
    ahead = np.einsum("nd,nd->n", away, normals)
    lacks = gap + ahead
    between = np.abs(ahead) > ACROSS * np.linalg.norm(away, axis=1)  # not past a rim
    between &= np.einsum("nd,nd->n", normals, upper_out[corners[:, 0]]) > ACROSS  # not below a hem
    inner = (lacks > 0) & (lacks < ASIDE) & (shares.max(axis=1) < 0.98) & between
    np.maximum.at(more, corners[inner].reshape(-1), np.repeat(lacks[inner], 3).astype(np.float32))
    return more


def _parted(away: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N,) metres of ways (N, 3) along those out (N, 3), and aside from them."""
    along = np.einsum("nd,nd->n", away, out)
    return along, np.linalg.norm(away - along[:, None] * out, axis=1)


def _past_the_rim(triangles: np.ndarray, number: int, corners: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """(N,) bool: which places, told by corners (N, 3) and their shares, are on the rim of a cloth and not within it."""
    return (shares * ~on_rim(triangles, number)[corners]).sum(axis=1) < 0.02


def on_rim(triangles: np.ndarray, count: int) -> np.ndarray:
    """(count,) bool: which vertices are on an edge of one triangle (T, 3) alone."""
    edges = np.sort(np.concatenate([triangles[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
    edges, times = np.unique(edges @ (np.int64(count), 1), return_counts=True)
    found = np.zeros(count, bool)
    found[np.stack(np.divmod(edges[times == 1], count))] = True
    return found
