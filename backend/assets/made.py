"""A model whose one file is made here from the user's own: written whole, then recorded, and only then is what was
there before it gone."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ..protocol.errors import BadRequest
from ..protocol.files import put_whole
from ..protocol.folders import data_folder, unusable
from .bundled import bundled_names
from .records import COPIES, RECORD, ModelFile, ModelRecord, check_kind, write_record
from .store import LocalModel, folder_of, read_file, recorded, remove_empty, require

LEFT_BEHIND_S = 86400


def keep_made(
    model: str,
    kind: str,
    write: Callable[[Path], None],
    *,
    ending: str,
    licence: str,
    source: str,
    sell: str = "",
    replace: bool = False,
) -> tuple[LocalModel, bool]:
    """The model with the file that `write` makes, and whether it is another than was here.

    One that is here already stays as it is where its file would be the same, and is replaced only where that is asked
    for. A break at any moment leaves the old one or the new one. Raises BadRequest (another is here, no name for a
    model), ResourceExhausted (no room).
    """
    folder = folder_of(model)
    check_kind(kind)
    if model in bundled_names():
        raise BadRequest(f"There is a model {model} already.", "It came with Galatea and stays as it is.")
    before = recorded(model)
    place = folder / COPIES
    made = place / f".{secrets.token_hex(8)}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        write(made)
        size, sha256 = read_file(made)
        if before is not None:
            same = [file.sha256 for file in before.record.files] == [sha256]
            if not same and not replace:
                raise BadRequest(
                    f"There is another {model} already, from {before.record.source}.",
                    f"Replace it with --replace, or remove it: galatea models remove {model}",
                )
            if same and before.record.licence == licence:
                return before, False
        name = f"{sha256[:16]}{ending}"
        put_whole(made, place / name)
        record = ModelRecord(
            name=model,
            kind=kind,
            origin="added",
            source=source,
            licence=licence,
            sell=sell,
            files=(ModelFile(path=name, size=size, sha256=sha256),),
            place=COPIES,
        )
        write_record(record, folder / RECORD)
        for other in place.iterdir():
            if other.name != name and other.suffix != ".part":
                _forget(other)
    except OSError as error:
        raise unusable(folder, error) from error
    finally:
        with contextlib.suppress(OSError):
            made.unlink(missing_ok=True)
            if not (folder / RECORD).exists():
                shutil.rmtree(place, ignore_errors=True)
                remove_empty(folder, data_folder() / "models")
    return require(model, kind), True


def _sweep(place: Path) -> None:
    """What a process that was killed left half written; not what another writes at the moment."""
    for left in place.glob(".*.part"):
        if time.time() - left.stat().st_mtime > LEFT_BEHIND_S:
            _forget(left)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):  # on Windows somebody may have it open; the next time takes it
        if path.is_file():
            os.unlink(path)
