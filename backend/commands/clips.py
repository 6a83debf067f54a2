"""`galatea export` with clips: all of them in one file or a file each; every clip is read back."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rigging.clips.body import Body
from rigging.clips.clip_time import fps as at_rate

from ..blender import Blender, FileClips, export_avatar
from ..capabilities.exchange.check import check_export
from ..figure.motions import bones_of, clip_of, motion_of, with_motion
from ..figure.root_motion import as_carried
from ..figure.twist_bones import with_twist_bones
from ..protocol.avatar_file import save_avatar
from ..protocol.change_file import load_change, save_change
from ..protocol.changes import MotionResult
from ..protocol.errors import BadFile, BadRequest
from ..protocol.requests import TWISTING, FurtherClip, Preset, RootMotion
from ..protocol.results import Avatar
from ..result_files import as_file_name

LEAST_FPS, MOST_FPS = 24.0, 120.0
READ_BACK = {".fbx": "fbx", ".glb": "glb"}


@dataclass(frozen=True)
class Clips:
    preset: Preset
    one_mesh: bool
    blender: Blender
    fps: float
    """0 that of the clip with most frames a second"""
    one_file: bool
    root_motion: RootMotion = "hips"
    twist_bones: bool = False


def _name(figure: Avatar) -> str:
    return figure.motion.name if figure.motion else ""


def told_apart(moving: Sequence[Avatar], motions: Sequence[Path]) -> list[Avatar]:
    """Motions of one name, as a walk and its loop are, have the name of their folder behind it."""
    files = [as_file_name(_name(each)) for each in moving]
    out = list(moving)
    for at, (figure, path) in enumerate(zip(moving, motions, strict=False)):
        if files.count(files[at]) > 1 and figure.motion is not None:
            name = f"{figure.motion.name} {path.resolve().parent.name}"
            out[at] = dataclasses.replace(figure, motion=dataclasses.replace(figure.motion, name=name))
    return out


def export_clips(figure: Avatar, out: Path, motions: Sequence[Path], how: Clips) -> int:
    """The exit code: 1 where a clip of a file is not as it was meant. Raises BadFile, BadRequest."""
    kind = READ_BACK.get(out.suffix.lower())
    if how.fps and not LEAST_FPS <= how.fps <= MOST_FPS:
        raise BadRequest(f"{how.fps:g} frames a second are not {LEAST_FPS:g} to {MOST_FPS:g}.", "Choose another --fps.")
    if kind is None and (how.one_file or how.root_motion != "hips" or how.twist_bones):
        raise BadRequest(f"Clips are not written into a {out.suffix} file in that way.", "Name an .fbx or a .glb.")
    if how.twist_bones and how.preset not in TWISTING:
        raise BadRequest(f"{how.preset} moves no twist bones.", f"Choose --preset {' or '.join(TWISTING)}.")
    moving = [moved(figure, path) for path in motions] or [figure]
    if figure.motion is None and not motions and how.fps:
        raise BadRequest("The avatar has no motion.", "Name some with --motion.")
    rates = [each.motion.fps for each in moving if each.motion]
    moving = [at_fps(each, how.fps or max(rates, default=0.0)) for each in moving]
    moving = told_apart(moving, motions)
    files = [as_file_name(_name(each)) for each in moving]
    if twice := sorted({_name(each) for each, file in zip(moving, files, strict=True) if files.count(file) > 1}):
        raise BadRequest(f"Several motions are called {twice[0]}.", "Name each once, of folders with other names.")
    each_file = len(moving) > 1 and not how.one_file
    outs = [out.with_name(f"{out.stem}@{file}{out.suffix}") for file in files] if each_file else [out]
    _write(moving, outs, how)
    print(*outs, sep="\n")
    told: dict[str, str] = {}
    if kind and not each_file:
        told = _checked(moving, outs[0], kind, how)
    elif kind:
        for each, file in zip(moving, outs, strict=True):
            told |= {f"{_name(each)}: {check}": text for check, text in _checked([each], file, kind, how).items()}
    failed = {name: text for name, text in told.items() if text != "ok"}
    for name, text in failed.items():
        print(f"check failed: {name}: {text}", file=sys.stderr)
    return 1 if failed else 0


def _write(moving: Sequence[Avatar], outs: Sequence[Path], how: Clips) -> None:
    with tempfile.TemporaryDirectory(prefix="galatea-clips-") as folder:
        avatar, *others = (Path(folder) / f"{index}.npz" for index in range(len(moving)))
        save_avatar(avatar, moving[0])
        for path, each in zip(others, moving[1:], strict=True):
            save_change(path, as_change(each))
        clips = FileClips(others, how.root_motion, outs if len(outs) > 1 else (), how.twist_bones)
        export_avatar(how.blender, avatar, outs[0], preset=how.preset, one_mesh=how.one_mesh, clips=clips)


def as_change(figure: Avatar) -> MotionResult:
    assert figure.motion is not None
    return MotionResult(
        avatar_id=figure.avatar_id,
        provenance=figure.provenance,
        motion=figure.motion,
        bone_names=figure.rig.bone_names,
        key_names=figure.shape_keys.names if figure.motion.shape_key_curves.shape[1] else (),
    )


def _checked(moving: Sequence[Avatar], file: Path, kind: str, how: Clips) -> dict[str, str]:
    twisted = [with_twist_bones(each) for each in moving] if how.twist_bones else moving
    (first, poses), *others = (as_carried(each, how.root_motion) for each in twisted)
    further = [FurtherClip(motion=each.motion, poses=shown) for each, shown in others if each.motion is not None]
    asked = (how.preset, how.one_mesh, further, how.root_motion, how.twist_bones)
    return check_export(file.read_bytes(), kind, first, poses, *asked)


def moved(figure: Avatar, path: Path) -> Avatar:
    change = load_change(path)
    if not isinstance(change, MotionResult):
        raise BadFile(f"{path} changes something else than a motion.", "Give a change.npz of `galatea motion`.")
    return with_motion(figure, change)


def at_fps(figure: Avatar, fps: float) -> Avatar:
    """The avatar with its motion at so many frames a second; 0 as it is."""
    motion = figure.motion
    if motion is None or not fps or abs(fps / motion.fps - 1.0) < 1e-6:
        return figure
    clip = clip_of(motion, Body(bones_of(figure.rig), {}), figure.shape_keys.names)
    return dataclasses.replace(figure, motion=motion_of(at_rate(clip, fps), motion.name))
