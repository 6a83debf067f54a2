# SPDX-License-Identifier: GPL-3.0-or-later
"""The clips of an avatar: one plays, as an action; the others wait in muted NLA tracks of their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.errors import BadRequest
from . import action, clip, face_strips
from .armature import bone_names
from .objects import ArmatureObject, MeshObject

FACE = " face"
"""behind the name of a clip, the action of its face"""


@dataclass(frozen=True)
class Listed:
    name: str
    plays: bool


@dataclass(frozen=True)
class Waiting:
    body: bpy.types.Action
    face: bpy.types.Action | None


def plays(thing: MeshObject, rig: ArmatureObject) -> bool:
    """Whether an action, ours or the artist's, plays on an avatar."""
    owners = filter(None, (rig, thing.data.shape_keys))
    return any(owner.animation_data is not None and owner.animation_data.action is not None for owner in owners)


def waiting(thing: MeshObject, rig: ArmatureObject) -> list[Waiting]:
    """The clips that do not play, as their tracks stand: ours, and those that the artist has in NLA tracks of the
    armature."""
    data = rig.animation_data
    tracks = data.nla_tracks if data else ()
    others = {data.action if data else None, *(strip.action for _, strip in face_strips.strips(rig))}
    found = dict.fromkeys(strip.action for track in tracks for strip in track.strips if strip.action)
    return [Waiting(made, _face_beside(thing, made)) for made in found if made and made not in others]


def _face_beside(thing: MeshObject, body: bpy.types.Action) -> bpy.types.Action | None:
    """The face of a clip: as ours tells, the face's slot of the same action, or the strip of its name on the keys."""
    if face := _face_of(thing, body):
        return face
    if any(slot.target_id_type == "KEY" for slot in getattr(body, "slots", ())):
        return body
    keys = thing.data.shape_keys
    tracks = keys.animation_data.nla_tracks if keys and keys.animation_data else ()
    names = {body.name, body.name + FACE}
    strips = (strip for track in tracks for strip in track.strips if strip.action)
    return next((strip.action for strip in strips if strip.action and {strip.name, strip.action.name} & names), None)


def listed(thing: MeshObject, rig: ArmatureObject) -> list[Listed]:
    """The clip that plays first, then those that wait, by name."""
    playing = clip.own_action(rig)
    out = [Listed(playing.name, True)] if playing else []
    waiting = sorted({strip.action.name for _, strip in _waiting(rig) if strip.action})
    return out + [Listed(name, False) for name in waiting if not playing or name != playing.name]


def put_by(thing: MeshObject, rig: ArmatureObject) -> None:
    """The clip that plays waits in a muted track, so that another can take its place."""
    for owner in filter(None, (rig, thing.data.shape_keys)):
        made = clip.own_action(owner)
        data = owner.animation_data
        if made is None or data is None or any(strip.action == made for _, strip in _waiting(owner)):
            continue
        track = data.nla_tracks.new()
        track.name = made.name
        start = action.frame_range(data)
        strip = track.strips.new(made.name, int(start[0]) if start else 0, made)
        slot = getattr(data, "action_slot", None)
        if slot is not None and hasattr(strip, "action_slot"):
            strip.action_slot = slot
        track.mute = True


def play(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject, name: str) -> None:
    """Raises BadRequest where the avatar has no clip of this name."""
    playing = clip.own_action(rig)
    if playing is not None and playing.name == name:
        return
    found = _named(rig, name)
    if found is None:
        raise BadRequest(f"The avatar has no clip {name!r}.", "Choose one of its list.")
    put_by(thing, rig)
    clip.take_up(scene, thing, rig, found, _face_of(thing, found))
    for owner, made in ((rig, found), (thing.data.shape_keys, _face_of(thing, found))):
        _drop_tracks(owner, made)


def remove(scene: bpy.types.Scene, thing: MeshObject, rig: ArmatureObject, name: str) -> None:
    """Take a clip away for good. Raises BadRequest where there is none of this name."""
    playing = clip.own_action(rig)
    if playing is not None and playing.name == name:
        clip.write_motion(scene, thing, rig, None, (), ())
        return
    found = _named(rig, name)
    if found is None:
        raise BadRequest(f"The avatar has no clip {name!r}.", "Choose one of its list.")
    face = _face_of(thing, found)
    for owner, made in ((rig, found), (thing.data.shape_keys, face)):
        _drop_tracks(owner, made)
        if made is not None and not made.users:
            bpy.data.actions.remove(made)


def loops(rig: ArmatureObject) -> bool:
    return any(m.type == "CYCLES" for curve in _curves(rig) for m in curve.modifiers)


def loop(thing: MeshObject, rig: ArmatureObject, on: bool) -> None:
    """Whether the clip that plays goes on round and round; its way goes on too."""
    root = _root_path(rig)
    for owner in filter(None, (rig, thing.data.shape_keys)):
        if (made := clip.own_action(owner)) is None or owner.animation_data is None:
            continue
        made.use_cyclic = on
        for curve in action.curves_of(owner.animation_data):
            for modifier in [m for m in curve.modifiers if m.type == "CYCLES"]:
                curve.modifiers.remove(modifier)
            if on:
                cycles: Any = curve.modifiers.new("CYCLES")
                cycles.mode_after = cycles.mode_before = "REPEAT_OFFSET" if curve.data_path == root else "REPEAT"


def in_place(rig: ArmatureObject) -> bool:
    return any(curve.mute for curve in _ground_curves(rig))


def keep_in_place(rig: ArmatureObject, on: bool) -> None:
    """Whether the hips stay over their place: the curves of their way over the ground are muted, and lose nothing."""
    root = _root(rig)
    for curve in _ground_curves(rig):
        curve.mute = on
        if on and root is not None:
            rig.pose.bones[root].location[curve.array_index] = 0.0


def _waiting(owner: Any) -> Iterator[tuple[bpy.types.NlaTrack, bpy.types.NlaStrip]]:
    """Tracks and strips of clips of ours."""
    for track in owner.animation_data.nla_tracks if owner.animation_data else ():
        for strip in track.strips:
            if strip.action is not None and clip.is_ours(strip.action):
                yield track, strip


def _named(rig: ArmatureObject, name: str) -> bpy.types.Action | None:
    return next((strip.action for _, strip in _waiting(rig) if strip.action and strip.action.name == name), None)


def _face_of(thing: MeshObject, body: bpy.types.Action) -> bpy.types.Action | None:
    keys = thing.data.shape_keys
    told = body.get(clip.FACE_OF)
    actions = (strip.action for _, strip in _waiting(keys)) if keys else ()
    return next((made for made in actions if made is not None and made == told), None)


def _drop_tracks(owner: Any, made: bpy.types.Action | None) -> None:
    if owner is None or made is None or owner.animation_data is None:
        return
    tracks = owner.animation_data.nla_tracks
    for track in [track for track, strip in _waiting(owner) if strip.action == made]:
        tracks.remove(track)


def _curves(rig: ArmatureObject) -> list[bpy.types.FCurve]:
    data = rig.animation_data
    return action.curves_of(data) if data is not None and clip.own_action(rig) is not None else []


def _root(rig: ArmatureObject) -> str | None:
    """The bone that travels: the first of ours without a parent of ours."""
    names = set(bone_names(rig).values())
    for bone in rig.data.bones:
        if bone.name in names and (bone.parent is None or bone.parent.name not in names):
            return bone.name
    return None


def _root_path(rig: ArmatureObject) -> str:
    root = _root(rig)
    return rig.pose.bones[root].path_from_id("location") if root else ""


def _ground_curves(rig: ArmatureObject) -> list[bpy.types.FCurve]:
    """The curves of the root's way along those of its axes that lie nearly level."""
    root = _root(rig)
    if root is None:
        return []
    level = np.abs(np.array(rig.data.bones[root].matrix_local.to_3x3())[2]) < 0.5
    path = _root_path(rig)
    return [curve for curve in _curves(rig) if curve.data_path == path and level[curve.array_index]]
