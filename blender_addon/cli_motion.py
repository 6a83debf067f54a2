# SPDX-License-Identifier: GPL-3.0-or-later
"""`… --command galatea motion avatar.npz --words "walks" --file run.bvh --out ada.fbx`: clips of words and of files go
onto an avatar and into a file, or a file each, and each is read back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import cast, get_args

import bpy

from . import api
from ._shared.protocol.avatar_file import load_avatar
from ._shared.protocol.change_file import load_change
from ._shared.protocol.errors import BadFile, BadRequest
from .export import ClipsWanted, Which, export_file
from .scene import build_avatar, current, rate
from .scene.changes import apply_change
from .state import avatars
from .state.avatar_object import AvatarObject

FPS = 30.0
"""of the scene, where no other rate is asked for"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("avatar", help="avatar.npz that is to move")
    parser.add_argument("--words", action="append", default=[], metavar="TEXT", help="what it does; may be repeated")
    parser.add_argument("--seconds", type=float, default=0.0, help="of each clip of words; 0 as long as it takes")
    parser.add_argument("--file", action="append", default=[], help="BVH, npz, pickle, npy; may be repeated")
    parser.add_argument("--change", action="append", default=[], help="change.npz of a motion; may be repeated")
    parser.add_argument("--steps", nargs="+", default=[], metavar="STEP", help="clean-up of clips of words and files")
    parser.add_argument("--clips", choices=[each for each in get_args(Which) if each != "shown"], default="all",
                        help="all clips in one file, or a file each: ada@walk.fbx")  # fmt: skip


def run(asked: argparse.Namespace, out: Path, tell: Callable[[str], None]) -> dict[str, str]:
    """Name of each check -> "ok" or what differs. Raises GalateaError."""
    if not (asked.words or asked.file or asked.change):
        raise BadRequest("No motion is named.", "Give --words, --file or --change.")
    try:
        avatar = load_avatar(export_file.whole_path(asked.avatar))
    except OSError as error:
        raise BadFile(f"{asked.avatar} cannot be read: {error.strerror}.", "Give an avatar.npz.") from error
    rate.write(current.scene(), asked.fps or FPS)
    thing = cast(AvatarObject, build_avatar(bpy.context, avatar))
    avatars.remember(thing, avatar, {})
    steps = tuple(asked.steps)
    for path in asked.change:
        apply_change(thing, load_change(export_file.whole_path(path)))
    for path in asked.file:
        api.import_motion(thing, export_file.whole_path(path), steps)
    for text in asked.words:
        api.motion(thing, text, asked.seconds, asked.seed, steps)
    whole = out.suffix.lower() == ".blend"
    wanted = ClipsWanted() if whole else ClipsWanted(asked.clips, asked.fps, asked.root_motion, asked.twist_bones)
    return export_file.write_and_check(thing, out, asked.preset, tell, asked.one_mesh, wanted)
