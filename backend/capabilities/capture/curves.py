"""A take as the fields of a result."""

from __future__ import annotations

from typing import Any

import numpy as np

from rigging.faces.face_take import FaceTake


def face_curves(take: FaceTake) -> dict[str, Any]:
    """Those of `FaceCurves`, by name."""
    position = np.zeros((take.frames, 3)) if take.position is None else take.position
    arrays = {
        "values": take.values,
        "head": take.head,
        "left_eye": take.left_eye,
        "right_eye": take.right_eye,
        "confidence": take.confidence,
        "position": position,
    }
    plain = {"times": take.times, "take_keys": take.names, "fps": float(take.fps)}
    return plain | {name: array.astype(np.float32) for name, array in arrays.items()}
