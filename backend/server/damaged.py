"""Jobs whose files are damaged: set aside with a note that says why, so that they stop nobody and are not forgotten."""

from __future__ import annotations

import contextlib
import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.protocol.errors import BadFile, BadRequest, GalateaError, JobFailed, NotAvailable
from backend.protocol.message import checked_job_id
from backend.protocol.table import lane_of

from .disk import read_regular, write_whole
from .jobs import MAX_TITLE, Job, State
from .record import LATEST

DAMAGED = "damaged"
MAX_NOTE = 4096
_log = logging.getLogger("galatea.jobs")


def damaged_job(folder: Path, why: str, request: dict[str, Any] | None) -> Job:
    """What can be told of a job that is damaged; `request` is what it asked for, where that can still be read."""
    asked = request or {}
    job = Job(
        folder.name,
        str(asked.get("type", "")),
        lane_of(str(asked.get("type", ""))),
        None,
        folder=folder,
        title=str(asked.get("prompt", ""))[:MAX_TITLE],
        state=State.DAMAGED,
        submitted=_age(folder),
        earlier=True,
        whole_request=request is not None,
    )
    job.error = _told(job, why)
    return job


def unreachable_job(folder: Path, why: OSError) -> Job:
    """A job whose files cannot be read now, and perhaps can later: it stays where it is."""
    error = NotAvailable(
        f"The files of this job cannot be read: {why.filename}: {why.strerror}.",
        "Make them readable, then start the backend again.",
    )
    return Job(
        folder.name, "", lane_of(""), None, folder=folder, state=State.DAMAGED, submitted=_age(folder), earlier=True,
        whole_request=False, error=error,
    )  # fmt: skip


def put_aside(root: Path, job: Job, why: str) -> None:
    """Set a damaged job aside and say so in the log; where it cannot be moved it stays, and the log says that."""
    assert job.folder is not None
    try:
        job.folder = set_aside(root, job.folder, why)
    except OSError as error:
        why = f"{why} It could not be set aside ({error.strerror or error})."
    job.error = _told(job, why)
    _log.warning("job %s is damaged: %s It is in %s.", job.job_id, why, job.folder)


def set_aside(root: Path, folder: Path, why: str) -> Path:
    """Move a job's folder (or whatever has its name) to the damaged ones, and write down why. Where it is then.

    Raises OSError where it cannot be moved: then it stays.
    """
    place = root / DAMAGED
    place.mkdir(exist_ok=True)
    target = place / folder.name
    if target.is_symlink() or target.exists():
        raise FileExistsError(f"{target} is there already")
    folder.rename(target)
    with contextlib.suppress(OSError):  # the log has it too
        write_whole(_note(target), [why.encode(errors="replace")[:MAX_NOTE]])
    return target


def those_set_aside(root: Path) -> Iterator[tuple[Path, str]]:
    """Each one's place and why it is there."""
    try:
        found = sorted((root / DAMAGED).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for folder in found:
        try:
            checked_job_id(folder.name)
        except BadRequest:
            continue
        try:
            why = read_regular(_note(folder), MAX_NOTE).decode(errors="replace")
        except (OSError, BadFile):
            why = "why was not written down."
        yield folder, why


def remove(path: Path) -> None:
    """Delete a folder, or whatever else has its name, and the note of why it was set aside."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def _told(job: Job, why: str) -> GalateaError:
    again = "Resume it to run it again" if job.whole_request else "Submit it again"
    return JobFailed(
        f"The files of this job are damaged: {why}", f"{again}; what is left of it is in {job.folder}.", why
    )


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.txt")


def _age(folder: Path) -> float:
    try:
        return min(max(folder.lstat().st_mtime, 0.0), LATEST)
    except OSError:
        return time.time()
