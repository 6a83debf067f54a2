"""Ways of telling that a garment is of two colours side by side: "half red half black hose"."""

from __future__ import annotations

from .rules import compiled, read_by

_SUITS = (
    "costume|outfit|suit|tunic|doublet|jacket|clothes|hose|motley|dress|gown|robe|shirt|t-?shirt|jumper|sweater|coat|"
    "tights|leggings|trousers|bodysuit|leotard|uniform|jerkin|jersey|hoodie|cloak|cape|surcoat|tabard|overalls"
)
_BOTH = r"half (?P<one>[a-z]+)(?:,| and|, and)? half (?P<other>[a-z]+)"
_HALVED = r"\g<one> and \g<other> halved"
_RULES = compiled(
    (
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
)


def halves_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    return read_by(_RULES, text)
