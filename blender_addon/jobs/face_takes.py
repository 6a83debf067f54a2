# SPDX-License-Identifier: GPL-3.0-or-later
"""A take of a face on a mesh of the scene, used as its settings say; the raw take is kept, so that they can change."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .._shared.protocol.errors import BadFile, BadRequest
from .._shared.rigging.faces.bones import HeadBones, head_rotations
from .._shared.rigging.faces.face_take import FaceTake, from_npz, gaps, npz_bytes
from .._shared.rigging.faces.ifacialmocap import read_text
from .._shared.rigging.faces.key_map import FaceMap, driven, face_map
from .._shared.rigging.faces.live_link_csv import read_csv
from .._shared.rigging.faces.use import FaceUse, from_plain, on_frames, used
from .._shared.rigging.take import Bones
from ..scene import armature, armature_of, clip, current, face_action, face_rig, rate, sharing
from ..scene.objects import ArmatureObject, MeshObject
from ..state import face_maps, face_properties
from ..state.avatar_object import AvatarObject
from ..state.memory import memory

MOST_BYTES = 1 << 28
MOST_FRAMES = 200_000
_LOOKS = "eyeLook"
_WHAT = "Give a CSV of Live Link Face, text of iFacialMocap, or an npz of a take of a face."


@dataclass(frozen=True)
class Placed:
    note: str
    """what is to be told of a take that was put on a mesh"""
    first: int
    last: int
    """frames of the scene"""


def read_file(path: str) -> FaceTake:
    """Raises BadFile where it is no take of a face."""
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadFile(f"{file.name} is larger than 256 MB.", "Cut it into shorter takes.")
        content = file.read_bytes()
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.", "Choose the file again.") from error
    try:
        if content[:2] == b"PK":
            return from_npz(content)
        text = content.decode("utf-8-sig")
        first = text.lstrip().split("\n", 1)[0]
        return read_text(text, file.name) if "|" in first else read_csv(text, file.name)
    except (ValueError, UnicodeDecodeError) as error:
        raise BadFile(f"{file.name} holds no take of a face: {error}", _WHAT) from error


def put_on(
    scene: bpy.types.Scene, thing: AvatarObject, take: FaceTake, name: str, use: FaceUse, face: FaceMap | None = None
) -> Placed:
    """Put a take on a mesh with shape keys. `face`: None for the list of the object,
    the saved map or what is recognised. Raises BadRequest where nothing of the mesh can be moved."""
    capture = thing.galatea.capture
    sharing.own_mesh(thing)
    names = face_rig.keys_of(thing)
    face = face or map_for(thing, names)
    rig = armature_of(thing)
    if not face.keys and not (rig and face_rig.joints_of(rig)):
        there = ", ".join(names[:4]) or "no shape keys"
        raise BadRequest(
            f"No key of {thing.name} is recognised, and no head bone; it has {there}.",
            "Select a mesh with shape keys of a face, or name what drives each key in the list of keys.",
        )
    face_properties.show_map(capture, face, names)
    face_properties.set_use(capture, use, rate.of(scene))
    frames = _write(scene, thing, take, name, npz_bytes(take), use, face)
    memory.of(Restless).forget(thing)
    return Placed(told(take, face, names), int(frames[0]), int(frames[-1]))


def pose(thing: AvatarObject, take: FaceTake, use: FaceUse, face: FaceMap | None = None) -> str:
    """Let a mesh show the first frame of a take, without an action; the take that plays waits, or it would go over it.
    Returns what is to be told."""
    names, rig, notes = face_rig.keys_of(thing), armature_of(thing), []
    if (playing := face_action.on(thing)) is not None:
        notes = [f"{face_action.label(playing)} waits, so that the expression stays: its name plays it again."]
        face_action.put_by(thing, rig)
    if any(state == "NLA" for _, state in face_action.names(thing)):
        notes.append("A take in the NLA plays over the expression: mute its track.")
    face = face or map_for(thing, names)
    face_properties.show_map(thing.galatea.capture, face, names)
    shown = used(take, use)
    columns = _columns(thing, face, shown, face_properties.gains_of(thing.galatea.capture))
    clip.set_face(thing, {name: float(values[0]) for name, values in columns.items()})
    for name, turns in (bones_in(rig, face, shown, use) if rig else {}).items():
        bone: Any = rig.pose.bones[name] if rig else None
        bone.rotation_mode = "QUATERNION"
        bone.rotation_quaternion = turns[0].tolist()
    return " ".join((told(take, face, names), *notes))


def apply_settings(scene: bpy.types.Scene, thing: AvatarObject) -> None:
    """The take that plays anew, with the settings as they are now. Raises BadRequest where none plays."""
    made = face_action.on(thing)
    raw = face_action.raw_of(made) if made else b""
    if made is None or not raw:
        raise BadRequest(f"{thing.name} has no take of a face.", "Import one first.")
    capture = thing.galatea.capture
    face = face_properties.map_of(capture)
    use = face_properties.use_of(capture, rate.of(scene))
    _write(scene, thing, from_npz(raw), face_action.label(made), raw, use, face)
    memory.of(Restless).forget(thing)


def chosen(scene: bpy.types.Scene, thing: AvatarObject, name: str) -> None:
    """Another take plays, and the settings become its own. Raises BadRequest where there is none of this name."""
    if not face_action.play(thing, armature_of(thing), name):
        raise BadRequest(f"{thing.name} has no take {name!r}.", "Choose one of its list.")
    made = face_action.on(thing)
    if made is not None and (how := face_action.how_of(made)):
        face_properties.set_use(thing.galatea.capture, from_plain(how), rate.of(scene))
    memory.of(Restless).forget(thing)


def map_for(thing: AvatarObject, names: tuple[str, ...]) -> FaceMap:
    """The object's list where it is of these keys, else the map that was saved for them, else what is recognised."""
    capture = thing.galatea.capture
    if {item.name for item in capture.keys} == set(names) and names:
        return face_properties.map_of(capture)
    saved = face_maps.find(names)
    return face_map(names, face_maps.read(saved) if saved else None)


def told(take: FaceTake, face: FaceMap, names: tuple[str, ...]) -> str:
    """What an artist should know of a take that was put on a mesh."""
    unused = face.unused(take.names)
    lost = gaps(take)
    seconds = sum(end - start + 1.0 / take.fps for start, end in lost)
    parts = [f"{len(face.keys)} of {len(names)} keys driven ({face.told_by})."]
    if unused:
        parts.append(f"No key for {', '.join(unused[:3])}{' …' if len(unused) > 3 else ''}.")
    if lost:
        parts.append(f"No face was seen in {len(lost)} place{'s' * (len(lost) > 1)}, {seconds:.1f} s in all.")
    return " ".join(parts)


def _write(
    scene: bpy.types.Scene, thing: AvatarObject, take: FaceTake, name: str, raw: bytes, use: FaceUse, face: FaceMap
) -> np.ndarray:
    """Returns the frames."""
    try:
        frames, shown = on_frames(used(take, use), rate.of(scene), use.start)
    except ValueError as error:
        raise BadRequest(str(error), "Change the settings of the take.") from error
    if len(frames) > MOST_FRAMES:
        raise BadRequest(f"The take has {len(frames):,} frames.", "Cut it into shorter ones.")
    gains = face_properties.gains_of(thing.galatea.capture)
    rig = armature_of(thing)
    motion = face_action.FaceMotion(
        name=name,
        frames=frames,
        keys=_columns(thing, face, shown, gains),
        bones=bones_in(rig, face, shown, use) if rig else {},
        seen=shown.confidence,
        companions={
            other.name: columns
            for other in face_rig.companions(thing)
            if (columns := _columns(other, face_map(face_rig.keys_of(other), _given(other, face)), shown, gains))
        },
        raw=raw,
        how=use.plain(),
    )
    face_action.write(thing, rig, motion)
    return frames


def _given(other: MeshObject, face: FaceMap) -> dict[str, dict[str, float]] | None:
    """Keys that both meshes have are driven the same way."""
    same = {name: dict(face.keys[name]) for name in face_rig.keys_of(other) if name in face.keys}
    return same or None


def _columns(thing: MeshObject, face: FaceMap, take: FaceTake, gains: dict[str, float]) -> dict[str, np.ndarray]:
    names, values = driven(face, take)
    there = set(face_rig.keys_of(thing))
    kept = [place for place, name in enumerate(names) if name in there]
    names = tuple(names[place] for place in kept)
    values = values[:, kept] * np.array([gains.get(name, 1.0) for name in names])
    return dict(zip(names, face_rig.limited(thing, names, values).T, strict=True))


@dataclass(frozen=True, eq=False)
class HeadRig:
    """What of an armature's rest turns head, eyes and jaw. joints: joint -> bone; frame: as of `facing`"""

    bones: Bones
    joints: dict[str, str]
    frame: np.ndarray


def head_rig(rig: ArmatureObject) -> HeadRig:
    bones = face_rig.bones_of(rig)
    return HeadRig(bones, face_rig.joints_of(rig), face_rig.frame_of(rig, bones))


def bones_in(
    rig: ArmatureObject, face: FaceMap, take: FaceTake, use: FaceUse, head: HeadRig | None = None
) -> dict[str, np.ndarray]:
    """Bone -> (N, 4) rotations relative to its rest. head: of the armature, where it is known already."""
    head = head or head_rig(rig)
    sources = {source for each in face.keys.values() for source in each}
    # our figures' keys of looking turn the eyeballs too; those of others move the lids alone
    eyes = use.eyes == "yes" or (use.eyes == "auto" and not (armature.is_ours(rig) and any(map(_looks, sources))))
    jaw = use.jaw == "yes" or (use.jaw == "auto" and "jawOpen" not in sources)
    how = HeadBones(use.head, use.neck, float(eyes), use.strength * jaw)
    return head_rotations(take, head.bones, head.joints, head.frame, how)


def _looks(source: str) -> bool:
    return source.startswith(_LOOKS)


@dataclass
class Restless:
    """Objects whose settings were changed and whose take was not yet written anew."""

    changed: dict[int, int] = field(default_factory=dict)
    """session id of an object -> turns of the timer since"""

    def note(self, thing: Any) -> None:
        if isinstance(thing, bpy.types.Object):
            self.changed[thing.session_uid] = 0

    def forget(self, thing: bpy.types.Object) -> None:
        self.changed.pop(thing.session_uid, None)


def note(thing: Any) -> None:
    memory.of(Restless).note(thing)


def step() -> list[str]:
    """Write takes anew whose settings rest; returns the names of the objects. One turn of the timer."""
    restless, out = memory.of(Restless), []
    for uid in list(restless.changed):
        restless.changed[uid] += 1
        if restless.changed[uid] < 2:
            continue
        del restless.changed[uid]
        thing: Any = next((each for each in bpy.data.objects if each.session_uid == uid), None)
        if thing is None or thing.type != "MESH" or not thing.is_editable or face_action.on(thing) is None:
            continue
        apply_settings(_scene_of(thing), thing)
        out.append(thing.name)
    return out


def _scene_of(thing: bpy.types.Object) -> bpy.types.Scene:
    scenes = (current.scene(), *bpy.data.scenes)
    return next((scene for scene in scenes if scene.objects.get(thing.name) == thing), scenes[0])
