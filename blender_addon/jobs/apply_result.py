# SPDX-License-Identifier: GPL-3.0-or-later
"""Results come in: each goes to the avatar it was asked for, as one undo step, or is kept where that one is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import bpy

from .._shared.protocol.events import Cancelled, Done, Event, Failed, Preview, Warned
from .._shared.protocol.results import AvatarResult
from ..scene import build_avatar, free_place, is_whole, update_avatar
from ..session.connection import Job
from ..session.session import connection
from ..state import (
    avatars,
    export_reports,
    labels,
    object_pairs,
    panel_sliders,
    preview_icons,
    properties,
    slider_catalogue,
    viewport,
)
from . import live_edit, recovered_jobs

_BUSY_MODES = ("EDIT", "SCULPT")
_BUSY_OPERATORS = ("TRANSFORM_OT_", "SCULPT_OT_", "PAINT_OT_", "MESH_OT_", "ARMATURE_OT_", "OBJECT_OT_", "POSE_OT_")


@dataclass(eq=False)
class Held:
    """A result that waits until the artist has let go of its avatar."""

    job: Job
    event: Done


_held: list[Held] = []
_broken: dict[str, Job] = {}
"""job id -> what failed or was cancelled and can be resumed"""


def take(job: Job, event: Event) -> bpy.types.Object | None:
    """Do what one event asks for; returns the avatar that a result was put into."""
    if not job.ours:
        recovered_jobs.hear(job, event)
    elif isinstance(event, Preview):
        preview_icons.show(event.image)
    elif isinstance(event, Warned):
        properties.panel().note = event.message
    elif isinstance(event, Failed):
        _failed(job, event)
    elif isinstance(event, Cancelled):
        _cancelled(job, event)
    elif isinstance(event, Done):
        return _done(job, event)
    return None


def released() -> list[tuple[Job, Event]]:
    """What was held back and may go in now, because the artist has let go."""
    free = [held for held in _held if not obstacle(avatars.find(held.job.uid))]
    for held in free:
        _held.remove(held)
    return [(held.job, held.event) for held in free]


def waits(job: Job) -> bool:
    """Whether a result is held back until the artist lets go."""
    return any(held.job is job for held in _held)


def held() -> set[str]:
    """The jobs whose results are held back."""
    return {held.job.job_id for held in _held}


def _done(job: Job, event: Done) -> bpy.types.Object | None:
    result = event.result
    if job.kind == "live":
        live_edit.moved(job, result)
        return None
    if job.kind == "warm":
        return None
    if job.kind == "check":
        _checked(job, result.checks)
        return None
    if job.kind == "settle" and not live_edit.wants(job):
        return None
    thing = avatars.find(job.uid)
    if job.file != connection.file or (job.uid and thing is None):
        if job.kind == "make":
            recovered_jobs.keep(job)
        return None
    if why := obstacle(thing):
        _held.append(Held(job, event))
        properties.panel().note = f"A result waits. {why} to see it"
        return None
    return _apply(job, result, thing)


def _apply(job: Job, result: AvatarResult, thing: bpy.types.Object | None) -> bpy.types.Object:
    avatar = result.avatar
    note = ""
    if thing is None:
        scene = _scene(job)
        first = not any(avatars.everyone())
        thing = build_avatar(bpy.context if scene == bpy.context.scene else scene, avatar, _name(result))
        _remember(thing, job, result)
        _place(thing, scene)
        if first:
            note = viewport.in_colour(scene)
        undo_step(f"Galatea: {job.title}")
        if scene != bpy.context.scene:
            note = f"The new avatar is in the scene {scene.name}"
        elif not bpy.app.background:
            viewport.frame(thing, scene)
    else:
        if not is_whole(thing, avatar):
            note = "The mesh was cut or joined and is whole again. Undo brings yours back"
        changed = job.kind != "settle" or not panel_sliders.same(dict(avatar.sliders), avatars.values(thing))
        changed = changed or avatars.look(thing.galatea.look) != getattr(job.request, "look", None)
        face = avatars.expression(thing)
        update_avatar(thing, avatar)
        if job.kind == "make":
            face = {name: float(v) for name, v in zip(avatar.shape_keys.names, avatar.shape_keys.values, strict=True)}
        avatars.set_expression(thing, face)
        nameless = thing.name == thing.galatea.given
        _remember(thing, job, result)
        if nameless and job.kind == "make" and "prompt" in avatar.provenance.request:
            object_pairs.give_name(thing, _name(result))
            thing.galatea.given = thing.name
        if changed:
            export_reports.outdate(thing.galatea.uid)
            undo_step(f"Galatea: {job.title}")
    live_edit.over(thing.galatea.uid)
    _tell(job, result)
    if note:
        panel = properties.panel()
        panel.note = f"{panel.note}. {note}" if panel.note else note
    if job.kind == "make" or properties.panel().uid == thing.galatea.uid:
        panel_sliders.show(avatars.active(), slider_catalogue.catalogue(connection.body(thing.galatea.body)))
    return thing


def _remember(thing: bpy.types.Object, job: Job, result: AvatarResult) -> None:
    """On the object what it was made from; in the file which work from words is there."""
    avatars.remember(thing, result.avatar, result.report.get("measurements", {}))
    if "prompt" in result.avatar.provenance.request:
        recovered_jobs.arrived(job.job_id)


def _name(result: AvatarResult) -> str:
    """What a figure is called: after the words that it was made from."""
    return labels.figure_name(str(result.avatar.provenance.request.get("prompt", "")))


def _tell(job: Job, result: AvatarResult) -> None:
    panel = properties.panel()
    if job.kind == "make" or panel.uid == job.uid:
        preview_icons.show(result.preview)
    if job.kind != "make":
        return
    unknown = result.report.get("unknown_words", ())
    warnings = result.report.get("warnings", ())
    # the warnings tell why words had no say; a backend without them names the words at least
    panel.note = " ".join(map(str, warnings)) or ("Not understood: " + ", ".join(map(str, unknown)) if unknown else "")


def _scene(job: Job) -> bpy.types.Scene:
    """Where a new figure was asked for; where that is gone, the scene that is shown."""
    return next((scene for scene in bpy.data.scenes if scene.session_uid == job.scene), bpy.context.scene)


def _place(thing: bpy.types.Object, scene: bpy.types.Scene) -> None:
    """A new figure stands at the 3D cursor or beside who stands there, and is seen in the local views too."""
    rig = avatars.rig(thing)
    layer = bpy.context.view_layer if scene == bpy.context.scene else scene.view_layers[0]
    (rig or thing).location = free_place(layer, thing, scene.cursor.location)
    layer.objects.active = rig or thing
    thing.galatea.given = thing.name
    for window in bpy.context.window_manager.windows:
        views = [area.spaces.active for area in window.screen.areas if area.type == "VIEW_3D"]
        for view in views if window.scene == scene else ():
            for part in (thing, rig) if view.local_view else ():
                part.local_view_set(view, True)


def _failed(job: Job, event: Failed) -> None:
    if job.kind == "warm":  # nobody asked for it, and the first slider tells the same
        return
    resumable = job.kind == "make" and recovered_jobs.resumable(event)
    if resumable:
        _broken[job.job_id] = job
    properties.problem(event.error(), job.job_id if resumable else "")
    let_go(job)


def _cancelled(job: Job, event: Cancelled) -> None:
    if job.kind == "make":
        if event.resumable:
            _broken[job.job_id] = job
        properties.panel().note = f"Cancelled: {job.title}"
        preview_icons.clear()
        let_go(job)


def broken(job_id: str) -> Job | None:
    """What failed or was cancelled; None where this session knows nothing of it."""
    return _broken.get(job_id)


def let_go(job: Job) -> None:
    """No result will come: the avatar stays, or becomes again, what it was."""
    thing = avatars.find(job.uid)
    if thing is None:
        return
    if job.kind == "make":
        thing.galatea.job = ""
    elif job.kind == "settle" and live_edit.wants(job):
        live_edit.give_up(job.uid)


def _checked(job: Job, checks: Mapping[str, str]) -> None:
    export_reports.fill(job.uid, checks)
    wrong = sum(outcome != "ok" for outcome in checks.values())
    properties.panel().note = f"{wrong} of {len(checks)} checks failed" if wrong else f"All {len(checks)} checks passed"


def obstacle(thing: bpy.types.Object | None) -> str:
    """What the artist must do before a result may go into the avatar, or before a new one may come; empty: nothing.

    A result must not break a mode or a gesture, nor change what is being rendered. A new avatar is selected, which ends
    every mode.
    """
    if bpy.app.is_job_running("RENDER"):
        return "Wait for the render"
    if thing is not None:
        rig = avatars.rig(thing)
        modes = [thing.mode, "EDIT" if rig is not None and rig.mode == "EDIT" else "OBJECT"]
        busy = [mode for mode in modes if mode in _BUSY_MODES]
    else:
        active = bpy.context.view_layer.objects.active
        busy = [active.mode] if active is not None and active.mode != "OBJECT" else []
    if busy:
        return "Leave Edit or Sculpt Mode" if busy[0] in _BUSY_MODES else f"Leave {labels.title(busy[0].lower())} Mode"
    gesture = any(
        operator.bl_idname.startswith(_BUSY_OPERATORS)
        for window in bpy.context.window_manager.windows
        for operator in window.modal_operators
    )
    return "Finish the gesture" if gesture else ""


def undo_step(message: str) -> None:
    windows = bpy.context.window_manager.windows
    if windows:
        with bpy.context.temp_override(window=windows[0]):
            bpy.ops.ed.undo_push(message=message)
    elif not bpy.app.background:
        bpy.ops.ed.undo_push(message=message)
