"""What a path holds that can be worn: one .mhclo, a folder of assets, an asset pack, told by what is in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ...protocol.errors import BadFile
from .clothes_file import LIMIT, is_clothes_file
from .files import Files, Folder, Packed
from .read import find_assets

_ZIP = b"PK\x03\x04"
_KINDS = "Name a .mhclo file, a folder of them or an asset pack (.zip)."


@dataclass(frozen=True, eq=False)
class Found:
    files: Files
    names: tuple[str, ...]
    """of the .mhclo files, at least one"""


def open_path(path: Path) -> Found:
    """Raises BadFile where nothing is there that can be worn."""
    path = Path(os.path.abspath(path.expanduser()))
    if os.path.isdir(path):
        return _found(Folder(path), path)
    try:
        with path.open("rb") as file:
            head = file.read(len(_ZIP))
    except FileNotFoundError as error:
        raise BadFile(f"There is no file at {path}.", "Correct the path.") from error
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.", "Check that you may read it.") from error
    if head == _ZIP:
        return _found(Packed(path), path)
    # materials may lie beside the asset's folder, as those of eyes do
    files = Folder(path.parent.parent)
    name = path.relative_to(files.root).as_posix()
    if not is_clothes_file(files.text(name, LIMIT)):
        raise BadFile(f"{path.name} is nothing that can be worn.", _KINDS)
    return Found(files, (name,))


def _found(files: Files, path: Path) -> Found:
    names = find_assets(files)
    if not names:
        raise BadFile(f"There is nothing to wear in {path}.", _KINDS)
    return Found(files, names)
