"""`galatea export` with motions: each a file of its own, or all clips of one glTF file; every clip is read back."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rigging.clips.clip_time import fps as at_rate
from rigging.clips.retarget import Body

from ..blender import Blender, export_avatar
from ..capabilities.exchange.check import check_export
from ..figure.motions import bones_of, clip_of, motion_of, with_motion
from ..glb_clips import joined
from ..protocol.avatar_file import save_avatar
from ..protocol.change_file import load_change
from ..protocol.changes import MotionResult
from ..protocol.errors import BadFile, BadRequest
from ..protocol.files import whole_file
from ..protocol.requests import Preset
from ..protocol.results import Avatar
from ..result_files import as_file_name

LEAST_FPS, MOST_FPS = 24.0, 120.0


@dataclass(frozen=True)
class Clips:
    preset: Preset
    one_mesh: bool
    blender: Blender
    fps: float
    """0 as the clips are"""
    one_file: bool


def export_clips(figure: Avatar, out: Path, motions: Sequence[Path], how: Clips) -> int:
    """The exit code: 1 where a clip of a file is not as it was meant. Raises BadFile, BadRequest."""
    if how.fps and not LEAST_FPS <= how.fps <= MOST_FPS:
        raise BadRequest(f"{how.fps:g} frames a second are not {LEAST_FPS:g} to {MOST_FPS:g}.", "Choose another --fps.")
    if how.one_file and out.suffix.lower() != ".glb":
        raise BadRequest(f"Several clips in one {out.suffix} file are not written.", "Name a .glb.")
    moving = [at_fps(each, how.fps) for each in ([moved(figure, path) for path in motions] or [figure])]
    names = [each.motion.name for each in moving if each.motion is not None]
    if len(names) < len(moving):
        raise BadRequest("The avatar has no motion.", "Name some with --motion.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadRequest(f"Two motions are called {twice[0]}.", "Import one with another --name.")
    kind = {".fbx": "fbx", ".glb": "glb"}.get(out.suffix.lower())
    told: dict[str, str] = {}
    contents: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="galatea-clips-") as folder:
        for name, each in zip(names, moving, strict=True):
            save_avatar(Path(folder) / "avatar.npz", each)
            alone = len(moving) > 1 and not how.one_file
            own = out.with_name(f"{out.stem}@{as_file_name(name)}{out.suffix}") if alone else out
            file = Path(folder) / f"clip{out.suffix}" if how.one_file else own
            asked = {"preset": how.preset, "one_mesh": how.one_mesh}
            export_avatar(how.blender, Path(folder) / "avatar.npz", file, **asked)
            if how.one_file:
                contents.append(file.read_bytes())
                continue
            print(own)
            if kind:
                told |= _named(name, check_export(own.read_bytes(), kind, each, **asked))
    if how.one_file:
        whole = joined(contents)
        with whole_file(out) as file:
            file.write(whole)
        print(out)
        for place, (name, each) in enumerate(zip(names, moving, strict=True)):
            found = check_export(whole, "glb", each, preset=how.preset, one_mesh=how.one_mesh, clip=place)
            told |= _named(name, found)
    failed = {name: text for name, text in told.items() if text != "ok"}
    for name, text in failed.items():
        print(f"check failed: {name}: {text}", file=sys.stderr)
    return 1 if failed else 0


def _named(clip: str, checks: dict[str, str]) -> dict[str, str]:
    return {f"{clip}: {name}": text for name, text in checks.items()}


def moved(figure: Avatar, path: Path) -> Avatar:
    change = load_change(path)
    if not isinstance(change, MotionResult):
        raise BadFile(f"{path} changes something else than a motion.", "Give a change.npz of `galatea motion`.")
    return with_motion(figure, change)


def at_fps(figure: Avatar, fps: float) -> Avatar:
    """The avatar with its motion at so many frames a second; 0 as it is."""
    motion = figure.motion
    if motion is None or not fps:
        return figure
    clip = clip_of(motion, Body(bones_of(figure.rig), {}), figure.shape_keys.names)
    return dataclasses.replace(figure, motion=motion_of(at_rate(clip, fps), motion.name))
