"""All that can be worn, by name: the pieces that come with Galatea, and those that the user added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from assets import asset

from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from .own import HINT, own_pieces
from .piece import Entry, Piece
from .piece_file import load_entry, load_piece

_KEPT = 32
"""pieces that stay in memory, of some 1 MB each; those of others hold pictures of up to 30"""

_Stamp = tuple[int, int]


def bundled_folder() -> Path:
    return asset("wardrobe")


def wardrobe() -> Mapping[str, Entry]:
    """Every piece by its name, in the order of the names; one that the user added comes before a bundled one of its
    name. Only what is new since the last call is read. Raises BadFile for one that is damaged."""
    return _entries(tuple(sorted((name, path, _stamp(path)) for name, path in _files().items())))


def piece(name: str) -> Piece:
    """Raises BadRequest, naming near ones, where there is none of that name, BadFile where it is damaged."""
    path = _files().get(name)
    if path is None:
        raise BadRequest(f"The wardrobe has no piece {name[:60]!r}.", closest(name[:60], sorted(_files())))
    return _piece(path, _stamp(path))


def pieces(names: Iterable[str]) -> dict[str, Piece]:
    """Those of the names that there are, without a look at the others: a drag asks for them in each step. Raises
    BadFile for one that is damaged."""
    own, folder, found = own_pieces(), bundled_folder(), {}
    for name in names:
        path = own.get(name) or _file_in(folder, name)
        if path.stem == name and path.is_file():
            found[name] = _piece(path, _stamp(path))
    return found


def version(name: str) -> str:
    """Another where a piece was replaced by one of the same name."""
    return "-".join(map(str, _stamp(_files()[name])))


@lru_cache(maxsize=1024)
def _file_in(folder: Path, name: str) -> Path:
    return folder / f"{name}.npz"


def _files() -> dict[str, Path]:
    return {path.stem: path for path in bundled_folder().glob("*.npz")} | own_pieces()


def _stamp(path: Path) -> _Stamp:
    told = path.stat()
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=4)
def _entries(files: tuple[tuple[str, Path, _Stamp], ...]) -> Mapping[str, Entry]:
    return MappingProxyType({name: _entry(path, stamp) for name, path, stamp in files})


@lru_cache(maxsize=4096)
def _entry(path: Path, stamp: _Stamp) -> Entry:
    return load_entry(path, _hint(path))


@lru_cache(maxsize=_KEPT)
def _piece(path: Path, stamp: _Stamp) -> Piece:
    return load_piece(path, _hint(path))


def _hint(path: Path) -> str:
    return HINT if path.parent != bundled_folder() else "Install Galatea again."
