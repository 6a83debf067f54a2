"""Ways of telling of skin and of paint on it: "her skin is green" as "green tinted skin", "a half white face"."""

from __future__ import annotations

import re
from functools import cache

from .rules import WHOSE, Rules, compiled, one_colour, read_by

# what stands between a colour and the skin that has it
_OF_SKIN = (
    "scaly|slimy|leathery|mottled|glowing|shimmering|shiny|metallic|wrinkled|warty|rough|bumpy|cracked|painted|dusty|"
    "glittering|reptilian|smooth|rotting|rotten|decaying|mouldy|moldy|glossy|waxy|clammy|sickly|bloated|peeling|"
    "translucent|scaled|spotted|speckled|blotchy|patchy|marbled|iridescent"
)
_TINTED = r"\g<colour> tinted skin"
_OF_BOTH = r"\g<first> \g<second> tinted skin"
_HALVED = r"\g<colour> halved face"
_PAINT = r"\g<colour> whole face paint"
_OF_PAINT = re.compile(r"\b(?:clown|pierrot|circus|reindeer|rudolph|rudolf|harlequin|ball|fool|jester|rodeo)\b")


def _nose(found: re.Match[str]) -> str:
    """A red nose is a ball on a clown's or a reindeer's face, and flushed on another."""
    return found[0] if _OF_PAINT.search(found.string) else "flushed nose"


@cache
def _rules() -> Rules:
    one = one_colour(natural=False)
    shade = rf"(?:(?:{one}|brown|[a-z]+ish)[- ])?{one}"
    colour = rf"(?P<colour>{shade})"
    both = rf"(?P<first>{one}|brown) and (?P<second>{one}|brown)"
    like = rf"(?:(?:{_OF_SKIN})(?:,| and)? )"
    hide = "(?:skin|scales|hide|flesh)"
    own = f"(?:whose|{WHOSE}) (?:whole )?(?:skin|body)"
    rules = (
        (rf"{both},? {like}+{hide}", _OF_BOTH),
        (rf"{like}+{both} {hide}", _OF_BOTH),
        (rf"{colour}(?:,| and)? {like}+{hide}", _TINTED),
        (rf"{like}+{colour} {hide}", _TINTED),
        (rf"{colour} (?:scales|flesh|skin)", _TINTED),
        (rf"{own} (?:is |was )?(?:all )?(?:painted )?{colour}(?! [a-z])", _TINTED),
        (rf"(?:body |skin )?painted (?:all )?{colour} (?:from head to (?:toe|foot)|all over)", _TINTED),
        (
            rf"(?P<colour>{shade}|black|white|gold|golden|copper|bronze|brown|dark red) (?:painted )?lips",
            r"\g<colour> lipstick",
        ),
        (rf"(?P<colour>{shade}|black) painted face", _PAINT),
        (rf"painted (?P<colour>{one}|black) face", _PAINT),
        (rf"face (?:is |was )?(?:all |completely |entirely )?painted (?:all )?{colour}(?! and)(?! with)", _PAINT),
        (rf"(?:full|whole|solid|all over) {colour} face ?paint", _PAINT),
        (r"half (?P<colour>[a-z]+),? (?:and )?half [a-z]+(?: painted)? face(?: paint)?", _HALVED),
        (r"face (?:painted )?half (?P<colour>[a-z]+),? (?:and )?half [a-z]+", _HALVED),
        (r"(?<!round )(?<!ball )(?<!foam )(?<!clown )(?P<what>red|ruddy|reddened) nose\b", _nose),
        (r"(?P<colour>[a-z]+) body ?paint", _TINTED),
    )
    return compiled(rules)


def skin_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    return read_by(_rules(), text)
