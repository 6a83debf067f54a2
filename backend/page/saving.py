"""The figure of the page as files: into a folder, under names that are free, or as what a browser downloads."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from ..blender import export_avatar, find_blender
from ..capabilities.exchange.check import check_export
from ..figure.obj_file import obj_files
from ..protocol.avatar_file import save_avatar
from ..protocol.batch.names import folded, safe_name
from ..protocol.results import Avatar
from ..server.disk import write_whole

KINDS = ("PNG", "OBJ", "FBX", "npz")
NAMELESS = "figure"


def plain_name(text: str) -> str:
    """What was typed as the name of a file."""
    return safe_name(text, NAMELESS)


def png_files(stem: str, pixels: np.ndarray) -> dict[str, bytes]:
    """pixels: (H, W, 3|4) uint8 of the view."""
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, "png")
    return {f"{stem}.png": held.getvalue()}


def avatar_files(kind: str, stem: str, avatar: Avatar, blender: Path | None) -> dict[str, bytes]:
    """File name -> content for "OBJ", "FBX" or "npz". Raises NotAvailable for FBX without a Blender."""
    if kind == "OBJ":
        return obj_files(avatar, stem)
    with tempfile.TemporaryDirectory(prefix="galatea-page-") as folder:
        saved = Path(folder) / f"{stem}.npz"
        save_avatar(saved, avatar)
        if kind == "npz":
            return {saved.name: saved.read_bytes()}
        made = Path(folder) / f"{stem}.fbx"
        export_avatar(find_blender(blender), saved, made)
        return {made.name: made.read_bytes()}


def faults(files: Mapping[str, bytes], avatar: Avatar) -> str:
    """What an FBX file among them shows otherwise than the avatar, as an independent reader finds; else nothing."""
    return "; ".join(
        f"{check}: {found}"
        for name, content in files.items()
        if name.endswith(".fbx")
        for check, found in check_export(content, "fbx", avatar).items()
        if found != "ok"
    )


def put(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder; raises OSError where the disk does not take them."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for name, content in files.items():
        write_whole(folder / name, [content])
        out.append(folder / name)
    return out


def free_stem(folder: Path | None, stem: str, ending: str) -> str:
    """The name, or with a number where such a file is there already: nothing that was saved is written over."""
    if folder is None:
        return stem
    taken = {_alike(file.stem) for file in folder.glob("*") if file.suffix.casefold() == f".{ending}"}
    number, free = 1, stem
    while _alike(free) in taken:
        number += 1
        free = f"{stem}-{number}"
    return free


def _alike(stem: str) -> str:
    """What two names have in common whose files may be the same: an OBJ has blanks in none of its names."""
    return re.sub(r"\W+", "_", folded(stem))


def as_one(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """One file to download: the file itself, or a zip of several, named as the last."""
    *_, (name, content) = files.items()
    if len(files) == 1:
        return name, content
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for each, inside in files.items():
            packed.writestr(each, inside)
    return f"{name.replace('.', '-')}.zip", held.getvalue()
