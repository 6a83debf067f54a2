# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames per second, which Blender keeps as a whole number over a divisor."""

from __future__ import annotations

import bpy


def of(scene: bpy.types.Scene) -> float:
    """The scene's frames per second."""
    return scene.render.fps / scene.render.fps_base


def write(scene: bpy.types.Scene, fps: float) -> None:
    """Give the scene this rate, 23.976 as well as 120."""
    whole = max(round(fps), 1)
    scene.render.fps, scene.render.fps_base = whole, whole / fps
