"""`galatea wardrobe`: what can be worn; adding hair and clothes that others made, as they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import tyro

from ..assets.licences import selling
from ..capabilities.wardrobe.adding import Found, add, get, removal, remove
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from ..protocol.files import whole_file
from ..protocol.requests import SLOTS
from ..wear.own import own_pieces
from ..wear.piece import Entry
from ..wear.wardrobe import piece as piece_called
from ..wear.wardrobe import wardrobe as wardrobe_entries
from .asking import accepted, agreed, progress


def wardrobe(
    action: tyro.conf.Positional[Literal["list", "show", "add", "get", "remove"]] = "list",
    what: tyro.conf.Positional[str] = "",
    name: str = "",
    slot: Annotated[str, tyro.conf.arg(help=f"Where an added piece is worn: {', '.join(SLOTS)}.")] = "",
    licence: str = "",
    out: Path | None = None,
    accept_licence: bool = False,
    yes: bool = False,
) -> int:
    """List what can be worn, show a piece on a figure, add hair and clothes made for MakeHuman or MPFB, fetch a pack of
    them, or remove what was added.

    Args:
        action: What to do.
        what: To show and remove: a piece; a whole pack can be removed too. To add: a .mhclo file, a folder of them, or
            an asset pack (.zip). To get: makehuman-system-assets. To list: a slot, or nothing for all.
        name: What an added piece shall be called.
        licence: The licence under which you have it, where its files do not say.
        out: The PNG file for the picture of a piece.
        accept_licence: Say yes to the pack's licence without being asked.
        yes: Remove without being asked.
    """
    if action == "list":
        return _list(what)
    if not what:
        raise BadRequest("Which one?", f"Name it, for example: galatea wardrobe {action} {_EXAMPLES[action]}")
    if action == "show":
        return _show(what, out)
    if action == "remove":
        return _remove(what, yes)
    if action == "get":
        return _get(what, accept_licence)
    return _told(*add(Path(what), name, slot, licence))


_EXAMPLES = {
    "show": "t_shirt",
    "remove": "fedora",
    "add": "fedora/fedora.mhclo",
    "get": "makehuman-system-assets",
}


def _list(slot: str) -> int:
    if slot and slot not in SLOTS:
        raise BadRequest(f"Nothing can be worn at {slot[:60]!r}.", closest(slot[:60], SLOTS))
    own = set(own_pieces())
    entries = wardrobe_entries().values()
    width = max((len(entry.name) for entry in entries), default=0)
    for place in SLOTS if not slot else (slot,):
        here = sorted((entry for entry in entries if entry.slot == place), key=lambda entry: entry.name)
        if here:
            print(place)
        for entry in here:
            added = f"  added, {_rights(entry)}" if entry.name in own else ""
            print(f"  {entry.name:<{width}}  {entry.label}{added}")
    if not entries:
        print("The wardrobe is empty.", file=sys.stderr)
    return 0


def _rights(entry: Entry) -> str:
    return f"{entry.licence}{f', by {entry.author}' if entry.author else ''}"


def _show(name: str, out: Path | None) -> int:
    from PIL import Image

    from ..figure.try_on import try_on

    piece = piece_called(name)
    picture = Image.fromarray(try_on(piece))
    path = out or Path("out") / "wardrobe" / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        picture.save(file, "PNG")
    print(f"{piece.entry.label} ({piece.entry.slot}), {len(piece.binding)} vertices, {_rights(piece.entry)}")
    print(path)
    return 0


def _remove(name: str, yes: bool) -> int:
    going = removal(name)
    if not (yes or agreed(f"Remove {going.told}?", "--yes to remove it")):
        print(f"{name} was not removed", file=sys.stderr)
        return 1
    remove(going)
    print(f"removed {going.told}")
    return 0


def _get(pack: str, accept_licence: bool) -> int:
    found = get(pack, lambda download: accept_licence or accepted(download), progress)
    print(file=sys.stderr)
    return _told(*found)


def _told(count: int, found: Iterator[Found]) -> int:
    """Tell of each piece as it is added; 1 where one was left out."""
    failed = 0
    for piece in found:
        if piece.why:
            failed += 1
            print(f"left out {piece.name}: {piece.why}", file=sys.stderr)
        elif piece.here:
            print(f"{piece.name} is here already")
        elif piece.entry:
            _tell(piece.entry, piece.missing)
    return 1 if failed else 0


def _tell(entry: Entry, missing: tuple[str, ...]) -> None:
    print(f"added {entry.name} ({entry.slot}): {_rights(entry)}")
    print(f"  {selling(entry.licence).sentence}")
    if missing:
        print(f"  missing, and done without: {', '.join(missing)}")
