"""Which attributes words speak of: those begin anew, whatever an earlier prompt left; all others stay as they are."""

from __future__ import annotations

from collections.abc import Mapping

from .attributes import GROUPS, STANDARDISED
from .lexicon import Entry, lexicon, together, tokens
from .subject import surely_implied
from .tokens import compared_with

# below these an encoder's reading of an attribute is no statement: standard deviations, or of an expression's range
STATED, STATED_FACE = 0.5, 0.25
# below this it is noise of the text tower
FAINT = 0.15
# a mood takes the whole face; "mouth open" only the jaw
_MOOD = ("mouthSmile", "mouthFrown", "browDown", "browInnerUp", "noseSneer")


def spoken(text: str, read: Mapping[str, float]) -> frozenset[str]:
    """Attributes that a text about a person speaks of for itself.

    read: what an encoder makes of each attribute. What is only compared ("taller") starts from what is there.
    """
    relative = compared(text)
    found = set(surely_implied(text))
    found |= {name for name, amount in read.items() if abs(amount) > (STATED if name in STANDARDISED else STATED_FACE)}
    if not found and not relative:  # words that say one thing faintly still say it
        found = {name for name, amount in read.items() if abs(amount) > FAINT}
    found -= set(relative)
    if any(name.startswith(_MOOD) for name in found):
        found |= set(GROUPS["face"])
    return frozenset(found)


def compared(text: str) -> dict[str, float]:
    """Attributes of the words that compare with what is there: "taller", "more muscular", "less fat", by how much."""
    words = tokens(text)
    found: list[tuple[Entry, float]] = []
    for before, word in zip(["", *words], words, strict=False):
        entry = lexicon().by_tokens.get((word,)) if before in ("more", "less") else compared_with(word)
        if entry is not None and entry.form == "adj":
            found.append((entry, -1.0 if before == "less" else 1.0))
    return together(found)
