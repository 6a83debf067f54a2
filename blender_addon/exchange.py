# SPDX-License-Identifier: GPL-3.0-or-later
"""Write an avatar to a file, and have an independent reader compare the file with what is in the scene."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from . import avatars, link, pump
from . import export as exporters
from ._shared.protocol.errors import BadRequest, GalateaError, ResourceExhausted
from ._shared.protocol.requests import CheckExportRequest
from .connection import Job
from .reading import read_avatar

CHECKED = {".fbx": "fbx", ".glb": "glb"}
_PLACE = ("location", "rotation_euler", "rotation_quaternion", "rotation_axis_angle", "scale")


def write(thing: bpy.types.Object, file: str | Path, preset: str) -> Path:
    """Raises BadRequest where file or preset are wrong, ResourceExhausted where the file cannot be written."""
    try:
        with _at_origin(thing) if is_checked(file) else nullcontext():
            return exporters.export(thing, file, preset)
    except ValueError as error:
        raise BadRequest(f"{error}.", "Choose another file name or preset.") from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ResourceExhausted(
            f"{file} could not be written: {error.strerror or error}.",
            "Free some space, or choose another folder." if full else "Choose another folder or name.",
        ) from error
    except RuntimeError as error:
        raise GalateaError(f"{error}.", "Copy the details and tell the makers of Galatea.") from error


@contextmanager
def _at_origin(thing: bpy.types.Object) -> Iterator[None]:
    """A figure is exported standing at the origin, wherever it stands in the scene."""
    root = avatars.rig(thing) or thing
    place = {name: getattr(root, name)[:] for name in _PLACE}
    root.matrix_world = Matrix()
    bpy.context.view_layer.update()
    try:
        yield
    finally:
        for name, values in place.items():
            setattr(root, name, values)


def is_checked(file: str | Path) -> bool:
    """Whether the reader knows the format; a .blend is read by Blender alone."""
    return Path(file).suffix.lower() in CHECKED


def ask_for_check(thing: bpy.types.Object, file: str | Path, preset: str) -> Job:
    """The answer is check -> "ok" or what differs."""
    path = Path(file)
    request = CheckExportRequest(
        file=np.frombuffer(path.read_bytes(), np.uint8),
        format=CHECKED[path.suffix.lower()],
        preset=preset,
        avatar=read_avatar(thing),
    )
    return link.connection.submit("check", request, title=path.name)


def write_and_check(thing: bpy.types.Object, file: str | Path, preset: str) -> dict[str, str]:
    """Both, waiting for the answer; a .blend is written and not checked."""
    path = write(thing, file, preset)
    if not is_checked(path):
        return {}
    pump.ensure_ready()
    done, _ = pump.run(ask_for_check(thing, path, preset))
    return dict(done.result.checks)
