"""Files that others wrote, in a folder or a zip: read by name with a limit, and never outside of it."""

from __future__ import annotations

import os
import posixpath
import zipfile
from abc import ABC, abstractmethod
from pathlib import Path

from rigging.unreadable import UNREADABLE

from ...protocol.errors import BadFile

MAX_FILES = 20_000
MAX_DEPTH = 12
_CHUNK = 1 << 20
_UNREADABLE = (ValueError, *UNREADABLE)
"""what zipfile raises over bytes that are no zip, and over encryptions, compressions and versions new to it"""


class Files(ABC):
    """Names are relative, with "/"."""

    place = ""
    """folders that all of it lies in, as far as their names may tell what it is"""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """All of them, in order. Raises BadFile for too many."""

    @abstractmethod
    def find(self, name: str) -> str | None:
        """The name of a file that is there, also where capitals differ; None for what is not there or lies outside."""

    @abstractmethod
    def read(self, name: str, limit: int) -> bytes:
        """Raises BadFile for a file that is longer than `limit` bytes, or cannot be read."""

    def text(self, name: str, limit: int) -> str:
        """UTF-8, or what it was before that; line ends as they are."""
        data = self.read(name, limit)
        if b"\0" in data:
            raise BadFile(f"{name} is no text.", "Name a .mhclo file, a folder of them or an asset pack.")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("latin-1")


class Folder(Files):
    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.abspath(root))
        self.place = "/".join(self.root.parts[-2:]).strip("/")

    def names(self) -> tuple[str, ...]:
        found: list[str] = []
        for place, folders, files in os.walk(self.root):
            below = Path(place).relative_to(self.root)
            folders[:] = sorted(folders) if len(below.parts) < MAX_DEPTH else []
            found += [(below / name).as_posix() for name in sorted(files)]
            if len(found) > MAX_FILES:
                raise BadFile(
                    f"{self.root} holds more than {MAX_FILES} files.", "Name the folder that holds the assets alone."
                )
        return tuple(found)

    def find(self, name: str) -> str | None:
        name = posixpath.normpath(name)
        if not _inside(name):
            return None
        path = self.root / name
        if not os.path.isfile(path):  # Path.is_file fails where a name is longer than the system takes
            try:
                beside = sorted(os.listdir(path.parent))
            except OSError:
                return None
            alike = [other for other in beside if other.lower() == path.name.lower()]
            if not alike or not os.path.isfile(path.parent / alike[0]):
                return None
            name = posixpath.join(posixpath.dirname(name), alike[0])
        # a link may lead out where the name does not
        return name if Path(os.path.realpath(self.root / name)).is_relative_to(os.path.realpath(self.root)) else None

    def read(self, name: str, limit: int) -> bytes:
        try:
            with (self.root / name).open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise BadFile(
                f"{name} cannot be read: {error.strerror or error}.", "Check that you may read it."
            ) from error
        return _within(data, name, limit)


class Packed(Files):
    """A zip, of which nothing is written to the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            listed = [entry.filename for entry in self._zip.infolist() if not entry.is_dir()]
        except _UNREADABLE as error:
            raise BadFile(f"{path.name} cannot be read as a zip: {error}.", "Download it again.") from error
        if len(listed) > MAX_FILES:
            raise BadFile(f"{path.name} holds more than {MAX_FILES} files.", "Unpack it and name a folder of it.")
        plain = [(posixpath.normpath(name.replace("\\", "/")), name) for name in listed]
        self._stored = {name: stored for name, stored in plain if _inside(name)}
        self._lower = {name.lower(): name for name in self._stored}

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._stored))

    def find(self, name: str) -> str | None:
        name = posixpath.normpath(name)
        return name if name in self._stored else self._lower.get(name.lower())

    def read(self, name: str, limit: int) -> bytes:
        try:
            with self._zip.open(self._stored[name]) as file:
                parts, length = [], 0
                while length <= limit and (part := file.read(min(_CHUNK, limit + 1 - length))):
                    parts.append(part)
                    length += len(part)
        except _UNREADABLE as error:
            raise BadFile(f"{name} in {self.path.name} cannot be read: {error}.", "Download the pack again.") from error
        return _within(b"".join(parts), name, limit)

    def close(self) -> None:
        self._zip.close()


def beside(name: str, other: str) -> str:
    """The name that a file means by `other`, which counts from its own folder."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), other.replace("\\", "/")))


def _inside(name: str) -> bool:
    parts = name.split("/")
    return ".." not in parts and not name.startswith("/") and ":" not in parts[0] and "\0" not in name


def _within(data: bytes, name: str, limit: int) -> bytes:
    if len(data) > limit:
        raise BadFile(f"{name} is longer than {max(1, limit >> 20)} MB.", "It is no file of the usual kind.")
    return data
