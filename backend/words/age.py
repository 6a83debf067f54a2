"""Whether a prompt asks for a child: everyone is an adult unless the words say otherwise.

Read from the words themselves, not from an encoder: "young", "cute" or "student" lie on the way to a child in any
embedding, and a figure that was meant to be a young adult must not become one.
"""

from __future__ import annotations

from . import lexicon
from .years import stated_years

ADULT_YEARS = 18
# the attribute's scale: -1.7 early teens, -1.3 late teens (backend/words/attributes.py)
CHILD_AGE = -1.4
# a word for a grown person settles it, whatever adjectives stand beside it
_GROWN = frozenset(
    """man men woman women adult adults grown grownup lady ladies gentleman gentlemen guy bloke dude wife husband mother
    father mom mum dad aunt uncle grandmother grandfather grandma grandpa granny adulthood twenties thirties forties
    fifties sixties""".split()  # noqa: SIM905
)
# never of a child
_SEXUAL = frozenset(
    """sexy sexual seductive sensual erotic nude naked topless busty voluptuous curvaceous buxom sultry provocative
    lingerie stripper escort pinup bikini thong horny slutty hot panties bra fishnets undressed""".split()  # noqa: SIM905
)


def says_grown(prompt: str) -> bool:
    """Whether a word of the prompt means a grown person, or must not be said of a child."""
    return bool(set(lexicon.tokens(prompt)) & (_GROWN | _SEXUAL))


def is_sexual(prompt: str) -> bool:
    """Whether a word of the whole prompt, clothes and all, must not be said of a child."""
    return bool(set(lexicon.tokens(prompt)) & _SEXUAL)


def asks_for_child(prompt: str) -> bool:
    """True where an age in years or a word of the lexicon means a child or a teenager, and none says a grown person."""
    words = set(lexicon.tokens(prompt))
    if words & (_GROWN | _SEXUAL):
        return False
    years = stated_years(prompt)
    if years is not None:
        return years < ADULT_YEARS
    return any(
        factor > 0.0 and entry.implies.get("age", 0.0) <= CHILD_AGE and _says_who(entry)
        for entry, factor in lexicon.find(prompt, lexicon.builds())
    )


def _says_who(entry: lexicon.Entry) -> bool:
    """Nouns and plain adjectives tell how old someone is; "with braces" or "with baby skin" only how they look."""
    return entry.form in ("noun", "adj")
