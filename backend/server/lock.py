"""Who has a folder: told by a lock that the operating system takes back when its process ends, however it ends.

Process ids and times do not tell it: another container or machine that shares the folder has ids of its own, and clocks
are set. A note beside the lock names the owner for people; nothing depends on it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import socket
from pathlib import Path

import filelock
import psutil

from backend.protocol.codec import dump_json, load_json
from backend.protocol.errors import BadRequest, ConnectionFailed, ResourceExhausted

from .disk import read_regular, write_whole

LOCK = "lock"
OWNER = "owner.json"
WAIT_S = 0.5
"""whoever only looks whether a folder is free has it for an instant"""
_log = logging.getLogger("galatea.lock")


class Taken(ConnectionFailed):
    """Another living process, `owner`, has the folder."""

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(f"{owner} has the folder {folder}.", "Wait until it has ended, or use another folder.")
        self.owner = owner


class Hold:
    """This process has the folder `folder`, until `release` or its own end.

    Raises Taken where another process has it, ResourceExhausted where the folder's disk cannot tell.
    """

    def __init__(self, folder: Path, wait_s: float = WAIT_S) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(
            folder / LOCK, timeout=wait_s, mode=0o600, thread_local=False, fallback_to_soft=False
        )
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise Taken(folder, owner_of(folder)) from error
        except OSError as error:
            raise ResourceExhausted(
                f"The folder {folder} cannot be locked: {error.strerror or error}.",
                "Use a folder that may be written, on a disk that knows locks (GALATEA_STATE names it).",
            ) from error
        self._sign()

    def leave(self) -> None:
        """Tell those who want the folder that it is worth waiting for."""
        self._sign(leaving=True)

    def release(self) -> None:
        with contextlib.suppress(OSError):
            (self.folder / OWNER).unlink()
        self._lock.release()

    def remove(self) -> None:
        """Delete the folder while nobody else can have it."""
        (self.folder / OWNER).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()
        if os.name == "nt":  # which deletes no file that is open
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _sign(self, leaving: bool = False) -> None:
        note = {"pid": os.getpid(), "host": socket.gethostname(), "boot": _boot(), "leaving": leaving}
        try:
            write_whole(self.folder / OWNER, [dump_json(note)], flush=False)
        except OSError as error:  # a full disk: the lock holds without it
            _log.warning("the note of who has %s cannot be written: %s", self.folder, error)


def is_held(folder: Path) -> bool:
    """Whether a living process has the folder; where the disk cannot tell, it counts as held."""
    try:
        (folder / LOCK).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    lock = filelock.FileLock(folder / LOCK, blocking=False, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except (filelock.Timeout, OSError):
        return True
    lock.release()
    return False


def is_left(folder: Path) -> bool:
    """Whether the owner says that it ends."""
    try:
        return load_json(read_regular(folder / OWNER, 4096))["leaving"] is True
    except (OSError, BadRequest, KeyError, TypeError):
        return False


def owner_of(folder: Path) -> str:
    """The owner's name for a message: "Process 12 on this machine"."""
    try:
        note = load_json(read_regular(folder / OWNER, 4096))
        pid, host, boot = int(note["pid"]), str(note["host"])[:200], str(note["boot"])
    except (OSError, BadRequest, KeyError, TypeError, ValueError):
        return "Another process"
    if host != socket.gethostname():
        return f"Process {pid} on {host}"
    return f"Process {pid}" if boot == _boot() else "Another process"


def _boot() -> str:
    """What changes with every start of this machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return str(round(psutil.boot_time()))
