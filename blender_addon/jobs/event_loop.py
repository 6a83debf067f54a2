# SPDX-License-Identifier: GPL-3.0-or-later
"""The one timer: drains the socket, applies what arrived, follows the sliders, tells the panel.

It waits only for the answer to a slider that is being dragged, and for no longer than a picture is on the screen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import bpy
from bpy.app.handlers import persistent

from .._shared.protocol.errors import ConnectionFailed, GalateaError, JobCancelled, JobFailed
from .._shared.protocol.events import FINAL, Cancelled, Done, Event, Failed, Welcome
from ..session import session
from ..session.connection import Job
from ..state import (
    avatars,
    object_pairs,
    panel_inputs,
    panel_sliders,
    preferences,
    preview_icons,
    properties,
    slider_catalogue,
)
from . import apply_result, live_edit, recovered_jobs

FAST_S, BUSY_S, IDLE_S = 0.0005, 0.05, 0.1
COMES_BACK_S = 3.0
"""how long a script waits for a backend that fell silent"""


@dataclass(frozen=True)
class Happened:
    """One event, and what came of it."""

    job: Job
    event: Event
    thing: bpy.types.Object | None = None
    """the avatar that a result was put into"""
    error: Exception | None = None
    """why it could not be put in"""


_stale = True
"""whether the panel's copy must be read again: after opening a file, undo or redo"""
_welcome: Welcome | None = None
"""how the backend greeted whose sliders the panel shows; another greeting follows every new connection"""
_crowd = (0, 0)
"""the selected avatar and the number of objects, as they were when copies were last looked for"""
_ticking = False
_awake = False
"""whether `wake` has called for a tick that has not come yet"""
_looked = False
"""whether a backend that already runs on this computer was looked for"""


def start() -> None:
    """Listen to files and to undo; tick, unless there is no window, where nothing ticks anyway."""
    global _looked, _stale
    _looked, _stale = False, True
    if not bpy.app.background and not bpy.app.timers.is_registered(tick):
        bpy.app.timers.register(tick, first_interval=0.2, persistent=True)
    for handlers, handler in _handlers():
        if handler not in handlers:
            handlers.append(handler)


def stop() -> None:
    """The timer must be gone before Blender ends: a live one hangs or crashes some versions at exit."""
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    for handlers, handler in _handlers():
        if handler in handlers:
            handlers.remove(handler)


def wake() -> None:
    """A slider moved: tick now instead of at the end of the idle interval."""
    live_edit.touch()
    global _awake
    if not _ticking and not _awake and not live_edit.active() and bpy.app.timers.is_registered(tick):
        _awake = True
        bpy.app.timers.unregister(tick)
        bpy.app.timers.register(tick, first_interval=0.0, persistent=True)


def tick() -> float:
    """One turn; returns the seconds until the next. An error is shown in the panel and never ends the timer."""
    global _ticking, _awake, _looked
    _ticking, _awake = True, False
    try:
        if not _looked:
            _looked = True
            session.look_around()
        with _in_a_window():
            advance(live_edit.patience_ms())
            live_edit.warm_up()
            recovered_jobs.ask_for_pictures()
    except GalateaError as error:
        properties.problem(error)
    except Exception as error:  # the timer must live on, whatever Blender's data held
        properties.problem(error)
        _redraw()
        return 1.0
    finally:
        _ticking = False
    if live_edit.active() and session.connection.state == "READY":
        return FAST_S
    return BUSY_S if session.connection.jobs or session.state() in ("STARTING", "CONNECTING") else IDLE_S


def _in_a_window() -> AbstractContextManager[Any]:
    """A timer has no window, and without one the first view layer would count instead of the one that is shown."""
    windows = bpy.context.window_manager.windows
    return bpy.context.temp_override(window=windows[0]) if windows and not bpy.context.window else nullcontext()


def advance(timeout_ms: int = 0) -> list[Happened]:
    """One turn of the work, also for scripts, where timers do not run; returns what happened to which avatar."""
    arrived = apply_result.released() + session.connection.poll(timeout_ms)
    for error in session.step():
        properties.problem(error)
    if arrived:
        live_edit.notice()
    happened = [_take(job, event) for job, event in arrived]
    _sync()
    gave_up = live_edit.step()
    if session.mirror() or happened or gave_up:
        _redraw()
    return happened


def ensure_ready(timeout_s: float = 60.0) -> None:
    """Connected when this returns, a local backend started if need be. Blocks: for scripts and background mode."""
    start = time.monotonic()
    if session.state() == "OFF":
        if preferences.get().where == "REMOTE":
            session.connect()
        else:
            session.look_around()
    while session.state() != "READY":
        for job, event in session.connection.poll(timeout_ms=20):
            _take(job, event)
        if trouble := session.step():
            raise trouble[0]
        waited = time.monotonic() - start
        if waited > (COMES_BACK_S if session.state() == "LOST" else timeout_s):
            raise ConnectionFailed("The backend does not answer.", "Start it again: galatea serve")
        if session.state() == "OFF":
            session.start()
        if session.state() == "STARTING":
            time.sleep(0.02)


def run(job: Job, timeout_s: float | None = None) -> tuple[Done, bpy.types.Object | None]:
    """Turn until a job is over. Blocks: for scripts and background mode. Raises the job's error."""
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    while True:
        for happened in advance(timeout_ms=20):
            if happened.job.job_id == job.job_id and (outcome := _outcome(happened)) is not None:
                return outcome
        if session.connection.state in ("OFF", "LOST"):
            raise JobFailed(
                "The backend went away while it worked.",
                f'Start it again, then: bpy.ops.galatea.resume(job="{job.job_id}"), or: galatea resume {job.job_id}',
                job.job_id,
            )
        if deadline is not None and time.monotonic() > deadline:
            session.connection.cancel(job.job_id)
            raise JobFailed("The job took longer than it was given.", "Give it more time.")


def _outcome(happened: Happened) -> tuple[Done, bpy.types.Object | None] | None:
    """What a script that waits is given; None where the job goes on. Raises the job's error."""
    event = happened.event
    if happened.error is not None:
        raise happened.error
    if isinstance(event, Failed):
        raise event.error()
    if isinstance(event, Cancelled):
        raise JobCancelled(event.message or "The job was cancelled.")
    return (event, happened.thing) if isinstance(event, Done) else None


def _take(job: Job, event: Event) -> Happened:
    """What cannot be put in is told, and costs no other job its result."""
    try:
        return Happened(job, event, apply_result.take(job, event))
    except Exception as error:  # whatever Blender's data held
        properties.problem(error)
        if isinstance(event, FINAL):
            apply_result.let_go(job)
        return Happened(job, event, error=error)


def _sync() -> None:
    """Keep the panel's copy that of the selected avatar; a new backend may know other sliders and open jobs."""
    global _stale, _welcome, _crowd
    welcome = session.connection.welcome
    if welcome is not None and welcome is not _welcome:
        _welcome, _stale = welcome, True
        _pick_up()
        live_edit.send_again()
    listed, session.connection.listed = session.connection.listed, None
    if listed is not None:
        recovered_jobs.look(listed, {*session.connection.jobs, *apply_result.held()})
        _redraw()
    panel = properties.panel()
    thing = avatars.active()
    crowd = (thing.session_uid if thing else 0, len(bpy.data.objects))
    if _stale or crowd != _crowd:
        _crowd = crowd
        avatars.separate_twins()
    if thing is not None and not _stale and object_pairs.follow_name(thing):
        apply_result.undo_step("Galatea: Rename")
    if _stale:
        recovered_jobs.show()
    uid = thing.galatea.uid if thing else ""
    if panel.uid not in ("", uid) and not session.connection.jobs:
        preview_icons.clear()
    if (_stale and not live_edit.works_on(uid)) or uid != panel.uid:
        body = thing.galatea.body if thing else ""
        panel_sliders.show(thing, slider_catalogue.catalogue(session.connection.body(body)))
        _redraw()
    _stale = False


def _pick_up() -> None:
    """Ask for the jobs that the avatars of this file wait for, and for what else the backend has.

    Jobs of this file that are under way work for it from now on.
    """
    connection = session.connection
    for thing in avatars.everyone():
        job_id = thing.galatea.job
        job = connection.jobs.get(job_id)
        if job is not None and job.ours:
            job.file = connection.file
        elif job_id and connection.state == "READY":
            connection.watch(job_id, "make", uid=thing.galatea.uid, title=thing.galatea.prompt or "sliders")
    if connection.state == "READY":
        connection.ask_jobs()


def _handlers() -> tuple[tuple[list, Callable[..., None]], ...]:
    kinds = bpy.app.handlers
    return (
        (kinds.load_post, _opened),
        (kinds.save_pre, _saving),
        (kinds.undo_post, _stepped),
        (kinds.redo_post, _stepped),
        (kinds.depsgraph_update_post, object_pairs.watch),
    )


@persistent
def _opened(*_: object) -> None:
    """A file was opened."""
    global _stale
    _stale = True
    session.connection.file += 1
    live_edit.opened()
    object_pairs.forget()
    panel_inputs.bring_back()
    _pick_up()


@persistent
def _saving(*_: object) -> None:
    """The file is about to be saved."""
    panel_inputs.keep()


@persistent
def _stepped(*_: object) -> None:
    """Undo or redo: the object's values are right, and a job that is over must not come back with them."""
    global _stale
    _stale = True
    for thing in avatars.everyone():
        if thing.galatea.job not in session.connection.jobs:
            thing.galatea.job = ""
    live_edit.forget_all()
    object_pairs.forget()


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
