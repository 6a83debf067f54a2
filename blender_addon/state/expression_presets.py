# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of one click, as ARKit coefficients: everything else goes to zero unless it is locked."""

from __future__ import annotations

EXPRESSIONS: dict[str, dict[str, float]] = {
    "neutral": {},
    "smile": {
        "mouthSmileLeft": 1.0, "mouthSmileRight": 1.0, "cheekSquintLeft": 0.6, "cheekSquintRight": 0.6,
        "eyeSquintLeft": 0.25, "eyeSquintRight": 0.25, "mouthDimpleLeft": 0.3, "mouthDimpleRight": 0.3,
    },
    "laugh": {
        "mouthSmileLeft": 1.0, "mouthSmileRight": 1.0, "jawOpen": 0.45, "cheekSquintLeft": 0.8,
        "cheekSquintRight": 0.8, "eyeSquintLeft": 0.6, "eyeSquintRight": 0.6, "browInnerUp": 0.2,
        "mouthUpperUpLeft": 0.3, "mouthUpperUpRight": 0.3,
    },
    "sad": {
        "browInnerUp": 0.9, "mouthFrownLeft": 0.75, "mouthFrownRight": 0.75, "mouthShrugLower": 0.45,
        "eyeSquintLeft": 0.2, "eyeSquintRight": 0.2, "eyeLookDownLeft": 0.2, "eyeLookDownRight": 0.2,
    },
    "angry": {
        "browDownLeft": 1.0, "browDownRight": 1.0, "eyeSquintLeft": 0.4, "eyeSquintRight": 0.4,
        "noseSneerLeft": 0.5, "noseSneerRight": 0.5, "mouthPressLeft": 0.6, "mouthPressRight": 0.6,
        "mouthFrownLeft": 0.3, "mouthFrownRight": 0.3, "jawForward": 0.2,
    },
    "surprised": {
        "browInnerUp": 0.9, "browOuterUpLeft": 0.9, "browOuterUpRight": 0.9, "eyeWideLeft": 0.9,
        "eyeWideRight": 0.9, "jawOpen": 0.5, "mouthFunnel": 0.25,
    },
    "disgusted": {
        "noseSneerLeft": 0.9, "noseSneerRight": 0.9, "browDownLeft": 0.5, "browDownRight": 0.5,
        "mouthUpperUpLeft": 0.6, "mouthUpperUpRight": 0.6, "mouthFrownLeft": 0.4, "mouthFrownRight": 0.4,
        "eyeSquintLeft": 0.4, "eyeSquintRight": 0.4,
    },
    "afraid": {
        "browInnerUp": 1.0, "browOuterUpLeft": 0.4, "browOuterUpRight": 0.4, "eyeWideLeft": 0.8,
        "eyeWideRight": 0.8, "mouthStretchLeft": 0.7, "mouthStretchRight": 0.7, "jawOpen": 0.2,
    },
}  # fmt: skip
