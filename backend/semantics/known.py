"""Where mappers are: those that come with the program, the user's own by name, and any file."""

from __future__ import annotations

from pathlib import Path

from assets import asset

from ..assets import own_models, require
from ..protocol.codec import closest
from ..protocol.errors import BadRequest
from .mapper import Mapper
from .mapper_file import read_mapper

ENDING = ".safetensors"
FOLDER = "mappers"
KIND = "mapper"


def bundled_mappers() -> tuple[str, ...]:
    """ "anny-body", "anny-face", "anny-expression", where they are there."""
    return tuple(sorted(path.stem for path in asset(FOLDER).glob(f"*{ENDING}")))


def load_mapper(name: str) -> Mapper:
    """The mapper of that name, or in the file of that path. Raises BadRequest for a name that is none, BadFile."""
    if name in bundled_mappers():
        return read_mapper(asset(FOLDER, f"{name}{ENDING}"))
    if name.endswith(ENDING):
        return read_mapper(Path(name))
    if name in own_models():
        return read_mapper(require(name, KIND).path)
    raise BadRequest(f"There is no mapper named {name[:60]!r}.", closest(name[:60], bundled_mappers()))
