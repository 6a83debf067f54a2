# SPDX-License-Identifier: GPL-3.0-or-later
"""A video or photo behind a figure, in a camera that stands where the one did that took it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .._shared.rigging.motion import posed_matrices
from .._shared.rigging.rotations import quaternions_from_matrices
from . import action, armature, face_rig
from .objects import MeshObject

SENSOR = 36.0
"""millimetres of the longer side of the picture, as on film"""
TAG = "galatea_plate"
"""on a camera of ours: the name of the mesh that it was made for"""
_UPRIGHT = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)))
"""a camera, which looks down its own Z, looking to +Y"""


@dataclass(frozen=True, eq=False)
class Plate:
    """file: video or photo; width, height: pixels, upright; focal: pixels; frames: (N,) of the scene; positions: (N, 3)
    metres from the camera to the middle between the eyes, the camera looks to +Y; between: metres between the eyes that
    these count with; turned: degrees by which the pictures were held"""

    file: Path
    width: int
    height: int
    focal: float
    frames: np.ndarray
    positions: np.ndarray
    between: float
    turned: int = 0


def eyes_of(thing: MeshObject, keys: tuple[str, str]) -> np.ndarray | None:
    """(2, 3) metres in the mesh's own space: where the left and the right eye are, by what its keys of blinking move;
    None where it has no such keys."""
    stored: Any = thing.data.shape_keys
    blocks = stored.key_blocks if stored else {}
    if not all(key in blocks for key in keys):
        return None
    basis = _points(stored.reference_key)
    out = []
    for key in keys:
        moved = np.square(_points(blocks[key]) - basis).sum(1)
        if not moved.any():
            return None
        out.append(moved @ basis / moved.sum())
    return np.array(out)


def _points(block: Any) -> np.ndarray:
    flat = np.empty(len(block.data) * 3, np.float32)
    block.data.foreach_get("co", flat)
    return flat.reshape(-1, 3).astype(np.float64)


def add(
    scene: bpy.types.Scene, thing: MeshObject, plate: Plate, eyes: np.ndarray, turns: dict[str, np.ndarray]
) -> bpy.types.Object:
    """The scene's camera, with the pictures behind: the figure stays where it is, and the camera goes to where its face
    lies on the one in each picture. eyes: (2, 3) of `eyes_of`; turns: bone -> (N, 4) that the take turns it by.

    Raises ValueError where Blender cannot show the file.
    """
    made = _camera(scene, thing)
    longer = max(plate.width, plate.height)
    camera: Any = made.data
    camera.sensor_fit, camera.sensor_width = "AUTO", SENSOR
    camera.lens = plate.focal / longer * SENSOR
    _behind(camera, plate)
    scene.render.resolution_x, scene.render.resolution_y = plate.width, plate.height
    scene.render.pixel_aspect_x = scene.render.pixel_aspect_y = 1.0
    scene.camera = made
    middles, wide = _middles(thing, eyes, turns, len(plate.frames))
    stands = _stands(thing)
    places = middles - plate.positions @ stands.T * (wide / plate.between)
    made.rotation_mode = "QUATERNION"
    made.rotation_quaternion = quaternions_from_matrices(stands @ _UPRIGHT).tolist()
    made.location = places[0].tolist()
    if len(plate.frames) > 1:
        action.write_curves(action.new(made, made.name)[1], "location", plate.frames, places)
    return made


def _camera(scene: bpy.types.Scene, thing: MeshObject) -> bpy.types.Object:
    """That of before for this mesh, else a new one."""
    found = next((other for other in scene.objects if other.type == "CAMERA" and other.get(TAG) == thing.name), None)
    if found is not None:
        found.animation_data_clear()
        return found
    made = bpy.data.objects.new("Capture Camera", bpy.data.cameras.new("Capture Camera"))
    made[TAG] = thing.name
    scene.collection.objects.link(made)
    return made


def _behind(camera: Any, plate: Plate) -> None:
    try:
        image: Any = bpy.data.images.load(str(plate.file), check_existing=True)
    except RuntimeError as error:
        raise ValueError(str(error).strip()) from error
    if not min(image.size):
        raise ValueError(f"{plate.file.name} cannot be shown by this Blender")
    for other in list(camera.background_images):
        camera.background_images.remove(other)
    shown = camera.background_images.new()
    shown.image, shown.alpha, shown.frame_method = image, 1.0, "FIT"
    if image.source == "MOVIE":
        shown.image_user.frame_start = int(plate.frames[0])
        shown.image_user.frame_duration = max(image.frame_duration, 1)
        shown.image_user.use_auto_refresh = True
    wide, high = image.size
    if plate.turned % 180 and (wide > high) != (plate.width > plate.height):  # this Blender shows it as it was stored
        shown.rotation = np.radians(-plate.turned)
        shown.scale = max(wide, high) / min(wide, high)
    camera.show_background_images = True


def _middles(thing: MeshObject, eyes: np.ndarray, turns: dict[str, np.ndarray], count: int) -> tuple[np.ndarray, float]:
    """(N, 3) world places between the eyes while head and neck turn, all else as it stands now; and how far apart the
    eyes are."""
    world = np.array(thing.matrix_world, np.float64)
    at = eyes @ world[:3, :3].T + world[:3, 3]
    wide = float(np.linalg.norm(at[0] - at[1]))
    middle = at.mean(0)
    rig = armature.armature_of(thing)
    head = face_rig.joints_of(rig).get("Head") if rig else None
    if rig is None or head is None:
        return np.tile(middle, (count, 1)), wide
    bones = face_rig.bones_of(rig)
    rotations = np.tile((1.0, 0.0, 0.0, 0.0), (count, len(bones.names), 1))
    for name, turn in turns.items():
        if name in bones.names:
            rotations[:, bones.names.index(name)] = turn
    posed = posed_matrices(tuple(bones.parents), bones.rest, rotations)[:, bones.names.index(head)]
    own = np.array(rig.matrix_world, np.float64)
    local = np.linalg.inv(own @ bones.rest[bones.names.index(head)]) @ np.append(middle, 1.0)
    return np.einsum("ij,njk,k->ni", own, posed, local)[:, :3], wide


def _stands(thing: MeshObject) -> np.ndarray:
    """(3, 3) own left, back and up of the figure in the world."""
    rig = armature.armature_of(thing)
    owner = thing if rig is None else rig
    world = np.array(owner.matrix_world, np.float64)[:3, :3]
    turn = world / np.linalg.norm(world, axis=0)
    return turn if rig is None else turn @ face_rig.frame_of(rig, face_rig.bones_of(rig))
