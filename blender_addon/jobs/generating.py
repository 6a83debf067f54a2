# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the backend: requests made from an avatar and the artist's words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import MAX_PROMPT_CHARACTERS, AvatarRequest, Figure, Look, ShapeRequest
from ..session.connection import Job
from ..session.session import connection
from ..state import avatars, labels, preview_icons, properties
from . import apply_result, recovered_jobs


def from_words(
    prompt: str,
    thing: bpy.types.Object | None = None,
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
        look = look or avatars.look(known.look)
        if face_only:
            locked = tuple(dict.fromkeys((*locked, *avatars.values(thing), *avatars.LOOK_FIELDS)))
            options["body_strength"] = 0.0
    request = AvatarRequest(
        prompt=prompt,
        sliders={**start, **(sliders or {})},
        locked=locked,
        look=look or Look(),
        **_formed(thing, options),
    )
    return _send(request, thing, prompt)


def from_sliders(
    thing: bpy.types.Object | None = None, sliders: Mapping[str, float] | None = None, **options: Any
) -> Job:
    """Sliders, without words, change `thing` or make a new avatar."""
    if thing is not None:
        known = thing.galatea
        sliders = avatars.values(thing) | avatars.expression(thing) | dict(sliders or {})
        options = {"look": avatars.look(known.look)} | options
    request = ShapeRequest(sliders=dict(sliders or {}), **_formed(thing, options))
    return _send(request, thing, "new avatar" if thing is None else "sliders")


def fetch(job_id: str) -> Job:
    """A result that the backend has, or will have, becomes a new avatar."""
    job = connection.watch(job_id, "make", title=recovered_jobs.title(job_id) or "kept result")
    job.scene = bpy.context.scene.session_uid
    recovered_jobs.take_off(job_id)
    return job


def resume(job_id: str) -> Job:
    """Go on with a job that failed or was cancelled. Its avatar, or a new one where it has none, gets the result."""
    old = apply_result.broken(job_id)
    title, request = (old.title, old.request) if old else (recovered_jobs.title(job_id) or "resumed work", None)
    thing = avatars.find(old.uid) if old else next((a for a in avatars.everyone() if a.galatea.job == job_id), None)
    uid = thing.galatea.uid if thing else ""
    _must_be_idle(uid)
    job = connection.resume(job_id, "make", uid=uid, title=title, request=request)
    recovered_jobs.take_off(job_id)
    _begun(job, thing)
    return job


def _formed(thing: bpy.types.Object | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` with those that are fields of Figure gathered in one; what they leave open stays as `thing` is."""
    names = {field.name for field in dataclasses.fields(Figure)}
    own = {name: value for name, value in options.items() if name in names}
    rest = {name: value for name, value in options.items() if name not in names}
    return {"figure": avatars.figure(thing, **own) if thing else Figure(**own), **rest}


def _send(request: AvatarRequest | ShapeRequest, thing: bpy.types.Object | None, title: str) -> Job:
    avatars.separate_twins()  # a script may have copied the avatar since the last tick
    if thing is not None:
        avatars.must_be_local(thing)
    uid = thing.galatea.uid if thing else ""
    _must_be_idle(uid)
    job = connection.submit("make", request, uid=uid, title=labels.shorten(title))
    _begun(job, thing)
    return job


def _must_be_idle(uid: str) -> None:
    if uid and any(job.kind == "make" and job.uid == uid for job in connection.jobs.values()):
        raise BadRequest("This avatar is being worked on already.", "Wait for it, or cancel it first.")


def _begun(job: Job, thing: bpy.types.Object | None) -> None:
    job.scene = bpy.context.scene.session_uid
    if thing is not None:
        thing.galatea.job = job.job_id
    properties.panel().note = ""
    properties.forget_problem()
    preview_icons.clear()
