"""`galatea again`: the request of an earlier result, or one written by hand, is run and its files are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tyro

from ..protocol.checks import request_from_json
from ..protocol.codec import load_json
from ..protocol.errors import BadFile, BadRequest
from ..protocol.requests import REQUESTS, AvatarRequest, ShapeRequest
from .make import Output, make

HINT = 'Give the request.json of a result, or write one like {"type": "avatar", "prompt": "a tall man"}.'
CLASS_NAMES = {cls.__name__: name for name, cls in REQUESTS.items()}
"""as request.json named them once"""


def again(file: tyro.conf.Positional[Path], output: tyro.conf.OmitArgPrefixes[Output]) -> int:
    """Run a request.json again; the same request gives the same person.

    Writes the same files as `galatea avatar`.

    Args:
        file: The request.json of an earlier result, or one written by hand: {"type": "avatar", "prompt": "…"}.
    """
    return make(read_request(file), output)


def read_request(file: Path) -> AvatarRequest | ShapeRequest:
    """Raises BadFile where the file is no request that makes a person."""
    try:
        request = request_from_json(_by_its_name(load_json(_as_utf8(file.read_bytes()), what="file")))
    except OSError as error:
        raise BadFile(f"{file} cannot be read: {error.strerror}.", HINT) from error
    except BadRequest as error:
        raise BadFile(f"{file} is not a request that can be run: {error.message}", error.hint or HINT) from error
    if not isinstance(request, AvatarRequest | ShapeRequest):
        raise BadFile(f"The request in {file} makes no person.", 'Its "type" should be "avatar" or "shape".')
    return request


def _as_utf8(text: bytes) -> bytes:
    """Editors and shells of Windows begin a file with a byte-order mark, some write UTF-16."""
    try:
        return text.decode(json.detect_encoding(text)).encode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"It is not text: {error}.") from error


def _by_its_name(plain: Any) -> Any:
    if isinstance(plain, dict) and plain.get("type") in list(CLASS_NAMES):
        return {**plain, "type": CLASS_NAMES[plain["type"]]}
    return plain
