# SPDX-License-Identifier: GPL-3.0-or-later
"""What the 52 face keys do, in an artist's words, by part of the face; the names on the wire stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .._shared.protocol.sliders import ARKIT_GROUPS

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

_DOES = {
    "browDown": "Lower",
    "browInnerUp": "Inner Ends Up",
    "browOuterUp": "Outer End Up",
    "eyeBlink": "Close",
    "eyeLookDown": "Look Down",
    "eyeLookIn": "Look In",
    "eyeLookOut": "Look Out",
    "eyeLookUp": "Look Up",
    "eyeSquint": "Squint",
    "eyeWide": "Open Wide",
    "jawForward": "Push Forward",
    "jawLeft": "Move Left",
    "jawOpen": "Open",
    "jawRight": "Move Right",
    "mouthClose": "Keep Lips Together",
    "mouthDimple": "Dimple",
    "mouthFrown": "Corner Down",
    "mouthFunnel": "Open Round, as in Oh",
    "mouthLeft": "Move Left",
    "mouthLowerDown": "Lower Teeth",
    "mouthPress": "Press Lips",
    "mouthPucker": "Pucker, as to Kiss",
    "mouthRight": "Move Right",
    "mouthRollLower": "Roll Lower Lip In",
    "mouthRollUpper": "Roll Upper Lip In",
    "mouthShrugLower": "Shrug Lower Lip Up",
    "mouthShrugUpper": "Shrug Upper Lip Up",
    "mouthSmile": "Smile",
    "mouthStretch": "Corner Wide",
    "mouthUpperUp": "Upper Teeth",
    "cheekPuff": "Puff",
    "cheekSquint": "Raise",
    "noseSneer": "Wrinkle",
    "tongueOut": "Stick Out",
}


@dataclass(frozen=True)
class FaceRow:
    """One row of the Face panel: a key, or a left and a right one."""

    label: str
    keys: tuple[str, ...]


def face_rows(group: str) -> tuple[FaceRow, ...]:
    """The rows of one ARKit group: `eyeBlinkLeft` and `eyeBlinkRight` share the row "Close"."""
    rows: dict[str, list[str]] = {}
    for name in ARKIT_GROUPS[group]:
        stem = re.sub(r"(Left|Right)$", "", name)
        rows.setdefault(stem if stem in _DOES else name, []).append(name)
    return tuple(FaceRow(_DOES[stem], tuple(keys)) for stem, keys in rows.items())
