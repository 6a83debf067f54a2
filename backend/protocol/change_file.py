"""A change to an avatar as one .npz file, with a checksum over all that it holds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from .array_file import checksum, load_arrays, save_arrays
from .changes import CHANGES, Change
from .codec import closest, decode
from .errors import BadFile, BadRequest
from .sound_changes import check_change

FORMAT = 1
_CLASSES = {cls.__name__: cls for cls in CHANGES}
_HINT = "Choose a file that Galatea wrote, or make it again."


def save_change(path: str | os.PathLike[str], change: Change) -> None:
    """Write a change, whole or not at all. Raises OSError where the disk does not take it."""
    check_change(change)
    save_arrays(path, "change", change, {"format": FORMAT, "type": type(change).__name__, "checksum": ""})


def load_change(path: str | os.PathLike[str]) -> Change:
    """Raises BadFile on anything that `save_change` would not have written."""
    return load_arrays(path, "change", _read, _HINT)


def _read(header: dict[str, Any], frames: Sequence[Any]) -> Change:
    if header["format"] != FORMAT:
        raise BadFile(f"is of format {str(header['format'])[:30]}, this is {FORMAT}.", "Update Galatea.")
    if header["checksum"] != checksum(header["change"], frames):
        raise BadRequest("its checksum differs")
    name = str(header["type"])
    if name not in _CLASSES:
        raise BadRequest(f"there is no change {name[:60]!r}", closest(name[:60], _CLASSES))
    change = decode(_CLASSES[name], header["change"], frames)
    check_change(change)
    return change
