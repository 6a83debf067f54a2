# SPDX-License-Identifier: GPL-3.0-or-later
"""Sliders that are being dragged: the mesh follows at once, keys and rig once the artist pauses.

A moved slider is only marked; the next tick compares the panel's sliders with those of the mesh. At most two live
requests are under way, one being computed and one waiting, so the newest state is never behind a queue of old ones.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import bpy

from .._shared.protocol.errors import GalateaError
from .._shared.protocol.requests import Figure, LiveShapeRequest, Look, ShapeRequest
from .._shared.protocol.results import LiveShapeResult
from ..scene import undo_drag, update_vertices
from ..session.connection import Job
from ..session.session import connection
from ..state import avatars, measurement_goals, panel_sliders, properties, slider_catalogue

SETTLES_AFTER_S = 0.3
MEASURES_EVERY_S = 0.1
"""numbers that change faster than this cannot be read, and the mesh comes sooner without them"""
LIVE_AT_ONCE = 2
WARMS_AFTER = 0.05
"""how far a search is that has loaded what it needs"""
WAITS_MS = 12
"""how long after a live request a tick waits for the answer; coming back later takes Blender's loop up to 5 ms more"""


@dataclass
class Drag:
    """One avatar whose sliders differ from its mesh."""

    figure: Figure
    values: dict[str, float]
    look: Look
    changed: float
    defaults: dict[str, float]
    live: dict[str, float] = field(default_factory=dict)
    """the slider values that were sent last as a live request"""
    measured: float = 0.0
    """when measurements were last asked for"""
    sent: float = 0.0
    """when the last live request was sent"""
    moved: float = 0.0
    """when the mesh last followed"""
    settled: str = ""
    """the shape job that is to make it whole"""


_drags: dict[str, Drag] = {}
_touched = True
_warm = ("", "")
"""the backend (its instance) and the body that were made ready for the first slider"""


def touch() -> None:
    """A slider in the panel was moved, by the artist or by filling the panel."""
    global _touched
    _touched = True


def warm_up() -> None:
    """Once there is an avatar, or one on its way, have the backend load its body: the first slider would wait seconds.

    Once for each backend and body: one that was idle for long has given its memory back because the user wants that.
    """
    global _warm
    if connection.state != "READY" or connection.welcome is None:
        return
    thing = avatars.active()
    # while the search loads its own body and encoder, a second worker would only be in its way
    searching = [job for job in connection.jobs.values() if job.kind == "make" and job.fraction >= WARMS_AFTER]
    sought = searching[0].request.figure.body if searching and searching[0].request else ""
    body = thing.galatea.body if thing else sought
    if body and _warm != (connection.welcome.instance, body):
        _warm = (connection.welcome.instance, body)
        connection.submit("warm", LiveShapeRequest(figure=Figure(body=body)))


def step() -> bool:
    """Compare, send, settle. For the avatar in the panel, and for one that was left in the middle of a drag.

    Returns whether a drag was given up, so that the panel has something to tell.
    """
    if connection.state == "READY":
        measurement_goals.step(busy=works_on(properties.panel().uid))
    notice()
    before = len(_drags)
    for uid, drag in list(_drags.items()):
        if avatars.find(uid) is None or connection.state == "OFF":
            give_up(uid)
        elif connection.state == "READY":
            _follow(uid, drag, settle=uid != properties.panel().uid or _rests(uid, drag))
    return len(_drags) < before


def notice() -> None:
    """Compare; before a result is applied, too, because it must not put back a slider that was moved since."""
    global _touched
    panel = properties.panel()
    if _touched and panel.uid and connection.state == "READY" and not _works_on(panel.uid):
        _touched = False
        thing = avatars.find(panel.uid)
        if thing is not None:
            _compare(thing, panel_sliders.edited(), avatars.look(panel.look), time.monotonic())


def _rests(uid: str, drag: Drag) -> bool:
    """Whether the artist has paused: an answer under way is waited for, because until it is seen nobody goes on."""
    return not _live_jobs(uid) and time.monotonic() - max(drag.changed, drag.moved) > SETTLES_AFTER_S


def _follow(uid: str, drag: Drag, settle: bool) -> None:
    """Send what the mesh lacks. What cannot be sent ends the drag, or it would fail again in every tick."""
    try:
        _send_live(uid, drag)
        if settle and not drag.settled:
            _settle(uid, drag)
    except GalateaError as error:
        properties.problem(error)
        give_up(uid)


def _compare(thing: bpy.types.Object, values: dict[str, float], look: Look, now: float) -> None:
    uid = thing.galatea.uid
    drag = _drags.get(uid)
    if drag is None:
        defaults = panel_sliders.defaults()
        known = defaults | avatars.values(thing)
        if panel_sliders.same(values, known) and look == avatars.look(thing.galatea.look):
            return
        drag = _drags[uid] = Drag(avatars.figure(thing), values, look, now, defaults, live=known)
    elif values != drag.values or look != drag.look:
        _unsettle(drag)
        drag.values, drag.look, drag.changed = values, look, now


def _send_live(uid: str, drag: Drag) -> None:
    thing = avatars.find(uid)
    if thing is None or drag.values is drag.live or _live_jobs(uid) >= LIVE_AT_ONCE:
        return
    if panel_sliders.same(drag.values, drag.live):
        drag.live = drag.values
        return
    # what stands at its default need not travel, and of some hundred sliders most do
    moved = {name: value for name, value in drag.values.items() if value != drag.defaults.get(name)}
    now = time.monotonic()
    measure = now - drag.measured > MEASURES_EVERY_S or measurement_goals.wants_measurements(uid)
    if measure:
        drag.measured = now
    request = LiveShapeRequest(figure=drag.figure, sliders=moved, measure=measure)
    connection.submit("live", request, uid=uid, key=f"live:{uid}")
    drag.live, drag.sent = drag.values, now


def _settle(uid: str, drag: Drag) -> None:
    request = ShapeRequest(sliders=drag.values, look=drag.look, figure=replace(drag.figure, preview_size=0))
    drag.settled = connection.submit("settle", request, uid=uid, title="sliders", key=f"shape:{uid}").job_id


def _unsettle(drag: Drag) -> None:
    """The artist goes on: the job of the pause would only be in the way of the next live answer."""
    if drag.settled in connection.jobs:
        connection.cancel(drag.settled)
    drag.settled = ""


def moved(job: Job, result: LiveShapeResult) -> None:
    """A live answer: move the mesh, and tell the measurements. One that was cut is made whole when the drag ends."""
    thing = avatars.find(job.uid)
    if thing is None or thing.mode in ("EDIT", "SCULPT") or job.uid not in _drags:
        return
    if len(thing.data.vertices) == len(result.vertices):
        update_vertices(thing, result.vertices)
    _drags[job.uid].moved = time.monotonic()
    if result.measurements and properties.panel().uid == job.uid:
        avatars.set_measurements(properties.panel().measurements, result.measurements)
        measurement_goals.heard(job.uid, job.request.sliders, result.measurements)


def wants(job: Job) -> bool:
    """Whether a shape result is still what the sliders say; an older one is overtaken by a newer."""
    return job.uid in _drags and _drags[job.uid].settled == job.job_id


def over(uid: str) -> None:
    """The avatar's mesh is what its sliders say."""
    _drags.pop(uid, None)


def give_up(uid: str) -> None:
    """Nobody can make the mesh what the sliders say: both go back to what they were before the drag."""
    _drags.pop(uid, None)
    measurement_goals.drop()
    thing = avatars.find(uid)
    if thing is None:
        return
    undo_drag(thing)
    if properties.panel().uid == uid:
        panel_sliders.show(thing, slider_catalogue.catalogue(connection.body(thing.galatea.body)))


def opened() -> None:
    """A file was opened: no drag of the one before goes on in it."""
    _drags.clear()
    measurement_goals.drop()
    forget_all()


def forget_all() -> None:
    """A file was opened, or undo changed what is there: the objects are right, and no mesh is in the middle of a drag.

    A file may have been saved in a drag, and undo leaves a mesh alone that was changed between two of its steps.
    One in Edit or Sculpt Mode is left alone: undo is about its strokes then.
    """
    for uid in list(_drags):
        if (thing := avatars.find(uid)) is None or thing.mode == "OBJECT":
            over(uid)
    for thing in avatars.everyone():
        if thing.mode == "OBJECT":
            undo_drag(thing)


def send_again() -> None:
    """A connection was opened anew, which forgets what was asked through the one before."""
    for drag in _drags.values():
        if drag.settled not in connection.jobs:
            drag.settled = ""


def works_on(uid: str) -> bool:
    """Whether this avatar's mesh is not yet what its sliders say."""
    return uid in _drags


def active() -> bool:
    """Whether anything is being dragged, so that the timer should tick fast."""
    return bool(_drags)


def patience_ms() -> int:
    """How long the next tick may wait for an answer: not while something is to be sent, nor for a slow backend."""
    if _touched:
        return 0
    now = time.monotonic()
    left = [WAITS_MS - 1e3 * (now - drag.sent) for uid, drag in _drags.items() if _live_jobs(uid)]
    return max(0, round(max(left, default=0)))


def _live_jobs(uid: str) -> int:
    return sum(job.kind == "live" and job.uid == uid for job in connection.jobs.values())


def _works_on(uid: str) -> bool:
    return any(job.kind == "make" and job.uid == uid for job in connection.jobs.values())
