"""`galatea resume`: a job that failed or was stopped goes on, in the backend that has it or in one started for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import tyro

from ..protocol.client import Client
from ..protocol.errors import BadRequest, ConnectionFailed
from ..protocol.message import checked_job_id
from ..protocol.places import state_folder
from .connect import Backend, Connection, started
from .kept import folder_with, until_done
from .make import Output, finish, make_folder

ANSWER_S = 1.0


def resume(job: tyro.conf.Positional[str], output: tyro.conf.OmitArgPrefixes[Output]) -> int:
    """Run a failed, cancelled or interrupted job again from its saved stages, and write the files of its result.

    Args:
        job: The job's id, as the command that failed told it, or as `galatea jobs` lists it.
    """
    make_folder(output.out)
    with _holder(checked_job_id(job), output) as here:
        here.job = job
        return finish(here, lambda: here.follow(here.client.resume(job)), output)


@contextmanager
def _holder(job: str, output: Output) -> Iterator[Backend]:
    """The backend that has the job: a running one, or one that is started here in the job's folder."""
    folder = None if output.named else folder_with(job)
    client = output.client() if output.named else None if folder else _running()
    if folder is not None:
        with until_done(folder), started(folder, output.device) as here:
            yield here
    elif client is not None:
        with client:
            yield Backend(client)
    elif (state_folder() / "jobs" / job).is_dir():
        with started(state_folder(), output.device) as here:
            yield here
    else:
        raise BadRequest(
            f"There is no job {job} on this machine.",
            "Check the id; for a job of another machine's backend give --address, --token and --server-key.",
        )


def _running() -> Client | None:
    """The backend that runs on this machine, where one does."""
    try:
        client = Connection().client()
    except ConnectionFailed:  # without a token none was ever started
        return None
    try:
        client.handshake(ANSWER_S)
    except ConnectionFailed:
        client.close()
        return None
    return client
