"""`galatea again`: the request of an earlier result, or one written by hand, is run and its files are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import tyro

from ..protocol.checks import request_from_json
from ..protocol.codec import load_json
from ..protocol.errors import BadFile, BadRequest
from ..protocol.table import CAPABILITIES, line_of
from .based import filled
from .connect import Connection
from .make import Output, make

HERE = Connection()
HINT = 'Give the request.json of a result, or write one like {"type": "avatar", "prompt": "a tall man"}.'


def again(file: tyro.conf.Positional[Path], output: tyro.conf.OmitArgPrefixes[Output]) -> int:
    """Run a request.json again; the same request gives the same person.

    Writes the same files as the command of that name.

    Args:
        file: The request.json of an earlier result, or one written by hand: {"type": "avatar", "prompt": "…"}.
    """
    return make(read_request(file, output), output)


def read_request(file: Path, connection: Connection = HERE) -> Any:
    """Raises BadFile where the file is no request of a command."""
    try:
        request = request_from_json(_whole(load_json(_as_utf8(file.read_bytes()), what="file"), connection))
    except OSError as error:
        raise BadFile(f"{file} cannot be read: {error.strerror}.", HINT) from error
    except BadRequest as error:
        raise BadFile(f"{file} is not a request that can be run: {error.message}", error.hint or HINT) from error
    if not line_of(request).sentence:
        *others, last = (f'"{line.name}"' for line in CAPABILITIES.values() if line.sentence)
        raise BadFile(f"The request in {file} makes no files.", f'Its "type" should be {", ".join(others)} or {last}.')
    return request


def _as_utf8(text: bytes) -> bytes:
    """Editors and shells of Windows begin a file with a byte-order mark, some write UTF-16."""
    try:
        return text.decode(json.detect_encoding(text)).encode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"It is not text: {error}.") from error


def _whole(plain: Any, connection: Connection) -> Any:
    """The request under its name, with what it leaves to its base; request.json named its class once."""
    plain = _by_its_name(plain)
    if isinstance(plain, dict) and isinstance(name := plain.get("type"), str) and name in CAPABILITIES:
        return filled(plain, CAPABILITIES[name].request_class, connection)
    return plain


def _by_its_name(plain: Any) -> Any:
    names = {line.request_class.__name__: name for name, line in CAPABILITIES.items()}
    if isinstance(plain, dict) and plain.get("type") in list(names):
        return {**plain, "type": names[plain["type"]]}
    return plain
