# SPDX-License-Identifier: GPL-3.0-or-later
"""avatar.npz -> .fbx, .glb, .blend or a picture, in a Blender without a window.

    blender --background --factory-startup --python headless.py -- --avatar avatar.npz --out avatar.fbx
    python headless.py --avatar avatar.npz --out avatar.fbx          (a Python that has the bpy module)
    python headless.py --read walk.fbx --out clip.npz                (a clip of another program, as arrays)

Whoever calls this reads the answer, a line of the output, not the exit code: some Blenders crash on the way out with
all work done.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import json
import os
import sys
import traceback
import types
from pathlib import Path
from typing import Any

import bpy
import numpy

HERE = Path(__file__).resolve().parent
OLDEST = (4, 2, 0)
ANSWER = "GALATEA-ANSWER "
"""begins the line that says as JSON how it went"""
_PACKAGE = "galatea_headless"


def package(name: str) -> types.ModuleType:
    """A module of the extension, without registering the extension: its panel and wheels are not needed here.

    In a source tree the code that the backend shares is used where it lies; in an installed extension, its copy.
    """
    if _PACKAGE not in sys.modules:
        root = types.ModuleType(_PACKAGE)
        root.__path__ = [str(HERE)]
        sys.modules[_PACKAGE] = root
        source = HERE.parent
        if (source / "backend" / "protocol").is_dir() and (source / "rigging").is_dir():
            shared = types.ModuleType(f"{_PACKAGE}._shared")
            shared.__path__ = [str(source / "backend"), str(source)]
            sys.modules[shared.__name__] = shared
    return importlib.import_module(f"{_PACKAGE}.{name}")


def read(options: argparse.Namespace) -> list[str]:
    """A clip of a file of another program becomes arrays; returns their path."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    found = package("scene.motion_file").read(options.read, options.clip)
    numpy.savez(options.out[0], **found)
    return [str(options.out[0])]


def run(options: argparse.Namespace) -> list[str]:
    """Build the avatar in an empty scene and write every file; returns their paths."""
    bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)
    avatar = package("_shared.protocol.avatar_file").load_avatar(options.avatar)
    context: Any = bpy.context
    scene = context.scene
    if avatar.motion is not None:
        package("scene.rate").write(scene, avatar.motion.fps)
        scene.frame_start, scene.frame_end = 0, len(avatar.motion.rotations) - 1
        scene.frame_set(0)
    thing = package("scene").build_avatar(bpy.context, avatar)
    written = _exported(thing, _with_clips(thing, avatar, options.motion), options)
    if options.picture:
        scene.frame_set(options.frame)
        written.append(str(package("scene.picture").render(thing, options.picture)))
    return written


def _with_clips(thing: Any, avatar: Any, motions: list[Path]) -> bool:
    """The other clips wait in NLA tracks, in their order, and the avatar's own plays; whether there are any."""
    clips, clip = package("scene.clips"), package("scene.clip")
    load, rig = package("_shared.protocol.change_file").load_change, package("scene").armature_of(thing)
    for path in motions:
        change = load(path)
        clips.put_by(thing, rig)
        clip.write_motion(bpy.context.scene, thing, rig, change.motion, change.bone_names, change.key_names)
    if motions:
        clips.play(bpy.context.scene, thing, rig, avatar.motion.name)
    return bool(motions)


def _exported(thing: Any, several: bool, options: argparse.Namespace) -> list[str]:
    export, by, twists = package("export"), options.root_motion, options.twist_bones
    asked = (options.preset, options.one_mesh)
    if not several and by == "hips" and not twists:
        return [str(export.export(thing, out, *asked)) for out in options.out]
    asked_of = (thing, 0.0, by, twists)
    seen = export.sample_all(*asked_of) if several else (export.sample(*asked_of),)
    if options.each:
        return [str(export.export_shown(thing, *pair, *asked)) for pair in zip(seen, options.out, strict=True)]
    whole = export.one_after_the_other(seen) if several else seen[0]
    return [str(export.export_shown(thing, whole, out, *asked)) for out in options.out]


def _told(error: Exception) -> tuple[str, str, str]:
    """Code in the project's error tree, what happened, and what to do."""
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
        return "resource_exhausted", "There is no space left on the disk.", "Free some, or choose another folder."
    if hasattr(error, "hint"):
        ours: Any = error
        return ours.code, ours.message, ours.hint
    if isinstance(error, ImportError):
        missing = error.name or str(error)
        return "not_available", f"This Blender lacks {missing}.", f"Install {missing} for its Python, or use another."
    if isinstance(error, ValueError):
        return "bad_request", f"{error}.", ""
    last = (str(error).strip().splitlines() or [type(error).__name__])[-1]
    return "job_failed", f"Blender could not make the file: {last}", "Try again, or with another Blender."


def main(arguments: list[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="headless.py", description=__doc__)
    parser.add_argument("--avatar", type=Path, help="avatar.npz to read")
    parser.add_argument("--read", type=Path, help=".fbx or .glb whose clip becomes an .npz of arrays")
    parser.add_argument("--clip", default="", help="which clip of that file")
    parser.add_argument("--out", type=Path, action="append", default=[], help=".fbx, .glb or .blend; may be repeated")
    parser.add_argument("--preset", default="mixamo", help="program that the file is for")
    parser.add_argument("--motion", type=Path, action="append", default=[], help="change.npz of a further clip")
    parser.add_argument("--each", action="store_true", help="a file for each clip: as many --out as clips")
    parser.add_argument("--root-motion", default="hips", help="hips, root or none")
    parser.add_argument("--twist-bones", action="store_true", help="bones along limbs that spread their twist")
    parser.add_argument("--one-mesh", action="store_true", help="body and wearables as one mesh")
    parser.add_argument("--picture", type=Path, help="PNG to render")
    parser.add_argument("--frame", type=int, default=0, help="frame of the clip in the picture")
    options = parser.parse_args(arguments)
    answer: dict[str, Any] = {"blender": bpy.app.version_string}
    if bpy.app.version < OLDEST:
        answer["code"] = "not_available"
        answer["error"] = f"Blender {bpy.app.version_string} is too old."
        answer["hint"] = "Galatea needs Blender 4.2 or later."
    elif not (source := options.read or options.avatar).is_file():
        answer["code"] = "not_available"
        answer["error"] = f"This Blender finds no file {source}."
        answer["hint"] = (
            "One in a sandbox (flatpak, snap) sees neither temporary nor hidden folders: use other folders."
        )
    else:
        try:
            answer["files"] = read(options) if options.read else run(options)
        except Exception as error:
            answer["code"], answer["error"], answer["hint"] = _told(error)
            answer["details"] = traceback.format_exc()
            traceback.print_exc()
    print(f"\n{ANSWER}{json.dumps(answer)}")
    return answer


if __name__ == "__main__":
    own = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    outcome = main(own)
    sys.stdout.flush()
    sys.stderr.flush()
    # not sys.exit: Blender 4.2 crashes while it takes itself down after a glTF export
    os._exit(1 if "error" in outcome else 0)
