# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that a take was read from, behind the figure that acts it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy

from .._shared.rigging.faces.face_take import FaceTake
from .._shared.rigging.faces.use import FaceUse, on_frames, used
from ..scene import armature_of, face_rig, plate, rate
from ..state.avatar_object import AvatarObject
from . import face_takes

_EYES = ("eyeBlinkLeft", "eyeBlinkRight")
IN_STEP = 1e-3


def put(
    scene: bpy.types.Scene, thing: AvatarObject, take: FaceTake, use: FaceUse, file: Path, report: Mapping[str, Any]
) -> str:
    """Put them into the scene's camera; returns what is to be told. report: the backend's, of the take.

    Raises ValueError, as half a sentence, where that cannot be.
    """
    told = report.get("file", {})
    size, focal = told.get("pixels", ()), float(told.get("focal_pixels", 0.0))
    if take.position is None or len(size) != 2 or not focal > 0.0:
        raise ValueError("the backend did not tell where the face was")
    names = face_rig.keys_of(thing)
    face = face_takes.map_for(thing, names)
    keys = tuple(next((name for name in names if source in face.keys.get(name, {})), "") for source in _EYES)
    eyes = plate.eyes_of(thing, (keys[0], keys[1]))
    if eyes is None:
        raise ValueError(f"{thing.name} has no keys that close each eye, which tell where its eyes are")
    frames, shown = on_frames(used(take, use), rate.of(scene), use.start)
    rig = armature_of(thing)
    assert shown.position is not None
    made = plate.Plate(
        file=file,
        width=int(size[0]),
        height=int(size[1]),
        focal=focal,
        frames=frames,
        positions=shown.position,
        between=float(report.get("metres_between_eyes", 0.063)),
        turned=int(told.get("turned_degrees", 0)),
    )
    plate.add(scene, thing, made, eyes, face_takes.bones_in(rig, face, shown, use) if rig else {})
    if take.frames > 1 and not math.isclose(rate.of(scene), take.fps, rel_tol=IN_STEP):
        return f"Blender shows one picture of the video a frame: it is in step at {take.fps:g} frames a second alone."
    return ""
