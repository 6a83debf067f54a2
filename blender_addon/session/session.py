# SPDX-License-Identifier: GPL-3.0-or-later
"""The one connection of this Blender, and the backend process that it may have started."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import bpy

from .._shared.protocol.errors import ConnectionFailed, GalateaError, NotAvailable
from .._shared.protocol.places import DEFAULT_ADDRESS, is_loopback, read_token
from ..state import preferences, properties
from .connection import Connection
from .launcher import Launcher, find_command

LOOKS_AROUND_S = 1.5

connection = Connection()
_launcher: Launcher | None = None
_starting = False
_awaited: tuple[str, int | None] | None = None
"""program and port of a backend of ours that starts as soon as those of before are gone"""
_leaving: list[Launcher] = []
_kept: list[Launcher] = []
"""backends of ours that go on without us"""
_quiet_until = 0.0
_refusal: ConnectionFailed | None = None
"""why our backend did not start, while one that already runs is tried in its place"""
_may_move = False
"""whether ours may start once more, at any free port"""


def folder() -> Path:
    """Where the log of a local backend goes."""
    if preferences.PACKAGE.startswith("bl_ext."):
        return Path(bpy.utils.extension_path_user(preferences.PACKAGE, create=True))
    return Path(bpy.utils.user_resource("DATAFILES", path="galatea", create=True))


def start() -> None:
    """Start the backend on this computer. Raises NotAvailable where its program is not to be found."""
    leave()
    _launch()


def _launch(port: int | None = None) -> None:
    global _awaited, _starting
    _awaited = find_command(bpy.path.abspath(preferences.get().command)), port
    _starting = True
    _launch_awaited()


def _launch_awaited() -> None:
    """One that still leaves has the jobs and the port, so it is gone before another starts."""
    global _launcher, _awaited, _starting
    _leaving[:] = [launcher for launcher in _leaving if not launcher.stopped()]
    if _awaited is None or _leaving:
        return
    (command, port), _awaited = _awaited, None
    chosen = preferences.get()
    keep = not chosen.stop_with_blender
    try:
        _launcher = Launcher(command, folder(), idle_minutes=chosen.idle_minutes, keep=keep, port=port)
    except GalateaError:
        _starting = False
        raise


def connect(address: str = "", token: str = "", server_key: str = "") -> None:
    """Connect to the backend of the preferences, or another. Raises NotAvailable where Blender may not go online."""
    global _refusal
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
    _refusal = None
    connection.open(address.strip(), token.strip(), server_key.strip())


def look_around() -> None:
    """Try the usual address on this computer, and say nothing when nobody is there."""
    global _quiet_until
    if preferences.get().where != "LOCAL" or connection.state != "OFF":
        return
    try:
        connect()
    except ConnectionFailed:
        return
    _quiet_until = time.monotonic() + LOOKS_AROUND_S


def leave() -> None:
    """Disconnect; a backend that we started ends, unless the preferences let it outlive Blender."""
    global _launcher, _starting, _refusal
    if _launcher is None or not _launcher.keep:
        stop()
        return
    connection.close()
    _launcher.let_be()
    _kept.append(_launcher)
    _launcher, _starting, _refusal = None, False, None


def stop() -> None:
    """Disconnect; a backend that we started ends, whatever the preferences say."""
    global _launcher, _awaited, _starting, _refusal
    connection.close()
    if _launcher is not None:
        _launcher.stop()
        _leaving.append(_launcher)
    _launcher, _awaited, _starting, _refusal = None, None, False, None


def ours() -> bool:
    """Whether the backend is a process of this Blender."""
    return _launcher is not None or _awaited is not None


def step() -> list[GalateaError]:
    """Go on with what starts, connects or ends; returns what went wrong. Never waits."""
    global _quiet_until
    _leaving[:] = [launcher for launcher in _leaving if not launcher.stopped()]
    _kept[:] = [launcher for launcher in _kept if launcher.running]
    if _quiet_until and time.monotonic() > _quiet_until and connection.state == "CONNECTING":
        connection.close()
    if _quiet_until and connection.state != "CONNECTING":
        _quiet_until = 0.0
    trouble, connection.trouble = connection.trouble, []
    try:
        if _refusal is not None and connection.state != "CONNECTING":
            trouble = _after_join(trouble)
        elif _starting:
            _launch_awaited()
            if _launcher is not None:
                _follow_start(_launcher)
    except GalateaError as error:
        trouble.append(error)
    return trouble


def _follow_start(launcher: Launcher) -> None:
    """Connect once it is ready. Where it did not start, a backend of this user may already run, and is tried first."""
    global _starting, _refusal, _may_move
    try:
        if (ready := launcher.poll()) is None:
            return
        _starting = False
        connection.open(ready.address, ready.token)
        if launcher.port is not None:
            properties.panel().note = "The backend's usual port is taken, so it runs at another"
    except ConnectionFailed as error:
        stop()
        if launcher.port is not None:
            raise
        _refusal, _may_move = error, launcher.refused
        _join_running()
    except GalateaError:
        stop()
        raise


def _join_running() -> None:
    """Connect to where a backend of this user usually is; `_after_join` sees what came of it."""
    with contextlib.suppress(ConnectionFailed):  # no token: none ever ran, and ours may start elsewhere
        connection.open(DEFAULT_ADDRESS, read_token())


def _after_join(trouble: list[GalateaError]) -> list[GalateaError]:
    """Where the backend that already runs did not let us in, ours takes another port, or tells why it did not start."""
    global _refusal
    refusal, _refusal = _refusal, None
    if refusal is None or connection.state != "OFF":
        return trouble
    if not _may_move:
        return [refusal]
    _launch(port=0)
    return []


def state() -> str:
    between = _refusal is not None and connection.state == "OFF"
    return "STARTING" if _starting or between else connection.state


def status() -> str:
    """The connection in a few words."""
    where = "this computer" if is_loopback(connection.address) else connection.address
    return {
        "OFF": "Not connected",
        "STARTING": "Starting the backend",
        "CONNECTING": f"Connecting to {where}",
        "READY": f"Connected to {where}",
        "LOST": "The backend does not answer",
    }[state()]


def end() -> None:
    """Close everything; a backend that we started is gone when this returns, unless it is to outlive Blender."""
    leave()
    while _leaving:
        _leaving[:] = [launcher for launcher in _leaving if not launcher.stopped(wait_s=0.1)]


def mirror() -> bool:
    """Copy the state of connection and jobs to where the panel reads it; returns whether anything changed."""
    panel = properties.panel()
    welcome = connection.welcome
    changed = False
    for name, value in (("state", state()), ("status", status()), ("device", welcome.device if welcome else "")):
        if getattr(panel, name) != value:
            setattr(panel, name, value)
            changed = True
    shown = [job for job in connection.jobs.values() if job.kind in ("make", "followed")]
    if [item.name for item in panel.jobs] != [job.job_id for job in shown]:
        panel.jobs.clear()
        for job in shown:
            panel.jobs.add().name = job.job_id
        changed = True
    for item, job in zip(panel.jobs, shown, strict=True):
        eta = -1.0 if job.eta_s is None else job.eta_s
        new = (job.uid, job.kind, job.title, job.stage, job.message, round(job.fraction, 3), round(eta), job.cancelling)
        old = (
            item.uid,
            item.kind,
            item.title,
            item.stage,
            item.message,
            round(item.fraction, 3),
            round(item.eta),
            item.cancelling,
        )
        if new != old:
            item.uid, item.kind, item.title, item.stage, item.message = new[:5]
            item.fraction, item.eta, item.cancelling = new[5:]
            changed = True
    return changed
