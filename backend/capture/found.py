"""One face over time as the networks found it, in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from ..landmarks.faces import Face
from .inner_features import shortened


@dataclass(frozen=True, eq=False)
class Found:
    """N looks at faces: points (N, 468, 3), lids (N, 2, 71, 2) and irises (N, 2, 5, 2) in pixels, as of a `Face`;
    inner: (N, C) numbers made of what the networks have between their layers"""

    points: np.ndarray
    lids: np.ndarray
    irises: np.ndarray
    inner: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, rows: np.ndarray | slice) -> Found:
        return Found(*(getattr(self, field.name)[rows] for field in fields(self)))


def found_of(faces: Sequence[Face]) -> Found:
    faces = [shortened(face) for face in faces]
    return Found(*(np.stack([getattr(face, field.name) for face in faces]) for field in fields(Found)))
