"""What a look says of pieces that they cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from ..appearance.details import shows
from ..protocol.requests import Look, Worn
from ..wear.piece import Piece
from ..wear.wardrobe import pieces


def unseen(look: Look) -> Iterator[str]:
    """A sentence for each piece of which something is said that it does not have. look: of pieces in the wardrobe"""
    known = pieces(worn.piece for worn in look.worn if worn.piece)
    for worn in look.worn:
        if worn.piece:
            yield from _of(worn, known[worn.piece])


def _of(worn: Worn, piece: Piece) -> Iterator[str]:
    label = piece.entry.label
    lacking = [detail.kind.replace("_", " ") for detail in worn.details if not shows(detail, piece)]
    if lacking:
        yield f"{label} has no {' and no '.join(lacking)} to show."
    said = {"pattern": (worn.pattern, piece.entry.pattern), "fabric": (worn.fabric, piece.entry.fabric)}
    kept = [name for name, (wanted, own) in said.items() if wanted not in ("", own)]
    if kept and piece.paint == "picture":
        yield f"{label} keeps its own {' and '.join(kept)}: of what others painted the colour alone can be chosen."
