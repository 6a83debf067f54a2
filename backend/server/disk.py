"""Frames in a file with a checksum, reading that nothing in a folder can lead astray, and words for a disk's errors."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import stat
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

from backend.protocol.codec import MAX_FRAMES, MAX_MESSAGE_BYTES
from backend.protocol.errors import BadFile, GalateaError, ResourceExhausted
from backend.protocol.files import whole_file

LARGE = 1 << 16
"""bytes of a frame from which it stays where it was read"""
_MAGIC = b"GALATEA2"
_WITHOUT_CHECKSUM = b"GALATEA1"
_DIGEST_BYTES = 32
BESIDE_BYTES = 1 << 20
"""from which the checksum is reckoned while the file is written"""
_PLACES = 8 + 4 + 8 * MAX_FRAMES + _DIGEST_BYTES
MOST_READ = _PLACES + MAX_MESSAGE_BYTES
"""bytes of a file of frames"""
_OURS = frozenset(
    {"token", "server_keys.json", "jobs", "commands", "scratch", "owner.json", "ready.json", "lock", "damaged"}
)
_log = logging.getLogger("galatea.disk")


def private_folder(path: Path) -> None:
    """Make a folder that its user alone can open; one that is there is closed to others, if nothing else is in it.

    Raises OSError where it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    if os.name != "posix" or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return
    if path.stat().st_uid == os.getuid() and all(_is_ours(entry.name) for entry in path.iterdir()):
        path.chmod(0o700)
    else:
        _log.warning("other users can look into %s, where words and results of yours are kept: chmod 700 it", path)


def _is_ours(name: str) -> bool:
    return name in _OURS or name.endswith((".lock", ".part")) or (len(name) == 32 and name.isalnum())


def write_whole(path: Path, parts: Sequence[Any], mode: int = 0o644, *, flush: bool = True) -> None:
    """A file of these parts, or the one that was there before. Raises OSError where the disk does not take it."""
    with whole_file(path, mode, flush=flush) as file:
        for part in parts:
            file.write(part)


class Content(bytearray):
    """All of a file. Unlike bytes it can be referred to weakly, so that who reads the file again finds it while it is
    needed anyway."""


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a plain file of at most `limit` bytes. Raises BadFile for a link, a pipe, a folder or a device, and
    for what is longer; OSError where it cannot be read. Never waits."""
    with _regular(path, limit) as (file, _):
        return file.read(limit)


def read_content(path: Path, limit: int) -> Content:
    """As `read_regular`."""
    with _regular(path, limit) as (file, size):
        content = Content(size)
        del content[file.readinto(content) :]
    return content


@contextmanager
def _regular(path: Path, limit: int) -> Iterator[tuple[BufferedReader, int]]:
    """A plain file, and its size."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EISDIR, errno.ENODEV):
            raise BadFile(f"{path} is not a plain file.") from error
        raise
    try:
        known = os.fstat(number)
        if not stat.S_ISREG(known.st_mode):
            raise BadFile(f"{path} is not a plain file.")
        if known.st_size > limit:
            raise BadFile(f"{path} has {known.st_size} bytes; at most {limit} are expected.")
        with open(number, "rb", closefd=False) as file:
            yield file, known.st_size
    finally:
        os.close(number)


def digest(*parts: Any) -> str:
    """The checksum of these bytes, as text."""
    return _digest(*parts).hex()


def write_frames(path: Path, frames: Sequence[Any], mode: int = 0o644, *, flush: bool = True) -> None:
    """A file of these frames, or the one that was there before. Raises OSError where the disk does not take it."""
    sizes = [memoryview(f).nbytes for f in frames]
    head = _MAGIC + struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
    if sum(sizes) < BESIDE_BYTES:
        write_whole(path, [head, _digest(head, *frames), *frames], mode, flush=flush)
        return
    found: list[bytes] = []
    reckon = threading.Thread(target=lambda: found.append(_digest(head, *frames)))  # hashing and writing take no turns
    with whole_file(path, mode, flush=flush) as file:
        reckon.start()
        try:
            for part in (head, bytes(_DIGEST_BYTES), *frames):
                file.write(part)
        finally:
            reckon.join()
        file.seek(len(head))
        file.write(found[0])


def read_frames(path: Path, *, without_checksum: bool = True) -> list[Any]:
    """Raises BadFile on anything but the exact bytes that `write_frames` left, OSError where the file cannot be read.

    `without_checksum`: whether files of before there were checksums are read too, their sizes checked.
    """
    return frames_of(path, read_content(path, MOST_READ), without_checksum=without_checksum)


def frames_of(path: Path, content: Content, *, without_checksum: bool = True, looked_at: bool = False) -> list[Any]:
    """The frames in what was read of a file, large ones as views of it. Raises BadFile as `read_frames`.

    looked_at: whether its checksum was found right before
    """
    data = memoryview(content).toreadonly()
    sizes, start = _sizes(path, data, len(data))
    if data[:8] == _MAGIC:
        told = data[start : start + _DIGEST_BYTES]
        if not looked_at and _digest(data[:start], data[start + _DIGEST_BYTES :]) != told:
            raise BadFile(f"{path} is damaged: its checksum differs.", "Run the job again.")
        start += _DIGEST_BYTES
    elif not without_checksum:
        raise BadFile(f"{path} has no checksum.", "Run the job again.")
    frames: list[Any] = []
    for size in sizes:
        frame = data[start : start + size]
        frames.append(frame if size > LARGE else bytes(frame))
        start += size
    return frames


def look_at_frames(path: Path) -> None:
    """Check beginning and length of a file of frames without reading it. Raises as `read_frames`."""
    size = path.lstat().st_size
    if not stat.S_ISREG(path.lstat().st_mode):
        raise BadFile(f"{path} is not a plain file.")
    with open(path, "rb") as file:
        _sizes(path, file.read(_PLACES), size)


def disk_error(error: OSError, doing: str, what: str = "Writing") -> GalateaError:
    """The user's words for a write (or a read) that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceExhausted(
            f"There is no space left on the disk for {doing}.", "Free some space, then resume the job."
        )
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return ResourceExhausted(
            f"Too many files and connections are open for {doing}.", "Close other programs, then try again."
        )
    return ResourceExhausted(f"{what} {doing} failed: {error}.", "Check that the folder is there and may be used.")


def _digest(*parts: Any) -> bytes:
    running = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        running.update(part)
    return running.digest()


def _sizes(path: Path, head: Any, length: int) -> tuple[tuple[int, ...], int]:
    """Sizes of the frames, and where these end in the file."""
    try:
        magic = bytes(head[:8])
        if magic not in (_MAGIC, _WITHOUT_CHECKSUM):
            raise ValueError("unknown first bytes")
        (count,) = struct.unpack_from("<I", head, 8)
        if count > MAX_FRAMES:
            raise ValueError(f"{count} frames")
        sizes = struct.unpack_from(f"<{count}Q", head, 12)
    except (ValueError, struct.error) as error:
        raise BadFile(f"{path} is damaged: {error}.", "Run the job again.") from error
    start = 12 + 8 * count
    if start + (_DIGEST_BYTES if magic == _MAGIC else 0) + sum(sizes) != length:
        raise BadFile(f"{path} is cut short or too long.", "Run the job again.")
    return sizes, start
