# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the glTF exporter from showing the scene that it exports in the artist's window.

It sets the window's scene, and Blender evaluates a scene anew that comes back into a window: poses that are not keyed
yet would be lost, and a view through the camera left. The exporter needs the context's scene alone.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

_EXPORTER = "io_scene_gltf2.blender.exp"


@contextmanager
def left_alone(scene: bpy.types.Scene) -> Iterator[None]:
    """Inside, the exporter works on `scene`, and what it writes on the window reaches no window."""
    modules = [module for module in _modules() if getattr(module, "bpy", None) is bpy]
    stand_in = _Bpy(scene)
    for module in modules:
        module.bpy = stand_in
    try:
        yield
    finally:
        for module in modules:
            module.bpy = bpy


def _modules() -> list[Any]:
    """The exporter's modules, loaded now where they are not yet."""
    package = importlib.import_module(_EXPORTER)
    for found in pkgutil.walk_packages(package.__path__, f"{_EXPORTER}."):
        importlib.import_module(found.name)
    return [module for name, module in list(sys.modules.items()) if name.startswith("io_scene_gltf2.")]


class _Window:
    scene: Any = None

    def cursor_set(self, _: str) -> None:
        pass


class _Context:
    def __init__(self, scene: bpy.types.Scene) -> None:
        self.scene, self.window = scene, _Window()

    def __getattr__(self, name: str) -> Any:
        return getattr(bpy.context, name)


class _Bpy:
    def __init__(self, scene: bpy.types.Scene) -> None:
        self.context = _Context(scene)
        self.app, self.data, self.ops, self.path, self.types = bpy.app, bpy.data, bpy.ops, bpy.path, bpy.types

    def __getattr__(self, name: str) -> Any:
        return getattr(bpy, name)
