"""Hair, eyes and freckles that people with dark skin seldom have of themselves: "a ginger boy with freckles"."""

from __future__ import annotations

import re

from .paraphrases.cuts import STYLES

_GROWN = (
    "hair|haired|beard|bearded|moustache|mustache|curls|locks|braids?|plaits?|pigtails?|ponytail|bob|bun|bunches|fringe|"
    "mane|mop|waves|sideburns|whiskers|brows|eyebrows|crew cut|buzz cut|bowl cut|pixie cut|quiff|topknot|stubble"
)
_LIKE = (
    f"{STYLES}|shoulder length|waist length|full|thin|fine|bushy|neat|neatly|trimmed|cropped|braided|plaited|forked|"
    "big|huge|side|low|high|white|brown|blonde?|fair|dark|loose|flowing"
)
_LIGHT = re.compile(
    r"\b(?:(?<!dyed )(?<!bleached )(?<!peroxide )(?<!platinum )(?:blonde?|fair|sandy|strawberry blonde?)|ginger|"
    rf"gingery|auburn|copper|coppery|red|reddish|flaxen|golden)(?:,? (?:and )?(?:{_LIKE}))*[ -](?:{_GROWN})\b"
    rf"|\b(?:{_GROWN})(?: that)? (?:is|are) (?:blonde?|ginger|red|auburn)\b"
    r"|\b(?:red-?heads?|red-?headed|gingers?(?= (?:boy|girl|man|woman|lad|teen))|freckle[sd]?|freckly)\b"
    r"|\b(?:blonde?)(?= (?:boy|girl|man|woman|lad|lady|teen|teenager|kid|child|toddler|princess|guy)\b)"
    r"|\b(?:blue|green|gr[ae]y|violet)[- ](?:eyes|eyed)\b"
)


def light_colouring(text: str) -> bool:
    """Whether a prompt speaks of such hair or eyes, or of freckles; not of hair that is dyed blond."""
    return _LIGHT.search(text.lower()) is not None
