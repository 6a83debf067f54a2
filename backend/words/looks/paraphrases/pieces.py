"""Ways of telling of single pieces, read as others: a ribbon in a braid, a scarf with coins, a shirt tied up."""

from __future__ import annotations

import re
from collections.abc import Callable

WHOSE = "(?:his|her|their|the)"
DRAPED = "tunic|robe|robes|toga|cloth|wrap|hide|pelt|skin|animal skin|leopard skin|fur|furs"
_PAINTED = re.compile(r"\b(?:clown|pierrot|circus|reindeer|rudolph|rudolf|harlequin|ball|fool|jester|rodeo)\b")
_ABOVE = re.compile(
    r"\b(?:dress|tee|t-?shirt|tank|vest|(?<!on )top|jumper|bodysuit|swimsuit|bra|singlet|overalls|jumpsuit)\b"
)
_BOWS = "ribbons?|bows?|scrunchies?"
_TRESSES = "braids?|plaits?|pigtails|bunches|ponytail|bun|topknot"


def _coined(found: re.Match[str]) -> str:
    return f"{found['what']}, {found['how'] or ''}coins on brow"


def _nose(found: re.Match[str]) -> str:
    """A red nose is a ball on a clown's or a reindeer's face, and flushed on another."""
    return found[0] if _PAINTED.search(found.string) else "flushed nose"


def _knotted(found: re.Match[str]) -> str:
    """A shirt that is tied at the waist is knotted, or around it where something else is worn above."""
    rest = found.string[: found.start()] + found.string[found.end() :]
    return f"{found['what']} around her waist" if _ABOVE.search(rest) else f"knotted {found['what']}"


_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        rf"(?P<what>{_BOWS}) (?:tied |woven |braided |plaited |wound )?(?:in|into|through) (?:{WHOSE} )?"
        rf"(?:long |single |two )?(?P<hair>{_TRESSES})",
        r"\g<what> in her hair, \g<hair>",
    ),
    (
        rf"(?P<hair>{_TRESSES}),? (?:tied |bound |fastened |held )?(?:up )?(?:with|by|in) (?:a |an )?"
        r"(?P<what>(?:[a-z]+ ){0,2})(?:ribbons?|bows?|scrunchies?|scrunchy)",
        r"\g<hair>, \g<what>hair bow",
    ),
    (
        r"(?P<what>(?:[a-z]+ ){0,2}(?:shirt|blouse)),? (?:tied|knotted)(?: up)? (?:at|above|over|in front of) "
        rf"(?:{WHOSE} )?(?:waist|midriff|navel|belly)",
        _knotted,
    ),
    (
        r"(?P<what>head ?scarf|kerchief|bandana|headband|veil|turban) (?:decorated |hung |sewn |trimmed |edged )?"
        r"with (?:rows? of )?(?:(?:small|little|dangling|jingling) )*(?P<how>(?:gold|golden|silver|brass) )?coins",
        _coined,
    ),
    (
        r"hanbok,?(?: with| in| of)?(?: a| an)? (?:short )?(?P<one>[a-z]+(?: [a-z]+)?) (?:jacket|top|jeogori),?"
        r"(?: and| with| over)?(?: a| an)? (?:full |wide |long )*(?P<other>[a-z]+(?: [a-z]+)?) (?:skirt|chima)",
        r"\g<one> hanbok with \g<other> trim",
    ),
    (r"(?<!round )(?<!ball )(?<!foam )(?<!clown )(?P<what>red|ruddy|reddened) nose\b", _nose),
    (
        rf"(?P<what>{DRAPED}),? (?:and |with )?(?:one |a |his |her )?(?:bare|uncovered) shoulder",
        r"one shoulder \g<what>",
    ),
    (r"(?:skeleton|skeletal|skeletally|corpse|rake|stick)[- ]thin|thin as a (?:skeleton|rake|stick)", "very thin"),
    (r"fringed? hem", "fringe"),
    (r"(?P<colour>[a-z]+) body ?paint", r"\g<colour> tinted skin"),
)
_FOUND = tuple((re.compile(rf"\b{pattern}\b"), instead) for pattern, instead in _RULES)


def pieces_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    for pattern, instead in _FOUND:
        text = pattern.sub(instead, text)
    return text
