"""From the axes and units of a published model's files to the world's: metres, Z up, facing -Y, its left at +X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backend.body.published.model import UNIT_METRES, PublishedModel

CLEARLY = 1.5
"""how many times longer a direction must be along one axis than along the others to be along it"""
# places in SMAL's order of joints
_FEET, _SPINE, _NOSE, _TAIL = (10, 14, 20, 24), tuple(range(7)), 16, 31


@dataclass(frozen=True)
class Axes:
    """A turn by quarters, and a size: world[i] = unit · sign[i] · file[source[i]]."""

    source: tuple[int, int, int]
    sign: tuple[float, float, float]
    unit: float

    @property
    def turn(self) -> np.ndarray:
        """(3, 3) float32: world direction = turn @ file direction"""
        out = np.zeros((3, 3), np.float32)
        out[np.arange(3), self.source] = self.sign
        return out

    def directions(self, values: np.ndarray) -> np.ndarray:
        """(…, 3) float32 turned, and as long as they were."""
        return np.asarray(values, np.float32)[..., self.source] * np.asarray(self.sign, np.float32)

    def lengths(self, values: np.ndarray) -> np.ndarray:
        """(…, 3) float32 metres: points or offsets."""
        turned = self.directions(values)
        return turned if self.unit == 1.0 else turned * np.float32(self.unit)

    def basis(self, values: np.ndarray) -> np.ndarray:
        """(K, V, 3) float32 metres of blend shapes (V, 3, K)."""
        out = np.empty((values.shape[2], values.shape[0], 3), np.float32)
        for place, (source, sign) in enumerate(zip(self.source, self.sign, strict=True)):
            np.multiply(values[:, source].T, np.float32(sign * self.unit), out=out[..., place])
        return out

    def pose_basis(self, values: np.ndarray) -> np.ndarray:
        """(9 N, V, 3) float32 metres of blend shapes (9 N, V, 3) by the entries of N rotations, for the entries of the
        same rotations in the world."""
        theirs = values.reshape(-1, 3, 3, *values.shape[1:])
        out = np.empty_like(theirs, np.float32)
        for i, j, k in np.ndindex(3, 3, 3):
            sign = self.sign[i] * self.sign[j] * self.sign[k] * self.unit
            picked = theirs[:, self.source[i], self.source[j], :, self.source[k]]
            np.multiply(picked, np.float32(sign), out=out[:, i, j, :, k])
        return out.reshape(values.shape)


def axes_of(model: PublishedModel) -> Axes:
    """Y up facing +Z, but for animals: Z up facing +X, unless their feet, nose and tail say otherwise."""
    unit = UNIT_METRES[model.family]
    if model.family != "smal":
        return Axes((0, 2, 1), (1.0, -1.0, 1.0), unit)
    joints = model.joint_regressor @ model.template
    up, forward = _axis(0, 0, 1), _axis(1, 0, 0)
    if len(joints) > _TAIL:
        up = _along(joints[list(_SPINE)].mean(axis=0) - joints[list(_FEET)].mean(axis=0), up)
        forward = _along(joints[_NOSE] - joints[_TAIL], forward)
    if abs(up @ forward) > 0.5:
        up, forward = _axis(0, 0, 1), _axis(1, 0, 0)
    rows = np.stack([np.cross(up, forward), -forward, up])
    source = np.abs(rows).argmax(axis=1)
    x, y, z = (int(place) for place in source)
    left, back, top = (float(rows[i, place]) for i, place in enumerate(source))
    return Axes((x, y, z), (left, back, top), unit)


def _axis(x: float, y: float, z: float) -> np.ndarray:
    return np.array((x, y, z), float)


def _along(direction: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """The signed axis that a direction clearly goes along."""
    size = np.sort(np.abs(direction))
    if size[2] <= CLEARLY * size[1]:
        return otherwise
    place = int(np.abs(direction).argmax())
    return np.eye(3)[place] * np.sign(direction[place])
