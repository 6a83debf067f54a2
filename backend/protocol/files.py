"""Files that are whole or not there, also after the power fails."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""how the names of files end that are not whole yet"""


@contextlib.contextmanager
def whole_file(path: Path, mode: int = 0o644, *, flush: bool = True) -> Iterator[BinaryIO]:
    """A new file to write, which takes the place of `path` when the block ends well: a reader sees the old file or the
    new one, never half of one. `flush` waits until the disk has it. Raises OSError where the disk does not take it."""
    beside, new = _new_file_beside(path, mode)
    try:
        with new as file:
            yield file
            if flush:
                file.flush()
                os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    if flush:
        flush_folder(path.parent)


def put_whole(made: Path, path: Path) -> None:
    """Give a file that is written its place, as soon as the disk has it. Raises OSError."""
    number = os.open(made, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows flushes nothing that it may only read
    try:
        os.fsync(number)
    finally:
        os.close(number)
    os.replace(made, path)
    flush_folder(path.parent)


def sweep(folder: Path) -> None:
    """Delete what a process that was killed had begun to write in a folder that is ours alone now."""
    with contextlib.suppress(OSError):  # it stays, and is asked for by nobody
        for begun in folder.glob(f".*{PART}"):
            begun.unlink()


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in `folder`, where it can be asked: some disks flush no folders,
    and a folder may be written and not read."""
    if os.name == "nt":  # which opens no folders and writes names at once
        return
    try:
        number = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise
    finally:
        os.close(number)


def _new_file_beside(path: Path, mode: int) -> tuple[Path, BinaryIO]:
    """Under a name that no other process uses, be it of another machine or container that shares the folder."""
    beside = path.with_name(f".{secrets.token_hex(8)}{PART}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return beside, os.fdopen(os.open(beside, flags, mode), "wb")
