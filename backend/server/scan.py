"""Reading the folder of jobs as it lies there: nothing is changed, and nothing in it can lead astray."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.protocol.checks import request_from_json
from backend.protocol.codec import load_json
from backend.protocol.errors import BadFile, BadRequest, GalateaError
from backend.protocol.message import checked_job_id

from .damaged import damaged_job, those_set_aside, unreachable_job
from .disk import digest, look_at_frames, read_frames, read_regular
from .jobs import Job, State
from .record import read_record

REQUEST, REQUEST_ARRAYS, RESULT = "request.json", "request.frames", "result.frames"
MAX_REQUEST_BYTES = 1 << 24
SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""what says nothing about the file that was to be read"""


def scan(root: Path) -> Iterator[Job]:
    """The jobs in a folder, as their files tell; nothing is changed. What is damaged is a job of that state.

    Raises OSError where the folder itself cannot be read, or where no files can be opened.
    """
    seen = set()
    for folder in sorted(root.iterdir()):
        try:
            seen.add(checked_job_id(folder.name))
        except BadRequest:
            continue  # not a job's
        try:
            job = read_record(folder)
            if job.state is State.DONE:
                _must_have_result(folder)
            else:
                read_request(folder, job.request_checksum)
        except BadRequest as error:
            job = damaged_job(folder, error.message, request_of(folder))
        except OSError as error:
            if error.errno in SHORT_OF:
                raise
            job = unreachable_job(folder, error)
        yield job
    for folder, why in those_set_aside(root):
        if folder.name not in seen:
            yield damaged_job(folder, why, request_of(folder))


def _must_have_result(folder: Path) -> None:
    try:
        look_at_frames(folder / RESULT)
    except FileNotFoundError as error:
        raise BadFile(f"{error.filename} is gone.") from error


def read_request(folder: Path, checksum: str) -> tuple[dict[str, Any], list[bytes]]:
    """The request as a JSON object, and its arrays. Raises BadFile where they are damaged or gone, OSError."""
    path = folder / REQUEST
    try:
        data = read_regular(path, MAX_REQUEST_BYTES)
    except FileNotFoundError as error:
        raise BadFile(f"{path} is gone.", "Submit the job again.") from error
    if checksum and digest(data) != checksum:
        raise BadFile(f"{path} is damaged: its checksum differs.", "Submit the job again.")
    plain = load_json(data, MAX_REQUEST_BYTES, REQUEST)
    if not isinstance(plain, dict):
        raise BadFile(f"{path} is not a request.", "Submit the job again.")
    try:
        return plain, read_frames(folder / REQUEST_ARRAYS)
    except FileNotFoundError:
        return plain, []


def request_of(folder: Path) -> dict[str, Any] | None:
    """What a damaged job asked for, where that can be read and asked again."""
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return None
        plain, arrays = read_request(folder, _checksum_told(folder))
        request_from_json(plain, arrays)
    except (OSError, GalateaError):
        return None
    return plain


def _checksum_told(folder: Path) -> str:
    """What the request's checksum should be; empty where that cannot be read either."""
    try:
        return read_record(folder).request_checksum
    except (OSError, BadRequest):
        return ""
