# SPDX-License-Identifier: GPL-3.0-or-later
"""A figure that follows a phone: the newest frame on its keys and bones, and what is recorded becomes a take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.faces.face_take import FaceTake, from_npz
from .._shared.rigging.faces.filters import OneEuro, in_a_mirror
from .._shared.rigging.faces.key_map import FaceMap, driven
from .._shared.rigging.faces.neutral import relative
from .._shared.rigging.faces.samples import FaceSample, take_of
from .._shared.rigging.faces.splice import shifted, spliced
from ..scene import armature_of, current, face_action, face_rig, face_strips, rate
from ..session.phone import Arrived, Phone
from ..state import face_properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory
from . import face_takes

TICK_S = 0.008
MOST_FRAMES = 500_000
NUMBERED = "Take"


@dataclass
class LiveFace:
    """What goes on while a phone is listened to."""

    phone: Phone = field(default_factory=Phone)
    uid: int = 0
    """session id of the mesh that follows"""
    face: FaceMap | None = None
    head: face_takes.HeadRig | None = None
    """of its armature, found once: recognising bones takes longer than turning them"""
    played: str = ""
    """the take that played before, and plays again afterwards"""
    newest: FaceSample | None = None
    neutral: FaceTake | None = None
    smoothing: OneEuro | None = None
    smooth: float = 0.0
    """the strength that it has"""
    smoothed: tuple[str, ...] = ()
    """the keys whose values go through it"""
    recording: bool = False
    record: list[Arrived] = field(default_factory=list)
    begun: int = 0
    """the frame of the scene at which the recording began"""
    shown: float = 0.0
    """seconds by `time.monotonic` at which the newest frame was on the mesh"""


def live() -> LiveFace:
    return memory.of(LiveFace)


def active() -> bool:
    return live().phone.is_open


def follower() -> Any:
    """The mesh that follows, None where it is gone."""
    uid = live().uid
    return next((thing for thing in bpy.data.objects if thing.session_uid == uid), None) if uid else None


def start(thing: AvatarObject, address: str, port: int, asked: str = "") -> None:
    """Listen, and let a mesh follow. Raises BadRequest where nothing of it can, ConnectionFailed."""
    stop()
    names = face_rig.keys_of(thing)
    face = face_takes.map_for(thing, names)
    rig = armature_of(thing)
    if not face.keys and not (rig and face_rig.joints_of(rig)):
        raise BadRequest(f"No key of {thing.name} is recognised.", "Name what drives each key in the list of keys.")
    now = live()
    now.phone.open(address, port, asked)
    face_properties.show_map(thing.galatea.capture, face, names)
    playing = face_action.on(thing)
    now.uid, now.face, now.played = thing.session_uid, face, face_action.label(playing) if playing else ""
    now.newest = now.neutral = now.head = None
    now.smoothing = None
    face_action.put_by(thing, rig)
    if rig is not None:
        face_strips.settle(rig, _paths(rig))


def stop() -> str:
    """Close the socket; what is being recorded becomes a take, else the one from before plays again. Returns a note."""
    now, note = live(), ""
    if not now.phone.is_open:
        return note
    thing = follower()
    now.phone.close()
    if thing is not None:
        rig = armature_of(thing)
        face_strips.settle(rig)
        if now.recording and _came(now.record):
            note = end_recording(thing)
        elif now.played:
            face_action.play(thing, rig, now.played)
    now.uid, now.recording, now.record = 0, False, []
    return note


def forget() -> None:
    """Close the socket and leave everything as it is: the file is another, or Blender ends."""
    now = live()
    now.phone.close()
    now.uid, now.recording, now.record, now.played = 0, False, [], ""


def begin_recording(scene: bpy.types.Scene) -> None:
    """Raises BadRequest where no phone is listened to."""
    now = live()
    if not now.phone.is_open:
        raise BadRequest("No phone is listened to.", "Press Listen first.")
    now.recording, now.record, now.begun = True, [], scene.frame_current


def end_recording(thing: AvatarObject, punch: bool = False) -> str:
    """What was recorded becomes a take of the next number, or part of the one that played before; returns a note.

    Raises BadRequest where no face came.
    """
    now = live()
    now.recording, arrived, now.record = False, now.record, []
    if not _came(arrived):
        raise BadRequest("No face came while it was recorded.", "See that the phone sends, and record again.")
    scene = current.scene()
    take = recorded(arrived, now.phone.sender)
    use = replace(face_properties.use_of(thing.galatea.capture, rate.of(scene)), start=now.begun, neutral=None)
    name = _next_name(thing)
    made = face_action.named(thing, now.played) if punch and now.played else None
    if made is not None:
        use = face_properties.use_of(thing.galatea.capture, rate.of(scene))
        take = spliced(from_npz(face_action.raw_of(made)), shifted(take, (now.begun - use.start) / rate.of(scene)))
        name = face_action.label(made)
    placed = face_takes.put_on(scene, thing, take, name, use, now.face)
    now.played = name
    if now.phone.is_open:
        rig = armature_of(thing)
        face_action.put_by(thing, rig)
        face_strips.settle(rig, _paths(rig) if rig else set())
    return f"{name}: {take.frames} frames, {take.seconds:.1f} s. {placed.note}"


def _came(arrived: list[Arrived]) -> bool:
    return any(each.sample.confidence > 0.0 for each in arrived)


def recorded(arrived: list[Arrived], sender: str) -> FaceTake:
    """A take that begins at 0, by the phone's own clock where it tells one that goes about as fast as ours."""
    came = np.array([each.at for each in arrived])
    told = [each.sample.time for each in arrived]
    times = came - came[0]
    if len(told) > 2 and all(time is not None for time in told):
        theirs = np.array(told, np.float64) - float(told[0] or 0.0)
        if (np.diff(theirs) > 0.0).all() and abs(theirs[-1] - times[-1]) < max(1.0, 0.1 * times[-1]):
            times = theirs
    later = np.concatenate(([True], np.diff(np.maximum.accumulate(times)) > 1e-5))
    kept = [each.sample for each, ok in zip(arrived, later, strict=True) if ok]
    return take_of(kept, times[later].tolist(), source=f"phone {sender}".strip())


def set_neutral() -> None:
    """What the phone shows now counts as a face at rest, until it is listened to again. Raises BadRequest."""
    now = live()
    if now.newest is None:
        raise BadRequest("No face has come yet.", "See that the phone sends.")
    now.neutral = take_of([now.newest], [0.0])


def step() -> bool:
    """One turn of the timer; whether a new frame is on the mesh."""
    now = live()
    if not now.phone.is_open:
        return False
    arrived = now.phone.drain()
    if not arrived:
        return False
    if now.recording and len(now.record) < MOST_FRAMES:
        now.record += arrived
    thing = follower()
    seen = next((each.sample for each in reversed(arrived) if each.sample.confidence > 0.0), None)
    if thing is None or seen is None or now.face is None:
        return False
    now.newest = seen
    _show(thing, now, seen, arrived[-1].at)
    now.shown = time.monotonic()
    return True


def _show(thing: AvatarObject, now: LiveFace, sample: FaceSample, at: float) -> None:
    capture = thing.galatea.capture
    take = take_of([sample], [0.0])
    if now.neutral is not None:
        take = relative(take, now.neutral)
    if capture.mirror:
        take = in_a_mirror(take)
    assert now.face is not None
    names, values = driven(now.face, take)
    gains = face_properties.gains_of(capture)
    dead = capture.dead_zone
    row = np.maximum(values[0] - dead, 0.0) / (1.0 - dead) * capture.strength
    row *= np.array([gains.get(name, 1.0) for name in names])
    if now.smoothing is None or (now.smooth, now.smoothed) != (capture.smooth, names):  # another app has other keys
        now.smoothing, now.smooth, now.smoothed = OneEuro(capture.smooth), capture.smooth, names
    row = now.smoothing.step(row, at)
    keys = thing.data.shape_keys
    blocks = keys.key_blocks if keys else {}
    there = [place for place, name in enumerate(names) if name in blocks]
    kept = tuple(names[place] for place in there)
    for name, value in zip(kept, face_rig.limited(thing, kept, row[None, there])[0].tolist(), strict=True):
        blocks[name].value = value
    rig = armature_of(thing)
    if rig is not None:
        use = face_properties.use_of(capture, 1.0)
        if now.head is None or any(name not in rig.pose.bones for name in now.head.joints.values()):
            now.head = face_takes.head_rig(rig)
        for name, turn in face_takes.bones_in(rig, now.face, take, use, now.head).items():
            bone = rig.pose.bones[name]
            bone.rotation_mode = "QUATERNION"
            bone.rotation_quaternion = turn[0].tolist()


def _paths(rig: Any) -> set[str]:
    """Of the turns of the head's bones."""
    bones = [rig.pose.bones[name] for name in face_rig.joints_of(rig).values()]
    return {bone.path_from_id("rotation_quaternion") for bone in bones}


def _next_name(thing: AvatarObject) -> str:
    there = {name for name, _ in face_action.names(thing)} | {made.name for made in bpy.data.actions}
    return next(f"{NUMBERED} {n}" for n in range(1, len(there) + 2) if f"{NUMBERED} {n}" not in there)
