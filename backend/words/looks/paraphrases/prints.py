"""Prints on cloth that no table names: a "fox print" shirt has what animal prints have, a "lemon print" dress dots."""

from __future__ import annotations

import re

from ...look_vocabulary import colours, materials
from ...tables import key_of, table

_ENDS = r"(?:border|trim|hem|edg|collar|cuff)"
_PRINT = re.compile(rf"\b(?P<noun>[a-z]+)[- ](?:print|printed|pattern|patterned)(?= (?!on\b|{_ENDS})[a-z])")
_BEHIND = re.compile(
    r"\b(?P<thing>[a-z]+) with (?:an? )?(?P<how>(?:[a-z]+[- ]){1,2})(?:pattern|print|motif)\b"
    rf"(?! of\b| {_ENDS})"
)
_COVERED = re.compile(
    r"\b(?:covered|sprinkled|spangled|dotted|strewn|decorated|adorned|patterned|printed|scattered|embellished)"
    r"(?: all over)? (?:in|with|by) (?=(?:[a-z]+[- ]){0,2}(?:stars|polka dots|flowers)\b)"
)
_AS = {"animal": "animal patterned", "plant": "floral", "food": "fruit patterned", "object": "dotty print"}
"""kind of a noun in things.tsv -> words of materials.tsv"""


def with_prints(text: str) -> str:
    """The text, in lower case, with prints of a noun that no table has as those of its kind."""
    return _PRINT.sub(_known, _BEHIND.sub(r"\g<how>patterned \g<thing>", _COVERED.sub("with ", text)))


def _known(found: re.Match[str]) -> str:
    noun = found["noun"]
    known = any((noun, last) in materials() for last in ("print", "printed", "pattern", "patterned"))
    if known or (noun,) in materials() or (noun,) in colours():
        return found[0]
    key = key_of([noun], table("things", 2))
    return _AS.get(table("things", 2)[key][0], found[0]) if key else found[0]
