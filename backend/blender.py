"""Finds a Blender and runs it without a window: as a program, or as the bpy module of a Python of its own.

The backend never imports bpy. Blender reads avatar.npz and writes the files, all in one folder beside the one that is
wanted; what it did is told by its answer, a line that it prints, because some versions crash on the way out with all
work done.
"""

from __future__ import annotations

import errno
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .protocol.errors import BadFile, BadRequest, JobFailed, NotAvailable, error_from
from .protocol.files import put_whole, whole_file

if TYPE_CHECKING:
    from .protocol.requests import RootMotion

ROOT = Path(__file__).resolve().parent.parent
HEADLESS = ROOT / "blender_addon" / "headless.py"
OWN_PYTHON = ROOT / ".venv-blender" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
VARIABLE = "GALATEA_BLENDER"
OLDEST = (4, 2)
ANSWER = "GALATEA-ANSWER "
"""begins the line in which headless.py says as JSON what it did"""
LONGEST_NAME = 200
SANDBOX = (
    "A Blender in a sandbox (flatpak, snap) sees neither temporary nor hidden folders: "
    "write to another folder, or use a Blender from blender.org."
)
PROBE_SECONDS = 120.0
EXPORT_SECONDS = 600.0
INSTALL = (
    "Run `make setup`, or install Blender 4.2 or later from blender.org and put it on PATH, "
    f"name it with --blender FILE, or set {VARIABLE}."
)
LIBRARIES = (
    "apt-get install --no-install-recommends libgl1 libice6 libsm6 libx11-6 libxext6 libxfixes3 libxi6 libxrender1 "
    "libxkbcommon0 libgomp1"
)


@dataclass(frozen=True)
class Blender:
    path: Path
    version: str
    is_module: bool
    """a Python that has bpy, rather than the program"""

    def __str__(self) -> str:
        return f"Blender {self.version} ({'Python module of ' if self.is_module else ''}{self.path})"

    def command(self, script: Path, arguments: list[str]) -> list[str]:
        """The command line that runs a Python script in this Blender."""
        if self.is_module:
            return [*_python(self.path), str(script), *arguments]
        quiet = ["--background", "--factory-startup", "--python-exit-code", "1", "--python", str(script)]
        return [str(self.path), *quiet, "--", *arguments]


def find_blender(path: Path | str | None = None) -> Blender:
    """The Blender to use: `path`, else $GALATEA_BLENDER, else the project's own bpy, else `blender` on PATH.

    Raises NotAvailable where there is none, or where the one that was named does not work or is older than 4.2.
    """
    if path:
        return _probe(_program(Path(path).expanduser()))
    if named := os.environ.get(VARIABLE):
        return _probe(_program(Path(named).expanduser()))
    if OWN_PYTHON.is_file():
        return _probe(OWN_PYTHON)
    if on_path := shutil.which("blender"):
        return _probe(Path(on_path).absolute())
    raise NotAvailable("No Blender was found.", INSTALL)


@dataclass(frozen=True)
class FileClips:
    """The clips of a file beside the avatar's own motion."""

    motions: Sequence[Path] = ()
    """change.npz of each, for the avatar's bones"""
    root_motion: RootMotion = "hips"
    """who carries the way over the ground"""
    files: Sequence[Path] = ()
    """where each clip has a file of its own: these, that of the avatar's own motion first"""
    twist_bones: bool = False
    """whether limbs have bones that spread their twist"""


def export_avatar(
    blender: Blender,
    avatar: Path,
    out: Path | None,
    *,
    preset: str = "mixamo",
    one_mesh: bool = False,
    picture: Path | None = None,
    frame: int = 0,
    clips: FileClips | None = None,
    timeout: float = EXPORT_SECONDS,
) -> None:
    """Write the avatar of `avatar` (.npz) to `out` (.fbx, .glb or .blend), and a rendered `picture` (.png) if asked.

    one_mesh: whether body and wearables become one mesh with a material each, in an .fbx or .glb. clips: what else it
    does, all in `out` or each in a file of its own.
    Raises BadFile, BadRequest, NotAvailable, ResourceExhausted or JobFailed with what to do.
    """
    if not HEADLESS.is_file():
        raise NotAvailable("The Blender part of Galatea is not installed here.", "Install from a copy of the sources.")
    if not avatar.is_file():
        raise BadFile(f"There is no file {avatar}.", "Give the avatar.npz of an earlier result.")
    clips = clips or FileClips()
    outs = [*(clips.files or filter(None, (out,)))]
    for file in filter(None, (*outs, picture)):
        if not file.resolve().parent.is_dir():
            raise BadFile(f"There is no folder {file.resolve().parent}.", "Make it first.")
    if out is not None and out.suffix.lower() not in (".fbx", ".glb", ".blend"):
        raise BadRequest(f"{out.name} has no known ending.", "End the name in .fbx, .glb or .blend.")
    wanted = [file.resolve() for file in (*outs, picture) if file]
    with _exchange(wanted[0] if wanted else avatar.resolve()) as folder:
        shutil.copyfile(avatar, folder / "avatar.npz")
        made = [folder / _plain_name(file, index) for index, file in enumerate(wanted)]
        arguments = ["--avatar", str(folder / "avatar.npz"), "--preset", preset, "--root-motion", clips.root_motion]
        for index, motion in enumerate(clips.motions):
            shutil.copyfile(motion, folder / f"motion {index}.npz")
            arguments += ["--motion", str(folder / f"motion {index}.npz")]
        for file in made[: len(outs)]:
            arguments += ["--out", str(file)]
        arguments += ["--each"] if clips.files else []
        arguments += ["--twist-bones"] if clips.twist_bones else []
        arguments += ["--one-mesh"] if one_mesh else []
        arguments += ["--picture", str(made[-1]), "--frame", str(frame)] if picture else []
        places = {str(folder / "avatar.npz"): str(avatar), str(folder): str(wanted[0].parent) if wanted else ""}
        ended = _asked(blender, arguments, folder, places, timeout)
        for file, name in zip(made, wanted, strict=True):
            if not file.is_file():
                raise JobFailed(f"{blender} did not write {name}.", f"Run `galatea doctor`. {SANDBOX}", _tail(ended))
            _put(file, name)


def read_clip(blender: Blender, file: Path, clip: str, folder: Path, timeout: float = EXPORT_SECONDS) -> Path:
    """An .npz with the arrays that `blender_addon/scene/motion_file.py` finds in an .fbx or .glb, made in `folder`.

    clip: its name, "" for the first. Raises NotAvailable, BadRequest or JobFailed with what to do.
    """
    if not HEADLESS.is_file():
        raise NotAvailable("The Blender part of Galatea is not installed here.", "Install from a copy of the sources.")
    with tempfile.TemporaryDirectory(prefix="blender-", dir=folder, ignore_cleanup_errors=True) as own:
        source, made = Path(own) / f"motion{file.suffix.lower()}", Path(own) / "clip.npz"
        shutil.copyfile(file, source)
        arguments = ["--read", str(source), "--clip", clip, "--out", str(made)]
        ended = _asked(blender, arguments, Path(own), {source.name: file.name, f"{own}{os.sep}": ""}, timeout)
        if not made.is_file():
            raise JobFailed(f"{blender} did not write what it read.", f"Run `galatea doctor`. {SANDBOX}", _tail(ended))
        return Path(shutil.move(made, folder / made.name))


def _asked(
    blender: Blender, arguments: list[str], folder: Path, places: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """headless.py with these arguments. Raises what it answers; its paths are told as those of the user (`places`)."""
    ended = _run(blender.command(HEADLESS, arguments), timeout, str(folder))
    answer = _answer(ended.stdout)
    if answer is None:
        raise JobFailed(
            f"{blender} ended without an answer (exit code {ended.returncode}).",
            f"Run `galatea doctor`; another Blender can be named with --blender. {SANDBOX}",
            _tail(ended),
        )
    if "error" in answer:
        message, hint = answer["error"], answer["hint"]
        for ours, theirs in places.items():
            message, hint = message.replace(ours, theirs), hint.replace(ours, theirs)
        raise error_from(answer["code"], message, hint, answer.get("details", ""))
    return ended


@contextmanager
def _exchange(beside: Path) -> Iterator[Path]:
    """A folder for what goes to Blender and what comes from it, gone afterwards, whatever Blender left in it.

    It lies beside the file that is wanted, because a Blender in a sandbox has another folder for temporary files; only
    where the path is no text that Blender can write into its files, among the temporary files after all.
    """
    parent = beside.parent if _is_text(beside.parent) else None
    with tempfile.TemporaryDirectory(prefix=".galatea-", dir=parent, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _plain_name(file: Path, index: int = 0) -> str:
    """The name under which Blender writes a file: its own, where Blender can name it and what belongs to it."""
    stem = file.stem if _is_text(file) and len(os.fsencode(file.name)) <= LONGEST_NAME else f"avatar{index or ''}"
    return stem + file.suffix.lower()


def _is_text(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _put(made: Path, wanted: Path) -> None:
    """Move a whole file to its place, from another disk too."""
    try:
        put_whole(made, wanted)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        with made.open("rb") as source, whole_file(wanted) as target:
            shutil.copyfileobj(source, target)


def _answer(printed: str) -> dict[str, Any] | None:
    """What Blender said of its work, among whatever else it printed."""
    said = [line for line in printed.splitlines() if line.startswith(ANSWER)]
    return json.loads(said[-1].removeprefix(ANSWER)) if said else None


def _program(path: Path) -> Path:
    """The executable that a user means who names a file, an application bundle or a folder; an absolute path."""
    for inside in ("Contents/MacOS/Blender", "blender", "blender.exe"):
        if os.path.isfile(path / inside):
            return (path / inside).absolute()
    if not os.path.isfile(path) and (found := shutil.which(str(path))):
        return Path(found).absolute()
    if not os.path.isfile(path):
        raise NotAvailable(f"There is no Blender at {path}.", INSTALL)
    return path.absolute()


@functools.lru_cache(maxsize=8)
def _probe(path: Path) -> Blender:
    """Ask a program what it is; raises NotAvailable where it is no Blender, does not start, or is too old."""
    is_module = path.name.lower().startswith("python")
    if is_module:
        question = [*_python(path), "-c", "import bpy; print('Blender', bpy.app.version_string)"]
    else:
        question = [str(path), "--version"]
    with tempfile.TemporaryDirectory(prefix="galatea-blender-") as folder:
        ended = _run(question, PROBE_SECONDS, folder)
    found = re.search(r"Blender (\d+)\.(\d+)\S*", ended.stdout)
    if not found:
        said = _tail(ended)
        if "shared object" in said:
            raise NotAvailable(f"{path} lacks system libraries: {said.splitlines()[-1]}", f"As root: {LIBRARIES}", said)
        raise NotAvailable(f"{path} is not a Blender that runs here.", INSTALL, said)
    version = found.group(0).removeprefix("Blender ")
    if (int(found.group(1)), int(found.group(2))) < OLDEST:
        raise NotAvailable(f"{path} is Blender {version}; Galatea needs 4.2 or later.", INSTALL)
    return Blender(path, version, is_module)


def _python(path: Path) -> list[str]:
    """A Python with bpy that imports nothing from the working folder, from the script's own or as variables say."""
    return [str(path), "-E", "-P"]


def _run(command: list[str], timeout: float, folder: str) -> subprocess.CompletedProcess[str]:
    """Run Blender with settings and temporary files in `folder`: the user's own are not touched, nothing is left."""
    theirs = ("PYTHON", "VIRTUAL_ENV", "BLENDER_USER_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    environment |= dict.fromkeys(("BLENDER_USER_RESOURCES", "TMPDIR", "TEMP", "TMP"), folder)
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=os.name == "posix",
        )
        with process, _ended_with(process):
            told = process.communicate(timeout=timeout)
        return subprocess.CompletedProcess(command, process.returncode, *told)
    except subprocess.TimeoutExpired as error:
        raise JobFailed(f"{command[0]} gave no answer for {timeout:.0f} s.", "Try again with less load.") from error
    except OSError as error:
        raise NotAvailable(f"{command[0]} cannot be started: {error.strerror}.", INSTALL) from error


@contextmanager
def _ended_with(process: subprocess.Popen[str]) -> Iterator[None]:
    """Where the block is left by an exception, the process ends, and whatever it has started."""
    try:
        yield
    except BaseException:
        if os.name == "posix":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        raise


def _tail(ended: subprocess.CompletedProcess[str], lines: int = 12) -> str:
    return "\n".join((ended.stdout + ended.stderr).strip().splitlines()[-lines:])
