"""The head that hair is made on: its smooth surface, where the hair begins, and places to grow it from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.spatial import KDTree

from ...appearance.fields import polygon_distance, smooth_curve
from ...appearance.head import HAIRLINE, SKULL_AXIS_Y, SKULL_RADIUS
from ...appearance.masks import RULED_BY
from ..reference import Reference, reference, vertex_normals

ARC = np.radians(1) * SKULL_RADIUS
CROWN = np.array([0.0, 0.128, 0.108])
"""of the whorl, from between the eyes"""
SKULL_DEPTH = 0.085
"""metres that the middle of the skull lies behind the eyes"""
MIDDLE = np.array([0.0, SKULL_DEPTH, 0.03])
"""of the skull, from between the eyes"""

# Half of a hairline as (degrees around the skull from the forehead, height over the eyes), front to nape; the sides and
# the nape of a man's are as in the painted one.
_BACK = HAIRLINE[9:]
_FRONTS = {
    "man": ((0, 0.0725), (14, 0.0745), (26, 0.0790), (36, 0.0770), (44, 0.0680), (51, 0.0540), (57, 0.0400),
            (63, 0.0240)),
    "woman": ((0, 0.0710), (14, 0.0705), (26, 0.0685), (36, 0.0640), (44, 0.0580), (51, 0.0500), (58, 0.0380),
              (63, 0.0240)),
    "peak": ((0, 0.0480), (5, 0.0550), (12, 0.0710), (21, 0.0870), (32, 0.0900), (41, 0.0800), (49, 0.0610),
             (57, 0.0400), (63, 0.0240)),
    "bald": ((0, 0.1500), (40, 0.1500), (62, 0.1000), (66, 0.0640), (68, 0.0420)),
}  # fmt: skip
_BACKS = {
    "man": _BACK,
    "peak": _BACK,
    # without hair before the ears, which would stick out from what is drawn back
    "woman": np.concatenate([[(68, 0.0120), (74, 0.0030), (80, 0.0005), (84, 0.0020)], _BACK[5:]]),
    "bald": np.concatenate([[(70, 0.0420), (72, 0.0200), (74, -0.0060)], _BACK[2:]]),
}


def _edge(line: str) -> np.ndarray:
    """(K, 2) metres around the skull and over the eyes."""
    half = np.concatenate([_FRONTS[line], _BACKS[line]])
    return smooth_curve(half * (ARC, 1))


def resampled_line(line: np.ndarray, count: int) -> np.ndarray:
    """(count, D) places evenly along a line (K, D)."""
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, gone[-1], count)
    return np.stack([np.interp(at, gone, line[:, axis]) for axis in range(line.shape[1])], axis=1)


@dataclass(frozen=True, eq=False)
class Head:
    of: Reference

    @cached_property
    def eyes(self) -> np.ndarray:
        """(3,) the point between the eyes, from which the rules of hairline, brows and beards count."""
        centres = []
        for side in ("left", "right"):
            ball = self.of.base[self.of.region(f"eye_{side}")]
            low, high = ball.min(0), ball.max(0)
            centres.append([(low + high)[0] / 2, high[1] - (high - low)[0] / 2, (low + high)[2] / 2])
        return np.mean(centres, axis=0)

    @cached_property
    def middle(self) -> np.ndarray:
        """(3,) of the skull."""
        return self.eyes + MIDDLE

    @cached_property
    def skull(self) -> Solid:
        """Head and neck without ears, smoothed where these were."""
        quads = self.of.skin_quads
        ears = np.isin(quads, self.of.region("ears")).any(axis=1)
        low = self.of.base[quads].mean(axis=1)[:, 2] < self.eyes[2] - 0.17
        return Solid(self.of.base, quads[~ears & ~low], 3)

    @cached_property
    def skin(self) -> Solid:
        """All of the body's skin."""
        return Solid(self.of.base, self.of.skin_quads, 2)

    @cached_property
    def top_triangles(self) -> np.ndarray:
        """(F, 3) of head and neck, what hair is bound to."""
        corners = self.of.base[self.of.triangles]
        return self.of.triangles[corners[..., 2].min(axis=1) > self.eyes[2] - 0.19]

    def local(self, points: np.ndarray) -> np.ndarray:
        """Metres from between the eyes."""
        return points - self.eyes

    def inside(self, points: np.ndarray, line: str = "woman") -> np.ndarray:
        """(N,) metres behind the hairline, negative on face and neck. points: (N, 3)."""
        p = self.local(points)
        if line == "ridge":
            return np.minimum(self.inside(points, "woman"), 0.020 - np.abs(p[:, 0]))
        if line == "top":
            return np.minimum(self.inside(points, "man"), p[:, 2] - 0.058)
        if line == "tonsure":
            return np.minimum(
                self.inside(points, "man"), np.linalg.norm(p - CROWN - (0.0, -0.042, 0.030), axis=1) - 0.072
            )
        edge = _edge(line)
        polygon = np.concatenate([[(-0.2, edge[0, 1]), (-0.2, 0.3), (0.5, 0.3), (0.5, edge[-1, 1])], edge[::-1]])
        return polygon_distance(self._unrolled(points), polygon)

    def along_line(self, line: str, count: int, margin: float = 0.0) -> np.ndarray:
        """(count, 3) places on the left half of a hairline, from forehead to nape, `margin` metres behind it."""
        edge = resampled_line(_edge(line), count)
        slope = np.gradient(edge, axis=0)
        inward = np.stack([-slope[:, 1], slope[:, 0]], axis=1)
        inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9)
        wanted = edge + margin * inward
        wanted[[0, -1], 0] = edge[[0, -1], 0]
        found = self.place(wanted)
        found[[0, -1], 0] = 0.0
        return found

    def place(self, unrolled: np.ndarray) -> np.ndarray:
        """(N, 3) on the left half of head and neck: (N, 2) metres around the skull from the face's middle, and over
        the eyes."""
        points, _ = self.skull.samples
        points = points[(points[:, 0] > -0.004) & (self.local(points)[:, 2] > -0.15)]
        away, near = KDTree(self._unrolled(points)).query(unrolled, k=6)
        weights = 1 / np.maximum(away, 1e-4)
        return np.einsum("nk,nkd->nd", weights / weights.sum(axis=1, keepdims=True), points[near])

    def radius(self, ways: np.ndarray) -> np.ndarray:
        """(…,) metres from the middle of the skull to its skin in directions (…, 3)."""
        directions, far = self._radii
        flat = ways.reshape(-1, 3)
        away, near = directions.query(flat, k=12)
        weights = 1 / np.maximum(away, 0.02) ** 2
        return ((weights * far[near]).sum(axis=1) / weights.sum(axis=1)).reshape(ways.shape[:-1])

    @cached_property
    def _radii(self) -> tuple[KDTree, np.ndarray]:
        points, _ = self.skull.samples
        away = points - self.eyes - MIDDLE
        away = away[away[:, 2] > -0.14]
        far = np.linalg.norm(away, axis=1)
        return KDTree(away / far[:, None]), far

    def within(self, points: np.ndarray, outline: np.ndarray) -> np.ndarray:
        """(N,) metres inside an outline (K, 2) of degrees around the skull from the face's middle and heights over the
        eyes, of both sides alike."""
        return polygon_distance(self._unrolled(points), outline * (ARC, 1))

    def _unrolled(self, points: np.ndarray) -> np.ndarray:
        p = self.local(points)
        angle = np.degrees(np.arctan2(np.abs(p[:, 0]), SKULL_AXIS_Y - p[:, 1]))
        return np.stack([angle * ARC, p[:, 2]], axis=1)

    def front(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the face is at (N, 2) sideways and height over the eyes: places of the world (N, 3), normals (N, 3)."""
        points, normals = self._face
        away, near = KDTree(points[:, [0, 2]]).query(places, k=8)
        depths = points[near, 1]
        # folds have skin behind skin
        weights = (depths < depths.min(axis=1, keepdims=True) + 0.002) / np.maximum(away, 1e-5)
        weights /= weights.sum(axis=1, keepdims=True)
        normal = np.einsum("nk,nkd->nd", weights, normals[near])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        depth = (weights * depths).sum(axis=1)
        return np.stack([places[:, 0], depth, places[:, 1]], axis=1) + self.eyes, normal

    @cached_property
    def _face(self) -> tuple[np.ndarray, np.ndarray]:
        points, normals = self.skin.samples
        local = self.local(points)
        on = (normals[:, 1] < -0.15) & (np.abs(local[:, 2]) < 0.14) & (local[:, 1] < 0.03)
        return local[on], normals[on]

    def other_side(self, vertices: np.ndarray) -> np.ndarray:
        """The base mesh's vertices that mirror these."""
        known = self.of.ids
        _, near = KDTree(self.of.base[known]).query(self.of.base[vertices] * (-1, 1, 1))
        return known[near]

    def roots(self, count: int, rng: np.random.Generator, line: str = "woman", margin: float = 0.002) -> np.ndarray:
        """(count, 3) places on the scalp, evenly far from each other, at least `margin` behind the hairline."""
        spots = self.skull.spots(40 * count, rng)
        spots = spots[spots[:, 2] > self.eyes[2] - 0.08]
        return apart(spots[self.inside(spots, line) > margin], count)


class Solid:
    """A surface whose distance is asked for often: points on it, 3 mm apart, and their normals."""

    def __init__(self, base: np.ndarray, quads: np.ndarray, rounds: int) -> None:
        self.triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        self.base = base
        normals = vertex_normals(np.nan_to_num(base), self.triangles)
        for _ in range(rounds):
            sums = normals.copy()
            for a, b in ((0, 1), (1, 2), (2, 3), (3, 0)):
                np.add.at(sums, quads[:, a], normals[quads[:, b]])
                np.add.at(sums, quads[:, b], normals[quads[:, a]])
            normals = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        shares = np.array([(a, b, 4 - a - b) for a in range(5) for b in range(5 - a)]) / 4
        self._points = np.einsum("sk,fkd->fsd", shares, base[self.triangles]).reshape(-1, 3)
        self._normals = np.einsum("sk,fkd->fsd", shares, normals[self.triangles]).reshape(-1, 3)
        self._tree = KDTree(self._points)

    @property
    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """Points on it (S, 3) and their normals (S, 3)."""
        return self._points, self._normals

    def distance(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(N,) metres outside, negative inside, and the way out (N, 3)."""
        away, near = self._tree.query(points, k=4)
        weights = 1 / np.maximum(away, 1e-5)
        weights /= weights.sum(axis=1, keepdims=True)
        normals = np.einsum("nk,nkd->nd", weights, self._normals[near])
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        heights = np.einsum("nkd,nkd->nk", points[:, None] - self._points[near], self._normals[near])
        signs = np.where((weights * heights).sum(axis=1) < 0, -1.0, 1.0)
        far = away[:, 0] > 0.02
        return np.where(far, signs * away[:, 0], (weights * heights).sum(axis=1)), normals

    def spots(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, 3) on the surface, as dense everywhere."""
        corners = self.base[self.triangles]
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        of = rng.choice(len(area), count, p=area / area.sum())
        return np.einsum("nk,nkd->nd", rng.dirichlet((1, 1, 1), count), corners[of])


def apart(spots: np.ndarray, count: int) -> np.ndarray:
    """(count, 3) of them, each the farthest from those before."""
    chosen = [0]
    away = np.linalg.norm(spots - spots[0], axis=1)
    for _ in range(min(count, len(spots)) - 1):
        chosen.append(int(away.argmax()))
        away = np.minimum(away, np.linalg.norm(spots - spots[chosen[-1]], axis=1))
    return spots[chosen]


@lru_cache(maxsize=1)
def head() -> Head:
    """Of the figure that the rules in metres were read off."""
    return Head(reference(**RULED_BY))
