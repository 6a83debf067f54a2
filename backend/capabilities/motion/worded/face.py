"""Moods of a script as curves of face keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ....words.moving.script import Script

EASE = 0.5
"""seconds in which a face changes"""


def face_curves(
    script: Script, starts: Sequence[float], keys: Sequence[str], rest: Sequence[float], frames: int, fps: float
) -> tuple[np.ndarray, tuple[str, ...]]:
    """(N, K) values and the K of `keys` that words move, each from its `rest` on; starts: of each part, seconds."""
    moved = [name for name in keys if any(name in part.face for part in script.parts)]
    out = np.zeros((frames, len(moved)))
    times = np.arange(frames) / fps
    for column, name in enumerate(moved):
        before = rest[list(keys).index(name)]
        values = np.full(frames, before)
        for start, part in zip(starts, script.parts, strict=True):
            now = max(part.face.get(name, 0.0), 0.0) if part.face else rest[list(keys).index(name)]
            share = np.clip((times - start) / EASE + (0.5 if start else 0.0), 0.0, 1.0)
            share = share * share * (3.0 - 2.0 * share)
            values = values * (1.0 - share) + now * share
        out[:, column] = values
    return out, tuple(moved)
