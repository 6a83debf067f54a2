# SPDX-License-Identifier: GPL-3.0-or-later
"""What is current in Blender, with its type: the stubs of bpy leave open whether there is a scene, a window manager."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import bpy


def _context(context: bpy.types.Context | None) -> Any:
    return context or bpy.context


def scene(context: bpy.types.Context | None = None) -> bpy.types.Scene:
    return cast(bpy.types.Scene, _context(context).scene)


def view_layer(context: bpy.types.Context | None = None) -> bpy.types.ViewLayer | None:
    """None in an operator of a window that is being closed, and in some handlers."""
    return _context(context).view_layer


def layer_in_view(context: bpy.types.Context | None = None) -> bpy.types.ViewLayer:
    """For what only happens while there is one."""
    return cast(bpy.types.ViewLayer, _context(context).view_layer)


def depsgraph(layer: bpy.types.ViewLayer) -> bpy.types.Depsgraph:
    """Of a layer that was evaluated."""
    return cast(bpy.types.Depsgraph, layer.depsgraph)


def window_manager(context: bpy.types.Context | None = None) -> bpy.types.WindowManager:
    return cast(bpy.types.WindowManager, _context(context).window_manager)


def windows() -> Sequence[bpy.types.Window]:
    """None of them in a Blender without a window."""
    return cast("Sequence[bpy.types.Window]", window_manager().windows)


def region(context: bpy.types.Context | None = None) -> bpy.types.Region | None:
    """None outside of drawing."""
    return _context(context).region


def screen(context: bpy.types.Context | None = None) -> bpy.types.Screen | None:
    """None in a Blender without a window."""
    return _context(context).screen


def preferences(context: bpy.types.Context | None = None) -> bpy.types.Preferences:
    return cast(bpy.types.Preferences, _context(context).preferences)
