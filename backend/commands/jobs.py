"""`galatea jobs`: those of the backend that runs, or that ran last, and those that commands left behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import tyro

from ..protocol.errors import BadRequest, ConnectionFailed
from ..protocol.events import JobInfo
from ..protocol.folders import state_folder
from ..protocol.message import checked_job_id
from ..server.damaged import remove
from ..server.jobs import LIVING, Job, State
from ..server.lock import Hold, is_held
from ..server.scan import scan
from .connect import Connection, running_backend
from .kept import folders_of_commands

ALL = "all"
Ids = Annotated[tuple[str, ...], tyro.conf.arg(metavar="ID")]
UNFINISHED = ("failed", "cancelled", "interrupted", "damaged")


def jobs(connection: tyro.conf.OmitArgPrefixes[Connection], forget: Ids = ()) -> int:
    """List jobs: of the backend that runs (or ran last) on this machine and of commands that were stopped or failed.

    Args:
        forget: Delete the jobs with these ids and all that is kept of them; all: every one that is over and not done.
    """
    known = _known(connection)
    if forget:
        return _forget(known, forget)
    for info, _ in known:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.submitted))
        line = f"{info.job_id}  {when}  {info.state:<11}  {info.type:<8}  {plain(info.title)}  {plain(info.message)}"
        print(line.rstrip())
    return 0


def plain(text: str) -> str:
    """One line that does nothing to a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


Deletion = Callable[[], object]


def _known(connection: Connection) -> list[tuple[JobInfo, Deletion]]:
    """Each job, newest first in its place, and what deletes it."""
    if connection.named:
        with connection.client() as client:
            return [(info, _asker(connection, info.job_id)) for info in client.jobs()]
    client = running_backend()
    if client is not None:
        with client:
            known = [(info, _asker(connection, info.job_id)) for info in client.jobs()]
    else:
        known = _on_disk(state_folder() / "jobs", state_folder() / "jobs")
    found = client is not None or bool(known)
    for folder in folders_of_commands():
        known += _on_disk(folder, folder / "jobs")
        found = True
    if not found:
        raise ConnectionFailed("No backend runs on this machine, and none has left a job.", "Start: galatea serve")
    return known


def _asker(connection: Connection, job_id: str) -> Deletion:
    def ask() -> None:
        with connection.client() as client:
            client.forget(job_id)

    return ask


def _on_disk(owned: Path, root: Path) -> list[tuple[JobInfo, Deletion]]:
    """The jobs in `root`, which whoever has the folder `owned` may change."""
    if not root.is_dir():
        return []
    running = is_held(owned) or is_held(root)
    found = sorted(scan(root), key=lambda job: (job.number, job.submitted), reverse=True)
    return [(_as_it_is(job, running), _remover(owned, job)) for job in found]


def _as_it_is(job: Job, running: bool) -> JobInfo:
    if job.state in LIVING and not running:
        job.state = State.INTERRUPTED
    return job.info()


def _remover(owned: Path, job: Job) -> Deletion:
    def delete() -> None:
        assert job.folder is not None
        with Hold(owned):
            remove(job.folder)

    return delete


def _forget(known: list[tuple[JobInfo, Deletion]], forget: tuple[str, ...]) -> int:
    chosen = [checked_job_id(job) for job in forget if job != ALL]
    by_id = {info.job_id: (info, delete) for info, delete in known}
    if ALL in forget:
        chosen += [info.job_id for info, _ in known if info.state in UNFINISHED]
    for job in dict.fromkeys(chosen):
        if job not in by_id:
            raise BadRequest(f"There is no job {job}.", "Check the id: `galatea jobs` lists them.")
        info, delete = by_id[job]
        if info.state in LIVING:
            raise BadRequest(f"The job {job} waits or runs.", "Stop it first.")
        delete()
        print(f"{job} is deleted.")
    return 0
