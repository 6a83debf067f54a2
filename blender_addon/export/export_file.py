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
from .._shared.protocol.requests import CheckExportRequest, FurtherClip, Poses, Preset
from ..jobs import waiting
from ..session import session
from ..session.job import Job, JobHandler
from ..state import export_reports, properties
from ..state.avatar_object import AvatarObject
from .presets import known
from .scene_reader import motion_of, read_avatar

CHECKED: Mapping[str, Literal["fbx", "glb"]] = {".fbx": "fbx", ".glb": "glb"}


@dataclass(frozen=True, eq=False)
class Written:
    path: Path
    preset: Preset
    clips: tuple[exporters.Shown, ...]
    """what was seen of the avatar, a clip each; one without frames where there is no clip, none in a .blend"""
    one_mesh: bool = False
    label: str = ""
    """of the clip, where each has a file of its own"""

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the scene the file does not hold as the artist has it."""
        return tuple(dict.fromkeys(note for each in self.clips for note in each.notes))


class CheckedExport(JobHandler):
    """A reader's report about a file that was written."""

    def __init__(self, label: str) -> None:
        self.label = label

    def on_result(self, job: Job, done: Done) -> None:
        export_reports.fill(job.uid, labelled(self.label, done.result.checks))
        report = export_reports.of(job.uid)
        checks = [check.found for check in report.checks] if report else []
        wrong = sum(outcome != "ok" for outcome in checks)
        told = f"{wrong} of {len(checks)} checks failed" if wrong else f"All {len(checks)} checks passed"
        properties.panel().note = told


def labelled(label: str, checks: Mapping[str, str]) -> dict[str, str]:
    return {f"{label}: {name}" if label else name: text for name, text in checks.items()}


def write(
    thing: AvatarObject,
    file: str | Path,
    preset: str,
    one_mesh: bool = False,
    wanted: exporters.ClipsWanted | None = None,
) -> list[Written]:
    """`file` as `whole_path` takes it; where each clip has its own, it is called as Unity wants it, FILE@CLIP.fbx.

    one_mesh: body and wearables as one mesh, in what other programs read. Raises BadRequest where file, preset or what
    is wanted of clips are wrong, ResourceExhausted where the file cannot be written.
    """
    file, wanted = whole_path(file), wanted or exporters.ClipsWanted()
    if wanted.fps and not exporters.LEAST_FPS <= wanted.fps <= exporters.MOST_FPS:
        raise BadRequest(
            f"{wanted.fps:g} frames a second are not {exporters.LEAST_FPS:g} to {exporters.MOST_FPS:g}.",
            "Choose another rate, or 0 for the scene's.",
        )
    if not is_checked(file) and wanted != exporters.ClipsWanted():
        raise BadRequest("A .blend file keeps bones and clips as the scene has them.", "Choose FBX or glTF.")
    try:
        return _written(thing, file, preset, one_mesh, wanted)
    except ValueError as error:
        raise BadRequest(f"{error}.", "Choose another file name, preset or clip.") from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ResourceExhausted(
            f"{file} could not be written: {error.strerror or error}.",
            "Free some space, or choose another folder." if full else "Choose another folder or name.",
        ) from error
    except RuntimeError as error:
        raise GalateaError(f"{error}.", "Copy the details and tell the makers of Galatea.") from error


def _written(
    thing: AvatarObject, file: str, preset: str, one_mesh: bool, wanted: exporters.ClipsWanted
) -> list[Written]:
    if not is_checked(file):
        return [Written(exporters.export(thing, file, preset), known(preset), ())]
    if wanted.which == "shown":
        seen = (exporters.sample(thing, wanted.fps, wanted.root_motion, wanted.twist_bones),)
        return [Written(exporters.export_shown(thing, seen[0], file, preset, one_mesh), known(preset), seen, one_mesh)]
    seen = exporters.sample_all(thing, wanted.fps, wanted.root_motion, wanted.twist_bones)
    if wanted.which == "all":
        path = exporters.export_shown(thing, exporters.one_after_the_other(seen), file, preset, one_mesh)
        return [Written(path, known(preset), seen, one_mesh)]
    out = []
    for each, path in zip(seen, exporters.files_of([each.name for each in seen], file), strict=True):
        exporters.export_shown(thing, each, path, preset, one_mesh)
        out.append(Written(path, known(preset), (each,), one_mesh, each.name))
    return out


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
    path, (shown, *further) = written.path, written.clips
    request = CheckExportRequest(
        file=np.frombuffer(path.read_bytes(), np.uint8),
        format=CHECKED[path.suffix.lower()],
        preset=written.preset,
        avatar=read_avatar(thing, shown),
        poses=poses(shown),
        one_mesh=written.one_mesh,
        further=tuple(_further(each) for each in further),
        root_motion=shown.carried,
        twist_bones=bool(shown.twists),
    )
    return session.connection.submit(request, CheckedExport(written.label), uid=thing.galatea.uid, title=path.name)


def _further(shown: exporters.Shown) -> FurtherClip:
    motion, seen = motion_of(shown), poses(shown)
    assert motion is not None and seen is not None  # a clip that stands still is left out
    return FurtherClip(motion=motion, poses=seen)


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
    wanted: exporters.ClipsWanted | None = None,
) -> dict[str, str]:
    """Both, waiting for the answer; a .blend is written and not checked. Notes on the files are told."""
    checks: dict[str, str] = {}
    for written in write(thing, file, preset, one_mesh, wanted):
        for note in written.notes:
            tell(note)
        if is_checked(written.path):
            waiting.ensure_ready()
            done, _ = waiting.wait_for(ask_for_check(thing, written))
            checks |= labelled(written.label, done.result.checks)
    return checks
