"""One face in one picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..crop import Crop

INNER = 9856
MESH_POINTS, LID_POINTS, IRIS_POINTS = 468, 71, 5
CORNERS = ((263, 362), (33, 133))
"""points of the mesh at the outer and the inner corner of the person's own left and right eye"""
ASTRAY, TELLING = 0.06, 15.0
"""how far the networks may disagree about the eyes; pixels between the eyes from which on that tells something"""
AROUND = 1.5
"""how much larger than all points of a face the square is that is looked at"""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture of H x W pixels. Left and right are the person's own."""

    points: np.ndarray
    """(468, 3) float32: x to the right and y down in pixels, z away from the camera in the same unit"""
    lids: np.ndarray
    """(2, 71, 2) float32 pixels, left eye and right: 16 points around the opening, then those of lids and brow"""
    irises: np.ndarray
    """(2, 5, 2) float32 pixels: middle of the iris, and four points on its rim"""
    sure: float
    """0..1, how sure the network is that this is a face"""
    inner: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float16))
    """what the networks made of it before they told points: (9856,) float16, the mesh's 6 x 6 x 128 and 3 x 3 x 128
    and each eye's 4 x 4 x 128, or fewer numbers made of them"""

    @property
    def box(self) -> np.ndarray:
        """(2, 2) middle and size of what the points cover, pixels."""
        low, high = self.points[:, :2].min(0), self.points[:, :2].max(0)
        return np.stack([(low + high) / 2, high - low])

    @property
    def size(self) -> float:
        """Pixels of the longer side of the box."""
        return float(self.box[1].max())

    @property
    def between_eyes(self) -> float:
        """Pixels from the middle of one eye to that of the other."""
        left, right = (self.points[list(corners)].mean(0) for corners in CORNERS)
        return float(np.linalg.norm(left - right))

    @property
    def apart(self) -> float:
        """How far the eyes' own network and that of the whole face disagree about where that eye is on which they agree
        more, in distances between the eyes: some 0.02 where a face is seen well, more where points lie beside it."""
        mesh = np.stack([self.points[list(corners), :2].mean(0) for corners in CORNERS])
        lids = self.lids[:, :16].mean(1)
        return float(np.linalg.norm(lids - mesh, axis=1).min()) / max(self.between_eyes, 1e-6)

    @property
    def is_astray(self) -> bool:
        """Whether the points seem to lie beside the face, or on what is none."""
        return self.apart > ASTRAY and self.between_eyes > TELLING

    @property
    def crop(self) -> Crop:
        """The square in which the face is looked for in the next frame."""
        return square_of(self.box, self.points[CORNERS[1][0], :2], self.points[CORNERS[0][0], :2], AROUND)


def square_of(box: np.ndarray, right: np.ndarray, left: np.ndarray, around: float) -> Crop:
    """The square around a box (2, 2) in which the line from the right eye (2,) to the left one (2,) is level."""
    across, down = left - right
    (x, y), size = box
    return Crop(float(x), float(y), max(float(size.max()) * around, 1.0), float(np.arctan2(down, across)))
