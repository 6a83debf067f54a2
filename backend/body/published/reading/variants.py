"""Which of its family a model is: sex and edition, from the file's content where it tells, else from its name."""

from __future__ import annotations

import re

from ..model import Family
from .contents import Contents

_SEXES = ("female", "male", "neutral")


def variant_of(family: Family, contents: Contents) -> str:
    """As in `PublishedModel.variant`. A sex that nothing tells is "neutral"."""
    stem = contents.path.stem.lower()
    if family == "smal":
        return ""
    sex = _sex(contents.text("gender"), contents.text("sex"), stem)
    if family != "flame":
        return sex
    # what a name says of a licence is believed of the file's own name alone
    edition = "2023" if "2023" in stem or "2023" in contents.path.parent.name else "2020"
    if "2023" in stem and "open" in stem:
        edition = "2023-open"
    jaw = "-no-jaw" if re.search(r"no_?jaw", stem) else ""
    return edition + jaw + ("" if sex == "neutral" else f"-{sex}")


def _sex(*told: str) -> str:
    for text in told:
        text = text.lower()
        for sex in _SEXES:
            if sex in text:
                return sex
        words = re.split(r"[^a-z]+", text)
        if "f" in words or "m" in words:
            return "female" if "f" in words else "male"
    return "neutral"
