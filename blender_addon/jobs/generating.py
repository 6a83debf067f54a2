# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the backend: requests made from an avatar and the artist's words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Failed
from .._shared.protocol.requests import MAX_PROMPT_CHARACTERS, AvatarRequest, Figure, Look, ShapeRequest
from .._shared.protocol.table import line_of
from ..scene import current
from ..session import session
from ..session.job import Job, JobHandler, recovering
from ..state import avatars, labels, looks, preview_icons, properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import base_avatars, plain_bodies, recovered_jobs
from .apply_result import AvatarHandler

IN_HAND = 4
"""so many sliders are moved at once by a hand"""


@dataclass
class BrokenJobs:
    """By job id what failed or was cancelled here and can be resumed."""

    known: dict[str, Job] = dataclasses.field(default_factory=dict)


class GeneratedAvatar(AvatarHandler):
    """A person from words or sliders, new or changed."""

    recovers = ("AvatarResult",)
    in_panel = True
    blocks = True

    def on_homeless(self, job: Job) -> None:
        recovered_jobs.keep(job, line_of(job.request).name if job.request else "avatar")

    def on_failure(self, job: Job, failure: Failed) -> None:
        resumable = recovered_jobs.resumable(failure)
        if resumable:
            memory.of(BrokenJobs).known[job.job_id] = job
        properties.problem(failure.error(), job.job_id if resumable else "")
        self.on_drop(job)

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        if cancelled.resumable:
            memory.of(BrokenJobs).known[job.job_id] = job
        properties.panel().note = f"Cancelled: {job.title}"
        preview_icons.clear()
        self.on_drop(job)

    def on_drop(self, job: Job) -> None:
        if (thing := avatars.find(job.uid)) is not None:
            thing.galatea.job = ""


def from_words(
    prompt: str,
    thing: AvatarObject | None = None,
    *,
    face_only: bool = False,
    sliders: Mapping[str, float] | None = None,
    locked: tuple[str, ...] = (),
    look: Look | None = None,
    **options: Any,
) -> Job:
    """Words change `thing`, or make a new avatar where there is none. `face_only` leaves the body as it is."""
    prompt = prompt.strip()
    if not prompt:
        raise BadRequest("There are no words.", 'Describe the person, for example: "a tall muscular man, smiling".')
    if len(prompt) > MAX_PROMPT_CHARACTERS:
        raise BadRequest(
            f"The description has {len(prompt)} characters; {MAX_PROMPT_CHARACTERS} are allowed.",
            "Say it in fewer words.",
        )
    start: dict[str, float] = {}
    if thing is not None:
        known = thing.galatea
        start = avatars.values(thing) | avatars.expression(thing)
        locked = tuple(dict.fromkeys(locked + avatars.locked(thing)))
        look = look or looks.look_of(known.look)
        if face_only:
            locked = tuple(dict.fromkeys((*locked, *avatars.values(thing), *looks.names())))
            options["body_strength"] = 0.0
    request = AvatarRequest(
        prompt=prompt,
        sliders={**start, **(sliders or {})},
        locked=locked,
        measures=_measures(thing, options),
        look=look or Look(),
        **_formed(thing, options),
    )
    return _send(request, thing, prompt, keeps_motion="clip" not in options)


def from_sliders(
    thing: AvatarObject | None = None,
    sliders: Mapping[str, float] | None = None,
    *,
    handler: GeneratedAvatar | None = None,
    title: str = "",
    **options: Any,
) -> Job:
    """Sliders, without words, change `thing` or make a new avatar. handler: who takes the result."""
    measures, locked = _measures(thing, options), ()
    if thing is not None:
        known = thing.galatea
        if measures or options.get("words"):
            locked = held_sliders(thing, sliders or {})
        sliders = avatars.values(thing) | avatars.expression(thing) | dict(sliders or {})
        options = {"look": looks.look_of(known.look)} | options
    request = ShapeRequest(sliders=dict(sliders or {}), measures=measures, locked=locked, **_formed(thing, options))
    title = title or ("new avatar" if thing is None else "sliders")
    return _send(request, thing, title, keeps_motion="clip" not in options, handler=handler)


def held_sliders(thing: AvatarObject, moved: Iterable[str]) -> tuple[str, ...]:
    """The sliders that stay while measures are met: those that are locked, and those that were moved to where they are,
    unless they are so many that dice or a script rolled another person."""
    moved = tuple(moved)
    return tuple(dict.fromkeys((*avatars.locked(thing), *(moved if len(moved) <= IN_HAND else ()))))


def _measures(thing: AvatarObject | None, options: dict[str, Any]) -> dict[str, float]:
    """What is held of an avatar, and what is asked for now."""
    return {**(avatars.held(thing) if thing is not None else {}), **options.pop("measures", {})}


def fetch(job_id: str) -> Job:
    """A result that the backend has, or will have, becomes a new avatar."""
    handler = recovered_jobs.handler_of(job_id) or GeneratedAvatar()
    job = session.connection.watch(job_id, handler, title=recovered_jobs.title(job_id) or "kept result")
    job.scene = current.scene().session_uid
    recovered_jobs.take_off(job_id)
    return job


def resume(job_id: str) -> Job:
    """Go on with a job that failed or was cancelled. Its avatar, or a new one where it has none, gets the result."""
    old = memory.of(BrokenJobs).known.get(job_id)
    title, request = (old.title, old.request) if old else (recovered_jobs.title(job_id) or "resumed work", None)
    thing = avatars.find(old.uid) if old else next((a for a in avatars.everyone() if a.galatea.job == job_id), None)
    uid = thing.galatea.uid if thing else ""
    must_be_idle(uid)
    handler = old.handler if old else recovered_jobs.handler_of(job_id) or _handler_of(thing)
    job = session.connection.resume(job_id, handler, uid=uid, title=title, request=request)
    job.sculpt = old.sculpt if old else None
    recovered_jobs.take_off(job_id)
    _begun(job, thing)
    return job


def pick_up() -> None:
    """Ask for the jobs that the avatars of this file wait for, and for what else the backend has.

    Jobs of this file that are under way work for it from now on.
    """
    connection = session.connection
    for thing in avatars.everyone():
        job_id = thing.galatea.job
        job = connection.jobs.get(job_id)
        if job is not None and job.handler.asked_here:
            job.file = connection.file
        elif job_id and connection.state == "READY":
            connection.watch(job_id, _handler_of(thing), uid=thing.galatea.uid, title=thing.galatea.prompt or "sliders")
    if connection.state == "READY":
        connection.ask_jobs()


def _formed(thing: AvatarObject | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` with those that are fields of Figure gathered in one; what they leave open stays as `thing` is."""
    names = {field.name for field in dataclasses.fields(Figure)}
    own = {name: value for name, value in options.items() if name in names}
    rest = {name: value for name, value in options.items() if name not in names}
    return {"figure": avatars.figure(thing, **own) if thing else Figure(**own), **rest}


def _send(
    request: AvatarRequest | ShapeRequest,
    thing: AvatarObject | None,
    title: str,
    *,
    keeps_motion: bool,
    handler: GeneratedAvatar | None = None,
) -> Job:
    avatars.separate_twins()  # a script may have copied the avatar since the last tick
    if thing is not None:
        avatars.must_be_local(thing)
    uid = thing.galatea.uid if thing else ""
    must_be_idle(uid)
    sculpt = None
    if thing is not None:
        plain_bodies.is_awaited(thing)  # so that it is known by the time the result is here
        sculpt = base_avatars.sculpt_of(thing)
        request = dataclasses.replace(request, base=base_avatars.base_for(thing, sculpt, keeps_motion))
    job = session.connection.submit(request, handler or GeneratedAvatar(), uid=uid, title=labels.shorten(title))
    job.sculpt = sculpt if request.base is not None else None
    _begun(job, thing)
    return job


def _handler_of(thing: AvatarObject | None) -> JobHandler:
    """Who takes the result that an avatar has waited for since before a restart."""
    return (recovering(thing.galatea.capability) if thing is not None else None) or GeneratedAvatar()


def must_be_idle(uid: str) -> None:
    """Raises BadRequest where an avatar is worked on."""
    if uid and session.connection.working_for(uid) is not None:
        raise BadRequest("This avatar is being worked on already.", "Wait for it, or cancel it first.")


def _begun(job: Job, thing: AvatarObject | None) -> None:
    job.scene = current.scene().session_uid
    if thing is not None:
        thing.galatea.job = job.job_id
        if job.request is not None:
            thing.galatea.capability = line_of(job.request).name
    properties.panel().note = ""
    properties.forget_problem()
    preview_icons.clear()
