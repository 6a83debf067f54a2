"""What a text says of eyes and face, which dark glasses and masks would hide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ..colour_names import EYES
from ..look_vocabulary import colours

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
GLOWS = "(?:glowing|luminous|luminescent|shining|blazing|burning|fiery|radiant|gleaming|smouldering|backlit)"
"""said of eyes whose colour is shown, and no light"""
_OWN = "(?!(?:with|and|in|has|of|one|an?|the|his|her|their)\\b)[a-z]+"
_EYES_THAT_GLOW = re.compile(
    rf"\b(?:{GLOWS}[ -](?:[a-z]+[ -]){{0,2}}?eyes|(?:{_OWN}[ -])?{GLOWS}[ -]eyes|eyes (?:that |which )?(?:are |is )?"
    r"(?:glow|glowing|shine|burn|burning|blaze))\b"
)
_ONE_EYE = re.compile(
    rf"\b(?:one|single|left|right|other|an?) (?P<how>(?:{_OWN}[ -]){{1,4}}?)eye\b"
    r"(?! ?-?(?:patch|mask|liner|shadow|make|piece|brow|contact|black|ball|bags?|lash|socket|test|shield|visor))"
)
_ON_EYES = frozenset(("face_paint", "eyeliner", "eye_shadow", "dark_circles", "blind_eyes"))
_ON_FACE = frozenset("face_paint lipstick soot dirt freckles blush scars acne warts stubble plaster".split())  # noqa: SIM905
"""marks of the skin that are seen about the eyes, and on the face"""


def eyes_said(text: str, skin: Mapping[str, object]) -> bool:
    """Whether a text speaks of eyes, or of paint about them. skin: marks that it names."""
    return bool(_ON_EYES & skin.keys()) or _EYES.search(text.lower()) is not None


def eyes_unshown(text: str) -> list[str]:
    """What a text says of eyes that no figure shows: that they glow, or that one alone has a colour or glows."""
    said = text.lower().replace("’", "'")
    found = [each[0] for each in _EYES_THAT_GLOW.finditer(said)]
    for each in _ONE_EYE.finditer(said):
        words = re.findall(r"[a-z]+", each["how"])
        coloured = any((word,) in colours() or word in EYES or re.fullmatch(GLOWS, word) for word in words)
        if coloured and not {"white", "black", "milky"} & set(words):  # a blind eye and a black eye are shown
            found.append(each[0])
    return found


def face_said(text: str, skin: Mapping[str, object], slots: AbstractSet[str]) -> bool:
    """Whether a text speaks of what a mask hides. skin: marks that it names. slots: where it names a piece."""
    return bool(_ON_FACE & skin.keys() or {"facial_hair", "glasses"} & slots) or _FACE.search(text.lower()) is not None
