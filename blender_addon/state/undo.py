# SPDX-License-Identifier: GPL-3.0-or-later
"""One step of Blender's undo for what happened outside of an operator."""

from __future__ import annotations

import bpy

from ..scene import current


def push_step(message: str) -> None:
    """What was changed since the last step is undone together; without a window Blender keeps no steps."""
    windows = current.windows()
    if windows:
        with bpy.context.temp_override(window=windows[0]):
            bpy.ops.ed.undo_push(message=message)
    elif not bpy.app.background:
        bpy.ops.ed.undo_push(message=message)
