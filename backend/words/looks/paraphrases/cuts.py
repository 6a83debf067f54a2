"""Ways of telling what hair and beard are: "a messy brown mop", "his head is shaved", "a ribbon in her braid"."""

from __future__ import annotations

import re
from functools import cache

from .hair import LOOSE
from .rules import WHOSE, Rules, compiled, one_colour, read_by

STYLES = "long|short|shaggy|scruffy|messy|tousled|unkempt|untidy|unruly|wild|curly|wavy|straight|spiky|frizzy|thick"
"""what hair and beards are said to be, whatever their colour"""
_OF_HAIR = (
    f"{STYLES}|greasy|thinning|black|brown|white|gr[ae]y|silver|blonde?|fair|dark|light|golden|ginger|auburn|chestnut|"
    "sandy|mousy"
)
_SHORN = "(?:is |was )?(?:shaved|shaven|buzzed)"
_BOWS = "ribbons?|bows?|scrunchies?"
_TRESSES = "braids?|plaits?|pigtails|bunches|ponytail|bun|topknot"


def _stubbly(found: re.Match[str]) -> str:
    """Stubble has the colour of the hair, where none is said of that."""
    own = "hair" in found.string
    return f"{found['how']}{found['what']}" + ("" if own else f", {found['hair']} hair")


@cache
def _rules() -> Rules:
    one = one_colour(natural=False)
    hair = rf"(?P<hair>{one}|brown|black|white|gr[ea]y|silver|blonde?|sandy|ginger|auburn)"
    of_hair = rf"(?:{one}|{_OF_HAIR})"
    ends = r"(?=\s*(?:[,.;]|$|with\b|in\b|under\b|and\b))"
    rules = (
        (
            rf"hair,? (?:that is |which is |is |was )?(?P<one>{of_hair}),? and (?P<other>{of_hair}){ends}",
            r"\g<one> \g<other> hair",
        ),
        (rf"hair (?:that is |which is |is |was )(?P<one>{of_hair}){ends}", r"\g<one> hair"),
        (
            rf"(?P<how>(?:short |rough |day[- ]old |light |heavy )?){hair} (?P<what>stubble|designer stubble)",
            _stubbly,
        ),
        (rf"\b(?:a |an )?(?:short |messy |untidy |unruly )?{hair} crop(?! top)", r"short \g<hair> hair"),
        (rf"(?:a |an )?(?:messy |untidy |unruly )?{hair} mop(?: of hair)?", r"messy \g<hair> hair"),
        (
            rf"(?P<how>straight|curly|curled|wavy|frizzy|spiky|ringlet) (?P<what>(?:{one}|black|brown|blonde?) )?wig",
            r"\g<how> \g<what>hair",
        ),
        (
            rf"(?P<what>{one}|black|brown|blonde?) (?P<how>straight|curly|curled|wavy|frizzy|spiky|ringlet) wig",
            r"\g<how> \g<what> hair",
        ),
        (r"hair (?:[a-z]+ )?in (?:a |an )?(?:high|low|long|single) tail", "hair in a ponytail"),
        (
            r"bald(?: on top| crown| head)?,? (?:with|and|but|but with|and with) (?P<what>(?:[a-z]+ ){0,3})"
            r"(?:sides|side hair|side tufts|tufts|hair (?:at|on|around) the (?:sides|ears|temples|back))",
            r"balding, \g<what>hair",
        ),
        (r"beard (?:[a-z]+ )?(?:with|in) (?:[a-z]+ )?(?:braids|plaits)", "braided beard"),
        (rf"(?:one|the left|the right|a) side of {WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (rf"half (?:of )?{WHOSE} (?:head|hair) {_SHORN}", "sidecut"),
        (rf"{WHOSE} head is (?:completely |freshly |clean[- ]|all )?(?:shaved|shaven)", "shaved head"),
        (rf"{WHOSE} head is (?:completely |quite |all )?bald", "bald head"),
        (rf"sun[- ](?:bleached|kissed|streaked|lightened)(?= (?:[a-z]+ ){{0,3}}(?:{LOOSE}|mop|braids))", "blond"),
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
    )
    return compiled(rules)


def cuts_told(text: str) -> str:
    """A text in lower case with such ways of telling as the tables have them."""
    return read_by(_rules(), text)
