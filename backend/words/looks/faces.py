"""What a text says of eyes and face, which dark glasses and masks would hide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

DARK = frozenset(("sunglasses", "goggles", "visor", "sports_shades"))
MASKS = frozenset(
    "face_mask cloth_mask gas_mask plague_mask hockey_mask welding_mask wrestling_mask fencing_mask".split()  # noqa: SIM905
)
_EYES = re.compile(r"\b(?:eye(?:s|d|brows?|lashes|lids)?|gaze|glance)\b")
_FACE = re.compile(
    r"\b(?:beard(?:ed)?|moustach(?:e|ed|ioed)|mustach(?:e|ed)|goatee|stubble|lips?|lipstick|smil(?:e|es|ing)|"
    r"grin(?:s|ning)?|teeth|tooth|nose|chin|jaw|cheeks?|cheekbones|freckle[ds]?|dimples?|face|faced|mouth|"
    r"wrinkle[ds]?|rosy|make-?up)\b"
)
_ON_EYES = frozenset(("face_paint", "eyeliner", "eye_shadow", "dark_circles", "blind_eyes"))
_ON_FACE = frozenset("face_paint lipstick soot dirt freckles blush scars acne warts stubble plaster".split())  # noqa: SIM905
"""marks of the skin that are seen about the eyes, and on the face"""


def eyes_said(text: str, skin: Mapping[str, object]) -> bool:
    """Whether a text speaks of eyes, or of paint about them. skin: marks that it names."""
    return bool(_ON_EYES & skin.keys()) or _EYES.search(text.lower()) is not None


def face_said(text: str, skin: Mapping[str, object], slots: AbstractSet[str]) -> bool:
    """Whether a text speaks of what a mask hides. skin: marks that it names. slots: where it names a piece."""
    return bool(_ON_FACE & skin.keys() or {"facial_hair", "glasses"} & slots) or _FACE.search(text.lower()) is not None
