"""`galatea serve`, `jobs`, `resume` and `keys`: the backend as a program, and what it keeps."""

from __future__ import annotations

import time
from pathlib import Path

import tyro

from ..protocol.client import Client
from ..protocol.places import DEFAULT_ADDRESS, read_token, state_folder
from ..server import server
from ..server.keys import make_keys
from ..server.options import ServerOptions


def serve(options: tyro.conf.OmitArgPrefixes[ServerOptions]) -> int:
    """Start the backend that Blender and scripts talk to; it prints its address and runs until it is stopped."""
    return server.serve(options)


def jobs(address: str = DEFAULT_ADDRESS, token: Path | None = None) -> int:
    """List the jobs of a running backend, newest first.

    Args:
        address: Where the backend listens.
        token: File with its token, if it is not this user's own backend.
    """
    with _connect(address, token) as client:
        for job in client.jobs():
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.submitted))
            print(f"{job.job_id}  {when}  {job.state:<11}  {job.type:<8}  {job.title}  {job.message}".rstrip())
    return 0


def resume(
    job: tyro.conf.Positional[str],
    out: Path = Path("out/avatar"),
    address: str = DEFAULT_ADDRESS,
    token: Path | None = None,
) -> int:
    """Run a failed, cancelled or interrupted job again from its saved stages.

    Args:
        job: The job's id, as `galatea jobs` lists it.
        out: Folder for the files of the result.
        address: Where the backend listens.
        token: File with its token, if it is not this user's own backend.
    """
    from .connect import Backend
    from .make import write_result

    with _connect(address, token) as client:
        here = Backend(client)
        return write_result(here, here.follow(client.resume(job)), out)


def keys() -> int:
    """Make the CURVE keys that a backend needs to listen on a network; prints the public one, which clients need."""
    made = make_keys(state_folder())
    print(f"The secret key is in {state_folder() / 'server_keys.json'}. Clients need this public key and the token:")
    print(made.public)
    return 0


def _connect(address: str, token: Path | None) -> Client:
    return Client(address, read_token(token))
