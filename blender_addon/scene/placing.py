# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a new figure stands: at the 3D cursor, or beside it where somebody or something stands there already."""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Vector

from . import parts
from .objects import MeshObject

GAP = 0.1
"""metres between neighbours, and how deep soles may stand in the ground"""
SURROUNDINGS = 4.0
"""metres both ways from which something is a floor or a room to stand in, not a neighbour to stand beside"""
_SOLID = ("MESH", "CURVE", "SURFACE", "META", "FONT", "CURVES", "POINTCLOUD", "VOLUME")


def unit_scale(scene: bpy.types.Scene) -> float:
    """How many units of a scene are a metre: what a figure is scaled by so that it is a person there."""
    units = scene.unit_settings
    return 1.0 if units.system == "NONE" or not units.scale_length else 1.0 / units.scale_length


def free_place(view_layer: bpy.types.ViewLayer, thing: MeshObject, wanted: Vector, metre: float = 1.0) -> Vector:
    """The first place for a figure's origin from `wanted` on along X that is in nobody's way, so that rows grow.

    metre: how many units of the scene it is
    """
    view_layer.update()
    figure = (thing, *parts.of(thing).values())
    low, high = (np.stack(corners) for corners in zip(*map(_box, figure), strict=True))
    low, high = low.min(axis=0), high.max(axis=0)
    origin = np.array(thing.matrix_world.translation)
    gap = GAP * metre
    low, high = low - origin - gap, high - origin + gap
    spot = np.array(wanted)
    taken: list[tuple[float, float]] = []
    for other in view_layer.objects:
        if other not in figure and other.type in _SOLID and _is_seen(other, view_layer):
            there_low, there_high = _box(other)
            beside = there_high[1:] > spot[1:] + low[1:], there_low[1:] < spot[1:] + high[1:]
            # soles that touch what they stand on are in nobody's way
            standing = there_high[2] <= spot[2] + low[2] + 2 * gap
            if all(map(np.all, beside)) and not standing and (there_high - there_low)[:2].min() < SURROUNDINGS * metre:
                taken.append((there_low[0] - high[0], there_high[0] - low[0]))
    x = spot[0]
    for left, right in sorted(taken):
        if left + 1e-4 * metre < x < right - 1e-4 * metre:
            x = right
    return Vector((x, *spot[1:]))


def _is_seen(thing: bpy.types.Object, view_layer: bpy.types.ViewLayer) -> bool:
    return thing.visible_get(view_layer=view_layer) and thing.display_type not in ("WIRE", "BOUNDS")


def _box(thing: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner in the world, as it is posed."""
    corners = np.array([thing.matrix_world @ Vector(corner) for corner in thing.bound_box])
    return corners.min(axis=0), corners.max(axis=0)
