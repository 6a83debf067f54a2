"""`galatea resume`: a job that failed or was stopped goes on, in the backend that has it or in one started for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import tyro

from ..protocol.errors import BadRequest
from ..protocol.folders import state_folder
from ..protocol.message import checked_job_id
from .connect import Backend, running_backend, started
from .kept import folder_with, has_job, until_done
from .make import Output, finish, make_folder


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
    client = output.client() if output.named else None if folder else running_backend()
    if folder is not None:
        with until_done(folder), started(folder, output.device) as here:
            yield here
    elif client is not None:
        with client:
            yield Backend(client)
    elif has_job(state_folder() / "jobs", job):
        with started(state_folder(), output.device) as here:
            yield here
    else:
        raise BadRequest(
            f"There is no job {job} on this machine.",
            "Check the id; for a job of another machine's backend give --address, --token and --server-key.",
        )
