"""The command of a capability, made from its line in the table: no capability needs a command of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import tyro

from ..protocol.changes import Change
from ..protocol.errors import GalateaError
from ..protocol.requests import Worn
from ..protocol.table import Capability
from .based import said_on
from .make import Output, make
from .run import command, plain, tell, with_home, with_positional
from .wear import Clothes, with_clothes

_OUTPUT = Output()
_CLOTHES = Clothes()
_AVATAR = "Writes avatar.fbx, avatar.npz, preview.png, request.json and report.json."
_CHANGE = "Writes change.npz, request.json and report.json, and textures as pictures."


def run_capability(line: Capability, arguments: Sequence[str]) -> int:
    """The exit code of a capability's command."""
    arguments = [with_home(text) for text in arguments]
    try:
        defaults = said_on(arguments, line.request_class)
    except GalateaError as error:
        return tell(error)
    return command(command_of(line, **defaults), line.called, arguments)


def command_of(line: Capability, **defaults: Any) -> Callable[..., int]:
    """A function whose signature is the capability's request and where its files go. defaults: of the request."""
    request_class = line.request_class
    worn: tuple[Worn, ...] = ()
    if "look" in defaults:  # several pieces have one set of fields, which cannot be options
        worn = defaults["look"].worn
        defaults["look"] = dataclasses.replace(defaults["look"], worn=())
    dresses = any(field.name == "look" for field in dataclasses.fields(request_class))

    def dressed(request: Any, output: Any = _OUTPUT, clothes: Any = _CLOTHES) -> int:
        said = plain(request, request_class)
        if worn:
            said = dataclasses.replace(said, look=dataclasses.replace(said.look, worn=worn))
        return make(with_clothes(said, clothes), output)

    def bare(request: Any, output: Any = _OUTPUT) -> int:
        return dressed(request, output)

    call = dressed if dresses else bare
    call.__name__ = line.name
    writes = _CHANGE if issubclass(line.result_class, Change) else _AVATAR
    call.__doc__ = f"{request_class.__doc__}\n\n{writes}"
    call.__annotations__ = {
        "request": tyro.conf.OmitArgPrefixes[with_positional(request_class, **defaults)],  # pyright: ignore
        "output": tyro.conf.OmitArgPrefixes[Output],
        "return": int,
    }
    if dresses:
        call.__annotations__["clothes"] = tyro.conf.OmitArgPrefixes[Clothes]
    return call
