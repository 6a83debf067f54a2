"""Ways of saying that a garment is of two colours side by side, or that a hood has fur of its own colour."""

from __future__ import annotations

_SUITS = (
    "costume|outfit|suit|tunic|doublet|jacket|clothes|hose|motley|dress|gown|robe|shirt|t-?shirt|jumper|sweater|coat|"
    "tights|leggings|trousers|bodysuit|leotard|uniform|jerkin|jersey|hoodie|cloak|cape|surcoat|tabard|overalls"
)
_BOTH = r"half (?P<one>[a-z]+)(?:,| and|, and)? half (?P<other>[a-z]+)"
_HALVED = r"\g<one> and \g<other> halved"
HALVES = (
    (r"(?P<colour>[a-z]+) fur[- ](?P<how>trimmed|edged|lined) (?P<what>hood)", r"\g<what> \g<how> with \g<colour> fur"),
    (rf"{_BOTH} motley(?= (?:{_SUITS}))", _HALVED),
    (rf"{_BOTH} motley", rf"{_HALVED} costume"),
    (rf"{_BOTH}(?=(?: [a-z]+){{0,2}} (?:{_SUITS}))", _HALVED),
    (rf"(?P<what>{_SUITS})(?:,| that is| which is| is| in)? {_BOTH}", rf"{_HALVED} \g<what>"),
    (
        r"(?P<one>[a-z]+)[- ]and[- ](?P<other>[a-z]+) (?:split|parted|divided)(?: down the middle)?"
        rf"(?= (?:{_SUITS}))",
        _HALVED,
    ),
)
"""patterns and what to read in their place, as of `rewritten`"""
