"""What the networks made of a face before they told points, in few numbers.

Points are all that the networks were taught to tell; between their layers is more of what a mouth or an eye does.
The main directions in which that differs from the same face at rest were learned from renders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from assets import asset

from ..assets.reading import own_file, read_arrays
from ..landmarks.faces import Face
from .packed_matrices import packed, unpacked

FOLDER, FILE = "capture", "inner.npz"
BLOCKS = {"wide": (0, 4608), "middle": (4608, 5760), "eyes": (5760, 9856)}
"""of a face's inner numbers: 6 x 6 and 3 x 3 squares of the whole face, and 4 x 4 of each eye"""


@dataclass(frozen=True, eq=False)
class InnerAxes:
    """axes: block -> (numbers, directions) float32, by which inner numbers are multiplied."""

    axes: Mapping[str, np.ndarray]

    @property
    def count(self) -> int:
        return sum(axes.shape[1] for axes in self.axes.values())

    def short(self, inner: np.ndarray) -> np.ndarray:
        """(N, count) float32 of inner numbers (N, 9856)."""
        parts = [inner[:, begin:end].astype(np.float32) @ self.axes[name] for name, (begin, end) in BLOCKS.items()]
        return np.concatenate(parts, axis=1)


@lru_cache(maxsize=1)
def inner_axes() -> InnerAxes:
    """Raises BadFile where its file is damaged."""
    path = asset(FOLDER, FILE)
    with own_file(path, "inner directions of faces"):
        return axes_from(read_arrays(path, "inner directions of faces"))


def axes_from(arrays: Mapping[str, np.ndarray]) -> InnerAxes:
    return InnerAxes({name: unpacked(arrays, name) for name in BLOCKS})


def axes_arrays(axes: InnerAxes) -> dict[str, np.ndarray]:
    """What `axes_from` reads."""
    out: dict[str, np.ndarray] = {}
    for name in BLOCKS:
        out |= packed(name, axes.axes[name])
    return out


def shortened(face: Face) -> Face:
    """A face with few inner numbers instead of all."""
    axes = inner_axes()
    if len(face.inner) == axes.count:
        return face
    return replace(face, inner=axes.short(face.inner[None])[0])
