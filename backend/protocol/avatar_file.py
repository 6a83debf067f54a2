"""An Avatar as one .npz file: its arrays under their own names, the rest as JSON. Nothing in it is ever unpickled."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from .archive import ArrayArchive
from .codec import MAX_FRAMES, MAX_MESSAGE_BYTES, decode, dump_json, encode, load_json, raw
from .errors import BadFile, BadRequest
from .files import whole_file
from .results import Avatar
from .sound import check_avatar

ONE_MESH, PARTS = 1, 2
"""formats: an avatar of one mesh, which older programs read too, and one with parts"""
_HEADER = "avatar.json"
_HINT = "Choose an avatar.npz that Galatea saved, or make the avatar again."


def save_avatar(path: str | os.PathLike[str], avatar: Avatar) -> None:
    """Write `avatar`, whole or not at all. Raises OSError where the disk does not take it."""
    path = Path(path)
    check_avatar(avatar)
    plain, arrays = encode(avatar)
    header = {"format": PARTS if avatar.parts else ONE_MESH, "names": [a.path for a in arrays], "avatar": plain}
    contents = {_HEADER: np.frombuffer(dump_json(header), np.uint8), **{a.path: a.array for a in arrays}}
    with whole_file(path) as file:
        np.savez_compressed(file, **contents)


def load_avatar(path: str | os.PathLike[str]) -> Avatar:
    """Raises BadFile on anything that `save_avatar` would not have written."""
    path = Path(path)
    try:
        with open(path, "rb") as file:
            contents = ArrayArchive(file, MAX_MESSAGE_BYTES, MAX_FRAMES)
            header = load_json(contents.take(_HEADER).tobytes(), limit=1 << 24, what="file's header")
            if header["format"] not in (ONE_MESH, PARTS):
                raise BadFile(f"{path} is of format {str(header['format'])[:30]}, this is {PARTS}.", "Update Galatea.")
            frames = [raw(contents.take(name)) for name in header["names"]]
        avatar = decode(Avatar, header["avatar"], frames)
        check_avatar(avatar)
    except FileNotFoundError as error:
        raise BadFile(f"There is no file {path}.", "Check its name.") from error
    except BadFile:
        raise
    except BadRequest as error:
        raise BadFile(f"{path} is not a whole avatar: {error}", _HINT) from error
    except Exception as error:  # numpy and zipfile raise a dozen kinds over damaged bytes, none of them documented
        raise BadFile(f"{path} cannot be read as an avatar: {type(error).__name__}: {error}.", _HINT) from error
    return avatar
