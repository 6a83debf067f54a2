"""The job behind ChangeWardrobeRequest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...context import JobContext
from ...protocol.checks import check_request
from ...protocol.requests import ChangeWardrobeRequest
from ...protocol.wardrobe import ChangedWardrobeResult, Pack
from .adding import PACKS, Found, add, get, removal, remove

_FETCHED = 0.8
"""what of the work of getting a pack is its download"""


def run_change_wardrobe(request: ChangeWardrobeRequest, context: JobContext) -> ChangedWardrobeResult:
    """Pieces that are in the wardrobe when it is cancelled stay there."""
    check_request(request)
    if request.action == "remove":
        going = removal(request.what)
        remove(going)
        return ChangedWardrobeResult(removed=going.pieces)
    if request.action == "add":
        count, found = add(Path(request.what), request.name, request.slot, request.licence)
        return _collected(count, found, context, 0.0)

    def fetched(done: int, total: int) -> None:
        share = min(1.0, done / total) if total else 0.0
        context.progress("downloading", _FETCHED * share, f"{done >> 20} of {total >> 20} MB")

    context.progress("downloading", 0.0)
    count, found = get(request.what, lambda item: request.accept_licence, fetched)
    return _collected(count, found, context, _FETCHED)


def packs() -> tuple[Pack, ...]:
    """What can be fetched."""
    from ...assets.licences import selling

    return tuple(
        Pack(name=item.id, licence=item.licence, told=selling(item.licence).sentence, source=item.url, size=item.size)
        for item in PACKS.values()
    )


def _collected(count: int, found: Iterator[Found], context: JobContext, start: float) -> ChangedWardrobeResult:
    context.progress("adding", start)
    every = []
    for number, piece in enumerate(found, 1):
        every.append(piece)
        context.progress("adding", start + (1 - start) * number / count, piece.entry.label if piece.entry else "")
    return ChangedWardrobeResult(
        added=tuple(piece.entry for piece in every if piece.entry),
        missing={piece.name: piece.missing for piece in every if piece.missing},
        left_out={piece.name: piece.why for piece in every if piece.why},
        here_already=tuple(piece.name for piece in every if piece.here),
    )
