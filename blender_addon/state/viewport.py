# SPDX-License-Identifier: GPL-3.0-or-later
"""A new figure is seen: in the middle of the 3D views, and in colour where they show plain materials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import bpy
from bpy_extras.view3d_utils import location_3d_to_region_2d
from mathutils import Vector

from ..scene import current
from . import preferences

TOLD = "Solid views now show textures, so that figures are in colour (Viewport Shading > Color)"
_LEAST = 0.35
"""of the view's height, from which a figure is large enough to be left where it is"""


def show_colours(scene: bpy.types.Scene) -> str:
    """Let plain Solid views of a scene show textures; returns what to tell the artist, empty where nothing changed.

    A view in which the artist chose another colouring keeps it, and the preferences can forbid it altogether.
    """
    if not preferences.get().solid_textures:
        return ""
    plain = [space.shading for _, _, space in _views(scene) if space.shading.color_type == "MATERIAL"]
    for shading in plain:
        shading.color_type = "TEXTURE"
    return TOLD if plain else ""


def frame(thing: bpy.types.Object, scene: bpy.types.Scene) -> None:
    """Turn the views to the selected figure, but not a camera's and not one that shows it well already."""
    view_selected: Any = bpy.ops.view3d.view_selected
    for window, area, space in _views(scene):
        region = next((region for region in area.regions if region.type == "WINDOW"), None)
        view = space.region_3d
        if region is None or view is None or view.view_perspective == "CAMERA" or _shows(region, view, thing):
            continue
        with bpy.context.temp_override(window=window, area=area, region=region):
            if view_selected.poll():
                view_selected()


def _views(scene: bpy.types.Scene) -> Iterator[tuple[bpy.types.Window, bpy.types.Area, bpy.types.SpaceView3D]]:
    for window in current.windows():
        for area in window.screen.areas if window.scene == scene else ():
            if area.type == "VIEW_3D":
                yield window, area, cast(bpy.types.SpaceView3D, area.spaces.active)


def _shows(region: bpy.types.Region, view: bpy.types.RegionView3D, thing: bpy.types.Object) -> bool:
    """Whether a figure is whole in the view and not tiny."""
    corners = [thing.matrix_world @ Vector(tuple(corner)) for corner in thing.bound_box]
    projected = [location_3d_to_region_2d(region, view, corner) for corner in corners]
    seen = [point for point in projected if point is not None]
    inside = all(0 <= point.x <= region.width and 0 <= point.y <= region.height for point in seen)
    if len(seen) < len(corners) or not inside:
        return False
    tall = max(point.y for point in seen) - min(point.y for point in seen)
    return tall > _LEAST * region.height
