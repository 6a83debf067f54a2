# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps of face keys that the artist edited, saved in the user's folder: found again for every mesh with such keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import bpy

from .._shared.protocol.errors import BadFile
from .._shared.rigging.faces.key_map import FaceMap, from_json

MOST_BYTES = 1 << 20


def folder() -> Path:
    return Path(bpy.utils.user_resource("DATAFILES", path="galatea/face_maps"))


def save(face: FaceMap, mesh_keys: Sequence[str], name: str) -> Path:
    """For all meshes with these keys. Raises OSError where nothing can be written."""
    here = folder()
    here.mkdir(parents=True, exist_ok=True)
    plain = " ".join(re.sub(r"[^\w .'()-]", " ", name).split()).strip(".") or "face"
    return write(here / f"{plain} {_digest(mesh_keys)}.json", face, mesh_keys)


def write(file: Path, face: FaceMap, mesh_keys: Sequence[str]) -> Path:
    file.write_text(json.dumps(face.plain(mesh_keys), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def find(mesh_keys: Sequence[str]) -> Path | None:
    """The newest that was saved for a mesh with these keys."""
    here = folder()
    found = here.glob(f"* {_digest(mesh_keys)}.json") if here.is_dir() else ()
    return max(found, key=lambda file: file.stat().st_mtime, default=None)


def read(file: Path) -> Mapping[str, Mapping[str, float]]:
    """Raises BadFile where it is no map."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ValueError("it is too large")
        return from_json(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadFile(f"{file.name} is no map of face keys: {error}.", "Choose a file that Save Map wrote.") from error


def _digest(mesh_keys: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(mesh_keys)).encode()).hexdigest()[:10]
