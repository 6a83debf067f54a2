"""A job's state.json: written with a checksum, and read so that nothing odd in it gets any further."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from backend.protocol.codec import dump_json, load_json
from backend.protocol.errors import BadFile, BadRequest, error_from
from backend.protocol.table import lane_of

from .disk import digest, read_regular, write_whole
from .jobs import MAX_TITLE, Job, State

STATE = "state.json"
MAX_BYTES = 1 << 20
LATEST = 253_402_300_799.0
"""the last second of the year 9999, beyond which calendars cannot tell a time"""
_CHECKSUM = b',"checksum":"'
_OF_OLD = frozenset({"job_id", "type", "state", "title", "submitted", "finished", "error"})
_FIELDS = _OF_OLD | {"number", "ended", "taken", "request", "checksum"}


def write_record(job: Job) -> None:
    """Raises OSError where the disk does not take it."""
    assert job.folder is not None
    error = job.error
    plain = {
        "job_id": job.job_id,
        "type": job.type,
        "state": job.state.value,
        "title": job.title,
        "submitted": job.submitted,
        "finished": job.finished,
        "error": error and {"code": error.code, "message": error.message, "hint": error.hint},
        "number": job.number,
        "ended": job.ended,
        "taken": job.taken,
        "request": job.request_checksum,
    }
    write_whole(job.folder / STATE, [_with_checksum(dump_json(plain)[:-1])], flush=False)


def read_record(folder: Path) -> Job:
    """The job of `folder`. Raises BadFile on what `write_record` did not write, OSError where it cannot be read."""
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise BadFile(f"{folder} is not a folder.")
    path = folder / STATE
    try:
        data = read_regular(path, MAX_BYTES)
        plain = load_json(data, MAX_BYTES, STATE)
    except FileNotFoundError as error:
        raise BadFile(f"{path} is gone.") from error
    except BadFile:
        raise
    except BadRequest as error:
        raise BadFile(f"{path}: {error.message}") from error
    if not isinstance(plain, dict) or plain.keys() not in (_OF_OLD, _FIELDS):
        raise BadFile(f"{path} does not have the fields of a job.")
    if "checksum" in plain and data != _with_checksum(data.rpartition(_CHECKSUM)[0]):
        raise BadFile(f"{path} is damaged: its checksum differs.")
    return _job(plain, folder)


def _with_checksum(body: bytes) -> bytes:
    """`body` is an object in JSON without its last brace."""
    return body + _CHECKSUM + digest(body).encode() + b'"}'


def _job(plain: dict[str, Any], folder: Path) -> Job:
    error = plain["error"]
    odd = [name for name in ("type", "state", "title") if not isinstance(plain[name], str)]
    odd += [name for name in ("submitted", "finished") if not _is_time(plain[name], name == "finished")]
    odd += [name for name in ("number", "ended") if not _is_count(plain.get(name, 0))]
    if not isinstance(plain.get("taken", True), bool) or not isinstance(plain.get("request", ""), str):
        odd.append("taken or request")
    if plain["type"] == "":
        odd.append("type")
    if plain["job_id"] != folder.name:
        odd.append("job_id")
    if plain["state"] not in [state.value for state in State if state is not State.DAMAGED]:
        odd.append("state")
    if error is not None and not _is_error(error):
        odd.append("error")
    if odd:
        raise BadFile(f"{folder / STATE} says something impossible under {', '.join(dict.fromkeys(odd))}.")
    name = plain["type"]
    return Job(
        folder.name,
        name,
        lane_of(name),
        None,
        folder=folder,
        title=plain["title"][:MAX_TITLE],
        state=State(plain["state"]),
        submitted=float(plain["submitted"]),
        finished=None if plain["finished"] is None else float(plain["finished"]),
        number=plain.get("number", 0),
        ended=plain.get("ended", 0),
        taken=plain.get("taken", True),
        earlier=True,
        request_checksum=plain.get("request", ""),
        error=error_from(**error) if error else None,
    )


def _is_time(value: Any, may_be_none: bool) -> bool:
    if value is None:
        return may_be_none
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LATEST


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _is_error(error: Any) -> bool:
    return (
        isinstance(error, dict)
        and error.keys() == {"code", "message", "hint"}
        and all(isinstance(text, str) for text in error.values())
    )
