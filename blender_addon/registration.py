# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender gets to know of Galatea, in order, and takes back in the other order."""

from __future__ import annotations

import atexit
from typing import Any

import bpy

from . import cli, operators, panels
from .jobs import event_loop, live_edit
from .session import session
from .state import face_choices, found_poses, motion_variants, preferences, preview_icons, properties, wardrobe
from .state.memory import memory

CLASSES: tuple[type, ...] = (*preferences.CLASSES, *properties.CLASSES, *operators.CLASSES, *panels.CLASSES)
_commands: list[Any] = []


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
    _commands.append(bpy.utils.register_cli_command("galatea", cli.main))
    atexit.register(_close)
    event_loop.start()


def unregister() -> None:
    live_edit.opened()
    _close()
    atexit.unregister(_close)
    while _commands:
        bpy.utils.unregister_cli_command(_commands.pop())
    properties.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)


def _close() -> None:
    """Also at exit, where Blender does not unregister: no timer, no socket and no process of ours may be left."""
    event_loop.stop()
    preview_icons.remove()
    motion_variants.remove()
    face_choices.remove()
    found_poses.remove()
    wardrobe.remove()
    session.end()
    memory.clear()
