"""The models that come with the program, from their list in assets/models.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assets import asset

from ..protocol.codec import load_json
from ..protocol.errors import BadRequest
from .records import ModelFile, ModelRecord, check_record

LIST = "models.json"
MAX_LIST_BYTES = 1 << 24


def read_list(folder: Path | None = None) -> dict[str, Any]:
    """What the list says. Raises OSError where there is none, BadRequest where it is no list of models."""
    plain = load_json(((folder or asset()) / LIST).read_bytes(), MAX_LIST_BYTES, LIST)
    if not isinstance(plain, dict) or not isinstance(plain.get("models"), dict):
        raise BadRequest(f"{LIST} is no list of models.")
    return plain


def bundled_names() -> tuple[str, ...]:
    """Names that no other model can have."""
    try:
        return tuple(read_list()["models"])
    except (OSError, BadRequest):  # `galatea doctor` tells of it
        return ()


def bundled_paths(name: str) -> tuple[Path, ...]:
    """The files of a bundled model. Raises as `bundled_record`."""
    return tuple(asset(file.path) for file in bundled_record(name, read_list()["models"][name]).files)


def bundled_record(name: str, plain: Any, folder: Path | None = None) -> ModelRecord:
    """The record of one entry of the list, with the sizes that its files have here.

    A path with a star names every file like it. Raises BadRequest where the entry says nothing, FileNotFoundError where
    a file is missing.
    """
    root = folder or asset()
    try:
        paths = [path for named in map(str, plain["files"]) for path in _files(root, named)]
        files = tuple(ModelFile(path=path, size=(root / path).stat().st_size) for path in paths)
        stated = {key: plain[key] for key in ("kind", "licence", "source", "sell")}
    except (KeyError, TypeError) as error:
        raise BadRequest(f"{LIST} says too little of {name}: {error}.") from error
    if not all(isinstance(text, str) for text in stated.values()):
        raise BadRequest(f"{LIST} says no words of {name}.")
    record = ModelRecord(name=name, origin="bundled", files=files, **stated)
    check_record(record)
    return record


def _files(root: Path, named: str) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.glob(named)) if "*" in named else [named]
