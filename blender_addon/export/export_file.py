# SPDX-License-Identifier: GPL-3.0-or-later
"""Write an avatar to a file, and have an independent reader compare the file with what is in the scene."""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import bpy
import numpy as np

from .. import export as exporters
from .._shared.protocol.errors import BadRequest, GalateaError, ResourceExhausted
from .._shared.protocol.events import Done
from .._shared.protocol.requests import CheckExportRequest, Poses, Preset
from ..jobs import waiting
from ..session import session
from ..session.job import Job, JobHandler
from ..state import export_reports, properties
from ..state.avatar_object import AvatarObject
from .presets import known
from .scene_reader import read_avatar

CHECKED: Mapping[str, Literal["fbx", "glb"]] = {".fbx": "fbx", ".glb": "glb"}


@dataclass(frozen=True, eq=False)
class Written:
    path: Path
    preset: Preset
    shown: exporters.Shown | None
    """what the scene showed of the avatar; None in a .blend"""
    one_mesh: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the scene the file does not hold as the artist has it."""
        return self.shown.notes if self.shown else ()


class CheckedExport(JobHandler):
    """A reader's report about a file that was written."""

    def on_result(self, job: Job, done: Done) -> None:
        checks = done.result.checks
        export_reports.fill(job.uid, checks)
        wrong = sum(outcome != "ok" for outcome in checks.values())
        told = f"{wrong} of {len(checks)} checks failed" if wrong else f"All {len(checks)} checks passed"
        properties.panel().note = told


def write(thing: AvatarObject, file: str | Path, preset: str, one_mesh: bool = False) -> Written:
    """`file` as `whole_path` takes it. one_mesh: body and wearables as one mesh, in what other programs read.

    Raises BadRequest where file or preset are wrong, ResourceExhausted where the file cannot be written.
    """
    file = whole_path(file)
    try:
        if not is_checked(file):
            return Written(exporters.export(thing, file, preset), known(preset), None)
        shown = exporters.sample(thing)
        path = exporters.export_shown(thing, shown, file, preset, one_mesh)
        return Written(path, known(preset), shown, one_mesh)
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


def whole_path(file: str | Path) -> str:
    """Where a file is that a person names: `//` is the folder of the .blend file, `~` the user's own.

    Raises BadRequest where there is no such folder.
    """
    text = os.path.expanduser(file)
    if text.startswith("//") and not bpy.data.filepath:
        raise BadRequest("The .blend file was never saved, so there is no folder beside it.", "Choose a whole path.")
    if text == "~" or text.startswith(("~/", "~\\")):
        raise BadRequest(f"There is no home folder for {text}.", "Choose a whole path.")
    return os.path.abspath(bpy.path.abspath(text))


def is_checked(file: str | Path) -> bool:
    """Whether the reader knows the format; a .blend is read by Blender alone."""
    return Path(file).suffix.lower() in CHECKED


def ask_for_check(thing: AvatarObject, written: Written) -> Job:
    """The answer is check -> "ok" or what differs."""
    path, shown = written.path, written.shown
    assert shown is not None
    request = CheckExportRequest(
        file=np.frombuffer(path.read_bytes(), np.uint8),
        format=CHECKED[path.suffix.lower()],
        preset=written.preset,
        avatar=read_avatar(thing, shown),
        poses=poses(shown),
        one_mesh=written.one_mesh,
    )
    return session.connection.submit(request, CheckedExport(), uid=thing.galatea.uid, title=path.name)


def poses(shown: exporters.Shown, count: int = 24) -> Poses | None:
    """What was shown at some frames of the clip, first and last among them."""
    if not len(shown.poses):
        return None
    frames = np.unique(np.linspace(0, len(shown.poses) - 1, count).round().astype(np.int32))
    return Poses(frames=frames, matrices=shown.poses[frames].astype(np.float32))


def write_and_check(
    thing: AvatarObject,
    file: str | Path,
    preset: str,
    tell: Callable[[str], None] = warnings.warn,
    one_mesh: bool = False,
) -> dict[str, str]:
    """Both, waiting for the answer; a .blend is written and not checked. Notes on the file are told."""
    written = write(thing, file, preset, one_mesh)
    for note in written.notes:
        tell(note)
    if not is_checked(written.path):
        return {}
    waiting.ensure_ready()
    done, _ = waiting.wait_for(ask_for_check(thing, written))
    return dict(done.result.checks)
