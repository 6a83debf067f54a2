"""Files that are whole or not there, and frames in a file."""

from __future__ import annotations

import contextlib
import errno
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backend.protocol.errors import BadFile, GalateaError, ResourceExhausted

_MAGIC = b"GALATEA1"


def write_whole(path: Path, parts: Sequence[Any], mode: int = 0o644) -> None:
    """Write beside `path`, then rename: a reader sees the old file or the new one, never half of one."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            for part in parts:
                file.write(part)
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write_frames(path: Path, frames: Sequence[Any]) -> None:
    sizes = [memoryview(f).nbytes for f in frames]
    write_whole(path, [_MAGIC, struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes), *frames])


def read_frames(path: Path) -> list[bytes]:
    """Raises BadFile on anything but the exact form that `write_frames` leaves."""
    try:
        data = path.read_bytes()
        if data[:8] != _MAGIC:
            raise ValueError("unknown first bytes")
        (count,) = struct.unpack_from("<I", data, 8)
        sizes = struct.unpack_from(f"<{count}Q", data, 12)
    except (OSError, ValueError, struct.error) as error:
        raise BadFile(f"{path} cannot be read: {error}.", "Run the job again.") from error
    start = 12 + 8 * count
    if start + sum(sizes) != len(data):
        raise BadFile(f"{path} is cut short.", "Run the job again.")
    frames = []
    for size in sizes:
        frames.append(data[start : start + size])
        start += size
    return frames


def disk_error(error: OSError, doing: str) -> GalateaError:
    """The user's words for a write that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceExhausted(
            f"There is no space left on the disk for {doing}.", "Free some space, then resume the job."
        )
    return ResourceExhausted(f"Writing {doing} failed: {error}.", "Check that the folder is there and may be written.")
