"""An Avatar as one .npz file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from .array_file import load_arrays, save_arrays
from .codec import decode
from .errors import BadFile
from .results import Avatar
from .sound import check_avatar

ONE_MESH, PARTS, COVERED, CORRECTED = 1, 2, 3, 4
"""formats: an avatar of one mesh, which older programs read too, one with parts, one whose parts cover the body, and
one with corrective shapes"""
_HINT = "Choose an avatar.npz that Galatea saved, or make the avatar again."


def save_avatar(path: str | os.PathLike[str], avatar: Avatar) -> None:
    """Write `avatar`, whole or not at all. Raises OSError where the disk does not take it."""
    check_avatar(avatar)
    form = COVERED if avatar.covered.size else PARTS if avatar.parts else ONE_MESH
    form = form if avatar.correctives is None else CORRECTED
    save_arrays(path, "avatar", avatar, {"format": form})


def load_avatar(path: str | os.PathLike[str]) -> Avatar:
    """Raises BadFile on anything that `save_avatar` would not have written."""
    return load_arrays(path, "avatar", _read, _HINT)


def _read(header: dict[str, Any], frames: Sequence[Any]) -> Avatar:
    if header["format"] not in (ONE_MESH, PARTS, COVERED, CORRECTED):
        raise BadFile(f"is of format {str(header['format'])[:30]}, this is {CORRECTED}.", "Update Galatea.")
    avatar = decode(Avatar, header["avatar"], frames)
    check_avatar(avatar)
    return avatar
