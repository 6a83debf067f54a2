"""Standard streams that never stop the work: closed ones lead nowhere, a full or broken stderr loses what it is told,
and what the console's encoding lacks is written another way."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable

ERRORS = "galatea"
"""name of the error handler for what an encoding cannot hold"""
_NAMES = ("stdin", "stdout", "stderr")
UNREAD = 141
"""exit code where nobody reads the output any more, as a shell tells it of other programs"""


def settle_streams() -> None:
    """Make the process's streams fit to be written to, whatever they were started with."""
    codecs.register_error(ERRORS, as_bytes_or_number)
    for number, name in enumerate(_NAMES):
        if getattr(sys, name) is None:
            _fill(number)
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, "w" if number else "r", encoding="utf-8"))
    sys.stdout.reconfigure(errors=ERRORS)  # pyright: ignore[reportAttributeAccessIssue]
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    told = _Unfailing(sys.stderr.fileno())
    encoding = sys.stderr.encoding
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(told), encoding, ERRORS, line_buffering=True)


def say(text: str) -> int:
    """Write a line to stdout; returns the exit code, as `flushed`."""
    return _written(lambda: print(text, flush=True), 0)


def flushed(code: int = 0) -> int:
    """`code`, once all of stdout is written. UNREAD where its reader, as `head` does, has read enough (if nothing else
    is wrong); 1 where it cannot be written, which is told on stderr."""
    return _written(sys.stdout.flush, code)


def _written(write: Callable[[], None], code: int) -> int:
    try:
        write()
    except BrokenPipeError:
        _drop_stdout()
        return code or UNREAD
    except OSError as error:
        _drop_stdout()
        print(f"error: The output could not be written: {error.strerror or error}.", file=sys.stderr)
        print("       The files that were made are whole.", file=sys.stderr)
        return 1
    return code


def as_bytes_or_number(error: UnicodeError) -> tuple[bytes, int]:
    """Bytes of a path that were no text in its encoding are written as they were, other characters by their number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written = b""
    for character in error.object[error.start : error.end]:
        escaped = 0xDC80 <= ord(character) <= 0xDCFF
        written += bytes([ord(character) - 0xDC00]) if escaped else character.encode("ascii", "backslashreplace")
    return written, error.end


def _drop_stdout() -> None:
    """What is left of the output goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fill(number: int) -> None:
    """Let a closed descriptor lead nowhere: a file that is opened later would get its number, and what is told."""
    try:
        os.fstat(number)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != number:
            os.dup2(nowhere, number)
            os.close(nowhere)


class _Unfailing(io.RawIOBase):
    """A descriptor whose reader may be gone and whose disk may be full."""

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return os.isatty(self._number)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = memoryview(data).nbytes  # pyright: ignore[reportArgumentType]
        try:
            return os.write(self._number, data)  # pyright: ignore[reportArgumentType]
        except OSError:
            return size
