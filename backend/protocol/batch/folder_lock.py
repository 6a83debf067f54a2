"""One batch at a time in a folder, from the command line or from Blender.

Told by a lock that the operating system takes back when its process ends, however it ends; the note beside it, which
names the owner, is for people.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from ..errors import ConnectionFailed, ResourceExhausted
from .record import WORK, recover

if os.name == "nt":
    import msvcrt
else:
    import fcntl

LOCK, OWNER = "lock", "owner.txt"
TRIES = 100
"""a batch that ends just now takes the lock's file away"""
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


@contextlib.contextmanager
def held(out: Path) -> Iterator[None]:
    """Have a batch's folder for oneself; what a killed batch left in it is settled before, and after nothing is left.

    Raises ConnectionFailed where another batch works in it, ResourceExhausted where its disk knows no locks.
    """
    work = out / WORK
    lock = _taken(work)
    try:
        with contextlib.suppress(OSError):  # a full disk: the lock holds without it
            (work / OWNER).write_text(f"Process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        recover(out)
        try:
            yield
        finally:
            recover(out)
    finally:
        _given_back(work, lock)


def _taken(work: Path) -> int:
    """The descriptor of the locked file."""
    for _ in range(TRIES):
        try:
            work.mkdir(exist_ok=True)
            lock = os.open(work / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # the folder went in between
            continue
        except PermissionError as error:
            if os.name == "nt":  # the file is about to go
                continue
            raise _unlockable(work, error) from error
        try:
            _lock(lock)
            if os.fstat(lock).st_nlink:
                return lock
            os.close(lock)  # it was deleted before it was ours
        except OSError as error:
            os.close(lock)
            if error.errno not in _BUSY:
                raise _unlockable(work, error) from error
            break
    raise ConnectionFailed(
        f"{_owner(work)} makes a batch in the folder {work.parent}.",
        "Wait until it has ended, or use another folder.",
    )


def _unlockable(work: Path, error: OSError) -> ResourceExhausted:
    return ResourceExhausted(
        f"The folder {work.parent} cannot be locked: {error.strerror or error}.",
        "Use a folder that may be written, on a disk that knows locks.",
    )


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _given_back(work: Path, lock: int) -> None:
    """Everything goes while the folder is ours; what another batch has begun in the next moment stays."""
    for entry in list(work.iterdir()) if work.is_dir() else ():
        if entry.name != LOCK:
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
    if os.name == "nt":  # which deletes no file that is open
        os.close(lock)
    with contextlib.suppress(OSError):
        (work / LOCK).unlink()
    if os.name != "nt":
        os.close(lock)
    with contextlib.suppress(OSError):
        work.rmdir()


def _owner(work: Path) -> str:
    try:
        note = (work / OWNER).read_text(encoding="utf-8", errors="replace")[:200]
    except OSError:
        return "Another process"
    return note if note.startswith("Process ") and note.isprintable() else "Another process"
