# SPDX-License-Identifier: GPL-3.0-or-later
"""A mesh that the artist made around an avatar becomes a piece of the wardrobe, and the avatar wears it.

Three answers follow one another: where this session has not seen the avatar made, the avatar as its sliders give it;
the piece; the avatar that wears it, which is the one step to undo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.events import Cancelled, Done
from .._shared.protocol.requests import MOST_VERTICES, Base, Look, ShapeRequest, WearThisRequest, Worn
from .._shared.protocol.results import Avatar, AvatarResult
from .._shared.protocol.wardrobe import Entry
from ..scene import as_seen, current, rest_place, surface_picture
from ..scene.objects import MeshObject
from ..session import session
from ..session.job import Job, JobHandler
from ..state import avatars, labels, looks, properties, wardrobe
from ..state.avatar_object import AvatarObject
from . import base_avatars, generating, live_edit
from . import wardrobe as listing
from .generating import GeneratedAvatar


@dataclass
class Making:
    """What is asked for, and how far it is."""

    label: str
    slot: str
    replace: bool
    garment: int
    """the session's id of the artist's mesh"""
    arrays: Mapping[str, Any] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    """as they were asked for"""
    entry: Entry | None = None
    """the piece, once it is in the wardrobe"""


def ask(thing: AvatarObject, garment: MeshObject, label: str = "", slot: str = "", replace: bool = False) -> Making:
    """Have a mesh worn. Raises BadRequest where it cannot be, or where the avatar is worked on."""
    avatars.separate_twins()
    avatars.must_be_local(thing)
    uid = thing.galatea.uid
    generating.must_be_idle(uid)
    if live_edit.works_on(uid):
        raise BadRequest("The avatar is still taking on its new shape.", "Do it again in a moment.")
    making = Making(label or name_for(garment), slot, replace, garment.session_uid, _arrays(thing, garment))
    known = base_avatars.as_it_is(thing)
    if known is not None:
        _ask_for_piece(making, uid, known)
    else:
        plain = ShapeRequest(
            sliders=avatars.values(thing),
            look=Look(unsaid="bare"),
            figure=avatars.figure(thing, preview_size=0),
        )
        _begin(making, session.connection.submit(plain, PlainAvatar(making), uid=uid, title=_title(making)))
    return making


def name_for(garment: MeshObject) -> str:
    """The mesh's name without the number that Blender gives to a second one."""
    name, _, number = garment.name.rpartition(".")
    return name if name and number.isdigit() else garment.name


def _arrays(thing: AvatarObject, garment: MeshObject) -> dict[str, Any]:
    """The mesh's part of the request."""
    layer = current.layer_in_view()
    layer.update()
    if garment.mode == "EDIT":
        raise BadRequest(f"{garment.name} is being edited.", "Leave Edit Mode, then press Wear This again.")
    if layer.objects.get(garment.name) != garment:
        raise BadRequest(f"{garment.name} is not in this view layer.", "Show its collection, then try again.")
    seen = as_seen.read(garment, layer)
    if len(seen.vertices) > MOST_VERTICES:
        raise BadRequest(
            f"{garment.name} has {len(seen.vertices):,} vertices as it is seen; at most {MOST_VERTICES:,} can be worn.",
            "Lower its subdivision, or add a Decimate modifier.",
        )
    seen, textures, material = surface_picture.taken(garment, seen)
    return {
        "vertices": rest_place.in_rest(thing, seen.vertices, layer),
        "faces": seen.faces,
        "uvs": seen.uvs,
        "uv_faces": seen.uv_faces,
        "textures": textures,
        "material": material,
    }


def _ask_for_piece(making: Making, uid: str, avatar: Avatar) -> None:
    request = WearThisRequest(
        label=making.label, slot=making.slot, replace=making.replace, base=Base(avatar=avatar), **making.arrays
    )
    _begin(making, session.connection.submit(request, MadePiece(making), uid=uid, title=_title(making)))


def _begin(making: Making, job: Job) -> None:
    making.jobs.append(job)
    properties.panel().note = ""
    properties.forget_problem()


def _title(making: Making) -> str:
    return f"wear {making.label}"


class _Step(JobHandler):
    in_panel = True
    blocks = True

    def __init__(self, making: Making) -> None:
        self.making = making

    def on_cancel(self, job: Job, cancelled: Cancelled) -> None:
        properties.panel().note = f"Cancelled: {job.title}"


class PlainAvatar(_Step):
    """The avatar as its sliders give it; its mesh tells what was sculpted."""

    def on_result(self, job: Job, done: Done) -> None:
        result: AvatarResult = done.result
        thing = avatars.find(job.uid)
        if thing is None:
            properties.panel().note = "The avatar was deleted, so nothing was put on it"
            return
        avatar = base_avatars.with_mesh_of(result.avatar, thing)
        if avatar is None:
            raise BadRequest(
                f"The mesh of {thing.name} was cut or joined.", "Undo that, or make it around a new avatar."
            )
        _ask_for_piece(self.making, job.uid, avatar)


class MadePiece(_Step):
    """The piece is in the wardrobe; the avatar shall wear it."""

    def on_result(self, job: Job, done: Done) -> None:
        entry = self.making.entry = done.result.entry
        wardrobe.learn(entry)
        listing.ask()
        thing = avatars.find(job.uid)
        if thing is None:
            properties.panel().note = f"{entry.label} is in your wardrobe. The avatar was deleted, so nobody wears it"
            return
        panel = properties.panel()
        look = looks.look_of(panel.look if panel.uid == job.uid else thing.galatea.look)
        known = {each.name: each for each in wardrobe.entries()} | {entry.name: entry}
        worn = looks.wearing(look, Worn(slot=entry.slot, piece=entry.name), known)
        handler = WornPiece(self.making)
        asked = generating.from_sliders(thing, look=worn, handler=handler, title=job.title, preview_size=0)
        self.making.jobs.append(asked)


class WornPiece(GeneratedAvatar):
    """The avatar wears it; the artist's mesh is kept and hidden, so that it does not lie over the piece."""

    def __init__(self, making: Making) -> None:
        self.making = making

    def _update(self, job: Job, result: AvatarResult, thing: AvatarObject) -> str:
        hidden = _hide(self.making.garment)
        told = super()._update(job, result, thing)
        return labels.sentences((told, _worn(self.making, hidden)))


def _worn(making: Making, hidden: str) -> str:
    entry = making.entry
    name = entry.label if entry else making.label
    kept = f". Your mesh {hidden} is kept, hidden in the view and in renders: the Outliner shows it again"
    return f"{name} is in your wardrobe and worn{kept if hidden else ''}"


def _hide(garment: int) -> str:
    """Returns its name; nothing where it is gone."""
    found = next((thing for thing in bpy.data.objects if thing.session_uid == garment), None)
    if found is None:
        return ""
    for layer in current.scene().view_layers:
        if layer.objects.get(found.name) == found:
            found.hide_set(True, view_layer=layer)
    found.hide_render = True
    return found.name
