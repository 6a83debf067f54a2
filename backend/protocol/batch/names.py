"""Names of folders that every system takes, made from what people write."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
"""what Windows gives to devices"""


def safe_name(name: str, otherwise: str = "person") -> str:
    """A name that somebody gave, with what no folder may be called left out."""
    text = re.sub(r"\.{2,}", ".", _UNSAFE.sub("-", _printable(name)))
    text = _shortened(text.lstrip(" .-")).rstrip(" .")
    return f"{otherwise}-{text}" if _TAKEN.fullmatch(text) else text or otherwise


def from_words(words: str) -> str:
    """ "A tall man, smiling" -> "a-tall-man-smiling" """
    letters = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else "-" for c in _printable(words))
    text = _shortened(re.sub("-+", "-", letters).strip("-").casefold(), "-")
    return safe_name(text.strip("-"))


def free_name(wanted: str, taken: dict[str, int]) -> str:
    """`wanted`, or with the first number that makes it differ from the folded names in `taken`, which gets it.

    taken: folded name -> the last number that was tried behind it, so that ten thousand of one name take no time.
    """
    name, number = wanted, taken.get(folded(wanted), 0)
    while folded(name) in taken:
        number += 1
        name = f"{wanted}-{number + 1}"
        taken[folded(wanted)] = number
    taken[folded(name)] = 0
    return name


def folded(name: str) -> str:
    """What two names have in common that some disk takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _printable(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else " " for c in text)


def _shortened(text: str, between: str = " ") -> str:
    """At most LONGEST characters and three bytes for each, ending with a whole word where there is one."""
    short = text[:LONGEST]
    while len(short.encode()) > 3 * LONGEST:
        short = short[:-1]
    if len(short) < len(text) and between in short[LONGEST // 2 :] and text[len(short)] != between:
        short = short.rpartition(between)[0]
    return short.strip()
