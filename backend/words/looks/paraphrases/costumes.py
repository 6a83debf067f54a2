"""Ways of telling of costumes and of armour of the future: "dressed up as a dinosaur", "space marine, white armour"."""

from __future__ import annotations

import re
from functools import cache

from ...look_vocabulary import things
from ...tables import table
from .rules import WHOSE, Rules, compiled, one_colour, read_by

_BACK = f"(?:down|along|on|all down|running down) {WHOSE} (?:back|spine)"
_BODY = "onesie|costume|suit|bodysuit|jumpsuit|outfit"
_FUTURE = re.compile(r"\b(?:space|spaceship|sci-?fi|futuristic|galactic|mech|mecha|cyber|cyberpunk)\b")
_GREEN = "green"


@cache
def _rules() -> Rules:
    colour = one_colour()
    coloured = re.compile(rf"\b(?P<colour>{colour}) (?:[a-z]+ )?(?:{_BODY})\b")

    def worn_by(found: re.Match[str]) -> str:
        """An animal's costume where the tables have one."""
        animal = table("things", 2).get((found["who"],), ("",))[0] == "animal"
        return f"in a {found['who']} costume" if animal and (found["who"], "costume") in things() else found[0]

    def spiked(found: re.Match[str]) -> str:
        """Spikes stand on a tail of the costume's colour."""
        suit = coloured.search(found.string)
        return f"a {suit['colour'] if suit else _GREEN} and {found['colour']} dinosaur tail"

    return compiled(
        (
            (r"dressed(?: up)? (?:as|like) (?:an? |the )?(?P<who>[a-z]+)", worn_by),
            (rf"(?P<colour>{colour}) (?:spikes|spines|plates|scales) {_BACK}", spiked),
        )
    )


@cache
def _of_the_future() -> Rules:
    colour = one_colour()

    return compiled(
        (
            (r"shoulder pads", "shoulder plates"),
            (
                rf"(?P<colour>{colour}) (?:[a-z]+ )?(?:power |battle |body |combat )?armou?r(?: suit)?(?! with plates)",
                r"\g<colour> rubber armour",
            ),
        )
    )


def costumes_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    text = read_by(_rules(), text)
    return read_by(_of_the_future(), text) if _FUTURE.search(text) and re.search(r"\barmou?r\b", text) else text
