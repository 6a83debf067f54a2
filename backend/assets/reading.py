"""Reading the files that Galatea brings with it: whatever is wrong with one, the user hears which and what to do."""

from __future__ import annotations

import contextlib
import json
import lzma
import tokenize
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..protocol.errors import BadFile

AGAIN = "Install Galatea again."
_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    EOFError,
    RecursionError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tokenize.TokenError,
    SyntaxError,
)
"""what numpy, zipfile and json raise over bytes that are not theirs, and Python over data that lacks something"""


@contextlib.contextmanager
def own_file(path: Path, what: str, hint: str = AGAIN) -> Iterator[None]:
    """While a file of this installation is read, and what it must hold is taken from it. Raises BadFile."""
    try:
        yield
    except _DAMAGE as error:
        why = "it is missing" if isinstance(error, FileNotFoundError) else "it is damaged or may not be read"
        raise BadFile(f"The {what} cannot be read from {path.name}: {why}.", hint, repr(error)) from error


def read_arrays(path: Path, what: str, hint: str = AGAIN) -> dict[str, np.ndarray]:
    """The arrays of an .npz file by name. Nothing is unpickled. Raises BadFile."""
    with own_file(path, what, hint), path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def read_json(path: Path, what: str, hint: str = AGAIN) -> Any:
    """Raises BadFile."""
    with own_file(path, what, hint):
        return json.loads(path.read_text(encoding="utf-8"))


def read_lines(path: Path, what: str, hint: str = AGAIN) -> list[str]:
    """The lines of a text in UTF-8, at least one. Raises BadFile."""
    with own_file(path, what, hint):
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines:
            raise ValueError("it is empty")
        return lines
