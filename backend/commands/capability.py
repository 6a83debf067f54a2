"""The command of a capability, made from its line in the table: no capability needs a command of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tyro

from ..protocol.changes import Change
from ..protocol.table import Capability
from .make import Output, make
from .run import plain, with_positional

_OUTPUT = Output()
_AVATAR = "Writes avatar.fbx, avatar.npz, preview.png, request.json and report.json."
_CHANGE = "Writes change.npz, request.json and report.json, and textures as pictures."


def command_of(line: Capability) -> Callable[..., int]:
    """A function whose signature is the capability's request and where its files go."""
    request_class = line.request_class

    def command(request: Any, output: Any = _OUTPUT) -> int:
        return make(plain(request, request_class), output)

    command.__name__ = line.name
    writes = _CHANGE if issubclass(line.result_class, Change) else _AVATAR
    command.__doc__ = f"{request_class.__doc__}\n\n{writes}"
    command.__annotations__ = {
        "request": tyro.conf.OmitArgPrefixes[with_positional(request_class)],  # pyright: ignore
        "output": tyro.conf.OmitArgPrefixes[Output],
        "return": int,
    }
    return command
