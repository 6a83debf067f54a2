"""The folders that Galatea writes to, the variable that moves each, and what to say where one cannot be had."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import ResourceExhausted


@dataclass(frozen=True)
class Folder:
    name: str
    holds: str
    variable: str
    """environment variable that names another folder"""
    _usual: Callable[[], Path | None]

    def find(self) -> Path | None:
        """Where it is, whether it exists or not; None where the system has no place for it."""
        if chosen := os.environ.get(self.variable):
            return Path(os.path.abspath(os.path.expanduser(chosen)))
        return self._usual()

    def fault(self) -> str:
        """Why nothing can be written there; empty where it can, as far as that can be told without writing."""
        path = self.find()
        if path is None:
            return "there is no home folder" if self is not TEMPORARY else "no folder for them can be written"
        there = next(folder for folder in (path, *path.parents) if os.path.lexists(folder))
        if not there.is_dir():
            return f"{there} is no folder"
        return "" if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written"


def _home() -> Path | None:
    try:
        return Path.home()
    except (RuntimeError, KeyError):  # no HOME, and a user whom the system does not know
        return None


def _in_home(variable: str, unix: str, mac: str, windows: str, below: str = "") -> Callable[[], Path | None]:
    """The usual place for one kind of data. `variable` names the folder in place of ~/`unix`, which is also macOS's
    where `mac` is empty."""

    def usual() -> Path | None:
        home = _home()
        if sys.platform == "win32":
            base, name = os.environ.get("LOCALAPPDATA", ""), windows
            inside = Path("AppData", "Local")
        elif sys.platform == "darwin" and mac:
            base, name, inside = "", mac, Path("Library")
        else:
            base, name, inside = os.environ.get(variable, ""), "galatea", Path(unix)
        if os.path.isabs(base):
            return Path(base, name, below)
        return home and home / inside / name / below

    return usual


def _temporary() -> Path | None:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return None


STATE = Folder(
    "state",
    "token, keys, jobs and logs",
    "GALATEA_STATE",
    _in_home("XDG_STATE_HOME", ".local/state", "Application Support/Galatea", "Galatea"),
)
MODELS = Folder(
    "models",
    "models that were fetched or added",
    "GALATEA_HOME",
    _in_home("XDG_DATA_HOME", ".local/share", "", "galatea"),
)
KERNELS = Folder(
    "kernels",
    "compiled parts of the renderer",
    "WARP_CACHE_PATH",
    _in_home("XDG_CACHE_HOME", ".cache", "Caches/galatea", "galatea", "warp"),
)
TEMPORARY = Folder("temporary", "files of a moment", "TEMP" if sys.platform == "win32" else "TMPDIR", _temporary)
FOLDERS = (STATE, MODELS, KERNELS, TEMPORARY)


def state_folder() -> Path:
    """GALATEA_STATE, or the place where this system keeps the state of a user's programs.

    This and its like raise ResourceExhausted where there is neither.
    """
    return locate(STATE)


def data_folder() -> Path:
    """Where downloads live: GALATEA_HOME, or the place for a user's data."""
    return locate(MODELS)


def kernels_folder() -> Path:
    """Where compiled kernels live: WARP_CACHE_PATH, or the place for what can be made again."""
    return locate(KERNELS)


def unusable(path: Path, error: OSError) -> ResourceExhausted:
    """The error for a folder of ours that cannot be made or written; it names every folder that is written to."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceExhausted(f"There is no space left on the disk for {path}.", f"Free some space.\n{table()}")
    return ResourceExhausted(f"The folder {path} cannot be written: {error.strerror or error}.", table())


def table() -> str:
    """Every folder that is written to, the variable that moves it, and what is wrong with it."""
    rows = [("--out", "the files of a result", "")]
    for folder in FOLDERS:
        fault = folder.fault()
        rows.append((folder.variable, f"{folder.holds}: {folder.find() or 'nowhere'}", f" ({fault})" if fault else ""))
    width = max(len(name) for name, _, _ in rows)
    head = "Galatea writes to these folders; set the variable of one to move it:"
    return "\n".join([head, *(f"  {name:<{width}}  {text}{fault}" for name, text, fault in rows)])


def locate(folder: Folder) -> Path:
    """Raises ResourceExhausted where the system has no place for it."""
    path = folder.find()
    if path is None:
        raise ResourceExhausted(f"There is no place for {folder.holds}: {folder.fault()}.", table())
    return path
