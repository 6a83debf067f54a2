"""Calls a subcommand with the arguments that its signature asks for, and turns errors into one clear message."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
import signal
import sys
import threading
import typing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import tyro

from ..protocol.errors import BadFile, BadRequest, GalateaError, JobCancelled, NotAvailable, ResourceExhausted
from ..protocol.written import how_written, option_of
from .streams import UNREAD, flushed

EXIT_CODES: tuple[tuple[type[GalateaError], int], ...] = ((BadRequest, 2), (NotAvailable, 3), (JobCancelled, 130))


class Stopped(KeyboardInterrupt):
    """The system or another program wants this one to end: what it started is ended too, as after Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def command(function: Callable[..., int | None], name: str, arguments: Sequence[str]) -> int:
    """Exit code of `function`: 0 done, 1 failed, 2 bad input, 3 something is not installed, 130 cancelled,
    141 nobody reads the output, 128 and more stopped by that signal."""
    try:
        _see_working_folder()
        with _heeding_signals():
            code = tyro.cli(function, prog=f"galatea {name}", args=[with_home(text) for text in arguments])
    except GalateaError as error:
        return tell(error)
    except ImportError as error:
        return tell(NotAvailable(f"Something that Galatea needs cannot be loaded: {error}.", "Run: galatea doctor"))
    except BrokenPipeError:
        return flushed() or UNREAD
    except OSError as error:
        return flushed() or tell(_of_system(error))
    except SystemExit as end:  # after its help, or a wrong option
        raise SystemExit(flushed(int(end.code or 0))) from None
    except Stopped as stop:
        print(f"stopped by {signal.Signals(stop.number).name}", file=sys.stderr)
        return 128 + stop.number
    except KeyboardInterrupt:
        print("cancelled", file=sys.stderr)
        return 130
    return flushed(int(code or 0))


def with_home(text: str) -> str:
    """An argument in which ~ is the user's own folder, also where the shell left it alone, as in --out=~/figures."""
    option, path = re.fullmatch(r"(--[^=\s]+=)?(.*)", text, re.DOTALL).groups("")  # pyright: ignore
    if path != "~" and not re.match(r"~[\w.-]*[/\\]", path):
        return text
    whole = os.path.expanduser(path)
    if whole == path:
        raise BadRequest(f"There is no home folder for {path}.", "Give a whole path.")
    return option + whole


@contextmanager
def _heeding_signals() -> Iterator[None]:
    """A signal to end becomes an exception once, so that nothing is left behind; one that is ignored stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]

    def stop(number: int, _: object) -> None:
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _see_working_folder() -> None:
    try:
        os.getcwd()
    except FileNotFoundError as error:  # where it is gone, some libraries end the process without a word
        raise BadRequest("The working folder was deleted.", "Change to another one, then try again.") from error


def tell(error: GalateaError) -> int:
    print(f"error: {error.message}", file=sys.stderr)
    for line in error.hint.splitlines():
        print(f"       {line}", file=sys.stderr)
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)


def _of_system(error: OSError) -> GalateaError:
    where = f" for {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceExhausted(f"There is no space left on the disk{where}.", "Free some space, then try again.")
    return GalateaError(
        f"The system refused something{where}: {error.strerror or error}.",
        "Check that the file or folder is there and that you may use it.",
    )


def with_positional(request: type, **defaults: Any) -> Any:
    """A dataclass type like `request` for the command line, where some fields are positional and some a word.

    defaults: those of fields that are others than the class's own.
    """
    hints = typing.get_type_hints(request)

    def entry(field: dataclasses.Field) -> tuple[str, Any, Any]:
        if "from_texts" in field.metadata:
            many = tuple[str, ...]
            return field.name, tyro.conf.Positional[many] if "positional" in field.metadata else many, ()
        if "from_text" in field.metadata or "json_file" in field.metadata:
            called = option_of(field.metadata)
            named = Annotated[str, tyro.conf.arg(name=called)] if called else str
            return field.name, tyro.conf.Positional[str] if "positional" in field.metadata else named, ""
        if how_written(field.metadata):
            return field.name, tuple[str, ...], ()
        if "wire_only" in field.metadata:
            return field.name, Annotated[hints[field.name], tyro.conf.Suppress], field.default
        kind = tyro.conf.Positional[hints[field.name]] if "positional" in field.metadata else hints[field.name]
        if field.name in defaults:
            return field.name, kind, dataclasses.field(default_factory=partial(_same, defaults[field.name]))
        return field.name, kind, dataclasses.field(default=field.default, default_factory=field.default_factory)

    made = dataclasses.make_dataclass(
        request.__name__,
        [entry(field) for field in dataclasses.fields(request)],
        bases=(request,),
        frozen=True,
        kw_only=True,
    )
    made.__doc__ = request.__doc__
    return made


def _table_in(text: str, name: str) -> dict[str, Any]:
    """What a JSON file holds under a name, or by itself; nothing where no file is named."""
    if not text:
        return {}
    path = Path(text)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        table = told.get(name, told)
        return {str(key): str(value) for key, value in table.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise BadFile(f"{path} is no JSON object: {error}.", f'It should hold {{"{name}": {{…}}}}.') from error


def _same(value: Any) -> Any:
    return value


def plain(request: Any, kind: type) -> Any:
    """The request as exactly `kind`, whatever subclass the command line made of it."""
    values = {field.name: getattr(request, field.name) for field in dataclasses.fields(kind)}
    for field in dataclasses.fields(kind):
        if named := field.metadata.get("from_text") or field.metadata.get("from_texts"):
            values[field.name] = named(values[field.name])
        elif "json_file" in field.metadata:
            values[field.name] = _table_in(values[field.name], field.name)
        elif how := how_written(field.metadata):
            values[field.name] = how.read(values[field.name])
    return kind(**values)
