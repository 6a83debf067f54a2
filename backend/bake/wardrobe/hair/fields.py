"""How hair is combed: fields of directions over the head, in metres from between the eyes."""

from __future__ import annotations

import numpy as np

from .growing import Field, unit
from .head import CROWN

DOWN = np.array([0.0, 0.0, -1.0])
BACK = np.array([0.0, 1.0, 0.0])
FRONT = np.array([0.0, -1.0, 0.0])


def whorl(swirl: float = 0.35, forward: float = 0.0, down: float = 0.35) -> Field:
    """From the crown outwards, a little around it; `forward` and `down` draw everything that way."""

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        away = p - CROWN
        out = unit(away)
        around = np.cross(np.array([0.0, 0.35, 0.94]), out)
        return out + swirl * around + forward * FRONT + (down + 0.4 * share[:, None]) * DOWN

    return field


def parted(x: float, back: float = 0.35, fall: float = 1.0) -> Field:
    """Away from a line at the height of x to both sides, then down."""

    def field(p: np.ndarray, share: np.ndarray, root: np.ndarray) -> np.ndarray:
        side = np.where(root[:, :1] > x, 1.0, -1.0) * np.array([1.0, 0.0, 0.0])
        # what grows behind the crown falls straight back and down
        behind = np.clip((root[:, 1:2] - 0.09) / 0.05, 0, 1)
        top = (1 - 0.8 * behind) * side + (back + 0.7 * behind) * BACK
        over = fallen(p)[:, None]
        inward = np.clip((np.abs(p) - (0.085, 9, 9)) / 0.03, 0, 1) * -np.sign(p)
        low = np.clip((-0.06 - p[:, 2:3]) / 0.05, 0, 1)
        return top * (1 - over) + over * (fall * DOWN + 0.25 * back * BACK * (1 - low)) + low * inward

    return field


def fallen(p: np.ndarray) -> np.ndarray:
    """(N,) 0 on top of the head to 1 where its sides and its back are steep."""
    away = np.stack([(np.abs(p[:, 0]) - 0.025) / 0.045, (p[:, 1] - 0.11) / 0.05, (0.055 - p[:, 2]) / 0.05])
    return np.clip(away.max(axis=0), 0, 1)
