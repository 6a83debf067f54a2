"""The job behind CheckExportRequest: read an exported file back independently and compare it with its avatar."""

from __future__ import annotations

import dataclasses
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from rigging.clips.root_motion import carried_wrong
from rigging.twist_bones import twists_wrong

from ...context import JobContext
from ...processes import python_program
from ...protocol.covered import as_shown
from ...protocol.errors import BadFile, BadRequest
from ...protocol.requests import CheckExportRequest, FurtherClip, Poses, RootMotion
from ...protocol.results import Avatar, CheckExportResult, Motion
from .compare import compare, compare_clip, poses_of
from .contents import Contents, check_sound, load
from .corrected import with_corrective_keys
from .expected import PROGRAMS
from .read_glb import read_glb

READ_SECONDS = 120.0


def run_check_export(request: CheckExportRequest, context: JobContext) -> CheckExportResult:
    """What differs is a sentence in the checks, never silence; a file that cannot be read fails its check too."""
    context.progress("read", 0.1, "reading the file back")
    checks = check_export(
        request.file.tobytes(),
        request.format,
        request.avatar,
        request.poses,
        request.preset,
        request.one_mesh,
        request.further,
        request.root_motion,
        request.twist_bones,
    )
    context.progress("compare", 1.0, "compared")
    return CheckExportResult(checks=checks)


def check_export(
    content: bytes,
    file_format: str,
    avatar: Avatar,
    poses: Poses | None = None,
    preset: str = "mixamo",
    one_mesh: bool = False,
    further: Sequence[FurtherClip] = (),
    root_motion: RootMotion = "hips",
    twist_bones: bool = False,
) -> dict[str, str]:
    """Name of each check -> "ok", or what differs and by how much; skin that clothes hide is not in files.

    one_mesh: whether body and wearables must be one mesh. further: clips that must follow the avatar's own; what is
    checked of each has its name in front. root_motion: who must carry the way over the ground. twist_bones: whether
    limbs must have them, as `avatar` and `poses` do.
    Raises BadRequest for an unknown preset.
    """
    if preset not in PROGRAMS:
        raise BadRequest(f'There is no preset "{preset}".', f"Choose from: {', '.join(PROGRAMS)}.")
    whole, avatar = avatar, as_shown(with_corrective_keys(avatar))
    poses = poses or poses_of(avatar)
    seconds = _seconds(avatar, poses)
    moving = [(_moving(whole, clip.motion), clip.poses) for clip in further]
    others = [_seconds(*each) for each in moving]
    try:
        found = read_glb(content, seconds, others) if file_format == "glb" else read_fbx_apart(content, seconds, others)
        check_sound(found)
    except BadFile as error:
        return {"file": str(error)}
    own = found.of_clip(0, slice(0, len(seconds)))
    checks = {"file": "ok", **compare(avatar, own, poses, preset, file_format)}
    checks |= _skeleton(avatar, own, root_motion, twist_bones)
    checks["clips"] = _clips(found, [each.motion.name for each, _ in [(avatar, poses), *moving] if each.motion])
    start = len(seconds)
    for index, ((each, posed), times) in enumerate(zip(moving, others, strict=True), 1):
        clip = found.of_clip(index, slice(start, start + len(times)))
        name = each.motion.name if each.motion else ""
        told = compare_clip(each, clip, posed, preset, file_format)
        told |= _skeleton(each, clip, root_motion, twist_bones)
        checks |= {f"{name}: {check}": text for check, text in told.items()}
        start += len(times)
    return {**checks, "one_mesh": _one_mesh(found)} if one_mesh else checks


def _moving(avatar: Avatar, motion: Motion) -> Avatar:
    return as_shown(with_corrective_keys(dataclasses.replace(avatar, motion=motion)))


def _seconds(avatar: Avatar, poses: Poses) -> list[float]:
    fps = avatar.motion.fps if avatar.motion else 1.0
    return [frame / fps for frame in poses.frames.tolist()]


def _clips(found: Contents, wanted: list[str]) -> str:
    """Whether the file has the clips that were meant, in their order."""
    if len(wanted) < 2 and len(found.layout.clips) == len(wanted):
        return "ok"
    return "ok" if list(found.layout.clips) == wanted else f"{list(found.layout.clips)} instead of {wanted}"


def _skeleton(avatar: Avatar, found: Contents, by: RootMotion, twists: bool) -> dict[str, str]:
    """What is asked of the skeleton beside the avatar's own bones."""
    asked = {"root_motion": by != "hips", "twist_bones": twists}
    names, parents = avatar.rig.bone_names, avatar.rig.parents.tolist()
    if set(names) != set(found.bone_names):
        return {name: "not compared: the bones differ" for name, wanted in asked.items() if wanted}
    order = [found.bone_names.index(name) for name in names]
    rest, posed = found.rest_matrices[order], found.sample_matrices[:, order]
    told = {
        "root_motion": lambda: carried_wrong(names, rest, posed, by),
        "twist_bones": lambda: twists_wrong(names, parents, rest, posed),
    }
    return {name: told[name]() or "ok" for name, wanted in asked.items() if wanted}


def _one_mesh(found: Contents) -> str:
    meshes = [node.name for node in found.layout.nodes if node.kind == "mesh"]
    return "ok" if len(meshes) == 1 else f"{len(meshes)} meshes instead of one: {', '.join(meshes[:5])}"


def read_fbx_apart(content: bytes, seconds: Sequence[float], further: Sequence[Sequence[float]] = ()) -> Contents:
    """Read an FBX file in a process of its own. Raises BadFile where the reader refuses it or crashes."""
    with tempfile.TemporaryDirectory(prefix="galatea-check-") as folder:
        source, out = Path(folder) / "export.fbx", Path(folder) / "contents.npz"
        source.write_bytes(content)
        module = __name__.rpartition(".")[0] + ".read_fbx"
        asked = ";".join(",".join(map(repr, times)) for times in (seconds, *further))
        command = python_program(module, source, out, asked)
        try:
            ended = subprocess.run(command, timeout=READ_SECONDS, capture_output=True, text=True, check=False)
        except subprocess.TimeoutExpired as error:
            raise BadFile("The FBX file could not be read back within two minutes.", "Export it again.") from error
        if not out.is_file():
            said = (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]
            raise BadFile(f"The FBX file cannot be read back: {said}.", "Export it again.")
        try:
            return load(out)
        except (ValueError, KeyError, TypeError, BadRequest, OSError, zipfile.BadZipFile, zlib.error) as error:
            raise BadFile(f"What the FBX file holds is not a figure's: {error}.", "Export it again.") from error
