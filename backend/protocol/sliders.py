"""The names of the sliders that every Galatea program knows without asking a backend: those of the Anny body.

A slider value is a plain float in one flat namespace. Phenotypes go from 0 to 1 with 0.5 in the middle
(age: -1/3 newborn, 1/3 child, 2/3 young adult, 1 old); expressions are the 52 ARKit coefficients, 0 to 1. What a
body model offers, which may be none of these, the handshake lists with its ranges.
"""

from __future__ import annotations

PHENOTYPES: tuple[str, ...] = (
    "gender",
    "age",
    "muscle",
    "weight",
    "height",
    "proportions",
    "cupsize",
    "firmness",
    "african",
    "asian",
    "caucasian",
)

AGE_OF_YEARS: tuple[tuple[float, float], ...] = (
    (0, -0.25), (1, 0.06), (2, 0.12), (3, 0.16), (5, 0.226), (7, 0.282), (10, 0.383), (12, 0.48), (13, 0.531),
    (14, 0.575), (15, 0.607), (16, 0.625), (18, 0.64), (25, 2 / 3), (30, 0.68), (90, 1.0),
)  # fmt: skip
"""Years -> the age slider: children by the median height of their age (WHO growth references 2006 and 2007, between
boys and girls, and Anny's body between its genders), adults evenly from a young adult to the oldest."""

# Apple's ARKit blend shape locations, in the order of its documentation's groups, under the panel's group names.
ARKIT_GROUPS: dict[str, tuple[str, ...]] = {
    "brows": ("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    "eyes": (
        "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
        "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight",
        "eyeWideLeft", "eyeWideRight",
    ),
    "jaw": ("jawForward", "jawLeft", "jawOpen", "jawRight"),
    "mouth": (
        "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight", "mouthFunnel",
        "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight", "mouthPucker",
        "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft",
        "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    ),
    "cheeks": ("cheekPuff", "cheekSquintLeft", "cheekSquintRight"),
    "nose": ("noseSneerLeft", "noseSneerRight"),
    "tongue": ("tongueOut",),
}  # fmt: skip
ARKIT_52: tuple[str, ...] = tuple(name for names in ARKIT_GROUPS.values() for name in names)
assert len(ARKIT_52) == 52
