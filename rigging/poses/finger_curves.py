"""Fingers that take one shape after the other in the time of a clip."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from ..skeletons import FINGERS
from .finger_shapes import SHAPES

EASE = 0.3
"""seconds in which fingers take another shape"""


def bends_of(shapes: Collection[tuple[float, str]], frames: int, fps: float) -> Mapping[str, np.ndarray]:
    """Finger -> (N, 3) degrees of a hand that takes shapes by name, each from a second on."""
    out = np.zeros((frames, len(FINGERS), 3))
    times = np.arange(frames) / fps
    for number, (start, name) in enumerate(shapes):
        now = np.array([SHAPES[name][finger] for finger in FINGERS])
        share = np.clip((times - start) / EASE + 0.5, 0.0, 1.0) if number else np.ones(frames)
        share = (share * share * (3.0 - 2.0 * share))[:, None, None]
        out = out * (1.0 - share) + now * share
    return {finger: out[:, row] for row, finger in enumerate(FINGERS)}
