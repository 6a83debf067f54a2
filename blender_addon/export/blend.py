# SPDX-License-Identifier: GPL-3.0-or-later
"""A .blend to go on working in: the whole file with the pose and the frames of the scene, and what is hidden."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from pathlib import Path

import bpy

from .._shared.protocol.files import put_whole
from ..scene import armature_of, current
from ..scene.modes import in_object_mode
from ..scene.objects import MeshObject
from .names import bearing
from .partial import check_length
from .presets import Preset
from .write import run


def save_copy(thing: MeshObject, path: Path, preset: Preset) -> Path:
    """Save a copy of the open file.

    It is written in the target's own folder, because Blender turns the paths of libraries and pictures into ones that
    are relative to it.
    """
    rig = armature_of(thing)
    partial = path.with_name(f".{uuid.uuid4().hex[:12]}.blend")
    check_length(partial, path)
    try:
        with in_object_mode(current.layer_in_view()), ExitStack() as named:
            if preset.rig_name and rig is not None and rig.is_editable:
                named.enter_context(bearing({rig: preset.rig_name}))
            run(bpy.ops.wm.save_as_mainfile, partial, copy=True, compress=True)
        put_whole(partial, path)
    finally:
        for left in (partial, partial.with_name(f"{partial.name}@")):
            left.unlink(missing_ok=True)
    return path
