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
_PAINTED = re.compile(r"\b(?:clown|pierrot|circus|reindeer|rudolph|rudolf|harlequin|ball|fool|jester|rodeo)\b")


def _lips(found: re.Match[str]) -> str:
    return f"{found['colour'] or found['other']} lipstick"


def _painted(found: re.Match[str]) -> str:
    said = found.groupdict()
    return f"{said.get('colour') or said.get('other') or said.get('third')} whole face paint"


def _nose(found: re.Match[str]) -> str:
    """A red nose is a ball on a clown's or a reindeer's face, and flushed on another."""
    return found[0] if _PAINTED.search(found.string) else "flushed nose"


@cache
def _rules() -> Rules:
    one = one_colour(natural=False)
    colour = rf"(?P<colour>(?:(?:{one}|brown|[a-z]+ish)[- ])?{one})"
    dark = r"(?P<other>black|white|gold|golden|copper|bronze|brown|dark red)"
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
        (rf"(?:{colour}|{dark}) (?:painted )?lips", _lips),
        (rf"(?:{colour}|(?P<other>black)) painted face|painted (?P<third>{one}|black) face", _painted),
        (rf"face (?:is |was )?(?:all |completely |entirely )?painted (?:all )?{colour}(?! and)(?! with)", _painted),
        (rf"(?:full|whole|solid|all over) {colour} face ?paint", _painted),
        (r"half (?P<colour>[a-z]+),? (?:and )?half [a-z]+(?: painted)? face(?: paint)?", _HALVED),
        (r"face (?:painted )?half (?P<colour>[a-z]+),? (?:and )?half [a-z]+", _HALVED),
        (r"(?<!round )(?<!ball )(?<!foam )(?<!clown )(?P<what>red|ruddy|reddened) nose\b", _nose),
        (r"(?P<colour>[a-z]+) body ?paint", r"\g<colour> tinted skin"),
    )
    return compiled(rules)


def skin_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    return read_by(_rules(), text)
