"""The square of a picture that the nets see: around the face's landmarks, without turning it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import grid_sample

from ..protocol.errors import BadRequest

SCALE = 1.4
"""how many times as wide as the face the square is: as in SMIRK's demo; 1.6 in its tests, 1.2 to 1.8 in its training"""


@dataclass(frozen=True)
class Square:
    """middle: (x, y), and side: pixels of the picture that it is cut from."""

    middle: tuple[float, float]
    side: float

    def to_square(self, points: np.ndarray, size: int) -> np.ndarray:
        """(L, 2) pixels of the picture -> pixels of the square of `size`; its corners are those of its first and last
        pixels, 0 and size - 1."""
        return (points - self._corner) * ((size - 1) / self.side)

    def to_picture(self, points: np.ndarray, size: int) -> np.ndarray:
        """(L, 2) back again."""
        return points * (self.side / (size - 1)) + self._corner

    @property
    def _corner(self) -> np.ndarray:
        return np.array(self.middle) - self.side / 2


def square_of(points: np.ndarray, scale: float = SCALE) -> Square:
    """points: (L, 2) pixels, the landmarks of one face. Raises BadRequest where they are none of a face."""
    if points.ndim != 2 or points.shape[1] < 2 or len(points) < 3 or not np.isfinite(points[:, :2]).all():
        raise BadRequest("The landmarks of a face are (L, 2) finite numbers, three or more.", "Give those of one face.")
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    side = float((high - low).mean()) * scale
    if side < 1.0:
        raise BadRequest("The landmarks of a face lie in one place.", "Give those of one face, in pixels.")
    middle = (low + high) / 2
    return Square((float(middle[0]), float(middle[1])), side)


def cut(picture: np.ndarray, square: Square, size: int) -> np.ndarray:
    """(size, size, C) uint8 of (H, W, C) uint8, between pixels where it falls there, black beyond the picture."""
    height, width = picture.shape[:2]
    places = np.arange(size, dtype=np.float64)
    at = square.to_picture(np.stack([places, places], axis=1), size)
    x, y = 2 * at[:, 0] / max(width - 1, 1) - 1, 2 * at[:, 1] / max(height - 1, 1) - 1
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    source = torch.tensor(picture).permute(2, 0, 1)[None].float()
    found = grid_sample(source, torch.from_numpy(grid)[None].float(), align_corners=True)
    return found[0].permute(1, 2, 0).round().clamp(0, 255).to(torch.uint8).numpy()


def paste(picture: np.ndarray, patch: np.ndarray, square: Square) -> np.ndarray:
    """The picture (H, W, 3) uint8 with a square (S, S, 3) uint8 laid where it was cut from, fading out at its edge."""
    height, width = picture.shape[:2]
    size = len(patch)
    corners = square.to_picture(np.array([[0.0, 0.0], [size - 1.0, size - 1.0]]), size)
    low = np.maximum(np.floor(corners[0]).astype(int), 0)
    high = np.minimum(np.ceil(corners[1]).astype(int) + 1, (width, height))
    if (high <= low).any():
        return picture.copy()
    x, y = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    at = square.to_square(np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float64), size)
    grid = torch.from_numpy(2 * at / (size - 1) - 1).float().view(1, *x.shape, 2)
    source = torch.tensor(patch).permute(2, 0, 1)[None].float()
    laid = grid_sample(source, grid, align_corners=True, padding_mode="border")[0].permute(1, 2, 0).numpy()
    edge = (1 - np.abs(grid[0].numpy())).min(axis=-1)
    share = np.clip(edge / 0.1, 0.0, 1.0)[..., None]
    out = picture.copy()
    rows, columns = slice(low[1], high[1]), slice(low[0], high[0])
    mixed = laid * share + out[rows, columns] * (1 - share)
    out[rows, columns] = np.round(mixed).clip(0, 255).astype(np.uint8)
    return out
