"""What face keys do, in an artist's words, by part of the face; the names on the wire stay as they are.

ARKit's 52 are known here. Of the others the body model tells the label and the part, and their names the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .events import SliderInfo
from .sliders import ARKIT_GROUPS
from .titles import title

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


_PART_OF = {name: part for part, names in ARKIT_GROUPS.items() for name in names}
_OTHERS = "expression"


def face_groups(names: Iterable[str], told: Mapping[str, SliderInfo]) -> dict[str, tuple[str, tuple[FaceRow, ...]]]:
    """The folds of the Face panel for an avatar's keys: part -> heading and rows, in ARKit's order and then the keys'.

    told: what the body model says of its expressions, by name; nothing where no backend describes it. A left and a
    right key of one thing share a row: `eyeBlinkLeft` and `eyeBlinkRight` are the row "Close".
    """
    found: dict[str, dict[str, list[str]]] = {part: {} for part in FACE_GROUPS}
    for name in names:
        part = _PART_OF.get(name) or (told[name].part if name in told else "") or _OTHERS
        stem = re.sub(r"_?(Left|Right|left|right)$", "", name)
        known = name not in _PART_OF or stem in _DOES
        found.setdefault(part, {}).setdefault(stem if known else name, []).append(name)
    return {
        part: (
            FACE_GROUPS.get(part) or title(part),
            tuple(_row(stem, keys, told) for stem, keys in rows.items()),
        )
        for part, rows in found.items()
        if rows
    }


def _row(stem: str, keys: list[str], told: Mapping[str, SliderInfo]) -> FaceRow:
    label = told[keys[0]].label if len(keys) == 1 and keys[0] in told else stem
    return FaceRow(_DOES.get(stem) or title(label), tuple(keys))
