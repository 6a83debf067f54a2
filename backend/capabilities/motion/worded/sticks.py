"""A motion as a strip of stick figures: what can be shown before a body has been moved."""

from __future__ import annotations

import numpy as np

from rigging.take import Take

from ....figure.telling_frames import frames_of

_BACKDROP, _LINE, _NEAR = (204, 207, 212), (90, 94, 102), (40, 60, 120)


def sticks(take: Take, size: int = 96, frames: int = 8) -> np.ndarray:
    """(size, frames · size, 3) uint8: seen from the front and a little from its left, each over its own place."""
    posed = take.posed()
    posed = posed[frames_of(take.bones.names, posed[..., :3, 3], frames)]
    heads, reach = posed[..., :3, 3], float(take.bones.heads[:, 2].max())
    arms = take.bones.tails - take.bones.heads
    tails = heads + np.einsum(
        "njab,jb->nja", posed[..., :3, :3] @ np.swapaxes(take.bones.rest[:, :3, :3], -1, -2), arms
    )
    middle = heads[:, :1] * (1.0, 1.0, 0.0)
    heads, tails = heads - middle, tails - middle
    turn = np.radians(25.0)
    out = np.empty((size, len(posed) * size, 3), np.uint8)
    out[:] = _BACKDROP
    scale = 0.82 * size / max(reach, 0.1)
    for column in range(len(posed)):
        for bone, parent in enumerate(take.bones.parents):
            lines = [(heads[column, bone], tails[column, bone])]
            if parent >= 0:
                lines.append((heads[column, parent], heads[column, bone]))
            colour = _NEAR if take.bones.heads[bone, 0] > 0.01 else _LINE
            for one, other in lines:
                _line(out[:, column * size : (column + 1) * size], one, other, turn, scale, colour)
    return out


def _line(
    cell: np.ndarray, one: np.ndarray, other: np.ndarray, turn: float, scale: float, colour: tuple[int, int, int]
) -> None:
    size = len(cell)
    points = one + (other - one) * np.linspace(0.0, 1.0, size)[:, None]
    across = points[:, 0] * np.cos(turn) + points[:, 1] * np.sin(turn)
    x = (0.5 * size + across * scale).round().astype(int)
    y = (0.94 * size - points[:, 2] * scale).round().astype(int)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        inside = (x + dx >= 0) & (x + dx < size) & (y + dy >= 0) & (y + dy < size)
        cell[y[inside] + dy, x[inside] + dx] = colour
