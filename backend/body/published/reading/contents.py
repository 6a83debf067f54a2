"""What a file of the user's holds, whichever of the published kinds it is: pickle, .npz, .npy, JSON or OBJ, by its
first bytes. Nothing in it is ever run."""

from __future__ import annotations

import contextlib
import json
import mmap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from ....assets.pickles import HINT, array_of, plain_of, read_pickle, text_of
from ....protocol.archive import ArrayArchive
from ....protocol.errors import BadFile
from .obj import ObjMesh, read_obj

MAX_FILE_BYTES = 4 << 30
MAX_ARRAYS = 1000
MAX_JSON_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class Contents:
    """One file. Its values are made into arrays only when they are asked for."""

    path: Path
    values: Mapping[str, Callable[[], Any]]
    """by name; those of a file without names stand under "" """
    mesh: ObjMesh | None = None

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def array(self, name: str) -> np.ndarray:
        """Raises BadFile where the value is missing or no array."""
        if name not in self.values:
            raise self.wrong(f"it lacks {name}; it has {listed(self.values)}")
        with self.reading(f"its {name or 'value'} "):
            return array_of(self.values[name]())

    def plain(self, name: str = "") -> Any:
        """The value as it stands: a dict, a list, a text … Raises BadFile where it is damaged."""
        with self.reading():
            return plain_of(self.values[name]())

    def text(self, name: str) -> str:
        """Words, or nothing where there are none."""
        return text_of(self.plain(name)) if name in self.values else ""

    def wrong(self, why: str, hint: str = HINT) -> BadFile:
        return BadFile(f"{self.path.name} cannot be used: {why}.", hint)

    @contextlib.contextmanager
    def reading(self, what: str = "") -> Iterator[None]:
        """While bytes of the file are taken apart; `what` begins the reason."""
        try:
            yield
        except (BadFile, MemoryError):
            raise
        except Exception as error:  # numpy, zipfile and json raise a dozen kinds over damaged bytes, few documented
            raise self.wrong(f"{what}{str(error)[:200] or type(error).__name__}") from error


def listed(names: Mapping[str, Any] | tuple[str, ...] | list[str], most: int = 8) -> str:
    """The first of the names in words."""
    shown = [str(name)[:40] for name in names][:most]
    more = len(names) - len(shown)
    return ", ".join(shown or ["nothing"]) + (f" and {more} more" if more > 0 else "")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Contents]:
    """The file's contents, as long as it is open. Raises BadFile: unreadable, none of the kinds, or not whole."""
    try:
        with contextlib.ExitStack() as stack:
            yield _contents(path, stack)
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.", "Check the path and its rights.") from error


def kind_of(path: Path) -> str:
    """ "npz", "npy", "pickle", "json", "obj" by its first bytes, or "" for anything else. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        return "npz"
    if start.startswith(b"\x93NUMPY"):
        return "npy"
    if start[:1] == b"\x80" and len(start) > 1 and 2 <= start[1] <= 5:
        return "pickle"
    if start.lstrip()[:1] in (b"{", b"[") and path.suffix.lower() == ".json":
        return "json"
    if start.startswith((b"(d", b"(l", b"}", b"]", b"ccopy_reg", b"cnumpy", b"c__builtin__", b"cchumpy", b"cscipy")):
        return "pickle"
    if path.suffix.lower() in (".pkl", ".pickle"):
        return "pickle"
    lines = start.splitlines()
    return "obj" if b"\0" not in start and any(line.startswith(b"v ") for line in lines) else ""


def _contents(path: Path, stack: contextlib.ExitStack) -> Contents:
    if not path.is_file():
        raise BadFile(f"There is no file {path}.", "Correct the path.")
    size = path.stat().st_size
    if not 0 < size <= MAX_FILE_BYTES:
        raise BadFile(f"{path.name} has {size} bytes, and is no model.", HINT)
    kind = kind_of(path)
    if not kind:
        raise BadFile(f"{path.name} is neither a pickle nor .npz, .npy, .json or .obj.", HINT)
    empty = Contents(path, {})
    if kind == "obj":
        with empty.reading():
            return Contents(path, {}, read_obj(path))
    file = stack.enter_context(path.open("rb"))
    if kind == "npz":
        with empty.reading():
            archive = ArrayArchive(file, MAX_FILE_BYTES, MAX_ARRAYS)
            return Contents(path, {name: _member(archive, name, path) for name in archive.names})
    if kind == "json":
        if size > MAX_JSON_BYTES:
            raise empty.wrong(f"it has {size >> 20} MB of JSON")
        with empty.reading():
            return _by_name(path, json.loads(file.read()))
    # a copy, so that what was read does not hang on the file; reads of a map end where the file ends
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        if kind == "pickle":
            return _by_name(path, read_pickle(mapped, path.name))
        with empty.reading():
            return _by_name(path, _numpy_file(mapped, path))


def _by_name(path: Path, value: Any) -> Contents:
    value = plain_of(value)
    if isinstance(value, dict):
        named = {_name(key): (lambda item=item: item) for key, item in value.items()}
        return Contents(path, named)
    return Contents(path, {"": lambda: value})


def _name(key: Any) -> str:
    return key.decode("latin1") if isinstance(key, bytes) else str(key)


def _member(archive: ArrayArchive, name: str, path: Path) -> Callable[[], Any]:
    return lambda: _numpy_file(BytesIO(archive.raw(name)), path)


def _numpy_file(file: Any, path: Path) -> Any:
    """An array of numbers, or of one object that was pickled. Raises ValueError."""
    version = np.lib.format.read_magic(file)
    if version not in ((1, 0), (2, 0)):
        raise ValueError("is of another format of numpy")
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, by_column, dtype = readers[version](file)
    if dtype.hasobject:
        return plain_of(read_pickle(file, path.name))
    data = file.read()
    count = int(np.prod(shape, dtype=object)) if shape else 1
    if count < 0 or len(data) != count * dtype.itemsize:
        raise ValueError(f"does not hold the {count} numbers that it states")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if by_column else "C")
