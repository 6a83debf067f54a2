"""A request of a person that starts from an avatar of before: what the person leaves unsaid is as in that avatar.

On the wire a request says its whole look and figure, so they are filled in here, where it is known what was said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..protocol.avatar_file import load_avatar
from ..protocol.codec import encode
from ..protocol.errors import BadFile, BadRequest
from ..protocol.places import is_loopback
from ..protocol.requests import (
    MOST_SCAN_BYTES,
    Base,
    CurveFile,
    Figure,
    MotionFile,
    NamedFile,
    Scan,
    base_named,
    figure_of,
    look_of,
)
from ..protocol.results import Avatar, AvatarResult
from .connect import Connection

_FILES = {
    "scan": "a mesh or a scan: OBJ, PLY, STL, OFF, GLB or glTF",
    "curves": "a CSV or npz of curves",
    "file": "a motion: BVH, npz, pickle, npy or JSON",
    "motion": "a change.npz of a motion",
    "then": "a change.npz of a motion",
    "after": "a change.npz of a motion",
    "photos": "an image: JPEG, PNG, WebP, TIFF or BMP",
    "masks": "an image, white where the figure is",
    "landmarks": 'an npz with "points"',
    "poses": "a file of poses",
    "truth": "an avatar.npz, or a mesh",
}
"""fields of requests for files, and what they are"""
_OF_ONE = {
    ("CaptureRequest", "file"): "a video (MP4, MOV, MKV, WebM, GIF …) or a photo",
    ("FacePhotoRequest", "photos"): "a photo, or a video",
}
"""the same, of requests in which a field means something else"""


def said_on(arguments: Sequence[str], request: type) -> dict[str, Any]:
    """Look and figure of the avatar that a command line names under --base: what is typed comes before them."""
    if not (named := _typed(arguments, "base")):
        return {}
    token = _typed(arguments, "token")
    connection = Connection(
        address=_typed(arguments, "address"),
        token=Path(token) if token else None,
        server_key=_typed(arguments, "server-key"),
    )
    return unsaid(avatar_named(named, connection), request)


def _typed(arguments: Sequence[str], option: str) -> str:
    """The last value of an option on a command line; empty where it is not there."""
    found = ""
    for place, word in enumerate(arguments):
        if word == f"--{option}" and place + 1 < len(arguments):
            found = arguments[place + 1]
        elif word.startswith(f"--{option}="):
            found = word.partition("=")[2]
    return found


def unsaid(base: Avatar, request: type) -> dict[str, Any]:
    """Look and figure of an avatar, as far as a request class has them."""
    figure = dataclasses.replace(figure_of(base), preview_size=Figure().preview_size)  # a live edit has no pictures
    found = {"look": look_of(base), "figure": figure}
    return {f.name: found[f.name] for f in dataclasses.fields(request) if f.name in found}


def filled(plain: dict[str, Any], request: type, connection: Connection, base: Avatar | None = None) -> dict[str, Any]:
    """A request as a person wrote it into a file, with look and figure of its base where it says nothing of them.

    base: that avatar, where it is loaded already.
    """
    if not isinstance(plain.get("base"), str) or not plain["base"]:
        return plain
    base = base or avatar_named(plain["base"], connection)
    out = dict(plain)
    for name, value in unsaid(base, request).items():
        told = plain.get(name, {})
        known = encode(value)[0]
        beside = {key: plain[key] for key in known if key in plain}  # as people write a figure's fields
        out[name] = {**known, **(told if isinstance(told, dict) else {}), **beside}
        for key in beside:
            out.pop(key, None)
    return out


def avatar_named(text: str, connection: Connection) -> Avatar:
    """The avatar of a file here or of a job of the backend. Raises BadFile, BadRequest, ConnectionFailed."""
    base = base_named(text)
    if base is None:
        raise BadRequest("No avatar is named.", "Give an avatar.npz or the id of a job.")
    if base.file:
        return load_avatar(base.file)
    with connection.client() as client:
        result = client.wait(client.look(base.job))
    if not isinstance(result, AvatarResult):
        raise BadRequest(f"The job {base.job} gave no avatar.", "Start from one that did, or from an avatar.npz.")
    return result.avatar


def sent(request: Any, connection: Connection, far: bool = False) -> Any:
    """The request as the backend can read it: files that it names by their whole paths or, for another machine, what is
    in them.

    far: the work is done on other machines, whatever the connection says; it only tells where jobs of before are.
    Raises BadFile, BadRequest, ConnectionFailed where the base is not to be had.
    """
    elsewhere, far = far, far or _is_far(connection)
    for name, told in _FILES.items():
        given = getattr(request, name, None)
        told = _OF_ONE.get((type(request).__name__, name), told)
        if isinstance(given, tuple):
            request = dataclasses.replace(request, **{name: tuple(_with_file(one, told, far) for one in given)})
        elif given is not None:
            request = dataclasses.replace(request, **{name: _with_file(given, told, far)})
    for name in ("base", "source"):
        request = _with_avatar(request, name, connection, far, elsewhere)
    return request


def _with_avatar(request: Any, name: str, connection: Connection, far: bool, elsewhere: bool) -> Any:
    """With the whole path, or the data, of the avatar that a field names. elsewhere: whether the backend of the
    connection is not the one that does the work."""
    base = getattr(request, name, None)
    if not isinstance(base, Base) or base.avatar is not None:
        return request
    if base.job:  # a backend that is started for this command has it not
        there = connection.named and not elsewhere
        here = base if there else Base(avatar=avatar_named(base.job, connection), checksum=base.checksum)
        return dataclasses.replace(request, **{name: here})
    if not base.file:
        raise BadRequest(
            "The avatar that this request starts from is not in it.", f'Write its avatar.npz under "{name}", "file".'
        )
    path = Path(base.file).absolute()
    if not path.is_file():
        raise BadFile(f"There is no file {path}.", "Give the avatar.npz of an earlier result.")
    avatar = load_avatar(path) if far else None
    return dataclasses.replace(request, **{name: dataclasses.replace(base, file=str(path), avatar=avatar)})


def _is_far(connection: Connection) -> bool:
    return bool(connection.address) and not is_loopback(connection.address)


def _with_file(given: Any, told: str, far: bool) -> Any:
    """With the whole path, or the bytes, of the file that it names."""
    if not isinstance(given, Scan | CurveFile | MotionFile | NamedFile) or not given.file or len(given.content):
        return given
    path = Path(given.file).absolute()
    if not path.is_file():
        raise BadFile(f"There is no file {path}.", f"Give {told}.")
    if not far:
        return dataclasses.replace(given, file=str(path))
    if path.stat().st_size > MOST_SCAN_BYTES:
        raise BadFile(f"{path} is larger than 512 MB.", "Give a smaller one.")
    return dataclasses.replace(given, file=path.name, content=np.fromfile(path, np.uint8))
