# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts and stops a backend on this machine; its output goes to a log file, so that nothing here ever waits for it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._shared.protocol.errors import ConnectionFailed, NotAvailable, ResourceExhausted, error_from
from .._shared.protocol.places import read_token

READY_WITHIN_S = 60.0
STOPS_WITHIN_S = 3.0
FREE_MB = 20
_INSTALL = (
    'Two steps: run "make setup" in the source folder of Galatea, which whoever gave you the zip has; '
    'then press "Choose Program…" and pick .venv/bin/galatea in it. "How to Get It…" tells more.'
)
_BLENDER = "GALATEA_BLENDER"
_OURS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Ready:
    """What a backend says of itself when it is there."""

    address: str
    token: str


def find_command(chosen: str = "") -> str:
    """The backend's program: the chosen one, else GALATEA_BACKEND, else `galatea` on the search path.

    Raises NotAvailable where it is none of these.
    """
    for source, value in (
        ("The program in the preferences", chosen),
        ("GALATEA_BACKEND", os.environ.get("GALATEA_BACKEND", "")),
    ):
        if value:
            found = shutil.which(os.path.expanduser(value))
            if not found:
                raise NotAvailable(f"{source}, {value}, is no program that can be started.", _INSTALL)
            return os.path.abspath(found)
    if found := shutil.which("galatea"):
        return os.path.abspath(found)
    raise NotAvailable("The backend was not found on this computer.", _INSTALL)


class Launcher:
    """A backend process of ours. `poll` tells when it is ready; `log` keeps what it printed."""

    def __init__(
        self,
        command: str,
        folder: Path,
        *,
        idle_minutes: int = 15,
        keep: bool = False,
        port: int | None = None,
        blender: str = "",
    ) -> None:
        """Start `command` serve, at its usual port or at `port` (0: any free one); with `keep` it outlives us.

        blender: the program with which it reads and writes FBX files, where the environment names none.

        Raises NotAvailable where it cannot start, ResourceExhausted where the disk is full.
        """
        self.keep = keep
        self.port = port
        self.refused = False
        """whether the backend itself said that it cannot listen"""
        folder = folder.absolute()
        _make_room(folder)
        self.log = folder / "backend.log"
        self._ready_file = folder / f"backend-{_whose()}.json"
        self._ready_file.unlink(missing_ok=True)
        self._started = time.monotonic()
        self._stopping: float | None = None
        arguments = [command, "serve", "--ready-file", str(self._ready_file), "--idle-s", str(idle_minutes * 60 or 1e9)]
        if port is not None:
            arguments += ["--port", str(port)]
        if not keep:
            arguments.append("--exit-with-parent")
        try:
            with self.log.open("wb") as output:
                self.process = subprocess.Popen(
                    arguments,
                    cwd=folder,  # Blender's own may be gone, and is nothing to the backend
                    stdin=subprocess.DEVNULL if keep else subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=_environment(blender),
                    creationflags=subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0,
                    start_new_session=sys.platform != "win32",
                )
        except OSError as error:
            raise NotAvailable(f"{command} could not be started: {error.strerror}.", _INSTALL) from error

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def poll(self) -> Ready | None:
        """Its address as soon as it is there.

        Raises NotAvailable where it ended at once, ConnectionFailed where it found no port or takes too long.
        """
        if (said := self._said()) is not None:
            self.refused = "error" in said
            return _ready_of(said)
        if not self.running:
            text = self.log.read_text(encoding="utf-8", errors="replace")
            raise NotAvailable(
                f"The backend ended at once: {_last_line(text)}", f"Its log is {self.log}.", details=text[-4000:]
            )
        if time.monotonic() - self._started > READY_WITHIN_S:
            self.stop()
            raise ConnectionFailed("The backend did not get ready in time.", f"Its log is {self.log}.")
        return None

    def stop(self) -> None:
        """Ask the process to end; `stopped` makes sure that it does."""
        if self._stopping is None:
            self._stopping = time.monotonic()
            if self.process.stdin is not None:
                self.process.stdin.close()
            self._signal("SIGTERM")

    def detach(self) -> None:
        """It goes on without us; the file that told its token goes."""
        self._ready_file.unlink(missing_ok=True)

    def stopped(self, wait_s: float = 0.0) -> bool:
        """Whether the process is gone; one that ignored `stop` for a while is killed."""
        try:
            self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            if self._stopping is None or time.monotonic() - self._stopping < STOPS_WITHIN_S:
                return False
            self._signal("SIGKILL")
            self.process.wait()
        self._ready_file.unlink(missing_ok=True)
        return True

    def _signal(self, name: str) -> None:
        """To the backend, and to the script that may have started it."""
        if sys.platform == "win32":
            self.process.kill() if name == "SIGKILL" else self.process.terminate()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.Signals[name])

    def _said(self) -> dict[str, Any] | None:
        try:
            return json.loads(self._ready_file.read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError):
            return None


def _environment(blender: str) -> dict[str, str]:
    own = {_BLENDER: blender} if blender else {}
    return own | {name: value for name, value in os.environ.items() if name not in _OURS}


def _whose() -> str:
    """This process among all that may share the folder: those of another machine or container have ids like ours."""
    machine = "".join(c if c.isalnum() else "-" for c in socket.gethostname())[:64]
    return f"{machine}-{os.getpid()}"


def _make_room(folder: Path) -> None:
    """Where its log cannot be written, a backend could not even tell why it ended."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise ResourceExhausted(
            f"The folder {folder} cannot be made: {error.strerror}.", "See that there is space and that you may write."
        ) from error
    if free < FREE_MB << 20:
        raise ResourceExhausted(
            f"There are less than {FREE_MB} MB free on the disk of {folder}.", "Free some space, then start it again."
        )


def _ready_of(said: dict[str, Any]) -> Ready:
    if "error" in said:
        raise error_from(**said["error"])
    return Ready(said["address"], said.get("token") or read_token())


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it printed nothing."
