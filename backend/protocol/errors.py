"""One tree of errors. Each has a code, says what happened, and what to do about it.

GalateaError
├── BadRequest            the request itself is wrong: unknown name, NaN, out of range, too long
│   ├── BadFile           a file given by the user cannot be read
│   └── VersionMismatch   client and server speak different protocol versions
├── NotAvailable          something this job needs is not installed, not licensed or not downloaded
├── ConnectionFailed      no backend there, wrong token, port in use, no answer
├── ResourceExhausted     disk or memory ran out
├── JobFailed             the job raised or its worker died; other jobs go on
└── JobCancelled          the user asked for it
"""

from __future__ import annotations


class GalateaError(Exception):
    """What happened (`message`) and what the user can do (`hint`); `code` is stable across versions."""

    code = "error"

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadRequest(GalateaError):
    code = "bad_request"


class BadFile(BadRequest):
    code = "bad_file"


class VersionMismatch(BadRequest):
    code = "version_mismatch"


class NotAvailable(GalateaError):
    code = "not_available"


class ConnectionFailed(GalateaError):
    code = "connection_failed"


class ResourceExhausted(GalateaError):
    code = "resource_exhausted"


class JobFailed(GalateaError):
    code = "job_failed"


class JobCancelled(GalateaError):
    code = "cancelled"


_BY_CODE = {
    c.code: c
    for c in (
        GalateaError,
        BadRequest,
        BadFile,
        VersionMismatch,
        NotAvailable,
        ConnectionFailed,
        ResourceExhausted,
        JobFailed,
        JobCancelled,
    )
}


def error_from(code: str, message: str, hint: str = "", details: str = "") -> GalateaError:
    """The error of the tree that a wire message names; an unknown code gives a plain GalateaError."""
    return _BY_CODE.get(code, GalateaError)(message, hint, details)
