"""What the garments of an outfit ask of a shape, asked for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .binding import scales
from .columns import Mix, columns
from .garment import Garment
from .surface import Normals


class Together:
    """Sums over the base mesh for all garments; what belongs to each is a slice of them."""

    def __init__(self, garments: Sequence[Garment]) -> None:
        self._bindings = [garment.binding for garment in garments]
        self._points = Mix(
            np.concatenate([binding.indices for binding in self._bindings]),
            np.concatenate([binding.weights for binding in self._bindings]),
        )
        self._offsets = [columns(binding.offsets) for binding in self._bindings]
        standing = [garment.standing for garment in garments if garment.standing]
        self._feet = [len(garment.standing.at) if garment.standing else 0 for garment in garments]
        if standing:
            at, shares = (np.concatenate(rows) for rows in zip(*((s.at, s.shares) for s in standing), strict=True))
            vertices, places = np.unique(at, return_inverse=True)
            self._foot, self._out = Mix(at, shares), Mix(places.reshape(at.shape), shares)
            self._normals = Normals(standing[0].surface.quads, vertices)

    def fitted(self, skin: np.ndarray, base: np.ndarray) -> list[np.ndarray]:
        """(3, N) metres of each garment as it is bound to a shape, (19158, 3) and axis by axis."""
        counts = [len(binding) for binding in self._bindings]
        found = _split(self._points(skin), counts)
        for points, offsets, binding in zip(found, self._offsets, self._bindings, strict=True):
            points += offsets * scales(binding, base)[:, None]
        return found

    def below(self, skin: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Of each garment the skin's place and normal (3, S), of any length, under all that stands on it; (3, 0) where
        nothing does."""
        if not any(self._feet):
            nothing = np.zeros((3, 0), np.float32)
            return [(nothing, nothing) for _ in self._feet]
        feet, out = (_split(found, self._feet) for found in (self._foot(skin), self._out(self._normals(skin))))
        return list(zip(feet, out, strict=True))


def _split(values: np.ndarray, counts: Sequence[int]) -> list[np.ndarray]:
    return np.split(values, np.cumsum(counts)[:-1], axis=1)
