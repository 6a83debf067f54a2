"""What may leave the machine in a file: names of files, but not the folders they lie in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FOLDERS = re.compile(r"(^|=)(?:/|~|[A-Za-z]:[\\/]|\\\\)(?:[^\\/]*[\\/])*(?=[^\\/]+$)")
_WORDS = ("prompt",)
"""fields that hold somebody's words, which are no paths"""


def without_folders(value: Any) -> Any:
    """`value`, as JSON has it, with "NAME=/home/ada/weights.pt" as "NAME=weights.pt", in keys of mappings too."""
    if isinstance(value, str):
        return _FOLDERS.sub(r"\1", value)
    if isinstance(value, Mapping):
        return {
            _FOLDERS.sub(r"\1", str(key)): item if key in _WORDS else without_folders(item)
            for key, item in value.items()
        }
    return [without_folders(item) for item in value] if isinstance(value, (list, tuple)) else value
