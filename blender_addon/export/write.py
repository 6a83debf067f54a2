# SPDX-License-Identifier: GPL-3.0-or-later
"""The staged figure into a file, by Blender's own exporters."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr
from pathlib import Path

import bpy

from .presets import FBX, GLTF, Preset
from .stage import Stage


def write(path: Path, stage: Stage, preset: Preset) -> None:
    """Raises RuntimeError where the exporter fails, OSError where it was refused the place or the space."""
    with _shown_to_exporters(stage):
        if path.suffix == ".fbx":
            run(
                lambda: bpy.ops.export_scene.fbx(filepath=str(path), bake_anim=stage.animated, **{**FBX, **preset.fbx}),
                path,
            )
        else:
            run(lambda: bpy.ops.export_scene.gltf(filepath=str(path), export_animations=stage.animated, **GLTF), path)


def run(operator: Callable[[], set[str]], path: Path) -> None:
    """Call an operator that writes `path`; what it raises becomes one line."""
    try:
        with redirect_stderr(io.StringIO()):  # Blender prints the traceback that it raises
            done = operator()
    except RuntimeError as error:
        raise _cause(str(error)) from error
    if "FINISHED" not in done or not path.is_file():
        raise RuntimeError(f"Blender's exporter did not write {path.suffix}")


def _cause(said: str) -> Exception:
    """What an exporter's traceback comes to: the system's refusal, or one line."""
    if "No space left" in said:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if refused := re.search(r"\[Errno (\d+)\] ([^:\n]+)", said):
        return OSError(int(refused[1]), refused[2])
    lines = re.findall(r"^\w*(?:Error|Exception)\b.*", said, re.MULTILINE) or said.split("\n")
    return RuntimeError(f"Blender's exporter failed: {lines[-1].strip()}")


@contextmanager
def _shown_to_exporters(stage: Stage) -> Iterator[None]:
    """Inside, the stage is the scene; the glTF exporter also shows it in the window, which is put back afterwards."""
    window = bpy.context.window or next(iter(bpy.context.window_manager.windows), None)
    before = (window.scene, window.view_layer) if window else None
    views = [(space, space.camera, space.region_3d.view_perspective) for space in _views(window)]
    layer = stage.scene.view_layers[0]
    # two steps: given together, the window's own scene would win
    with (
        bpy.context.temp_override(window=window) if window else nullcontext(),
        bpy.context.temp_override(area=None, region=None, scene=stage.scene, view_layer=layer),
    ):
        try:
            yield
        finally:
            if before and (window.scene, window.view_layer) != before:
                window.scene, window.view_layer = before
                for space, camera, perspective in views:
                    space.camera, space.region_3d.view_perspective = camera, perspective


def _views(window: bpy.types.Window | None) -> list[bpy.types.SpaceView3D]:
    areas = window.screen.areas if window and window.screen else ()
    return [space for area in areas for space in area.spaces if space.type == "VIEW_3D"]
