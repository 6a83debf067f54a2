"""What a mapper says of itself in the head of its file, read without torch: its words, and what they move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..protocol.errors import BadFile

_MOST_HEAD = 1 << 20
_KEY = "galatea-mapper"


def told_by(file: Path) -> dict[str, Any]:
    """Its "words", the "space" that they move, and the body "of" which. Raises OSError, or BadFile where it is none."""
    try:
        with file.open("rb") as stored:
            size = int.from_bytes(stored.read(8), "little")
            head = stored.read(size) if size <= _MOST_HEAD else b""
        card = json.loads(json.loads(head)["__metadata__"][_KEY])
        words = tuple(str(word) for word in card["scoring"]["words"])
        return {"words": words, "space": str(card["space"]["name"]), "of": str(card["space"]["body"])}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadFile(f"{file.name} is no mapper.", "Make it again: galatea semantics make", repr(error)) from error
