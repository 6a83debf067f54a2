"""`galatea serve`, `jobs` and `keys`: the backend as a program, and what it keeps."""

from __future__ import annotations

import time

import tyro

from ..protocol.places import state_folder
from ..server import server
from ..server.keys import make_keys
from ..server.options import ServerOptions
from .connect import Connection


def serve(options: tyro.conf.OmitArgPrefixes[ServerOptions]) -> int:
    """Start the backend that Blender and scripts talk to; it prints its address and runs until it is stopped."""
    return server.serve(options)


def jobs(connection: tyro.conf.OmitArgPrefixes[Connection]) -> int:
    """List the jobs of a running backend, newest first."""
    with connection.client() as client:
        for job in client.jobs():
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.submitted))
            print(f"{job.job_id}  {when}  {job.state:<11}  {job.type:<8}  {job.title}  {job.message}".rstrip())
    return 0


def keys() -> int:
    """Make the CURVE keys that a backend needs to listen on a network; prints the public one, which clients need."""
    made = make_keys(state_folder())
    print(f"The secret key is in {state_folder() / 'server_keys.json'}. Clients need this public key and the token:")
    print(made.public)
    return 0
