"""The square of texture of a garment, with where each texel is on the body: what its zones are painted on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .cloth import Cloth

_DEPTH = 0.020


@dataclass(eq=False)
class Canvas:
    """Pictures are (S, S), first row at the top; lengths are metres."""

    cloth: Cloth
    side: float
    face: np.ndarray
    weights: np.ndarray
    """(S, S, 4) of the corners of `face`"""
    outside: np.ndarray
    height: np.ndarray
    """metres out of the cloth"""
    shade: np.ndarray
    """1 unshaded to 0"""
    zones: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def outer(self) -> np.ndarray:
        """(S, S) bool: texels of the side that is seen, not of a hem or a lining."""
        return ~self.cloth.inside[self.face]

    def of(self, values: np.ndarray) -> np.ndarray:
        """Numbers of the vertices (N,) or (N, K) at each texel."""
        corners = self.cloth.faces[self.face]
        return np.einsum("hwk,hwk...->hw...", self.weights, values[corners])

    def field(self, values: np.ndarray) -> np.ndarray:
        """A field of the base mesh at each texel."""
        return self.of(self.cloth.at(values))

    def panel(self, *numbers: int) -> np.ndarray:
        return np.isin(self.cloth.panel[self.face], numbers)

    def zone(self, name: str, mask: np.ndarray) -> None:
        """Adds to a zone, 0 to 1."""
        self.zones[name] = np.maximum(self.zones.get(name, np.zeros(mask.shape)), mask.clip(0, 1))

    def groove(
        self, away: np.ndarray, depth: float = 0.0015, width: float = 0.004, where: np.ndarray | float = 1.0
    ) -> None:
        """A seam along `away` = 0, where (S, S) is 0 to 1."""
        line = np.exp(-((away / width) ** 2)) * where
        self.height -= depth * line
        self.shade *= 1 - 0.22 * line

    def stitch(self, away: np.ndarray, where: np.ndarray | float = 1.0, width: float = 0.0018) -> None:
        line = np.exp(-((away / max(width, 0.55 * self.texel)) ** 2)) * where
        self.zone("stitches", line)
        self.height -= 0.0006 * line

    @property
    def texel(self) -> float:
        return self.side / len(self.face)

    def finished(self, extra_shade: float = 1.0) -> dict[str, np.ndarray]:
        """The zones as a Piece has them."""
        wide = gaussian_filter(self.height, 0.012 / self.texel)
        hollow = ((wide - self.height) / 0.003).clip(0, 1)
        crest = ((self.height - wide) / 0.003).clip(0, 1)
        shade = self.shade * (1 - 0.30 * extra_shade * hollow) - 0.10 * extra_shade * (1 - crest) * (hollow > -1)
        shade = shade / max(float(np.quantile(shade, 0.98)), 0.5)
        found: dict[str, np.ndarray] = {  # in steps that nobody sees and that take a quarter less of a file
            "height": _bytes(0.5 + (self.height - np.median(self.height)) / _DEPTH) & 0xFE,
            "shade": _bytes(shade) | 3,
        }
        found.update({name: _bytes(np.where(self.outside > 6, 0, mask)) for name, mask in self.zones.items()})
        for name in ("height", "shade"):
            found[name] = np.where(self.outside > 10, 128 if name == "height" else 255, found[name]).astype(np.uint8)
        return found


def canvas(cloth: Cloth, flat: np.ndarray, side: float, size: int) -> Canvas:
    """flat: (F, 4, 2) texture coordinates 0 to 1; side: metres of the square's side."""
    face = np.full((size, size), -1)
    weights = np.zeros((size, size, 4))
    pixel = flat * size
    pixel[..., 1] = size - pixel[..., 1]
    for corners in ((0, 1, 2), (0, 2, 3)):
        for f in range(len(flat)):
            _fill(face, weights, pixel[f, corners, :], f, corners)
    outside, (row, column) = cast(tuple[np.ndarray, np.ndarray], distance_transform_edt(face < 0, return_indices=True))
    return Canvas(
        cloth,
        side,
        face[row, column],
        weights[row, column],
        outside,
        np.zeros((size, size)),
        np.ones((size, size)),
    )


def _fill(face: np.ndarray, weights: np.ndarray, t: np.ndarray, number: int, corners: tuple[int, ...]) -> None:
    size = len(face)
    low = np.maximum(np.floor(t.min(axis=0) - 0.5).astype(int), 0)
    high = np.minimum(np.ceil(t.max(axis=0) + 0.5).astype(int), size)
    x, y = np.meshgrid(np.arange(low[0], high[0]) + 0.5, np.arange(low[1], high[1]) + 0.5)
    (ax, ay), (bx, by), (cx, cy) = t
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1e-9 or x.size == 0:
        return
    v = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
    w = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
    inside = (v >= -1e-6) & (w >= -1e-6) & (v + w <= 1 + 1e-6)
    rows, columns = (y[inside] - 0.5).astype(int), (x[inside] - 0.5).astype(int)
    face[rows, columns] = number
    weights[rows, columns] = 0
    for k, value in zip(corners, (1 - v - w, v, w), strict=True):
        weights[rows, columns, k] = value[inside]


def wavy(points: np.ndarray, seed: int, length: float, stretch: tuple[float, float, float] = (1, 1, 1)) -> np.ndarray:
    """(…,) smooth noise about -1 to 1 in space, `length` metres from crest to crest, longer along an axis by
    `stretch`."""
    rng = np.random.default_rng(seed)
    total = np.zeros(points.shape[:-1])
    for _ in range(7):
        way = rng.normal(size=3)
        way = way / np.linalg.norm(way) / np.array(stretch) * rng.uniform(0.7, 1.4) * 2 * np.pi / length
        total = total + np.sin(points @ way + rng.uniform(0, 6.3))
    return total / 2.6


def ridged(value: np.ndarray) -> np.ndarray:
    """Sharp folds, 0 to 1, where `value` goes through 0."""
    return np.exp(-((value / 0.5) ** 2))


def patchy(points: np.ndarray, seed: int, length: float = 0.16) -> np.ndarray:
    """(…,) 0 to 1: here and there."""
    return 0.1 + 0.9 * (0.5 + 0.9 * wavy(points, seed, length)).clip(0, 1)


def _bytes(value: np.ndarray) -> np.ndarray:
    return np.rint(value.clip(0, 1) * 255).astype(np.uint8)
