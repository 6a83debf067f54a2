"""A motion as a strip of stick figures: what can be shown before a body has been moved."""

from __future__ import annotations

import numpy as np

from rigging.take import Take

from ....figure.telling_frames import frames_of

_TURN = np.radians(25.0)
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
    out = np.empty((size, len(posed) * size, 3), np.uint8)
    out[:] = _BACKDROP
    scale = 0.82 * size / max(reach, 0.1)
    starts, ends, colours = [], [], []
    for bone, parent in enumerate(take.bones.parents.tolist()):
        lines = [(heads[:, bone], tails[:, bone])]
        if parent >= 0:
            lines.append((heads[:, parent], heads[:, bone]))
        starts += [start for start, _ in lines]
        ends += [end for _, end in lines]
        colours += [_NEAR if take.bones.heads[bone, 0] > 0.01 else _LINE] * len(lines)
    _draw(out, np.stack(starts, 1), np.stack(ends, 1), np.array(colours, np.uint8), scale)
    return out


def _draw(out: np.ndarray, starts: np.ndarray, ends: np.ndarray, colours: np.ndarray, scale: float) -> None:
    """Lines from starts to ends (C, L, 3) into the cells of a picture (size, C · size, 3), later ones over others."""
    size = len(out)
    points = starts[:, :, None] + (ends - starts)[:, :, None] * np.linspace(0.0, 1.0, size)[:, None]
    across = points[..., 0] * np.cos(_TURN) + points[..., 1] * np.sin(_TURN)
    x = (0.5 * size + across * scale).round().astype(int)
    y = (0.94 * size - points[..., 2] * scale).round().astype(int)
    x, y = (np.stack([each, each + more], -1) for each, more in ((x, 1), (y, 1)))
    x, y = x[..., :, None], y[..., None, :]
    inside = (x >= 0) & (x < size) & (y >= 0) & (y < size)
    column, line, *_ = np.nonzero(inside)
    x, y = (np.broadcast_to(each, inside.shape)[inside] for each in (x, y))
    out[y, x + column * size] = colours[line]
