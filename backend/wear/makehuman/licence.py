"""Licence and author as the comments of such files tell them."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = "not stated by the file"
_COMMENT = r"^[ \t]*(?:#|//)?[ \t]*"
_LICENCE = re.compile(_COMMENT + r"licen[cs]e[ \t]*[:=]?[ \t]+(\S.*)$", re.M | re.I)
_AUTHOR = re.compile(_COMMENT + r"(?:author|made by|created by|by)[ \t]*[:=]?[ \t]+(\S.*)$", re.M | re.I)
_COPYRIGHT = re.compile(_COMMENT + r"(?:copyright[ \t]*)?(?:\(c\)|©)[ \t]*(?:[\d ,-]{4,})?(.+)$", re.M | re.I)
_RELEASED = re.compile(r"released (?:as|under)(?: the)? (?:licen[cs]e )?([\w.+-]+(?: \d\.\d)?)", re.I)
_SPDX = (
    (r"\bcc[- ]?0\b|\bcc zero\b|public domain", "CC0-1.0"),
    (r"\bcc[- ]by[- ]nc[- ]sa\b", "CC-BY-NC-SA"),
    (r"\bcc[- ]by[- ]nc[- ]nd\b", "CC-BY-NC-ND"),
    (r"\bcc[- ]by[- ]nc\b", "CC-BY-NC"),
    (r"\bcc[- ]by[- ]nd\b", "CC-BY-ND"),
    (r"\bcc[- ]by[- ]sa\b", "CC-BY-SA-4.0"),
    (r"\bcc[- ]by\b", "CC-BY-4.0"),
    (r"\ba ?gpl\b|\bagpl-?v?3\b|affero", "AGPL-3.0"),
    (r"\bgpl-?v?3\b", "GPL-3.0"),
)
_VERSION = re.compile(r"\bcc[- ]by(?:[- ]sa)?[- ](\d\.\d)", re.I)


@dataclass(frozen=True)
class Legal:
    licence: str = ""
    author: str = ""

    def filled(self, other: Legal) -> Legal:
        """What this one does not say, from the other."""
        return Legal(self.licence or other.licence, self.author or other.author)


def legal_of(text: str) -> Legal:
    """Empty where nothing is told. Only the first lines count, before any numbers."""
    head = "\n".join(text.splitlines()[:80])
    stated = _LICENCE.search(head) or _RELEASED.search(head)
    named = [found.strip() for found in _AUTHOR.findall(head)]
    if not named:
        named = [re.split(r",? *https?:", found)[0].strip() for found in _COPYRIGHT.findall(head)]
    return Legal(_known(_plain(stated[1])) if stated else "", _plain(", ".join(dict.fromkeys(filter(None, named)))))


def _known(licence: str) -> str:
    """By its SPDX name where it is one of the usual, else as it is written."""
    low = licence.lower()
    for pattern, name in _SPDX:
        if re.search(pattern, low):
            version = _VERSION.search(licence)
            return re.sub(r"\d\.\d$", version[1], name) if version else name
    return licence


def _plain(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:200]
