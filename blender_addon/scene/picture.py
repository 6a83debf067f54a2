# SPDX-License-Identifier: GPL-3.0-or-later
"""A still of an avatar with Cycles on the CPU: works without a window or a graphics card."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Euler, Vector

from . import current, parts
from .objects import MeshObject

_LENS = 70.0
_SENSOR = 36.0


def render(
    thing: MeshObject, path: Path, size: tuple[int, int] = (640, 800), yaw: float = 25.0, samples: int = 24
) -> Path:
    """Render the avatar as it is posed now into a PNG; the camera stands `yaw` degrees to its left.

    size: width, height in pixels
    """
    scene: Any = current.scene()
    centre, extent = _bounds((thing, *parts.of(thing).values()))
    lens = bpy.data.cameras.new("Camera")
    camera = bpy.data.objects.new("Camera", lens)
    lens.lens, lens.sensor_width, lens.sensor_fit = _LENS, _SENSOR, "AUTO"
    width, height = size
    aspect = width / height
    angle = 2 * math.atan(_SENSOR / 2 / _LENS)
    tall, wide = (angle, 2 * math.atan(math.tan(angle / 2) * aspect)) if aspect < 1 else (angle / aspect, angle)
    across = math.hypot(extent.x, extent.y)
    distance = (
        1.08 * max(extent.z / 2 / math.tan(tall / 2), across / 2 / math.tan(wide / 2)) + min(extent.x, extent.y) / 2
    )
    direction = Euler((0.0, 0.0, math.radians(yaw))).to_matrix() @ Vector((0.0, -1.0, 0.08))
    camera.location = centre + direction * distance
    camera.rotation_euler = (-direction).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    scene.camera = camera
    for name, location, energy in (("Key", (-1.2, -2.0, 1.2), 2.2), ("Rim", (1.6, 1.4, 1.6), 1.6)):
        sun: Any = bpy.data.lights.new(name, "SUN")
        sun.energy, sun.angle = energy, 0.3
        light = bpy.data.objects.new(name, sun)
        light.rotation_euler = (-Vector(location)).to_track_quat("-Z", "Y").to_euler()
        scene.collection.objects.link(light)
    world = bpy.data.worlds.new("World")
    if bpy.app.version < (5, 0, 0):
        world.use_nodes = True
    tree: Any = world.node_tree
    tree.nodes["Background"].inputs["Color"].default_value = (0.42, 0.45, 0.5, 1.0)
    scene.world = world
    scene.render.engine = "CYCLES"
    scene.cycles.device, scene.cycles.samples, scene.cycles.use_denoising = "CPU", samples, False
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    scene.render.image_settings.file_format = "PNG"
    scene.view_settings.view_transform = "Standard"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    return path


def _bounds(things: Sequence[MeshObject]) -> tuple[Vector, Vector]:
    """Centre and extent in the world of the meshes as posed."""
    points = np.concatenate([_posed(thing) for thing in things])
    low, high = points.min(axis=0), points.max(axis=0)
    return Vector(((low + high) / 2).tolist()), Vector((high - low).tolist())


def _posed(thing: MeshObject) -> np.ndarray:
    """(V, 3) the vertices of a mesh object in the world."""
    posed = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = posed.to_mesh()
    points = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", points)
    posed.to_mesh_clear()
    matrix = np.array(thing.matrix_world)
    return points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
