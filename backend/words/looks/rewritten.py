"""Ways of saying that are read as others: "her skin is green" as "green tinted skin", "number 42" as a number."""

from __future__ import annotations

import re
from functools import cache

from ..look_vocabulary import colours

# what stands between a colour and the skin that has it
_OF_SKIN = (
    "scaly|slimy|leathery|mottled|glowing|shimmering|shiny|metallic|wrinkled|warty|rough|bumpy|cracked|painted|dusty|"
    "glittering|reptilian|smooth"
)
# colours that skin has of itself
_NATURAL = frozenset(
    """black brown white tan beige olive dark light bronze copper golden fair pink ivory cream chocolate honey caramel
    ebony nut chestnut mahogany cinnamon amber sand sandy pale""".split()  # noqa: SIM905
)
_TINTED = r"\g<colour> tinted skin"
_HALVED = r"\g<colour> halved face"
_WHOSE = "(?:his|her|their|the)"
_SHORN = "(?:is |was )?(?:shaved|shaven|buzzed)"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    named = {key[0] for key in colours() if len(key) == 1} - _NATURAL
    colour = rf"(?P<colour>{'|'.join(sorted(named, key=len, reverse=True))})"
    like = rf"(?:(?:{_OF_SKIN})(?:,| and)? )"
    hide = "(?:skin|scales|hide|flesh)"
    own = f"(?:whose|{_WHOSE}) (?:whole )?(?:skin|body)"
    rules = (
        (rf"{colour}(?:,| and)? {like}+{hide}", _TINTED),
        (rf"{like}+{colour} {hide}", _TINTED),
        (rf"{colour} (?:scales|flesh|skin)", _TINTED),
        (rf"{own} (?:is |was )?(?:all )?(?:painted )?{colour}(?! [a-z])", _TINTED),
        (rf"(?:body |skin )?painted (?:all )?{colour} (?:from head to (?:toe|foot)|all over)", _TINTED),
        (rf"{colour} (?:painted )?lips", r"\g<colour> lipstick"),
        (r"half (?P<colour>[a-z]+),? (?:and )?half [a-z]+(?: painted)? face(?: paint)?", _HALVED),
        (r"face (?:painted )?half (?P<colour>[a-z]+),? (?:and )?half [a-z]+", _HALVED),
        (r"(?:the )?(?:number|no\.?|nr\.?) ?#?\d{1,3}", "number 7"),
        (rf"(?:one|the left|the right|a) side of {_WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (rf"half (?:of )?{_WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (r"(?:buttoned|zipped|done) up to (?:the|his|her) (?:neck|chin|throat)", ""),
    )
    return tuple((re.compile(rf"\b{pattern}\b"), instead) for pattern, instead in rules)


def rewritten(text: str) -> str:
    """A text in lower case with such ways of saying as the tables have them."""
    for pattern, instead in _rules():
        text = pattern.sub(instead, text)
    return text
