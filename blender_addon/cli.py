# SPDX-License-Identifier: GPL-3.0-or-later
"""`blender --background --command galatea …`: the same work without a window, with exit codes that tell the truth."""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO, get_args

from ._shared.protocol.errors import BadRequest, GalateaError
from ._shared.protocol.requests import RootMotion
from .export import FORMATS, PRESETS, ClipsWanted

BEARERS = get_args(RootMotion)
PROGRAM = "blender --background --command galatea"
FREE_MB = 50


def main(arguments: list[str]) -> int:
    """0: everything asked for was made; 1: it was not; 2: what was asked for is wrong."""
    from . import api, cli_batch, cli_motion
    from .export import export_file
    from .session import session

    try:
        asked = _parser().parse_args(arguments)
    except SystemExit as wrong:
        return int(wrong.code or 0)
    try:
        if asked.command == "batch":
            return cli_batch.run(asked, lambda text: _say(text, sys.stdout), lambda text: _say(text, sys.stderr))
        out = Path(export_file.whole_path(asked.out))
        if wrong := _wrong_place(out):
            _say(f"error: {wrong}", sys.stderr)
            return 2
        sliders = _sliders(asked.slider) if asked.command != "motion" else {}
        api.connect(asked.address, asked.token, asked.server_key)
        if asked.command == "motion":
            return _told(asked.out, cli_motion.run(asked, out, _note))
        if asked.command == "avatar":
            thing = api.generate(asked.prompt, sliders=sliders, seed=asked.seed, steps=asked.steps, clip=asked.clip)
        else:
            thing = api.new_avatar(sliders, seed=asked.seed, clip=asked.clip)
        wanted = ClipsWanted("shown", asked.fps, asked.root_motion, asked.twist_bones)
        checks = export_file.write_and_check(thing, out, asked.preset, _note, asked.one_mesh, wanted)
    except GalateaError as error:
        _say(f"error: {error.message}\n{error.hint}".rstrip(), sys.stderr)
        return 2 if isinstance(error, BadRequest) else 1
    finally:
        session.end()
    return _told(asked.out, checks)


def _told(out: str, checks: Mapping[str, str]) -> int:
    """The exit code."""
    _say("\n".join([str(out), *(f"  {name}: {found}" for name, found in checks.items())]), sys.stdout)
    return 0 if all(found == "ok" for found in checks.values()) else 1


def _say(text: str, stream: TextIO | None) -> None:
    """A stream that is closed, full or of another encoding costs what it would show, not the work."""
    if stream is None:
        return
    encoding = stream.encoding or "ascii"
    with contextlib.suppress(OSError):
        print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)


def _note(text: str) -> None:
    _say(f"note: {text}", sys.stderr)


def _wrong_place(file: Path) -> str:
    """Why nothing can be written there, told before any work is done; empty where it can."""
    if file.suffix.lower() not in FORMATS:
        return f"{file.name} must end in {', '.join(FORMATS)}. Give --out another name."
    if not file.parent.is_dir():
        return f"There is no folder {file.parent}. Make it first, or give --out another."
    if file.is_dir():
        return f"{file} is a folder. Give --out the name of a file in it."
    if not os.access(file.parent, os.W_OK):
        return f"The folder {file.parent} cannot be written. Give --out another."
    if shutil.disk_usage(file.parent).free < FREE_MB << 20:
        return f"There are less than {FREE_MB} MB free on the disk of {file.parent}. Free some, or give --out another."
    return ""


def _parser() -> argparse.ArgumentParser:
    from . import cli_batch, cli_motion

    parser = argparse.ArgumentParser(prog=PROGRAM, description="Words and sliders become a rigged, textured person.")
    kinds = parser.add_subparsers(dest="command", required=True)
    words = kinds.add_parser("avatar", help="make a person from words")
    words.add_argument("prompt", help='such as "a tall muscular man, smiling"')
    words.add_argument("--steps", type=int, default=60, help="more follow the words closer")
    shape = kinds.add_parser("shape", help="make a person from sliders")
    many = kinds.add_parser("batch", help="make a person of each line of a file")
    cli_batch.add_arguments(many)
    moves = kinds.add_parser("motion", help="put clips of words and files on an avatar, and into a file")
    cli_motion.add_arguments(moves)
    for kind in (words, shape, moves):
        kind.add_argument("--out", required=True, help="file that ends in " + ", ".join(FORMATS))
        kind.add_argument("--preset", choices=tuple(PRESETS), default="mixamo", help="program that will read it")
        kind.add_argument("--one-mesh", action="store_true", help="body and wearables as one mesh in .fbx and .glb")
        kind.add_argument("--fps", type=float, default=0.0, help="of the clip, 24 to 120; 0 the scene's")
        kind.add_argument("--root-motion", choices=BEARERS, default="hips", help="who goes the way over the ground")
        kind.add_argument("--twist-bones", action="store_true", help="bones that spread the limbs' twist, for Unreal")
        kind.add_argument("--seed", type=int, default=0)
    for kind in (words, shape):
        kind.add_argument("--slider", action="append", default=[], metavar="NAME=VALUE", help="may be repeated")
        kind.add_argument("--clip", choices=("none", "rom"), default="none", help="rom adds the range of motion")
    for kind in (words, shape, many, moves):
        kind.add_argument("--address", default="", help="backend to use; without it one is found or started")
        kind.add_argument("--token", default="", help="its token")
        kind.add_argument("--server-key", default="", help="its public CURVE key")
    return parser


def _sliders(written: list[str]) -> dict[str, float]:
    values = {}
    for text in written:
        name, _, number = text.partition("=")
        try:
            values[name.strip()] = float(number)
        except ValueError as error:
            raise BadRequest(f"{text!r} is no slider.", "Write it like height=0.8.") from error
        if not math.isfinite(values[name.strip()]):
            raise BadRequest(f"{text!r} has no number.", "Write it like height=0.8.")
    return values
