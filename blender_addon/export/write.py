# SPDX-License-Identifier: GPL-3.0-or-later
"""The staged figure into a file, by Blender's own exporters."""

from __future__ import annotations

import errno
import io
import os
import re
import struct
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from . import fbx_clean, glb_clean, window
from .presets import FBX, GLTF, Preset
from .stage import Stage


def write(path: Path, stage: Stage, preset: Preset) -> None:
    """Raises RuntimeError where the exporter fails, OSError where it was refused the place or the space."""
    layer, moves = stage.scene.view_layers[0], bool(stage.clips)
    with bpy.context.temp_override(area=None, region=None, scene=stage.scene, view_layer=layer):
        # exporters read the bones of the object itself, which follow only an evaluation in the scene in view
        stage.rig.update_tag()
        bpy.context.evaluated_depsgraph_get().update()
        if path.suffix == ".fbx":
            run(bpy.ops.export_scene.fbx, path, bake_anim=moves, **{**FBX, **preset.fbx})
        else:
            # the glTF exporter multiplies with the divisor of the rate, as of Blender 5.0
            stage.scene.render.fps_base = 1.0 / stage.scene.render.fps_base
            with window.left_alone(stage.scene):
                run(bpy.ops.export_scene.gltf, path, export_animations=moves, **GLTF)
    try:
        path.write_bytes(_cleaned(path, stage, preset))
    except (KeyError, IndexError, ValueError, struct.error) as error:
        told = f"{type(error).__name__}: {error}"
        raise RuntimeError(f"Blender's exporter wrote an unknown kind of {path.suffix} ({told})") from error


def _cleaned(path: Path, stage: Stage, preset: Preset) -> bytes:
    if path.suffix == ".glb":
        return glb_clean.clean(path.read_bytes(), stage.name, stage.clips)
    wanted = fbx_clean.Wanted(
        figure=stage.name,
        clips=stage.clips,
        y_up=preset.space.y_up,
        rig_node=preset.rig_node,
        units=preset.space.units,
        key_normals={mesh.data.name: key_normals(mesh.data) for mesh in (stage.mesh, *stage.parts)},
    )
    return fbx_clean.clean(path.read_bytes(), path.name, wanted)


def key_normals(mesh: bpy.types.Mesh) -> dict[str, np.ndarray]:
    """Shape key -> (V, 3) what it adds to the normals of the vertices."""
    blocks = mesh.shape_keys.key_blocks if mesh.shape_keys else ()
    normals = [np.asarray(block.normals_vertex_get(), np.float64).reshape(-1, 3) for block in blocks]
    return {block.name: each - normals[0] for block, each in zip(blocks[1:], normals[1:], strict=True)}


def run(operator: Callable[..., Any], path: Path, **settings: Any) -> None:
    """Call an operator of Blender's that writes `path`; what it raises becomes one line."""
    try:
        with redirect_stderr(io.StringIO()):  # Blender prints the traceback that it raises
            done = operator(filepath=str(path), **settings)
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
