"""Hair styles: adjectives before "hair". The encoder does not read them, while it knows colours of hair."""

from __future__ import annotations

from .attributes import DYES
from .lexicon import INTENSIFIERS
from .tables import table
from .thing_phrases import cut_lead, has_form
from .tokens import Role, Token

_HAIR = frozenset(("hair", "haired", "hairs"))


def cut_hair_styles(found: list[Token], cut: set[int]) -> None:
    """Adjectives that make a hair style of "hair" are cut out, and "hair" with them where it has no colour."""
    styles = table("hair", 1)
    for at, token in enumerate(found):
        if token.word not in _HAIR or token.role is Role.PERSON:
            continue
        first = at
        while first and (
            found[first - 1].role in (Role.WORD, Role.KNOWN, Role.NUMBER, Role.WORN, Role.PLAIN)
            or _is_style(found, first - 1)
            or (found[first - 1].word in ("and", ",") and first > 1 and (found[first - 2].word,) in styles)
        ):
            if found[first - 1].role is Role.PLAIN and found[first - 1].word not in INTENSIFIERS:
                break
            if found[first - 1].role is Role.KNOWN and not has_form(found[first - 1], "adj", "with"):
                break
            first -= 1
        coloured = {i for i in range(first, at) if found[i].entry and found[i].phrase == token.phrase}
        coloured |= {i for i in range(first, at) if found[i].word in DYES}
        style = [i for i in range(first, at) if i not in coloured and _is_style(found, i)]
        if not style:
            continue
        linked = {
            i for i in range(first, at) if found[i].role in (Role.AND, Role.PLAIN, Role.BREAK) and i not in coloured
        }
        cut |= {*style, *(i for i in linked if i < max(style) or found[i].role is Role.AND)}
        if not coloured:
            cut |= set(range(first, at + 1))
            cut_lead(found, first, at + 1, cut)


def _is_style(found: list[Token], at: int) -> bool:
    """Whether "long", or "shoulder-length" from its first or second word on, stands there."""
    styles, word = table("hair", 1), found[at].word
    after = found[at + 1].word if at + 1 < len(found) else ""
    before = found[at - 1].word if at else ""
    return (word,) in styles or (word, after) in styles or (before, word) in styles
