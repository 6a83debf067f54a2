# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the backend as this Blender sees it: found or started, connected, lost, left alone or ended."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import bpy

from .._shared.protocol.errors import ConnectionFailed, GalateaError, NotAvailable
from .._shared.protocol.places import DEFAULT_ADDRESS, is_loopback, read_token
from ..state import preferences
from ..state.signals import Signal
from .connection import Connection
from .launcher import Launcher, find_command

FINDS_WITHIN_S = 1.5
"""how long the usual address on this computer is tried before nobody is taken to be there"""
USUAL_PORT_TAKEN = "The backend's usual port is taken, so it runs at another"


def log_folder() -> Path:
    """Where the log of a local backend goes."""
    if preferences.PACKAGE.startswith("bl_ext."):
        return Path(bpy.utils.extension_path_user(preferences.PACKAGE, create=True))
    return Path(bpy.utils.user_resource("DATAFILES", path="galatea", create=True))


class BackendSession:
    """One connection, and the backend process that this Blender may have started. Nothing here waits but `end`."""

    def __init__(self) -> None:
        self.connection = Connection()
        self.changed: Signal = self.connection.changed
        """what `state`, `status` or the jobs tell is another"""
        self.noted = Signal()
        """something that the artist should know: told in one line"""
        self.launcher: Launcher | None = None
        """the backend process that this Blender started; None where it started none"""
        self._starting = False
        self._next: tuple[str, int | None] | None = None
        """program and port of a backend of ours that starts as soon as those of before are gone"""
        self._ending: list[Launcher] = []
        self._detached: list[Launcher] = []
        """backends of ours that go on without us"""
        self._finding_until = 0.0
        self._start_error: ConnectionFailed | None = None
        """why our backend did not start, while one that already runs is tried in its place"""
        self._may_use_other_port = False

    @property
    def owns_backend(self) -> bool:
        """Whether the backend is a process of this Blender."""
        return self.launcher is not None or self._next is not None

    @property
    def state(self) -> str:
        """OFF, STARTING, CONNECTING, READY or LOST."""
        between = self._start_error is not None and self.connection.state == "OFF"
        return "STARTING" if self._starting or between else self.connection.state

    @property
    def status(self) -> str:
        """The connection in a few words."""
        where = "this computer" if is_loopback(self.connection.address) else self.connection.address
        return {
            "OFF": "Not connected",
            "STARTING": "Starting the backend",
            "CONNECTING": f"Connecting to {where}",
            "READY": f"Connected to {where}",
            "LOST": "The backend does not answer",
        }[self.state]

    @property
    def device(self) -> str:
        """What the backend computes on; empty where there is none."""
        return self.connection.welcome.device if self.connection.welcome else ""

    def start(self) -> None:
        """Start the backend on this computer. Raises NotAvailable where its program is not to be found."""
        self.disconnect()
        self._launch()

    def connect(self, address: str = "", token: str = "", server_key: str = "") -> None:
        """Connect to the backend of the preferences, or another.

        Raises NotAvailable where Blender may not go online.
        """
        chosen = preferences.get()
        if not address:
            if chosen.where == "LOCAL":
                address, token = DEFAULT_ADDRESS, read_token()
            else:
                address, token, server_key = chosen.address, chosen.token, chosen.server_key
        if not is_loopback(address) and not bpy.app.online_access:
            raise NotAvailable(
                f"Blender is set to stay offline, and {address} is not on this computer.",
                "Switch on Allow Online Access in Preferences > System > Network.",
            )
        self._start_error = None
        self.connection.open(address.strip(), token.strip(), server_key.strip())

    def find_running(self) -> None:
        """Try the usual address on this computer, and say nothing when nobody is there."""
        if preferences.get().where != "LOCAL" or self.connection.state != "OFF":
            return
        try:
            self.connect()
        except ConnectionFailed:
            return
        self._finding_until = time.monotonic() + FINDS_WITHIN_S

    def disconnect(self) -> None:
        """Disconnect; a backend that we started ends, unless the preferences let it outlive Blender."""
        if self.launcher is None or not self.launcher.keep:
            self.stop()
            return
        self.launcher.detach()
        self._detached.append(self.launcher)
        self._over()

    def stop(self) -> None:
        """Disconnect; a backend that we started ends, whatever the preferences say."""
        if self.launcher is not None:
            self.launcher.stop()
            self._ending.append(self.launcher)
        self._next = None
        self._over()

    def end(self) -> None:
        """Close everything; a backend that we started is gone when this returns, unless it is to outlive Blender."""
        self.disconnect()
        while self._ending:
            self._ending[:] = [launcher for launcher in self._ending if not launcher.stopped(wait_s=0.1)]

    def step(self) -> list[GalateaError]:
        """Go on with what starts, connects or ends; returns what went wrong. Never waits."""
        before = self.state
        self._ending[:] = [launcher for launcher in self._ending if not launcher.stopped()]
        self._detached[:] = [launcher for launcher in self._detached if launcher.running]
        if self._finding_until and time.monotonic() > self._finding_until and self.connection.state == "CONNECTING":
            self.connection.close()
        if self._finding_until and self.connection.state != "CONNECTING":
            self._finding_until = 0.0
        trouble, self.connection.trouble = self.connection.trouble, []
        try:
            if self._start_error is not None and self.connection.state != "CONNECTING":
                trouble = self._after_join(trouble)
            elif self._starting:
                self._launch_next()
                if self.launcher is not None:
                    self._follow_start(self.launcher)
        except GalateaError as error:
            trouble.append(error)
        if self.state != before:
            self.changed.send()
        return trouble

    def _over(self) -> None:
        self.launcher, self._starting, self._start_error = None, False, None
        self.connection.close()
        self.changed.send()

    def _launch(self, port: int | None = None) -> None:
        self._next = find_command(bpy.path.abspath(preferences.get().command)), port
        self._starting = True
        self.changed.send()
        self._launch_next()

    def _launch_next(self) -> None:
        """One that still ends has the jobs and the port, so it is gone before another starts."""
        self._ending[:] = [launcher for launcher in self._ending if not launcher.stopped()]
        if self._next is None or self._ending:
            return
        (command, port), self._next = self._next, None
        chosen = preferences.get()
        keep = not chosen.stop_with_blender
        try:
            self.launcher = Launcher(
                command,
                log_folder(),
                idle_minutes=chosen.idle_minutes,
                keep=keep,
                port=port,
                blender=bpy.app.binary_path,  # empty where Blender is a module of Python
            )
        except GalateaError:
            self._starting = False
            raise

    def _follow_start(self, launcher: Launcher) -> None:
        """Connect once it is ready. Where it did not start, a backend of this user may already run: tried first."""
        try:
            if (ready := launcher.poll()) is None:
                return
            self._starting = False
            self.connection.open(ready.address, ready.token)
            if launcher.port is not None:
                self.noted.send(USUAL_PORT_TAKEN)
        except ConnectionFailed as error:
            self.stop()
            if launcher.port is not None:
                raise
            self._start_error, self._may_use_other_port = error, launcher.refused
            self._join_running()
        except GalateaError:
            self.stop()
            raise

    def _join_running(self) -> None:
        """Connect to where a backend of this user usually is; `_after_join` sees what came of it."""
        with contextlib.suppress(ConnectionFailed):  # no token: none ever ran, and ours may start elsewhere
            self.connection.open(DEFAULT_ADDRESS, read_token())

    def _after_join(self, trouble: list[GalateaError]) -> list[GalateaError]:
        """Where the running backend did not let us in, ours takes another port, or tells why it did not start."""
        error, self._start_error = self._start_error, None
        if error is None or self.connection.state != "OFF":
            return trouble
        if not self._may_use_other_port:
            return [error]
        self._launch(port=0)
        return []
