"""Names on the wire as headings for people."""

from __future__ import annotations

import re


def title(name: str) -> str:
    """`"upper-arm_length"` or `"Upper arm length"` or `"upperArmLength"` -> `"Upper Arm Length"`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_/ ]+", " ", name).split()
    return " ".join(word[:1].upper() + word[1:] for word in words)
