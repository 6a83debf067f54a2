# SPDX-License-Identifier: GPL-3.0-or-later
"""How a take of a face is used on an object: its settings and its map of keys, saved in the file and undone with it."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .._shared.protocol.errors import BadRequest
from .._shared.rigging.faces.key_map import FaceMap, read_sources, sources_text
from .._shared.rigging.faces.use import FaceUse
from .signals import on_face_changed

_BONES = (
    ("auto", "Auto", "Where no key of the mesh does the same"),
    ("yes", "Bones", "Turn the bones"),
    ("no", "Keys Only", "Leave the bones alone"),
)


class GalateaFaceKey(bpy.types.PropertyGroup):
    """One key of the mesh; `name` is its own."""

    sources: StringProperty(
        name="Driven By",
        description="Keys of ARKit that drive it: jawOpen, or eyeBlinkLeft*0.5 + eyeBlinkRight*0.5. Empty: nothing",
        update=on_face_changed,
    )
    gain: FloatProperty(
        name="Gain",
        description="How much of it is shown: 1 as recorded",
        default=1.0,
        min=0.0,
        soft_max=2.0,
        max=10.0,
        update=on_face_changed,
    )


class GalateaCapture(bpy.types.PropertyGroup):
    """On every object; of use on those with a take."""

    keys: CollectionProperty(type=GalateaFaceKey)
    told_by: StringProperty(description="How the keys were recognised")
    key: IntProperty(description="The key that is chosen in the list")
    start: IntProperty(
        name="Start",
        description="The frame at which the recording begins: its sound and its video too",
        default=1,
        update=on_face_changed,
    )
    strength: FloatProperty(
        name="Strength",
        description="How far the keys go: 1 as recorded",
        default=1.0,
        min=0.0,
        soft_max=2.0,
        max=5.0,
        update=on_face_changed,
    )
    smooth: FloatProperty(
        name="Smooth",
        description="Takes trembling out without delay; too much takes quick blinks out as well",
        default=0.1,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
        update=on_face_changed,
    )
    fill: BoolProperty(
        name="Bridge Gaps",
        description="Where no face was seen for less than a second, go straight from before to after; else hold",
        default=True,
        update=on_face_changed,
    )
    mirror: BoolProperty(name="Mirror", description="Left and right change places", update=on_face_changed)
    dead_zone: FloatProperty(
        name="Dead Zone",
        description="What is less than this is nothing: against a face that never rests",
        min=0.0,
        max=0.5,
        subtype="FACTOR",
        update=on_face_changed,
    )
    use_neutral: BoolProperty(
        name="Neutral Frame",
        description="The face rests in a frame of the recording, and what it shows there counts as nothing",
        update=on_face_changed,
    )
    neutral: IntProperty(name="Frame", description="In which the face rests", default=1, update=on_face_changed)
    head: FloatProperty(
        name="Head",
        description="How far the head turns: 1 as recorded, 0 not at all",
        default=1.0,
        min=0.0,
        max=2.0,
        update=on_face_changed,
    )
    neck: FloatProperty(
        name="Neck",
        description="The neck's share of the turn of the head",
        default=0.35,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
        update=on_face_changed,
    )
    eyes: EnumProperty(name="Eyes", description="What turns the eyes", items=_BONES, update=on_face_changed)
    jaw: EnumProperty(name="Jaw", description="What opens the jaw", items=_BONES, update=on_face_changed)


CLASSES = (GalateaFaceKey, GalateaCapture)


def use_of(capture: GalateaCapture, fps: float) -> FaceUse:
    """The settings; fps: of the scene, in whose frames the neutral one is told."""
    names = ("start", "strength", "smooth", "fill", "mirror", "dead_zone", "head", "neck", "eyes", "jaw")
    seconds = (capture.neutral - capture.start) / fps if capture.use_neutral else None
    return FaceUse(**{name: getattr(capture, name) for name in names}, neutral=seconds)


def set_use(capture: GalateaCapture, use: FaceUse, fps: float) -> None:
    plain = use.plain()
    seconds = plain.pop("neutral")
    for name, value in plain.items():
        setattr(capture, name, value)
    capture.use_neutral = seconds is not None
    capture.neutral = round((seconds or 0.0) * fps) + use.start


def show_map(capture: GalateaCapture, face: FaceMap, mesh_keys: tuple[str, ...]) -> None:
    """Fill the list of keys: those that are driven first; gains that were set stay."""
    gains = {item.name: item.gain for item in capture.keys}
    capture.keys.clear()
    capture.told_by = face.told_by
    for name in sorted(mesh_keys, key=lambda name: name not in face.keys):
        item: Any = capture.keys.add()
        item.name, item.sources = name, sources_text(face.keys.get(name, {}))
        item.gain = gains.get(name, 1.0)


def map_of(capture: GalateaCapture) -> FaceMap:
    """The list of keys as a map. Raises BadRequest where a line of it cannot be read."""
    keys = {}
    for item in capture.keys:
        try:
            if sources := read_sources(item.sources):
                keys[item.name] = sources
        except ValueError as error:
            raise BadRequest(f"{item.name}: {error}.", "Change that line in the list of keys.") from error
    return FaceMap(keys, capture.told_by)


def gains_of(capture: GalateaCapture) -> dict[str, float]:
    return {item.name: item.gain for item in capture.keys if item.gain != 1.0}
