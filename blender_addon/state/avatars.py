# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects are avatars, and what each one knows about itself. Found by id, never by name."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import bpy

from .._shared.protocol.errors import BadRequest
from .._shared.protocol.requests import Figure
from .._shared.protocol.results import Avatar
from .._shared.protocol.sliders import ARKIT_52
from ..scene import armature_of as rig
from ..scene import clip, current, part_rigs, parts, provenance, undo_drag
from . import looks
from .avatar_object import AvatarObject
from .avatar_properties import GalateaValue

_ARKIT = frozenset(ARKIT_52)
MAKE_LOCAL = "Select mesh and armature, then Object > Relations > Make Local > Selected Objects, Data and Materials."


def everyone() -> Iterator[AvatarObject]:
    """The avatars of this file; one that is linked from another file is none of them."""
    return (cast(AvatarObject, thing) for thing in bpy.data.objects if _is_avatar(thing) and not is_linked(thing))


def is_linked(thing: bpy.types.Object) -> bool:
    """Whether an avatar, or its mesh or armature, is linked from another file, so that it cannot be changed here."""
    halves = [thing, rig(thing)]
    return any(half is not None and not (half.is_editable and half.data.is_editable) for half in halves)


def must_be_local(thing: bpy.types.Object) -> None:
    """Raises BadRequest where an avatar cannot be changed here."""
    if is_linked(thing):
        raise BadRequest(f"{thing.name} is linked from another file, so it cannot be changed here.", MAKE_LOCAL)


def is_marked(thing: bpy.types.Object) -> bool:
    """Whether an object came with an avatar: its body, its armature, or what it wears."""
    return provenance.AVATAR_ID in thing or parts.is_part(thing)


def _is_avatar(thing: bpy.types.Object) -> bool:
    return thing.type == "MESH" and bool(cast(AvatarObject, thing).galatea.uid)


def find(uid: str) -> AvatarObject | None:
    return next((thing for thing in everyone() if uid and thing.galatea.uid == uid), None)


def of(thing: bpy.types.Object | None) -> AvatarObject | None:
    """The avatar that an object belongs to: its mesh, its armature, or something parented to them."""
    while thing is not None:
        if _is_avatar(thing):
            return cast(AvatarObject, thing)
        if thing.type == "ARMATURE":
            worn = [
                cast(AvatarObject, other) for other in bpy.data.objects if _is_avatar(other) and rig(other) == thing
            ]
            if worn:  # a piece that was cut off goes on being moved by the same armature
                return max(worn, key=lambda mesh: (len(mesh.data.vertices), -mesh.session_uid))
        thing = thing.parent
    return None


def active(context: bpy.types.Context | None = None) -> AvatarObject | None:
    layer = current.view_layer(context)
    return of(layer.objects.active) if layer else None


def values(avatar: AvatarObject) -> dict[str, float]:
    """The body sliders that the mesh was made with."""
    return {item.name: item.value for item in avatar.galatea.values if not _moves_face(item)}


def face_keys(avatar: AvatarObject) -> tuple[str, ...]:
    """The names of the keys that move the face; none where the body has no face to move."""
    return tuple(item.name for item in avatar.galatea.values if _moves_face(item))


def _moves_face(item: GalateaValue) -> bool:
    return item.expression or item.name in _ARKIT  # which files of before do not say


def expression(avatar: AvatarObject) -> dict[str, float]:
    """The face keys as they stand, and not as a clip moves them."""
    ours = set(face_keys(avatar))
    return {name: value for name, value in clip.face(avatar).items() if name in ours}


def set_expression(avatar: AvatarObject, wanted: Mapping[str, float]) -> None:
    clip.set_face(avatar, dict(wanted))


def check_face_keys(avatar: AvatarObject, names: Iterable[str]) -> None:
    """Raises BadRequest where the avatar has no such key."""
    known = expression(avatar)
    if unknown := [name for name in names if name not in known]:
        like = f"Its name is like {next(iter(known))}; the Face panel shows all." if known else "It has none."
        raise BadRequest(f"There is no face key {unknown[0]!r}.", like)


def locked(avatar: AvatarObject) -> tuple[str, ...]:
    """Sliders, colours and what is worn that words must leave alone."""
    return (*(item.name for item in avatar.galatea.values if item.locked), *looks.locked(avatar))


def figure(avatar: AvatarObject, **changes: Any) -> Figure:
    """What every request about this avatar hands on, so that nothing of it changes unasked; `changes` are asked for."""
    known = avatar.galatea
    seed = int((provenance.read(avatar) or {}).get("seed", 0))
    kept = Figure(
        body=known.body,
        skeleton=known.skeleton,
        rest_pose=known.rest_pose,
        clip=known.clip,
        texture_size=known.texture_size,
        seed=seed,
    )
    return dataclasses.replace(kept, **changes)


def remember(thing: AvatarObject, avatar: Avatar, measurements: Mapping[str, float]) -> None:
    """Write on the object what its mesh was made from; locks stay."""
    known = thing.galatea
    request = avatar.provenance.request
    known.uid = known.uid or uuid.uuid4().hex
    known.prompt = str(request.get("prompt", known.prompt))
    form = request.get("figure", request)
    known.body = str(form.get("body", known.body))
    known.skeleton = str(form.get("skeleton", avatar.rig.kind))
    known.rest_pose = str(form.get("rest_pose", known.rest_pose))
    known.clip = str(form.get("clip", "none"))
    known.texture_size = int(form.get("texture_size", known.texture_size))
    known.job = ""
    for name, value in avatar.sliders.items():
        item = known.values.get(name)
        if item is None:
            item = known.values.add()
            item.name = name
        item.value, item.expression = value, name in avatar.shape_keys.names
    looks.set_look(known.look, avatar.look)
    set_measurements(known.measurements, measurements)


def set_measurements(collection: Any, measurements: Mapping[str, float]) -> None:
    collection.clear()
    for name, value in measurements.items():
        item = collection.add()
        item.name, item.value = name, value


def held(avatar: AvatarObject) -> dict[str, float]:
    """What the body measures whatever else is changed: metres, kg, kg/m2."""
    return measurements(avatar.galatea.held)


def hold(avatar: AvatarObject, measure: str, size: float | None) -> None:
    """Hold a measurement at a size from now on; None lets it go."""
    sizes = {name: known for name, known in held(avatar).items() if name != measure}
    set_measurements(avatar.galatea.held, sizes if size is None else {**sizes, measure: size})


def hold_at(avatar: AvatarObject, sizes: Mapping[str, float]) -> None:
    """What of these measurements is held is held at other sizes."""
    for item in avatar.galatea.held:
        item.value = sizes.get(item.name, item.value)


def measurements(collection: Any) -> dict[str, float]:
    return {item.name: item.value for item in collection}


def separate_twins() -> None:
    """A copied avatar carries its original's id: the younger of the two gets its own, and an armature of its own."""
    seen: set[str] = set()
    for thing in sorted(everyone(), key=lambda thing: thing.session_uid):
        if thing.galatea.uid in seen:
            thing.galatea.uid = uuid.uuid4().hex
            thing.galatea.job = ""
            if thing.mode == "OBJECT" and thing.data.users == 1:
                undo_drag(thing)  # copied in the middle of one
            part_rigs(thing)
        seen.add(thing.galatea.uid)
