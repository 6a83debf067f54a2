# SPDX-License-Identifier: GPL-3.0-or-later
"""The one timer: drains the socket, hands each event to its job's handler, follows the sliders, has the panel redrawn.

It knows no kinds of jobs. It waits only for the answer to a slider that is being dragged, and for no longer than two
pictures are on the screen.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import bpy

from .._shared.protocol.errors import GalateaError
from .._shared.protocol.events import FINAL, Event
from ..scene import current
from ..session import session
from ..session.job import Job
from ..state import properties, signals, undo
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import (
    apply_result,
    face_takes,
    held_results,
    live_edit,
    live_face,
    live_words,
    panel_sync,
    recovered_jobs,
    wardrobe,
    warm_up,
)

FAST_S, BUSY_S, IDLE_S = 0.0005, 0.05, 0.1
AFTER_ERROR_S = 1.0


@dataclass(frozen=True)
class Handled:
    """One event, and what came of it."""

    job: Job
    event: Event
    thing: AvatarObject | None = None
    """the avatar that a result was put into"""
    error: Exception | None = None
    """why it could not be put in"""


@dataclass
class LoopState:
    """Where the timer is."""

    ticking: bool = False
    called: bool = False
    """whether `wake` has called for a tick that has not come yet"""
    searched: bool = False
    """whether a backend that already runs on this computer was looked for"""
    redraw: bool = False
    """whether something that the panel shows has changed"""


def start() -> None:
    """Listen to files and to undo; tick, unless there is no window, where nothing ticks anyway."""
    memory.of(LoopState).searched = False
    panel_sync.refresh()
    for signal, listener in _LISTENERS:
        signal.connect(listener)
    if not bpy.app.background and not bpy.app.timers.is_registered(tick):
        bpy.app.timers.register(tick, first_interval=0.2, persistent=True)
    for handlers, handler in panel_sync.handlers():
        if handler not in handlers:
            handlers.append(handler)


def stop() -> None:
    """The timer must be gone before Blender ends: a live one hangs or crashes some versions at exit."""
    live_face.forget()
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    for handlers, handler in panel_sync.handlers():
        if handler in handlers:
            handlers.remove(handler)
    for signal, listener in _LISTENERS:
        signal.disconnect(listener)


def wake() -> None:
    """A slider moved: tick now instead of at the end of the idle interval."""
    live_edit.touch()
    loop = memory.of(LoopState)
    if not loop.ticking and not loop.called and not live_edit.active() and bpy.app.timers.is_registered(tick):
        loop.called = True
        bpy.app.timers.unregister(tick)
        bpy.app.timers.register(tick, first_interval=0.0, persistent=True)


def tick() -> float:
    """One turn; returns the seconds until the next. An error is shown in the panel and never ends the timer."""
    loop = memory.of(LoopState)
    loop.ticking, loop.called = True, False
    try:
        if not loop.searched:
            loop.searched = True
            session.find_running()
        with _in_a_window():
            advance(live_edit.patience_ms())
            while patience := live_edit.patience_ms():  # the turn has asked, or what came was another answer
                advance(patience)
            if not live_edit.active():
                warm_up.step()
                live_words.step()
                wardrobe.step()
                recovered_jobs.ask_for_pictures()
    except GalateaError as error:
        properties.problem(error)
    except Exception as error:  # the timer must live on, whatever Blender's data held
        properties.problem(error)
        _redraw()
        return AFTER_ERROR_S
    finally:
        loop.ticking = False
    if live_edit.active() and session.state == "READY":
        return FAST_S
    if live_face.active():
        return live_face.TICK_S
    return BUSY_S if session.connection.jobs or session.state in ("STARTING", "CONNECTING") else IDLE_S


def advance(timeout_ms: int = 0) -> list[Handled]:
    """One turn of the work, also for scripts, where timers do not run; returns what happened to which avatar."""
    arrived = [*held_results.released(), *session.connection.poll(timeout_ms)]
    for error in session.step():
        properties.problem(error)
        _redraw_soon()
    if arrived:
        live_edit.notice()
        _redraw_soon()
    handled = [dispatch(job, event) for job, event in arrived]
    panel_sync.step()
    if live_edit.step():
        _redraw_soon()
    if live_face.step():
        _redraw_soon()
    for name in face_takes.step():
        undo.push_step(f"Galatea: Face of {name}")
        _redraw_soon()
    if memory.of(LoopState).redraw:
        _redraw()
    return handled


def dispatch(job: Job, event: Event) -> Handled:
    """Hand an event to its job's handler. What cannot be put in is told, and costs no other job its result."""
    try:
        return Handled(job, event, job.handler.handle(job, event))
    except Exception as error:  # whatever Blender's data held
        properties.problem(error)
        if isinstance(event, FINAL):
            job.handler.on_drop(job)
        return Handled(job, event, error=error)


def _in_a_window() -> AbstractContextManager[Any]:
    """A timer has no window, and without one the first view layer would count instead of the one that is shown."""
    windows = current.windows()
    return bpy.context.temp_override(window=windows[0]) if windows and not bpy.context.window else nullcontext()


def _redraw_soon() -> None:
    memory.of(LoopState).redraw = True


def _redraw() -> None:
    memory.of(LoopState).redraw = False
    for window in current.windows():
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()


def _note(text: str) -> None:
    properties.panel().note = text


_LISTENERS = (
    (signals.slider_moved, wake),
    (signals.piece_chosen, wardrobe.choose),
    (signals.face_changed, face_takes.note),
    (session.changed, _redraw_soon),
    (session.noted, _note),
    (panel_sync.changed, _redraw_soon),
    (apply_result.applied, live_edit.over),
)
