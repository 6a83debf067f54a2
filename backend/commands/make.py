"""A request to the backend, and the files of its result; and `galatea export`."""

from __future__ import annotations

import dataclasses
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tyro

from ..blender import export_avatar, find_blender
from ..capabilities.exchange.check import check_export
from ..figure.obj_file import obj_files
from ..protocol.avatar_file import load_avatar, save_avatar
from ..protocol.changes import Change
from ..protocol.errors import BadFile, BadRequest, GalateaError, NotAvailable, ResourceExhausted
from ..protocol.requests import CheckExportRequest, Preset, RootMotion
from ..protocol.results import AvatarResult
from ..result_files import as_file_name, write_change, write_json, write_picture
from ..server.disk import disk_error, write_whole
from .based import sent
from .clips import Clips, export_clips
from .connect import Backend, Connection, backend

FREE_MB = 200
READ_BACK = {".fbx": "fbx", ".glb": "glb"}


@dataclass(frozen=True, kw_only=True)
class Output(Connection):
    """Where the files go, and who makes them."""

    out: Path = Path("out/avatar")
    """Folder for the files; made if missing."""
    preset: Preset = "mixamo"
    """Program that the FBX file is for."""
    one_mesh: bool = False
    """Body and wearables as one mesh with several materials, for programs that want no more."""
    blender: Path | None = None
    """Blender, or a Python that has bpy; found by itself where it is omitted."""
    device: str = "auto"
    """"auto", "cpu" or "cuda:0", for a backend that is started here."""

    def resume_line(self, job: str, without: tuple[str, ...] = ()) -> str:
        """The command that goes on with a job and writes the same files; options in `without` are left out."""
        words = ["galatea", "resume", job]
        for field in dataclasses.fields(self):
            flag, value = f"--{field.name.replace('_', '-')}", str(getattr(self, field.name))
            if value == "True":
                words.append(flag)
            elif field.name == "out" or (value != str(field.default) and field.name not in without):
                words += [f"{flag}={value}"] if value.startswith("-") else [flag, value]
        return shlex.join(words)


def export(
    avatar: tyro.conf.Positional[Path],
    out: tyro.conf.Positional[Path],
    preset: Preset = "mixamo",
    one_mesh: bool = False,
    blender: Path | None = None,
    motion: tuple[Path, ...] = (),
    fps: float = 0.0,
    one_file: bool = False,
    root_motion: RootMotion = "hips",
    twist_bones: bool = False,
) -> int:
    """An avatar.npz becomes a file for another program; the ending of `out` decides: .fbx, .glb, .blend or .obj.

    An .fbx or .glb file is read back and compared with the avatar; what differs is told, and the exit code is 1.
    Of several motions each has a file of its own, called as Unity wants it: out@motion.fbx.

    Args:
        avatar: The avatar.npz of an earlier result.
        out: File to write.
        preset: Program that the file is for.
        one_mesh: Body and wearables as one mesh with several materials, for programs that want no more.
        blender: Blender, or a Python that has bpy; found by itself where it is omitted.
        motion: Motions of this avatar, each the change.npz of `galatea motion`, instead of its own.
        fps: Frames a second of the clips, 24 to 120; 0 as they are, that of the fastest where they differ.
        one_file: Several motions as clips of one file: takes of an .fbx, animations of a .glb.
        root_motion: Who goes the way over the ground: the hips (Mixamo, Unity), a bone called root on the floor above
            them (Unreal), or nobody, so that the figure stays over its place.
        twist_bones: Bones along arms and legs that spread a twist over the skin, keyed with the clip; for the presets
            unreal and blender.
    """
    if not avatar.is_file():
        raise BadFile(f"There is no file {avatar}.", "Give the avatar.npz that `galatea avatar` wrote.")
    figure = load_avatar(avatar)
    make_folder(out.parent)
    if out.suffix.lower() == ".obj":
        for name, content in obj_files(figure, out.stem).items():
            write_whole(out.parent / name, [content])
        print(out)
        return 0
    if motion or fps or root_motion != "hips" or twist_bones:
        how = Clips(preset, one_mesh, find_blender(blender), fps, one_file, root_motion, twist_bones)
        return export_clips(figure, out, motion, how)
    export_avatar(find_blender(blender), avatar, out, preset=preset, one_mesh=one_mesh)
    kind = READ_BACK.get(out.suffix.lower())
    checks = check_export(out.read_bytes(), kind, figure, preset=preset, one_mesh=one_mesh) if kind else {}
    print(out)
    return _complain(checks)


def make(request: Any, output: Output) -> int:
    """Run one request and write its files; 0 where every file was written and every check passed."""
    make_folder(output.out)
    with backend(output, output.device) as here:
        return finish(here, lambda: here.run(sent(request, output)), output)


def finish(here: Backend, work: Callable[[], AvatarResult | Change], output: Output) -> int:
    """Write the files of what `work` gives; where that fails, the user is told the command that goes on from there."""
    try:
        result = work()
        with _writing(output.out):
            files, report = write_result(here, result, output)
    except GalateaError as error:
        if here.job and (here.done or not isinstance(error, BadRequest)):
            at_fault = ("blender", "device") if isinstance(error, NotAvailable) else ()
            error.hint = f"{error.hint}\nGo on with: {output.resume_line(here.job, at_fault)}".strip()
        raise
    except KeyboardInterrupt:
        if here.job:
            print(f"Go on with: {output.resume_line(here.job)}", file=sys.stderr)
        raise
    return _tell(files, report)


def write_result(here: Backend, result: AvatarResult | Change, output: Output) -> tuple[list[Path], dict[str, Any]]:
    """Write the files of a result; what does not need Blender comes first, so that nothing is lost without it.

    Returns the files, and the report with the checks of the FBX file.
    """
    out = output.out
    make_folder(out)
    if isinstance(result, Change):
        return write_change(out, result)
    files = [out / name for name in ("avatar.fbx", "avatar.npz", "request.json", "report.json")]
    write_json(out / "request.json", dict(result.avatar.provenance.request))
    save_avatar(out / "avatar.npz", result.avatar)
    if result.preview.size:
        write_picture(out / "preview.png", result.preview)
        files.append(out / "preview.png")
    for name, picture in result.pictures.items():
        files.append(out / f"{as_file_name(name)}.png")
        write_picture(files[-1], picture)
    report = json.loads(json.dumps(result.report))
    try:
        report["checks"] = _export(here, result, output)
    except GalateaError as error:
        report["checks"] = {"export": f"{error.message} {error.hint}".strip()}
        print(f"The figure is in {out / 'avatar.npz'}; the FBX file could not be made.", file=sys.stderr)
        raise
    finally:
        write_json(out / "report.json", report)
    return files, report


def _export(here: Backend, result: AvatarResult, output: Output) -> dict[str, str]:
    here.tell("export", "writing FBX with Blender")
    fbx = output.out / "avatar.fbx"
    asked = {"preset": output.preset, "one_mesh": output.one_mesh}
    export_avatar(find_blender(output.blender), output.out / "avatar.npz", fbx, **asked)
    here.tell("check", "reading the FBX file back")
    content = np.frombuffer(fbx.read_bytes(), np.uint8)
    check = CheckExportRequest(file=content, format="fbx", avatar=result.avatar, **asked)
    return dict(here.run(check).checks)


def _tell(files: list[Path], report: dict[str, Any]) -> int:
    size, parts = report.get("measurements", {}), []
    if "height" in size:
        parts.append(f"{size['height'] * 100:.0f} cm")
    if "mass" in size:
        parts.append(f"{size['mass']:.0f} kg")
    if "waist" in size:
        parts.append(f"waist {size['waist'] * 100:.0f} cm")
    if "total" in report.get("timings_s", {}):
        device = f" on {report['device']}" if "device" in report else ""
        parts.append(f"{report['timings_s']['total']:.0f} s{device}")
    print(f"{files[0].parent}: {', '.join(parts)}" if parts else files[0].parent)
    if report.get("near"):
        print(report["near"])
    for file in files:
        print(f"  {file}")
    return _complain(report.get("checks", {}))


def _complain(checks: Mapping[str, str]) -> int:
    """Tell what differs between the exported file and its avatar; the exit code."""
    failed = {name: text for name, text in checks.items() if text != "ok"}
    for name, text in failed.items():
        print(f"check failed: {name}: {text}", file=sys.stderr)
    return 1 if failed else 0


def make_folder(path: Path) -> None:
    """Make the output folder and see that there is room, before any work is done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".galatea-write-test"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadFile(
            f"The folder {path} cannot be written: {error.strerror}.", "Choose another with --out."
        ) from error
    if shutil.disk_usage(path).free < FREE_MB << 20:
        raise ResourceExhausted(
            f"There are less than {FREE_MB} MB free on the disk of {path}.", "Free some space, or choose another --out."
        )


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_error(error, f"the files in {out}") from error
