"""The job behind CheckExportRequest: read an exported file back independently and compare it with its avatar."""

from __future__ import annotations

import subprocess
import tempfile
import zipfile
import zlib
from pathlib import Path

from ...context import JobContext
from ...processes import python_program
from ...protocol.covered import as_shown
from ...protocol.errors import BadFile, BadRequest
from ...protocol.requests import CheckExportRequest, Poses
from ...protocol.results import Avatar, CheckExportResult
from .compare import compare, poses_of
from .contents import Contents, check_sound, load
from .expected import PROGRAMS
from .read_glb import read_glb

READ_SECONDS = 120.0


def run_check_export(request: CheckExportRequest, context: JobContext) -> CheckExportResult:
    """What differs is a sentence in the checks, never silence; a file that cannot be read fails its check too."""
    context.progress("read", 0.1, "reading the file back")
    checks = check_export(
        request.file.tobytes(), request.format, request.avatar, request.poses, request.preset, request.one_mesh
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
    clip: int | None = None,
) -> dict[str, str]:
    """Name of each check -> "ok", or what differs and by how much; skin that clothes hide is not in files.

    one_mesh: whether body and wearables must be one mesh. clip: which of a glTF file's clips is the avatar's motion,
    where it has several. Raises BadRequest for an unknown preset.
    """
    if preset not in PROGRAMS:
        raise BadRequest(f'There is no preset "{preset}".', f"Choose from: {', '.join(PROGRAMS)}.")
    avatar = as_shown(avatar)
    fps = avatar.motion.fps if avatar.motion else 1.0
    poses = poses or poses_of(avatar)
    seconds = [frame / fps for frame in poses.frames.tolist()]
    try:
        found = read_glb(content, seconds, clip) if file_format == "glb" else read_fbx_apart(content, seconds)
        check_sound(found)
    except BadFile as error:
        return {"file": str(error)}
    checks = {"file": "ok", **compare(avatar, found, poses, preset, file_format)}
    return {**checks, "one_mesh": _one_mesh(found)} if one_mesh else checks


def _one_mesh(found: Contents) -> str:
    meshes = [node.name for node in found.layout.nodes if node.kind == "mesh"]
    return "ok" if len(meshes) == 1 else f"{len(meshes)} meshes instead of one: {', '.join(meshes[:5])}"


def read_fbx_apart(content: bytes, seconds: list[float]) -> Contents:
    """Read an FBX file in a process of its own. Raises BadFile where the reader refuses it or crashes."""
    with tempfile.TemporaryDirectory(prefix="galatea-check-") as folder:
        source, out = Path(folder) / "export.fbx", Path(folder) / "contents.npz"
        source.write_bytes(content)
        module = __name__.rpartition(".")[0] + ".read_fbx"
        command = python_program(module, source, out, ",".join(map(repr, seconds)))
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
