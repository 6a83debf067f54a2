# SPDX-License-Identifier: GPL-3.0-or-later
"""The staged figure into a file, by Blender's own exporters."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import bpy

from . import window
from .presets import FBX, GLTF, Preset
from .stage import Stage


def write(path: Path, stage: Stage, preset: Preset) -> None:
    """Raises RuntimeError where the exporter fails, OSError where it was refused the place or the space."""
    layer = stage.scene.view_layers[0]
    with bpy.context.temp_override(area=None, region=None, scene=stage.scene, view_layer=layer):
        if path.suffix == ".fbx":
            settings = {**FBX, **preset.fbx}
            run(lambda: bpy.ops.export_scene.fbx(filepath=str(path), bake_anim=stage.animated, **settings), path)
        else:
            # the glTF exporter multiplies with the divisor of the rate, as of Blender 5.0
            stage.scene.render.fps_base = 1.0 / stage.scene.render.fps_base
            with window.left_alone(stage.scene):
                run(
                    lambda: bpy.ops.export_scene.gltf(filepath=str(path), export_animations=stage.animated, **GLTF),
                    path,
                )


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
