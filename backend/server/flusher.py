"""Flushes what the server has noted to the disk, beside its loop, which must never wait for one.

Results are flushed by the worker before it says that they are there; an earlier note is enough to find them again.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from backend.protocol.files import flush_folder

from .seldom import Seldom

LEAVE_S = 1.0
GATHER_S = 0.1
"""within which a short job is noted three times and flushed once, and a worker has the disk for its result"""
_NOTES = ("request.json", "request.frames", "state.json")
_log = Seldom(logging.getLogger("galatea.jobs"))


class Flusher:
    """A thread with a list of folders whose files, and names, the disk should have soon."""

    def __init__(self) -> None:
        self._folders: dict[Path, None] = {}
        self._wake = threading.Condition()
        self._leaving = False
        self._thread = threading.Thread(target=self._run, name="flusher", daemon=True)
        self._thread.start()

    def add(self, folder: Path) -> None:
        with self._wake:
            self._folders[folder] = None
            self._wake.notify()

    def close(self) -> None:
        """Flush what is left, for as long as a user would wait; the system does the rest in its own time."""
        with self._wake:
            self._leaving = True
            self._wake.notify()
        self._thread.join(LEAVE_S)

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._folders and not self._leaving:
                    self._wake.wait()
                self._wake.wait_for(lambda: self._leaving, GATHER_S if self._folders else 0)
                if not self._folders:
                    return
                folders, self._folders = self._folders, {}
            for folder in folders:
                _flush(folder)
            for parent in {folder.parent for folder in folders}:
                _flush(parent, files=False)


def _flush(folder: Path, files: bool = True) -> None:
    try:
        for file in (folder / name for name in _NOTES if files):
            if file.is_file():
                number = os.open(file, os.O_RDWR)  # Windows flushes nothing that it may only read
                try:
                    os.fsync(number)
                finally:
                    os.close(number)
        flush_folder(folder)
    except FileNotFoundError:
        return  # deleted meanwhile
    except OSError as error:
        _log.warning("%s could not be flushed to the disk: %s", folder, error)
