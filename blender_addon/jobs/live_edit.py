# SPDX-License-Identifier: GPL-3.0-or-later
"""Sliders that are being dragged: the mesh follows at once, keys and rig once the artist pauses.

A moved slider is only marked; the next tick compares the panel's sliders with those of the mesh. At most two live
requests are under way, one being computed and one waiting, so the newest state is never behind a queue of old ones.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .._shared.protocol.errors import GalateaError
from .._shared.protocol.events import Cancelled, Done
from .._shared.protocol.requests import LiveShapeRequest, ShapeRequest
from .._shared.protocol.results import Avatar, AvatarResult, LiveShapeResult
from ..scene import undo_drag, update_vertices
from ..scene.shape_keys import rest_vertices
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, looks, measurement_goals, panel_sliders, preview_icons, properties, words
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import base_avatars, body_sliders, live_measures, live_words, plain_bodies
from .apply_result import AvatarHandler
from .comparing import compare
from .drag import Drag, LiveEdits

SETTLES_AFTER_S = 0.3
MEASURES_EVERY_S = 0.1
"""numbers that change faster than this cannot be read, and the mesh comes sooner without them"""
LIVE_AT_ONCE = 2
WAITS_MS = 30
"""how long after a live request a tick waits for the answer, unless the last ones took longer than that: coming back
later takes Blender's loop up to 5 ms more, and a loop that goes round meanwhile takes the processor from the backend"""
_NEWEST = 0.3
"""what the last answer counts of how long answers take"""


class LiveShape(JobHandler):
    """Vertices while a slider is dragged."""

    def on_result(self, job: Job, done: Done) -> None:
        moved(job, done.result)


class SettledShape(AvatarHandler):
    """The whole avatar once the artist pauses: keys and rig follow, face and name stay as they are."""

    def wants(self, job: Job) -> bool:
        return wants(job)

    def changes(self, job: Job, thing: AvatarObject, avatar: Avatar) -> bool:
        same = panel_sliders.same(dict(avatar.sliders), avatars.values(thing))
        return not same or bool(job.request.words) or looks.look_of(thing.galatea.look) != job.request.look

    def face(self, thing: AvatarObject, avatar: Avatar) -> Mapping[str, float]:
        return avatars.expression(thing)

    def sculpted_since(self, job: Job, thing: AvatarObject, avatar: Avatar) -> np.ndarray | None:
        drag = memory.of(LiveEdits).drags.get(job.uid)
        if drag is None or drag.shown is None:
            return super().sculpted_since(job, thing, avatar)
        now = rest_vertices(thing)
        if len(now) != len(drag.shown):
            return None
        untold = drag.sculpt if drag.sculpt is not None and job.sculpt is None else 0.0
        return base_avatars.noticed(now - drag.shown + untold)

    def name(self, thing: AvatarObject, result: AvatarResult) -> None:
        """It keeps its name."""

    def takes_panel(self, uid: str) -> bool:
        return properties.panel().uid == uid

    def tell(self, job: Job, result: AvatarResult) -> None:
        if self.takes_panel(job.uid):
            preview_icons.show(result.preview)

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        self.on_drop(job)

    def on_drop(self, job: Job) -> None:
        if avatars.find(job.uid) is not None and wants(job):
            give_up(job.uid)


def touch() -> None:
    """A slider in the panel was moved, by the artist or by filling the panel."""
    memory.of(LiveEdits).touched = True


def step() -> bool:
    """Compare, send, settle. For the avatar in the panel, and for one that was left in the middle of a drag.

    Returns whether a drag was given up, so that the panel has something to tell.
    """
    panel, state, drags = properties.panel(), session.connection.state, memory.of(LiveEdits).drags
    notice()
    before = len(drags)
    for uid, drag in list(drags.items()):
        if avatars.find(uid) is None or state == "OFF":
            give_up(uid)
        elif state == "READY":
            _follow(uid, drag, settle=uid != panel.uid or _rests(uid, drag))
    return len(drags) < before


def notice() -> None:
    """Compare; before a result is applied, too, because it must not put back a slider that was moved since."""
    panel, edits, connection = properties.panel(), memory.of(LiveEdits), session.connection
    if edits.touched and panel.uid and connection.state == "READY" and connection.working_for(panel.uid) is None:
        edits.touched = False
        thing = avatars.find(panel.uid)
        if thing is not None:
            compare(thing, panel, time.monotonic())


def _rests(uid: str, drag: Drag) -> bool:
    """Whether the artist has paused: an answer under way is waited for, because until it is seen nobody goes on."""
    return not _live_jobs(uid) and time.monotonic() - max(drag.changed, drag.moved) > SETTLES_AFTER_S


def _follow(uid: str, drag: Drag, settle: bool) -> None:
    """Send what the mesh lacks. What cannot be sent ends the drag, or it would fail again in every tick."""
    try:
        if not drag.begun:
            thing = avatars.find(uid)
            if thing is None or plain_bodies.is_awaited(thing):
                return
            drag.begun, drag.sculpt, drag.shown = True, base_avatars.sculpt_of(thing), rest_vertices(thing)
        _send_live(uid, drag)
        if settle and not drag.settled:
            _settle(uid, drag)
    except GalateaError as error:
        properties.problem(error)
        give_up(uid)


def _send_live(uid: str, drag: Drag) -> None:
    thing = avatars.find(uid)
    goals = drag.measures == drag.asked and drag.words == drag.words_asked
    asked = drag.values is drag.live and goals
    if thing is None or asked or _live_jobs(uid) >= LIVE_AT_ONCE:
        return
    if panel_sliders.same(drag.values, drag.live) and goals:
        drag.live = drag.values
        return
    # what stands at its default need not travel, and of some hundred sliders most do
    moved = {name: value for name, value in drag.values.items() if value != drag.defaults.get(name)}
    now = time.monotonic()
    measure = now - drag.measured > MEASURES_EVERY_S or measurement_goals.wants_measurements(uid)
    if measure:
        drag.measured = now
    worn = tuple(piece for piece in drag.look.worn if piece.piece)
    request = LiveShapeRequest(
        figure=drag.figure,
        sliders=moved | live_words.face(drag),
        measure=measure,
        worn=worn,
        words_read=words.of(thing),
        **live_measures.asked(thing, drag),
        **live_words.asked(thing, drag),
    )
    job = session.connection.submit(request, LiveShape(), uid=uid, key=f"live:{uid}")
    memory.of(LiveEdits).asked.setdefault(uid, []).append(job.job_id)
    drag.live, drag.asked, drag.words_asked, drag.sent = drag.values, drag.measures, drag.words, now


def _settle(uid: str, drag: Drag) -> None:
    thing = avatars.find(uid)
    base = base_avatars.base_for(thing, drag.sculpt) if thing else None
    figure = replace(drag.figure, preview_size=0)
    goals = live_measures.asked(thing, drag) | live_words.asked(thing, drag) if thing else {}
    sliders = drag.values | live_words.face(drag)
    request = ShapeRequest(sliders=sliders, look=drag.look, figure=figure, base=base, **goals)
    job = session.connection.submit(request, SettledShape(), uid=uid, title="sliders", key=f"shape:{uid}")
    drag.settled, job.sculpt = job.job_id, drag.sculpt if base is not None else None


def moved(job: Job, result: LiveShapeResult) -> None:
    """A live answer: move the mesh, and tell the measurements. One that was cut is made whole when the drag ends."""
    thing, drag = avatars.find(job.uid), memory.of(LiveEdits).drags.get(job.uid)
    edits = memory.of(LiveEdits)
    edits.takes_ms += _NEWEST * (1e3 * (time.monotonic() - job.started) - edits.takes_ms)
    if thing is None or thing.mode in ("EDIT", "SCULPT") or drag is None:
        return
    if len(thing.data.vertices) == len(result.vertices):
        _notice_strokes(thing, drag)
        sculpted = result.vertices if drag.sculpt is None else result.vertices + drag.sculpt
        # what is worn over a sculpt goes along with the body near it: the backend was not told of the sculpt
        update_vertices(thing, sculpted, result.part_vertices if drag.sculpt is None else {})
        drag.shown = sculpted
    drag.moved = time.monotonic()
    panel = properties.panel()
    if panel.uid != job.uid:
        return
    live_measures.show(panel, drag, job.request.measures, result)
    live_words.show(panel, thing, drag, result)
    if result.measurements:
        avatars.set_measurements(panel.measurements, result.measurements)
        if drag.values is drag.live and not _live_jobs(job.uid):
            measurement_goals.heard(panel, job.uid, result.measurements)


def _notice_strokes(thing: AvatarObject, drag: Drag) -> None:
    """What the artist did to the mesh since it followed last goes on, as what was sculpted before the drag does."""
    stroke = _stroke(thing, drag)
    if stroke is not None:
        drag.late = stroke if drag.late is None else drag.late + stroke
        drag.sculpt = stroke if drag.sculpt is None else drag.sculpt + stroke


def _stroke(thing: AvatarObject, drag: Drag) -> np.ndarray | None:
    now = rest_vertices(thing)
    if drag.shown is None or now.shape != drag.shown.shape:
        return None
    return base_avatars.noticed(now - drag.shown)


def wants(job: Job) -> bool:
    """Whether a shape result is still what the sliders say; an older one is overtaken by a newer."""
    drag = memory.of(LiveEdits).drags.get(job.uid)
    return drag is not None and drag.settled == job.job_id


def over(uid: str) -> None:
    """The avatar's mesh is what its sliders say."""
    memory.of(LiveEdits).drags.pop(uid, None)
    measurement_goals.met(uid)
    live_words.over(uid)


def give_up(uid: str) -> None:
    """Nobody can make the mesh what the sliders say: both go back to what they were before the drag."""
    drag = memory.of(LiveEdits).drags.pop(uid, None)
    measurement_goals.drop()
    thing = avatars.find(uid)
    if thing is None:
        return
    if drag is not None and drag.begun:
        _notice_strokes(thing, drag)
    undo_drag(thing, drag.late if drag else None)
    live_words.give_up(thing, drag)
    if properties.panel().uid == uid:
        body_sliders.show(thing)


def opened() -> None:
    """A file was opened: no drag of the one before goes on in it."""
    memory.of(LiveEdits).drags.clear()
    measurement_goals.drop()
    forget_all()


def forget_all() -> None:
    """A file was opened, or undo changed what is there: the objects are right, and no mesh is in the middle of a drag.

    A file may have been saved in a drag, and undo leaves a mesh alone that was changed between two of its steps.
    One in Edit or Sculpt Mode is left alone: undo is about its strokes then.
    """
    for uid in list(memory.of(LiveEdits).drags):
        if (thing := avatars.find(uid)) is None or thing.mode == "OBJECT":
            over(uid)
    for thing in avatars.everyone():
        if thing.mode == "OBJECT":
            undo_drag(thing)


def send_again() -> None:
    """A connection was opened anew, which forgets what was asked through the one before."""
    for drag in memory.of(LiveEdits).drags.values():
        if drag.settled not in session.connection.jobs:
            drag.settled = ""


def works_on(uid: str) -> bool:
    """Whether this avatar's mesh is not yet what its sliders say."""
    return uid in memory.of(LiveEdits).drags


def active() -> bool:
    """Whether anything is being dragged, so that the timer should tick fast."""
    return bool(memory.of(LiveEdits).drags)


def patience_ms() -> int:
    """How long a tick may wait for an answer: not while something is to be sent, nor for a slow backend."""
    edits = memory.of(LiveEdits)
    if edits.touched or edits.takes_ms > WAITS_MS:
        return 0
    now = time.monotonic()
    left = [WAITS_MS - 1e3 * (now - drag.sent) for uid, drag in edits.drags.items() if _live_jobs(uid)]
    return max(0, round(max(left, default=0)))


def _live_jobs(uid: str) -> int:
    asked = memory.of(LiveEdits).asked
    asked[uid] = [job_id for job_id in asked.get(uid, ()) if job_id in session.connection.jobs]
    return len(asked[uid])
