# SPDX-License-Identifier: GPL-3.0-or-later
"""A result that is an avatar goes to the one it was asked for, as one undo step, or waits where the artist is busy."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, cast

import bpy
import numpy as np

from .._shared.protocol.events import Done
from .._shared.protocol.results import Avatar, AvatarResult
from ..scene import build_avatar, current, free_place, is_whole, parts, unit_scale, update_avatar
from ..session import session
from ..session.job import Job, JobHandler
from ..state import (
    avatars,
    export_reports,
    labels,
    looks,
    object_pairs,
    preview_icons,
    properties,
    undo,
    viewport,
    wardrobe,
)
from ..state.avatar_object import AvatarObject
from ..state.signals import Signal
from . import base_avatars, body_sliders, held_results, plain_bodies, recovered_jobs

applied = Signal()
"""the mesh of an avatar is what a result says; told is its uid"""


class AvatarHandler(JobHandler):
    """The result is a whole avatar: face, name and panel become what it says."""

    def on_result(self, job: Job, done: Done) -> AvatarObject | None:
        if not self.wants(job):
            return None
        thing = avatars.find(job.uid)
        if job.file != session.connection.file or (job.uid and thing is None):
            self.on_homeless(job)
            return None
        if why := held_results.obstacle(thing):
            held_results.hold(job, done)
            properties.panel().note = f"A result waits. {why} to see it"
            return None
        result = done.result
        if thing is not None and is_whole(thing, result.avatar) and plain_bodies.is_awaited(thing):
            held_results.hold(job, done)
            return None
        note = ""
        if thing is None:
            thing, note = self._add(job, result)
        else:
            note = self._update(job, result, thing)
        applied.send(thing.galatea.uid)
        self.tell(job, result)
        if note:
            panel = properties.panel()
            panel.note = labels.sentences((panel.note, note))
        if self.takes_panel(thing.galatea.uid):
            body_sliders.show(avatars.active())
        return thing

    def wants(self, job: Job) -> bool:
        """Whether the result is still asked for."""
        return True

    def on_homeless(self, job: Job) -> None:
        """Its avatar was deleted, or its file is no longer open."""

    def changes(self, job: Job, thing: AvatarObject, avatar: Avatar) -> bool:
        """Whether the avatar is another with this result, so that there is a step to undo."""
        return True

    def face(self, thing: AvatarObject, avatar: Avatar) -> Mapping[str, float]:
        """The face keys that the avatar shows from now on."""
        keys = avatar.shape_keys
        return {name: float(value) for name, value in zip(keys.names, keys.values, strict=True)}

    def sculpted_since(self, job: Job, thing: AvatarObject, avatar: Avatar) -> np.ndarray | None:
        """(V, 3) metres: what the artist sculpted that is not in the result; None where it is nothing, or where this
        Blender no longer knows what of it the backend was told."""
        if job.request is None and "base" in avatar.provenance.request:
            return None
        return base_avatars.sculpted_since(thing, job.sculpt)

    def name(self, thing: AvatarObject, result: AvatarResult) -> None:
        """An avatar whose name is still ours is called after the words that it was made from."""
        if thing.name == thing.galatea.given and "prompt" in result.avatar.provenance.request:
            object_pairs.give_name(thing, name_of(result))
            thing.galatea.given = thing.name

    def takes_panel(self, uid: str) -> bool:
        """Whether the panel shows what the result made."""
        return True

    def tell(self, job: Job, result: AvatarResult) -> None:
        """Show its picture and, in a line, what the artist should know."""
        preview_icons.show(result.preview)
        unknown = result.report.get("unknown_words", ())
        warnings = result.report.get("warnings", ())
        # the warnings tell why words had no say; a backend without them names the words at least
        properties.panel().note = " ".join(map(str, warnings)) or (
            "Not understood: " + ", ".join(map(str, unknown)) if unknown else ""
        )

    def comes(self, job: Job, thing: AvatarObject, scene: bpy.types.Scene) -> tuple[str, ...]:
        """What a new avatar has beside its result, in the same step to undo; returns what is to be told of it."""
        return ()

    def _add(self, job: Job, result: AvatarResult) -> tuple[AvatarObject, str]:
        """A new avatar, and what to tell about it."""
        scene = _scene(job)
        first = not any(avatars.everyone())
        target = bpy.context if scene == current.scene() else scene
        thing = cast(AvatarObject, build_avatar(target, result.avatar, name_of(result)))
        _remember(thing, job, result)
        _place(thing, scene)
        notes = [*self.comes(job, thing, scene), viewport.show_colours(scene) if first else ""]
        undo.push_step(f"Galatea: {job.title}")
        if scene != current.scene():
            notes.append(f"The new avatar is in the scene {scene.name}")
        elif not bpy.app.background:
            viewport.frame(thing, scene)
        return thing, labels.sentences(notes)

    def _update(self, job: Job, result: AvatarResult, thing: AvatarObject) -> str:
        """Returns what to tell."""
        result = self._with_sculpt(job, result, thing)
        avatar = result.avatar
        note = _what_goes(thing, avatar)
        changes = self.changes(job, thing, avatar)
        face = self.face(thing, avatar)
        update_avatar(thing, avatar)
        avatars.set_expression(thing, face)
        _remember(thing, job, result)
        self.name(thing, result)
        if changes:
            export_reports.outdate(thing.galatea.uid)
            undo.push_step(f"Galatea: {job.title}")
        return note

    def _with_sculpt(self, job: Job, result: AvatarResult, thing: AvatarObject) -> AvatarResult:
        """With what was sculpted while the backend worked, as if it had been told."""
        since = self.sculpted_since(job, thing, result.avatar) if is_whole(thing, result.avatar) else None
        if since is None:
            return result
        job.sculpt = since if job.sculpt is None else job.sculpt + since
        mesh = result.avatar.mesh
        mesh = dataclasses.replace(mesh, vertices=(mesh.vertices + since).astype(np.float32))
        return dataclasses.replace(result, avatar=dataclasses.replace(result.avatar, mesh=mesh))


def _what_goes(thing: AvatarObject, avatar: Avatar) -> str:
    """What an avatar has, or may have, that is not in the one that takes its place."""
    told = []
    if not is_whole(thing, avatar):
        told.append("The mesh was cut or joined and is whole again")
    elif not base_avatars.is_known(thing):
        told.append(f"The backend could not tell what was sculpted of {thing.name}, so its mesh is as its sliders say")
    if thing.galatea.changed and "base" not in avatar.provenance.request:
        told.append(f"What was made for {thing.name} before this file was opened is gone: textures, motion or clothes")
    there = {part.name.casefold() for part in avatar.parts}
    gone = [wardrobe.label(piece) for piece in sorted(looks.gone_pieces(thing.galatea.look))]
    told += [f"{name} is in no wardrobe here, so it was taken off" for name in gone if name.casefold() not in there]
    return labels.sentences([*told, "Undo brings yours back"]) if told else ""


def name_of(result: AvatarResult) -> str:
    """What a figure is called: after the words that it was made from."""
    return labels.figure_name(str(result.avatar.provenance.request.get("prompt", "")))


def _remember(thing: AvatarObject, job: Job, result: AvatarResult) -> None:
    """On the object what it was made from; in the file which work from words is there."""
    avatars.remember(thing, result.avatar, result.report.get("measurements", {}))
    started_from_one = "base" in result.avatar.provenance.request
    thing.galatea.changed = started_from_one and (thing.galatea.changed or job.sculpt is None)
    base_avatars.remember(result.avatar, job.sculpt)
    if "prompt" in result.avatar.provenance.request:
        recovered_jobs.arrived(job.job_id)


def _scene(job: Job) -> bpy.types.Scene:
    """Where a new figure was asked for; where that is gone, the scene that is shown."""
    return next((scene for scene in bpy.data.scenes if scene.session_uid == job.scene), current.scene())


def _place(thing: AvatarObject, scene: bpy.types.Scene) -> None:
    """A new figure stands at the 3D cursor or beside who stands there, as tall as a person is in the scene's unit, and
    is seen in the local views too."""
    rig = avatars.rig(thing)
    metre = unit_scale(scene)
    (rig or thing).scale = (metre, metre, metre)
    layer = (current.view_layer() if scene == current.scene() else None) or scene.view_layers[0]
    (rig or thing).location = free_place(layer, thing, scene.cursor.location, metre)
    layer.objects.active = rig or thing
    thing.galatea.given = thing.name
    for window in current.windows():
        views: list[Any] = [area.spaces.active for area in window.screen.areas if area.type == "VIEW_3D"]
        for view in views if window.scene == scene else ():
            for part in filter(None, (thing, rig, *parts.of(thing).values())) if view.local_view else ():
                part.local_view_set(view, True)
