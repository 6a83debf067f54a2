# SPDX-License-Identifier: GPL-3.0-or-later
"""A take of a face on a mesh: an action on its keys, and on its armature a strip that turns the bones of the head.

The action of the keys plays in the place of what stood there, and carries the raw take and how it was used. The turns
of the head lie in a track of their own, so that a clip of the body goes on: its curves of the same bones are muted, and
lose nothing. Takes that do not play wait in muted tracks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from . import action, clip, face_rig, face_strips, standing
from .objects import ArmatureObject, MeshObject

_TAKE, _HOW, _NAME = "galatea_face_take", "galatea_face_how", "galatea_face_name"


@dataclass(frozen=True, eq=False)
class FaceMotion:
    """What a take becomes on one mesh. Sizes: N frames of the scene."""

    name: str
    frames: np.ndarray
    """(N,) whole"""
    keys: Mapping[str, np.ndarray]
    """key -> (N,)"""
    bones: Mapping[str, np.ndarray]
    """bone -> (N, 4) relative to its rest"""
    seen: np.ndarray
    """(N,) confidence"""
    companions: Mapping[str, Mapping[str, np.ndarray]]
    """object -> key -> (N,)"""
    raw: bytes
    how: Mapping[str, Any]


def on(thing: MeshObject) -> bpy.types.Action | None:
    """The take that plays."""
    keys = thing.data.shape_keys
    return standing.ours(keys, face_strips.MARK) if keys else None


def names(thing: MeshObject) -> list[tuple[str, str]]:
    """(name, "plays", "NLA" or "waits") of the takes of a mesh, the one that plays first."""
    playing = on(thing)
    out = [(label(playing), "plays")] if playing else []
    waiting = [
        (label(strip.action), "waits" if track.mute else "NLA")
        for track, strip in face_strips.strips(thing.data.shape_keys)
    ]
    return out + sorted(each for each in waiting if not playing or each[0] != label(playing))


def named(thing: MeshObject, name: str) -> bpy.types.Action | None:
    playing = on(thing)
    found = [strip.action for _, strip in face_strips.strips(thing.data.shape_keys)]
    return next((made for made in (playing, *found) if made is not None and label(made) == name), None)


def label(made: bpy.types.Action) -> str:
    """What a take is called: as the artist named the action, without the number that Blender gives one of several."""
    told = str(made.get(_NAME, ""))
    return told if told and re.fullmatch(re.escape(told) + r"(\.\d{3})?", made.name) else made.name


def raw_of(made: bpy.types.Action) -> bytes:
    return bytes(made.get(_TAKE, b""))


def how_of(made: bpy.types.Action) -> dict[str, Any]:
    return json.loads(made.get(_HOW, "{}"))


def write(thing: MeshObject, rig: ArmatureObject | None, motion: FaceMotion) -> bpy.types.Action:
    """Put a take on a mesh; one of the same name goes for it, another one that plays waits."""
    playing = on(thing)
    if playing is not None and label(playing) == motion.name:
        remove(thing, rig, motion.name)
    else:
        put_by(thing, rig)
        if named(thing, motion.name) is not None:
            remove(thing, rig, motion.name)
    keys: Any = thing.data.shape_keys
    curves = standing.new(keys, motion.name, face_strips.MARK, clip.face(thing))
    made: Any = standing.ours(keys, face_strips.MARK)
    for name, values in motion.keys.items():
        action.write_fewest(curves, face_rig.path_of(name), motion.frames, values[:, None])
    if motion.seen.min(initial=1.0) < 1.0:
        keys[face_strips.SEEN] = 1.0
        action.write_fewest(curves, f'["{face_strips.SEEN}"]', motion.frames, motion.seen[:, None])
    made[_TAKE], made[_HOW], made[_NAME] = motion.raw, json.dumps(dict(motion.how)), motion.name
    for other, values in _companions(thing, motion):
        beside = standing.new(other.data.shape_keys, f"{made.name} {other.name}", face_strips.MARK, clip.face(other))
        _own(other.data.shape_keys)[face_strips.OF] = made
        for name, column in values.items():
            action.write_fewest(beside, face_rig.path_of(name), motion.frames, column[:, None])
    if rig is not None and motion.bones:
        _head(rig, made, motion)
    face_strips.settle(rig)
    return made


def put_by(thing: MeshObject, rig: ArmatureObject | None, muted: bool = True) -> None:
    """The take that plays goes into a track of its name: to wait there, or to play there."""
    made = on(thing)
    if made is None:
        return
    for owner in _owners(thing):
        own = standing.ours(owner, face_strips.MARK)
        if own is None:
            continue
        data = owner.animation_data
        slot, start = getattr(data, "action_slot", None), action.frame_range(data)
        _off(owner, own)
        data = owner.animation_data or owner.animation_data_create()
        _track(data, made.name, own, slot, int(start[0]) if start else 0).mute = muted
    _mute_head(rig, made, muted)
    face_strips.settle(rig)


def play(thing: MeshObject, rig: ArmatureObject | None, name: str) -> bool:
    """False where the mesh has no take of this name."""
    made = named(thing, name)
    if made is None or made == on(thing):
        return made is not None
    put_by(thing, rig)
    for owner in _owners(thing):
        for track, strip in list(face_strips.strips(owner)):
            own = strip.action
            if own == made or own.get(face_strips.OF) == made:
                owner.animation_data.nla_tracks.remove(track)
                standing.stand(owner, own, face_strips.MARK, json.loads(own.get(standing.POSED, "{}")))
    _mute_head(rig, made, False)
    face_strips.settle(rig)
    return True


def remove(thing: MeshObject, rig: ArmatureObject | None, name: str) -> bool:
    """Take a take away for good, and leave the face as it was before it; False where there is none of this name."""
    made = named(thing, name)
    if made is None:
        return False
    for owner in _owners(thing):
        own = standing.ours(owner, face_strips.MARK)
        if own is not None and (own == made or own.get(face_strips.OF) == made):
            _off(owner, own)
        for track, strip in list(face_strips.strips(owner)):
            if strip.action == made or strip.action.get(face_strips.OF) == made:
                owner.animation_data.nla_tracks.remove(track)
    if rig is not None and rig.animation_data:
        for track, strip in list(face_strips.strips(rig)):
            if strip.action.get(face_strips.OF) == made:
                _rest(rig, strip.action)
                rig.animation_data.nla_tracks.remove(track)
    face_strips.settle(rig)
    for own in [own for own in bpy.data.actions if own == made or own.get(face_strips.OF) == made]:
        bpy.data.actions.remove(own)
    return True


def _head(rig: ArmatureObject, made: bpy.types.Action, motion: FaceMotion) -> None:
    data = rig.animation_data or rig.animation_data_create()
    body, slot = data.action, getattr(data, "action_slot", None)
    head, curves = action.new(rig, f"{made.name} head")
    own_slot = getattr(data, "action_slot", None)
    for name, turns in motion.bones.items():
        bone = rig.pose.bones[name]
        bone.rotation_mode = "QUATERNION"
        action.write_fewest(curves, bone.path_from_id("rotation_quaternion"), motion.frames, turns)
    head[face_strips.MARK], head[face_strips.OF] = True, made
    data.action = body
    if body is not None and slot is not None:
        data.action_slot = slot
    _track(data, made.name, head, own_slot, int(motion.frames[0]))


def _track(data: Any, name: str, made: bpy.types.Action, slot: Any, start: int) -> bpy.types.NlaTrack:
    track = data.nla_tracks.new()
    track.name = name
    strip = track.strips.new(name, start, made)
    if slot is not None and hasattr(strip, "action_slot"):
        strip.action_slot = slot
    return track


def _companions(thing: MeshObject, motion: FaceMotion) -> Iterator[tuple[MeshObject, Mapping[str, np.ndarray]]]:
    for other in face_rig.companions(thing):
        if other.name in motion.companions:
            yield other, motion.companions[other.name]


def _owners(thing: MeshObject) -> list[Any]:
    """The keys of the mesh and of those that go along."""
    return [thing.data.shape_keys, *(other.data.shape_keys for other in face_rig.companions(thing))]


def _own(keys: Any) -> bpy.types.Action:
    made = standing.ours(keys, face_strips.MARK)
    assert made is not None
    return made


def _off(owner: Any, own: bpy.types.Action) -> None:
    """Off the keys, which stand as before it; the action stays."""
    fake, own.use_fake_user = own.use_fake_user, True
    posed = standing.remove(owner, face_strips.MARK) or {}
    own.use_fake_user = fake
    for name, value in posed.items():
        if name in owner.key_blocks:
            owner.key_blocks[name].value = value


def _mute_head(rig: ArmatureObject | None, made: bpy.types.Action, muted: bool) -> None:
    if rig is None or rig.animation_data is None:
        return
    for track, strip in face_strips.strips(rig):
        if strip.action.get(face_strips.OF) == made:
            track.mute = muted
            if muted:
                _rest(rig, strip.action)


def _rest(rig: ArmatureObject, head: bpy.types.Action) -> None:
    """Bones that a take turned and that nothing else turns stand as at rest."""
    paths = {curve.data_path for curve in face_strips.curves_in(head)}
    for bone in rig.pose.bones:
        if bone.path_from_id("rotation_quaternion") in paths:
            bone.rotation_quaternion = (1.0, 0.0, 0.0, 0.0)
