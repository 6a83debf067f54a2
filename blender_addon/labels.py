# SPDX-License-Identifier: GPL-3.0-or-later
"""Words an artist uses for sliders, keys and stages; the names on the wire stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ._shared.protocol.sliders import ARKIT_GROUPS, PHENOTYPES

LONGEST_TITLE = 40
LONGEST_NAME = 32
NAMELESS = "Avatar"
_ARTICLES = frozenset({"a", "an", "the", "some", "one"})
# what stands behind these tells more than a name should
_NAME_ENDS = re.compile(
    r"[,.;:!?()]|\b(?:with|who|whose|wearing|in (?:a|an|his|her|their)|smiling|looking|that|having)\b"
)


@dataclass(frozen=True)
class Slider:
    """What the panel must know to show one body slider."""

    name: str
    label: str
    group: str
    minimum: float = 0.0
    maximum: float = 1.0
    default: float = 0.5


GROUPS = {"build": "Build", "origin": "Origin", "chest": "Bust"}
"""The groups of the usual sliders; a body model's small shapes are grouped by the part of the body they change."""

# the first part with a word that the name contains, so "forehead" must come before "head"
_PARTS = {
    "Ears": ("ear-",),
    "Eyes": ("eye",),
    "Nose": ("nose",),
    "Mouth": ("mouth", "lip"),
    "Cheeks and Chin": ("cheek", "chin", "jaw"),
    "Head": ("head", "temple"),
    "Hands": ("hand", "finger"),
    "Feet": ("foot", "feet", "toe"),
    "Arms": ("arm", "shoulder", "elbow", "wrist"),
    "Legs": ("leg", "knee", "ankle", "thigh", "calf"),
    "Neck": ("neck",),
    "Chest": ("breast", "bust", "nipple", "chest"),
    "Hips": ("hip", "pelvis", "buttock", "bulge"),
    "Torso": ("torso", "stomach", "waist", "belly", "navel", "back"),
}


def figure_name(prompt: str) -> str:
    """`"a tall muscular man with red hair, smiling"` -> `"Tall Muscular Man"`; "Avatar" where there are no words."""
    words = next(filter(str.strip, _NAME_ENDS.split(prompt)), "").split()
    while words and words[0].lower() in _ARTICLES:
        words.pop(0)
    while len(" ".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    return " ".join(word[:1].upper() + word[1:] for word in words)[:LONGEST_NAME] or NAMELESS


def part(name: str) -> str:
    """The part of the body that a small shape changes; "More" where its name tells none."""
    return next((part for part, words in _PARTS.items() if any(word in name for word in words)), "More")


_PHENOTYPES = {
    "gender": ("Male to Female", "build", 0.5),
    "age": ("Age", "build", 2 / 3),
    "height": ("Height", "build", 0.5),
    "weight": ("Weight", "build", 0.5),
    "muscle": ("Muscle", "build", 0.5),
    "proportions": ("Proportions", "build", 0.5),
    "cupsize": ("Cup Size", "chest", 0.5),
    "firmness": ("Firmness", "chest", 0.5),
    "african": ("African", "origin", 1 / 3),
    "asian": ("Asian", "origin", 1 / 3),
    "caucasian": ("Caucasian", "origin", 1 / 3),
}
assert set(_PHENOTYPES) == set(PHENOTYPES)

PHENOTYPE_SLIDERS: tuple[Slider, ...] = tuple(
    Slider(name, label, group, default=default) for name, (label, group, default) in _PHENOTYPES.items()
)


def title(name: str) -> str:
    """`"upper-arm_length"` or `"Upper arm length"` or `"upperArmLength"` -> `"Upper Arm Length"`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_/ ]+", " ", name).split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


@dataclass(frozen=True)
class FaceRow:
    """One row of the Face panel: a key, or a left and a right one."""

    label: str
    keys: tuple[str, ...]


def face_rows(group: str) -> tuple[FaceRow, ...]:
    """The rows of one ARKit group: `eyeBlinkLeft` and `eyeBlinkRight` share the row "Blink"."""
    rows: dict[str, list[str]] = {}
    names = ARKIT_GROUPS[group]
    for name in names:
        stem = re.sub(r"(Left|Right)$", "", name)
        pair = stem != name and {stem + "Left", stem + "Right"} <= set(names)
        rows.setdefault(stem if pair and not _is_direction(stem) else name, []).append(name)
    return tuple(FaceRow(_key_label(stem), tuple(keys)) for stem, keys in rows.items())


def _is_direction(stem: str) -> bool:
    """`jawLeft` moves the whole jaw to the left; it is no left half of anything."""
    return stem in ("jaw", "mouth")


def _key_label(stem: str) -> str:
    words = title(stem).split()
    return " ".join(words[1:]) or words[0]


FACE_GROUPS = {
    "brows": "Brows",
    "eyes": "Eyes",
    "jaw": "Jaw",
    "mouth": "Mouth",
    "cheeks": "Cheeks",
    "nose": "Nose",
    "tongue": "Tongue",
}
assert set(FACE_GROUPS) == set(ARKIT_GROUPS)

# Expressions of one click: ARKit coefficients, everything else goes to zero unless it is locked.
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


_STAGES = {
    "waiting": "Waiting",
    "load": "Warming Up",
    "search body": "Looking for the Body",
    "search face": "Looking for the Face",
    "descend": "Following the Words",
    "assemble": "Rigging",
    "preview": "Taking Pictures",
}


def shorten(title: str) -> str:
    """What fits into a row, cut where it is too long."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def stage(name: str) -> str:
    """What the backend is doing, in an artist's words."""
    return _STAGES.get(name, title(name))


def clock(seconds: float) -> str:
    """`75` -> `"1:15"`."""
    whole = max(round(seconds), 0)
    return f"{whole // 60}:{whole % 60:02d}"


def figure(measurements: dict[str, float]) -> tuple[str, ...]:
    """Two short lines: height and weight, then the girths; metres become centimetres."""
    lines = []
    if "height" in measurements:
        lines.append(f"{measurements['height'] * 100:.0f} cm")
    if "mass" in measurements:
        lines.append(f"{measurements['mass']:.0f} kg")
    if "bmi" in measurements:
        lines.append(f"BMI {measurements['bmi']:.1f}")
    girths = [
        f"{title(name)} {measurements[name] * 100:.0f}" for name in ("chest", "waist", "hips") if name in measurements
    ]
    return tuple(part for part in ("  ·  ".join(lines), "  ".join(girths) + " cm" if girths else "") if part)
