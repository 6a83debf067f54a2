"""The user's wardrobe: pieces that were added, each a model of the kind "wearable" in the folder of models.

A piece is called as its file, which is also the last part of the model's name; those of a pack lie below the pack's.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from functools import lru_cache
from pathlib import Path, PurePosixPath

from .. import assets
from ..assets.store import recorded
from ..protocol.errors import BadRequest
from ..protocol.folders import MODELS, data_folder
from .piece import Piece
from .piece_file import save_piece

KIND = "wearable"
ENDING = ".npz"
HINT = "Remove it with `galatea wardrobe remove`, then add it again."

_Stamp = tuple[int, int]


def own_pieces() -> dict[str, Path]:
    """Name of each piece -> its file. What is no longer whole is left out; `galatea models` tells of it."""
    return {path.stem: path for _, path in sorted(_own())}


def model_of(name: str) -> str:
    """The model that holds a piece of the user's. Raises BadRequest where there is none."""
    for model, path in _own():
        if path.stem == name:
            return model
    raise BadRequest(f"You have added no piece {name[:60]!r}.", "`galatea wardrobe list` names those that are here.")


def pieces_of(pack: str) -> tuple[str, ...]:
    """Models of the pieces that came with a pack."""
    return tuple(model for model, _ in _own() if model.startswith(f"{pack}/"))


def keep(piece: Piece, source: str, pack: str = "") -> Path:
    """Add a piece, under the name in its entry. source: where it is from. Raises BadRequest where a model has its name
    already, ResourceExhausted where it cannot be written."""
    name = piece.entry.name
    model = f"{pack}/{name}" if pack else name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}{ENDING}"
        save_piece(piece, path)
        kept = assets.add(model, path, KIND, piece.entry.licence, source=source).path
    # a piece of a pack lies deeper than what `_own` looks at
    os.utime(data_folder() / "models" / PurePosixPath(model).parts[0])
    return kept


def renamed(piece: Piece, name: str) -> Piece:
    return dataclasses.replace(piece, entry=dataclasses.replace(piece.entry, name=name))


def free_name(name: str, taken: set[str]) -> str:
    """The name, or with the first number that nobody has."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _own() -> list[tuple[str, Path]]:
    """Models that are pieces, with their files. A drag asks in every step, so that nothing is read anew while the
    folders are as they were."""
    if MODELS.find() is None or not (root := data_folder() / "models").is_dir():
        return []
    with os.scandir(root) as inside:
        state = tuple(sorted((entry.name, entry.stat().st_mtime_ns) for entry in inside))
    return [(model, path) for model, path in _listed(root, state) if path.is_file()]


@lru_cache(maxsize=2)
def _listed(root: Path, state: tuple[tuple[str, int], ...]) -> tuple[tuple[str, Path], ...]:
    found = []
    for model in assets.own_models():
        path = _piece_file(model, _stamp(assets.folder_of(model) / assets.RECORD))
        if path is not None:
            found.append((model, path))
    return tuple(found)


def _stamp(path: Path) -> _Stamp:
    told = path.stat()
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=4096)
def _piece_file(model: str, stamp: _Stamp) -> Path | None:
    """The file of a model where it is a piece that the user added."""
    found = recorded(model)
    if found is None or found.record.kind != KIND or found.path.suffix != ENDING:
        return None
    return found.path if found.path.stem == PurePosixPath(model).name else None
